"""`refresh` end to end: a real server that knows the truth, a real store, real editions, real processes."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from aipulsen.errors import SourceError
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.run import Options
from aipulsen.store import editions
from aipulsen.store.status import read_status
from benchmarks import forked
from tests.cli.refresh_bench import Bench, Statistics, request_for
from tests.servers.fault_server import body, status


def test_a_first_refresh_publishes_the_edition_of_the_day(bench: Bench) -> None:
    """Snapshot, then stream; named by the service's day; the default from now on; all told in Swedish."""
    outcome = bench.refresh()
    assert (outcome.exit_code, bench.live()) == (0, ["2026-06-02"])
    edition = editions.default_edition()
    assert edition.name == "2026-06-02"
    assert edition.manifest.as_of == dt.date(2026, 6, 2)
    assert int(edition.read("ad_totals").ads.sum()) == edition.manifest.account["scored"] > 30
    ai = {a.id for a in bench.world.ads.values() if a.payload["headline"] == "AI-ingenjör"}
    held = set(edition.read("ads").id)
    assert held
    assert held <= ai
    assert edition.read("ad_spells").ads.sum() > 0
    said = " ".join(outcome.account)
    for part in ("nya", "borttagna", "utan län", "bedömda", "Stockholm"):
        assert part in said
    assert bench.differences() == []
    assert [r.path for r in bench.server.log] == ["/search", "/v2/snapshot", "/v2/stream"]


def test_the_second_asks_only_for_changes(bench: Bench) -> None:
    """No snapshot; what changed, went or came is in the store and the next edition tells what moved."""
    bench.refresh()
    bench.world.step(24 * 60, new=30, changed=10, removed=10)
    outcome = bench.refresh()
    assert [r.path for r in bench.server.log[3:]] == ["/v2/stream"]
    assert bench.differences() == []
    assert bench.live() == ["2026-06-02", "2026-06-03"]
    assert outcome.changes.new > 20
    assert "Mest ändrat sedan «2026-06-02»" in " ".join(outcome.account)


def test_a_second_edition_of_a_day_has_its_own_name(bench: Bench) -> None:
    """Editions never change; when nothing has changed there is no second."""
    bench.refresh()
    assert bench.refresh().is_new is False
    bench.world.step(30)
    assert bench.refresh().is_new is True
    assert bench.live() == ["2026-06-02", "2026-06-02-2"]
    assert editions.default_edition().name == "2026-06-02-2"


