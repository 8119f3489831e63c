"""Refresh: fetch → check → score → compare → publish, or keep the old edition.

Each source stands alone: one that fails costs the others nothing, and its tables are carried over from the last
edition with the date of their last success. What the ads' store holds is what the ads' tables are made from, so a
run that is killed anywhere is finished by the next.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import math
import multiprocessing
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import pyarrow as pa

from aipulsen import breaks, codes, schemas
from aipulsen.build import ads_frames, origins_in, period_of, reference_frames
from aipulsen.clock import SWEDEN, SYSTEM_CLOCK, Clock, swedish_text
from aipulsen.errors import AipulsenError, DataContractError, EditionError, ParameterError, SourceError
from aipulsen.provenance import (
    SHIPPED,
    EngineStamp,
    Manifest,
    Origin,
    reference_origin,
    reference_origins,
    since_label,
)
from aipulsen.score_files import ROW_SCHEMA, Work, score_block
from aipulsen.scoring import CURRENT_ENGINE_VERSION
from aipulsen.scoring.rules import current_rules
from aipulsen.settings import Settings
from aipulsen.sources._http import HttpClient
from aipulsen.sources.ad_files import Block
from aipulsen.sources.jobs import FetchedTables, OfficialSource, PlannedRequest
from aipulsen.sources.jobtech import AnswerFile, JobTech, check_dates, files_in, is_removal, needs_snapshot
from aipulsen.store import editions, status
from aipulsen.store.ads import AdStore, Changes, Item, StoreState
from aipulsen.store.editions import Edition
from aipulsen.store.history import History, read_history, with_history
from aipulsen.tables.ads import parse_ad, parse_removal
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

ADS = "ads"
COMPARED_DAYS = 90
_SMALL = 500  # a store or county smaller than this says nothing about coverage
_ORIGIN = "platsbanken-annonser"
_ARCHIVE_ORIGIN = "platsbanken-arkiv"
_STAMPED = ["published_date", "engine_version", "lexicon_hash", "thresholds_hash"]
_FETCHED = re.compile(r"fetched (\d{4}-\d\d-\d\d)")  # in what an official origin says of itself
_STRANGERS = ("ads.unknown_county", "codes.unknown_municipality")

# A source's key, what is under way, how much is done, of how much (None when unknown), and in what.
Listener = Callable[[str, str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What this refresh is to do."""

    data_dir: Path
    only: tuple[str, ...] = ()  # empty: everything
    since: dt.date | None = None  # read the stream from this Swedish day instead of from the cursor
    from_dir: Path | None = None  # read files already downloaded instead of asking
    workers: int = 1


@dataclass(slots=True)
class Outcome:
    """What became of a refresh: the edition, the failures by source, and the account in words."""

    edition: Edition | None = None
    is_new: bool = False
    failures: dict[str, AipulsenError] = field(default_factory=dict)  # sources that brought nothing
    lost_tables: dict[str, AipulsenError] = field(default_factory=dict)  # tables that a source brought the others of
    changes: Changes = field(default_factory=Changes)
    notes: list[str] = field(default_factory=list)  # what there is to say of the archive and the breaks
    account: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 when everything asked for was renewed; else the first failure's code."""
        return next((error.exit_code for error in (*self.failures.values(), *self.lost_tables.values())), 0)


def store_folder(data_dir: Path) -> Path:
    """Where the ads' store and what is being downloaded lie."""
    return data_dir / "store"


def archive_folder(settings: Settings) -> Path | None:
    """Where the scored archive lies that gives an edition its past: the setting's, else where `backfill` puts it;
    None when the setting is «none»."""
    if settings.archive_dir == "none":
        return None
    return Path(settings.archive_dir) if settings.archive_dir else settings.data_dir / "archive"


def _nobody(_source: str, _what: str, _done: int, _total: int | None) -> None:
    """Nobody is listening."""


