"""The ads' store in real DuckDB files: what an answer does, what it never does, and one writer at a time."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from aipulsen.clock import SWEDEN, milliseconds
from aipulsen.errors import DataContractError, EditionError, SourceError
from aipulsen.store.ads import AdStore
from aipulsen.store.ads_merge import Changes, Item
from aipulsen.tables.ads import Ad, Removal, parse_ad
from tests.conftest import ROOT

NOON = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)  # 12.00 in Sweden


def made(number: int, at: dt.datetime | None = NOON, **changes: Any) -> Ad:
    """A made-up ad whose state is of the moment `at`."""
    return parse_ad(payload(number, at))._replace(**changes)


def payload(number: int, at: dt.datetime | None = NOON) -> dict[str, Any]:
    """The same ad as the service writes it."""
    return {
        "id": 1000 + number,
        "headline": "Kock",
        "publication_date": "2026-06-01T08:00:00",
        "last_publication_date": "2026-07-01T23:59:59",
        "employer": {"name": f"Exempel {number} AB", "organization_number": "556000-0000", "phone_number": "08-000000"},
        "workplace_address": {"municipality_code": "2580", "country_code": "199"},
        "description": {"text": "Laga mat. Frågor: kim@exempel.invalid, 070-123 45 67."},
        "timestamp": None if at is None else milliseconds(at),
    }


def later(minutes: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


def removal(number: int, at: dt.datetime) -> Removal:
    return Removal(str(1000 + number), at.astimezone(SWEDEN).replace(tzinfo=None))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AdStore]:
    with AdStore(tmp_path / "store") as opened:
        yield opened


def apply(store: AdStore, *items: Item, at: dt.datetime = NOON, kind: Any = "stream", **options: Any) -> Changes:
    changes = store.apply(items, kind=kind, served_at=at, **options)
    store.check()
    return changes


def rows(store: AdStore, columns: str = "id") -> list[Any]:
    found = store.con.execute(f"SELECT {columns} FROM ads ORDER BY id").fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


def test_the_same_answer_twice_is_the_same_store(store: AdStore) -> None:
    """New once, unchanged after; the cursor is the newest state, the data date the service's."""
    first = apply(store, made(1), made(2), removal(3, NOON))
    assert (first.new, first.removed_unseen, first.received) == (2, 1, 3)
    second = apply(store, made(1), made(2), removal(3, NOON), at=later(5))
    assert (second.new, second.updated, second.unchanged, second.removed_unseen) == (0, 0, 2, 0)
    assert (store.state().cursor, store.state().served_at) == (NOON, later(5))
    assert store.state().ads == 2


def test_no_contact_is_stored(store: AdStore) -> None:
    """Not in text, headline or employer; not the employer's own phone; no other column could hold one."""
    apply(store, made(1, headline="Kock, ring 070-123 45 67", employer="kim@exempel.invalid AB"))
    (row,) = store.con.execute("SELECT * FROM ads").fetchall()
    everything = json.dumps(row, default=str)
    assert "exempel.invalid" not in everything
    assert "123 45" not in everything
    assert "08-0" not in everything
    assert "Laga mat" in everything


@pytest.mark.parametrize(
    ("number", "kept"), [("556000-0000", "5560000000"), ("8501011234", None), ("19850101-1234", None), ("202100", None)]
)
def test_a_sole_traders_number_is_never_stored(store: AdStore, number: str, kept: str | None) -> None:
    """An organisation's number has a third digit of 2 or more; others are persons' and are dropped."""
    payload = {
        "id": "1",
        "headline": "Kock",
        "publication_date": "2026-06-01",
        "description": {"text": "Mat"},
        "employer": {"name": "Kim Exempel", "organization_number": number},
        "workplace_address": {},
    }
    apply(store, parse_ad(payload))
    assert rows(store, "organization_number") == [kept]


def test_a_removal_dates_the_ad_and_blanks_nothing(store: AdStore) -> None:
    """Every other column stays; a second removal of the same moment is no news."""
    apply(store, made(1))
    before = rows(store, "headline, text, employer, county_code, published, content_hash")
    assert apply(store, removal(1, later(60)), at=later(61)).removed == 1
    assert rows(store, "headline, text, employer, county_code, published, content_hash") == before
    assert rows(store, "removed, removed_by") == [(dt.datetime.fromisoformat("2026-06-01T13:00"), "service")]
    assert apply(store, removal(1, later(60)), at=later(65)).removed == 0


