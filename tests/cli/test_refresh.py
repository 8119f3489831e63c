"""`refresh` end to end: a real server that knows the truth, a real store, real editions, real processes."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from aipulsen.clock import Clock
from aipulsen.errors import DataContractError, SourceError
from aipulsen.provenance import Origin
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.fetching import fetch_ads
from aipulsen.publishing.run import Options, Outcome
from aipulsen.settings import Settings
from aipulsen.sources.jobs import FetchedTables, PlannedRequest
from aipulsen.store import editions
from aipulsen.store.status import read_status
from aipulsen.tables import reference
from tests.servers.fault_server import Fault, FaultServer, body, bom, changed, cut, page, recoded, reset, short, status
from tests.servers.jobtech_world import World
from tests.servers.truth import differences

START = dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC)


class Bench:
    """A world, its server, and a data folder that `refresh` keeps."""

    def __init__(self, folder: Path, world: World, server: FaultServer) -> None:
        self.folder, self.world, self.server = folder, world, server
        self.waits: list[float] = []
        self.skew = dt.timedelta(0)  # how wrong our own clock is
        self.passed = 0.0
        self.clock = Clock(lambda: self.world.now + self.skew, self._monotonic, self._sleep)

    def _monotonic(self) -> float:
        return self.passed

    def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.passed += seconds

    def settings(self, **changes: Any) -> Settings:
        urls = {"jobstream_url": self.server.url, "jobsearch_url": self.server.url}
        return Settings(data_dir=self.folder, http_read_seconds=5, **{**urls, **changes})

    def refresh(self, official: Any = None, settings: Settings | None = None, **options: Any) -> Outcome:
        return refreshing.refresh(
            Options(data_dir=self.folder, **options), settings or self.settings(), official or {}, clock=self.clock
        )

    def differences(self) -> list[str]:
        return differences(self.world, self.folder / "store")

    def live(self) -> list[str]:
        return sorted(p.name for p in (self.folder / "live").iterdir() if p.is_dir())


@pytest.fixture
def bench(data_folder: Path) -> Iterator[Bench]:
    world = World(START)
    world.step(24 * 60, new=60, changed=5, removed=5)
    world.forget_gone()
    with FaultServer(world.app) as server:
        yield Bench(data_folder, world, server)


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


def test_jobstream_is_asked_once_a_minute_retries_included(bench: Bench) -> None:
    """Between any two requests to it lies a minute by our clock."""
    times: list[float] = []
    app = bench.world.app
    bench.server.app = lambda r: (times.append(bench.passed) if r.path.startswith("/v2") else None, app(r))[1]
    bench.server.fail("/v2/snapshot", status(503), reset(after=100))
    bench.refresh(settings=bench.settings(jobsearch_url="http://127.0.0.1:1"))
    assert len(times) == 4
    assert all(later - earlier > 59.999 for earlier, later in itertools.pairwise(times))


@pytest.mark.parametrize("path", ["/v2/snapshot", "/v2/stream"])
@pytest.mark.parametrize(
    "fault",
    [
        status(429),
        status(429, retry_after="90"),
        status(500),
        status(502),
        status(503),
        reset(after=900),
        short(at=900),
        cut(at=900),
        cut(at=900, framing="close"),
        page(),
        body(b""),
        bom(),
        changed(lambda ads: ads + ads[:2]),
        changed(lambda ads: [{**ad, "id": int(ad["id"])} for ad in ads]),
    ],
    ids=[
        "429",
        "429-after",
        "500",
        "502",
        "503",
        "reset",
        "short",
        "cut",
        "cut-close",
        "page",
        "nothing",
        "bom",
        "each id twice",
        "ids as numbers",
    ],
)
def test_a_passing_fault_leaves_no_trace(bench: Bench, path: str, fault: Fault) -> None:
    """Store and edition are the truth; the download folder is empty."""
    bench.server.fail(path, fault)
    outcome = bench.refresh()
    assert outcome.failures == {}
    assert bench.differences() == []
    assert list((bench.folder / "store" / "raw").iterdir()) == []


def test_a_burst_of_faults_is_sat_out(bench: Bench) -> None:
    """Four bad answers in a row, each of another kind: waited for longer each time, and nothing is lost."""
    bench.refresh()
    bench.world.step(20 * 60)
    bench.waits.clear()
    bench.server.fail("/v2/stream", status(500), status(502), reset(after=300), status(503))
    assert bench.refresh(settings=bench.settings(stream_pause_seconds=0)).exit_code == 0
    assert bench.waits == sorted(bench.waits)
    assert len(bench.waits) == 4
    assert bench.differences() == []


def test_doubles_in_an_answer_are_counted_in_the_account(bench: Bench) -> None:
    """Two ads stand twice in the snapshot: stored once, said."""
    bench.server.fail("/v2/snapshot", changed(lambda ads: ads + ads[:2]))
    assert "2 dubbletter i svaren" in " ".join(bench.refresh().account)


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (status(503), SourceError, "503"),
        (status(404), SourceError, "AIPULSEN_JOBSTREAM_URL"),
        (cut(at=900), SourceError, "avhugget"),
        (page(), SourceError, "webbsida"),
        (body(b"[{]"), SourceError, "trasig JSON"),
        (recoded("latin-1"), SourceError, "inte UTF-8"),
        (recoded("utf-16"), SourceError, "inte UTF-8"),
        (body(b'[{"id": "1"}, {"id": "2"}, {"id": "3"}]'), DataContractError, "3 av 3 annonser"),
    ],
    ids=["503", "404", "cut", "page", "broken", "latin-1", "utf-16", "changed format"],
)
def test_a_lasting_fault_keeps_the_old_edition_and_says_why(
    bench: Bench, fault: Fault, kind: type[Exception], words: str
) -> None:
    """The store and the edition stand, the status file tells the app, the exit code is not 0; the next run mends."""
    bench.refresh()
    before = editions.default_edition().manifest.to_json()
    bench.world.step(20 * 60)
    bench.server.fail("/v2/stream", *[fault] * 6)
    outcome = bench.refresh(settings=bench.settings(faulty_share=0.0))
    assert isinstance(outcome.failures["ads"], kind)
    assert words in str(outcome.failures["ads"])
    assert outcome.exit_code in (3, 5)
    seen = read_status()["ads"]
    assert seen.failed
    assert words in seen.sentence()
    assert seen.last_success is not None
    assert editions.default_edition().manifest.to_json() == before
    bench.server._faults.clear()
    assert bench.refresh().exit_code == 0
    assert bench.differences() == []
    assert read_status()["ads"].failed is False


def test_a_cut_snapshot_is_never_taken_for_the_whole(bench: Bench) -> None:
    """It stays as .part, nothing is stored, nothing published."""
    bench.server.fail("/v2/snapshot", *[cut(at=5000)] * 4)
    assert "avhugget" in str(bench.refresh().failures["ads"])
    assert not (bench.folder / "live").exists() or bench.live() == []
    (part,) = (bench.folder / "store" / "raw").iterdir()
    assert part.name == "snapshot.json.part"
    assert part.stat().st_size == 5000


def test_a_snapshot_that_closes_is_whole_whatever_jobsearch_counts(bench: Bench) -> None:
    """390 MB are never fetched again for a number: it is used, and the account says how much the two differ."""
    whole = json.loads(bench.world.app(_request("/v2/snapshot")).body)
    fewer = whole[: len(whole) * 3 // 4]
    bench.server.fail("/v2/snapshot", body(json.dumps(fewer).encode()))
    outcome = bench.refresh()
    assert outcome.exit_code == 0
    assert [r.path for r in bench.server.log].count("/v2/snapshot") == 1
    assert f"är hel och används: {len(fewer)} annonser. JobSearch säger {len(whole)}" in " ".join(outcome.account)


def _request(path: str) -> Any:
    from tests.servers.fault_server import Request

    return Request("GET", path, {}, {}, b"", 0.0)


def test_an_empty_snapshot_is_refused(bench: Bench) -> None:
    """Also when JobSearch cannot be asked."""
    bench.server.fail("/v2/snapshot", *[body(b"[]")] * 4)
    outcome = bench.refresh(settings=bench.settings(jobsearch_url="http://127.0.0.1:1"))
    assert "hel men tom lista" in str(outcome.failures["ads"])
    assert [r.path for r in bench.server.log].count("/v2/snapshot") == 1


def test_silence_for_days_is_not_believed(bench: Bench) -> None:
    """No event at all in more than a day: the cursor stays."""
    bench.refresh()
    bench.world.step(30 * 60, new=1, changed=0, removed=0)
    bench.server.fail("/v2/stream", body(b"[]"))
    assert "inga händelser" in str(bench.refresh().failures["ads"])
    assert bench.refresh().exit_code == 0
    assert bench.differences() == []


def test_an_unknown_county_sets_one_ad_aside(bench: Bench) -> None:
    """The ad and its code are named in the account; the rest of the answer is stored, and the ad when it is right."""
    bench.refresh()
    ad = bench.world.publish(workplace_address={"region_code": "26", "country_code": "199"})
    bench.world.step(60)
    outcome = bench.refresh()
    assert outcome.exit_code == 0
    assert outcome.changes.faulty == 1
    assert f"Ställd åt sidan: annons {ad.id}: okänd länskod 26." in outcome.account
    ad.versions[-1] = {**ad.payload, "workplace_address": {"region_code": "25", "country_code": "199"}}
    bench.world.change(ad)
    assert bench.refresh().exit_code == 0
    assert bench.differences() == []


def test_many_unknown_places_refuse_the_answer(bench: Bench) -> None:
    """Above the set share the form has changed: nothing is stored, and the numbers say so."""
    for _ in range(10):
        bench.world.publish(workplace_address={"region_code": "26", "country_code": "199"})
    outcome = bench.refresh()
    assert outcome.exit_code == 3
    assert "10 av 54 annonser i svaret går inte att läsa" in str(outcome.failures["ads"])
    assert [p.name for p in (bench.folder / "store" / "raw").iterdir()] == ["snapshot.json.part"]
    for ad in bench.world.ads.values():
        ad.payload["workplace_address"] = {"region_code": "25", "country_code": "199"}
    assert bench.refresh().exit_code == 0  # what was refused is asked for again, not read from the disk


def test_a_county_that_vanishes_refuses_the_answer(bench: Bench) -> None:
    """Lost coverage: the county is named, with before and after."""
    month = dt.timedelta(days=30)
    for _ in range(600):
        bench.world.publish(month)
    gotland = {"region_code": "09", "country_code": "199"}
    lost = [bench.world.publish(month, workplace_address=gotland) for _ in range(60)]
    bench.refresh()
    bench.world.step(8 * 24 * 60)
    for ad in lost:
        del bench.world.ads[ad.id]
    outcome = bench.refresh(settings=bench.settings(snapshot_deviation_share=1))
    assert "i 09 " in str(outcome.failures["ads"])
    assert bench.live() == ["2026-06-02"]


@pytest.mark.parametrize("days", [400, -400])
def test_our_own_clock_may_jump(bench: Bench, days: int) -> None:
    """The data date, expiry and cursor are the service's; a needless snapshot is all it costs."""
    bench.refresh()
    bench.world.step(20 * 60)
    bench.skew = dt.timedelta(days=days)
    assert bench.refresh().exit_code == 0
    bench.skew = dt.timedelta(0)
    assert editions.default_edition().manifest.as_of == dt.date(2026, 6, 3)
    bench.world.step(20 * 60)
    assert bench.refresh().exit_code == 0
    assert bench.differences() == []


