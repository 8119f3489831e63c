"""Big cities against the rest: share of ads beside share of population on the same definition."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aipulsen.metrics.uncertainty import RATED, clopper_pearson, reliabilities
from aipulsen.provenance import weakest_status

GROUPS = ("big_city", "rest", "not_stated")


def big_city_split(counts: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Ads and population per group, with shares.

    counts: group, ads, status (group «not_stated» for ads that cannot be placed on this definition).
    population: group, population_persons, population_share, population_status, population_period.
    ads_share is of the ads that can be placed; those that cannot stand in their own row without a share.
    ads_low_share and ads_high_share are its exact 95 % interval. Missing counts give missing shares, and a group with
    fewer than 5 ads has its count and no share (`reliability`). Shares are 0–1 and, both shown, sum to 1.
    """
    groups = pd.DataFrame({"group": ["big_city", "rest"]})
    merged = groups.merge(counts, on="group", how="left").merge(population, on="group", how="left")
    ads = merged.ads.astype("Float64")
    known = counts.ads.notna().any()
    if known:
        ads = ads.fillna(0.0)
    total = ads.sum(min_count=1)
    merged["ads"] = ads.astype("Int64")
    merged["reliability"] = reliabilities(ads)
    shown = merged.reliability.isin(RATED)
    merged["ads_share"] = (ads / total).where(shown) if shown.any() else pd.Series([pd.NA] * 2, dtype="Float64")
    known_total = int(total) if pd.notna(total) else 0
    bounds = [clopper_pearson(int(n), known_total) if pd.notna(n) else (np.nan, np.nan) for n in ads]
    merged["ads_low_share"] = pd.Series([low for low, _ in bounds], dtype="Float64").where(shown)
    merged["ads_high_share"] = pd.Series([high for _, high in bounds], dtype="Float64").where(shown)
    merged["status"] = [
        weakest_status(*(s if isinstance(s, str) else "measured" for s in [status])) for status in merged.status
    ]
    not_stated = counts[(counts.group == "not_stated") & (counts.ads > 0).fillna(False)]
    if len(not_stated):
        unplaced = not_stated.assign(ads=not_stated.ads.astype("Int64"), reliability="not_applicable")
        merged = pd.concat([merged, unplaced], ignore_index=True)
    of_ads = ["group", "ads", "ads_share", "ads_low_share", "ads_high_share", "reliability"]
    of_people = ["population_persons", "population_share", "status", "population_status", "population_period"]
    return merged[of_ads + of_people]
