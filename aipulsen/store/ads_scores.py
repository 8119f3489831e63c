"""The scores beside the stored ads: which lack one by this engine, and the rows of those that have one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from aipulsen.store.ads_database import put_meta, transaction
from aipulsen.store.ads_merge import BATCH
from aipulsen.store.ads_tables import NAMES, TERMS

_SCORE_COLUMNS = "SELECT column_name FROM duckdb_columns() WHERE table_name = 'scores'"
_UNSCORED = """
    FROM ads a LEFT JOIN scores s ON s.id = a.id AND s.content_hash = a.content_hash AND s.engine_stamp = $stamp
    WHERE s.id IS NULL AND a.text IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Scores:
    """The table of scores of an open store."""

    con: duckdb.DuckDBPyConnection
    folder: Path

    def prepare(self, schema: pa.Schema) -> None:
        """A table for score rows of this shape; rows of another shape are thrown away (they are scored again)."""
        shape = str(schema)
        row = self.con.execute("SELECT value FROM meta WHERE name = 'score_shape'").fetchone()
        if row == (shape,):
            return
        with transaction(self.con, self.folder):
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
            put_meta(self.con, "score_shape", shape)

    def count_unscored(self, stamp: str) -> int:
        """Ads with text that this engine has not scored as they are now."""
        count: int = self.con.execute(f"SELECT count(*) {_UNSCORED}", {"stamp": stamp}).fetchall()[0][0]
        return count

    def unscored(self, stamp: str, size: int = BATCH) -> Iterator[pa.Table]:
        """Those ads in the order of their ids, some at a time."""
        columns = ", ".join(f"a.{name}" for name in [*NAMES, "content_hash"])
        sql = f"SELECT {columns} {_UNSCORED} AND a.id > $last ORDER BY a.id LIMIT {size}"
        last = ""
        while (table := self._arrow(sql, {"stamp": stamp, "last": last})).num_rows:
            last = table["id"][-1].as_py()
            yield table

    def _arrow(self, sql: str, params: dict[str, str] | None = None) -> pa.Table:
        return self.con.sql(sql, params=params or {}).to_arrow_table()

    def put(self, rows: pa.Table, hashes: pa.Table, stamp: str) -> None:
        """Score rows of ads whose `id` and `content_hash` are in `hashes`; they replace the ads' earlier ones."""
        con = self.con
        con.register("rows", rows)
        con.register("hashes", hashes.select(["id", "content_hash"]))
        with transaction(con, self.folder):
            con.execute("DELETE FROM scores WHERE id IN (SELECT id FROM hashes)")
            con.execute(
                "INSERT INTO scores BY NAME SELECT r.*, h.content_hash, ? AS engine_stamp "
                "FROM rows r JOIN hashes h USING (id)",
                [stamp],
            )
        con.unregister("rows")
        con.unregister("hashes")

    def rows(self) -> pa.Table:
        """The score row of every scored ad, by id; of the same original id only the lowest id."""
        held = {name for (name,) in self.con.execute(_SCORE_COLUMNS).fetchall()}
        newest = ", ".join(f"a.{name} AS {name}" for name in TERMS if name in held)
        return self._arrow(
            f"""
            SELECT s.* EXCLUDE (content_hash, engine_stamp) {f"REPLACE ({newest})" if newest else ""}
            FROM scores s LEFT JOIN ads a USING (id)
            QUALIFY row_number() OVER (PARTITION BY coalesce(s.original_id, id) ORDER BY id) = 1
            ORDER BY id
            """
        )

    def by_others(self, stamp: str) -> int:
        """Ads whose text is gone and whose score therefore is an earlier engine's."""
        sql = "SELECT count(*) FROM scores WHERE engine_stamp <> ?"
        count: int = self.con.execute(sql, [stamp]).fetchall()[0][0]
        return count