def test_from_files_gives_the_same_edition(bench: Bench, tmp_path: Path) -> None:
    """Downloaded answers in a folder, no network: the tables are the same, byte for byte."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "snapshot-20260602T060000Z.json").write_bytes(bench.world.app(request_for("/v2/snapshot")).body)
    bench.refresh()
    other = Bench(tmp_path / "other", bench.world, bench.server)
    asked = len(bench.server.log)
    outcome = other.refresh(from_dir=files)
    assert outcome.exit_code == 0
    assert len(bench.server.log) == asked
    assert outcome.edition is not None
    first = editions.default_edition().manifest.tables
    assert {k: v.sha256 for k, v in outcome.edition.manifest.tables.items()} == {k: v.sha256 for k, v in first.items()}
    assert len(list(files.iterdir())) == 1


def test_one_ad_from_the_future_dates_no_answer(bench: Bench, tmp_path: Path) -> None:
    """A file that states no time is dated by its newest ad; one of 2096 would have every other ad expired."""
    ads = json.loads(bench.world.app(request_for("/v2/snapshot")).body)
    ads[0]["timestamp"] = 4_000_000_000_000
    (tmp_path / "snapshot.json").write_text(json.dumps(ads), "utf-8")
    outcome = Bench(tmp_path / "data", bench.world, bench.server).refresh(from_dir=tmp_path)
    assert outcome.edition is not None
    assert outcome.edition.manifest.as_of == dt.date(2026, 6, 2)
    assert outcome.changes.expired == 0


def test_a_jobsearch_answer_saved_as_snapshot_is_read(bench: Bench, tmp_path: Path) -> None:
    """`{"total": …, "hits": […]}`, on one line or as a browser shows it, its list far down: an edition."""
    ads = json.loads(bench.world.app(request_for("/v2/snapshot")).body)
    stats = [{"type": "occupation-name", "values": [{"term": f"Yrke {i}", "count": i} for i in range(300)]}]
    answer = {"total": {"value": len(ads)}, "positions": 9, "stats": stats, "freetext_concepts": {}, "hits": ads}
    for name, indent in (("rad", None), ("flera", 2)):
        files = tmp_path / name
        files.mkdir()
        (files / "snapshot-20260602T060000Z.json").write_text(json.dumps(answer, indent=indent), "utf-8")
        outcome = Bench(tmp_path / f"data-{name}", bench.world, bench.server).refresh(from_dir=files)
        assert (outcome.exit_code, outcome.changes.new, outcome.changes.faulty) == (0, len(ads), 0)


def test_sources_that_succeed_are_used_when_another_fails(bench: Bench) -> None:
    """Ads fail, statistics come: a new edition with the new table, the ads marked with their day."""
    bench.refresh({"scb": Statistics()})
    bench.world.step(20 * 60)
    bench.server.fail("/v2/stream", status(404))
    outcome = bench.refresh({"scb": Statistics(factor=1.1)})
    assert outcome.exit_code == 5
    assert outcome.is_new
    manifest = editions.default_edition().manifest
    assert manifest.as_of == dt.date(2026, 6, 2)
    assert manifest.tables["ads"].stale_since == "2026-06-02"
    assert manifest.tables["education"].stale_since is None
    assert manifest.origins["prov-scb"].producer == "SCB"
    assert "Utbildning: prov." in outcome.account


@pytest.mark.parametrize("error", [SourceError("sources.empty", what="SCB", url="x", tries=1, setting="y"), None])
def test_a_table_that_cannot_be_renewed_is_carried_over_and_dated(bench: Bench, error: SourceError | None) -> None:
    """The last edition's table stands, with the day it was last renewed; ads are renewed as usual."""
    bench.refresh({"scb": Statistics()})
    bench.world.step(24 * 60)
    failing = Statistics(error) if error else Statistics(factor=-1)
    outcome = bench.refresh({"scb": failing})
    assert outcome.exit_code == (5 if error else 3)
    manifest = editions.default_edition().manifest
    assert (manifest.name, manifest.tables["education"].stale_since) == ("2026-06-03", "2026-06-02")
    assert manifest.tables["ads"].stale_since is None
    assert read_status()["scb"].failed
    assert "utbildning (2026-06-02)" in " ".join(outcome.account)


def test_a_source_that_brings_a_part_is_told_as_partial_everywhere(bench: Bench) -> None:
    """The rest is new; the lost table stands and is dated; status, account, manifest and exit code all say it."""
    fault = SourceError("sources.empty", what="folkmängd", url="x", tries=1, setting="y")
    bench.refresh({"scb": Statistics()})
    bench.world.step(24 * 60)
    outcome = bench.refresh({"scb": Statistics(factor=1.01, lost={"population": fault, "flows": fault})})
    assert outcome.exit_code == 5
    manifest = editions.default_edition().manifest
    assert manifest.name == "2026-06-03"
    assert manifest.tables["population"].stale_since == "shipped"
    assert manifest.tables["education"].stale_since is None
    assert manifest.account["never_fetched"] == {"flows": "sources.empty"}
    seen = read_status()["scb"]
    assert seen.failed
    assert seen.last_success is not None
    assert seen.last_success < seen.last_attempt
    assert seen.lost_tables == ["flows", "population"]
    assert "bara delvis" in seen.told("scb")
    assert "folkmängd" in seen.told("scb")
    assert "SCB förnyades bara delvis: 1 av 3 tabeller" in " ".join(outcome.account)
    assert "folkmängd (följde med programmet)" in " ".join(outcome.account)
    bench.world.step(24 * 60)
    assert bench.refresh({"scb": Statistics()}).exit_code == 0
    assert read_status()["scb"].failed is False
    assert "never_fetched" not in editions.default_edition().manifest.account


def test_only_one_source(bench: Bench) -> None:
    """`--only scb` asks nothing of JobTech and carries the ads over, not stale: nobody tried."""
    bench.refresh()
    asked = len(bench.server.log)
    outcome = bench.refresh({"scb": Statistics()}, only=("scb",))
    assert (outcome.exit_code, len(bench.server.log)) == (0, asked)
    assert editions.default_edition().manifest.tables["ads"].stale_since is None


