"""The past of a live edition: the archive joins the live ads once each; a change of source or engine is a break."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aipulsen import queries
from aipulsen.ads.archive import find_parts, score_archive
from aipulsen.scoring import CURRENT_ENGINE_VERSION
from aipulsen.store import editions
from aipulsen.store.ads import AdStore
from aipulsen.store.editions import Edition
from benchmarks import change_leads, forked
from tests.chosen import Chosen
from tests.cli.refresh_bench import START, Bench, Statistics
from tests.servers.fault_server import FaultServer, Reply, Request
from tests.servers.jobtech_world import World

MONTHS = dt.timedelta(days=300)


@pytest.fixture
def bench(data_folder: Path, sealed_once: None) -> Iterator[Bench]:
    """A world in which three ads of March 2026 are still up in June."""
    world = World(START, ai_share=1)
    for day in (3, 4, 5):
        world.publish(MONTHS, publication_date=f"2026-03-{day:02}T08:00:00")
    world.step(24 * 60, new=30, changed=0, removed=3)
    world.forget_gone()
    with FaultServer(world.app) as server:
        yield Bench(data_folder, world, server)


def archived(number: int, day: str, original_id: str | None = None) -> dict[str, Any]:
    """A made-up ad of the archive: hashed id, the old one beside."""
    return {
        "id": f"hash{number}",
        "original_id": original_id or str(number),
        "headline": "AI-ingenjör" if number % 4 else "Kock",
        "publication_date": f"{day}T08:00:00",
        "employer": {"name": f"Exempelbolaget {number} AB"},
        "workplace_address": {"municipality_code": "2580", "country_code": "199"},
        "occupation_group": {"legacy_ams_taxonomy_id": "2512"},
        "description": {"text": "Du utvecklar modeller med maskininlärning." if number % 4 else "Du lagar mat."},
    }


def days_of(year: int, first_month: int, last_month: int, start: int) -> list[dict[str, Any]]:
    """An ad every third day of those months, and one on the last day."""
    day = dt.date(year, first_month, 1)
    last = dt.date(year + last_month // 12, last_month % 12 + 1, 1) - dt.timedelta(days=1)
    days = [day + dt.timedelta(days=n) for n in range(0, (last - day).days, 3)] + [last]
    return [archived(start + n, d.isoformat()) for n, d in enumerate(days)]


def score(data: Path, files: dict[str, list[dict[str, Any]]], engine: str = CURRENT_ENGINE_VERSION) -> None:
    """The files as archives, scored to where `refresh` looks for them."""
    (data / "files").mkdir(exist_ok=True)
    for name, ads in files.items():
        with zipfile.ZipFile(data / "files" / name, "w") as archive:
            archive.writestr("ads.jsonl", "".join(json.dumps(ad) + "\n" for ad in ads))
    outcome = score_archive(find_parts([str(data / "files")]), data / "archive", engine_version=engine)
    assert outcome.failed == {}


def breaks(edition: Edition) -> list[tuple[str, str, str]]:
    """Date, kind and detail of the ads' breaks."""
    table = edition.read("breaks")
    return list(table[["date", "kind", "detail"]].itertuples(index=False, name=None))


