"""Shares of AI ads corrected for the classifier's known error (Rogan–Gladen), with intervals that carry both errors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.uncertainty import CONFIDENCE, RATED, reliabilities, share_interval

CORRECTION_DRAWS = 10_000
CORRECTION_SEED = 20260430
# Of fewer labelled AI ads the share found is one of hardly any values: with 16 the interval held up to 100 % of worlds.
# Of fewer AI ads in the country the design effect is too unsure: of 165 in heavy clusters it held 90 %. With more of
# both it holds the 93–97 % it promises (docs/coverage.md, decision 61).
LEAST_LABELLED_AI_ADS, LEAST_AI_ADS = 50, 400


def corrected_shares(
    counts: pd.DataFrame,
    tp: int,
    fp: int,
    fn: int,
    effect: float = 1.0,
    *,
    draws: int = CORRECTION_DRAWS,
    seed: int = CORRECTION_SEED,
) -> pd.DataFrame:
    """The apparent and the corrected share of AI ads per region, and of all regions together (code «00»).

    counts: county_code, ai_ads, all_ads (missing counts are not allowed). tp, fp, fn: the classifier's hits, false
    alarms and misses on labelled ads that it had not been written after. effect: the design effect of clustered ads.

    Sensitivity = tp / (tp + fn). The labelled set is enriched with AI ads, so its own specificity says nothing of
    ordinary ads; specificity is the one at which the whole country's flagged ads have the labelled set's precision
    tp / (tp + fp): with apparent share p and π = p · precision / sensitivity, 1 - specificity =
    p · (1 - precision) / (1 - π). Assumed: flagged ads are as often right, and AI ads as often found, as in the
    labelled set, in every region alike. Corrected share (Rogan & Gladen, Am J Epidemiol 107, 1978):
    (pᵢ + specificity - 1) / (sensitivity + specificity - 1), held within 0–1.

    Intervals: 95 %, carrying the chance in the counts and in the measurement of the classifier. Seeded draws of the
    shares whose quantiles are Clopper–Pearson's ends, the lower ones for the low end and the upper ones for the high
    (melding: Fay, Proschan & Brittain, Biometrics 71, 2015); of precision and sensitivity, half of each (mid-P).
    With clustered ads both are Jeffreys' draws of n / φ among N / φ. apparent_low_share and apparent_high_share are
    `share_interval`'s own. Below 5 AI ads, or with no ads at all, there
    is no share (`reliability`). The order of the rows changes nothing.

    >>> c = pd.DataFrame({"county_code": ["01"], "ai_ads": [100], "all_ads": [10_000]})
    >>> corrected_shares(c, 90, 10, 30).corrected_share.round(4).tolist()
    [0.012, 0.012]
    """
    frame = counts.sort_values("county_code", ignore_index=True)
    codes = [*frame.county_code, WHOLE]
    all_ai, all_ads = (np.append(frame[c], frame[c].sum()).astype(float) for c in ("ai_ads", "all_ads"))
    rng = np.random.default_rng(seed)
    share_low, share_high = _share_draws(rng, all_ai, all_ads, effect, draws)
    precision, sensitivity = (_middle_draws(rng, tp, tp + wrong, draws)[:, None] for wrong in (fp, fn))
    # A county's corrected share falls as the country's apparent share rises; the country's own rises with it.
    is_whole = np.array(codes) == WHOLE
    whole_low = np.where(is_whole, share_low[:, [-1]], share_high[:, [-1]])
    whole_high = np.where(is_whole, share_high[:, [-1]], share_low[:, [-1]])
    low = np.quantile(_corrected(share_low, whole_low, precision, sensitivity), (1 - CONFIDENCE) / 2, axis=0)
    high = np.quantile(_corrected(share_high, whole_high, precision, sensitivity), (1 + CONFIDENCE) / 2, axis=0)
    apparent = np.divide(all_ai, all_ads, out=np.full(len(all_ai), np.nan), where=all_ads > 0)
    measured = np.array(tp / (tp + fp)), np.array(tp / (tp + fn))
    point = _corrected(apparent, np.array(apparent[-1]), *measured)
    bounds = [share_interval(int(n), int(total), effect) for n, total in zip(all_ai, all_ads, strict=True)]
    trust = reliabilities(pd.Series(all_ai).where(all_ads > 0))
    shown = trust.isin(RATED)
    shares = {
        "apparent_share": apparent,
        "apparent_low_share": [b[0] for b in bounds],
        "apparent_high_share": [b[1] for b in bounds],
        "corrected_share": point,
        "corrected_low_share": low,
        "corrected_high_share": high,
    }
    columns = {name: pd.Series(values, dtype="Float64").where(shown) for name, values in shares.items()}
    counted = {"county_code": codes, "ai_ads": all_ai.astype(int), "all_ads": all_ads.astype(int)}
    return pd.DataFrame({**counted, **columns, "reliability": trust})


def why_not_corrected(labelled_ai_ads: int, ai_ads: int) -> str | None:
    """Why a corrected share's interval would not hold what it promises: «too_few_labelled», «too_few_ads»; or None.

    labelled_ai_ads: the AI ads among those that measured the classifier (tp + fn). ai_ads: those of the whole country.

    >>> why_not_corrected(16, 1452), why_not_corrected(54, 165), why_not_corrected(54, 1452)
    ('too_few_labelled', 'too_few_ads', None)
    """
    if labelled_ai_ads < LEAST_LABELLED_AI_ADS:
        return "too_few_labelled"
    return "too_few_ads" if ai_ads < LEAST_AI_ADS else None


def _share_draws(
    rng: np.random.Generator, successes: np.ndarray, total: np.ndarray, effect: float, draws: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draws of shares of ads that come in clusters, for the low and the high end; of independent ads the exact ones."""
    if effect <= 1:
        return _exact_draws(rng, successes, total, draws)
    rest = np.maximum(total - successes, 0) / effect + 0.5
    drawn = rng.beta(successes / effect + 0.5, rest, size=(draws, *np.shape(successes)))
    return drawn, drawn


def _exact_draws(
    rng: np.random.Generator, successes: np.ndarray, total: np.ndarray, draws: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draws of shares, a column each: the first's 2.5 % and the second's 97.5 % quantile are Clopper–Pearson's."""
    rest, size = np.maximum(total - successes, 0), (draws, *np.shape(successes))
    low = np.where(successes > 0, rng.beta(np.maximum(successes, 1), rest + 1, size=size), 0.0)
    high = np.where(rest > 0, rng.beta(successes + 1, np.maximum(rest, 1), size=size), 1.0)
    return low, high


def _middle_draws(rng: np.random.Generator, successes: int, total: int, draws: int) -> np.ndarray:
    """Draws of one share, half of them the lower and half the upper of `_exact_draws`."""
    low, high = _exact_draws(rng, np.array(float(successes)), np.array(float(total)), draws)
    chosen: np.ndarray = np.where(rng.random(draws) < 0.5, low, high)
    return chosen


def _corrected(share: np.ndarray, whole: np.ndarray, precision: np.ndarray, sensitivity: np.ndarray) -> np.ndarray:
    """Rogan and Gladen's estimator with the specificity that gives the whole its precision."""
    false_alarms = whole * (1 - precision) / (1 - np.minimum(whole * precision / sensitivity, 0.999999))
    corrected: np.ndarray = np.clip((share - false_alarms) / (sensitivity - false_alarms), 0.0, 1.0)
    return corrected
