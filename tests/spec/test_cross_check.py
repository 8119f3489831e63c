"""Platsbanken against other boards: worked examples, places, a JobSpy file through the whole line."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from aipulsen import queries
from aipulsen.ads.board_snapshot import read_snapshot
from aipulsen.charts.export import csv_text, svg_text
from aipulsen.charts.figure import Figure
from aipulsen.cli import main
from aipulsen.errors import AipulsenError
from aipulsen.figures.context import compared_context
from aipulsen.figures.cross_check import build_cross_check_figure
from aipulsen.metrics import cross_check
from aipulsen.scoring import load_engine
from aipulsen.tables.places import county_of_location
from tests.chosen import Chosen

COLUMNS = ["id", "site", "job_url", "title", "company", "location", "date_posted", "description"]


def counted(**ads: int) -> pd.DataFrame:
    return pd.DataFrame({"county_code": [c.removeprefix("c") for c in ads], "ads": list(ads.values())})


def test_a_difference_is_told_only_where_the_test_says_so() -> None:
    """50 of 100 against 5 of 10 agree; 90 of 100 against 8 of 20 differ (Fisher p < 0.001)."""
    same = cross_check.county_agreement(counted(c01=50, c25=50), counted(c01=5, c25=5))
    assert same.agreement.tolist() == ["agrees", "agrees"]
    other = cross_check.county_agreement(counted(c01=90, c25=10), counted(c01=8, c25=12))
    assert other.agreement.tolist() == ["differs", "differs"]
    assert other.board_ads_share.tolist() == [0.4, 0.6]


def test_a_county_absent_from_one_source_has_zero_there() -> None:
    """A board without an ad in the county has counted it and found none."""
    both = cross_check.county_agreement(counted(c01=9, c25=1), counted(c01=7))
    assert both.board_ads.tolist() == [7, 0]


def test_four_ads_in_a_source_are_a_count_without_share_or_verdict() -> None:
    """4 of 204 and 0 of 100 have no share, and no verdict on the county, though the other source has one."""
    both = cross_check.county_agreement(counted(c01=200, c23=4, c25=30), counted(c01=100, c23=0, c25=4))
    assert both[["ads", "board_ads"]].to_numpy().tolist() == [[200, 100], [4, 0], [30, 4]]
    assert both.reliability.tolist() == ["ok", "hidden", "ok"]
    assert both.board_reliability.tolist() == ["ok", "hidden", "hidden"]
    assert both.ads_share.isna().tolist() == [False, True, False]
    assert both.board_ads_share.isna().tolist() == [False, True, True]
    assert both.agreement.tolist()[1:] == ["unknown", "unknown"]


def test_the_interval_of_a_county_s_share_is_exact() -> None:
    """10 of 100 and 60 of 100: scipy's own exact interval, to the ninth decimal."""
    both = cross_check.county_agreement(counted(c01=90, c25=10), counted(c01=40, c25=60)).iloc[1]
    for n, low, high in (
        (10, both.ads_low_share, both.ads_high_share),
        (60, both.board_ads_low_share, both.board_ads_high_share),
    ):
        exact = stats.binomtest(n, 100).proportion_ci(0.95, "exact")
        assert [float(low), float(high)] == pytest.approx([exact.low, exact.high], abs=1e-9)


@pytest.mark.parametrize("level", ["role", "competence"])
def test_whichever_level_is_chosen_the_broad_one_is_counted_and_named(level: str) -> None:
    """Rows, table, file and picture name the jobs that need AI skills; the count is that of the gap."""
    selection = Chosen(edition="demo", level=level)
    answer = queries.ask_cross_check(*selection.asked)
    assert {row["level"] for row in answer.rows()} == {"competence"}
    broad = queries.ask_gap(*Chosen(edition="demo", level="competence").asked).gap
    assert answer.scope.total_ads == int(broad.ads.sum())
    figure = selection.figure("cross-check")
    assert "Jobb som kräver AI-kunskap" in figure.subtitle
    assert set(figure.table.level) == {"Jobb som kräver AI-kunskap"}
    assert "Jobb som kräver AI-kunskap" in csv_text(figure)
    assert "AI-kunskap" in svg_text(figure)


