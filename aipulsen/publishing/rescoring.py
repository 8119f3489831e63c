"""Score the ads of the store that are new or were scored by another engine."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

import orjson
import pyarrow as pa

from aipulsen.ads.score_files import ROW_SCHEMA, Work, score_block
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
from aipulsen.sources.ad_files import Block
from aipulsen.store.ads import AdStore
from aipulsen.tables.places import ABROAD


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
    store.prepare_scores(ROW_SCHEMA)
    stamp, work, done = stamp_of(), Work(), 0
    total = store.count_unscored(stamp)
    for ads, rows in _rescored(store.unscored(stamp), work, workers if total > 4000 else 1):
        store.put_scores(rows, ads, stamp)
        done += ads.num_rows
        listener(ADS, "score", done, total)
    return done


def _rescored(tables: Iterable[pa.Table], work: Work, workers: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Stored ads with their score rows. Workers are fresh processes: none inherits the open store."""
    if workers < 2:
        for table in tables:
            yield table, score_block(_block(table), work).table
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        under_way: deque[tuple[pa.Table, Future[Any]]] = deque()
        for table in tables:
            slim = table.select(["id", "content_hash"])
            under_way.append((slim, pool.submit(score_block, _block(table), work)))
            if len(under_way) > 2 * workers:
                first, future = under_way.popleft()
                yield first, future.result().table
        for first, future in under_way:
            yield first, future.result().table


def _block(table: pa.Table) -> Block:
    """Stored ads in the form the scorer reads."""
    return Block("store", b"".join(orjson.dumps(_payload(row)) + b"\n" for row in table.to_pylist()))


def _addresses(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The addresses of a stored ad; one stored before all of them were kept has its first."""
    if row["is_abroad"]:
        return [{"country": ABROAD}]
    first = {"region_code": row["county_code"], "municipality_code": row["municipality_code"]}
    others = (row["county_codes"] or "").split("|")[1:]
    return [first, *({"region_code": code} for code in others)]


def _payload(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "original_id": row["original_id"],
        "headline": row["headline"],
        "description": {"text": row["text"]},
        "employer": {"name": row["employer"]},
        "occupation": {"label": row["occupation_name"]},
        "occupation_group": {"legacy_ams_taxonomy_id": row["ssyk_code"]},
        "workplace_address": _addresses(row),
        "publication_date": row["published"],
        "last_publication_date": row["last_published"],
        "number_of_vacancies": row["vacancies"],
        "webpage_url": row["link"],
    }
