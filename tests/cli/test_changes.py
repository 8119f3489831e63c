"""What changed between two editions that were built from files: new, ended, revised, method and base told apart."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from aipulsen import queries
from aipulsen.cli import main
from aipulsen.errors import EditionError, ParameterError
from aipulsen.figures.changes import changes_of, county_notice
from aipulsen.figures.desk import Desk
from aipulsen.metrics.changes import judged, score_parts
from aipulsen.provenance import EngineStamp
from aipulsen.queries import Selection
from aipulsen.store import editions
from aipulsen.store.editions import Edition
from aipulsen.text import LANGS
from aipulsen.voice import SWEDISH, Voice
from tests.chosen import Chosen
from tests.cli.test_build import ad, build, lines

MAY, JUNE = "2026-05-31", "2026-06-30"
OLD, KEPT, NEW = "2026-03-10T08:00:00", "2026-05-20T08:00:00", "2026-06-15T08:00:00"


def rows_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The rows of `query changes` by region."""
    with pytest.raises(SystemExit) as stop:
        main(["query", "changes", *arguments])
    assert not stop.value.code
    return {row["region_code"]: row for row in json.loads(capsys.readouterr().out)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Editions «maj» and «juni» in Norrbotten: 9 ads that end, 12 kept, 7 new, one that left for Västerbotten."""
    folder = tmp_path_factory.mktemp("two")
    moved = ad(90, publication_date=KEPT)
    before = [*(ad(i, publication_date=OLD) for i in range(9)), *(ad(20 + i, publication_date=KEPT) for i in range(12))]
    there = {"municipality_code": "2480", "region_code": "24", "country_code": "199"}
    after = [*before, *(ad(50 + i, publication_date=NEW) for i in range(7)), {**moved, "workplace_address": there}]
    for name, ads, as_of in (("maj", [*before, moved], MAY), ("juni", after, JUNE)):
        file = folder / f"{name}.jsonl"
        file.write_bytes(lines(*ads))
        assert build(folder, file, name=name, as_of=as_of) == 0
    return folder


@pytest.fixture
def two(built: Path, data_folder: Path) -> Path:
    """A data folder of one's own with the two editions."""
    shutil.copytree(built / "live", data_folder / "live")
    return data_folder


Change = Callable[[dict[str, pd.DataFrame]], None]


def republished(edition: Edition, name: str, folder: Path, change: Change) -> Edition:
    """The edition with other tables or another engine, sealed anew under a name."""
    frames = {table: edition.read(table) for table in edition.manifest.tables}
    change(frames)
    entries = edition.manifest.tables
    return editions.publish(
        folder / "live",
        dataclasses.replace(edition.manifest, name=name, tables={}),
        frames,
        origins_of={table: entries[table].origins for table in frames},
        periods={table: entries[table].period for table in frames},
    )


def test_new_ended_and_revised_are_told_apart(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows_of(capsys, "--from", "maj", "--to", "juni")
    parts = ("ads_before", "new_ads", "ended_ads", "method_ads", "revised_ads", "ads_now")
    assert [found["25"][part] for part in parts] == [22, 7, 9, 0, -1, 19]
    assert [found["24"][part] for part in parts] == [0, 0, 0, 0, 1, 1]
    assert [found["00"][part] for part in parts] == [22, 7, 9, 0, 0, 20]
    assert found["25"]["before_as_of"] == MAY


def test_the_counts_are_those_of_independent_sql(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows_of(capsys, "--from", "maj", "--to", "juni")
    old, new = (two / "live" / name / "ads.parquet" for name in ("maj", "juni"))
    sql = f"""
        SELECT (SELECT count(*) FROM '{new}' WHERE level = 'role' AND county_code = '25'
                AND published_date > '{MAY}' AND id NOT IN (SELECT id FROM '{old}')),
               (SELECT count(*) FROM '{old}' WHERE level = 'role' AND county_code = '25'
                AND published_date BETWEEN '2026-03-03' AND '2026-04-01')
    """
    assert duckdb.sql(sql).fetchall() == [(found["25"]["new_ads"], found["25"]["ended_ads"])]


def test_the_counts_are_those_of_the_sql_on_the_page(two: Path) -> None:
    """«Om siffrorna» shows it for the edition before, a folder beside; here run in the newer edition's folder."""
    juni = editions.open_edition("juni")
    changes = queries.ask_edition_changes(juni, Selection()).changes.set_index("region_code").drop("00")
    sql = queries.in_sql(juni, queries.Selection())["changes"]
    assert "'../maj/ads.parquet'" in sql
    found = duckdb.sql(re.sub(r"'(?=[\w./]*\.parquet')", f"'{juni.path}/", sql)).df().set_index("county_code")
    for part in ("new_ads", "ended_ads"):
        ours = changes[part].astype(int)
        assert found[part].reindex(ours.index, fill_value=0).to_dict() == ours.to_dict(), part


def test_the_newest_earlier_edition_is_the_one_before_by_itself(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rows_of(capsys, "--to", "juni")["25"]["before_edition"] == "maj"


def test_another_engine_is_method_and_nobody_is_a_lead(two: Path) -> None:
    """Three kept ads that the new engine no longer counts are method, not ended; no verdict is given."""
    juni = editions.open_edition("juni")
    stamped = dataclasses.replace(juni.manifest, engine=EngineStamp("9.9", "a" * 16, "b" * 16))

    def without_three(frames: dict[str, pd.DataFrame]) -> None:
        frames["ads"] = frames["ads"][~frames["ads"].id.isin(["1020", "1021", "1022"])].reset_index(drop=True)

    other = republished(Edition(juni.path, stamped), "motor", two, without_three)
    answer = queries.ask_edition_changes(other, Selection(since="maj", base="scb"))
    row = answer.changes.set_index("region_code").loc["25"]
    assert (row.new_ads, row.ended_ads, row.method_ads, row.revised_ads) == (7, 9, -4, 0)
    assert row.verdict == "not_comparable"
    assert not answer.changes.is_lead.any()
    assert row.score_of_method == pytest.approx(-4 / row.ads_before * row.score_before)
    notice = county_notice(answer, "25", SWEDISH)
    assert notice is not None
    assert "−4 genom ändrad metod" in notice.replace("-4", "−4")


def test_another_base_is_base_and_moves_no_ad(two: Path) -> None:
    """Twice the educated: half the score, all of it by the base."""
    maj = editions.open_edition("maj")

    def twice(frames: dict[str, pd.DataFrame]) -> None:
        for column in ("post_secondary_persons", "population_25_64_persons"):
            frames["education"][column] = frames["education"][column] * 2

    later = dataclasses.replace(maj.manifest, as_of=dt.date(2026, 6, 1))
    other = republished(Edition(maj.path, later), "bas", two, twice)
    changes = queries.ask_edition_changes(other, Selection(since="maj", base="scb")).changes
    row = changes.set_index("region_code").loc["25"]
    assert (row.new_ads, row.method_ads, row.revised_ads) == (0, 0, 0)
    assert row.score_now - row.score_before == pytest.approx(row.score_of_ads + row.score_of_base)
    assert row.score_of_base == pytest.approx(-row.ads_now / row.ads_before * row.score_before / 2)


def test_worked_example() -> None:
    """40, +12, -9, +2 by a new engine: 45; a base of 20 000 that becomes 22 500 takes back what the ads gave."""
    row = {"region_code": ["25"], "ads_before": [40], "new_ads": [12], "ended_ads": [9], "method_ads": [2]}
    frame = pd.DataFrame({**row, "revised_ads": [0], "ads_now": [45]})
    told = score_parts(frame, pd.Series({"25": 20_000}), pd.Series({"25": 22_500}), 1000).iloc[0]
    found = [told.score_before, told.score_now, told.score_of_ads, told.score_of_method, told.score_of_base]
    assert [round(value, 2) for value in found] == [2.0, 2.0, 0.15, 0.1, -0.25]


def test_a_county_that_moves_otherwise_than_the_rest_is_the_first_lead() -> None:
    """All have as many new as ended; one has 60 new and 20 ended, and is found; a season of all is not."""
    codes = [f"{i:02d}" for i in range(1, 11)]
    counts = pd.DataFrame({"region_code": ["00", *codes], "new_ads": 40, "ended_ads": 40})
    counts.loc[counts.region_code == "05", ["new_ads", "ended_ads"]] = [60, 20]
    counts.loc[0, ["new_ads", "ended_ads"]] = counts.loc[1:, ["new_ads", "ended_ads"]].sum()
    found = judged(counts, pd.Series({"00": 1.0}), comparable=True).set_index("region_code")
    assert found.index[found.is_lead].tolist() == ["05"]
    assert (found.lead_rank["05"], found.verdict["05"]) == (1, "higher")
    season = counts.assign(new_ads=counts.new_ads * 2)
    season.loc[season.region_code == "05", ["new_ads", "ended_ads"]] = [80, 40]
    season.loc[0, ["new_ads", "ended_ads"]] = season.loc[1:, ["new_ads", "ended_ads"]].sum()
    assert not judged(season, pd.Series({"00": 1.0}), comparable=True).is_lead.any()


def test_a_ratio_of_fewer_than_five_is_not_shown() -> None:
    """Of new and ended ads the smaller count decides; the verdict is judged by both together."""
    counts = pd.DataFrame(
        {"region_code": ["00", "01", "02", "03"], "new_ads": [60, 40, 4, 16], "ended_ads": [60, 40, 16, 4]}
    )
    found = judged(counts, pd.Series({"00": 1.0}), comparable=True).set_index("region_code")
    assert found.turnover_ratio.notna().to_dict() == {"00": True, "01": True, "02": False, "03": False}
    assert found.turnover_low.notna().equals(found.turnover_ratio.notna())
    assert "too_few_ads" not in set(found.verdict.dropna())


def test_a_day_of_the_same_edition_is_the_edition_as_it_stood(capsys: pytest.CaptureFixture[str]) -> None:
    """The demo's count of that day is what it counts with that data date; a day without a whole window is refused."""
    found = rows_of(capsys, "--from", MAY, "--to", "demo", "--base", "scb")
    demo = editions.open_edition("demo")
    then = Edition(demo.path, dataclasses.replace(demo.manifest, as_of=dt.date.fromisoformat(MAY)))
    before = queries.ask_gap(then, Selection()).gap.set_index("county_code").ads
    assert {code: row["ads_before"] for code, row in found.items() if code != "00"} == before.drop(
        "", errors="ignore"
    ).to_dict()
    with pytest.raises(ParameterError):
        queries.ask_edition_changes(demo, Selection(since="2024-07-10"))


def test_an_edition_of_a_month_names_no_day_that_could_be_compared_with() -> None:
    """It has no whole window before its own: no range is told whose beginning lies after its end."""
    demo, _ = Chosen("demo").asked
    begun = demo.manifest.as_of - dt.timedelta(days=30)
    short = Edition(demo.path, dataclasses.replace(demo.manifest, period_start=begun))
    with pytest.raises(ParameterError) as refused:
        queries.ask_edition_changes(short, Selection(since=begun.isoformat()))
    assert refused.value.key == "changes.no_day"
    assert "giltiga dagar" not in str(refused.value)


def test_a_demo_without_an_earlier_one_is_set_against_itself_a_window_ago() -> None:
    answer = queries.ask_edition_changes(*Chosen(edition="demo").asked)
    assert answer.is_same_edition
    assert answer.changes.before_as_of.iloc[0] == "2026-04-01"


def test_the_report_says_in_a_line_that_it_has_no_ads() -> None:
    answer = queries.ask_edition_changes(*Chosen(edition="rapport-2026-04").asked)
    assert (answer.reason, answer.rows()) == ("no_ads", [])
    for lang in LANGS:
        with pytest.raises(EditionError, match="rapport-2026-04"):
            changes_of(Desk(editions.open_edition("rapport-2026-04"), Voice(lang)), Selection())