def test_an_older_state_never_replaces_a_newer(store: AdStore) -> None:
    """Overlap brings old states: neither the text nor the removal is undone."""
    apply(store, made(1, later(10), headline="Ny"), at=later(11))
    assert apply(store, made(1, NOON, headline="Gammal"), at=later(20)).older == 1
    assert rows(store, "headline") == ["Ny"]
    apply(store, removal(1, later(30)), at=later(31))
    apply(store, made(1, later(20), headline="Gammal"), at=later(32))
    assert rows(store, "headline, removed IS NULL") == [("Ny", False)]


def test_an_ad_published_again_is_active_again(store: AdStore) -> None:
    """A newer state after a removal lifts it."""
    apply(store, made(1), removal(1, later(10)), at=later(11))
    assert store.state().active == 0
    assert apply(store, made(1, later(20)), at=later(21)).updated == 1
    assert store.state().active == 1


def test_the_newest_of_the_same_id_in_one_answer_wins(store: AdStore) -> None:
    """Whatever their order, and counted as duplicates; an ad and its removal are both kept."""
    changes = apply(
        store,
        made(1, later(5), headline="Ny"),
        made(1, NOON, headline="Gammal"),
        removal(2, later(9)),
        made(2, later(3)),
        made(2, later(4), headline="Sist"),
        at=later(10),
    )
    assert changes.duplicates == 2
    assert rows(store, "headline, removed IS NULL") == [("Ny", True), ("Sist", False)]


def test_the_cursor_follows_the_data_and_never_passes_the_service(store: AdStore) -> None:
    """Not our clock, not a state from the future, never back; an empty answer moves nothing."""
    apply(store, made(1, later(10)), at=later(60))
    assert store.state().cursor == later(10)
    apply(store, at=later(70))
    apply(store, made(2, later(5)), at=later(80))
    assert store.state().cursor == later(10)
    apply(store, made(3, later(9999)), at=later(90))
    assert store.state().cursor == later(90)
    assert apply(store, made(3, later(95), headline="Ny"), at=later(99)).updated == 1


def test_a_removal_before_its_ad_is_remembered(store: AdStore) -> None:
    """Removed before we saw it: the ad that comes late is stored as removed, unless its state is newer."""
    apply(store, removal(1, later(10)), removal(2, later(10)), at=later(11))
    apply(store, made(1, NOON), made(2, later(20)), at=later(21))
    assert rows(store, "removed IS NULL") == [False, True]
    assert store.con.execute("SELECT count(*) FROM unseen_removals").fetchall() == [(0,)]


def test_an_ad_without_a_timestamp_is_as_new_as_its_answer(store: AdStore) -> None:
    """It replaces what is stored."""
    apply(store, made(1))
    assert apply(store, made(1, None, headline="Annan"), at=later(5)).updated == 1


def test_in_the_night_of_two_hours_the_later_answer_wins(store: AdStore) -> None:
    """25 October, 02.30 twice: a removal in the second and a return in the second are both believed."""
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)  # 02.30 summer time
    second = first + dt.timedelta(hours=1)  # 02.30 winter time
    ad = made(1, first + dt.timedelta(minutes=20), last_published=None)
    apply(store, ad, at=second)
    gone = Removal("1001", dt.datetime.fromisoformat("2026-10-25T02:30"))
    apply(store, gone, at=second + dt.timedelta(minutes=1))
    assert rows(store, "removed IS NULL") == [False]
    apply(store, ad._replace(state_ms=milliseconds(second) + 1), at=second + dt.timedelta(minutes=2))
    assert rows(store, "removed IS NULL") == [True]