def test_a_jump_is_refused_when_the_service_has_no_clock(bench: Bench) -> None:
    """Nothing tells the time but our own clock, and the newest ad contradicts it."""
    bench.refresh()
    bench.world.step(20 * 60)
    bench.world.has_clock, bench.skew = False, dt.timedelta(days=30)
    outcome = bench.refresh()
    assert "klocka" in str(outcome.failures["ads"])
    bench.skew = dt.timedelta(0)
    assert bench.refresh().exit_code == 0
    assert bench.differences() == []


@pytest.mark.parametrize("day", ["2026-10-24", "2027-03-27"])
@pytest.mark.parametrize("reading", ["fold 0", "fold 1", "utc"])
def test_the_nights_when_clocks_change_lose_and_double_nothing(data_folder: Path, day: str, reading: str) -> None:
    """Eight hours over the change, asked every half-hour, however the service reads our bounds."""
    start = dt.datetime.fromisoformat(f"{day}T21:30+00:00")
    world = World(start - dt.timedelta(days=1), fold=int(reading[-1]) if "fold" in reading else 0)
    world.reads_bounds_as = "utc" if reading == "utc" else "local"
    world.step(24 * 60, new=30)
    world.forget_gone()
    with FaultServer(world.app) as server:
        bench = Bench(data_folder, world, server)
        bench.refresh()
        for _ in range(16):
            world.step(30, new=2, changed=2, removed=2)
            with refreshing.AdStore(data_folder / "store") as store, refreshing.HttpClient(clock=bench.clock) as client:
                fetch_ads(store, client, Options(data_dir=data_folder), bench.settings(), bench.clock)
            assert bench.differences() == []


