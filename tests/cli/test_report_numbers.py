"""The report's numbers come out of the command line exactly, each with its status."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aipulsen import queries
from aipulsen.cli import main
from aipulsen.figures import report_marks
from aipulsen.text import Lang
from aipulsen.topics import QUESTIONS
from aipulsen.voice import SWEDISH, Voice
from tests.chosen import Chosen
from tests.conftest import ROOT

REPORT = ["--edition", "rapport-2026-04"]


def query(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """The rows a query prints as JSON."""
    with pytest.raises(SystemExit) as stop:
        main(["query", *arguments])
    assert stop.value.code in (None, 0)
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_gap_scores_of_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    """21 counties, 1 188 ads; 3,07 · 1,81 · 1,65 · 1,28 · 1,20."""
    rows = {r["county_code"]: r for r in query(capsys, "gap", *REPORT, "--window", "90", "--base", "report")}
    assert len(rows) == 21
    assert sum(r["ads"] for r in rows.values()) == 1188
    printed = {c: round(rows[c]["gap_score"], 2) for c in ("25", "05", "01", "06", "20")}
    assert printed == {"25": 3.07, "05": 1.81, "01": 1.65, "06": 1.28, "20": 1.20}
    assert all(round(rows[c]["gap_score"], 2) == rows[c]["gap_score_printed"] for c in printed)
    assert (rows["25"]["ads"], rows["05"]["ads"]) == (57, 76)
    statuses = {c: (rows[c]["ads_status"], rows[c]["base_status"], rows[c]["score_status"]) for c in ("25", "01", "03")}
    assert statuses == {
        "25": ("published", "implied", "published"),
        "01": ("reconstructed", "reconstructed", "published"),
        "03": ("reconstructed",) * 3,
    }


def test_gap_scores_on_scbs_base(capsys: pytest.CaptureFixture[str]) -> None:
    """Norrbotten is 1,26 with both sexes of 2019, a quotient of two published numbers."""
    (row,) = query(capsys, "gap", *REPORT, "--base", "scb", "--county", "25")
    assert round(row["gap_score"], 2) == 1.26
    assert (row["base_status"], row["score_status"], row["base_period"]) == ("published", "computed", "2019")


def test_the_half_year_is_missing_but_for_vasterbotten(capsys: pytest.CaptureFixture[str]) -> None:
    """180 days: 41 ads in Västerbotten are printed, the rest is not."""
    rows = {r["county_code"]: r for r in query(capsys, "gap", *REPORT, "--window", "180")}
    assert rows["24"]["ads"] == 41
    assert rows["24"]["ads_status"] == "published"
    assert {(r["ads"], r["ads_status"]) for c, r in rows.items() if c != "24"} == {(None, "missing")}


def test_the_broad_level_is_missing_in_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    """The report has AI roles only: the broad level is missing, never zero."""
    rows = query(capsys, "gap", *REPORT, "--level", "competence")
    assert len(rows) == 21
    assert {(r["ads"], r["gap_score"], r["score_status"]) for r in rows} == {(None, None, "missing")}


def test_split_sets_ads_beside_population_on_the_same_definition(capsys: pytest.CaptureFixture[str]) -> None:
    """Counties: 0,68 of the ads on 0,54 of the people. The municipalities' 0,19 only with the municipalities."""
    counties = {r["group"]: r for r in query(capsys, "split", *REPORT, "--definition", "counties")}
    assert round(counties["big_city"]["ads_share"], 2) == 0.68
    assert round(counties["big_city"]["population_share"], 2) == 0.54
    places = {r["group"]: r for r in query(capsys, "split", *REPORT, "--definition", "municipalities")}
    assert places["big_city"]["population_share"] == 0.19
    assert places["big_city"]["ads_share"] is None


def test_commuting_of_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    """334 000 to Stockholm and 9 000 to Luleå."""
    rows = {r["hub"]: r for r in query(capsys, "commuting", *REPORT)}
    assert (rows["0180"]["in_commuters"], rows["2580"]["in_commuters"]) == (334_000, 9_000)


def test_employers_are_only_those_the_report_names(capsys: pytest.CaptureFixture[str]) -> None:
    """Norrbotten's five with its words; LTU's third is no share of the country."""
    rows = query(capsys, "employers", *REPORT, "--county", "25")
    assert rows[0]["employer"] == "Luleå tekniska universitet"
    assert len(rows) == 5
    assert [r["ads"] for r in rows] == [None] * 5
    assert rows[0]["ads_share"] == 0.333
    assert all(r["ads_share"] is None for r in query(capsys, "employers", *REPORT))