def test_expiry_follows_the_services_clock_both_ways(store: AdStore) -> None:
    """Past its last day an ad is expired without a removal; a clock that had jumped ahead is mended by the next."""
    apply(store, made(1))
    assert apply(store, at=NOON + dt.timedelta(days=40)).expired == 1
    assert rows(store, "expired_date::VARCHAR, removed IS NULL") == [("2026-07-01", True)]
    apply(store, at=later(10))
    assert rows(store, "expired_date") == [None]
    apply(store, at=NOON + dt.timedelta(days=40))
    extended = made(1, later(99), last_published=dt.datetime.fromisoformat("2027-01-01T00:00"))
    apply(store, extended, at=NOON + dt.timedelta(days=41))
    assert rows(store, "expired_date") == [None]


def test_what_a_snapshot_lacks_is_removed_and_what_came_after_it_is_not(store: AdStore) -> None:
    """An active ad of before the snapshot that it lacks is gone; one it holds but cannot be read is not."""
    apply(store, made(1), made(2), made(3), made(4, later(90)), at=later(91))
    changes = apply(store, made(1), kind="snapshot", at=later(60), present_ids={"1003"})
    assert changes.removed == 1
    assert rows(store, "removed_by") == [None, "snapshot", None, None]
    apply(store, made(2), at=later(70))
    assert rows(store, "removed IS NULL") == [True] * 4


def test_a_broken_answer_leaves_everything_as_it_was(store: AdStore) -> None:
    """Rows, cursor and account; the next answer is stored as if nothing had been."""
    apply(store, made(1))

    def breaks() -> Iterator[Item]:
        yield made(1, later(1), headline="Halv")
        yield from (made(n) for n in range(2, 5000))
        raise SourceError("sources.empty", what="x", url="x", tries=1, setting="x")

    with pytest.raises(SourceError):
        store.apply(breaks(), kind="stream", served_at=later(5))
    assert rows(store, "headline") == ["Kock"]
    assert store.state().cursor == NOON
    assert apply(store, made(2), at=later(6)).new == 1
    assert store.unpublished().new == 2


def test_too_many_faulty_ads_refuse_the_answer(store: AdStore) -> None:
    """A few are counted and named, whatever their share of a small answer; more than the share, or than half, are a
    changed format."""
    fault = DataContractError("ads.missing", field="headline", ad_id="7")
    few = apply(store, *(made(n) for n in range(95)), *[fault] * 5, faulty_share=0.02)
    assert (few.faulty, few.set_aside[0]) == (5, ["7", "ads.missing", {"field": "headline"}])
    with pytest.raises(DataContractError, match="6 av 100"):
        apply(store, *(made(n) for n in range(94)), *[fault] * 6, faulty_share=0.02)
    with pytest.raises(DataContractError, match="3 av 5"):
        apply(store, made(1), made(2), *[fault] * 3, faulty_share=0.02)


def test_a_store_of_before_gets_the_later_columns(store: AdStore) -> None:
    """Its ads and scores stay; ads with a text are scored again, those whose text is gone keep their score."""
    old = pa.schema([("id", pa.string()), ("level", pa.string())])
    store.scores.prepare(old)
    apply(store, made(1), made(2))
    hashes = pa.table({"id": ["1001", "1002"], "content_hash": rows(store, "content_hash")})
    store.scores.put(pa.table({"id": ["1001", "1002"], "level": ["role", "none"]}), hashes, "s")
    store.con.execute("UPDATE ads SET text = NULL WHERE id = '1002'")
    store.scores.prepare(old.append(pa.field("place_kind", pa.string())))
    assert store.con.execute("SELECT id, level, place_kind FROM scores ORDER BY id").fetchall() == [
        ("1001", "role", None),
        ("1002", "none", None),
    ]
    assert store.scores.count_unscored("s") == 1


def test_an_ad_of_several_counties_and_one_abroad_keep_their_places(store: AdStore) -> None:
    """Every county is stored; an ad abroad is in no county's count and in none without county."""
    both = [{"region_code": "25", "country_code": "199"}, {"region_code": "24", "country_code": "199"}]
    several = parse_ad(payload(1) | {"workplace_address": both})
    abroad = parse_ad(payload(2) | {"workplace_address": {"country_code": "155", "country": "Norge"}})
    apply(store, several, abroad)
    assert rows(store, "id, county_code, county_codes, is_abroad") == [
        ("1001", "25", "25|24", False),
        ("1002", None, None, True),
    ]
    assert store.active_by_county() == {"25": 1}