def test_the_archive_gives_the_edition_years_each_ad_once_with_the_breaks_marked(bench: Bench) -> None:
    """Three live ads stand in the archive too: counted once. Two breaks: the archive's end, the first snapshot."""
    still_up = [archived(9000 + n, f"2026-03-{3 + n:02}", f"3000000{1 + n}") for n in range(3)]
    whole, quarter = days_of(2025, 1, 12, 1000), days_of(2026, 1, 3, 2000)
    score(bench.folder, {"2025.jsonl.zip": whole, "2026-Q1_beta1_jsonl.zip": [*quarter, *still_up]})
    outcome = bench.refresh()
    assert outcome.exit_code == 0, outcome.account
    edition = editions.default_edition()
    live = len(bench.world.ads)
    assert int(edition.read("ad_totals").ads.sum()) == len(whole) + len(quarter) + live
    ads = edition.read("ads")
    assert ads.id.is_unique
    assert len(ads) == sum(ad["headline"] != "Kock" for ad in [*whole, *quarter]) + live
    assert {"30000001", "30000002", "30000003"} <= set(ads.id)
    assert breaks(edition) == [
        ("2026-04-01", "source", "jobstream_snapshot"),
        ("2026-06-02", "source", "jobstream"),
    ]
    assert edition.manifest.period_start == dt.date(2025, 1, 1)
    assert edition.manifest.tables["ads"].origins == ("platsbanken-annonser", "platsbanken-arkiv")
    assert edition.manifest.origins["platsbanken-arkiv"].period == "2025-01-01–2026-03-31"
    assert edition.manifest.account["archive"]["duplicates"] == 3
    assert any("3 fanns redan i lagret" in line for line in outcome.account)


def test_the_trend_shows_the_years_and_compares_nothing_over_the_breaks(bench: Bench) -> None:
    """Windows of 2025 stand with their counts; the last window spans a break, and the year before is refused."""
    score(bench.folder, {"2025.jsonl.zip": days_of(2025, 1, 12, 1000), "2026-Q1_x.zip": days_of(2026, 1, 3, 2000)})
    bench.refresh()
    answer = queries.ask_trend(*Chosen(edition="2026-06-02", level="competence").asked)
    country = answer.windows[answer.windows.region_code == "00"].set_index("window_end")
    assert country.index[0] < "2025-04-10"
    assert not country[country.index < "2026-04-01"].spans_break.any()
    assert country.loc[country.index[-1], "spans_break"]
    assert 20 < int(country[country.index < "2026-04-01"].ads.iloc[-1]) <= 31
    assert set(answer.changes.verdict) == {"break"}
    national_line_has_the_years()


def national_line_has_the_years() -> None:
    """The start page's line begins with the archive's first four weeks, counts each ad once, and draws both breaks."""
    chosen = Chosen(edition="2026-06-02", level="role")
    answer = queries.ask_national_share(*chosen.asked)
    assert answer.first_day == dt.date(2025, 1, 1)
    row = answer.windows.set_index("window_end").loc["2025-07-01"]
    span = [ad for ad in days_of(2025, 1, 12, 1000) if "2025-06-04" <= str(ad["publication_date"])[:10] <= "2025-07-01"]
    assert [row.ads, row.all_ads] == [sum(ad["headline"] != "Kock" for ad in span), len(span)]
    assert not row.spans_break
    figure = chosen.figure("national-share")
    assert figure.facts == ("1 januari 2025–2 juni 2026",)
    assert "1 april 2026" in figure.warnings[0]
    assert "2 juni 2026" in figure.warnings[0]


def test_an_archive_that_reaches_the_snapshot_leaves_one_break(bench: Bench) -> None:
    """The source changes once, after the archive's last day."""
    score(bench.folder, {"2026-Q2_x.zip": [*days_of(2026, 4, 5, 1000), archived(1, "2026-06-02")]})
    bench.refresh()
    assert breaks(editions.default_edition()) == [("2026-06-03", "source", "jobstream")]


def test_without_an_archive_the_first_snapshot_is_the_break(bench: Bench) -> None:
    """Of the days before it only the ads still up are known; the next refresh says the same."""
    bench.refresh()
    assert breaks(editions.default_edition()) == [("2026-06-02", "source", "jobstream")]
    bench.world.step(24 * 60)
    bench.refresh()
    assert breaks(editions.default_edition()) == [("2026-06-02", "source", "jobstream")]


def test_an_archive_of_another_engine_is_marked(bench: Bench) -> None:
    """Engine 1.0 until the archive's last day, the current one after: two kinds of break that day."""
    score(bench.folder, {"2026-Q1_x.zip": days_of(2026, 1, 3, 2000)}, engine="1.0")
    bench.refresh()
    edition = editions.default_edition()
    assert edition.manifest.engine is not None
    assert breaks(edition)[0] == ("2026-04-01", "engine", edition.manifest.engine.version)
    assert breaks(edition)[1][:2] == ("2026-04-01", "source")


