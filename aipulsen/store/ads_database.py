"""The DuckDB file of the ads' store: opened, changed all or nothing, and its failures in one sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from aipulsen.errors import EditionError
from aipulsen.store.ads_tables import ADDED, CREATE, SCHEMA_VERSION
from aipulsen.store.locked import lock
from aipulsen.text.reasons import reason_of

_MEMORY = "160MB"


def open_database(folder: Path) -> duckdb.DuckDBPyConnection:
    """The folder's database, made when there is none; another version of it is an EditionError."""
    path, spill = folder / "ads.duckdb", folder / "ads.tmp"
    config: dict[str, Any] = {
        "memory_limit": _MEMORY,
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
        "threads": "2",
    }
    try:
        con = lock(duckdb.connect(str(path), config=config))
    except duckdb.Error as exc:
        raise store_error(path, exc) from exc
    try:
        path.chmod(0o600)
        with transaction(con, folder):
            known = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta'").fetchone()
            if known == (0,):
                con.execute(CREATE)
                con.execute("INSERT INTO meta VALUES ('schema_version', ?)", [str(SCHEMA_VERSION)])
            row = con.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone()
            found = row[0] if row else "?"
            if found != str(SCHEMA_VERSION):
                raise EditionError("store.wrong_version", path=path, found=found, known=SCHEMA_VERSION)
            for name, kind in ADDED:
                con.execute(f"ALTER TABLE ads ADD COLUMN IF NOT EXISTS {name} {kind}")
    except BaseException:
        con.close()
        raise
    return con


_FAILURES = (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException, OSError)


@contextlib.contextmanager
def failures_told(folder: Path) -> Iterator[None]:
    """DuckDB's own failures (a full disk, a damaged file) become one sentence."""
    try:
        yield
    except _FAILURES as exc:
        raise store_error(folder / "ads.duckdb", exc) from exc


@contextlib.contextmanager
def transaction(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[None]:
    """All or nothing."""
    with failures_told(folder):
        con.begin()
        try:
            yield
            con.commit()
        except BaseException:
            with contextlib.suppress(duckdb.Error):  # a connection DuckDB has closed has nothing to roll back
                con.rollback()
            raise


def store_error(path: Path, exc: Exception) -> EditionError:
    """What DuckDB said, on one line."""
    return EditionError("store.failed", path=path, reason=reason_of(exc))


def not_writable(folder: Path, exc: OSError) -> EditionError:
    """That a folder cannot be written to, and why."""
    return EditionError("editions.not_writable", path=str(folder), reason=reason_of(exc))


def moment_of(value: str | None) -> dt.datetime | None:
    """A moment as `meta` holds it; one that cannot be read is an EditionError."""
    try:
        return dt.datetime.fromisoformat(value) if value else None
    except ValueError as exc:
        raise EditionError("store.corrupt", path="ads.duckdb", reason=reason_of(exc)) from exc


def put_meta(con: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    """Remember a value by its name."""
    con.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])