def plan(
    options: Options, settings: Settings, official: Mapping[str, OfficialSource], clock: Clock = SYSTEM_CLOCK
) -> dict[str, list[PlannedRequest]]:
    """What a refresh would ask of each source, without asking it."""
    wanted = _wanted(options, official)
    planned: dict[str, list[PlannedRequest]] = {}
    if ADS in wanted:
        cursor = None
        if (store_folder(options.data_dir) / "ads.duckdb").exists():
            with AdStore(store_folder(options.data_dir)) as store:
                cursor = store.state().cursor
        with HttpClient.from_settings(settings, clock) as client:
            jobtech = JobTech(client, settings, store_folder(options.data_dir) / "raw")
            planned[ADS] = jobtech.plan(_since(options) or cursor, clock.now())
    return {**planned, **{key: official[key].plan(settings) for key in wanted if key != ADS}}


def refresh(
    options: Options,
    settings: Settings,
    official: Mapping[str, OfficialSource],
    *,
    clock: Clock = SYSTEM_CLOCK,
    listener: Listener = _nobody,
) -> Outcome:
    """Renew what was asked for and publish an edition of it, or keep the last one.

    Raises only when nothing can be done at all (no store, no ads ever); what failed of the rest is in the outcome.
    """
    wanted = _wanted(options, official)
    outcome = Outcome()
    try:
        _refresh(wanted, outcome, options, settings, official, clock, listener)
    except AipulsenError as error:
        with contextlib.suppress(EditionError):
            _record(dict.fromkeys(wanted, error) | dict(outcome.failures), clock, options)
        raise
    return outcome


def _refresh(
    wanted: tuple[str, ...],
    outcome: Outcome,
    options: Options,
    settings: Settings,
    official: Mapping[str, OfficialSource],
    clock: Clock,
    listener: Listener,
) -> None:
    with AdStore(store_folder(options.data_dir)) as store, HttpClient.from_settings(settings, clock) as client:
        editions.sweep(editions.live_folder(options.data_dir))
        known, _ = editions.list_editions(options.data_dir)
        last = next((edition for edition in known if edition.manifest.kind == "live"), None)
        if ADS in wanted:
            with _kept(outcome.failures, ADS):
                fetch_ads(store, client, options, settings, clock, listener)
        fetched: dict[str, FetchedTables] = {}
        for key in wanted:
            if key != ADS:
                with _kept(outcome.failures, key):
                    fetched[key] = _fetch_official(official[key], client, options, settings, listener)
        outcome.lost_tables = {name: e for found in fetched.values() for name, e in found.failures.items()}
        outcome.changes = store.unpublished()
        store.give_back_memory()
        score_new(store, options.workers, listener)
        draft = _draft(store, last, fetched, official, outcome, settings)
        outcome.edition, outcome.is_new = last, False
        if set(wanted) - set(outcome.failures):
            outcome.edition, outcome.is_new = _publish(draft, last, options, outcome, clock)
            if ADS not in outcome.failures:
                store.mark_published(outcome.edition.name)
        partly = {key: found.failures for key, found in fetched.items() if found.failures}
        first = {key: next(iter(lost.values())) for key, lost in partly.items()}
        lost = {key: sorted(failures) for key, failures in partly.items()}
        _record({key: outcome.failures.get(key) or first.get(key) for key in wanted}, clock, options, lost)
        outcome.account = tell(outcome, last, fetched, settings.lang)


def _record(
    attempts: Mapping[str, AipulsenError | None],
    clock: Clock,
    options: Options,
    lost_tables: Mapping[str, list[str]] | None = None,
) -> None:
    status.write_status(attempts, clock.now().astimezone(SWEDEN), options.data_dir, lost_tables)


def _wanted(options: Options, official: Mapping[str, OfficialSource]) -> tuple[str, ...]:
    known = (ADS, *official)
    strangers = [key for key in options.only if key not in known]
    if strangers:
        raise ParameterError("refresh.only", value=", ".join(strangers), valid=", ".join(known))
    return tuple(key for key in known if not options.only or key in options.only)


class _kept:  # noqa: N801  reads as a word in a with statement
    """A source's own failure is written down and the rest goes on; any other error passes."""

    def __init__(self, failures: dict[str, AipulsenError], key: str) -> None:
        self.failures, self.key = failures, key

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, SourceError | DataContractError):
            self.failures.setdefault(self.key, error)
            return True
        return False


