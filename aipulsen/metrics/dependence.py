"""How much hangs on one employer: the largest's share, and the gap without it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from aipulsen.metrics.clusters import region_effect
from aipulsen.metrics.gap import IntervalKind
from aipulsen.metrics.uncertainty import (
    CONFIDENCE,
    RATED,
    Reliability,
    count_interval,
    largest_share_interval,
    reliability,
)


@dataclass(frozen=True, slots=True)
class Dependence:
    """How much a region's AI labour market hangs on its largest employer.

    `largest_employer` is None where nobody is largest: `tied_employers` share the most ads, or all have one; then
    `largest_ads` is each of theirs, and there is neither share nor gap without. Shares are 0–1 of all the region's ads,
    with a 95 % interval that allows for the largest of several having been lucky and for ads put out several at a time
    (`largest_share_interval`). `effective_employers` is 1/HHI over the named employers, missing where only the largest
    is known. Below five ads in the region there is neither, only counts; `reliability` is of those ads. The gap without
    the largest has `count_interval` of the ads that are left, its upper end widened for the same luck, and
    `reliability_without` is theirs; it is missing below five of them and without a base. `interval_kind`: of both
    intervals, null where there is neither. `is_approximate`: the largest's number is itself an «about».
    """

    largest_employer: str | None
    ads: int
    largest_ads: int
    largest_share: float | None
    largest_share_low: float | None
    largest_share_high: float | None
    reliability: Reliability
    effective_employers: float | None
    ads_without_largest: int
    gap_without_largest: float | None
    gap_without_low: float | None
    gap_without_high: float | None
    reliability_without: Reliability
    is_approximate: bool
    interval_kind: IntervalKind | None = None
    tied_employers: int = 1


def dependence_on(
    employer: str,
    employer_ads: int,
    ads: int,
    base_persons: float | None,
    *,
    effective_employers: float | None = None,
    is_approximate: bool = False,
    chosen_among: float = 1,
    runner_up_ads: int = 0,
    burst_effect: float | None = None,
    rest_effect: float = 1.0,
    per: int = 1000,
) -> Dependence:
    """The region with and without one employer: `ads` in all, `employer_ads` of them the employer's.

    burst_effect: the design effect over employer and week, for the share; None where there are no ads to tell it from.
    rest_effect: over the other employers, for the gap without this one. chosen_among: of how many employers this one
    was found to be the largest (`possible_employers`); 1 when it was named beforehand. runner_up_ads: those of the next
    largest. Chosen, its luck was the others' misfortune: the upper end of what is left takes α/4, not α/2 (with any
    number of employers the shift is at most 0.6 of the rest's standard deviation).

    >>> found = dependence_on("LTU", 19, 57, 18_567)
    >>> found.ads_without_largest, round(found.gap_without_largest, 2), round(found.largest_share_low, 3)
    (38, 2.05, 0.214)
    """
    of_ads = reliability(ads)
    has_share = of_ads in RATED
    bounds = largest_share_interval(employer_ads, ads, chosen_among, burst_effect or 1.0, runner_up_ads)
    low, high = bounds if has_share else (None, None)
    kind: IntervalKind = "counting_error" if burst_effect is None else "clustered"
    rest = ads - employer_ads
    trust = reliability(rest if base_persons else None)
    gap = gap_low = gap_high = None
    if base_persons and trust in RATED:
        bounds = count_interval(rest, rest_effect)
        if chosen_among > 1:
            bounds = bounds[0], count_interval(rest, rest_effect, confidence=(1 + CONFIDENCE) / 2)[1]
        gap, gap_low, gap_high = (n / base_persons * per for n in (rest, *bounds))
    return Dependence(
        largest_employer=employer,
        ads=ads,
        largest_ads=employer_ads,
        largest_share=employer_ads / ads if has_share else None,
        largest_share_low=low,
        largest_share_high=high,
        reliability=of_ads,
        effective_employers=effective_employers if has_share else None,
        ads_without_largest=rest,
        gap_without_largest=gap,
        gap_without_low=gap_low,
        gap_without_high=gap_high,
        reliability_without=trust,
        is_approximate=is_approximate,
        interval_kind=kind if has_share else None,
    )


def possible_employers(ads: pd.Series) -> float:
    """How many employers could have been the largest: those seen, and Chao's estimate of those that were not.

    Formula: k + f₁(f₁ - 1) / (2(f₂ + 1)), f₁ and f₂ those with one ad and with two. Where nearly every employer has one
    ad, most possible ones were never seen. Reference: Chao, Scandinavian Journal of Statistics 11 (1984).

    >>> possible_employers(pd.Series([9, 4, 3])), possible_employers(pd.Series([2, 1, 1, 1, 1]))
    (3.0, 8.0)
    """
    once, twice = int((ads == 1).sum()), int((ads == 2).sum())
    return len(ads) + once * (once - 1) / (2 * (twice + 1))


def dependence(
    table: pd.DataFrame,
    base_persons: float | None,
    *,
    burst_effect: float | None = None,
    country_effect: float | None = None,
    per: int = 1000,
) -> Dependence | None:
    """The dependence on the largest named employer of an employer table. None when no employer is named.

    Nobody is the largest without a lead, or with a single ad. country_effect: the country's design effect, towards
    which that of the other employers is shrunk; None of both effects takes ads as independent.

    >>> t = pd.DataFrame({"employer": ["A", "B"], "ads": [6, 2], "ads_share": [0.75, 0.25]})
    >>> round(dependence(t, 1000).effective_employers, 2), dependence(t, 1000).ads_without_largest
    (1.6, 2)
    """
    named = table[table.employer.notna()]
    if named.empty:
        return None
    top = named.iloc[0]
    tied = int((named.ads == top.ads).sum())
    if tied > 1 or int(top.ads) == 1:
        return _without_largest(int(table.ads.sum()), int(top.ads), tied)
    shares = named.ads.astype(float) / float(named.ads.sum())
    effective = float(1 / (shares**2).sum())
    return dependence_on(
        str(top.employer),
        int(top.ads),
        int(table.ads.sum()),
        base_persons,
        effective_employers=effective,
        chosen_among=possible_employers(named.ads),
        runner_up_ads=int(named.ads.iloc[1]) if len(named) > 1 else 0,
        burst_effect=burst_effect,
        rest_effect=1.0 if country_effect is None else region_effect(table.ads.iloc[1:], country_effect),
        per=per,
    )


def _without_largest(ads: int, most: int, tied: int) -> Dependence:
    """A region where `tied` employers share the most ads: there is no largest to do without."""
    return Dependence(
        largest_employer=None,
        ads=ads,
        largest_ads=most,
        largest_share=None,
        largest_share_low=None,
        largest_share_high=None,
        reliability=reliability(ads),
        effective_employers=None,
        ads_without_largest=ads - most,
        gap_without_largest=None,
        gap_without_low=None,
        gap_without_high=None,
        reliability_without=reliability(ads - most),
        is_approximate=False,
        tied_employers=tied,
    )
