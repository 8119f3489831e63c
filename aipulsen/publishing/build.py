"""Build editions: the report's from the reference tables, a live one from files of ads."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa

from aipulsen import codes, log, schemas
from aipulsen.ads.account import Account
from aipulsen.ads.board_snapshot import BoardAccount, read_snapshot
from aipulsen.ads.score_files import Work, score_files
from aipulsen.errors import DataContractError, ParameterError
from aipulsen.paths import rebuilt_editions_dir
from aipulsen.provenance import EngineStamp, Manifest, Origin, reference_origin
from aipulsen.scoring import Engine
from aipulsen.settings import settings
from aipulsen.store import editions
from aipulsen.tables import reference

REPORT_AS_OF = dt.date(2026, 4, 30)  # the report says «april 2026»; the month's last day stands for it
REPORT_PUBLISHED_AT = "2026-04-30T00:00:00+02:00"


def origins_in(frames: Mapping[str, pd.DataFrame], extra: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The origin ids of each table: from its rows, or from `extra` for tables whose rows share one."""
    return {
        table: tuple(sorted(frame["origin"].unique())) if "origin" in frame.columns else extra[table]
        for table, frame in frames.items()
    }


def period_of(frame: pd.DataFrame, origins: Mapping[str, Origin], ids: tuple[str, ...]) -> str:
    """The period a table speaks of, from its own dates, else from its origins."""
    for column in ("published_date", "posted_date"):
        if column in frame.columns and frame[column].notna().any():
            return f"{frame[column].min()}–{frame[column].max()}"
    for column in ("year", "period", "academic_year"):
        if column in frame.columns and len(frame):
            first, last = frame[column].min(), frame[column].max()
            return str(first) if first == last else f"{first}–{last}"
    return "; ".join(origins[i].period for i in ids)


def build_report_edition(folder: Path | None = None, *, replace: bool = False) -> editions.Edition:
    """Build `rapport-2026-04` from `data/reference`; the same inputs give the same bytes."""
    editions.refuse_unwritable(folder or rebuilt_editions_dir())
    frames = {
        "county_counts": reference.county_counts(),
        "report_bases": reference.report_bases(),
        "education": reference.education(),
        "it_specialists": reference.it_specialists(),
        "population": reference.population(),
        "wages": pd.concat([reference.report_wages(), reference.scb_wages()], ignore_index=True),
        "commuting": reference.commuting(),
        "commuting_totals": reference.report_commuting_totals(),
        "institutions": reference.institutions(),
        "ai_exposure": reference.ai_exposure(),
        "occupation_outlook": reference.occupation_outlook(),
        "published_ads": reference.published_ads(),
        "labour_shortage": reference.report_labour_shortage(),
        "report_figures": reference.report_figures(),
        "report_employers": reference.report_employers(),
    }
    ids = origins_in(frames, {})
    origins = {i: reference_origin(i) for table in ids.values() for i in table}
    manifest = Manifest(
        name=editions.REPORT_EDITION,
        kind="report",
        as_of=REPORT_AS_OF,
        as_of_precision="month",
        published_at=REPORT_PUBLISHED_AT,
        tables={},
        origins=origins,
        engine=None,
    )
    return editions.publish(
        folder or rebuilt_editions_dir(),
        manifest,
        frames,
        origins_of=ids,
        periods={table: period_of(frame, origins, ids[table]) for table, frame in frames.items()},
        replace=replace,
    )


_LOG = logging.getLogger("aipulsen.publishing")
ADS_ORIGIN = "platsbanken-annonser"


