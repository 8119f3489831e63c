"""Every DuckDB connection of ours is shut in."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from aipulsen.store.ads_database import open_database
from aipulsen.store.locked import lock
from tests.conftest import ROOT

REFUSED = (
    "SELECT * FROM read_csv('{other}')",
    "SELECT * FROM '{other}'",
    "COPY (SELECT 1) TO '{other}.out'",
    "ATTACH '{other}.duckdb'",
    "INSTALL httpfs",
    "SELECT * FROM read_csv('http://127.0.0.1:9/a.csv')",
    "SET enable_external_access = true",
    "SET memory_limit = '8GB'",
    "RESET lock_configuration",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_a_connection_reaches_nothing_but_its_own(statement: str, tmp_path: Path) -> None:
    """The store's, and one that was given a file: other files, the network, extensions and settings are closed."""
    other, own = tmp_path / "other.csv", tmp_path / "own's.parquet"
    other.write_text("a\n1\n", "utf-8")
    duckdb.sql("SELECT 1 AS a").write_parquet(str(own))
    with open_database(tmp_path) as store, lock(duckdb.connect(), [str(own)]) as reading:
        assert reading.execute("SELECT a FROM read_parquet($f)", {"f": [str(own)]}).fetchall() == [(1,)]
        for con in (store, reading):
            with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException, duckdb.CatalogException)):
                con.execute(statement.format(other=other))


def test_no_connection_is_opened_without_the_lock() -> None:
    opened = {path.name: path.read_text("utf-8") for path in (ROOT / "aipulsen").rglob("*.py")}
    bare = [
        name for name, text in opened.items() if re.search(r"(?<!lock\()duckdb\.(connect|sql|query|execute)\(", text)
    ]
    assert bare == []
