"""From files of ads to scored rows: read, check, count, score – in blocks, with an account of every line."""

from __future__ import annotations

import datetime as dt
import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from aipulsen.ads.account import Account, ScoredBlock
from aipulsen.ads.duplicates import SeenKeys, hashed
from aipulsen.ads.workers import start_worker
from aipulsen.errors import AipulsenError, DataContractError, ParameterError
from aipulsen.scoring import CURRENT_ENGINE_VERSION, AdText, Engine, Score, load_engine
from aipulsen.scoring.employers import employer_kind
from aipulsen.sources.ad_files import Block, read_blocks, read_line
from aipulsen.tables.ads import Ad, parse_ad, read_ad_line, text_fingerprint, too_many_faulty
from aipulsen.tables.remote import says_remote
from aipulsen.tables.terms import ad_language
from aipulsen.text import t

ROW_GROUP = 1 << 16

# A row per scored ad. `text_hash` is given to AI ads only: it tells the same text under another id.
ROW_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("level", pa.string()),
        ("score", pa.int64()),
        ("threshold", pa.int64()),
        ("sector", pa.string()),
        ("terms", pa.string()),
        ("role_threshold", pa.int64()),
        ("competence_threshold", pa.int64()),
        ("has_notice", pa.bool_()),
        ("original_id", pa.string()),
        ("headline", pa.string()),
        ("employer", pa.string()),
        ("employer_kind", pa.string()),
        ("is_staffing", pa.bool_()),
        ("county_code", pa.string()),
        ("municipality_code", pa.string()),
        ("published_date", pa.string()),
        ("last_published_date", pa.string()),
        ("ssyk_code", pa.string()),
        ("occupation_name", pa.string()),
        ("text_hash", pa.string()),
        ("vacancies", pa.int64()),
        ("link", pa.string()),
        ("county_codes", pa.string()),
        ("place_kind", pa.string()),
        ("is_remote", pa.bool_()),
        ("work_groups", pa.string()),
        ("named_tools", pa.string()),
        ("employment", pa.string()),
        ("is_full_time", pa.bool_()),
        ("ad_language", pa.string()),
        ("engine_version", pa.string()),
        ("lexicon_hash", pa.string()),
        ("thresholds_hash", pa.string()),
    ]
)
HITS_FIELD = pa.field("hits", pa.string())


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be done with a block. With `as_of`, a later ad is counted and left out; with `period` (first and last
    day), an ad published outside it, or on no stated day. More than `faulty_share` faulty ads refuse the whole."""

    engine_version: str = CURRENT_ENGINE_VERSION
    explain: bool = False
    as_of: dt.date | None = None
    period: tuple[dt.date, dt.date] | None = None
    faulty_share: float = 1.0


def score_files(
    files: list[str],
    work: Work,
    account: Account,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Iterator[pa.Table]:
    """The rows of every good ad of the files, in order, some thousand at a time.

    An ad seen before (same `original_id` or id) is a duplicate. The account is filled in on the way. Several
    workers are processes, a block each; the rows are the same. When no line at all is an ad, ParameterError says
    what was found instead; when too many are faulty (`too_many_faulty`), DataContractError comes after the rows.
    """
    seen = SeenKeys()
    file, first_line = "", 0
    for block in _scored(read_blocks(files), work, workers):
        if block.file != file:
            file, first_line = block.file, 0
        account.add_block(block, first_line)
        first_line += block.lines
        table = _without_duplicates(block.table, seen, account)
        account.add_rows(table)
        if progress is not None:
            progress(account.read)
        if table.num_rows:
            yield table
    if account.read == 0:
        raise ParameterError("ads.empty_file", file=", ".join(files))
    if account.read == account.bad:
        file, line, fault = account.problems[0]
        first = t("ads.bad_line", file=file, line=line, reason=fault.sentence())
        raise ParameterError("ads.no_ads", count=account.read, files=", ".join(files), first=first)
    if too_many_faulty(account.bad, account.read, work.faulty_share):
        raise DataContractError(
            "ads.too_faulty", faulty=account.bad, read=account.read, most=f"{work.faulty_share:.0%}"
        )


def in_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in groups that Parquet packs well: a seventh of the bytes, two thirds of the time."""
    waiting: list[pa.Table] = []
    count = 0
    for table in tables:
        waiting.append(table)
        count += table.num_rows
        if count >= ROW_GROUP:
            yield pa.concat_tables(waiting).combine_chunks()
            waiting, count = [], 0
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()


def _scored(blocks: Iterable[Block], work: Work, workers: int) -> Iterator[ScoredBlock]:
    """The blocks scored, in their order; no more are under way than the workers can soon take."""
    todo = partial(score_block, work=work)
    ahead = iter(blocks)
    first = list(islice(ahead, 2))
    if workers < 2 or len(first) < 2:  # one block is read sooner than a process starts
        yield from map(todo, chain(first, ahead))
        return
    load_engine(work.engine_version)  # compiled once, before the processes fork
    with ProcessPoolExecutor(workers, initializer=start_worker) as pool:
        under_way: deque[Future[ScoredBlock]] = deque()
        for block in chain(first, ahead):
            under_way.append(pool.submit(todo, block))
            if len(under_way) >= 2 * workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _without_duplicates(table: pa.Table, seen: SeenKeys, account: Account) -> pa.Table:
    fresh = seen.first_seen(hashed(pc.coalesce(table["original_id"], table["id"]).to_pylist()))
    account.duplicates += int((~fresh).sum())
    return table if fresh.all() else table.filter(pa.array(fresh))


