"""How do the ads develop, week by week, and is a change a change?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import counting, trend
from aipulsen.metrics.clusters import WHOLE
from aipulsen.queries.comparison_group import group_codes
from aipulsen.queries.counts import ads_status, burst_effects, chosen_ads, cluster_effects, texts_in_window
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, PERIODS, Selection
from aipulsen.store.editions import Edition

BREAK_COLUMNS = ["date", "kind", "detail", "status"]


@dataclass(frozen=True, slots=True)
class TrendAnswer:
    """Weeks, moving windows and changes of the regions shown; `reason` says why there are none."""

    scope: Scope
    weeks: pd.DataFrame
    windows: pd.DataFrame
    changes: pd.DataFrame
    breaks: pd.DataFrame
    reason: str | None

    def rows(self) -> list[dict[str, Any]]:
        """One row per region and window: its last day, ads, ads per week with interval."""
        return records(self.windows)


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """The same question, one row per region and period of comparison."""

    scope: Scope
    trend: TrendAnswer

    def rows(self) -> list[dict[str, Any]]:
        """One row per region and period: ads now, ads before, ratio with interval, reliability, verdict."""
        return records(self.trend.changes)


def breaks_of(edition: Edition) -> pd.DataFrame:
    """The breaks the edition records in the ads: date, kind, detail, status; none recorded: no rows.

    A break belongs to the series of its origin: another table at SCB breaks no count of ads.
    """
    if not edition.has("breaks") or not edition.has("ads"):
        return pd.DataFrame({c: pd.Series([], dtype="str") for c in BREAK_COLUMNS})
    breaks = edition.read("breaks")
    of_ads = breaks[breaks.origin.isin(edition.manifest.tables["ads"].origins)]
    return of_ads[BREAK_COLUMNS].sort_values(["date", "kind"], ignore_index=True)


def break_days(breaks: pd.DataFrame) -> list[dt.date]:
    """The days of the breaks as dates."""
    return [dt.date.fromisoformat(day) for day in breaks.date]


@kept_in(ANSWERS)  # a kit asks for them two dozen times
def days_of_breaks(edition: Edition) -> tuple[dt.date, ...]:
    """The days on which the edition records a break in the ads."""
    return tuple(break_days(breaks_of(edition)))


def days_covered(edition: Edition) -> tuple[dt.date, dt.date] | None:
    """The first and the last day the edition's ads cover; None when it holds no ads to place in time."""
    if not edition.has("ads"):
        return None
    first = edition.manifest.period_start
    if first is None:
        ads = edition.read("ads")
        if ads.empty:
            return None
        first = dt.date.fromisoformat(ads.published_date.min())
    return first, edition.manifest.as_of


def ads_of_all_days(edition: Edition, selection: Selection) -> pd.DataFrame:
    """Every ad of the level that the choices count; twins are left for the windows to judge."""
    covered = days_covered(edition)
    assert covered is not None
    days = (covered[1] - covered[0]).days + 1
    return counting.ads_in_window(
        chosen_ads(edition, selection), covered[1], days, selection.level, counting="all", staffing=selection.staffing
    )


def week_ends(last: dt.date, days: pd.Index) -> list[dt.date]:
    """Every seventh day back from the last one, oldest first."""
    known = set(days)
    ends = []
    day = last
    while day in known:
        ends.append(day)
        day -= dt.timedelta(days=trend.WEEK_DAYS)
    return ends[::-1]


def spans_break(end: dt.date, window_days: int, breaks: list[dt.date]) -> bool:
    """Whether the window that ends that day holds days from both sides of a break."""
    return trend.is_broken(end, window_days, end, breaks)


def why_not_over_time(covered: tuple[dt.date, dt.date] | None, window_days: int) -> str | None:
    """Why there is no window of so many days: no ads to place in time, or too few days of them; None: there is one."""
    if covered is None:
        return "no_ads"
    return "too_few_days" if (covered[1] - covered[0]).days + 1 < window_days else None


def _regions(edition: Edition, selection: Selection) -> list[str]:
    every = [codes.COUNTRY_CODE, *sorted(codes.county_codes())]
    if selection.county_code is None:
        return every
    chosen = group_codes(edition, selection) or (selection.county_code,)
    return [codes.COUNTRY_CODE, *chosen]


