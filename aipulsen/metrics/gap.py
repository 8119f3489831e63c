"""The gap score: AI ads in the window per 1 000 in the base, with interval, rank range and statuses."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.uncertainty import (
    CONFIDENCE,
    LABELLED_DESIGN_EFFECT,
    RATED,
    count_interval,
    holm,
    rank_ranges,
    reliabilities,
    reliability,
    share_interval,
    share_p_value,
)
from aipulsen.provenance import bears_a_test, is_counted, quotient_status, quotient_statuses, weakest_status

Comparison = Literal["higher", "lower", "not_different"]
IntervalKind = Literal["clustered", "counting_error"]  # ads' clusters counted in, or not known: the counting error only
# Why a region has no test: its own rate (missing, too few ads, ads that nobody counted), or the rest of the country's
# (something missing, or its ads or the base that is divided by were made by somebody).
WhyNotCompared = Literal[
    "missing", "too_few_ads", "not_counted", "rest_missing", "rest_ads_not_counted", "rest_base_not_counted"
]


def gap_scores(
    counts: pd.DataFrame,
    bases: pd.DataFrame,
    key: str = "county_code",
    *,
    design_effects: pd.Series | None = None,
    country_ads_status: str | None = None,
    ranked: bool = True,
    per: int = 1000,
    is_share: bool = False,
) -> pd.DataFrame:
    """AI ads per 1 000 (`per`) of the base, per region.

    counts: `key`, ads, status. bases: `key`, base_persons (of a base of ads: the ads), status. design_effects:
    `clusters.design_effects` of the ads, None where there are no ads to read clusters from. One row per region of
    `counts`, in code order.

    gap_score = ads / base_persons × per; below 5 ads there is no rate, only the count; a missing count or base is
    missing, never 0. What follows is said only of a count that was counted (`is_counted`: published, measured, made
    up), and is null of any other: an imputed count holds no information of its own.
    gap_low, gap_high: 95 %, `count_interval` over the base (taken as known), or where the base holds the ads
    (`is_share`) the interval of a share, which never exceeds the whole; `interval_kind` says whether the ads'
    clusters are in it («clustered», with `design_effect`) or only the counting error. rank, rank_low, rank_high: among
    the `ranked_regions` that were counted, null with fewer than two. reliability: of the count. p_value,
    compared_alone: the region against the rest of the country, for one region chosen beforehand; compared_with_rest
    the same after Holm's correction for all regions tested. Without ads to read clusters from the test takes the
    labelled ads' design effect. A test stands on the rest's ads and on all bases, too: each was counted or follows
    from print (`bears_a_test`; the country's total may do so where its parts do not, `country_ads_status`). Where there
    is no test `why_not_compared` (`WhyNotCompared`) says why.

    >>> counts = pd.DataFrame({"county_code": ["25"], "ads": [57], "status": ["published"]})
    >>> bases = pd.DataFrame({"county_code": ["25"], "base_persons": [18567], "status": ["published"]})
    >>> gap_scores(counts, bases)[["gap_score", "gap_low", "gap_high"]].round(2).values.tolist()
    [[3.07, 2.33, 3.98]]
    """
    merged = _merged(counts, bases, key)
    ads, base = merged.ads.astype("Float64"), merged.base_persons.astype("Float64")
    base = base.where(base > 0)  # a base of nobody gives no rate
    trust = reliabilities(ads.where(base.notna()))
    shown = trust.isin(RATED)
    counted = merged.ads_status.map(is_counted).astype(bool)
    inferred = shown & counted
    effects = _effects(merged[key], design_effects)
    known = 1.0 if design_effects is None else effects
    bounds = [
        _bounds(float(n), float(of), effect, is_share) if can else (np.nan, np.nan)
        for n, of, can, effect in zip(ads, base, inferred, pd.Series(known, index=ads.index), strict=True)
    ]
    ranks = rank_ranges(merged[key], ads.where(counted & ranked), base, known)
    tested = _tested(merged, ads, base, inferred, effects, country_ads_status)
    return pd.DataFrame(
        {
            key: merged[key],
            "ads": merged.ads.astype("Int64"),
            "base_persons": merged.base_persons.astype("Int64"),
            "gap_score": (ads / base * per).where(shown),
            "gap_low": pd.Series([low for low, _ in bounds], dtype="Float64") / base * per,
            "gap_high": pd.Series([high for _, high in bounds], dtype="Float64") / base * per,
            "rank": ranks["rank"].where(inferred),
            "rank_low": ranks["rank_low"].where(inferred),
            "rank_high": ranks["rank_high"].where(inferred),
            "ranked_regions": pd.Series(int(ranks["rank"].notna().sum()), ads.index, "Int64").where(
                inferred & ranks["rank"].notna()
            ),
            "interval_kind": _words(inferred, "counting_error" if design_effects is None else "clustered"),
            "design_effect": pd.Series(effects, dtype="Float64").where(inferred & (design_effects is not None)),
            "reliability": trust.where(counted | ~shown, None),
            **tested,
            "score_status": quotient_statuses((ads / base).where(shown), merged.ads_status, merged.base_status),
            "ads_status": merged.ads_status,
            "base_status": merged.base_status,
        }
    )


def _bounds(ads: float, base: float, effect: float, is_share: bool) -> tuple[float, float]:
    """The interval of the count; of a share of the base, in ads."""
    if not is_share:
        return count_interval(ads, effect)
    low, high = share_interval(ads, base, effect)
    return low * base, high * base


def _merged(counts: pd.DataFrame, bases: pd.DataFrame, key: str) -> pd.DataFrame:
    merged = counts.rename(columns={"status": "ads_status"}).merge(
        bases[[key, "base_persons", "status"]].rename(columns={"status": "base_status"}), on=key, how="left"
    )
    merged = merged.sort_values(key, ignore_index=True)
    return merged.assign(
        ads_status=merged.ads_status.fillna("missing").where(merged.ads.notna(), "missing"),
        base_status=merged.base_status.fillna("missing").where(merged.base_persons.notna(), "missing"),
    )


def _effects(regions: pd.Series, design_effects: pd.Series | None) -> pd.Series:
    """The design effect of each region; the whole's where a region has no ads, the labelled ads' where nobody has."""
    if design_effects is None:
        return pd.Series(LABELLED_DESIGN_EFFECT, index=regions.index)
    return regions.map(design_effects).astype(float).fillna(float(design_effects[WHOLE]))


def _words(where: pd.Series, word: str) -> pd.Series:
    return pd.Series([word if here else None for here in where], index=where.index, dtype="object")


def _tested(
    merged: pd.DataFrame,
    ads: pd.Series,
    base: pd.Series,
    inferred: pd.Series,
    effects: pd.Series,
    country_ads_status: str | None,
) -> dict[str, pd.Series]:
    """p_value, compared_alone and compared_with_rest of each region that was counted, or why_not_compared."""
    whole_ads, whole_base = (float(v.sum()) if v.notna().all() else None for v in (ads, merged.base_persons))
    why_not = _why_no_rest(country_ads_status or weakest_status(*merged.ads_status), merged.base_status)
    p_values = pd.Series(
        [
            difference_p_value(n, b, whole_ads, whole_base, effect) if can and why_not is None else None
            for n, b, effect, can in zip(ads, base, effects, inferred, strict=True)
        ],
        index=ads.index,
        dtype="Float64",
    )
    reasons = [
        None if pd.notna(p) else _why_no_rate(n, b, can) or why_not or "rest_missing"
        for p, n, b, can in zip(p_values, ads, base, inferred, strict=True)
    ]
    told = {"p_value": p_values, "why_not_compared": pd.Series(reasons, index=ads.index, dtype="object")}
    if whole_ads is None or whole_base is None:
        nobody = pd.Series([None] * len(ads), index=ads.index, dtype="object")
        return {**told, "compared_with_rest": nobody, "compared_alone": nobody}
    is_above = ads / whole_ads > base / whole_base
    return {
        **told,
        "compared_with_rest": compared(holm(p_values), is_above),
        "compared_alone": compared(p_values, is_above),
    }


def _why_no_rate(ads: float | None, base: float | None, inferred: bool) -> WhyNotCompared | None:
    """Why nothing is inferred from a region's own count."""
    if inferred:
        return None
    trust = reliability(ads)
    if trust == "missing" or pd.isna(base):
        return "missing"
    return "too_few_ads" if trust == "hidden" else "not_counted"


def _why_no_rest(ads_status: str, base_statuses: pd.Series) -> WhyNotCompared | None:
    """Why the rest of the country bears no test: of the ads there, or of the bases."""
    statuses = (ads_status, weakest_status(*base_statuses))
    if "missing" in statuses:
        return "rest_missing"
    if not bears_a_test(ads_status):
        return "rest_ads_not_counted"
    return None if bears_a_test(statuses[1]) else "rest_base_not_counted"


def compared(p_values: pd.Series, is_above: pd.Series) -> pd.Series:
    """The verdicts of tests: «higher» or «lower» below p = 0.05, «not_different» from there; None without a test."""
    verdicts: list[Comparison | None] = [
        None if pd.isna(p) else "not_different" if p >= 1 - CONFIDENCE else "higher" if up else "lower"
        for p, up in zip(p_values, is_above.fillna(False), strict=True)
    ]
    return pd.Series(verdicts, index=p_values.index, dtype="object")


def country_gap(
    counts: pd.DataFrame,
    bases: pd.DataFrame,
    key: str = "county_code",
    *,
    design_effects: pd.Series | None = None,
    ads_status: str | None = None,
    ads: int | None = None,
    whole_base: int | None = None,
    per: int = 1000,
    is_share: bool = False,
) -> dict[str, Any]:
    """The gap score of all regions together: their ads over the sum of their bases.

    With an interval (as a region's) only where every count was counted. Missing when any region's count or base is
    missing (a sum over a part is not the whole) or nobody is in the base. `ads_status`: the total's own, where it is
    firmer than its parts. `ads`: the country's own number, where it is not the regions' sum (ads for several regions,
    and for none). `whole_base`: the same of a base of ads.
    """
    merged = _merged(counts, bases, key)
    nothing = dict.fromkeys(("ads", "base_persons", "gap_score", "gap_low", "gap_high", "interval_kind"))
    if merged.ads.isna().any() or merged.base_persons.isna().any() or not merged.base_persons.sum():
        return {**nothing, **dict.fromkeys(("score_status", "ads_status", "base_status"), "missing")}
    ads = int(merged.ads.sum()) if ads is None else ads
    base = int(merged.base_persons.sum()) if whole_base is None else whole_base
    of_ads, of_base = ads_status or weakest_status(*merged.ads_status), weakest_status(*merged.base_status)
    row = {
        **nothing,
        "ads": ads,
        "base_persons": base,
        "gap_score": ads / base * per,
        "score_status": quotient_status(of_ads, of_base),
        "ads_status": of_ads,
        "base_status": of_base,
    }
    if is_counted(of_ads):
        effect = 1.0 if design_effects is None else float(design_effects[WHOLE])
        low, high = _bounds(float(ads), float(base), effect, is_share)
        kind: IntervalKind = "counting_error" if design_effects is None else "clustered"
        row |= {"gap_low": low / base * per, "gap_high": high / base * per, "interval_kind": kind}
    return row


def difference_p_value(
    ads: float | None, base: float | None, country_ads: float | None, country_base: float | None, effect: float = 1.0
) -> float | None:
    """How often chance alone sets a region as far apart from the rest of the country, two-sided; 0–1.

    Given all ads of the country, the region's share of them against its share of the base: `share_p_value` with the
    design effect of clustered ads (1: the exact binomial test of independent ads). Missing values, or no ads at all, or
    a region that is the whole: None.

    >>> round(difference_p_value(22, 18_333, 1188, 955_000), 2), difference_p_value(57, 18_567, 1188, 955_000) < 1e-6
    (1.0, True)
    """
    values = (ads, base, country_ads, country_base)
    if any(v is None or pd.isna(v) for v in values) or not country_ads or not country_base or not base:
        return None
    assert ads is not None
    if base >= country_base:
        return None
    return share_p_value(float(ads), float(country_ads), float(base / country_base), effect)


def compared_with_rest(
    ads: float | None, base: float | None, country_ads: float | None, country_base: float | None, effect: float = 1.0
) -> Comparison | None:
    """Whether one region, chosen beforehand, differs from the rest of the country (p < 0.05); None without a test.

    >>> compared_with_rest(57, 18_567, 1188, 955_000, 2.56)
    'higher'
    >>> compared_with_rest(22, 18_333, 1188, 955_000)
    'not_different'
    """
    p_value = difference_p_value(ads, base, country_ads, country_base, effect)
    if p_value is None or p_value >= 1 - CONFIDENCE:
        return None if p_value is None else "not_different"
    assert ads is not None
    assert base is not None
    assert country_ads is not None
    assert country_base is not None
    return "higher" if ads / country_ads > base / country_base else "lower"
