"""Refresh: fetch → check → score → compare → publish, or keep the old edition.

Each source stands alone: one that fails costs the others nothing, and its tables are carried over from the last
edition with the date of their last success. Where no ads have ever come, the statistics become an edition over the
embedded report. What the ads' store holds is what the ads' tables are made from, so a
run that is killed anywhere is finished by the next.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping

from aipulsen import log
from aipulsen.clock import SWEDEN, SYSTEM_CLOCK, Clock
from aipulsen.errors import AipulsenError, EditionError, ParameterError
from aipulsen.publishing.account import tell
from aipulsen.publishing.draft import draft_edition, publish_draft
from aipulsen.publishing.fetching import fetch_ads, fetch_official
from aipulsen.publishing.rescoring import score_new
from aipulsen.publishing.run import (
    ADS,
    Listener,
    Options,
    Outcome,
    asked_from,
    no_listener,
    store_folder,
    unchanged,
)
from aipulsen.scoring import CURRENT_ENGINE_VERSION
from aipulsen.settings import Settings
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.jobs import FetchedTables, OfficialSource, PlannedRequest
from aipulsen.sources.jobtech import JobTech
from aipulsen.store import editions, status
from aipulsen.store.ads import AdStore

_LOG = logging.getLogger("aipulsen.publishing")


def plan(
    options: Options, settings: Settings, official: Mapping[str, OfficialSource], clock: Clock = SYSTEM_CLOCK
) -> dict[str, list[PlannedRequest]]:
    """What a refresh would ask of each source, without asking it."""
    wanted = sources_asked(options, official)
    planned: dict[str, list[PlannedRequest]] = {}
    if ADS in wanted:
        cursor = None
        if (store_folder(options.data_dir) / "ads.duckdb").exists():
            with AdStore(store_folder(options.data_dir)) as store:
                cursor = store.state().cursor
        with HttpClient.from_settings(settings, clock) as client:
            jobtech = JobTech(client, settings, store_folder(options.data_dir) / "raw")
            planned[ADS] = jobtech.plan(asked_from(options) or cursor, clock.now())
    return {**planned, **{key: official[key].plan(settings) for key in wanted if key != ADS}}


def refresh(
    options: Options,
    settings: Settings,
    official: Mapping[str, OfficialSource],
    *,
    clock: Clock = SYSTEM_CLOCK,
    listener: Listener = no_listener,
) -> Outcome:
    """Renew what was asked for and publish an edition of it, or keep the last one.

    Raises only when nothing can be done at all (no store, a full disk); what failed of the rest is in the outcome.
    """
    wanted = sources_asked(options, official)
    outcome = Outcome()
    try:
        with log.timed(_LOG, "refresh", sources=",".join(wanted)) as told:
            _refresh(wanted, outcome, options, settings, official, clock, listener)
            told["edition"] = outcome.edition.name if outcome.edition else None
            told["is_new"] = outcome.is_new
            told["failed"] = ",".join(outcome.failures) or None
            told["lost_tables"] = ",".join(outcome.lost_tables) or None
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
    editions.refuse_unwritable(editions.live_folder(options.data_dir))
    with AdStore(store_folder(options.data_dir)) as store, HttpClient.from_settings(settings, clock) as client:
        client.on_wait = lambda what, seconds: listener(ADS, f"wait:{what}, {round(seconds)} s", 0, None)
        editions.sweep(editions.live_folder(options.data_dir))
        last = editions.made_here(options.data_dir)
        if ADS in wanted:
            with unchanged(outcome.failures, ADS), log.timed(_LOG, "fetch", source=ADS):
                fetch_ads(store, client, options, settings, clock, listener, outcome.notes)
        fetched: dict[str, FetchedTables] = {}
        for key in wanted:
            if key != ADS:
                with unchanged(outcome.failures, key), log.timed(_LOG, "fetch", source=key):
                    fetched[key] = fetch_official(official[key], client, options, settings, listener)
        outcome.lost_tables = {name: e for found in fetched.values() for name, e in found.failures.items()}
        outcome.changes = store.unpublished()
        store.give_back_memory()
        with log.timed(_LOG, "score", engine=CURRENT_ENGINE_VERSION):
            score_new(store, options.workers, listener)
        draft = draft_edition(store, last, fetched, official, outcome, settings)
        outcome.edition, outcome.is_new = last, False
        if set(wanted) - set(outcome.failures):
            outcome.edition, outcome.is_new = publish_draft(draft, last, options, outcome, clock)
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


def sources_asked(options: Options, official: Mapping[str, OfficialSource]) -> tuple[str, ...]:
    """The sources a run is to ask, in their order; an unknown name is a ParameterError that lists the known."""
    known = (ADS, *official)
    strangers = [key for key in options.only if key not in known]
    if strangers:
        raise ParameterError("refresh.only", value=", ".join(strangers), valid=", ".join(known))
    return tuple(key for key in known if not options.only or key in options.only)
