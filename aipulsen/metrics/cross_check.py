"""Platsbanken against a snapshot of other job boards: agreement per county, employers seen in only one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
import scipy  # its rooms load when they are used: `scipy.stats` takes a third of a second

from aipulsen.metrics.clusters import employer_key
from aipulsen.metrics.uncertainty import CONFIDENCE, RATED, holm, reliabilities, share_interval

_LEAST_COUNTIES = 4  # a rank correlation of fewer says nothing


def county_agreement(
    platsbanken: pd.DataFrame, boards: pd.DataFrame, effect: float = 1.0, board_effect: float = 1.0
) -> pd.DataFrame:
    """Each county's share of the AI ads in the two sources with its exact interval, and whether they differ.

    platsbanken, boards: county_code, ads (placed ads only; a county absent from one has 0 there). effect, board_effect:
    each source's design effect of clustered ads. Returns
    county_code, ads, board_ads; for each source the share (ads_share, board_ads_share; 0–1 of its placed ads) with
    `share_interval` (…_low_share, …_high_share) and reliability (reliability, board_reliability), which its
    own count in the county decides: below 5 there is a count and no share; without placed ads at all the source's
    shares are missing. `agreement`: «differs» when Fisher's exact test on the county against the rest, on counts
    divided by their design effects, tells the sources apart after Holm's correction for all counties tested (p <
    0.05), else «agrees»; «unknown» unless both sources have a share. `p_value` is the uncorrected.

    >>> one = pd.DataFrame({"county_code": ["01", "25"], "ads": [90, 10]})
    >>> two = pd.DataFrame({"county_code": ["01", "25"], "ads": [40, 60]})
    >>> county_agreement(one, two).agreement.tolist()
    ['differs', 'differs']
    """
    both = platsbanken.merge(boards.rename(columns={"ads": "board_ads"}), on="county_code", how="outer")
    both = both.fillna({"ads": 0, "board_ads": 0}).sort_values("county_code", ignore_index=True)
    ads, board_ads = both.ads.astype("Int64"), both.board_ads.astype("Int64")
    total, board_total = int(ads.sum()), int(board_ads.sum())
    shares, board_shares = _shares(ads, total, effect), _shares(board_ads, board_total, board_effect)
    comparable = shares.share.notna() & board_shares.share.notna()
    p_values = pd.Series(
        [
            _p_value(int(n), total, int(m), board_total, effect, board_effect) if known else None
            for n, m, known in zip(ads, board_ads, comparable, strict=True)
        ],
        dtype="Float64",
    )
    return pd.DataFrame(
        {
            "county_code": both.county_code,
            "ads": ads,
            "board_ads": board_ads,
            "ads_share": shares.share,
            "ads_low_share": shares.low,
            "ads_high_share": shares.high,
            "reliability": shares.reliability,
            "board_ads_share": board_shares.share,
            "board_ads_low_share": board_shares.low,
            "board_ads_high_share": board_shares.high,
            "board_reliability": board_shares.reliability,
            "p_value": p_values,
            "agreement": [
                "unknown" if pd.isna(p) else "differs" if p < 1 - CONFIDENCE else "agrees" for p in holm(p_values)
            ],
        }
    )


def _shares(ads: pd.Series, total: int, effect: float) -> pd.DataFrame:
    """Each count's share of `total` with interval and reliability: share, low, high, reliability."""
    trust = reliabilities(ads if total else pd.Series(pd.NA, index=ads.index))
    bounds = [(n / total, *share_interval(n, total, effect)) if total else (None, None, None) for n in map(int, ads)]
    frame = pd.DataFrame(bounds, columns=["share", "low", "high"], index=ads.index).astype("Float64")
    return frame.where(trust.isin(RATED)).assign(reliability=trust)


def _p_value(ads: int, total: int, board_ads: int, board_total: int, effect: float, board_effect: float) -> float:
    """Fisher's exact test on as many independent ads as the clustered ones are worth."""
    own = [round(ads / effect), round((total - ads) / effect)]
    board = [round(board_ads / board_effect), round((board_total - board_ads) / board_effect)]
    return float(scipy.stats.fisher_exact([own, board]).pvalue)


@dataclass(frozen=True, slots=True)
class RankAgreement:
    """Spearman's rank correlation of the counties' counts in two sources, with its 95 % interval."""

    correlation: float | None
    low: float | None
    high: float | None
    counties: int


def rank_agreement(agreement: pd.DataFrame) -> RankAgreement:
    """How alike the two sources order the counties: -1 (reversed) to 1 (the same order).

    agreement: ads, board_ads. The interval is Fisher's z with Bonett and Wright's variance
    (1 + ρ²/2)/(n - 3) (Psychometrika 65, 2000). Missing with fewer than four counties or a source without spread.
    """
    counties = len(agreement)
    x, y = agreement.ads.astype(float), agreement.board_ads.astype(float)
    if counties < _LEAST_COUNTIES or x.nunique() < 2 or y.nunique() < 2:
        return RankAgreement(None, None, None, counties)
    rho = float(scipy.stats.spearmanr(x, y).statistic)
    if abs(rho) >= 1:
        return RankAgreement(rho, rho, rho, counties)
    half = float(scipy.stats.norm.ppf(1 - (1 - CONFIDENCE) / 2)) * math.sqrt((1 + rho * rho / 2) / (counties - 3))
    centre = math.atanh(rho)
    return RankAgreement(rho, math.tanh(centre - half), math.tanh(centre + half), counties)


def employer_overlap(ads: pd.DataFrame, boards: pd.DataFrame) -> pd.DataFrame:
    """Every named employer with its ads in each source: employer, ads, board_ads, seen_in («both»,
    «platsbanken», «boards»); most ads first. Two spellings of one name are one employer.

    >>> one, two = pd.DataFrame({"employer": ["LKAB AB"]}), pd.DataFrame({"employer": ["Lkab", "Exempel AB"]})
    >>> employer_overlap(one, two)[["employer", "seen_in"]].values.tolist()
    [['LKAB AB', 'both'], ['Exempel AB', 'boards']]
    """
    counted = [_counted(frame).rename(columns={"n": column}) for frame, column in ((ads, "ads"), (boards, "board_ads"))]
    merged = counted[0].merge(counted[1], on="key", how="outer", suffixes=("", "_board"))
    first, second = merged.ads.fillna(0).astype(int), merged.board_ads.fillna(0).astype(int)
    seen = ["both" if a and b else "platsbanken" if a else "boards" for a, b in zip(first, second, strict=True)]
    table = pd.DataFrame(
        {
            "employer": merged.employer.fillna(merged.employer_board),
            "ads": first,
            "board_ads": second,
            "seen_in": seen,
            "_key": merged.key,
            "_all": first + second,
        }
    )
    table = table.sort_values(["_all", "_key"], ascending=[False, True], ignore_index=True)
    return table.drop(columns=["_key", "_all"])


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    named = frame[frame.employer.notna()]
    keyed = named.assign(key=[employer_key(name) for name in named.employer]).sort_values("employer")
    return keyed.groupby("key", as_index=False).agg(employer=("employer", "first"), n=("employer", "size"))