def drawn_words(figure: Figure) -> dict[str, str]:
    """What the cross-check's chart says at the end of each county's row."""
    drawn = figure.parts[0].draw(600, 500).to_dict()["layer"][-1]["data"]["values"]
    return {row["county"]: row["words"] for row in drawn}


def few_words(count: int) -> str:
    """What stands instead of a share of fewer than five ads, written anew."""
    return "inga annonser" if count == 0 else f"dolt: {count} {'annons' if count == 1 else 'annonser'}, färre än 5"


def test_a_source_with_fewer_than_five_ads_in_a_county_has_no_share_anywhere() -> None:
    """Every such county of the demo: words instead of its share in the chart, nothing in the table, null in rows."""
    selection = Chosen(edition="demo")
    figure = selection.figure("cross-check")
    table, words = figure.table.set_index("county_code"), drawn_words(figure)
    hidden = []
    for row in queries.ask_cross_check(*selection.asked).rows():
        for place, source in ((0, ""), (-1, "board_")):
            if (count := row[f"{source}ads"]) < 5:
                assert row[f"{source}ads_share"] is None
                assert row["agreement"] == "unknown"
                assert pd.isna(table.loc[row["county_code"], f"{source}ads_share"])
                assert words[row["county_name"]].split(" / ")[place] == few_words(count)
                hidden.append((row["county_name"], source, count))
    assert {("Gotland", "", 0), ("Gotland", "board_", 0), ("Jämtland", "board_", 1), ("Halland", "board_", 0)} < {
        *hidden
    }


def test_the_chart_says_of_four_ads_against_none_that_neither_has_a_share() -> None:
    """Made-up counts in the demo's place: Jämtland has 4 against 0, Gotland none in either source."""
    desk, selection = Chosen(edition="demo").shown()
    answer = queries.ask_cross_check(desk.edition, selection)
    counts = answer.agreement.set_index("county_code")[["ads", "board_ads"]]
    counts.loc["23"] = (4, 0)
    ours, boards = (counts[c].rename("ads").reset_index() for c in counts)
    described = answer.agreement[["county_code", "county_name", "window_days", "level", "status"]]
    made_up = described.merge(cross_check.county_agreement(ours, boards), on="county_code")
    answer = dataclasses.replace(answer, agreement=made_up)
    figure = build_cross_check_figure(answer, compared_context(desk, answer.scope))
    table = figure.table.set_index("county_code")
    assert table.loc[["09", "23"], ["ads_share", "board_ads_share"]].isna().all(axis=None)
    words = drawn_words(figure)
    assert words["Gotland"] == "inga annonser"
    assert words["Jämtland"] == "dolt: 4 annonser, färre än 5 / inga annonser"


def test_an_empty_source_tells_nothing() -> None:
    """No placed ads: shares are missing, agreement unknown, no correlation."""
    both = cross_check.county_agreement(counted(c01=9, c25=1), counted())
    assert both.agreement.tolist() == ["unknown", "unknown"]
    assert both.board_ads_share.isna().all()
    assert both.board_reliability.tolist() == ["missing", "missing"]
    assert cross_check.rank_agreement(both).correlation is None


def test_the_rank_correlation_by_hand() -> None:
    """1 2 3 4 5 against 2 1 3 4 5: ρ = 1 - 6·2/(5·24) = 0.9; z ± 1.96·√(1.405/2) gives -0.19 to 1.00."""
    frame = pd.DataFrame({"ads": [1, 2, 3, 4, 5], "board_ads": [2, 1, 3, 4, 5]})
    rank = cross_check.rank_agreement(frame)
    assert rank.correlation == pytest.approx(0.9)
    assert rank.low == pytest.approx(-0.1686, abs=1e-3)
    assert rank.high == pytest.approx(0.9961, abs=1e-3)


@pytest.mark.parametrize(
    ("location", "county"),
    [
        ("Luleå, Norrbotten County, Sweden", "25"),
        ("Håbo, Uppsala County, Sweden", "03"),
        ("Skövde, SE", "14"),
        ("Greater Gothenburg Metropolitan Area", "14"),
        ("Västra Götalands län", "14"),
        ("Sweden", None),
        ("", None),
        (None, None),
    ],
)
def test_a_location_names_its_county_or_none(location: str | None, county: str | None) -> None:
    """Counties in English and Swedish, towns, the boards' own labour markets; a country is no county."""
    assert county_of_location(location) == county