@answered_once
def ask_trend(edition: Edition, selection: Selection) -> TrendAnswer:
    """How many AI ads a week has each region, in a moving window with interval, and has it changed?

    Without a county: the country and all counties. With one: the country, the county and its comparison group.
    An edition without ads, or with fewer days than the window, gives no rows and says why. The intervals of windows
    count in how the latest one's ads cluster by employer; those of changes how they come in bursts, as between two
    editions. `verdict` of the country and of a chosen county is of one test;
    of other counties it is corrected for all of them (`is_corrected`).
    """
    selection = selection.checked()
    covered = days_covered(edition)
    nothing = pd.DataFrame()
    breaks = breaks_of(edition)
    reason = why_not_over_time(covered, selection.window_days)
    if covered is None or reason is not None:
        scope = scope_of(edition, selection, ("ads", "county_counts"), None)
        return TrendAnswer(scope, nothing, nothing, nothing, breaks, reason)
    first, last = covered
    counts, weekly = _by_day_and_week(edition, selection.only(*COUNTED), first, last)
    days = break_days(breaks)
    ends = week_ends(last, counts.index)
    regions = _regions(edition, selection)
    status = ads_status(edition)
    effects, bursts = cluster_effects(edition, selection), burst_effects(edition, selection)
    assert effects is not None
    shared = {"window_days": selection.window_days, "level": selection.level, "status": status}
    windows, changes, weeks = [], [], []
    for code in regions:
        named = {"region_code": code, "region_name": codes.county_name(code)}
        effect, burst = (float(found.get(code, found[WHOLE])) for found in (effects, bursts))
        rated = trend.per_week(counts.loc[ends, code], selection.window_days, effect)
        rated = rated.assign(
            window_end=[d.isoformat() for d in ends],
            spans_break=[spans_break(d, selection.window_days, days) for d in ends],
            design_effect=effect,
            **shared,
        )
        windows.append(rated.assign(**named))
        weeks.append(pd.DataFrame({"week_start": [d.isoformat() for d in weekly.index], "ads": weekly[code], **named}))
        for period, back in zip(PERIODS, (selection.window_days, trend.YEAR_DAYS), strict=True):
            compared = trend.change(counts[code], last, selection.window_days, back, days, burst)
            changes.append({**named, "period": period, **compared, **shared})
    lead = ["region_code", "region_name", "window_end", "ads", "per_week", "per_week_low", "per_week_high"]
    table = pd.concat(windows, ignore_index=True)
    table = table[lead + [c for c in table.columns if c not in lead]]
    total = int(counts.loc[last, codes.COUNTRY_CODE])
    scope = scope_of(edition, selection, ("ads", "breaks"), total, texts_in_window(edition, selection))
    return TrendAnswer(
        scope, pd.concat(weeks, ignore_index=True), table, _corrected(_typed(changes), selection), breaks, None
    )


@kept_in(ANSWERS)  # every county asks for its column of the same
def _by_day_and_week(
    edition: Edition, counted: Selection, first: dt.date, last: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ads per region in the window that ends with each day, and in each whole week."""
    ads = ads_of_all_days(edition, counted)
    weekly = trend.weekly(counts_by_window(ads, first, last, trend.WEEK_DAYS, counted))
    return counts_by_window(ads, first, last, counted.window_days, counted), weekly


def counts_by_window(
    ads: pd.DataFrame, first: dt.date, last: dt.date, days: int, selection: Selection, among: pd.Series | None = None
) -> pd.DataFrame:
    """Ads per region, of those `among` them that are asked for, in the window that ends with each day; a column for
    the country and each county."""
    counted = trend.moving_counts(ads, first, last, days, counting=selection.counting, among=among)
    return counted.reindex(columns=[codes.COUNTRY_CODE, *sorted(codes.county_codes())], fill_value=0)


def _corrected(changes: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The verdicts corrected for many counties, per period; the country and a chosen county are one test each."""
    alone = changes.region_code.isin({codes.COUNTRY_CODE, selection.county_code or codes.COUNTRY_CODE})
    parts = [trend.corrected_for_many(rows) for _, rows in changes[~alone].groupby("period", sort=False)]
    kept = pd.concat([changes[alone].assign(is_corrected=False), *(p.assign(is_corrected=True) for p in parts)])
    return kept.sort_index()


def _typed(changes: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(changes)
    numbers = {c: pd.array(frame[c], "Int64") for c in ("ads_now", "ads_before")}
    ratios = {c: frame[c].astype("Float64") for c in ("ratio", "ratio_low", "ratio_high", "p_value")}
    return frame.assign(**numbers, **ratios)


@answered_once
def ask_changes(edition: Edition, selection: Selection) -> ChangeAnswer:
    """Which regions have changed since the window before, and since the same window a year ago?"""
    answer = ask_trend(edition, selection)
    return ChangeAnswer(answer.scope, answer)