def _since(options: Options) -> dt.datetime | None:
    return dt.datetime.combine(options.since, dt.time(), SWEDEN) if options.since else None


# ------------------------------------------------------------------------------------------------- fetching


def fetch_ads(
    store: AdStore,
    client: HttpClient,
    options: Options,
    settings: Settings,
    clock: Clock = SYSTEM_CLOCK,
    listener: Listener = _nobody,
) -> Changes:
    """The snapshot when it is needed, then the stream, each stored whole before the next is asked for."""
    if options.from_dir is not None:
        files = files_in(options.from_dir)
        return sum((_store_answer(store, file, settings, clock, listener) for file in files), Changes())
    jobtech = JobTech(client, settings, store_folder(options.data_dir) / "raw")
    state, since = store.state(), _since(options)
    changes = Changes()

    def progress(what: str) -> Callable[[int, int | None], None]:
        return lambda done, total: listener(ADS, what, done, total)

    def snapshot() -> None:
        nonlocal changes
        answer = jobtech.fetch_snapshot(state.active, progress("snapshot"))
        changes += _store_answer(store, answer, settings, clock, listener)
        jobtech.clean("snapshot")

    def stream(cursor: dt.datetime) -> AnswerFile:
        nonlocal changes
        answer = jobtech.fetch_stream(cursor, progress("stream"))
        if answer.count == 0 and answer.served_at and answer.served_at - cursor > dt.timedelta(days=1):
            raise DataContractError("jobtech.quiet", since=swedish_text(cursor))
        changes += _store_answer(store, answer, settings, clock, listener)
        jobtech.clean("stream")
        return answer

    if since is None and needs_snapshot(state.cursor, clock.now(), settings):
        snapshot()
    cursor = since or _stream_from(state.cursor, store.state(), settings)
    answer = stream(cursor)
    if answer.served_at and answer.served_at < cursor - dt.timedelta(hours=1):
        snapshot()  # the service's clock has gone back: what the cursor says is no longer sure
    return changes


def _stream_from(before: dt.datetime | None, now: StoreState, settings: Settings) -> dt.datetime:
    """Where the stream is read from. After a snapshot still from the cursor of before it, if that is in reach: an
    ad that changed and went in between is in no snapshot."""
    assert now.cursor is not None
    reach = (now.served_at or now.cursor) - dt.timedelta(days=settings.stream_longest_days)
    return before if before is not None and reach <= before <= now.cursor else now.cursor


def _store_answer(store: AdStore, answer: AnswerFile, settings: Settings, clock: Clock, listener: Listener) -> Changes:
    """One whole answer into the store, or nothing of it."""
    newest = _newest(answer)
    check_dates(answer, newest, clock.now())
    served_at = answer.served_at or newest
    if served_at is None:
        raise DataContractError("refresh.undated", file=answer.path.name)
    present: set[str] = set()
    return store.apply(
        _items(answer, served_at, present, listener),
        kind="snapshot" if answer.kind == "snapshot" else "stream",
        served_at=served_at,
        faulty_share=settings.faulty_share,
        retention_days=settings.retention_days or None,
        present_ids=present,
        check=lambda before, after: check_coverage(before, after, settings),
    )


def _newest(answer: AnswerFile) -> dt.datetime | None:
    """The newest state in an answer that the service has not dated; else the service's word is enough."""
    if answer.served_at is not None and not answer.dated_by_us:
        return None
    stamps = [p["timestamp"] for p in answer.items() if isinstance(p, dict) and isinstance(p.get("timestamp"), int)]
    return dt.datetime.fromtimestamp(max(stamps) / 1000, dt.UTC) if stamps else None


