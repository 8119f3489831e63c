"""Ads come in clusters: how many times more a count of them varies than one of independent ads."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from aipulsen.metrics.uncertainty import LABELLED_BURST_EFFECT, LABELLED_DESIGN_EFFECT

WHOLE = "00"
# How many AI ads each of the 72 employers of the labelled set has, most first: Σn²/Σn is `LABELLED_DESIGN_EFFECT`.
LABELLED_LOTS = (8, 7, 5, 4, 3, 3, 3, *[2] * 11, *[1] * 54)
PRIOR_ADS = 20  # the first guess weighs as much as so many ads: a handful of ads cannot tell how they cluster
SHARED_ADS = 200  # the country's design effect weighs as much as so many of a region's own ads
_LEGAL_FORM = re.compile(r"\b(ab|aktiebolag|hb|kb|publ|filial|ltd|as|oy|gmbh)\b|[(),.]")


@lru_cache(maxsize=1 << 16)  # the same employers stand in every window
def employer_key(name: str) -> str:
    """The name two spellings of one employer share: case, spaces and legal form do not count.

    >>> employer_key("Exempelverket AB (publ)") == employer_key("EXEMPELVERKET  AB")
    True
    """
    return " ".join(_LEGAL_FORM.sub(" ", name.casefold()).split()) or name.casefold()


def design_effect(cluster_ads: pd.Series | np.ndarray) -> float:
    """How many times more a count varies than one of independent ads: Σn²/Σn over its clusters; of no ads 1.

    Unit: ratio, 1 (each ad for itself) and up. If clusters arrive independently (compound Poisson), the variance of a
    count is Σn², which independent ads make Σn.

    >>> round(design_effect(np.array([19] + [1] * 38)), 2)
    7.0
    """
    sizes = np.asarray(cluster_ads, dtype=float)
    return float((sizes**2).sum() / sizes.sum()) if sizes.sum() else 1.0


def region_effect(cluster_ads: pd.Series | np.ndarray, whole: float, weight_ads: float = SHARED_ADS) -> float:
    """A region's design effect shrunk towards the whole's: (Σn² + m φ) / (Σn + m), at least 1.

    m = `weight_ads`: a few employers say little of how large a cluster may come.

    >>> round(region_effect(np.array([19] + [1] * 38), 2.56), 2)
    3.54
    """
    sizes = np.asarray(cluster_ads, dtype=float)
    return float(shrunk_effect((sizes**2).sum(), sizes.sum(), whole, weight_ads))


def shrunk_effect(
    squares: np.ndarray | float, ads: np.ndarray | float, whole: np.ndarray | float, weight_ads: float
) -> np.ndarray:
    """`region_effect` from Σn² and Σn, for many regions or simulated worlds at once."""
    shrunk: np.ndarray = np.maximum(1.0, (squares + weight_ads * whole) / (ads + weight_ads))
    return shrunk


def lots(cluster_ads: pd.Series | np.ndarray) -> pd.Series:
    """How common each size of a cluster is, in clusters by size; the labelled ads' are among them, weighing as 20 ads.

    Its Σn²/Σn is the design effect of the whole, shrunk as in `design_effects`.

    >>> found = lots(np.array([19] + [1] * 38))
    >>> sizes = found.index.to_numpy()
    >>> round(float((sizes**2 * found).sum() / (sizes * found).sum()), 2) == round(region_effect(
    ...     np.array([19] + [1] * 38), 279 / 109, 20), 2)
    True
    """
    labelled = pd.Series(LABELLED_LOTS).value_counts() * (PRIOR_ADS / sum(LABELLED_LOTS))
    return pd.Series(cluster_ads).value_counts().add(labelled, fill_value=0.0).sort_index()


def cluster_sizes(ads: pd.DataFrame, regions: pd.Series | None = None, *, by_week: bool = False) -> pd.Series:
    """Ads per cluster, by region and employer, with `by_week` the employer's ads of one week.

    ads: employer, county_code (or `regions`, indexed as `ads`), with `by_week` published_date. Ads that name no region
    are left out, an ad without employer is a cluster of its own.
    """
    codes = ads.county_code if regions is None else regions
    placed = ads[codes.notna()]
    key_of = {name: employer_key(str(name)) for name in placed.employer.dropna().unique()}
    keys = placed.employer.astype("object").map(key_of)
    unnamed = "\x00" + placed.index.astype("str").to_series(index=placed.index)  # no employer is called so
    by = [codes[codes.notna()].astype("object").rename("region"), keys.where(keys.notna(), unnamed).rename("employer")]
    if by_week:
        days = pd.to_datetime(placed.published_date)
        by.append((days - pd.to_timedelta(days.dt.day_of_week, unit="D")).rename("week"))
    return placed.groupby(by).size()


def design_effects(ads: pd.DataFrame, regions: pd.Series | None = None, *, by_week: bool = False) -> pd.Series:
    """The design effect per region, and of all regions together (code «00»), over `cluster_sizes`; at least 1.

    The whole is shrunk towards the labelled set's with m = 20 ads, each region towards the whole with m = 200
    (`region_effect`). A region without ads is not in the answer: it has the whole's.
    """
    sizes = cluster_sizes(ads, regions, by_week=by_week)
    first_guess = LABELLED_BURST_EFFECT if by_week else LABELLED_DESIGN_EFFECT
    whole = region_effect(sizes, first_guess, PRIOR_ADS)
    found = {str(code): region_effect(own, whole) for code, own in sizes.groupby(level="region")}
    return pd.Series({WHOLE: whole, **found})
