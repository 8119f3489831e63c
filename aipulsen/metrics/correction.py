"""Shares of AI ads corrected for the classifier's known error (Rogan–Gladen), with intervals that carry both errors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aipulsen.metrics.uncertainty import CONFIDENCE, HIDDEN_BELOW_ADS, wilson_interval

CORRECTION_DRAWS = 10_000
CORRECTION_SEED = 20260430
WHOLE = "00"
_JEFFREYS = 0.5


def corrected_shares(
    counts: pd.DataFrame, tp: int, fp: int, fn: int, *, draws: int = CORRECTION_DRAWS, seed: int = CORRECTION_SEED
) -> pd.DataFrame:
    """The apparent and the corrected share of AI ads per region, and of all regions together (code «00»).

    counts: county_code, ai_ads, all_ads (missing counts are not allowed). tp, fp, fn: the classifier's hits, false
    alarms and misses on labelled ads.

    Sensitivity = tp / (tp + fn). The labelled set is enriched with AI ads, so its own specificity says nothing of
    ordinary ads; specificity is the one at which the whole country's flagged ads have the labelled set's precision
    tp / (tp + fp): with apparent share p and π = p · precision / sensitivity, 1 - specificity =
    p · (1 - precision) / (1 - π). Assumed: flagged ads are as often right, and AI ads as often found, as in the
    labelled set, in every region alike. Corrected share (Rogan & Gladen, Am J Epidemiol 107, 1978):
    (pᵢ + specificity - 1) / (sensitivity + specificity - 1), held within 0–1.

    Intervals: 95 % of seeded draws of pᵢ ~ Beta(ai + ½, all - ai + ½) and (tp, fp, fn) ~ Dirichlet(+½), one draw of
    the classifier for all regions. apparent_low_share and apparent_high_share are Wilson's. Below 5 AI ads, or with
    no ads at all, there is no share. The order of the rows changes nothing.

    >>> c = pd.DataFrame({"county_code": ["01"], "ai_ads": [100], "all_ads": [10_000]})
    >>> corrected_shares(c, 90, 10, 30).corrected_share.round(4).tolist()
    [0.012, 0.012]
    """
    frame = counts.sort_values("county_code", ignore_index=True)
    ai, every = frame.ai_ads.to_numpy(dtype=float), frame.all_ads.to_numpy(dtype=float)
    rng = np.random.default_rng(seed)
    sampled = rng.beta(ai + _JEFFREYS, np.maximum(every - ai, 0) + _JEFFREYS, size=(draws, len(frame)))
    hits = rng.dirichlet(np.array([tp, fp, fn]) + _JEFFREYS, size=draws)
    weights = every / max(every.sum(), 1.0)
    whole = sampled @ weights
    with_whole = np.column_stack([sampled, whole])
    drawn = _corrected(with_whole, whole[:, None], hits[:, [0]], hits[:, [1]], hits[:, [2]])
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    codes = [*frame.county_code, WHOLE]
    all_ai, all_ads = np.append(ai, ai.sum()), np.append(every, every.sum())
    apparent = np.divide(all_ai, all_ads, out=np.full(len(all_ai), np.nan), where=all_ads > 0)
    point = _corrected(apparent, np.array(apparent[-1]), *(np.array(float(n)) for n in (tp, fp, fn)))
    bounds = [wilson_interval(int(n), int(total)) for n, total in zip(all_ai, all_ads, strict=True)]
    shown = (all_ai >= HIDDEN_BELOW_ADS) & (all_ads > 0)
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
    return pd.DataFrame({**counted, **columns})


def _corrected(share: np.ndarray, whole: np.ndarray, tp: np.ndarray, fp: np.ndarray, fn: np.ndarray) -> np.ndarray:
    """Rogan and Gladen's estimator with the specificity that gives the whole its precision."""
    precision, sensitivity = tp / (tp + fp), tp / (tp + fn)
    false_alarms = whole * (1 - precision) / (1 - np.minimum(whole * precision / sensitivity, 0.999999))
    corrected: np.ndarray = np.clip((share - false_alarms) / (sensitivity - false_alarms), 0.0, 1.0)
    return corrected
