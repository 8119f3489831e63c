"""How long ads stand open: Kaplan and Meier's median with interval, and how many come again."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
import scipy  # its rooms load when they are used: `scipy.stats` takes a third of a second

from aipulsen import codes
from aipulsen.metrics.counting import in_counties
from aipulsen.metrics.gap import compared
from aipulsen.metrics.uncertainty import CONFIDENCE, RATED, holm, reliability, share_interval

GROUPS = ("ai", "it")


@dataclass(frozen=True, slots=True)
class Spell:
    """How long a group's ads stand open. None is not known: too few ads, or half of them are still open."""

    ads: int
    ended_ads: int
    median_days: float | None
    median_low_days: float | None
    median_high_days: float | None
    again_ads: int
    again_share: float | None
    again_low_share: float | None
    again_high_share: float | None
    reliability: str


def days_open(spells: pd.DataFrame, level: str, effects: pd.Series) -> pd.DataFrame:
    """A row per region (country «00» first) and group: «ai» the AI ads of the level, «it» the IT ads that are not.

    spells: rows of the table `ad_spells`. effects: the design effect by region, as for counts. `p_value` and
    `compared` stand on the AI row: the log-rank test of the two groups of the same region, its z divided by the root
    of the design effect, verdicts after Holm's correction for all counties («higher»: AI ads stand longer; the country
    is one test). No test where a group has fewer than five ads.
    """
    levels = ["role"] if level == "role" else ["role", "competence"]
    is_ai = spells.level.isin(levels)
    group = pd.Series(np.where(is_ai, "ai", np.where(spells.is_it, "it", "")), index=spells.index)
    known = spells.assign(group=group)[group != ""]
    placed = in_counties(known)
    rows = []
    for code in (codes.COUNTRY_CODE, *sorted(codes.county_codes())):
        own = known if code == codes.COUNTRY_CODE else placed[placed.county_code == code]
        parts = {key: own[own.group == key] for key in GROUPS}
        effect = float(effects.get(code, effects[codes.COUNTRY_CODE]))
        found = {key: spell_of(part, effect) for key, part in parts.items()}
        rated = all(one.reliability in RATED for one in found.values())
        p_value, is_longer = _log_rank(parts["ai"], parts["it"], effect) if rated else (None, False)
        for key, spell in found.items():
            own_test = {"p_value": p_value if key == "ai" else None, "is_longer": is_longer}
            rows.append({"region_code": code, "group": key, **asdict(spell), **own_test})
    frame = pd.DataFrame(rows)
    return frame.assign(compared=_verdicts(frame)).drop(columns="is_longer")


def spell_of(spells: pd.DataFrame, effect: float = 1.0) -> Spell:
    """The median number of days until an ad is taken down or its last day passes, and the share that has come again.

    spells: days_open, is_ended, again_ads, ads (rows of so many ads alike). An ad still open is censored at its age: it
    will stand at least so long. median_days: the first day by which half have ended, by Kaplan and Meier's curve; its
    interval: where the curve's 95 % log-log limits pass a half, with the limits' z times the root of the design effect
    (one employer's ads end together). None where the curve or its limit never falls to a half. again_share: of the
    ended ads, those whose employer has since put out the same ad again, with `share_interval`. Below five ads there is
    neither. References: Kaplan & Meier, JASA 53 (1958); Brookmeyer & Crowley, Biometrics 38 (1982).

    >>> rows = pd.DataFrame({"days_open": [3, 5, 7, 9, 10], "is_ended": [True, True, True, True, False],
    ...     "again_ads": [1, 0, 0, 0, 0], "ads": [1, 1, 2, 1, 2]})
    >>> found = spell_of(rows)
    >>> found.ads, found.ended_ads, found.median_days, found.again_share
    (7, 5, 7.0, 0.2)
    """
    ads = int(spells.ads.sum())
    ended, again = int(spells.ads[spells.is_ended].sum()), int(spells.again_ads.sum())
    trust = reliability(ads)
    if trust not in RATED:
        return Spell(ads, ended, None, None, None, again, None, None, None, trust)
    median, low, high = _median(spells, effect) if ended else (None, None, None)
    share = again / ended if ended else None
    bounds = share_interval(again, ended, effect) if ended else (None, None)
    return Spell(ads, ended, median, low, high, again, share, bounds[0], bounds[1], trust)


def _censored(spells: pd.DataFrame) -> scipy.stats.CensoredData:
    times, is_ended = _one_by_one(spells)
    return scipy.stats.CensoredData(uncensored=times[is_ended], right=times[~is_ended])


def _one_by_one(spells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The days of each ad, and whether it has ended."""
    ads = spells.ads.to_numpy(dtype=int)
    return np.repeat(spells.days_open.to_numpy(dtype=float), ads), np.repeat(spells.is_ended.to_numpy(dtype=bool), ads)


def _median(spells: pd.DataFrame, effect: float) -> tuple[float | None, float | None, float | None]:
    times, is_ended = _one_by_one(spells)
    curve = scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=times[is_ended], right=times[~is_ended])).sf
    low, high = _limits(curve.quantiles, curve.probabilities, times, is_ended, effect)

    def first_by_half(survival: np.ndarray) -> float | None:
        passed = curve.quantiles[survival <= 0.5]
        return float(passed[0]) if len(passed) else None

    return first_by_half(curve.probabilities), first_by_half(low), first_by_half(high)


def _limits(
    days: np.ndarray, survival: np.ndarray, times: np.ndarray, is_ended: np.ndarray, effect: float
) -> tuple[np.ndarray, np.ndarray]:
    """The curve's 95 % log-log limits with Greenwood's variance; where all have ended both are nought, where none has
    both are one. (SciPy's own limits know no design effect, and warn at those two ends.)"""
    at_risk = (times[None, :] >= days[:, None]).sum(axis=1)
    ended = (times[is_ended][None, :] == days[:, None]).sum(axis=1)
    inner = (survival > 0) & (survival < 1)
    left = np.where(at_risk > ended, at_risk - ended, 1)
    variance = np.cumsum(ended / (at_risk * left))
    log = np.log(np.where(inner, survival, 0.5))
    spread = scipy.stats.norm.ppf((1 + CONFIDENCE) / 2) * np.sqrt(max(effect, 1.0) * variance) / -log
    low, high = (np.where(inner, np.exp(log * np.exp(sign * spread)), survival) for sign in (1, -1))
    return low, high


def _log_rank(ai: pd.DataFrame, it: pd.DataFrame, effect: float) -> tuple[float | None, bool]:
    """The two-sided p-value, and whether the AI ads stand longer (end less often than expected)."""
    if not (ai.is_ended.any() or it.is_ended.any()):
        return None, False
    statistic = float(scipy.stats.logrank(_censored(ai), _censored(it)).statistic)
    return float(2 * scipy.stats.norm.sf(abs(statistic) / math.sqrt(max(effect, 1.0)))), statistic < 0


def _verdicts(frame: pd.DataFrame) -> pd.Series:
    counties = frame.region_code != codes.COUNTRY_CODE
    p_values = frame.p_value.astype("Float64")
    together = p_values.where(~counties, holm(p_values.where(counties)))
    return compared(together, frame.is_longer)
