"""Draft an edition of what the store and the tables hold, check it, and publish it or find it the same."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen.clock import SWEDEN, Clock, swedish_text
from aipulsen.errors import DataContractError
from aipulsen.provenance import (
    SHIPPED,
    EditionKind,
    EngineStamp,
    Manifest,
    Origin,
    reference_origin,
    reference_origins,
)
from aipulsen.publishing import breaks
from aipulsen.publishing.build import ADS_ORIGIN, ads_frames, origins_in, period_of, reference_frames
from aipulsen.publishing.fetching import check_coverage
from aipulsen.publishing.rescoring import engine_stamp, stamp_of
from aipulsen.publishing.run import (
    ADS,
    COMPARED_DAYS,
    Options,
    Outcome,
    archive_folder,
    unchanged,
)
from aipulsen.settings import Settings
from aipulsen.sources.jobs import FetchedTables, OfficialSource
from aipulsen.store import editions
from aipulsen.store.ads import AdStore, StoreState
from aipulsen.store.editions import Edition
from aipulsen.store.history import History, read_history, with_history
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_ARCHIVE_ORIGIN = "platsbanken-arkiv"
_STAMPED = ["published_date", "engine_version", "lexicon_hash", "thresholds_hash"]
_FETCHED = re.compile(r"fetched (\d{4}-\d\d-\d\d)")  # in what an official origin says of itself


@dataclass(frozen=True, slots=True)
class _Draft:
    """Every table of the edition to be, where each comes from, and since when those are stale that were not renewed."""

    frames: dict[str, pd.DataFrame]
    origins: dict[str, Origin]
    stale: dict[str, str]
    account: dict[str, Any]
    as_of: dt.date
    engine: EngineStamp | None
    kind: EditionKind = "live"


def draft_edition(
    store: AdStore,
    last: Edition | None,
    fetched: Mapping[str, FetchedTables],
    official: Mapping[str, OfficialSource],
    outcome: Outcome,
    settings: Settings,
) -> _Draft:
    """The embedded reference tables, over them the last edition's, over them what was fetched, and the ads.

    Where there are no ads, and never were, the base is the embedded report: its ads, its date, newer statistics.
    """
    made = _ads_draft(store, last, outcome, settings)
    if made is None and last is None:
        last = editions.open_edition(editions.REPORT_EDITION, settings.data_dir)
    frames, origins, stale = reference_frames(), dict[str, Origin](), dict[str, str]()
    if last is not None:
        ends = _report_only(last, frames, official) if made is not None else frozenset[str]()
        kept = [name for name in last.manifest.tables if name not in ends]
        frames |= {name: last.read(name) for name in kept}
        origins |= last.manifest.origins
        stale |= {name: since for name in kept if (since := last.manifest.tables[name].stale_since)}
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
    if made is None:
        assert last is not None
        account, as_of, stamp = dict(last.manifest.account), last.manifest.as_of, last.manifest.engine
    else:
        frames |= made.tables
        origins |= made.origins
        account, as_of, stamp = made.account, made.as_of, engine_stamp()
    account = {name: value for name, value in account.items() if name != "never_fetched"}
    if missing:
        account["never_fetched"] = missing
    is_live = made is not None or (last is not None and last.manifest.kind == "live")
    if is_live and last is not None and (changed := _table_breaks(last, fetched, origins, as_of)) is not None:
        frames["breaks"] = breaks.joined(frames.get("breaks", changed.head(0)), changed)
    if "breaks" in frames and frames["breaks"].empty:
        del frames["breaks"]
    for name in ("ads", "ad_totals", "ad_spells"):
        stale.pop(name, None)
        if ADS in outcome.failures and name in frames:
            stale[name] = as_of.isoformat()
    return _Draft(frames, origins, stale, account, as_of, stamp, "live" if is_live else "report")


def _report_only(
    last: Edition, shipped: Mapping[str, pd.DataFrame], official: Mapping[str, OfficialSource]
) -> frozenset[str]:
    """Tables of the report's own ads in the last edition: they end where our own ads begin."""
    if last.manifest.kind == "live":
        return frozenset()
    renewable = {name for source in official.values() for name in source.table_names}
    return frozenset(name for name in last.manifest.tables if name not in shipped and name not in renewable)


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
    state, rows = store.state(), store.scores.rows().to_pandas()
    if state.as_of is None or not len(rows):
        return None
    with unchanged(outcome.failures, ADS):
        tables, origins, account = ads_frames(rows), {ADS_ORIGIN: _ads_origin(state)}, _counts(rows, store, state)
        scored = rows[_STAMPED]
        since = store.first_snapshot()
        past = _history(rows, since or state.as_of, state.as_of, last, outcome, settings)
        if past is not None:
            tables = with_history(tables, past)
            origins[_ARCHIVE_ORIGIN] = replace(reference_origin(_ARCHIVE_ORIGIN), period=f"{past.first}–{past.last}")
            account["archive"] = _archive_counts(past)
            engine = (past.last.isoformat(), past.engine.version, past.engine.lexicon_hash, past.engine.thresholds_hash)
            scored = pd.concat([scored, pd.DataFrame([engine], columns=_STAMPED)], ignore_index=True)
        if since is not None:
            tables["ad_spells"] = store.spells().to_pandas()
        check_ads(tables, last, settings)
        tables["breaks"] = breaks.joined(
            _others_breaks(last),
            breaks.engine_breaks(scored, engine_stamp(), ADS_ORIGIN),
            breaks.source_breaks(since, past.last if past else None, ADS_ORIGIN),
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
    return known[known.origin != ADS_ORIGIN]


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
    base = reference_origin(ADS_ORIGIN)
    obtained = swedish_text(state.served_at) if state.served_at else ""
    return Origin(
        id=ADS_ORIGIN,
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
    abroad = int(rows.place_kind.eq("abroad").fillna(False).sum())
    return {
        "read": state.ads,
        "active": state.active,
        "duplicates": state.ads - len(rows),
        "without_place": int(rows.county_code.isna().sum()) - abroad,
        "abroad": abroad,
        "scored": len(rows),
        "kept": role + competence,
        "role": role,
        "competence": competence,
        "notices": int((rows.has_notice & (rows.level == "none")).sum()),
        "scored_by_earlier_engine": store.scores.by_others(stamp_of()),
        "snapshot_at": state.snapshot_at.isoformat() if state.snapshot_at else None,
    }


def publish_draft(
    draft: _Draft, last: Edition | None, options: Options, outcome: Outcome, clock: Clock
) -> tuple[Edition, bool]:
    """The edition of the day; the last one when nothing in it would differ. Editions never change, so a second
    one of a day is called `-2`: a link frozen to the first still shows the first."""
    if last is not None and _is_same(last, draft):
        return last, False
    frames = draft.frames
    of_ads = (ADS_ORIGIN, *([_ARCHIVE_ORIGIN] if "archive" in draft.account else []))
    ads_only = {name: of_ads for name, frame in frames.items() if "origin" not in frame.columns}
    ids = origins_in(frames, ads_only)
    used = {i: draft.origins.get(i) or reference_origin(i) for found in ids.values() for i in found}
    folder, now = editions.live_folder(options.data_dir), clock.now().astimezone(SWEDEN)
    is_live = draft.kind == "live"
    manifest = Manifest(
        name=_free_name(folder, draft.as_of if is_live and ADS not in outcome.failures else now.date()),
        kind=draft.kind,
        as_of=draft.as_of,
        as_of_precision="day" if is_live else "month",
        published_at=now.isoformat(timespec="seconds"),
        tables={},
        origins=used,
        engine=draft.engine,
        account=draft.account,
        period_start=_first_day(frames["ad_totals"].published_date, draft.account) if is_live else None,
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
        left = fmt.number(store.scores.by_others(stamp_of()), 0, lang)
        names = {"before": before.version, "after": breaks.engine_name(before, now)}
        told.append(t("history.new_engine", lang, last=last.name, left=left, **names))
    return told