def test_parts_before_a_hole_are_left_out_and_named(bench: Bench) -> None:
    """2025 is missing: the days would look empty, so 2024 is not used."""
    score(bench.folder, {"2024.jsonl.zip": days_of(2024, 1, 12, 1), "2026-Q1_x.zip": days_of(2026, 1, 3, 2000)})
    outcome = bench.refresh()
    assert editions.default_edition().manifest.period_start == dt.date(2026, 1, 1)
    assert any("2024.jsonl.zip" in line and "hänger" in line for line in outcome.account)


@pytest.mark.parametrize(
    ("name", "ads", "words"),
    [
        ("2026_Q1_1_percent_jsonl.zip", days_of(2026, 1, 3, 1), "enprocentsurval"),
        ("2024.jsonl.zip", days_of(2024, 1, 12, 1), "2024-12-31, mer än 184 dagar"),
    ],
    ids=["sample", "years before"],
)
def test_an_archive_that_cannot_be_joined_is_told_and_left_out(
    bench: Bench, name: str, ads: list[dict[str, Any]], words: str
) -> None:
    """The edition is made of the live ads; the exit code says that something asked for is missing."""
    score(bench.folder, {name: ads})
    outcome = bench.refresh()
    assert outcome.exit_code == 3
    assert any(words in line for line in outcome.account)
    edition = editions.default_edition()
    assert "archive" not in edition.manifest.account
    assert int(edition.read("ad_totals").ads.sum()) == len(bench.world.ads)


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_a_past_that_is_lost_is_refused_unless_it_is_given_up(bench: Bench, harm: str) -> None:
    """The old edition's ads stand and are stale; AIPULSEN_ARCHIVE_DIR=none makes editions without a past."""
    score(bench.folder, {"2026-Q1_x.zip": days_of(2026, 1, 3, 2000)})
    bench.refresh()
    first = editions.default_edition()
    if harm == "gone":
        (bench.folder / "archive").rename(bench.folder / "elsewhere")
    else:
        (file,) = (bench.folder / "archive" / "ads").rglob("*.parquet")
        file.write_bytes(file.read_bytes()[:-200])
    bench.world.step(24 * 60)
    outcome = bench.refresh()
    assert outcome.exit_code == 3
    assert "AIPULSEN_ARCHIVE_DIR=none" in str(outcome.failures["ads"])
    kept = editions.default_edition()
    assert kept.read("ads").equals(first.read("ads"))
    assert kept.name == first.name or kept.manifest.tables["ads"].stale_since == "2026-06-02"
    assert bench.refresh(settings=bench.settings(archive_dir="none")).exit_code == 0
    assert "archive" not in editions.default_edition().manifest.account