def score_block(block: Block, work: Work) -> ScoredBlock:
    """Read, check and score the ads of a block."""
    # Nothing here refers to itself in a ring: looking for rings among a million fresh values takes a quarter of
    # the time and finds none.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return _score_block(block, work)
    finally:
        if was_on:
            gc.enable()


def _score_block(block: Block, work: Work) -> ScoredBlock:
    engine = load_engine(work.engine_version)
    rows: list[tuple[Any, ...]] = []
    explained: list[str] = []
    lines, is_utf8 = block.lines()
    result = ScoredBlock(block.file, ROW_SCHEMA.empty_table())
    for line in lines:
        result.lines += 1
        result.bytes += len(line)
        if line.isspace():
            continue
        result.read += 1
        try:
            # Most ads speak of nothing that is looked for: their text is scanned as it came, and never built.
            bare = read_ad_line(line) if is_utf8 else None
            plain = None if bare is None or engine.json_may_hold_terms(bare.words()) else bare.ad_without_text()
            ad = plain or parse_ad(read_line(line.strip()))
        except AipulsenError as error:
            if work.period is not None and error.values.get("field") == "publication_date":
                result.no_date += 1
                continue
            result.add_problem(result.lines, error)
            continue
        if work.as_of is not None and ad.published.date() > work.as_of:
            result.after_day += 1
            continue
        if work.period is not None and not work.period[0] <= ad.published.date() <= work.period[1]:
            result.outside_period += 1
            continue
        result.without_text += not ad.has_full_text
        result.made_missing.update(ad.made_missing)
        if plain is not None:
            score = engine.score_without_terms(ad.id, ad.headline, ad.ssyk_code)
        else:
            score = _score(ad, engine, is_scanned=bare is not None)
        rows.append(_row(ad, score))
        if work.explain:
            explained.append(orjson.dumps(hit_table(score)).decode("utf-8"))
    if block.problem is not None:
        result.lines += 1
        result.read += 1
        result.unread_bytes += block.unread
        result.add_problem(result.lines, block.problem)
    result.table = _table(rows, explained if work.explain else None, engine)
    return result


def score_ads(ads: Iterable[Ad], engine_version: str = CURRENT_ENGINE_VERSION) -> pa.Table:
    """Ads that are read and checked already, scored: a row each, in their order."""
    engine = load_engine(engine_version)
    return _table([_row(ad, _score(ad, engine)) for ad in ads], None, engine)


def _score(ad: Ad, engine: Engine, is_scanned: bool = False) -> Score:
    return engine.score(AdText(ad.id, ad.headline, ad.text, ad.employer, ad.ssyk_code), is_scanned=is_scanned)


def _table(rows: list[tuple[Any, ...]], explained: list[str] | None, engine: Engine) -> pa.Table:
    """The rows with the engine's stamps, and their hit tables when they were asked for."""
    schema = ROW_SCHEMA if explained is None else ROW_SCHEMA.append(HITS_FIELD)
    if not rows:
        return schema.empty_table()
    columns = [*zip(*rows, strict=True)]
    columns += [(stamp,) * len(rows) for stamp in (engine.version, engine.lexicon_hash, engine.thresholds_hash)]
    columns += [] if explained is None else [tuple(explained)]
    arrays = [pa.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def hit_table(score: Score) -> list[dict[str, Any]]:
    """Every hit of a score: what was found, where, its points, its cues, and what took its points."""
    return [
        {
            "term_id": hit.term_id,
            "text": hit.text,
            "zone": hit.zone,
            "start": hit.start,
            "end": hit.end,
            "points": hit.points,
            "cues": list(hit.cues),
            "suppressed_by": hit.suppressed_by,
        }
        for hit in score.hits
    ]


def _row(ad: Ad, score: Score) -> tuple[Any, ...]:
    """What is kept of an ad, in `ROW_SCHEMA`'s order up to the engine's stamps: no text, no contacts, no
    organisation number."""
    kind = employer_kind(ad.employer)
    return (
        ad.id,
        score.level,
        score.score,
        score.threshold,
        score.sector,
        "|".join(score.terms),  # terms
        score.role_threshold,
        score.competence_threshold,
        score.has_notice,
        ad.original_id,
        ad.headline,
        ad.employer,
        kind,  # employer_kind
        kind == "staffing",  # is_staffing
        ad.county_code,
        ad.municipality_code,
        ad.published.date().isoformat(),  # published_date
        ad.last_published.date().isoformat() if ad.last_published else None,  # last_published_date
        ad.ssyk_code,
        ad.occupation_name,
        None if score.level == "none" else text_fingerprint(ad.headline, ad.text),  # text_hash
        ad.vacancies,
        ad.link,
        "|".join(ad.county_codes) or None,
        ad.place_kind,
        None if score.level == "none" else says_remote(f"{ad.headline}\n{ad.text}"),  # is_remote
        "|".join(group.id for group in score.groups) or None,  # work_groups
        "|".join(tool.id for tool in score.tools) or None,  # named_tools
        ad.employment,
        ad.is_full_time,
        None if score.level == "none" else ad_language(ad.text),  # ad_language
    )
