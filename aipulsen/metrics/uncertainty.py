"""How sure a count is: exact intervals, rank ranges, reliability."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pandas as pd
import scipy  # its rooms load when they are used: `scipy.stats` takes a third of a second

from aipulsen.keepers import INTERVALS, kept_in

Reliability = Literal["hidden", "uncertain", "ok", "missing"]

CONFIDENCE = 0.95
HIDDEN_BELOW_ADS = 5  # fewer than this: no rate is shown
UNCERTAIN_BELOW_ADS = 20  # fewer than this: the rate is marked «osäkert»
# Σn²/Σn over the employers of the 109 labelled AI ads (72 employers): an enriched sample, so a first guess.
LABELLED_DESIGN_EFFECT = 2.56
LABELLED_BURST_EFFECT = 1.24  # the same over employer and week: how many ads one employer puts out at a time
RATED: tuple[Reliability, ...] = ("uncertain", "ok")  # the reliabilities that have a rate
RANK_DRAWS = 100_000  # with ten thousand one edge in ten moved a place with the seed
RANK_SEED = 20260430
EFFECT_FREEDOM = 6  # how sure a design effect is, as degrees of freedom: measured, see docs/coverage.md
_ALIKE = 1e-7  # two likelihoods that differ less, relatively, are the same but for rounding
_TINY = 1e-12  # stands for no ads where a function takes none; the value is not used


def _chi2_ppf(share: float, freedom: float) -> float:
    """As `scipy.stats.chi2.ppf`, to the last bit, without loading it."""
    return 2 * float(scipy.special.gammaincinv(freedom / 2, share))


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
    low = 0.0 if count == 0 else _chi2_ppf(alpha / 2, 2 * count) / 2
    return low, _chi2_ppf(1 - alpha / 2, 2 * count + 2) / 2


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
    low = 0.0 if successes == 0 else float(scipy.stats.beta.ppf(tail, successes, total - successes + 1))
    high = 1.0 if successes == total else float(scipy.stats.beta.ppf(1 - tail, successes + 1, total - successes))
    return low, high


def largest_share_interval(
    largest: int, total: int, chosen_among: float, effect: float = 1.0, runner_up: int = 0
) -> tuple[float, float]:
    """The 95 % interval of the largest of several shares; of one alone (`chosen_among` 1) it is `share_interval`.

    `runner_up`: the ads of the next largest, fewer than `largest`. `effect`: the design effect of ads that one
    employer puts out several at a time; counts below are divided by it. Being the largest is partly luck, and it was
    told only because it leads. Lower end: the share under which, of the counts that lead (runner-up + 1 and up), as
    many and more make α/2 (mid-P; nothing does with the least lead), but at least the exact one with α/3 shared among
    the k = `chosen_among`, B(α/3k; n, N-n+1). Upper end: mid-P's, the share under which fewer, and half the chance of
    as many, make α/2. Measured (docs/coverage.md, decision 28): it holds the truth in 94–98 % of worlds.

    >>> [round(x, 3) for x in largest_share_interval(19, 57, 25, runner_up=4)]
    [0.22, 0.463]
    >>> [round(x, 3) for x in largest_share_interval(5, 57, 25, runner_up=4)]
    [0.012, 0.184]
    """
    if chosen_among <= 1 or total == 0:
        return share_interval(largest, total, effect)
    return _largest_share(largest / effect, total / effect, float(chosen_among), (runner_up + 1) / effect)


@kept_in(INTERVALS)
def _largest_share(largest: float, total: float, chosen_among: float, least: float) -> tuple[float, float]:
    alpha, point = 1 - CONFIDENCE, largest / total
    floor = float(scipy.special.betaincinv(largest, total - largest + 1, alpha / 3 / chosen_among))

    def beyond_low(share: float) -> float:
        return _as_many(largest, total, share) / _at_least(least, total, share) - alpha / 2

    def beyond_high(share: float) -> float:
        return 1 - _as_many(largest, total, share) - alpha / 2

    top = 1 - 1e-12
    low = scipy.optimize.brentq(beyond_low, floor, min(point, top)) if beyond_low(floor) < 0 else floor
    return float(low), 1.0 if largest >= total else float(scipy.optimize.brentq(beyond_high, point, top))


def _at_least(count: float, total: float, share: float) -> float:
    """How often a binomial count is as large, by the incomplete beta function, which takes fractions too."""
    return float(scipy.special.betainc(count, total - count + 1, share)) if count < total + 1 else 0.0


def _as_many(count: float, total: float, share: float) -> float:
    """Mid-P: how often a binomial count is larger, and half of how often it is as large."""
    return (_at_least(count, total, share) + _at_least(count + 1, total, share)) / 2


def count_interval(ads: float, effect: float = 1.0, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a count of ads that come in clusters, in ads; never narrower than the exact Poisson's.

    `effect`: the design effect φ (`clusters.design_effects`). Quasi-Poisson: ads / φ is held to be Poisson; with
    Jeffreys' limits, χ²(α/2; 2n/φ + 1)/2 · φ and χ²(1 - α/2; 2n/φ + 1)/2 · φ. With φ = 1 the exact interval alone.
    Missing stays missing. Measured: it holds the truth in 93–97 % of worlds with the labelled ads' clusters and with
    heavier ones (docs/coverage.md, decision 39); a bootstrap of employers in fewer where a county has few of them.

    >>> [round(x, 1) for x in count_interval(57, 2.56)]
    [36.8, 84.5]
    """
    if math.isnan(ads):
        return math.nan, math.nan
    exact = poisson_interval(ads, confidence)
    if effect <= 1:
        return exact
    low, high = _quasi_poisson(float(ads), float(effect), confidence)
    return min(low, exact[0]), max(high, exact[1])


