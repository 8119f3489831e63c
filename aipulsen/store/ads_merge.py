"""What an answer does to the stored ads: laid beside them, then merged, the newest certain state winning.

All but `stage` happens in the transaction of `AdStore.apply`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from aipulsen.clock import SWEDEN, milliseconds
from aipulsen.errors import DataContractError
from aipulsen.store.ads_tables import ADDED, NAMES, REMOVED, STAGED, TERMS
from aipulsen.tables.ads import Ad, Removal
from aipulsen.tables.contacts import strip_contacts

BATCH = 2000
MOST_NAMED = 10  # faulty ads that an account names

Item = Ad | Removal | DataContractError


@dataclass(slots=True)
class Changes:
    """What one answer, or several together, did to the store; every number counts ads."""

    received: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    older: int = 0  # states older than the stored one: overlap, left alone
    removed: int = 0
    removed_unseen: int = 0  # removals of ads we never had
    expired: int = 0
    duplicates: int = 0  # the same id more than once in one answer
    faulty: int = 0
    text_removed: int = 0  # by the retention rule
    set_aside: list[list[Any]] = field(default_factory=list)  # the first faulty ads: id, error key, its values

    def __add__(self, other: Changes) -> Changes:
        both = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return Changes(**both | {"set_aside": both["set_aside"][:MOST_NAMED]})


def stage(con: duckdb.DuckDBPyConnection, items: Iterable[Item], changes: Changes, received_ms: int) -> int | None:
    """The answer in temporary tables, outside any transaction: per id the newest state of the ad, and the newest
    removal. Returns the newest moment among them."""
    newest: int | None = None
    for table, schema in (("staged", STAGED), ("staged_removals", REMOVED)):
        con.register("shape", schema.empty_table())
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM shape")
        con.unregister("shape")
    ads: list[dict[str, Any]] = []
    removals: list[dict[str, Any]] = []
    winners: dict[str, dict[str, tuple[int, int]]] = {"staged": {}, "staged_removals": {}}
    losers: dict[str, list[int]] = {"staged": [], "staged_removals": []}
    for ordinal, item in enumerate(items):
        changes.received += 1
        if isinstance(item, DataContractError):
            changes.faulty += 1
            if len(changes.set_aside) < MOST_NAMED:
                values = {name: str(value) for name, value in item.values.items()}
                changes.set_aside.append([values.pop("ad_id", ""), item.key, values])
            continue
        table = "staged" if isinstance(item, Ad) else "staged_removals"
        row = _staged_ad(item, received_ms) if isinstance(item, Ad) else _staged_removal(item)
        row["ordinal"] = ordinal
        newest = max(row["earliest_ms"], newest or 0)
        if (held := winners[table].get(item.id)) is not None:
            changes.duplicates += 1
            loses = row["latest_ms"] < held[1]
            losers[table].append(ordinal if loses else held[0])
            if loses:
                continue
        winners[table][item.id] = (ordinal, row["earliest_ms"])
        (ads if isinstance(item, Ad) else removals).append(row)
        if len(ads) >= BATCH:
            _insert(con, "staged", ads, STAGED)
            ads = []
    _insert(con, "staged", ads, STAGED)
    _insert(con, "staged_removals", removals, REMOVED)
    for table, ordinals in losers.items():
        if ordinals:
            con.execute(f"DELETE FROM {table} WHERE ordinal IN (SELECT unnest(?))", [ordinals])
    return newest or None


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
    if rows:
        con.register("batch", pa.Table.from_pylist(rows, schema=schema))
        con.execute(f"INSERT INTO {table} SELECT * FROM batch")
        con.unregister("batch")


def merge_ads(con: duckdb.DuckDBPyConnection, changes: Changes) -> None:
    """Staged ads replace the stored ones unless they certainly are older."""
    counted = con.execute(
        """
        SELECT count(*) FILTER (WHERE a.id IS NULL),
               count(*) FILTER (WHERE s.latest_ms < a.earliest_ms),
               count(*) FILTER (WHERE s.latest_ms >= a.earliest_ms
                   AND (a.content_hash <> s.content_hash OR a.removed IS NOT NULL))
        FROM staged s LEFT JOIN ads a USING (id)
        """
    ).fetchall()[0]
    changes.new, changes.older, changes.updated = counted
    staged = con.execute("SELECT count(*) FROM staged").fetchall()[0][0]
    changes.unchanged = staged - sum(counted)
    columns = [*NAMES, "content_hash", "earliest_ms", "latest_ms"]
    con.execute(
        f"""
        MERGE INTO ads USING staged s ON ads.id = s.id
        WHEN MATCHED AND s.latest_ms >= ads.earliest_ms
             AND (ads.content_hash <> s.content_hash OR ads.removed IS NOT NULL) THEN UPDATE SET
            {", ".join(f"{name} = s.{name}" for name in columns if name != "id")},
            removed = NULL, removed_by = NULL
        WHEN MATCHED AND s.latest_ms >= ads.earliest_ms THEN UPDATE SET
            {", ".join(f"{name} = s.{name}" for name in TERMS)},
            earliest_ms = greatest(ads.earliest_ms, s.earliest_ms), latest_ms = greatest(ads.latest_ms, s.latest_ms)
        WHEN NOT MATCHED THEN INSERT ({", ".join(columns)}) VALUES ({", ".join(f"s.{name}" for name in columns)})
        """
    )
    # A removal that came before its ad: the ad is stored, and removed unless its state is newer.
    con.execute(
        """
        INSERT INTO staged_removals
        SELECT u.id, u.removed, u.earliest_ms, u.latest_ms, -1 FROM unseen_removals u JOIN staged s USING (id)
        WHERE u.id NOT IN (SELECT id FROM staged_removals)
        """
    )
    con.execute("DELETE FROM unseen_removals WHERE id IN (SELECT id FROM staged)")


def merge_removals(con: duckdb.DuckDBPyConnection, changes: Changes) -> None:
    """Staged removals date the ads; those of ads never seen wait for them."""
    changes.removed = con.execute(
        """
        SELECT count(*) FROM staged_removals s JOIN ads a USING (id)
        WHERE s.latest_ms >= a.earliest_ms AND a.removed IS NULL
        """
    ).fetchall()[0][0]
    con.execute(
        """
        UPDATE ads SET removed = s.removed, removed_by = 'service', earliest_ms = s.earliest_ms,
               latest_ms = s.latest_ms
        FROM staged_removals s
        WHERE ads.id = s.id AND s.latest_ms >= ads.earliest_ms
          AND (ads.removed IS DISTINCT FROM s.removed OR ads.removed_by <> 'service')
        """
    )
    unseen = """
        SELECT id, removed, earliest_ms, latest_ms FROM staged_removals
        WHERE id NOT IN (SELECT id FROM ads)
    """
    changes.removed_unseen = con.execute(
        f"SELECT count(*) FROM ({unseen}) WHERE id NOT IN (SELECT id FROM unseen_removals)"
    ).fetchall()[0][0]
    con.execute(f"INSERT OR REPLACE INTO unseen_removals {unseen}")


def remove_absent(con: duckdb.DuckDBPyConnection, served_at: dt.datetime, changes: Changes, present: set[str]) -> None:
    """Active ads that a whole snapshot lacks are gone, though no removal told us when: by the snapshot's day."""
    moment = milliseconds(served_at)
    local = served_at.astimezone(SWEDEN).replace(tzinfo=None)
    absent = """
        removed IS NULL AND expired_date IS NULL AND latest_ms < ? AND id NOT IN (SELECT id FROM staged)
        AND id NOT IN (SELECT unnest(?::VARCHAR[]))
    """
    known = [moment, sorted(present)]
    changes.removed += con.execute(f"SELECT count(*) FROM ads WHERE {absent}", known).fetchall()[0][0]
    con.execute(
        f"UPDATE ads SET removed = ?, removed_by = 'snapshot', earliest_ms = 0, latest_ms = ? WHERE {absent}",
        [local, moment, *known],
    )


