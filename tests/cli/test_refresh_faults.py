"""What the services may do to `refresh`, and what is left of it: the store is the truth, the old edition stands."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest

from aipulsen.errors import DataContractError, SourceError
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.fetching import fetch_ads
from aipulsen.publishing.run import Options
from aipulsen.store import editions
from aipulsen.store.status import read_status
from tests.cli.refresh_bench import Bench, request_for
from tests.servers.fault_server import Fault, FaultServer, body, bom, changed, cut, page, recoded, reset, short, status
from tests.servers.jobtech_world import World


def test_jobstream_is_asked_once_a_minute_retries_included(bench: Bench) -> None:
    """Between any two requests to it lies a minute by our clock."""
    times: list[float] = []
    app = bench.world.app
    bench.server.app = lambda r: (times.append(bench.passed) if r.path.startswith("/v2") else None, app(r))[1]
    bench.server.fail("/v2/snapshot", status(503), reset(after=100))
    bench.refresh(settings=bench.settings(jobsearch_url="http://127.0.0.1:1"))
    assert len(times) == 4
    assert all(later - earlier > 59.999 for earlier, later in itertools.pairwise(times))


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
def test_a_passing_fault_leaves_no_trace(bench: Bench, fault: Fault) -> None:
    """In snapshot and stream: store and edition are the truth; the download folder is empty."""
    for path in ("/v2/snapshot", "/v2/stream"):
        bench.server.fail(path, fault)
    outcome = bench.refresh()
    assert not any(bench.server._faults.values())  # each was met
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
    whole = json.loads(bench.world.app(request_for("/v2/snapshot")).body)
    fewer = whole[: len(whole) * 3 // 4]
    bench.server.fail("/v2/snapshot", body(json.dumps(fewer).encode()))
    outcome = bench.refresh()
    assert outcome.exit_code == 0
    assert [r.path for r in bench.server.log].count("/v2/snapshot") == 1
    assert f"är hel och används: {len(fewer)} annonser. JobSearch säger {len(whole)}" in " ".join(outcome.account)


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


@pytest.mark.parametrize(
    ("day", "reading"),
    [
        *(("2026-10-24", reading) for reading in ("fold 0", "fold 1", "utc")),
        *(("2027-03-27", reading) for reading in ("fold 0", "utc")),  # no hour of spring comes twice
    ],
)
def test_the_nights_when_clocks_change_lose_and_double_nothing(data_folder: Path, day: str, reading: str) -> None:
    """Six hours over the change, asked every half-hour, however the service reads our bounds."""
    start = dt.datetime.fromisoformat(f"{day}T22:30+00:00")
    world = World(start - dt.timedelta(days=1), fold=int(reading[-1]) if "fold" in reading else 0)
    world.reads_bounds_as = "utc" if reading == "utc" else "local"
    world.step(24 * 60, new=30)
    world.forget_gone()
    with FaultServer(world.app) as server:
        bench = Bench(data_folder, world, server)
        for half_hour in range(13):
            world.step(30 if half_hour else 0, new=2, changed=2, removed=2)
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


def test_a_broken_ad_in_a_snapshot_is_set_aside_and_its_stored_state_stays(bench: Bench) -> None:
    """No JSON, and nested without end: counted and named by id; what the store knows of it is not taken for gone."""
    bench.refresh()
    bench.world.step(8 * 24 * 60, new=0, changed=0, removed=0)
    ads = json.loads(bench.world.app(request_for("/v2/snapshot")).body)
    whole = [json.dumps(ad) for ad in ads]
    whole[0] = whole[0][:-1] + ', "x": nul}'
    whole[1] = whole[1][:-1] + ', "x": ' + "[" * 5000 + "]" * 5000 + "}"
    bench.server.fail("/v2/snapshot", body(("[" + ",".join(whole) + "]").encode()))
    outcome = bench.refresh()
    assert (outcome.exit_code, outcome.changes.faulty) == (0, 2)
    for ad in ads[:2]:
        assert any(f"Ställd åt sidan: annons {ad['id']}: trasig JSON" in line for line in outcome.account)
    with refreshing.AdStore(bench.folder / "store") as store:
        gone = {row[0] for row in store.con.execute("SELECT id FROM ads WHERE removed IS NOT NULL").fetchall()}
    assert not gone & {ad["id"] for ad in ads}