def test_wages_of_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    """Developers in the north earn 10 200 to 6 700 less than in the east."""
    rows = query(capsys, "wages", *REPORT, "--series", "report")
    north = next(r for r in rows if r["region_code"] == "SE3" and r["occupation_code"] == "2512")
    assert (north["gap_low_sek"], north["gap_high_sek"]) == (-10_200, -6_700)
    assert north["ads"] == 155


@pytest.mark.parametrize(("lang", "separator", "mark"), [("sv", ";", ","), ("en", ",", ".")])
def test_csv_and_json_hold_the_same_rows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: Lang, separator: str, mark: str
) -> None:
    """The two formats differ in form only; a CSV is written as the language's spreadsheets open it."""
    monkeypatch.setattr("aipulsen.cli.output.voice", lambda: Voice(lang))
    as_json = query(capsys, "gap", *REPORT)
    with pytest.raises(SystemExit):
        main(["query", "gap", *REPORT, "--format", "csv"])
    as_csv = list(csv.DictReader(io.StringIO(capsys.readouterr().out), delimiter=separator))
    assert [r["county_code"] for r in as_csv] == [r["county_code"] for r in as_json]
    scores = [r["gap_score"] for r in as_csv]
    assert [float(s.replace(mark, ".")) if s else None for s in scores] == [r["gap_score"] for r in as_json]