def test_a_plan_asks_nothing(bench: Bench) -> None:
    """First the snapshot is planned, later only the stream, with sizes."""
    options = Options(data_dir=bench.folder)
    planned = refreshing.plan(options, bench.settings(), {"scb": Statistics()}, bench.clock)
    assert [r.what for r in planned["ads"]] == ["JobStream snapshot", "JobSearch total", "JobStream stream"]
    assert planned["scb"][0].cells == 1200
    assert bench.server.log == []
    bench.refresh()
    assert len(refreshing.plan(options, bench.settings(), {}, bench.clock)["ads"]) == 1


def run(bench: Bench, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    environment = {
        "AIPULSEN_DATA_DIR": str(bench.folder),
        "AIPULSEN_JOBSTREAM_URL": bench.server.url,
        "AIPULSEN_JOBSEARCH_URL": bench.server.url,
        "AIPULSEN_STREAM_PAUSE_SECONDS": "0",
        **environ,
    }
    return forked.run("refresh", "--only", "ads", *arguments, environment=environment)


def test_a_second_refresh_is_told_who_holds_the_store(bench: Bench) -> None:
    """Exit code 4 and the process that works; nothing is asked."""
    with refreshing.AdStore(bench.folder / "store"):
        second = run(bench)
    assert second.returncode == 4
    assert f"process {os.getpid()} " in second.stderr
    assert bench.server.log == []


def test_the_text_of_old_ads_goes_by_the_setting_and_their_scores_stay(bench: Bench) -> None:
    """A retention of one day, two days later: the ads of the first day have no text and are still counted."""
    bench.refresh()
    counted = editions.default_edition().manifest.account["scored"]
    bench.world.step(48 * 60)
    bench.refresh(settings=bench.settings(retention_days=1))
    with refreshing.AdStore(bench.folder / "store") as store:
        kept = store.con.execute("SELECT min(published) FROM ads WHERE text IS NOT NULL").fetchall()[0][0]
    assert kept.isoformat() >= "2026-06-03T08"  # a day before the service's clock, in Sweden
    assert editions.default_edition().manifest.account["scored"] > counted


def test_the_command_says_what_it_would_do_and_does_it(bench: Bench) -> None:
    """--dry-run writes nothing; then the edition; then nothing new; a wrong address exits 5 and names its setting."""
    dry = run(bench, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "omkring 409 MB" in dry.stdout
    assert list(bench.folder.iterdir()) == []
    first = run(bench)
    assert first.returncode == 0, first.stderr
    for step in ("Hämtar ögonblicksbilden", "Lagrar annonser", "Bedömer annonser"):  # in a log too
        assert step in first.stderr
    assert "är publicerad" in first.stderr
    assert "Annonser sedan förra utgåvan" in first.stderr
    wrong = run(bench, AIPULSEN_JOBSTREAM_URL=bench.server.url + "/fel")
    assert wrong.returncode == 5
    assert "AIPULSEN_JOBSTREAM_URL" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    assert run(bench, AIPULSEN_JOBSTREAM_URL="jobstream").returncode == 2


def test_frames_are_not_changed_by_comparing(bench: Bench) -> None:
    """The carried tables equal the last edition's, value for value."""
    bench.refresh()
    first = editions.default_edition()
    bench.world.step(24 * 60)
    bench.refresh()
    second = editions.default_edition()
    assert second.name != first.name
    pd.testing.assert_frame_equal(first.read("education"), second.read("education"))


def test_a_refresh_is_logged_with_sources_edition_and_seconds_and_holds_nothing_of_an_ad(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """At the most talkative level, also when an answer that breaks off is quoted in the error's sentence."""
    caplog.set_level("DEBUG", "aipulsen")
    bench.refresh()
    for said in ("fetch done source=ads", "score done engine=", "published edition=2026-06-02", "is_new=True"):
        assert said in caplog.text
    ad = next(iter(bench.world.ads.values()))
    bench.world.step(20 * 60)
    bench.server.fail("/v2/stream", *[body(json.dumps([ad.payload], ensure_ascii=False).encode()[:-1])] * 6)
    assert "ads" in bench.refresh().failures
    assert "fetch failed source=ads error=" in caplog.text
    assert "refresh done sources=ads edition=2026-06-02 is_new=False failed=ads seconds=" in caplog.text
    ads = [ad.payload for ad in bench.world.ads.values()]
    parts = {
        part for a in ads for part in (a["headline"], a["employer"]["name"], a["description"]["text"].split("\n")[1])
    }
    assert len(parts) > 3
    assert [part for part in (*parts, "kim@exempel.invalid") if part in caplog.text] == []
