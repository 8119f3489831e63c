"""Ads over time: complete weeks, moving windows with intervals, and when a change may be called a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd

from aipulsen.metrics.counting import in_counties, window_start
from aipulsen.metrics.uncertainty import (
    CONFIDENCE,
    RATED,
    count_interval,
    holm,
    reliabilities,
    reliability,
    share_interval,
    share_p_value,
)

Verdict = Literal["higher", "lower", "not_different", "break", "too_few_days", "no_ads", "too_few_ads"]

WEEK_DAYS = 7
YEAR_DAYS = 364  # 52 whole weeks: the same season with the same weekdays
COUNTRY = "00"
_KNOWN = ["id", "published_date", "employer", "text_hash", "municipality_code"]  # what tells an ad and its twins
_PLACES = ["county_code", "county_codes"]


def moving_counts(
    ads: pd.DataFrame,
    first: dt.date,
    last: dt.date,
    window_days: int,
    *,
    counting: str = "unique",
    among: pd.Series | None = None,
) -> pd.DataFrame:
    """Ads per region in the `window_days` days that end with each day: a row per day, a column per region.

    ads: id, published_date, county_code (null: no county), employer, text_hash, municipality_code, already of
    one level. first, last: the days the edition covers. Only whole windows have a row: the first ends
    `window_days` - 1 days after `first`, so a beginning never looks like a rise. The column «00» is the
    country with the ads that name no county; every county has a column, 0 where there are none.

    An ad counts in a window unless the same ad (employer, text, place) was published earlier *in that window*:
    exactly as the window of the gap score counts. An ad of day d whose last twin is of day p therefore counts
    in the windows that end in [max(d, p + w), d + w - 1]. among: by the ads' index, which of them are wanted; the
    ad that stands for its doubles is the first of all, whatever is asked of it.

    >>> ads = pd.DataFrame({"id": ["a"], "published_date": ["2026-01-03"], "county_code": ["25"],
    ...     "employer": ["x"], "text_hash": ["1"], "municipality_code": [None]})
    >>> moving_counts(ads, dt.date(2026, 1, 1), dt.date(2026, 1, 5), 2)["25"].tolist()
    [0, 1, 1, 0]
    """
    ordered, starts, ends = _counting_days(ads, first, last, window_days, counting)
    if among is not None:
        wanted = among[ordered.index]
        ordered, starts, ends = ordered[wanted], starts[wanted], ends[wanted]
    days = (last - first).days + 1
    regions = in_counties(ordered[[c for c in _PLACES if c in ordered]]).county_code.astype("object").fillna("")
    counted = {COUNTRY: _covered(starts, ends, days)}
    for code, rows in regions.groupby(regions).groups.items():
        if code:
            counted[str(code)] = _covered(starts[rows], ends[rows], days)
    return pd.DataFrame(counted, index=_days_of(first, days)).iloc[window_days - 1 :]


def moving_total(
    ads: pd.DataFrame, first: dt.date, last: dt.date, window_days: int, *, counting: str = "unique"
) -> pd.Series:
    """The country's column of `moving_counts` alone."""
    _, starts, ends = _counting_days(ads, first, last, window_days, counting)
    days = (last - first).days + 1
    return pd.Series(_covered(starts, ends, days), index=_days_of(first, days), name=COUNTRY).iloc[window_days - 1 :]


def _counting_days(
    ads: pd.DataFrame, first: dt.date, last: dt.date, window_days: int, counting: str
) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """The ads of the days covered in order, and between which windows' last days each counts: [start, end)."""
    ordered = ads[_KNOWN + [c for c in _PLACES if c in ads]].sort_values(["published_date", "id"])
    day = (pd.to_datetime(ordered.published_date) - pd.Timestamp(first)).dt.days
    inside = day.between(0, (last - first).days)
    ordered, day = ordered[inside], day[inside]
    starts = day.copy()
    if counting == "unique":
        same = ["employer", "text_hash", "county_code", "municipality_code"]
        keyed = ordered.employer.notna() & (ordered.text_hash != "")
        previous = day[keyed].groupby([ordered.loc[keyed, c] for c in same], dropna=False).shift()
        starts = np.maximum(day, previous.reindex(day.index).add(window_days).fillna(0).astype(int))
    return ordered, starts, day + window_days


def _days_of(first: dt.date, days: int) -> pd.Index:
    return pd.Index([first + dt.timedelta(days=i) for i in range(days)], name="day")


def _covered(starts: pd.Series, ends: pd.Series, days: int) -> np.ndarray:
    """For each day, how many of the intervals [start, end) hold it; an empty interval holds none."""
    steps = np.zeros(days + 1, dtype=int)
    held = starts < ends
    np.add.at(steps, starts[held].to_numpy(dtype=int).clip(max=days), 1)
    np.add.at(steps, ends[held].to_numpy(dtype=int).clip(max=days), -1)
    return steps.cumsum()[:days]


def weekly(counts: pd.DataFrame) -> pd.DataFrame:
    """Ads per whole calendar week (Monday–Sunday) from `moving_counts` with a window of 7 days.

    A row per week, indexed by its Monday; weeks that the edition covers in part are left out.
    """
    sundays = [day.weekday() == 6 for day in counts.index]
    chosen = counts[sundays]
    return chosen.set_axis(pd.Index([d - dt.timedelta(days=6) for d in chosen.index], name="week_start"))


