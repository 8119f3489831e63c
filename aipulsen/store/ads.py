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
import json
import os
import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

import duckdb
import msgspec
import orjson
import pyarrow as pa

from aipulsen.clock import SWEDEN, milliseconds
from aipulsen.disk import Taken, alone
from aipulsen.errors import DataContractError, EditionError
from aipulsen.store import ads_merge as merge
from aipulsen.store.ads_database import failures_told, moment_of, not_writable, open_database, put_meta, transaction
from aipulsen.store.ads_merge import Changes, Item
from aipulsen.store.ads_scores import Scores
from aipulsen.store.ads_spells import spells
from aipulsen.tables.ads import too_many_faulty
from aipulsen.text.reasons import reason_of


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
            raise not_writable(self.folder, exc) from exc
        try:
            self._write_holder()
            self._con = open_database(self.folder)
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

    @property
    def scores(self) -> Scores:
        """The scores of its ads."""
        return Scores(self.con, self.folder)

    # ---------------------------------------------------------------- opening

    @property
    def _holder_file(self) -> Path:
        return self.folder / "ads.holder.json"

    def _holder(self) -> dict[str, object]:
        try:
            told: dict[str, object] = orjson.loads(self._holder_file.read_bytes())
            return {key: told[key] for key in ("pid", "host", "since")}
        except (OSError, ValueError, KeyError, TypeError):
            return {"pid": "?", "host": "?", "since": "?"}

    def _write_holder(self) -> None:
        since = dt.datetime.now(SWEDEN).isoformat(timespec="seconds")
        told = {"pid": os.getpid(), "host": platform.node(), "since": since}
        try:
            self._holder_file.write_text(json.dumps(told), "utf-8")
        except OSError as exc:
            raise not_writable(self.folder, exc) from exc

    # ---------------------------------------------------------------- reading

    def state(self) -> StoreState:
        """How far the store has read, and how many ads it holds."""
        meta = dict(self.con.execute("SELECT name, value FROM meta").fetchall())
        (counts,) = self.con.execute(
            "SELECT count(*), count(*) FILTER (WHERE removed IS NULL AND expired_date IS NULL) FROM ads"
        ).fetchall()
        return StoreState(
            moment_of(meta.get("cursor")), moment_of(meta.get("served_at")), moment_of(meta.get("snapshot_at")), *counts
        )

    def spells(self) -> pa.Table:
        """The table `ad_spells` of the ads as they are stored now."""
        return spells(self.con, self.first_snapshot(), self.state().as_of)

    def first_snapshot(self) -> dt.date | None:
        """The Swedish day of the first whole snapshot; from then on every ad is seen. None before it."""
        sql = "SELECT served_at FROM answers WHERE kind = 'snapshot' ORDER BY number LIMIT 1"
        row = self.con.execute(sql).fetchone()
        moment = moment_of(row[0]) if row else None
        return moment.astimezone(SWEDEN).date() if moment else None

    def active_by_county(self) -> dict[str | None, int]:
        """Ads neither removed nor expired, per first county; None is no county. Ads abroad are in none of them."""
        here = "removed IS NULL AND expired_date IS NULL AND is_abroad IS NOT TRUE"
        sql = f"SELECT county_code, count(*) FROM ads WHERE {here} GROUP BY 1"
        return dict(self.con.execute(sql).fetchall())

    def unpublished(self) -> Changes:
        """What the answers since the last published edition did, together."""
        rows = self.con.execute("SELECT counts FROM answers WHERE edition IS NULL ORDER BY number").fetchall()
        try:
            return sum((msgspec.convert(orjson.loads(counts), Changes) for (counts,) in rows), Changes())
        except ValueError as exc:
            raise EditionError("store.corrupt", path=self.folder / "ads.duckdb", reason=reason_of(exc)) from exc

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
            with failures_told(self.folder):
                newest_ms = merge.stage(con, items, changes, milliseconds(served_at))
            if too_many_faulty(changes.faulty, changes.received, faulty_share):
                raise DataContractError(
                    "store.too_faulty", faulty=changes.faulty, received=changes.received, most=f"{faulty_share:.0%}"
                )
            before = self.active_by_county() if check else {}
            with transaction(con, self.folder):
                merge.merge_ads(con, changes)
                merge.merge_removals(con, changes)
                if kind == "snapshot":
                    merge.remove_absent(con, served_at, changes, present_ids or set())
                    put_meta(self.con, "snapshot_at", served_at.isoformat())
                self._move_cursor(newest_ms, served_at)
                merge.expire(con, served_at, changes)
                if check is not None:
                    check(before, self.active_by_county())
                if retention_days is not None:
                    merge.retain(con, served_at, retention_days, changes)
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
        with transaction(self.con, self.folder):
            self.con.execute("UPDATE answers SET edition = ? WHERE edition IS NULL", [edition])

    def give_back_memory(self) -> None:
        """Close the file and open it again: DuckDB keeps what a large answer needed until then. The lock stays."""
        self.con.close()
        self._con = open_database(self.folder)

    def check(self) -> None:
        """Every id once and no ad without its id: what is promised is true, else EditionError."""
        ads, ids = self.con.execute("SELECT count(*), count(DISTINCT id) FROM ads").fetchall()[0]
        if ads != ids:
            raise EditionError("store.corrupt", path=self.folder / "ads.duckdb", reason=f"{ads} ads, {ids} ids")

    def _move_cursor(self, newest_ms: int | None, served_at: dt.datetime) -> None:
        put_meta(self.con, "served_at", served_at.isoformat())
        if newest_ms is None:
            return
        newest = dt.datetime.fromtimestamp(newest_ms / 1000, dt.UTC)
        row = self.con.execute("SELECT value FROM meta WHERE name = 'cursor'").fetchone()
        held = moment_of(row[0]) if row else None
        put_meta(self.con, "cursor", min(max(newest, held or newest), served_at).isoformat())
