"""The ads' store: every ad seen, by id, with text but without contacts, in one DuckDB file with one writer.

An answer of the service (a snapshot or a piece of the stream) is applied in one transaction together with the
cursor that says how far we have read: killed at any moment, the store is as before the answer or as after it, and
asking again gives the same. An older state never replaces a newer one, so overlap costs nothing:

- an ad's `timestamp` is the moment of its state; a removal's local time may mean two moments in the night when
  clocks go back, so each state has an earliest and a latest moment, and a state replaces another unless it
  certainly is older;
- a removal is sparse: it dates the stored ad and leaves the rest;
- an ad is expired when its last day is past as the service's clock has it: computed anew each time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import duckdb
import orjson
import pyarrow as pa

from aipulsen.clock import SWEDEN, milliseconds
from aipulsen.disk import Taken, alone
from aipulsen.errors import DataContractError, EditionError
from aipulsen.tables.ads import Ad, Removal, too_many_faulty
from aipulsen.tables.contacts import strip_contacts

SCHEMA_VERSION = 1
_BATCH = 2000
_MEMORY = "160MB"
MOST_NAMED = 10  # faulty ads that an account names
_SCORE_COLUMNS = "SELECT column_name FROM duckdb_columns() WHERE table_name = 'scores'"

_AD_COLUMNS = (
    ("id", "VARCHAR"),
    ("original_id", "VARCHAR"),
    ("headline", "VARCHAR"),
    ("text", "VARCHAR"),
    ("employer", "VARCHAR"),
    ("organization_number", "VARCHAR"),
    ("ssyk_code", "VARCHAR"),
    ("occupation_name", "VARCHAR"),
    ("county_code", "VARCHAR"),
    ("municipality_code", "VARCHAR"),
    ("published", "TIMESTAMP"),
    ("last_published", "TIMESTAMP"),
    ("vacancies", "BIGINT"),
    ("link", "VARCHAR"),
    # Added later; a store from before has them as NULL until the ad comes again.
    ("county_codes", "VARCHAR"),
    ("is_abroad", "BOOLEAN"),
    ("employment", "VARCHAR"),
    ("is_full_time", "BOOLEAN"),
)
_ADDED = _AD_COLUMNS[-4:]
# They change no score: they are in no content hash, and come from the ad's newest state.
_TERMS = ("employment", "is_full_time")
_NAMES = [name for name, _ in _AD_COLUMNS]
_STAGED = pa.schema(
    [
        *(
            (
                name,
                {"TIMESTAMP": pa.timestamp("us"), "BIGINT": pa.int64(), "BOOLEAN": pa.bool_()}.get(kind, pa.string()),
            )
            for name, kind in _AD_COLUMNS
        ),
        ("content_hash", pa.string()),
        ("earliest_ms", pa.int64()),
        ("latest_ms", pa.int64()),
        ("ordinal", pa.int64()),
    ]
)
_REMOVED = pa.schema(
    [
        ("id", pa.string()),
        ("removed", pa.timestamp("us")),
        ("earliest_ms", pa.int64()),
        ("latest_ms", pa.int64()),
        ("ordinal", pa.int64()),
    ]
)

_CREATE = f"""
CREATE TABLE ads (
    {", ".join(f"{name} {kind}{' PRIMARY KEY' if name == 'id' else ''}" for name, kind in _AD_COLUMNS)},
    content_hash VARCHAR NOT NULL,
    earliest_ms BIGINT NOT NULL,
    latest_ms BIGINT NOT NULL,
    removed TIMESTAMP,
    removed_by VARCHAR,
    expired_date DATE
);
CREATE TABLE unseen_removals (id VARCHAR PRIMARY KEY, removed TIMESTAMP NOT NULL, earliest_ms BIGINT, latest_ms BIGINT);
CREATE TABLE answers (
    number BIGINT, kind VARCHAR NOT NULL, served_at VARCHAR NOT NULL, counts VARCHAR NOT NULL, edition VARCHAR
);
CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
"""


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


@dataclass(frozen=True, slots=True)
class StoreState:
    """How far the store has read, and what it holds. Moments are UTC; None before the first answer."""

    cursor: dt.datetime | None  # the newest state read, by the service's own data
    served_at: dt.datetime | None  # the service's clock at the last answer
    snapshot_at: dt.datetime | None
    ads: int
    active: int

    @property
    def as_of(self) -> dt.date | None:
        """The Swedish day of the service's clock at the last answer: the data date."""
        return self.served_at.astimezone(SWEDEN).date() if self.served_at else None