def per_week(ads: pd.Series, window_days: int, effect: float = 1.0) -> pd.DataFrame:
    """Ads per week of windows, with `count_interval` (`effect`: the design effect of clustered ads): ads, per_week,
    per_week_low, per_week_high, reliability. per_week = ads / (window_days / 7). Below 5 ads in the window: no rate,
    only the count.

    >>> per_week(pd.Series([90]), 90).per_week.round(2).tolist()
    [7.0]
    """
    weeks = window_days / WEEK_DAYS
    known = {int(n): count_interval(int(n), effect) for n in set(ads)}
    trust = reliabilities(ads)
    shown = trust.isin(RATED)
    rates = {
        "per_week": ads / weeks,
        "per_week_low": ads.map(lambda n: known[int(n)][0]) / weeks,
        "per_week_high": ads.map(lambda n: known[int(n)][1]) / weeks,
    }
    masked = {name: rate.astype("Float64").where(shown) for name, rate in rates.items()}
    return pd.DataFrame({"ads": ads.astype("Int64"), **masked, "reliability": trust}, index=ads.index)


def rate_ratio(
    before: int, now: int, days_before: float, days_now: float, effect: float = 1.0
) -> tuple[float, float, float]:
    """The ratio of two windows' rates, now : before, with its 95 % interval.

    Given all ads of both periods, the later period's share is binomial: its `share_interval` (p; `effect` the design
    effect of clustered ads) turned into ratios, p / (1 - p) × days_before / days_now. No ads in either: missing. None
    before: the ratio and its upper end are infinite. Reference: Przyborowski & Wilenski, Biometrika 31 (1940).

    >>> [round(x, 2) for x in rate_ratio(50, 80, 90, 90)]
    [1.6, 1.11, 2.33]
    """
    if before + now == 0:
        return np.nan, np.nan, np.nan
    low, high = share_interval(now, before + now, effect)
    exposure = days_before / days_now
    odds = [p / (1 - p) * exposure if p < 1 else np.inf for p in (now / (before + now), low, high)]
    return odds[0], odds[1], odds[2]


def change(
    counts: pd.Series,
    last: dt.date,
    window_days: int,
    back_days: int,
    breaks: list[dt.date],
    effect: float = 1.0,
) -> dict[str, object]:
    """How the latest window compares with the one that ended `back_days` earlier.

    counts: one region's moving counts by day; `effect`: the design effect of its ads. Gives ads_now, ads_before, ratio,
    ratio_low, ratio_high, p_value, verdict, reliability. «higher» or «lower» only when chance makes so large a change
    less often than one time in twenty (p < 0.05, two-sided). The window with fewer ads
    decides the reliability: below 5 there are two counts but neither ratio nor verdict («too_few_ads», «no_ads» for
    none at all). A break after the first day of the earlier window makes the two incomparable («break»): the counts
    stand, the ratio does not. Windows must not overlap (back_days ≥ window_days), and the earlier one must be whole
    («too_few_days»).
    """
    now = int(counts.loc[last])
    row: dict[str, object] = {"ads_now": now, "ads_before": None, "ratio": None, "ratio_low": None, "ratio_high": None}
    row["p_value"] = None
    row["reliability"] = "missing"
    earlier = last - dt.timedelta(days=back_days)
    if back_days < window_days or earlier not in counts.index:
        return {**row, "verdict": "too_few_days"}
    before = int(counts.loc[earlier])
    row |= {"ads_before": before, "reliability": reliability(min(now, before))}
    if is_broken(earlier, window_days, last, breaks):
        return {**row, "verdict": "break"}
    if before + now == 0:
        return {**row, "verdict": "no_ads"}
    if row["reliability"] not in RATED:
        return {**row, "verdict": "too_few_ads"}
    ratio, low, high = rate_ratio(before, now, window_days, window_days, effect)
    p_value = share_p_value(now, before + now, 0.5, effect)
    row |= {"ratio": ratio, "ratio_low": low, "ratio_high": high, "p_value": p_value}
    return {**row, "verdict": _verdict(p_value, ratio)}


def is_broken(earlier: dt.date, window_days: int, last: dt.date, breaks: Iterable[dt.date]) -> bool:
    """Whether a break lies between the first day of the window that ends at `earlier` and the day `last`."""
    return any(window_start(earlier, window_days) < day <= last for day in breaks)


def _verdict(p_value: float, ratio: float) -> Verdict:
    return "not_different" if p_value >= 1 - CONFIDENCE else "higher" if ratio > 1 else "lower"


def corrected_for_many(changes: pd.DataFrame) -> pd.DataFrame:
    """The verdicts of several regions' changes after Holm's correction for having looked at all of them.

    changes: rows of `change` of one period. Rows without a test keep why they have none.
    """
    tested = changes.p_value.notna()
    together = holm(changes.p_value.where(tested).astype("Float64"))
    verdicts = [
        _verdict(float(p), float(ratio)) if can else verdict
        for p, ratio, verdict, can in zip(together, changes.ratio, changes.verdict, tested, strict=True)
    ]
    return changes.assign(verdict=verdicts)
