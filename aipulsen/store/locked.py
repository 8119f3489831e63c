"""DuckDB shut in: a connection that reads and writes what it was opened for, and can be told nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb


def lock(con: duckdb.DuckDBPyConnection, files: Iterable[str] = ()) -> duckdb.DuckDBPyConnection:
    """The connection without a way to other files, extensions or the network, and with its settings fixed for good.

    files: what it may read besides its own database. A statement that wants more is refused by DuckDB
    (PermissionException); the spill folder must be set before.
    """
    allowed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    con.execute(f"SET allowed_paths = [{allowed}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con