def test_a_long_absence_is_mended_by_a_snapshot(bench: Bench) -> None:
    """Older than the stream reaches: what a snapshot lacks is removed, what it has is there."""
    bench.refresh()
    bench.world.step(10 * 24 * 60, new=80, changed=20, removed=30)
    assert bench.refresh(settings=bench.settings(shrink_share=1)).exit_code == 0
    assert [r.path for r in bench.server.log[3:]] == ["/search", "/v2/snapshot", "/v2/stream"]
    up = {ad.id for ad in bench.world.active()}
    with refreshing.AdStore(bench.folder / "store") as store:
        active = store.con.execute("SELECT id FROM ads WHERE removed IS NULL AND expired_date IS NULL").fetchall()
    assert {row[0] for row in active} == up


def test_from_files_gives_the_same_edition(bench: Bench, tmp_path: Path) -> None:
    """Downloaded answers in a folder, no network: the tables are the same, byte for byte."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "snapshot-20260602T060000Z.json").write_bytes(bench.world.app(_request("/v2/snapshot")).body)
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


class Statistics:
    """A made-up official source that brings the embedded education table, or fails."""

    key = "scb"
    table_names = ("education",)

    def __init__(
        self,
        error: Exception | None = None,
        factor: float = 1,
        lost: dict[str, Any] | None = None,
        table_id: str = "TAB1",
    ) -> None:
        self.error, self.factor, self.lost, self.table_id = error, factor, lost or {}, table_id

    def plan(self, settings: Settings) -> list[PlannedRequest]:
        return [PlannedRequest(what="utbildning", url="https://exempel.invalid/tabell", cells=1200)]

    def fetch(self, client: object, settings: object, *, from_dir: object, progress: Any) -> FetchedTables:
        progress(1, 2)
        if self.error is not None:
            raise self.error
        origin_id = "prov-scb" if self.table_id == "TAB1" else f"prov-scb-{self.table_id.lower()}"
        title = f"Prov, {self.table_id}"
        frame = reference.education().assign(origin=origin_id)
        frame["post_secondary_persons"] = (frame.post_secondary_persons * self.factor).round().astype("Int64")
        origin = Origin(origin_id, "SCB", title, "https://exempel.invalid", "2024", "2026-06-02", "CC0", "published")
        return FetchedTables(
            tables={"education": frame}, origins={origin_id: origin}, notes=["Utbildning: prov."], failures=self.lost
        )


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
    env = {
        **os.environ,
        "AIPULSEN_DATA_DIR": str(bench.folder),
        "AIPULSEN_JOBSTREAM_URL": bench.server.url,
        "AIPULSEN_JOBSEARCH_URL": bench.server.url,
        "AIPULSEN_STREAM_PAUSE_SECONDS": "0",
        **environ,
    }
    command = [sys.executable, "-m", "aipulsen", "refresh", "--only", "ads", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=Path(__file__).parents[2])


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
