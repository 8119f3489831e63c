"""Big cities against the rest: share of ads beside share of population on the same definition."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aipulsen.metrics.uncertainty import RATED, reliabilities, share_interval
from aipulsen.provenance import bears_a_test, quotient_status, status_where, weakest_status

GROUPS = ("big_city", "rest", "not_stated")


def big_city_split(counts: pd.DataFrame, population: pd.DataFrame, effect: float | None = None) -> pd.DataFrame:
    """Ads and population per group, with shares.

    counts: group, ads, status (group «not_stated» for ads that cannot be placed on this definition). effect: the
    design effect of clustered ads, None where there are no ads to tell it from (`interval_kind`: «counting_error»).
    population: group, population_persons, population_share, population_status, population_period.
    ads_share is of the ads that can be placed; those that cannot stand in their own row without a share.
    ads_low_share and ads_high_share are its 95 % interval (`share_interval`), null unless both groups' ads were counted
    or follow from print alone («implied»: the report prints the share). Missing counts give missing shares, and a
    group with fewer than 5 ads has its count and no share (`reliability`). Shares are 0–1 and, both shown, sum to 1.
    """
    groups = pd.DataFrame({"group": ["big_city", "rest"]})
    merged = groups.merge(counts, on="group", how="left").merge(population, on="group", how="left")
    ads = merged.ads.astype("Float64")
    known = bool(counts.ads.notna().any())
    if known:  # a group without a row has no ads; one whose count is missing stays missing
        ads = ads.mask(~merged.group.isin(counts.group), 0.0)
    total = ads.sum(skipna=False)
    merged["ads"] = ads.astype("Int64")
    merged["reliability"] = reliabilities(ads)
    shown = merged.reliability.isin(RATED)
    merged["ads_share"] = (ads / total).where(shown) if shown.any() else pd.Series([pd.NA] * 2, dtype="Float64")
    known_total = int(total) if pd.notna(total) else 0
    firm = bool(merged.status.map(bears_a_test).all())
    bounds = [
        share_interval(int(n), known_total, effect or 1.0) if firm and pd.notna(n) else (np.nan, np.nan) for n in ads
    ]
    merged["ads_low_share"] = pd.Series([low for low, _ in bounds], dtype="Float64").where(shown)
    merged["ads_high_share"] = pd.Series([high for _, high in bounds], dtype="Float64").where(shown)
    merged["ads_status"] = merged.status.fillna("measured" if known else "missing")
    of_total = weakest_status(*merged.ads_status)
    merged["share_status"] = status_where(merged.ads_share, [quotient_status(of_total, of_total)] * len(merged))
    merged["interval_kind"] = [
        None if pd.isna(low) else "counting_error" if effect is None else "clustered" for low in merged.ads_low_share
    ]
    not_stated = counts[(counts.group == "not_stated") & (counts.ads > 0).fillna(False)]
    if len(not_stated):
        unplaced = not_stated.rename(columns={"status": "ads_status"})
        unplaced = unplaced.assign(
            ads=not_stated.ads.astype("Int64"), reliability="not_applicable", share_status="missing"
        )
        merged = pd.concat([merged, unplaced], ignore_index=True)
    of_ads = ["group", "ads", "ads_share", "ads_low_share", "ads_high_share", "interval_kind", "reliability"]
    of_people = ["population_persons", "population_share", "population_status", "population_period"]
    return merged[[*of_ads, "ads_status", "share_status", *of_people]]