def _items(answer: AnswerFile, served_at: dt.datetime, present: set[str], listener: Listener) -> Iterator[Item]:
    """Ads, removals and faults of an answer. An unknown code refuses it all: a place would be lost silently."""
    noticed = served_at.astimezone(SWEDEN).replace(tzinfo=None)
    for number, payload in enumerate(answer.items(), 1):
        try:
            yield parse_removal(payload, noticed) if is_removal(payload) else parse_ad(payload)
        except DataContractError as error:
            ad_id = payload.get("id") if isinstance(payload, dict) else None
            if error.key in _STRANGERS:
                raise DataContractError("jobtech.strangers", id=ad_id, reason=error.sentence()) from error
            if ad_id is not None:
                present.add(str(ad_id))
            yield error
        if number % 500 == 0 or number == answer.count:
            listener(ADS, "store", number, answer.count)


def check_coverage(before: Mapping[str | None, int], after: Mapping[str | None, int], settings: Settings) -> None:
    """Refuse an answer after which far fewer ads are active, in the country or in a county, or far more lack one.

    Allowed is the set share plus three standard deviations of the number, so that Gotland's 200 ads may vary.
    """
    total_before, total_after = sum(before.values()), sum(after.values())
    if total_after >= _SMALL:
        without = after.get(None, 0) / total_after
        if without > settings.without_county_share:
            raise DataContractError(
                "refresh.without_county", share=f"{without:.0%}", most=f"{settings.without_county_share:.0%}"
            )
    if total_before < _SMALL:
        return
    for county, count in [(codes.COUNTRY_CODE, total_before), *before.items()]:
        left = total_after if county == codes.COUNTRY_CODE else after.get(county, 0)
        if county is not None and count - left > settings.shrink_share * count + 3 * math.sqrt(count):
            raise DataContractError(
                "refresh.shrunk", county=county, before=count, after=left, most=f"{settings.shrink_share:.0%}"
            )


def _fetch_official(
    source: OfficialSource, client: HttpClient, options: Options, settings: Settings, listener: Listener
) -> FetchedTables:
    """A source's tables, each held to its schema; strangers among them are a bug."""

    def progress(done: int, total: int | None) -> None:
        listener(source.key, source.key, done, total)

    here = dataclasses.replace(settings, data_dir=options.data_dir)
    found = source.fetch(client, here, from_dir=options.from_dir, progress=progress)
    tables = {name: schemas.validate(name, frame) for name, frame in found.tables.items()}
    return replace(found, tables=tables)


# -------------------------------------------------------------------------------------------------- scoring


def engine_stamp() -> EngineStamp:
    """The engine in use, without building it: its version and the hashes of its rules."""
    rules = current_rules()
    return EngineStamp(CURRENT_ENGINE_VERSION, rules.lexicon_hash, rules.thresholds_hash)


def _stamp() -> str:
    stamp = engine_stamp()
    return f"{stamp.version}/{stamp.lexicon_hash}/{stamp.thresholds_hash}"


def score_new(store: AdStore, workers: int = 1, listener: Listener = _nobody) -> int:
    """Score the ads that are new, changed, or scored by another engine; how many."""
    store.prepare_scores(ROW_SCHEMA)
    stamp, work, done = _stamp(), Work(), 0
    total = store.count_unscored(stamp)
    for ads, rows in _scored(store.unscored(stamp), work, workers if total > 4000 else 1):
        store.put_scores(rows, ads, stamp)
        done += ads.num_rows
        listener(ADS, "score", done, total)
    return done


def _scored(tables: Iterable[pa.Table], work: Work, workers: int) -> Iterator[tuple[pa.Table, pa.Table]]:
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


def _payload(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "original_id": row["original_id"],
        "headline": row["headline"],
        "description": {"text": row["text"]},
        "employer": {"name": row["employer"]},
        "occupation": {"label": row["occupation_name"]},
        "occupation_group": {"legacy_ams_taxonomy_id": row["ssyk_code"]},
        "workplace_address": {"region_code": row["county_code"], "municipality_code": row["municipality_code"]},
        "publication_date": row["published"],
        "last_publication_date": row["last_published"],
        "number_of_vacancies": row["vacancies"],
        "webpage_url": row["link"],
    }


# ----------------------------------------------------------------------------------------------- publishing


