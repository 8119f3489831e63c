"""Fetch what is new: the ads into the store, the official tables; check what came."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from aipulsen import codes, schemas
from aipulsen.clock import SWEDEN, SYSTEM_CLOCK, Clock, milliseconds, swedish_text
from aipulsen.errors import DataContractError
from aipulsen.publishing.run import (
    ADS,
    SMALL_SHARE,
    Listener,
    Options,
    asked_from,
    no_listener,
    store_folder,
)
from aipulsen.settings import Settings
from aipulsen.sources.answer_files import AnswerFile, check_dates, files_in, is_removal
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.jobs import FetchedTables, OfficialSource
from aipulsen.sources.jobtech import JobTech, needs_snapshot
from aipulsen.store.ads import AdStore, StoreState
from aipulsen.store.ads_merge import Changes, Item
from aipulsen.tables.ads import parse_ad, parse_removal, state_ms
from aipulsen.text import t
from aipulsen.text.safety import one_line


def fetch_ads(
    store: AdStore,
    client: HttpClient,
    options: Options,
    settings: Settings,
    clock: Clock = SYSTEM_CLOCK,
    listener: Listener = no_listener,
    notes: list[str] | None = None,
) -> Changes:
    """The snapshot when it is needed, then the stream, each stored whole before the next is asked for.

    `notes` gets a sentence for what was odd and cost no more than itself.
    """
    told = notes if notes is not None else []
    if options.from_dir is not None:
        files = files_in(options.from_dir)
        return sum((_store_answer(store, file, settings, clock, listener, told) for file in files), Changes())
    jobtech = JobTech(client, settings, store_folder(options.data_dir) / "raw")
    state, since = store.state(), asked_from(options)
    changes = Changes()

    def progress(what: str) -> Callable[[int, int | None], None]:
        return lambda done, total: listener(ADS, what, done, total)

    def snapshot() -> None:
        nonlocal changes
        answer = jobtech.fetch_snapshot(progress("snapshot"))
        try:
            changes += _store_answer(store, answer, settings, clock, listener, told)
        except DataContractError:
            jobtech.set_back(answer)
            raise
        jobtech.clean("snapshot")

    def stream(cursor: dt.datetime) -> AnswerFile:
        nonlocal changes
        answer = jobtech.fetch_stream(cursor, progress("stream"))
        if answer.count == 0 and answer.served_at and answer.served_at - cursor > dt.timedelta(days=1):
            raise DataContractError("jobtech.quiet", since=swedish_text(cursor))
        changes += _store_answer(store, answer, settings, clock, listener, told)
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


def _store_answer(
    store: AdStore, answer: AnswerFile, settings: Settings, clock: Clock, listener: Listener, notes: list[str]
) -> Changes:
    """One whole answer into the store, or nothing of it."""
    newest = _newest(answer, clock.now())
    check_dates(answer, newest, clock.now())
    served_at = answer.served_at or newest
    if served_at is None:
        raise DataContractError("refresh.undated", file=answer.path.name, kind=answer.kind)
    present: set[str] = set()
    if answer.expected is not None and answer.deviates(settings.snapshot_deviation_share):
        notes.append(t("jobtech.deviates", settings.lang, got=answer.count, expected=answer.expected))
    return store.apply(
        _items(answer, served_at, present, listener),
        kind="snapshot" if answer.kind == "snapshot" else "stream",
        served_at=served_at,
        faulty_share=settings.faulty_share,
        retention_days=settings.retention_days or None,
        present_ids=present,
        check=lambda before, after: check_coverage(before, after, settings),
    )


def _newest(answer: AnswerFile, now: dt.datetime) -> dt.datetime | None:
    """The newest state in an answer that the service has not dated; else the service's word is enough. A state that is
    yet to come is one ad's fault, and dates nothing."""
    if answer.served_at is not None and not answer.dated_by_us:
        return None
    stamps = [stamp for p in answer.items() if isinstance(p, dict) and (stamp := state_ms(p.get("timestamp")))]
    last = milliseconds(now + dt.timedelta(days=1))
    past = [stamp for stamp in stamps if stamp <= last]
    return dt.datetime.fromtimestamp(max(past) / 1000, dt.UTC) if past else None


def _items(answer: AnswerFile, served_at: dt.datetime, present: set[str], listener: Listener) -> Iterator[Item]:
    """Ads, removals and faults of an answer. A faulty ad is set aside and named, whatever is wrong with it."""
    noticed = served_at.astimezone(SWEDEN).replace(tzinfo=None)
    for number, payload in enumerate(answer.items(), 1):
        item = _item(payload, noticed)
        if isinstance(item, DataContractError) and (ad_id := str(item.values.get("ad_id", ""))):
            present.add(ad_id)
        yield item
        if number % 500 == 0 or number == answer.count:
            listener(ADS, "store", number, answer.count)


def _item(payload: Any, noticed: dt.datetime) -> Item:
    """An object of an answer read; or why it cannot be, with the ad's id."""
    if isinstance(payload, DataContractError):
        return payload
    try:
        return parse_removal(payload, noticed) if is_removal(payload) else parse_ad(payload)
    except DataContractError as error:
        return DataContractError(error.key, **error.values, ad_id=one_line(str(payload.get("id", ""))[:40]))


def check_coverage(before: Mapping[str | None, int], after: Mapping[str | None, int], settings: Settings) -> None:
    """Refuse an answer after which far fewer ads are active, in the country or in a county, or far more lack one.

    Allowed is the set share plus three standard deviations of the number, so that Gotland's 200 ads may vary.
    """
    total_before, total_after = sum(before.values()), sum(after.values())
    if total_after >= SMALL_SHARE:
        without = after.get(None, 0) / total_after
        if without > settings.without_county_share:
            raise DataContractError(
                "refresh.without_county", share=f"{without:.0%}", most=f"{settings.without_county_share:.0%}"
            )
    if total_before < SMALL_SHARE:
        return
    for county, count in [(codes.COUNTRY_CODE, total_before), *before.items()]:
        left = total_after if county == codes.COUNTRY_CODE else after.get(county, 0)
        if county is not None and count - left > settings.shrink_share * count + 3 * math.sqrt(count):
            raise DataContractError(
                "refresh.shrunk", county=county, before=count, after=left, most=f"{settings.shrink_share:.0%}"
            )


def fetch_official(
    source: OfficialSource, client: HttpClient, options: Options, settings: Settings, listener: Listener
) -> FetchedTables:
    """A source's tables, each held to its schema; strangers among them are a bug."""

    def progress(done: int, total: int | None) -> None:
        listener(source.key, source.key, done, total)

    here = dataclasses.replace(settings, data_dir=options.data_dir)
    found = source.fetch(client, here, from_dir=options.from_dir, progress=progress)
    tables = {name: schemas.validate(name, frame) for name, frame in found.tables.items()}
    return replace(found, tables=tables)
