"""Parts of AI ads: how many name something, of how many; one region against the rest, one window against another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import scipy  # its rooms load when they are used: `scipy.stats` takes a third of a second

from aipulsen.codes import COUNTRY_CODE
from aipulsen.metrics.counting import counties_told
from aipulsen.metrics.uncertainty import CONFIDENCE, RATED, holm, reliabilities, share_interval

PartVerdict = Literal["higher", "lower", "not_different", "too_few_ads"]


@dataclass(frozen=True, slots=True)
class Whole:
    """The ads that parts are parts of: how many, and the design effect of their employers (`clusters`)."""

    ads: int
    effect: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Ads counted by region: how many tell what is asked (`ads`), and how many of those name each key (`named`)."""

    ads: Mapping[str, int]
    named: Mapping[str, Mapping[str, int]]

    def whole(self, region_code: str, effect: float) -> Whole:
        """The region's ads that tell."""
        return Whole(self.ads.get(region_code, 0), effect)

    def of(self, region_code: str) -> pd.Series:
        """Ads per name in the region, by name; those that none of its ads has are not there."""
        own = self.named.get(region_code, {})
        return pd.Series({name: own[name] for name in sorted(own)}, dtype="Int64")


def tally(ads: pd.DataFrame, told: pd.Series) -> Tally:
    """The ads of the country («00») and of each county in one walk; an ad for several counties is in each.

    told: what each ad names, joined with «|»; empty where it names nothing, missing where it does not tell and is no
    part of the whole. A region without such ads is not there.

    >>> ads = pd.DataFrame({"county_code": ["25", "25", "01"]})
    >>> found = tally(ads, pd.Series(["agents|generative", "", None]))
    >>> found.ads, found.of("25").to_dict()
    ({'00': 2, '25': 2}, {'agents': 1, 'generative': 1})
    """
    counted: Counter[str] = Counter()
    named: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counties = [codes.split("|") if isinstance(codes, str) else () for codes in counties_told(ads)]
    for own, names in zip(counties, told, strict=True):
        if not isinstance(names, str):
            continue
        found = dict.fromkeys(name for name in names.split("|") if name)
        for region in dict.fromkeys((COUNTRY_CODE, *own)):
            counted[region] += 1
            for name in found:
                named[region][name] += 1
    return Tally(dict(counted), {region: dict(found) for region, found in named.items()})


def parts(counts: Mapping[str, int] | pd.Series, whole: Whole) -> pd.DataFrame:
    """A row per name: key, ads, ads_share with its interval, reliability.

    ads_share = ads / whole.ads, 0–1. Interval: `share_interval` with the design effect of the region's employers, since
    one employer's ads name the same things. The row's own ads decide: below 5 a count and no share, 5–19 uncertain.
    No ads of the name: 0, no share. Names are not parts of a cake: an ad may have several, so shares may sum to
    more than 1.

    >>> parts({"agents": 20}, Whole(50, 1.0)).ads_share.tolist()
    [0.4]
    """
    own = pd.Series(counts, dtype="Int64")
    rated = shares_of(own.to_list(), [whole.ads] * len(own), whole.effect)
    return pd.DataFrame({"key": pd.Series(list(own.index), dtype="object"), **rated})


def shares_of(ads: Sequence[int], ads_all: Sequence[int], effect: float) -> pd.DataFrame:
    """ads, ads_all, ads_share with interval and reliability, as `parts` has them, for counts of several wholes."""
    pairs = [(int(n), int(of)) for n, of in zip(ads, ads_all, strict=True)]
    trust = reliabilities(pd.Series([n for n, _ in pairs], dtype="Int64"))
    shown = trust.isin(RATED).tolist()
    bounds = [share_interval(n, of, effect) if ok else (None, None) for (n, of), ok in zip(pairs, shown, strict=True)]
    shares = {
        "ads_share": [n / of if ok else None for (n, of), ok in zip(pairs, shown, strict=True)],
        "ads_low_share": [low for low, _ in bounds],
        "ads_high_share": [high for _, high in bounds],
    }
    counted = {"ads": pd.array([n for n, _ in pairs], "Int64"), "ads_all": pd.array([of for _, of in pairs], "Int64")}
    return pd.DataFrame(
        {**counted, **{name: pd.array(v, "Float64") for name, v in shares.items()}, "reliability": trust}
    )


def difference_p_value(part: int, whole: Whole, other_part: int, other: Whole) -> float:
    """How often chance alone makes two shares differ at least as much, two-sided, when ads come in clusters. 0–1.

    The score test of two shares, z² = (p₁ - p₂)² / (p (1 - p) (φ₁/N₁ + φ₂/N₂)) with p of both together, but never below
    Fisher's exact test of independent ads. Nothing on either side: 1.

    >>> round(difference_p_value(30, Whole(100, 1.0), 15, Whole(100, 1.0)), 3)
    0.017
    """
    if not whole.ads or not other.ads:
        return 1.0
    table = [[part, whole.ads - part], [other_part, other.ads - other_part]]
    exact = float(scipy.stats.fisher_exact(table).pvalue)
    together = (part + other_part) / (whole.ads + other.ads)
    variance = together * (1 - together) * (max(whole.effect, 1) / whole.ads + max(other.effect, 1) / other.ads)
    if variance <= 0:
        return 1.0
    z = abs(part / whole.ads - other_part / other.ads) / np.sqrt(variance)
    return max(exact, float(2 * scipy.stats.norm.sf(z)))


def compared(own: pd.DataFrame, whole: Whole, others: Mapping[str, int], other: Whole) -> pd.DataFrame:
    """Each part's share against the same part of other ads: other_ads, other_share, p_value, verdict; indexed as `own`.

    own: rows of `parts`. The verdict is «higher» or «lower» only where the p-value, corrected with Holm for all parts
    compared, is below 0.05. A part of fewer than 5 ads on either side has counts and no test («too_few_ads»).
    """
    found = [int(others.get(key, 0)) for key in own.key]
    tested = pd.Series([min(int(n), m) for n, m in zip(own.ads, found, strict=True)], index=own.index)
    can = reliabilities(tested).isin(RATED)
    raw = [
        difference_p_value(int(n), whole, m, other) if ok else None
        for n, m, ok in zip(own.ads, found, can, strict=True)
    ]
    shares = pd.Series([m / other.ads if other.ads else None for m in found], index=own.index, dtype="Float64")
    shares = shares.where(reliabilities(pd.Series(found, index=own.index)).isin(RATED))
    p_values, verdicts = verdicts_of(pd.Series(raw, index=own.index, dtype="Float64"), own.ads_share, shares)
    return pd.DataFrame(
        {
            "other_ads": pd.array(found, "Int64"),
            "other_share": pd.array(shares, "Float64"),
            "p_value": pd.array(p_values, "Float64"),
            "verdict": verdicts,
        },
        index=own.index,
    )


def verdicts_of(p_values: pd.Series, shares: pd.Series, others: pd.Series) -> tuple[pd.Series, list[PartVerdict]]:
    """p-values of several comparisons corrected for having made them all (`holm`), and what each then says."""
    corrected = holm(p_values)
    return corrected, [_verdict(*row) for row in zip(corrected, shares, others, strict=True)]


def _verdict(p_value: float, share: float, other: float) -> PartVerdict:
    if pd.isna(p_value) or pd.isna(share) or pd.isna(other):
        return "too_few_ads"
    if p_value >= 1 - CONFIDENCE:
        return "not_different"
    return "higher" if share > other else "lower"