@dataclass(frozen=True, slots=True)
class _Draft:
    """Every table of the edition to be, where each comes from, and since when those are stale that were not renewed."""

    frames: dict[str, pd.DataFrame]
    origins: dict[str, Origin]
    stale: dict[str, str]
    account: dict[str, Any]
    as_of: dt.date
    engine: EngineStamp | None


def _draft(
    store: AdStore,
    last: Edition | None,
    fetched: Mapping[str, FetchedTables],
    official: Mapping[str, OfficialSource],
    outcome: Outcome,
    settings: Settings,
) -> _Draft:
    """The embedded reference tables, over them the last edition's, over them what was fetched, and the ads."""
    frames, origins, stale = reference_frames(), dict[str, Origin](), dict[str, str]()
    if last is not None:
        frames |= {name: last.read(name) for name in last.manifest.tables}
        origins |= last.manifest.origins
        stale |= {name: since for name, entry in last.manifest.tables.items() if (since := entry.stale_since)}
    for key, source in official.items():
        if key in fetched:
            frames |= fetched[key].tables
            origins |= fetched[key].origins
            for name in fetched[key].tables:
                stale.pop(name, None)
        elif key in outcome.failures:
            for name in source.table_names:
                if name in frames:
                    stale.setdefault(name, _last_success(last, frames[name]))
    for name in outcome.lost_tables:
        if name in frames:
            stale.setdefault(name, _last_success(last, frames[name]))
    missing = _never_had(frames, official, outcome)
    made = _ads_draft(store, last, outcome, settings)
    if made is None:
        if last is None:
            raise outcome.failures.get(ADS) or ParameterError("refresh.no_ads")
        account, as_of, stamp = dict(last.manifest.account), last.manifest.as_of, last.manifest.engine
    else:
        frames |= made.tables
        origins |= made.origins
        account, as_of, stamp = made.account, made.as_of, engine_stamp()
    account = {name: value for name, value in account.items() if name != "never_fetched"}
    if missing:
        account["never_fetched"] = missing
    if last is not None and (changed := _table_breaks(last, fetched, origins, as_of)) is not None:
        frames["breaks"] = breaks.joined(frames.get("breaks", changed.head(0)), changed)
    if "breaks" in frames and frames["breaks"].empty:
        del frames["breaks"]
    for name in ("ads", "ad_totals"):
        stale.pop(name, None)
        if ADS in outcome.failures:
            stale[name] = as_of.isoformat()
    return _Draft(frames, origins, stale, account, as_of, stamp)


def _never_had(
    frames: Mapping[str, pd.DataFrame], official: Mapping[str, OfficialSource], outcome: Outcome
) -> dict[str, str]:
    """Tables that were asked for, could not be had, and were in no edition before: absent, with the reason's key."""
    failed = {n: e for key, e in outcome.failures.items() if key in official for n in official[key].table_names}
    return {name: error.key for name, error in sorted({**failed, **outcome.lost_tables}.items()) if name not in frames}


@dataclass(frozen=True, slots=True)
class _AdsDraft:
    """The ads' part of an edition: tables, origins, account and data date."""

    tables: dict[str, pd.DataFrame]
    origins: dict[str, Origin]
    account: dict[str, Any]
    as_of: dt.date


def _ads_draft(store: AdStore, last: Edition | None, outcome: Outcome, settings: Settings) -> _AdsDraft | None:
    """The ads' tables as the store and the archive have them; None when the store has none, or when they cover too
    little to be believed."""
    state, rows = store.state(), store.score_rows().to_pandas()
    if state.as_of is None or not len(rows):
        return None
    with _kept(outcome.failures, ADS):
        tables, origins, account = ads_frames(rows), {_ORIGIN: _ads_origin(state)}, _counts(rows, store, state)
        scored = rows[_STAMPED]
        since = store.first_snapshot()
        past = _history(rows, since or state.as_of, state.as_of, last, outcome, settings)
        if past is not None:
            tables = with_history(tables, past)
            origins[_ARCHIVE_ORIGIN] = replace(reference_origin(_ARCHIVE_ORIGIN), period=f"{past.first}–{past.last}")
            account["archive"] = _archive_counts(past)
            engine = (past.last.isoformat(), past.engine.version, past.engine.lexicon_hash, past.engine.thresholds_hash)
            scored = pd.concat([scored, pd.DataFrame([engine], columns=_STAMPED)], ignore_index=True)
        check_ads(tables, last, settings)
        tables["breaks"] = breaks.joined(
            _others_breaks(last),
            breaks.engine_breaks(scored, engine_stamp(), _ORIGIN),
            breaks.source_breaks(since, past.last if past else None, _ORIGIN),
        )
        outcome.notes += _told_of_past(past, last, store, settings.lang)
        return _AdsDraft(tables, origins, account, state.as_of)
    return None