def test_every_row_of_the_demo_says_demo(capsys: pytest.CaptureFixture[str]) -> None:
    """Each query on the made-up edition carries the mark in each row."""
    for name in ("gap", "split", "employers", "wages", "commuting"):
        rows = query(capsys, name, "--edition", "demo")
        assert rows
        assert all("DEMO" in r["mark"] for r in rows)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "gap", "--window", "91"], "90, 180"),
        (["query", "gap", "--county", "26"], "25 Norrbotten"),
        (["query", "gap", "--edition", "finns-inte"], "rapport-2026-04"),
        (["query", "gap", "--edition", "demo", "--base", "report"], "scb, it"),
        (["query", "gap", "--format", "xml"], "json, csv"),
        (["query", "commuting", "--hub", "9999"], "fyra siffror"),
        (["query", "wages", *REPORT, "--series", "report", "--reference", "SE99"], "SE1, SE3"),
        (["export", "gap-map", "--out", "karta.gif"], ".png"),
        (["build", "--ads", "x.jsonl", "--as-of", "i går", "--edition", "x"], "ÅÅÅÅ-MM-DD"),
        (["score", "finns-inte.jsonl"], "finns-inte.jsonl"),
        (["score", "x", "--engine", "9"], "1.0, 3.0.0"),
    ],
)
def test_a_wrong_parameter_names_the_right_ones(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence on stderr, exit code 2, nothing on stdout."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    out, err = capsys.readouterr()
    assert stop.value.code == 2
    assert words in err
    assert err.count("\n") == 1
    assert out == ""


def test_the_program_runs_as_a_module(tmp_path: Path) -> None:
    """`python -m aipulsen editions` in a process of its own lists the embedded editions."""
    done = subprocess.run(
        [sys.executable, "-m", "aipulsen", "editions", "--format", "json"],
        cwd=ROOT,
        env={"AIPULSEN_DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    listed = {row["edition"]: row for row in json.loads(done.stdout)}
    assert listed["rapport-2026-04"]["is_default"]
    assert set(listed) == {"demo", "rapport-2026-04"}


def test_a_broken_edition_is_refused_by_a_query(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A data folder with a damaged copy of the report: the query stops with exit code 4 and names the table."""
    import shutil

    copy = data_folder / "editions" / "rapport-2026-04"
    shutil.copytree(ROOT / "data" / "editions" / "rapport-2026-04", copy)
    file = copy / "county_counts.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(SystemExit) as stop:
        main(["query", "gap", *REPORT])
    assert stop.value.code == 4
    assert "county_counts" in capsys.readouterr().err


def test_regions_over_time_and_against_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    """What the pages show can be asked for: trend and change, concentration, moves, similar counties."""
    demo = ("--edition", "demo")
    windows = query(capsys, "trend", *demo, "--county", "25")
    assert {r["region_code"] for r in windows} == {"00", "25"}
    assert all(r["ads"] is not None and "mark" in r for r in windows)
    changes = query(capsys, "trend-change", *demo)
    assert {r["verdict"] for r in changes if r["period"] == "year"} == {"break"}
    quotients = {r["county_code"]: r for r in query(capsys, "concentration", *REPORT)}
    assert round(quotients["25"]["location_quotient"], 2) == 2.04
    assert len(query(capsys, "big-city-trend", *demo, "--definition", "municipalities")) > 80
    moves = {
        r["occupation_code"]: r
        for r in query(capsys, "wage-move", *REPORT, "--series", "report", "--from", "SE3", "--to", "SE1")
    }
    assert (moves["2512"]["change_low_sek"], moves["2512"]["change_high_sek"]) == (6_700, 10_200)
    similar = query(capsys, "similar", *REPORT, "--county", "25")
    assert [r["county_code"] for r in similar[:3]] == ["17", "19", "06"]
    with pytest.raises(SystemExit) as stop:
        main(["query", "commuting-adjusted", *REPORT])
    assert stop.value.code == 4
    assert (
        "Gapet kan inte räknas där folk arbetar: utgåvan vet bara hur 14 av 290 kommuner pendlade"
        in capsys.readouterr().err
    )


def test_similar_without_a_county_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """Both ways of asking for a comparison group without a county name what is missing."""
    for arguments in (["similar", *REPORT], ["trend", "--edition", "demo", "--compare", "similar"]):
        with pytest.raises(SystemExit) as stop:
            main(["query", *arguments])
        assert stop.value.code == 2
        assert "Välj ett län" in capsys.readouterr().err


@pytest.mark.parametrize("question", ["gap", "drivers", "dependence", "wages", "wage-move", "split"])
def test_faulty_figures_of_the_report_carry_their_mark(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row says the known fault in the report's edition, and none in the demo."""
    series = ["--series", "report"] if "wage_series" in QUESTIONS[question].choices else []
    marks = {row["known_fault"] for row in query(capsys, question, *REPORT, *series)}
    assert len(marks) == 1
    assert marks.pop().startswith("Obs: rapporten")
    assert all("known_fault" not in row for row in query(capsys, question, "--edition", "demo"))


def test_another_base_has_no_such_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """On SCB's base the gap counts both sexes, and SCB's salaries are SCB's own."""
    assert all("known_fault" not in row for row in query(capsys, "gap", *REPORT, "--base", "scb"))
    assert all("known_fault" not in row for row in query(capsys, "wages", *REPORT, "--series", "scb_ssyk3"))


def test_a_csv_of_a_faulty_figure_says_so_on_every_row(tmp_path: Path, data_folder: Path) -> None:
    """The file travels without its picture: the mark stands in it."""
    out = tmp_path / "gap.csv"
    with pytest.raises(SystemExit):
        main(["export", "gap-ranking", *REPORT, "--out", str(out)])
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";"))
    assert {row["known_fault"] for row in rows} == {"Obs: rapportens två tryckta baser är mindre än hälften av SCB:s."}


def test_the_two_printed_bases_stand_beside_those_the_scores_are_divided_by(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Norrbotten 18 567 and 18 500, Östergötland 41 989 and 42 000: rows, picture, file, view; none on SCB's base."""
    rows = {r["county_code"]: r for r in query(capsys, "gap", *REPORT)}
    bases = {code: (rows[code]["base_persons"], rows[code]["base_printed_persons"]) for code in ("25", "05", "01")}
    assert bases == {"25": (18567, 18500), "05": (41989, 42000), "01": (300000, None)}
    assert rows["25"]["base_status"] == "implied"
    figure = Chosen(edition="rapport-2026-04").figure("gap-map")
    words = " ".join(figure.caption).replace("\u00a0", " ")
    assert "Norrbotten 18 567 (tryckt: 18 500)" in words
    assert "Östergötland 41 989 (tryckt: 42 000)" in words
    assert figure.table.set_index("county_code").base_printed_persons.dropna().to_dict() == {"25": 18500, "05": 42000}
    scb = Chosen(edition="rapport-2026-04", base="scb").figure("gap-map")
    assert "tryckt:" not in " ".join(scb.caption)
    assert "base_printed_persons" not in scb.table
    why = (
        report_marks.in_words(queries.ask_report(*Chosen().asked).lines, SWEDISH).iloc[:, -1].str.replace("\u00a0", " ")
    )
    assert any("18 500" in line and "45 222" in line for line in why)
