"""How many of the AI ads name generative AI or agents, over time?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import parts
from aipulsen.queries.counts import ads_status, what_counts
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.parts import RegionAds, part_rows, region_ads, scope_of_region
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.queries.skills import is_read
from aipulsen.queries.trend import (
    ads_of_all_days,
    break_days,
    breaks_of,
    counts_by_window,
    days_covered,
    spans_break,
    week_ends,
    why_not_over_time,
)
from aipulsen.store.editions import Edition

NAMED = ("either", "agents")  # generative AI or agents; agents alone
_GROUPS = {"either": {"generative", "agents"}, "agents": {"agents"}}


@dataclass(frozen=True, slots=True)
class GenerativeAnswer:
    """Moving windows of the region, a row per window and what is named; how the latest compares; the ads behind."""

    scope: Scope
    windows: pd.DataFrame
    changes: pd.DataFrame
    ads: pd.DataFrame
    breaks: pd.DataFrame
    reason: str | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per window and what is named."""
        return records(self.windows)


@answered_once
def ask_generative(edition: Edition, selection: Selection) -> GenerativeAnswer:
    """How large a part of the region's AI ads names generative AI or agents, week by week in a moving window?

    Generative AI and agents are the engine's groups of work (docs/scoring.md). A row per window and `named` («either»,
    «agents»): ads, ads_all, ads_share with interval, reliability, spans_break. A window in which no ad of the country
    names any group was never read for them: its count is missing, not nought. An edition with fewer days than the
    window has no rows and says why.
    """
    selection = selection.checked()
    region, breaks, covered = region_ads(edition, selection), breaks_of(edition), days_covered(edition)
    scope = scope_of_region(region)
    nothing = pd.DataFrame()
    reason = why_not_over_time(covered, selection.window_days)
    if covered is None or reason is not None:
        return GenerativeAnswer(scope, nothing, nothing, nothing, breaks, reason)
    if not is_read(region.country_ads):
        return GenerativeAnswer(scope, nothing, nothing, nothing, breaks, "not_read")
    changes = part_rows(region, _told, NAMED)
    behind = region.ads[_names(region.ads, "either")]
    behind = behind.sort_values(["published_date", "id"], ascending=[False, True], ignore_index=True)
    windows = _windows(edition, selection, region, covered, break_days(breaks))
    scope = scope_of(edition, selection, ("ads", "breaks"), scope.total_ads, scope.total_texts)
    return GenerativeAnswer(scope, windows, changes, behind, breaks)


def _told(ads: pd.DataFrame) -> pd.Series:
    """Generative AI or agents («either»), and agents, where the ad names them."""
    return ads.work_groups.astype("object").map(_named, na_action="ignore").fillna("")


@cache
def _named(groups: str) -> str:
    """Which of `NAMED` an ad with these groups names."""
    return "|".join(named for named in NAMED if not _GROUPS[named].isdisjoint(groups.split("|")))


def _names(ads: pd.DataFrame, named: str) -> pd.Series:
    return _told(ads).map(lambda found: named in found.split("|")).astype(bool)


def _windows(
    edition: Edition, selection: Selection, region: RegionAds, covered: tuple[dt.date, dt.date], breaks: list[dt.date]
) -> pd.DataFrame:
    total, naming = _by_window(edition, what_counts(selection), covered)
    ends, code = list(total.index), region.region_code
    tables = []
    for named in NAMED:
        table = parts.shares_of(naming[named][code].tolist(), total[code].tolist(), region.effect)
        table.insert(0, "named", named)
        table.insert(0, "window_end", [day.isoformat() for day in ends])
        table["spans_break"] = [spans_break(day, selection.window_days, breaks) for day in ends]
        tables.append(table)
    shared = {"region_code": code, "region_name": codes.county_name(code), "window_days": selection.window_days}
    return pd.concat(tables, ignore_index=True).assign(**shared, level=selection.level, status=ads_status(edition))


@kept_in(ANSWERS)  # every county asks for its column of the same
def _by_window(
    edition: Edition, counted: Selection, covered: tuple[dt.date, dt.date]
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Ads per region in every seventh window whose ads were read, and how many of them name each of `NAMED`."""
    every = ads_of_all_days(edition, counted)

    def moving(among: pd.Series | None = None) -> pd.DataFrame:
        return counts_by_window(every, *covered, counted.window_days, counted, among)

    total, read = moving(), moving(every.work_groups.notna())[codes.COUNTRY_CODE]
    ends = [day for day in week_ends(covered[1], total.index) if read[day]]
    return total.loc[ends], {named: moving(_names(every, named)).loc[ends] for named in NAMED}