def test_old_text_is_taken_away(store: AdStore) -> None:
    """By the retention rule, the ad stays; served again without change it stays so."""
    apply(store, made(1), made(2, published=dt.datetime.fromisoformat("2026-01-01T00:00")))
    assert apply(store, at=later(1), retention_days=90).text_removed == 1
    assert rows(store, "text IS NULL") == [False, True]
    apply(store, made(2, published=dt.datetime.fromisoformat("2026-01-01T00:00")), at=later(2), retention_days=90)
    assert rows(store, "text IS NULL") == [False, True]


def test_the_account_runs_until_published(store: AdStore) -> None:
    """Answers add up over runs, so a killed run loses nothing of the account."""
    apply(store, made(1))
    apply(store, made(2), at=later(1))
    assert store.unpublished().new == 2
    store.mark_published("2026-06-01")
    assert store.unpublished() == Changes()


def test_scores_follow_text_and_engine(store: AdStore) -> None:
    """Only ads whose text or engine is new are to be scored; old rows are replaced."""
    shape = pa.schema([("id", pa.string()), ("original_id", pa.string()), ("level", pa.string())])
    store.scores.prepare(shape)
    apply(store, made(1), made(2))

    def score(stamp: str) -> int:
        count = 0
        for table in store.scores.unscored(stamp, size=1):
            ids = table["id"].to_pylist()
            store.scores.put(
                pa.Table.from_pylist([{"id": i, "original_id": None, "level": stamp} for i in ids], schema=shape),
                table,
                stamp,
            )
            count += len(ids)
        return count

    assert score("e1") == 2
    assert score("e1") == 0
    apply(store, made(1, later(5), headline="Ny"), at=later(6))
    assert score("e1") == 1
    assert score("e2") == 2
    assert store.scores.rows()["level"].to_pylist() == ["e2", "e2"]
    store.scores.prepare(shape.append(pa.field("sector", pa.string())))
    assert store.scores.count_unscored("e2") == 2


