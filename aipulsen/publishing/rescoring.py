"""Score the ads of the store that are new or were scored by another engine."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

import pyarrow as pa

from aipulsen.ads.score_files import ROW_SCHEMA, score_ads
from aipulsen.provenance import (
    EngineStamp,
)
from aipulsen.publishing.run import (
    ADS,
    Listener,
    no_listener,
)
from aipulsen.scoring import CURRENT_ENGINE_VERSION
from aipulsen.scoring.rules import current_rules
from aipulsen.store.ads import AdStore
from aipulsen.tables.ads import Ad


def engine_stamp() -> EngineStamp:
    """The engine in use, without building it: its version and the hashes of its rules."""
    rules = current_rules()
    return EngineStamp(CURRENT_ENGINE_VERSION, rules.lexicon_hash, rules.thresholds_hash)


def stamp_of() -> str:
    """The engine of today in one word: version and the hashes of its rules."""
    stamp = engine_stamp()
    return f"{stamp.version}/{stamp.lexicon_hash}/{stamp.thresholds_hash}"


def score_new(store: AdStore, workers: int = 1, listener: Listener = no_listener) -> int:
    """Score the ads that are new, changed, or scored by another engine; how many."""
    store.scores.prepare(ROW_SCHEMA)
    stamp, done = stamp_of(), 0
    total = store.scores.count_unscored(stamp)
    for ads, rows in _rescored(store.scores.unscored(stamp), workers if total > 4000 else 1):
        store.scores.put(rows, ads, stamp)
        done += ads.num_rows
        listener(ADS, "score", done, total)
    return done


def _rescored(tables: Iterable[pa.Table], workers: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Stored ads with their score rows. Workers are fresh processes: none inherits the open store."""
    if workers < 2:
        for table in tables:
            yield table, _score_table(table)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        under_way: deque[tuple[pa.Table, Future[pa.Table]]] = deque()
        for table in tables:
            slim = table.select(["id", "content_hash"])
            under_way.append((slim, pool.submit(_score_table, table)))
            if len(under_way) > 2 * workers:
                first, future = under_way.popleft()
                yield first, future.result()
        for first, future in under_way:
            yield first, future.result()


def _score_table(table: pa.Table) -> pa.Table:
    """Stored ads scored: they were read and checked when they were stored."""
    return score_ads(_stored(row) for row in table.to_pylist())


def _stored(row: Mapping[str, Any]) -> Ad:
    """An ad as the store has it; one stored before all its addresses were kept has its first."""
    known = {name: value for name, value in row.items() if name in Ad._fields}
    counties = row["county_codes"].split("|") if row["county_codes"] else [row["county_code"]]
    found = tuple(code for code in counties if code)
    return Ad(**known | {"county_codes": found, "is_abroad": bool(row["is_abroad"])})