def build_ads_edition(
    files: list[str],
    as_of: dt.date,
    name: str,
    engine: Engine,
    *,
    data_dir: Path | None = None,
    replace: bool = False,
    workers: int = 1,
    boards: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[editions.Edition, Account, BoardAccount | None]:
    """Score files of ads and publish a live edition with the reference tables beside them.

    `boards` is a JobSpy file of LinkedIn and Indeed. Ads published after `as_of` are counted and left out. Nothing is
    published when no line is an ad, or none is left.
    """
    editions.check_live_name(name)
    editions.refuse_unwritable(editions.live_folder(data_dir))
    with log.timed(_LOG, "build", edition=name, files=len(files)) as told:
        account = Account()
        board_account: BoardAccount | None = None
        share = settings().faulty_share
        work = Work(engine_version=engine.version, as_of=as_of, faulty_share=share)
        tables = list(score_files(files, work, account, progress=progress, workers=workers))
        if not tables:
            raise ParameterError("ads.none_left", count=account.after_day, day=as_of)
        rows = pa.concat_tables(tables).to_pandas()
        if account.unread_share > share:
            raise DataContractError("ads.too_unread", share=f"{account.unread_share:.0%}", most=f"{share:.0%}")
        frames = {**ads_frames(rows), **reference_frames()}
        own_origins: dict[str, Origin] = {}
        if boards is not None:
            frames["job_board_snapshot"], origin, board_account = read_snapshot(boards, engine, as_of)
            own_origins[origin.id] = origin
        ids = origins_in(frames, {"ads": (ADS_ORIGIN,), "ad_totals": (ADS_ORIGIN,)})
        origins = {i: own_origins.get(i) or reference_origin(i) for table in ids.values() for i in table}
        manifest = Manifest(
            name=name,
            kind="live",
            as_of=as_of,
            as_of_precision="day",
            published_at=dt.datetime.now(ZoneInfo("Europe/Stockholm")).isoformat(timespec="seconds"),
            tables={},
            origins=origins,
            engine=EngineStamp(engine.version, engine.lexicon_hash, engine.thresholds_hash),
            account=account.counts(),
            period_start=dt.date.fromisoformat(frames["ad_totals"].published_date.min()),
        )
        edition = editions.publish(
            editions.live_folder(data_dir),
            manifest,
            frames,
            origins_of=ids,
            periods={table: period_of(frame, origins, ids[table]) for table, frame in frames.items()},
            replace=replace,
        )
        told.update(account.counts())
    return edition, account, board_account


def ads_frames(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The two tables of ads from score rows: AI ads one by one, all ads per day and county."""
    ads = rows.loc[rows.level != "none", list(schemas.SCHEMAS["ads"].columns)].reset_index(drop=True)
    return {"ads": ads if len(ads) else schemas.empty("ads"), "ad_totals": ad_totals(rows)}


def reference_frames() -> dict[str, pd.DataFrame]:
    """The tables that ship with the program, as a live edition has them until a source renews them. Yours to change."""
    return {table: frame.copy(deep=False) for table, frame in _reference_frames().items()}


@cache  # files of the program do not change while it runs
def _reference_frames() -> dict[str, pd.DataFrame]:
    return {
        "education": reference.education(),
        "it_specialists": reference.it_specialists(),
        "population": reference.population(),
        "wages": reference.scb_wages(),
        "commuting": reference.commuting(),
        "commuting_totals": reference.commuting_totals(),
        "institutions": reference.institutions(),
        "ai_exposure": reference.ai_exposure(),
        "occupation_outlook": reference.occupation_outlook(),
        "published_ads": reference.published_ads(),
    }


def ad_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """All scored ads per day and county, AI or not, and those whose only AI words are notices: an ad in each of its
    counties, and one abroad only as that (docs/places.md). IT ads are those for IT specialists, SSYK 251."""
    is_abroad = rows.place_kind.eq("abroad").fillna(False).astype(bool)
    is_notice = rows.has_notice.astype(bool) & (rows.level == "none") & ~is_abroad
    counties = rows.county_codes.fillna(rows.county_code).str.split("|")
    placed = rows.assign(notice=is_notice, abroad=is_abroad, here=~is_abroad, county=counties).explode("county")
    first = placed.here & (placed.county.eq(placed.county_code) | placed.county.isna())
    it = placed.ssyk_code.fillna("").str.startswith(codes.IT_OCCUPATIONS)
    placed = placed.assign(first=first, county_code=placed.county, it=it & placed.here, first_it=it & first)
    grouped = placed.groupby(["published_date", "county_code"], dropna=False, sort=True)
    return grouped.agg(
        ads=("here", "sum"),
        notice_ads=("notice", "sum"),
        first_county_ads=("first", "sum"),
        abroad_ads=("abroad", "sum"),
        it_ads=("it", "sum"),
        first_county_it_ads=("first_it", "sum"),
    ).reset_index()