def test_a_second_writer_is_told_who_holds_the_store(store: AdStore) -> None:
    """Pid, host and since when."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom aipulsen.errors import EditionError\n"
        "from aipulsen.store.ads import AdStore\n"
        "try:\n    AdStore(Path(sys.argv[1])).__enter__()\nexcept EditionError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store.folder)], cwd=ROOT, capture_output=True, text=True)
    assert f"process {os.getpid()} på" in done.stdout, done.stderr


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    """A killed writer leaves a store that opens."""
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom aipulsen.store.ads import AdStore\n"
        "AdStore(Path(sys.argv[1])).__enter__()\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False)
    with AdStore(tmp_path) as store:
        assert store.state().ads == 0


def test_a_store_of_another_version_is_left_alone(tmp_path: Path) -> None:
    """The sentence says which versions and what to do; the file is untouched."""
    with AdStore(tmp_path) as store:
        store.con.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    with pytest.raises(EditionError, match="version 99"):
        AdStore(tmp_path).__enter__()
    with duckdb.connect(str(tmp_path / "ads.duckdb"), read_only=True) as con:
        assert con.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchall() == [("99",)]


def test_a_damaged_store_is_said_in_one_sentence(tmp_path: Path) -> None:
    """Not opened, not overwritten."""
    tmp_path.joinpath("ads.duckdb").write_bytes(b"x" * 5000)
    with pytest.raises(EditionError, match="Annonslagret"):
        AdStore(tmp_path).__enter__()
    assert tmp_path.joinpath("ads.duckdb").read_bytes() == b"x" * 5000


def test_spells_end_when_the_ad_is_removed_or_its_last_day_passes_and_else_go_on(store: AdStore) -> None:
    """Of IT ads since the first snapshot: one removed after 3 days, one expired after 9, one open; the ad from before
    the snapshot, the one abroad and the one that is neither IT nor AI are not told."""
    it: dict[str, Any] = {"ssyk_code": "2512"}
    short = dt.datetime.fromisoformat("2026-06-10T23:59:59")
    early = made(5, published=dt.datetime.fromisoformat("2026-05-01T08:00"), **it)
    others = made(6, is_abroad=True, **it), made(7, ssyk_code="5120")
    apply(store, made(1, **it), made(2, last_published=short, **it), made(3, **it), early, *others, kind="snapshot")
    store.scores.prepare(pa.schema([("id", pa.string()), ("original_id", pa.string()), ("level", pa.string())]))
    ids = [row[0] for row in store.con.execute("SELECT id FROM ads ORDER BY id").fetchall()]
    hashes = pa.table({"id": ids, "content_hash": rows(store, "content_hash")})
    scores = {"id": ids, "original_id": pa.nulls(len(ids), pa.string()), "level": ["none"] * len(ids)}
    store.scores.put(pa.table(scores), hashes, "s")
    apply(store, removal(1, later(3 * 24 * 60)), at=later(19 * 24 * 60))
    found = store.spells().to_pylist()
    assert [(row["days_open"], row["is_ended"], row["ads"]) for row in found] == [
        (3, True, 1),
        (9, True, 1),
        (19, False, 1),
    ]
    assert {(row["published_date"], row["county_code"], row["level"], row["is_it"]) for row in found} == {
        ("2026-06-01", "25", "none", True)
    }


def test_an_ad_that_is_put_out_again_after_its_end_has_come_again(store: AdStore) -> None:
    """The same employer, headline, text and place under a new id; another employer's like words are another ad."""
    it: dict[str, Any] = {"ssyk_code": "2512", "employer": "Exempel AB"}
    apply(store, made(1, **it), made(2, **{**it, "employer": "Annan AB"}), kind="snapshot")
    apply(store, removal(1, later(24 * 60)), removal(2, later(24 * 60)), at=later(2 * 24 * 60))
    again = made(9, at=later(5 * 24 * 60), published=dt.datetime.fromisoformat("2026-06-06T08:00"), **it)
    apply(store, again, at=later(6 * 24 * 60))
    store.scores.prepare(pa.schema([("id", pa.string()), ("original_id", pa.string()), ("level", pa.string())]))
    hashes = pa.table({"id": rows(store), "content_hash": rows(store, "content_hash")})
    ids = rows(store)
    scores = {"id": ids, "original_id": pa.nulls(len(ids), pa.string()), "level": ["none"] * len(ids)}
    store.scores.put(pa.table(scores), hashes, "s")
    found = store.spells().to_pylist()
    assert sum(row["again_ads"] for row in found) == 1
    assert sum(row["ads"] for row in found if row["is_ended"]) == 2


@pytest.mark.parametrize(
    ("spoilt", "reading"),
    [
        ("INSERT OR REPLACE INTO meta VALUES ('cursor', 'soon')", lambda store: store.state()),
        ("INSERT INTO answers VALUES (1, 'stream', 'x', '{}x', NULL)", lambda store: store.unpublished()),
        ("INSERT INTO answers VALUES (1, 'stream', 'x', '[1]', NULL)", lambda store: store.unpublished()),
        ("INSERT INTO answers VALUES (1, 'snapshot', 'x', '{}', NULL)", lambda store: store.first_snapshot()),
    ],
)
def test_what_the_store_cannot_have_written_is_one_sentence(store: AdStore, spoilt: str, reading: Any) -> None:
    """A moment or an account that somebody has changed by hand."""
    store.con.execute(spoilt)
    with pytest.raises(EditionError, match="är skadat"):
        reading(store)


def test_the_terms_of_an_ad_come_from_its_newest_state_without_scoring_it_anew(store: AdStore) -> None:
    """They are in no content hash: told later, or by an ad stored before they were kept, they reach the score rows."""
    shape = pa.schema([("id", pa.string()), ("original_id", pa.string()), ("employment", pa.string())])
    store.scores.prepare(shape)
    apply(store, made(1))
    unscored = next(store.scores.unscored("e"))
    store.scores.put(pa.Table.from_pylist([{"id": "1001"}], schema=shape), unscored, "e")
    changes = apply(store, made(1, later(5), employment="fixed_term", is_full_time=True), at=later(6))
    assert (changes.unchanged, store.scores.count_unscored("e")) == (1, 0)
    assert rows(store, "employment, is_full_time") == [("fixed_term", True)]
    assert store.scores.rows()["employment"].to_pylist() == ["fixed_term"]
