"""How sure a count is: exact intervals, rank ranges, reliability."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pandas as pd
from scipy import optimize, stats

from aipulsen.keepers import INTERVALS, kept_in

Reliability = Literal["hidden", "uncertain", "ok", "missing"]

CONFIDENCE = 0.95
HIDDEN_BELOW_ADS = 5  # fewer than this: no rate is shown
UNCERTAIN_BELOW_ADS = 20  # fewer than this: the rate is marked «osäkert»
RATED: tuple[Reliability, ...] = ("uncertain", "ok")  # the reliabilities that have a rate
RANK_DRAWS = 10_000
RANK_SEED = 20260430


def poisson_interval(count: int | float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact (Garwood) interval of a Poisson count, in the unit of the count.

    Formula: low = χ²(α/2; 2n)/2, high = χ²(1-α/2; 2n+2)/2, α = 1 - confidence. A count of 0 has low 0.
    A missing count (NaN) has a missing interval. A negative count is a bug (ValueError).
    Reference: Garwood, Biometrika 28 (1936).

    >>> [round(x, 2) for x in poisson_interval(57)]
    [43.17, 73.85]
    >>> [round(x, 4) for x in poisson_interval(0)]
    [0.0, 3.6889]
    """
    if math.isnan(count):
        return math.nan, math.nan
    if count < 0:
        raise ValueError(f"a count cannot be negative: {count}")
    return _garwood(float(count), confidence)


@kept_in(INTERVALS)  # a page's counties have the same counts again on its next run
def _garwood(count: float, confidence: float) -> tuple[float, float]:
    alpha = 1 - confidence
    low = 0.0 if count == 0 else float(stats.chi2.ppf(alpha / 2, 2 * count)) / 2
    return low, float(stats.chi2.ppf(1 - alpha / 2, 2 * count + 2)) / 2


def clopper_pearson(successes: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact (Clopper–Pearson) interval of a share 0–1; of nothing (total 0) it is missing.

    Formula: low = B(α/2; n, N-n+1), high = B(1-α/2; n+1, N-n), B the beta quantile, α = 1 - confidence. Holds the
    truth in at least 95 % of cases whatever the share is. Reference: Clopper & Pearson, Biometrika 26 (1934).

    >>> [round(x, 3) for x in clopper_pearson(19, 57)]
    [0.214, 0.471]
    """
    if total == 0:
        return math.nan, math.nan
    return _clopper_pearson(int(successes), int(total), confidence)


@kept_in(INTERVALS)
def _clopper_pearson(successes: int, total: int, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(stats.beta.ppf(tail, successes, total - successes + 1))
    high = 1.0 if successes == total else float(stats.beta.ppf(1 - tail, successes + 1, total - successes))
    return low, high


def largest_share_interval(largest: int, total: int, chosen_among: float) -> tuple[float, float]:
    """The 95 % interval of the largest of several shares; of one alone (`chosen_among` 1) it is `clopper_pearson`.

    Being the largest of k = `chosen_among` is partly luck, and luck errs upwards only: the lower end is exact and takes
    all of α shared among the k, B(α/k; n, N-n+1). The upper end is mid-P's: the share under which fewer, and half the
    chance of as many, make α/2. Measured (docs/coverage.md, decision 28): the truth is held in 96–99 % of worlds,
    in fewer only where hundreds are alike and most of them have no ad.

    >>> [round(x, 3) for x in largest_share_interval(19, 57, 25)]
    [0.17, 0.463]
    """
    if chosen_among <= 1 or total == 0:
        return clopper_pearson(largest, total)
    return _largest_share(int(largest), int(total), float(chosen_among))


@kept_in(INTERVALS)
def _largest_share(largest: int, total: int, chosen_among: float) -> tuple[float, float]:
    _, high = clopper_pearson(largest, total)
    alpha = 1 - CONFIDENCE
    low = float(stats.beta.ppf(alpha / chosen_among, largest, total - largest + 1))
    if largest == total:
        return low, high

    def beyond(share: float) -> float:
        fewer, same = stats.binom.cdf(largest - 1, total, share), stats.binom.pmf(largest, total, share)
        return float(fewer + same / 2 - alpha / 2)

    return low, float(optimize.brentq(beyond, largest / total, high))


def wilson_interval(successes: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The Wilson score interval of a share 0–1, as classifiers are reported; of nothing (total 0) it is missing.

    Holds the truth in 95 % of cases on average over shares, in fewer for single rare shares: shares of ads have
    `clopper_pearson`, which never falls short. Reference: Wilson, JASA 22 (1927).

    >>> [round(x, 3) for x in wilson_interval(19, 57)]
    [0.225, 0.463]
    """
    if total == 0:
        return math.nan, math.nan
    found = stats.binomtest(successes, total).proportion_ci(confidence, method="wilson")
    return float(found.low), float(found.high)


def reliability(ads: float | None) -> Reliability:
    """What a count allows: no rate below 5 ads, an uncertain one below 20; missing stays missing.

    >>> [reliability(n) for n in (0, 4, 5, 19, 20, None)]
    ['hidden', 'hidden', 'uncertain', 'uncertain', 'ok', 'missing']
    """
    if ads is None or pd.isna(ads):
        return "missing"
    if ads < HIDDEN_BELOW_ADS:
        return "hidden"
    return "uncertain" if ads < UNCERTAIN_BELOW_ADS else "ok"


def reliabilities(ads: pd.Series) -> pd.Series:
    """`reliability` of each count, indexed as `ads`."""
    return pd.Series([reliability(n) for n in ads], index=ads.index, dtype="str")


def rank_ranges(
    codes: pd.Series,
    ads: pd.Series,
    base_persons: pd.Series,
    *,
    draws: int = RANK_DRAWS,
    seed: int = RANK_SEED,
) -> pd.DataFrame:
    """The rank of each region's rate and the range that holds 95 % of its rank, 1 = highest.

    Draws rates from Gamma(n + ½)/base (Jeffreys' posterior of a Poisson rate), the same draws on every run
    and for every order of the rows (drawn in code order). Every region with a count and a base takes part,
    also those whose rate is hidden: a hidden rate still has neighbours. Missing regions get no rank.
    Returns rank, rank_low, rank_high (Int64), indexed as `codes`.
    """
    frame = pd.DataFrame({"code": codes, "n": ads.astype("Float64"), "base": base_persons.astype("Float64")})
    ranked = frame.dropna().sort_values("code")
    result = pd.DataFrame(
        {name: pd.array([None] * len(frame), "Int64") for name in ("rank", "rank_low", "rank_high")},
        index=codes.index,
    )
    if ranked.empty:
        return result
    n = ranked["n"].to_numpy(dtype=float)
    base = ranked["base"].to_numpy(dtype=float)
    sampled = np.random.default_rng(seed).standard_gamma(n + 0.5, size=(draws, len(n))) / base
    ranks = (-sampled).argsort(axis=1).argsort(axis=1) + 1
    low, high = np.quantile(ranks, [0.025, 0.975], axis=0, method="nearest")
    result.loc[ranked.index, "rank"] = pd.Series(-(n / base), index=ranked.index).rank(method="min").astype(int)
    result.loc[ranked.index, "rank_low"] = low.astype(int)
    result.loc[ranked.index, "rank_high"] = high.astype(int)
    return result
