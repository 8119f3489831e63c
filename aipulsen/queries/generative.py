"""How many of the AI ads name generative AI or agents, over time?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.metrics import parts, trend
from aipulsen.queries.counts import ads_status, of_region
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.parts import RegionAds, part_rows, region_ads, scope_of_region
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.queries.skills import is_read
from aipulsen.queries.trend import (
    ads_of_all_days,
    break_days,
    breaks_of,
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
    changes = part_rows(region, counts_of_named, NAMED)
    behind = region.ads[_names(region.ads, "either")]
    behind = behind.sort_values(["published_date", "id"], ascending=[False, True], ignore_index=True)
    windows = _windows(edition, selection, region, covered, break_days(breaks))
    scope = scope_of(edition, selection, ("ads", "breaks"), scope.total_ads, scope.total_texts)
    return GenerativeAnswer(scope, windows, changes, behind, breaks)


def counts_of_named(ads: pd.DataFrame) -> pd.Series:
    """Ads that name generative AI or agents («either»), and agents."""
    return pd.Series({named: int(_names(ads, named).sum()) for named in NAMED}, dtype="Int64")


def _names(ads: pd.DataFrame, named: str) -> pd.Series:
    groups = ads.work_groups.fillna("").astype("object").str.split("|")
    return groups.map(lambda found: not _GROUPS[named].isdisjoint(found)).astype(bool)


def _windows(
    edition: Edition, selection: Selection, region: RegionAds, covered: tuple[dt.date, dt.date], breaks: list[dt.date]
) -> pd.DataFrame:
    every = ads_of_all_days(edition, selection)
    here = pd.Series(every.index.isin(of_region(every, selection).index), index=every.index)

    def counted(among: pd.Series) -> pd.Series:
        return trend.moving_total(every, *covered, selection.window_days, counting=selection.counting, among=among)

    total, read = counted(here), counted(every.work_groups.notna())
    ends = [day for day in week_ends(covered[1], total.index) if read[day]]
    tables = []
    for named in NAMED:
        naming = counted(here & _names(every, named))
        table = parts.shares_of(naming[ends].tolist(), total[ends].tolist(), region.whole.effect)
        table.insert(0, "named", named)
        table.insert(0, "window_end", [day.isoformat() for day in ends])
        table["spans_break"] = [spans_break(day, selection.window_days, breaks) for day in ends]
        tables.append(table)
    code = selection.county_code or codes.COUNTRY_CODE
    shared = {"region_code": code, "region_name": codes.county_name(code), "window_days": selection.window_days}
    return pd.concat(tables, ignore_index=True).assign(**shared, level=selection.level, status=ads_status(edition))