def expire(con: duckdb.DuckDBPyConnection, served_at: dt.datetime, changes: Changes) -> None:
    """Ads past their last day, computed anew by the service's clock."""
    local = served_at.astimezone(SWEDEN).replace(tzinfo=None)
    past = "removed IS NULL AND expired_date IS NULL AND last_published < ?"
    changes.expired = con.execute(f"SELECT count(*) FROM ads WHERE {past}", [local]).fetchall()[0][0]
    con.execute(
        """
        UPDATE ads SET expired_date = CASE WHEN last_published < ? THEN last_published::DATE END
        WHERE expired_date IS DISTINCT FROM CASE WHEN last_published < ? THEN last_published::DATE END
        """,
        [local, local],
    )


def retain(con: duckdb.DuckDBPyConnection, served_at: dt.datetime, days: int, changes: Changes) -> None:
    """The text of ads published more than so many days ago goes; their scores stay."""
    limit = served_at.astimezone(SWEDEN).replace(tzinfo=None) - dt.timedelta(days=days)
    old = "text IS NOT NULL AND published < ?"
    changes.text_removed = con.execute(f"SELECT count(*) FROM ads WHERE {old}", [limit]).fetchall()[0][0]
    if changes.text_removed:
        con.execute(f"UPDATE ads SET text = NULL WHERE {old}", [limit])


def _staged_ad(ad: Ad, received_ms: int) -> dict[str, Any]:
    """What is kept of an ad: no contacts in text, headline or employer."""
    row: dict[str, Any] = {name: getattr(ad, name) for name in NAMES}
    for name in ("headline", "text", "employer"):
        row[name] = strip_contacts(row[name]) if row[name] else row[name]
    row["county_codes"] = "|".join(ad.county_codes) or None
    content = [row[name] for name in NAMES[: -len(ADDED)]]
    if len(ad.county_codes) > 1 or ad.is_abroad:  # else the hash is what it was before these columns came
        content += [row[name] for name, _ in ADDED if name not in TERMS]
    digest = hashlib.blake2b(orjson.dumps(content), digest_size=16)
    row["content_hash"] = digest.hexdigest()
    # A state from the future is a fault of the data: taken as of now, else no later state would ever replace it.
    row["latest_ms"] = received_ms if ad.state_ms is None else min(ad.state_ms, received_ms)
    row["earliest_ms"] = 0 if ad.state_ms is None else row["latest_ms"]
    return row


def _staged_removal(removal: Removal) -> dict[str, Any]:
    return {
        "id": removal.id,
        "removed": removal.removed,
        "earliest_ms": removal.earliest_ms,
        "latest_ms": removal.latest_ms,
    }