def jobspy(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows({**dict.fromkeys(COLUMNS, ""), **row} for row in rows)
    return path


def ads_file(path: Path) -> Path:
    ad = {
        "id": "1",
        "headline": "AI-ingenjör",
        "description": {"text": "Om rollen\nDu utvecklar maskininlärning i våra modeller."},
        "publication_date": "2026-06-01T10:00:00",
        "workplace_address": {"region_code": "25", "municipality_code": "2580"},
        "employer": {"name": "Exempelgruvan AB"},
    }
    path.write_text(json.dumps(ad) + "\n", encoding="utf-8")
    return path


def test_a_jobspy_file_becomes_part_of_an_edition(
    tmp_path: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Good rows are kept; a repeated one, one without AI and one of another board are counted, each by its name."""
    good = {"id": "a", "site": "linkedin", "title": "AI engineer", "company": "Exempelgruvan", "location": "Luleå, SE"}
    boards = jobspy(
        tmp_path / "jobspy.csv",
        [
            good,
            good,
            {**good, "id": "b", "company": "Annat AB", "location": "Sweden"},
            {**good, "id": "c", "site": "monster"},
            {**good, "id": "d", "title": "Kock", "description": "Du lagar mat i vårt kök."},
        ],
    )
    ads = ads_file(tmp_path / "ads.jsonl")
    main_arguments = ["build", "--ads", str(ads), "--as-of", "2026-06-30", "--edition", "juni"]
    with pytest.raises(SystemExit) as done:
        main([*main_arguments, "--boards", str(boards)])
    assert not done.value.code
    said = capsys.readouterr().err
    assert "Från andra annonsplatser än LinkedIn och Indeed, utelämnade: 1." in said
    assert "5 rader lästa, 0 felaktiga, 1 dubblett, 1 utan AI, 2 behållna, varav 1 utan län" in said
    answer = queries.ask_cross_check(*Chosen(edition="juni").asked)
    assert (answer.board_ads, answer.board_without_county) == (2, 1)
    seen = dict(zip(answer.employers.employer, answer.employers.seen_in, strict=True))
    assert seen == {"Exempelgruvan AB": "both", "Annat AB": "boards"}


AI_TEXT = "We need scikit-learn, machine-learning and GPT-4; you build AI-driven products with LLM-based agents."
MARKDOWN = AI_TEXT.replace("-", "\\-")


def dialect(rows: list[dict[str, str]], encoding: str = "utf-8", **options: Any) -> bytes:
    sink = io.StringIO(newline="")
    writer = csv.DictWriter(sink, COLUMNS, **options)
    writer.writeheader()
    writer.writerows({**dict.fromkeys(COLUMNS, ""), **row} for row in rows)
    return sink.getvalue().encode(encoding)


ROW = {"id": "a", "site": "indeed", "title": "Developer", "company": "Exempel AB", "location": "Malmö, Skåne County"}
SAID = {**ROW, "description": f'He said "build": {MARKDOWN}', "date_posted": "2026-06-11 00:00:00"}
DIALECTS = {
    "plain": dialect([{**SAID, "description": AI_TEXT}]),
    "Markdown's backslashes": dialect([SAID]),
    "and pandas' own before them": dialect([SAID], quoting=csv.QUOTE_NONNUMERIC, escapechar="\\"),
    "quotes escaped, not doubled": dialect([SAID], doublequote=False, escapechar="\\"),
    "semicolons and a byte-order mark": b"\xef\xbb\xbf" + dialect([SAID], delimiter=";"),
    "a spreadsheet's first line": b"sep=;\r\n" + dialect([SAID], delimiter=";"),
    "empty lines before the first": b"\r\n\r\n" + dialect([SAID]),
    "joined files": b"\xef\xbb\xbf" + dialect([]) + b"\xef\xbb\xbf" + dialect([SAID]),
    "tabs": dialect([SAID], delimiter="\t"),
    "Windows' letters": dialect([SAID], "cp1252", delimiter=";"),
    "UTF-16": dialect([SAID], "utf-16", delimiter="\t"),
    "decomposed letters": unicodedata.normalize("NFD", dialect([SAID]).decode()).encode(),
    "a description of 200 000 characters": dialect([{**SAID, "description": AI_TEXT + " och mer" * 25_000}]),
}


@pytest.mark.parametrize("content", DIALECTS.values(), ids=DIALECTS)
def test_a_snapshot_in_any_dialect_is_the_same_row(content: bytes, tmp_path: Path) -> None:
    """Kept as AI, in Skåne, with its date: whatever separator, quotes, letters and escapes the file has."""
    (tmp_path / "jobspy.csv").write_bytes(content)
    frame, _, account = read_snapshot(tmp_path / "jobspy.csv", load_engine(), dt.date(2026, 6, 30))
    assert (account.kept, account.bad, account.not_ai) == (1, 0, 0)
    assert frame[["county_code", "posted_date", "employer"]].to_numpy().tolist() == [["12", "2026-06-11", "Exempel AB"]]


def test_a_row_that_its_quotes_have_broken_is_faulty(tmp_path: Path) -> None:
    """Its cells stand under the wrong columns: it is told with the reason, and the others are read."""
    good = dialect([{**SAID, "id": str(n)} for n in range(3)])
    broken = b'9,indeed,AI,"Exempel" AB", Skane, x' + b",y" * len(COLUMNS) + b"\r\n"
    (tmp_path / "jobspy.csv").write_bytes(good + broken)
    frame, _, account = read_snapshot(tmp_path / "jobspy.csv", load_engine(), dt.date(2026, 6, 30))
    assert (len(frame), account.bad) == (3, 1)
    assert "citattecknen" in account.problems[0][2].sentence()


UNUSABLE = {
    "a quote that nothing closes": (dialect([SAID])[:-3] + b"\r\nb,indeed,,Dev,Exempel AB,Lund,,\r\n", "quote"),
    "a column twice": (dialect([ROW]).replace(b"company,", b"title,", 1), "title"),
    "other boards alone": (dialect([{**ROW, "site": "monster"}]), "andra annonsplatser"),
    "the columns alone": (dialect([]), "tom"),
}


@pytest.mark.parametrize(("content", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_that_would_lose_rows_is_refused_with_the_cause(content: bytes, words: str, tmp_path: Path) -> None:
    """Not a row of it is counted as read."""
    (tmp_path / "jobspy.csv").write_bytes(content)
    with pytest.raises(AipulsenError, match=words):
        read_snapshot(tmp_path / "jobspy.csv", load_engine(), dt.date(2026, 6, 30))


def test_what_a_row_may_lack_is_missing_and_counted(tmp_path: Path) -> None:
    """No employer, and no date or one that could be two days: the row stays. Its contacts do not."""
    rows = [
        {**ROW, "id": "1", "company": ""},
        {**ROW, "id": "2", "company": "nan", "date_posted": "NaT", "title": "AI, ring 070-123 45 67"},
        {**ROW, "id": "3", "date_posted": "11/06/2026"},
        {**ROW, "id": "4", "date_posted": "1781176800000"},
        {**ROW, "id": "5", "date_posted": "2026-07-01"},
    ]
    (tmp_path / "jobspy.csv").write_bytes(dialect(rows))
    frame, _, account = read_snapshot(tmp_path / "jobspy.csv", load_engine(), dt.date(2026, 6, 30))
    assert (account.kept, account.bad, account.after_day) == (4, 0, 1)
    assert (account.without_employer, account.without_date) == (2, 3)
    assert frame.set_index("id").posted_date.dropna().to_dict() == {"4": "2026-06-11"}
    assert frame.set_index("id").headline["2"] == "AI, ring [borttaget]"


def test_a_file_that_is_no_snapshot_publishes_nothing(
    tmp_path: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A CSV without JobSpy's columns: one sentence that names them, exit code 3, no edition."""
    wrong = tmp_path / "fel.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    ads = ads_file(tmp_path / "ads.jsonl")
    with pytest.raises(SystemExit) as done:
        main(["build", "--ads", str(ads), "--as-of", "2026-06-30", "--edition", "x", "--boards", str(wrong)])
    assert done.value.code == 3
    said = capsys.readouterr().err
    assert "fel.csv saknar kolumnerna id, site, title, company, location. Funna kolumner: a, b." in said
    assert not (data_folder / "live").exists() or not any((data_folder / "live").iterdir())


def test_the_report_s_snapshot_cannot_be_checked() -> None:
    """The report's edition holds no snapshot: no rows, never zeros."""
    assert queries.ask_cross_check(*Chosen(edition="rapport-2026-04").asked).rows() == []