def earlier_engine(bench: Bench, edition: Edition, *, without_text_before: str) -> None:
    """The store and the edition as a program with the engine before this one would have left them."""
    with AdStore(bench.folder / "store") as store:
        store.con.execute("UPDATE scores SET engine_stamp = '1.9/a/b', engine_version = '1.9', lexicon_hash = 'a'")
        store.con.execute("UPDATE ads SET text = NULL WHERE published < ?", [without_text_before])
    manifest = json.loads((edition.path / "manifest.json").read_text("utf-8"))
    manifest["engine"] = {"version": "1.9", "lexicon_hash": "a", "thresholds_hash": "b"}
    (edition.path / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_a_new_engine_scores_the_stored_ads_again_and_marks_those_it_cannot(bench: Bench) -> None:
    """Ads whose text is gone keep the old score: a break after the last of them; the account says it, and compares
    nothing with the edition before."""
    bench.refresh()
    earlier_engine(bench, editions.default_edition(), without_text_before="2026-03-05")
    outcome = bench.refresh()
    assert outcome.is_new
    edition = editions.default_edition()
    assert edition.manifest.engine is not None
    assert edition.manifest.engine.version != "1.9"
    assert edition.manifest.account["scored_by_earlier_engine"] == 2
    assert ("2026-03-05", "engine", edition.manifest.engine.version) in breaks(edition)
    told = " ".join(outcome.account)
    assert "1.9 → " in told
    assert "2 utan text" in told
    assert "Mest ändrat" not in told


def test_ads_all_scored_again_have_no_break(bench: Bench) -> None:
    """One engine scored them all: the series is whole. The edition is new, for its engine is."""
    bench.refresh()
    earlier_engine(bench, editions.default_edition(), without_text_before="2000-01-01")
    outcome = bench.refresh()
    assert outcome.is_new
    edition = editions.default_edition()
    assert edition.manifest.account["scored_by_earlier_engine"] == 0
    assert [kind for _, kind, _ in breaks(edition)] == ["source"]


def test_another_table_at_the_source_is_a_break_of_its_own_series_only(bench: Bench) -> None:
    """SCB's education moves to another table: recorded, kept by later editions, and not drawn over the ads."""
    bench.refresh({"scb": Statistics(table_id="TAB3981")})
    bench.world.step(24 * 60)
    bench.refresh({"scb": Statistics(table_id="TAB6574")})
    bench.world.step(24 * 60)
    bench.refresh({"scb": Statistics(table_id="TAB6574")})
    edition = editions.default_edition()
    assert edition.name == "2026-06-04"
    assert ("2026-06-03", "source", "education: SCB TAB3981 → SCB TAB6574") in breaks(edition)
    assert queries.ask_trend(*Chosen(edition=edition.name, level="competence").asked).breaks.date.tolist() == [
        "2026-06-02"
    ]


def test_what_backfill_brings_is_in_the_next_edition(bench: Bench) -> None:
    """The two commands after each other, as a person gives them: the quarter's ads are the edition's past."""
    ads = days_of(2026, 1, 3, 2000)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("2026-Q1.jsonl", "".join(json.dumps(ad) + "\n" for ad in ads))

    def files(request: Request) -> Reply:
        return Reply(sink.getvalue()) if request.path == "/2026-Q1.jsonl.zip" else Reply(b"", 404)

    with FaultServer(files) as server:
        done = forked.run("backfill", "--years", "2026", environment={"AIPULSEN_ARCHIVE_URL": server.url})
    assert done.returncode == 0, done.stderr
    assert bench.refresh().exit_code == 0
    account = editions.default_edition().manifest.account["archive"]
    assert (account["ads"], account["first"], account["last"]) == (len(ads), "2026-01-01", "2026-03-31")


def test_the_archive_s_past_is_replayed_for_false_leads(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """A made-up archive of 15 months in two counties, compared a month apart: eleven times, never over a break.

    Dealt out by chance the ads are the same, in the counties that had ads, and none of their leads is true.
    """
    days = [*days_of(2025, 1, 12, 1000), *days_of(2026, 1, 3, 2000)]
    for ad in days[::2]:
        ad["workplace_address"]["municipality_code"] = "2480"
    score(bench.folder, {"2025.jsonl.zip": days[:123], "2026-Q1_x.zip": days[123:]})
    bench.refresh()
    edition = editions.open_edition("2026-06-02")
    dealt = change_leads.dealt_out(edition, bench.folder / "dealt", 1)
    before, after = (e.read("ads") for e in (edition, dealt))
    assert before.drop(columns=["county_code", "county_codes", "municipality_code"]).equals(
        after.drop(columns=["county_code", "county_codes", "municipality_code"])
    )
    assert set(after.county_code.dropna()) <= set(before.county_code.dropna())
    assert (before.county_code != after.county_code).any()
    change_leads.main("2026-06-02", "1", "30")
    said = capsys.readouterr().out
    assert "90 days, 30 apart: 11 comparisons, 0.0% with a lead" in said
    assert "dealt out among the counties 1 time" in said
    assert said.count("90 days, 30 apart: 11 comparisons") == 2