def _history(
    rows: pd.DataFrame,
    live_from: dt.date,
    until: dt.date,
    last: Edition | None,
    outcome: Outcome,
    settings: Settings,
) -> History | None:
    """The archive's ads. One that cannot be used is told; when the last edition had a past, losing it is refused."""
    folder = archive_folder(settings)
    if folder is None:
        return None
    had = last.manifest.account.get("archive") if last is not None else None
    try:
        past = read_history(folder, rows.original_id.fillna(rows.id).tolist(), until, live_from)
        if had and (past is None or past.first > dt.date.fromisoformat(had["first"])):
            raise DataContractError("history.lost", folder=folder, first=had["first"])
    except DataContractError as error:
        if had:
            raise
        outcome.lost_tables["archive"] = error
        outcome.notes.append(t("history.not_used", settings.lang, reason=error.sentence(settings.lang)))
        return None
    return past


def _archive_counts(past: History) -> dict[str, Any]:
    return {
        "first": past.first.isoformat(),
        "last": past.last.isoformat(),
        "ads": past.ads_count,
        "kept": len(past.ads),
        "duplicates": past.duplicates,
        "engine": past.engine.version,
    }


def _others_breaks(last: Edition | None) -> pd.DataFrame:
    """What the last edition records of breaks in other series than the ads'."""
    known = last.read("breaks") if last is not None and last.has("breaks") else pd.DataFrame(columns=breaks.COLUMNS)
    return known[known.origin != _ORIGIN]


def _table_breaks(
    last: Edition, fetched: Mapping[str, FetchedTables], origins: Mapping[str, Origin], day: dt.date
) -> pd.DataFrame | None:
    """Statistics that come from another table or producer than in the last edition; None when none do."""
    tables = {name: frame for found in fetched.values() for name, frame in found.tables.items()}
    before = {name: entry.origins for name, entry in last.manifest.tables.items()}
    changed = breaks.table_breaks(tables, origins, before, last.manifest.origins, day)
    return changed if len(changed) else None


def _last_success(last: Edition | None, frame: pd.DataFrame) -> str:
    """The day a table was last renewed; a table that only ever shipped with the program has none."""
    if set(frame["origin"]) <= set(reference_origins()):
        return SHIPPED
    assert last is not None  # what did not ship with the program came from an edition
    told = [last.manifest.origins[i].obtained for i in frame["origin"].unique() if i in last.manifest.origins]
    days = [found[1] for text in told if (found := _FETCHED.search(text))]
    return max(days, default=last.manifest.published_at[:10])


def check_ads(frames: Mapping[str, pd.DataFrame], last: Edition | None, settings: Settings) -> None:
    """Refuse tables of ads that hold far fewer ads of the last edition's own window than it did, in any county."""
    if last is None or not last.has("ad_totals"):
        return
    first = (last.manifest.as_of - dt.timedelta(days=COMPARED_DAYS)).isoformat()
    until = last.manifest.as_of.isoformat()

    def counted(totals: pd.DataFrame) -> dict[str | None, int]:
        window = totals[(totals.published_date > first) & (totals.published_date <= until)]
        sums = window.groupby("county_code", dropna=False).ads.sum()
        return {None if pd.isna(key) else str(key): int(value) for key, value in sums.items()}

    check_coverage(counted(last.read("ad_totals")), counted(frames["ad_totals"]), settings)