Item = Ad | Removal | DataContractError
Coverage = Callable[[Mapping[str | None, int], Mapping[str | None, int]], None]


class AdStore:
    """The store, open for writing. Only one process at a time has it; a second is told who."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held = contextlib.ExitStack()
        self._con: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> AdStore:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._held.enter_context(alone(self.folder / "ads.lock", wait=False))
        except Taken as exc:
            raise EditionError("store.locked", folder=self.folder, **self._holder()) from exc
        except OSError as exc:
            raise _not_writable(self.folder, exc) from exc
        try:
            self._write_holder()
            self._con = self._open()
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.con.close()
        finally:
            self._con = None
            self._holder_file.unlink(missing_ok=True)
            self._held.close()

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The open connection."""
        assert self._con is not None
        return self._con

    # ---------------------------------------------------------------- opening

    @property
    def _holder_file(self) -> Path:
        return self.folder / "ads.holder.json"

    def _holder(self) -> dict[str, object]:
        try:
            told: dict[str, object] = json.loads(self._holder_file.read_text("utf-8"))
            return {key: told[key] for key in ("pid", "host", "since")}
        except (OSError, ValueError, KeyError):
            return {"pid": "?", "host": "?", "since": "?"}

    def _write_holder(self) -> None:
        since = dt.datetime.now(SWEDEN).isoformat(timespec="seconds")
        told = {"pid": os.getpid(), "host": platform.node(), "since": since}
        try:
            self._holder_file.write_text(json.dumps(told), "utf-8")
        except OSError as exc:
            raise _not_writable(self.folder, exc) from exc

    def _open(self) -> duckdb.DuckDBPyConnection:
        path, spill = self.folder / "ads.duckdb", self.folder / "ads.tmp"
        config: dict[str, Any] = {
            "memory_limit": _MEMORY,
            "temp_directory": str(spill),
            "preserve_insertion_order": "false",
            "threads": "2",
        }
        try:
            con = duckdb.connect(str(path), config=config)
        except duckdb.Error as exc:
            raise _store_error(path, exc) from exc
        try:
            path.chmod(0o600)
            with _transaction(con, self.folder):
                known = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta'").fetchone()
                if known == (0,):
                    con.execute(_CREATE)
                    con.execute("INSERT INTO meta VALUES ('schema_version', ?)", [str(SCHEMA_VERSION)])
                row = con.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone()
                found = row[0] if row else "?"
                if found != str(SCHEMA_VERSION):
                    raise EditionError("store.wrong_version", path=path, found=found, known=SCHEMA_VERSION)
                for name, kind in _ADDED:
                    con.execute(f"ALTER TABLE ads ADD COLUMN IF NOT EXISTS {name} {kind}")
        except BaseException:
            con.close()
            raise
        return con

    # ---------------------------------------------------------------- reading

    def state(self) -> StoreState:
        """How far the store has read, and how many ads it holds."""
        meta = dict(self.con.execute("SELECT name, value FROM meta").fetchall())
        (counts,) = self.con.execute(
            "SELECT count(*), count(*) FILTER (WHERE removed IS NULL AND expired_date IS NULL) FROM ads"
        ).fetchall()
        return StoreState(
            _moment(meta.get("cursor")), _moment(meta.get("served_at")), _moment(meta.get("snapshot_at")), *counts
        )

    def first_snapshot(self) -> dt.date | None:
        """The Swedish day of the first whole snapshot; from then on every ad is seen. None before it."""
        sql = "SELECT served_at FROM answers WHERE kind = 'snapshot' ORDER BY number LIMIT 1"
        row = self.con.execute(sql).fetchone()
        moment = _moment(row[0]) if row else None
        return moment.astimezone(SWEDEN).date() if moment else None

    def active_by_county(self) -> dict[str | None, int]:
        """Ads neither removed nor expired, per first county; None is no county. Ads abroad are in none of them."""
        here = "removed IS NULL AND expired_date IS NULL AND is_abroad IS NOT TRUE"
        sql = f"SELECT county_code, count(*) FROM ads WHERE {here} GROUP BY 1"
        return dict(self.con.execute(sql).fetchall())

    def unpublished(self) -> Changes:
        """What the answers since the last published edition did, together."""
        rows = self.con.execute("SELECT counts FROM answers WHERE edition IS NULL ORDER BY number").fetchall()
        return sum((Changes(**json.loads(counts)) for (counts,) in rows), Changes())

    # ---------------------------------------------------------------- writing

    def apply(
        self,
        items: Iterable[Item],
        *,
        kind: Literal["snapshot", "stream"],
        served_at: dt.datetime,
        faulty_share: float = 1.0,
        retention_days: int | None = None,
        present_ids: set[str] | None = None,
        check: Coverage | None = None,
    ) -> Changes:
        """Store one whole answer and move the cursor, in one transaction.

        The cursor becomes the newest state in the answer, never past `served_at` (the service's clock), never
        back: no clock of ours is in it. `items` may raise: then nothing has happened. Errors among them are
        faulty ads; more than `faulty_share` of them refuse the answer (DataContractError). A snapshot holds all
        active ads: those of the store that it lacks are removed. `present_ids` are ids the snapshot has though
        the ad could not be read. `check` sees the active ads per county before and after, and may refuse.
        """
        changes = Changes()
        con = self.con
        try:
            with _told(self.folder):
                newest_ms = self._stage(items, changes, milliseconds(served_at))
            if too_many_faulty(changes.faulty, changes.received, faulty_share):
                raise DataContractError(
                    "store.too_faulty", faulty=changes.faulty, received=changes.received, most=f"{faulty_share:.0%}"
                )
            before = self.active_by_county() if check else {}
            with _transaction(con, self.folder):
                self._merge_ads(changes)
                self._merge_removals(changes)
                if kind == "snapshot":
                    self._remove_absent(served_at, changes, present_ids or set())
                    self._put("snapshot_at", served_at.isoformat())
                self._move_cursor(newest_ms, served_at)
                self._expire(served_at, changes)
                if check is not None:
                    check(before, self.active_by_county())
                if retention_days is not None:
                    self._retain(served_at, retention_days, changes)
                number = con.execute("SELECT coalesce(max(number), 0) + 1 FROM answers").fetchall()[0][0]
                told = [number, kind, served_at.isoformat(), json.dumps(asdict(changes))]
                con.execute("INSERT INTO answers VALUES (?, ?, ?, ?, NULL)", told)
        finally:
            with contextlib.suppress(duckdb.Error):
                con.execute("DROP TABLE IF EXISTS staged")
                con.execute("DROP TABLE IF EXISTS staged_removals")
        return changes

    def mark_published(self, edition: str) -> None:
        """The answers so far are in the edition: the next account begins after them."""
        with _transaction(self.con, self.folder):
            self.con.execute("UPDATE answers SET edition = ? WHERE edition IS NULL", [edition])

    def give_back_memory(self) -> None:
        """Close the file and open it again: DuckDB keeps what a large answer needed until then. The lock stays."""
        self.con.close()
        self._con = self._open()

    def check(self) -> None:
        """Every id once and no ad without its id: what is promised is true, else EditionError."""
        ads, ids = self.con.execute("SELECT count(*), count(DISTINCT id) FROM ads").fetchall()[0]
        if ads != ids:
            raise EditionError("store.corrupt", path=self.folder / "ads.duckdb", reason=f"{ads} ads, {ids} ids")

    def _move_cursor(self, newest_ms: int | None, served_at: dt.datetime) -> None:
        self._put("served_at", served_at.isoformat())
        if newest_ms is None:
            return
        newest = dt.datetime.fromtimestamp(newest_ms / 1000, dt.UTC)
        row = self.con.execute("SELECT value FROM meta WHERE name = 'cursor'").fetchone()
        held = _moment(row[0]) if row else None
        self._put("cursor", min(max(newest, held or newest), served_at).isoformat())

    def _put(self, name: str, value: str) -> None:
        self.con.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])

    def _stage(self, items: Iterable[Item], changes: Changes, received_ms: int) -> int | None:
        """The answer in temporary tables, outside any transaction: per id the newest state of the ad, and the newest
        removal. Returns the newest moment among them."""
        con = self.con
        newest: int | None = None
        for table, schema in (("staged", _STAGED), ("staged_removals", _REMOVED)):
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
            if len(ads) >= _BATCH:
                self._insert("staged", ads, _STAGED)
                ads = []
        self._insert("staged", ads, _STAGED)
        self._insert("staged_removals", removals, _REMOVED)
        for table, ordinals in losers.items():
            if ordinals:
                con.execute(f"DELETE FROM {table} WHERE ordinal IN (SELECT unnest(?))", [ordinals])
        return newest or None

    def _insert(self, table: str, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
        if rows:
            self.con.register("batch", pa.Table.from_pylist(rows, schema=schema))
            self.con.execute(f"INSERT INTO {table} SELECT * FROM batch")
            self.con.unregister("batch")

    def _merge_ads(self, changes: Changes) -> None:
        con = self.con
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
        columns = [*_NAMES, "content_hash", "earliest_ms", "latest_ms"]
        con.execute(
            f"""
            MERGE INTO ads USING staged s ON ads.id = s.id
            WHEN MATCHED AND s.latest_ms >= ads.earliest_ms
                 AND (ads.content_hash <> s.content_hash OR ads.removed IS NOT NULL) THEN UPDATE SET
                {", ".join(f"{name} = s.{name}" for name in columns if name != "id")},
                removed = NULL, removed_by = NULL
            WHEN MATCHED AND s.latest_ms >= ads.earliest_ms THEN UPDATE SET
                {", ".join(f"{name} = s.{name}" for name in _TERMS)},
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

    def _merge_removals(self, changes: Changes) -> None:
        con = self.con
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

    def _remove_absent(self, served_at: dt.datetime, changes: Changes, present: set[str]) -> None:
        """Active ads that a whole snapshot lacks are gone, though no removal told us when: by the snapshot's day."""
        con, moment = self.con, milliseconds(served_at)
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

    def _expire(self, served_at: dt.datetime, changes: Changes) -> None:
        con, local = self.con, served_at.astimezone(SWEDEN).replace(tzinfo=None)
        past = "removed IS NULL AND expired_date IS NULL AND last_published < ?"
        changes.expired = con.execute(f"SELECT count(*) FROM ads WHERE {past}", [local]).fetchall()[0][0]
        con.execute(
            """
            UPDATE ads SET expired_date = CASE WHEN last_published < ? THEN last_published::DATE END
            WHERE expired_date IS DISTINCT FROM CASE WHEN last_published < ? THEN last_published::DATE END
            """,
            [local, local],
        )

    def _retain(self, served_at: dt.datetime, days: int, changes: Changes) -> None:
        limit = served_at.astimezone(SWEDEN).replace(tzinfo=None) - dt.timedelta(days=days)
        old = "text IS NOT NULL AND published < ?"
        changes.text_removed = self.con.execute(f"SELECT count(*) FROM ads WHERE {old}", [limit]).fetchall()[0][0]
        if changes.text_removed:
            self.con.execute(f"UPDATE ads SET text = NULL WHERE {old}", [limit])

    # ---------------------------------------------------------------- scores

    def prepare_scores(self, schema: pa.Schema) -> None:
        """A table for score rows of this shape; rows of another shape are thrown away (they are scored again)."""
        shape = str(schema)
        row = self.con.execute("SELECT value FROM meta WHERE name = 'score_shape'").fetchone()
        if row == (shape,):
            return
        with _transaction(self.con, self.folder):
            self.con.register("shape", schema.empty_table())
            held = {name for (name,) in self.con.execute(_SCORE_COLUMNS).fetchall()}
            if held and held - {"content_hash", "engine_stamp"} < set(schema.names):
                # Only more columns: rows of ads whose text is gone stay, all others are scored again.
                for name, kind, *_ in self.con.execute("DESCRIBE shape").fetchall():
                    self.con.execute(f"ALTER TABLE scores ADD COLUMN IF NOT EXISTS {name} {kind}")
                self.con.execute("UPDATE scores SET content_hash = ''")
            else:
                self.con.execute(
                    "CREATE OR REPLACE TABLE scores AS SELECT *, '' AS content_hash, '' AS engine_stamp FROM shape"
                )
            self.con.unregister("shape")
            self._put("score_shape", shape)

    _UNSCORED = """
        FROM ads a LEFT JOIN scores s ON s.id = a.id AND s.content_hash = a.content_hash AND s.engine_stamp = $stamp
        WHERE s.id IS NULL AND a.text IS NOT NULL
    """

    def count_unscored(self, stamp: str) -> int:
        """Ads with text that this engine has not scored as they are now."""
        count: int = self.con.execute(f"SELECT count(*) {self._UNSCORED}", {"stamp": stamp}).fetchall()[0][0]
        return count

    def unscored(self, stamp: str, size: int = _BATCH) -> Iterator[pa.Table]:
        """Those ads in the order of their ids, some at a time."""
        columns = ", ".join(f"a.{name}" for name in [*_NAMES, "content_hash"])
        sql = f"SELECT {columns} {self._UNSCORED} AND a.id > $last ORDER BY a.id LIMIT {size}"
        last = ""
        while (table := self._arrow(sql, {"stamp": stamp, "last": last})).num_rows:
            last = table["id"][-1].as_py()
            yield table

    def _arrow(self, sql: str, params: dict[str, str] | None = None) -> pa.Table:
        return self.con.sql(sql, params=params or {}).to_arrow_table()

    def put_scores(self, rows: pa.Table, hashes: pa.Table, stamp: str) -> None:
        """Score rows of ads whose `id` and `content_hash` are in `hashes`; they replace the ads' earlier ones."""
        con = self.con
        con.register("rows", rows)
        con.register("hashes", hashes.select(["id", "content_hash"]))
        with _transaction(con, self.folder):
            con.execute("DELETE FROM scores WHERE id IN (SELECT id FROM hashes)")
            con.execute(
                "INSERT INTO scores BY NAME SELECT r.*, h.content_hash, ? AS engine_stamp "
                "FROM rows r JOIN hashes h USING (id)",
                [stamp],
            )
        con.unregister("rows")
        con.unregister("hashes")

    def score_rows(self) -> pa.Table:
        """The score row of every scored ad, by id; of the same original id only the lowest id."""
        held = {name for (name,) in self.con.execute(_SCORE_COLUMNS).fetchall()}
        newest = ", ".join(f"a.{name} AS {name}" for name in _TERMS if name in held)
        return self._arrow(
            f"""
            SELECT s.* EXCLUDE (content_hash, engine_stamp) {f"REPLACE ({newest})" if newest else ""}
            FROM scores s LEFT JOIN ads a USING (id)
            QUALIFY row_number() OVER (PARTITION BY coalesce(s.original_id, id) ORDER BY id) = 1
            ORDER BY id
            """
        )

    def scored_by_others(self, stamp: str) -> int:
        """Ads whose text is gone and whose score therefore is an earlier engine's."""
        sql = "SELECT count(*) FROM scores WHERE engine_stamp <> ?"
        count: int = self.con.execute(sql, [stamp]).fetchall()[0][0]
        return count


def _staged_ad(ad: Ad, received_ms: int) -> dict[str, Any]:
    """What is kept of an ad: no contacts in text, headline or employer."""
    row: dict[str, Any] = {name: getattr(ad, name) for name in _NAMES}
    for name in ("headline", "text", "employer"):
        row[name] = strip_contacts(row[name]) if row[name] else row[name]
    row["county_codes"] = "|".join(ad.county_codes) or None
    content = [row[name] for name in _NAMES[: -len(_ADDED)]]
    if len(ad.county_codes) > 1 or ad.is_abroad:  # else the hash is what it was before these columns came
        content += [row[name] for name, _ in _ADDED if name not in _TERMS]
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


_FAILURES = (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException, OSError)


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """DuckDB's own failures (a full disk, a damaged file) become one sentence."""
    try:
        yield
    except _FAILURES as exc:
        raise _store_error(folder / "ads.duckdb", exc) from exc


@contextlib.contextmanager
def _transaction(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[None]:
    """All or nothing."""
    with _told(folder):
        con.begin()
        try:
            yield
            con.commit()
        except BaseException:
            with contextlib.suppress(duckdb.Error):  # a connection DuckDB has closed has nothing to roll back
                con.rollback()
            raise


def _store_error(path: Path, exc: Exception) -> EditionError:
    reason = " ".join(str(exc).split())[:300]
    return EditionError("store.failed", path=path, reason=reason)


def _not_writable(folder: Path, exc: OSError) -> EditionError:
    return EditionError("editions.not_writable", path=str(folder), reason=exc.strerror or exc)


def _moment(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None
