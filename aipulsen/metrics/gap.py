"""The gap score: AI ads in the window per 1 000 in the base, with interval, rank range and status."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from aipulsen.metrics.uncertainty import CONFIDENCE, RATED, poisson_interval, rank_ranges, reliabilities
from aipulsen.provenance import weakest_status

Comparison = Literal["higher", "lower", "not_different", "unknown"]


def gap_scores(counts: pd.DataFrame, bases: pd.DataFrame, key: str = "county_code") -> pd.DataFrame:
    """AI ads per 1 000 persons of the base, per region.

    counts: `key`, ads, status. bases: `key`, base_persons, status. One row per region of `counts`, in code
    order. gap_score = ads / base_persons × 1 000; gap_low and gap_high are the exact Poisson interval of the
    count over the base (the base is taken as known). Below 5 ads there is no rate, interval or rank, only
    the count; a missing count or base is missing, never 0. `status` is the weaker of the two statuses.
    `compared_with_rest` says whether the rate differs from the rest of the country at 95 %: only «higher» and
    «lower» may be called so anywhere; without a rate, or with a part of the country missing, it is «unknown».

    >>> counts = pd.DataFrame({"county_code": ["25"], "ads": [57], "status": ["published"]})
    >>> bases = pd.DataFrame({"county_code": ["25"], "base_persons": [18567], "status": ["published"]})
    >>> gap_scores(counts, bases)[["gap_score", "gap_low", "gap_high"]].round(2).values.tolist()
    [[3.07, 2.33, 3.98]]
    """
    merged = counts.rename(columns={"status": "ads_status"}).merge(
        bases[[key, "base_persons", "status"]].rename(columns={"status": "base_status"}), on=key, how="left"
    )
    merged = merged.sort_values(key, ignore_index=True)
    ads = merged.ads.astype("Float64")
    base = merged.base_persons.astype("Float64")
    base = base.where(base > 0)  # a base of nobody gives no rate
    trust = reliabilities(ads.where(base.notna()))
    shown = trust.isin(RATED)
    intervals = [poisson_interval(float(n)) if pd.notna(n) else (np.nan, np.nan) for n in ads]
    ranks = rank_ranges(merged[key], ads, base)
    country = country_gap(counts, bases, key)
    whole = country["ads"], country["base_persons"]
    compared = [
        compared_with_rest(n, b, *whole) if has_rate else "unknown"
        for n, b, has_rate in zip(ads, base, shown, strict=True)
    ]
    return pd.DataFrame(
        {
            key: merged[key],
            "ads": merged.ads.astype("Int64"),
            "base_persons": merged.base_persons.astype("Int64"),
            "gap_score": (ads / base * 1000).where(shown),
            "gap_low": (pd.Series([low for low, _ in intervals], dtype="Float64") / base * 1000).where(shown),
            "gap_high": (pd.Series([high for _, high in intervals], dtype="Float64") / base * 1000).where(shown),
            "rank": ranks["rank"].where(shown),
            "rank_low": ranks["rank_low"].where(shown),
            "rank_high": ranks["rank_high"].where(shown),
            "reliability": trust,
            "compared_with_rest": compared,
            "status": [_status(a, b) for a, b in zip(merged.ads_status, merged.base_status, strict=True)],
            "ads_status": merged.ads_status,
            "base_status": merged.base_status.fillna("missing"),
        }
    )


def _status(ads_status: Any, base_status: Any) -> str:
    return weakest_status(*(s if isinstance(s, str) else "missing" for s in (ads_status, base_status)))


def country_gap(counts: pd.DataFrame, bases: pd.DataFrame, key: str = "county_code") -> dict[str, Any]:
    """The gap score of all regions together: the sum of ads over the sum of bases, with its interval.

    Missing when any region's count or base is missing (a sum over a part is not the whole) or nobody is in the base.
    """
    merged = counts.merge(bases[[key, "base_persons", "status"]], on=key, how="left", suffixes=("", "_base"))
    if merged.ads.isna().any() or merged.base_persons.isna().any() or not merged.base_persons.sum():
        return {
            "ads": None,
            "base_persons": None,
            "gap_score": None,
            "gap_low": None,
            "gap_high": None,
            "status": "missing",
        }
    ads, base = int(merged.ads.sum()), int(merged.base_persons.sum())
    low, high = poisson_interval(ads)
    return {
        "ads": ads,
        "base_persons": base,
        "gap_score": ads / base * 1000,
        "gap_low": low / base * 1000,
        "gap_high": high / base * 1000,
        "status": weakest_status(*merged.status, *merged.status_base),
    }


def compared_with_rest(
    ads: float | None, base: float | None, country_ads: float | None, country_base: float | None
) -> Comparison:
    """Whether a region's rate differs from the rest of the country at 95 %.

    Exact two-sided conditional test: given all ads of the country, the region's share of them is binomial
    with the region's share of the base. Missing values or no ads at all give «unknown».

    >>> compared_with_rest(57, 18_567, 1188, 955_000)
    'higher'
    >>> compared_with_rest(22, 18_333, 1188, 955_000)
    'not_different'
    """
    values = (ads, base, country_ads, country_base)
    if any(v is None or pd.isna(v) for v in values) or not country_ads or not country_base or not base:
        return "unknown"
    assert ads is not None
    share = base / country_base
    test = stats.binomtest(int(ads), int(country_ads), share)
    if test.pvalue >= 1 - CONFIDENCE:
        return "not_different"
    return "higher" if ads / country_ads > share else "lower"