def _ads_origin(state: StoreState) -> Origin:
    base = reference_origin(_ORIGIN)
    obtained = swedish_text(state.served_at) if state.served_at else ""
    return Origin(
        id=_ORIGIN,
        producer=base.producer,
        title=base.title,
        landing_page=base.landing_page,
        period="",
        obtained=f"JobStream {obtained}",
        licence=base.licence,
        status=base.status,
    )


def _counts(rows: pd.DataFrame, store: AdStore, state: StoreState) -> dict[str, Any]:
    """The account an edition's manifest keeps."""
    levels = rows.level.value_counts()
    role, competence = int(levels.get("role", 0)), int(levels.get("competence", 0))
    return {
        "read": state.ads,
        "active": state.active,
        "duplicates": state.ads - len(rows),
        "without_place": int(rows.county_code.isna().sum()),
        "scored": len(rows),
        "kept": role + competence,
        "role": role,
        "competence": competence,
        "notices": int((rows.has_notice & (rows.level == "none")).sum()),
        "scored_by_earlier_engine": store.scored_by_others(_stamp()),
        "snapshot_at": state.snapshot_at.isoformat() if state.snapshot_at else None,
    }


def _publish(
    draft: _Draft, last: Edition | None, options: Options, outcome: Outcome, clock: Clock
) -> tuple[Edition, bool]:
    """The edition of the day; the last one when nothing in it would differ. Editions never change, so a second
    one of a day is called `-2`: a link frozen to the first still shows the first."""
    if last is not None and _is_same(last, draft):
        return last, False
    frames = draft.frames
    of_ads = (_ORIGIN, *([_ARCHIVE_ORIGIN] if "archive" in draft.account else []))
    ads_only = {name: of_ads for name, frame in frames.items() if "origin" not in frame.columns}
    ids = origins_in(frames, ads_only)
    used = {i: draft.origins.get(i) or reference_origin(i) for found in ids.values() for i in found}
    folder, now = editions.live_folder(options.data_dir), clock.now().astimezone(SWEDEN)
    days = frames["ad_totals"].published_date
    manifest = Manifest(
        name=_free_name(folder, now.date() if ADS in outcome.failures else draft.as_of),
        kind="live",
        as_of=draft.as_of,
        as_of_precision="day",
        published_at=now.isoformat(timespec="seconds"),
        tables={},
        origins=used,
        engine=draft.engine,
        account=draft.account,
        period_start=_first_day(days, draft.account),
    )
    periods = {name: period_of(frame, used, ids[name]) for name, frame in frames.items()}
    return editions.publish(folder, manifest, frames, origins_of=ids, periods=periods, stale=draft.stale), True


def _first_day(days: pd.Series, account: Mapping[str, Any]) -> dt.date | None:
    """The first day the ads cover: the archive's, for of the days before it only ads that are still up are known."""
    first = account["archive"]["first"] if "archive" in account else days.min() if len(days) else None
    return dt.date.fromisoformat(first) if first else None


def _is_same(last: Edition, draft: _Draft) -> bool:
    """Whether an edition of these tables would say exactly what the last one says."""
    entries = last.manifest.tables
    if set(entries) != set(draft.frames):
        return False
    if (last.manifest.as_of, last.manifest.engine) != (draft.as_of, draft.engine):
        return False
    if {name: entry.stale_since for name, entry in entries.items() if entry.stale_since} != draft.stale:
        return False
    return all(editions.table_hash(name, frame) == entries[name].sha256 for name, frame in draft.frames.items())


def _free_name(folder: Path, day: dt.date) -> str:
    number, name = 1, day.isoformat()
    while (folder / name).exists():
        number += 1
        name = f"{day}-{number}"
    return name


# -------------------------------------------------------------------------------------------------- account


