"""Concentration: location quotients with intervals, the Lorenz curve, and the Gini coefficient with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.gap import compared
from aipulsen.metrics.uncertainty import (
    LABELLED_DESIGN_EFFECT,
    RATED,
    holm,
    reliabilities,
    share_interval,
    share_p_value,
)
from aipulsen.provenance import bears_a_test, is_counted, weakest_status

GINI_DRAWS = 2_000
GINI_SEED = 20260430
GINI_DEPARTURES = np.linspace(0.0, 2.0, 17)
# 2 % on each side, not 2.5: the shape of the departure is itself estimated. Measured: docs/coverage.md, decision 0026.
_TAIL = 0.02
GINI_LEAST_ADS = 50  # with fewer the interval holds too little or too much


def location_quotients(
    counts: pd.DataFrame,
    population: pd.DataFrame,
    design_effects: pd.Series | None = None,
    *,
    country_ads_status: str | None = None,
) -> pd.DataFrame:
    """How many times its share of the population a county's share of the ads is (1 = as the country).

    counts: county_code, ads, status. population: county_code, population_persons. design_effects:
    `clusters.design_effects`, None where there are no ads to tell them from. quotient = (n / N) / (p / P); the interval
    is `share_interval` of n among N, over p / P (the population is taken as known). A count that nobody counted
    (`is_counted`) has neither interval nor reliability; with a total N that bears no test (`country_ads_status`, as for
    `gap_scores`) nobody has interval or test. Below 5 ads there is neither share nor quotient, only the count. A
    missing count or population makes every quotient missing: a share of a part is no share of the whole. Returns, in
    code order, county_code, ads, ads_share, population_persons, population_share, location_quotient, quotient_low,
    quotient_high, p_value, compared_with_rest (its share of the ads against its share of the people, with Holm's
    correction for all counties tested), interval_kind, reliability, ads_status.

    >>> counts = pd.DataFrame({"county_code": ["01", "25"], "ads": [60, 40], "status": "published"})
    >>> people = pd.DataFrame({"county_code": ["01", "25"], "population_persons": [80, 20]})
    >>> location_quotients(counts, people)[["location_quotient", "quotient_low"]].round(2).values.tolist()
    [[0.75, 0.62], [2.0, 1.52]]
    """
    merged = counts.merge(population, on="county_code", how="left").sort_values("county_code", ignore_index=True)
    ads, people = merged.ads.astype("Float64"), merged.population_persons.astype("Float64")
    whole = bool(ads.notna().all() and people.notna().all() and ads.sum() > 0)
    total = int(ads.sum()) if whole else 0
    share = people / people.sum() if whole else pd.Series(pd.NA, index=merged.index, dtype="Float64")
    trust = reliabilities(ads if whole else pd.Series(pd.NA, index=ads.index))
    shown = trust.isin(RATED)
    counted = merged.status.map(is_counted).astype(bool)
    inferred = shown & counted & bears_a_test(country_ads_status or weakest_status(*merged.status))
    ads_share = ads / total if whole else share
    effects = merged.county_code.map({} if design_effects is None else design_effects).astype(float)
    effects = effects.fillna(1.0 if design_effects is None else float(design_effects[WHOLE]))
    bounds = [
        share_interval(int(n), total, effect) if can else (np.nan, np.nan)
        for n, can, effect in zip(ads.fillna(0), inferred, effects, strict=True)
    ]
    kind = "counting_error" if design_effects is None else "clustered"
    tested = LABELLED_DESIGN_EFFECT if design_effects is None else effects
    p_values = pd.Series(
        [
            share_p_value(float(n), total, float(s), e) if can else None
            for n, s, e, can in zip(ads, share, pd.Series(tested, index=ads.index), inferred, strict=True)
        ],
        dtype="Float64",
    )
    return pd.DataFrame(
        {
            "county_code": merged.county_code,
            "ads": merged.ads.astype("Int64"),
            "ads_share": ads_share.where(shown),
            "population_persons": merged.population_persons.astype("Int64"),
            "population_share": share,
            "location_quotient": (ads_share / share).where(shown),
            "quotient_low": (pd.Series([low for low, _ in bounds], dtype="Float64") / share).where(shown),
            "quotient_high": (pd.Series([high for _, high in bounds], dtype="Float64") / share).where(shown),
            "p_value": p_values,
            "compared_with_rest": compared(holm(p_values), (ads_share > share).fillna(False)),
            "interval_kind": pd.Series([kind if can else None for can in inferred], dtype="object"),
            "reliability": trust.where(counted | ~shown, None),
            "ads_status": merged.status,
        }
    )


def lorenz_curve(counts: pd.DataFrame) -> pd.DataFrame:
    """The cumulated shares of population and ads, regions with fewest ads per person first.

    counts: county_code, ads, population_persons, none missing. A row per region and a first row (0, 0):
    county_code, population_cumulated_share, ads_cumulated_share.

    >>> frame = pd.DataFrame({"county_code": ["a", "b"], "ads": [3, 1], "population_persons": [50, 50]})
    >>> lorenz_curve(frame).ads_cumulated_share.tolist()
    [0.0, 0.25, 1.0]
    """
    rate = counts.ads.astype(float) / counts.population_persons.astype(float)
    ordered = counts.assign(rate=rate).sort_values(["rate", "county_code"])
    return pd.DataFrame(
        {
            "county_code": ["", *ordered.county_code],
            "ads": pd.array([0, *ordered.ads], "Int64"),
            "population_cumulated_share": [0.0, *_cumulated(ordered.population_persons)],
            "ads_cumulated_share": [0.0, *_cumulated(ordered.ads)],
        }
    )


def _cumulated(values: pd.Series) -> np.ndarray:
    numbers = values.to_numpy(dtype=float)
    summed: np.ndarray = numbers.cumsum() / numbers.sum()
    return summed


def gini(ads: np.ndarray, population: np.ndarray) -> np.ndarray:
    """Concentration of ads over the population, 0 (spread as people live) to near 1 (all in one place).

    Twice the area between the diagonal and the Lorenz curve with regions ordered by ads per person. ads may hold many
    sets of counts, one per row of its last axis: a coefficient each.

    >>> gini(np.array([[10.0, 10.0], [10.0, 0.0]]), np.array([5.0, 5.0])).tolist()
    [0.0, 0.5]
    """
    order = np.argsort(ads / population, axis=-1, kind="stable")
    people = np.take_along_axis(np.broadcast_to(population, ads.shape), order, axis=-1) / population.sum()
    after = np.take_along_axis(ads, order, axis=-1).cumsum(axis=-1) / ads.sum(axis=-1, keepdims=True)
    before = np.concatenate([np.zeros((*ads.shape[:-1], 1)), after[..., :-1]], axis=-1)
    result: np.ndarray = 1 - (people * (after + before)).sum(axis=-1)
    return result


def gini_interval(
    ads: np.ndarray,
    population: np.ndarray,
    lots: pd.Series | None = None,
    *,
    draws: int = GINI_DRAWS,
    seed: int = GINI_SEED,
) -> tuple[float, float, float]:
    """The Gini coefficient of ads over the population, with its 95 % interval; the same on every run.

    The interval holds every true coefficient under which the observed one is no surprise. Truths: as people live plus
    t times the observed departure from it, for t from 0 to 2 (never below no ads). Under each, counts are redrawn
    employer by employer, each with a lot of ads as common as in `lots` (`clusters.lots`; None: one by one), and 96 % of
    their coefficients lie between two quantiles; a truth is kept while the observed lies between its two. So chance's
    own unevenness is taken out: with few ads the observed value may lie near the upper end, and the lower end may be 0.
    The observed value itself is never left out. Below 50 ads in all: missing.
    """
    total = float(ads.sum())
    if total < GINI_LEAST_ADS:
        return np.nan, np.nan, np.nan
    observed = float(gini(ads, population))
    as_people = total * population / population.sum()
    truths = np.maximum(as_people + GINI_DEPARTURES[:, None] * (ads - as_people), 0.0)
    truths *= total / truths.sum(axis=1, keepdims=True)
    one_by_one = pd.Series({1: 1.0}) if lots is None else lots
    sizes, common = one_by_one.index.to_numpy(dtype=float), one_by_one.to_numpy(dtype=float)
    rng, each = np.random.default_rng(seed), common / (sizes * common).sum()
    drawn = np.zeros((draws, *truths.shape))
    for size, many in zip(sizes, each, strict=True):
        drawn += size * rng.poisson(truths * many, size=drawn.shape)
    low, high = np.quantile(gini(drawn, population), [_TAIL, 1 - _TAIL], axis=0)
    true = np.where(GINI_DEPARTURES > 0, gini(truths, population), 0.0)  # as people live is 0, not nearly 0
    least, most = (float(np.interp(observed, _rising(ends), true)) for ends in (high, low))
    return observed, min(least, observed), max(most, observed)


def _rising(quantiles: np.ndarray) -> np.ndarray:
    """Quantiles of rising truths rise; what the draws' noise lets fall is levelled, from both sides alike."""
    up, down = np.maximum.accumulate(quantiles), np.minimum.accumulate(quantiles[::-1])[::-1]
    levelled: np.ndarray = (up + down) / 2
    return levelled