@kept_in(INTERVALS)
def _quasi_poisson(ads: float, effect: float, confidence: float) -> tuple[float, float]:
    tail, freedom = (1 - confidence) / 2, 2 * ads / effect + 1
    low = _chi2_ppf(tail, freedom) / 2 * effect if ads else 0.0
    return low, _chi2_ppf(1 - tail, freedom) / 2 * effect


def share_interval(
    part: float, total: float, effect: float = 1.0, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The interval of a share 0–1 of ads that come in clusters; never narrower than Clopper–Pearson's.

    Quasi-binomial: part / φ of total / φ, with Jeffreys' limits: the quantiles of B(n/φ + ½, (N - n)/φ + ½). Of
    nothing: missing.

    >>> [round(x, 3) for x in share_interval(808, 1188, 2.56)]
    [0.637, 0.721]
    """
    if total == 0:
        return math.nan, math.nan
    exact = clopper_pearson(round(part), round(total), confidence)
    if effect <= 1:
        return exact
    tail, own, rest = (1 - confidence) / 2, part / effect + 0.5, (total - part) / effect + 0.5
    low = float(scipy.special.betaincinv(own, rest, tail)) if part > 0 else 0.0
    high = float(scipy.special.betaincinv(own, rest, 1 - tail)) if part < total else 1.0
    return min(low, exact[0]), max(high, exact[1])


def _binomial_p_value(successes: int, total: int, share: float) -> float:
    """The exact two-sided binomial test: how often chance gives a count no more likely than this one. As
    `scipy.stats.binomtest`, whose room takes half of a command's time to load and each test of it a millisecond."""
    counts = np.arange(total + 1)
    ways = -np.log(total + 1) - scipy.special.betaln(counts + 1, total - counts + 1)
    log_likely = ways + scipy.special.xlogy(counts, share) + scipy.special.xlog1py(total - counts, -share)
    as_unlikely = log_likely <= log_likely[successes] + _ALIKE
    return min(1.0, float(np.exp(log_likely[as_unlikely]).sum()))


def share_p_value(part: float, total: float, share: float, effect: float = 1.0) -> float:
    """How often chance alone gives a share at least as far from `share`, two-sided, when ads come in clusters.

    Exact binomial with φ = 1; else `clustered_p_values`, never below the exact. 0–1.
    """
    exact = _binomial_p_value(round(part), round(total), share)
    return exact if effect <= 1 else max(exact, float(clustered_p_values(part, total, share, effect)))


def clustered_p_values(
    part: np.ndarray | float, total: np.ndarray | float, share: np.ndarray | float, effect: np.ndarray | float
) -> np.ndarray:
    """Two-sided mid-P of part / φ among total / φ, φ = `effect`; the incomplete beta function takes fractions. 0–1."""
    n, rest = (np.asarray(count, dtype=float) / effect for count in (part, np.subtract(total, part)))
    at_least = np.where(n > 0, scipy.special.betainc(np.maximum(n, _TINY), rest + 1, share), 1.0)
    more = np.where(rest > 0, scipy.special.betainc(n + 1, np.maximum(rest, _TINY), share), 0.0)
    upper = (at_least + more) / 2
    found: np.ndarray = np.minimum(1.0, 2 * np.minimum(upper, 1 - upper))
    return found


def holm(p_values: pd.Series) -> pd.Series:
    """p-values corrected for having looked at all of them (Holm, 1979); missing ones took no part and stay missing.

    The least is multiplied by their number, the next by one fewer, and so on; none may fall below the one before.

    >>> holm(pd.Series([0.01, 0.04, 0.03, None])).round(3).tolist()
    [0.03, 0.06, 0.06, nan]
    """
    known = p_values.dropna().astype(float).sort_values()
    weights = np.arange(len(known), 0, -1)
    corrected = pd.Series(np.minimum(np.maximum.accumulate(known.to_numpy() * weights), 1.0), index=known.index)
    return corrected.reindex(p_values.index)


def wilson_interval(successes: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The Wilson score interval of a share 0–1, as classifiers are reported; of nothing (total 0) it is missing.

    Holds the truth in 95 % of cases on average over shares, in fewer for single rare shares: shares of ads have
    `clopper_pearson`, which never falls short. Reference: Wilson, JASA 22 (1927).

    >>> [round(x, 3) for x in wilson_interval(19, 57)]
    [0.225, 0.463]
    """
    if total == 0:
        return math.nan, math.nan
    found = scipy.stats.binomtest(successes, total).proportion_ci(confidence, method="wilson")
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
    design_effect: pd.Series | float = 1.0,
    *,
    draws: int = RANK_DRAWS,
    seed: int = RANK_SEED,
) -> pd.DataFrame:
    """The rank of each region's rate and the range that holds 95 % of its rank, 1 = highest.

    Draws rates from φ · Gamma(n/φ + ½) / base (Jeffreys' posterior of a quasi-Poisson rate), the same draws on every
    run and for every order of the rows (drawn in code order). φ is the design effect; where it was estimated from
    clusters it is drawn too, one for all regions a draw: φ times 6/χ²(6), at least 1 (decision 57). Every region with a
    count and a base takes part, also those whose rate is hidden: a hidden rate still has neighbours. Missing regions
    get no rank, and one region alone has none: there is nobody to be ranked with. Returns rank, rank_low, rank_high
    (Int64), indexed as `codes`.
    """
    effects = pd.Series(design_effect, index=codes.index) if isinstance(design_effect, float) else design_effect
    frame = pd.DataFrame(
        {"code": codes, "n": ads.astype("Float64"), "base": base_persons.astype("Float64"), "effect": effects}
    )
    ranked = frame.dropna().sort_values("code")
    result = pd.DataFrame(
        {name: pd.array([None] * len(frame), "Int64") for name in ("rank", "rank_low", "rank_high")},
        index=codes.index,
    )
    if len(ranked) < 2:
        return result
    n, base, effect = (ranked[c].to_numpy(dtype=float)[:, None] for c in ("n", "base", "effect"))
    if not isinstance(design_effect, float):
        unsure = EFFECT_FREEDOM / np.random.default_rng(seed + 1).chisquare(EFFECT_FREEDOM, size=(1, draws))
        effect = np.maximum(effect * unsure, 1.0)
    shape = np.broadcast_to(n / effect + 0.5, (len(ranked), draws))
    sampled = np.random.default_rng(seed).standard_gamma(shape) * effect / base
    low, high = np.quantile(_ranks(sampled), [0.025, 0.975], axis=1, method="nearest")
    result.loc[ranked.index, "rank"] = pd.Series(-(n / base)[:, 0], index=ranked.index).rank(method="min").astype(int)
    result.loc[ranked.index, "rank_low"] = low.astype(int)
    result.loc[ranked.index, "rank_high"] = high.astype(int)
    return result


def _ranks(rates: np.ndarray) -> np.ndarray:
    """The rank of each row within each column, 1 = highest; compared row by row, which sorts nothing."""
    ranks = np.ones(rates.shape, dtype=np.int16)
    for rate in rates:
        ranks += rate > rates
    return ranks