def tell(outcome: Outcome, last: Edition | None, fetched: Mapping[str, FetchedTables], lang: Lang) -> list[str]:
    """The closing account in words: what came, what became of it, what changed most, what is stale."""
    c = outcome.changes

    def number(value: int) -> str:
        return fmt.number(value, 0, lang)

    told = [
        t(
            "refresh.account.ads",
            lang,
            new=number(c.new),
            updated=number(c.updated),
            removed=number(c.removed),
            expired=number(c.expired),
            unseen=number(c.removed_unseen),
            faulty=number(c.faulty),
            duplicates=number(c.duplicates),
        )
    ]
    told += outcome.notes
    told += [note for found in fetched.values() for note in found.notes]
    if outcome.edition is not None:
        kept = outcome.edition.manifest.account
        names = ("read", "active", "without_place", "duplicates", "scored", "kept", "role", "competence")
        if all(name in kept for name in names):
            told.append(t("refresh.account.store", lang, **{name: number(kept[name]) for name in names}))
        told.append(t("refresh.account.counties", lang, counties=_per_county(outcome.edition, lang)))
        same_engine = last is not None and last.manifest.engine == outcome.edition.manifest.engine
        if (
            outcome.is_new
            and last is not None
            and same_engine
            and (moved := _most_changed(last, outcome.edition, lang))
        ):
            told.append(t("refresh.account.changed", lang, last=last.name, changes=moved))
        stale = {n: e.stale_since for n, e in outcome.edition.manifest.tables.items() if e.stale_since}
        if stale:
            tables = ", ".join(
                f"{t(f'tables.{name}', lang)} ({since_label(since, lang)})" for name, since in sorted(stale.items())
            )
            told.append(t("refresh.account.stale", lang, tables=tables))
    told += [
        t(
            "refresh.account.partly",
            lang,
            source=t(f"refresh.source.{key}", lang),
            renewed=len(found.tables),
            asked=len(found.tables) + len(found.failures),
            tables=", ".join(t(f"tables.{name}", lang) for name in sorted(found.failures)),
        )
        for key, found in fetched.items()
        if found.failures
    ]
    told += [
        t("refresh.account.failed", lang, source=t(f"refresh.source.{key}", lang), reason=error.sentence(lang))
        for key, error in outcome.failures.items()
    ]
    return told


def _told_of_past(past: History | None, last: Edition | None, store: AdStore, lang: Lang) -> list[str]:
    """What there is to say of the archive and of a new engine."""
    told = []
    if past is not None:
        counts = {"ads": past.ads_count, "kept": len(past.ads), "duplicates": past.duplicates}
        numbers = {name: fmt.number(value, 0, lang) for name, value in counts.items()}
        told.append(t("history.joined", lang, first=past.first, last=past.last, **numbers))
        if past.left_out:
            told.append(t("history.left_out", lang, parts=", ".join(past.left_out)))
    now, before = engine_stamp(), last.manifest.engine if last is not None else None
    if last is not None and before is not None and before != now:
        left = fmt.number(store.scored_by_others(_stamp()), 0, lang)
        names = {"before": before.version, "after": breaks.engine_name(before, now)}
        told.append(t("history.new_engine", lang, last=last.name, left=left, **names))
    return told


def _window_ads(edition: Edition) -> dict[str, int]:
    """AI ads per county in the last 90 days of an edition's own data date."""
    ads = edition.read("ads")
    first = (edition.manifest.as_of - dt.timedelta(days=COMPARED_DAYS)).isoformat()
    counts = ads[ads.published_date > first].county_code.value_counts(dropna=False)
    return {"" if pd.isna(key) else str(key): int(value) for key, value in counts.items()}


def _per_county(edition: Edition, lang: Lang) -> str:
    found = _window_ads(edition)
    order = [*codes.counties(), ""]
    return ", ".join(f"{codes.county_name(c, lang)} {fmt.number(found.get(c, 0), 0, lang)}" for c in order)


def _most_changed(last: Edition, new: Edition, lang: Lang, most: int = 3) -> str:
    before, after = _window_ads(last), _window_ads(new)
    moved = {c: after.get(c, 0) - before.get(c, 0) for c in {*before, *after}}
    largest = sorted((c for c in moved if moved[c]), key=lambda c: (-abs(moved[c]), c))[:most]
    return ", ".join(
        f"{codes.county_name(c, lang)} {'+' if moved[c] > 0 else '−'}{fmt.number(abs(moved[c]), 0, lang)}"
        for c in largest
    )
