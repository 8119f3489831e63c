"""IT ads of all Platsbanken's ads, against IT specialists and people: an independent look at where demand is."""

from __future__ import annotations

import pandas as pd

from aipulsen.provenance import quotient_status


def it_ads_per_specialist(ads: pd.DataFrame, specialists: pd.DataFrame) -> pd.DataFrame:
    """IT ads per 1 000 IT specialists and IT's share of all ads, per region, highest first.

    ads: county_code, ads, it_ads, status: all ads of a year that state the county, and those of SSYK 251. specialists:
    county_code, it_specialists_persons, status (by county of work). it_ads_per_1000 = it_ads / it_specialists × 1 000;
    it_ads_share = it_ads / ads; ads_share and it_share are the region's parts of all regions' ads and IT ads. No
    interval: the ads' employers are not known, so neither is how they cluster. Missing or nobody below: missing, never
    0.

    >>> ads = pd.DataFrame({"county_code": ["25"], "ads": [21_000], "it_ads": [755], "status": ["published"]})
    >>> people = pd.DataFrame({"county_code": ["25"], "it_specialists_persons": [2_247], "status": ["published"]})
    >>> it_ads_per_specialist(ads, people).it_ads_per_1000.round().tolist()
    [336.0]
    """
    merged = ads.merge(
        specialists[["county_code", "it_specialists_persons", "status"]].rename(columns={"status": "base_status"}),
        on="county_code",
        how="left",
    )
    every, it = merged.ads.astype("Float64"), merged.it_ads.astype("Float64")
    base = merged.it_specialists_persons.astype("Float64")
    base_status = merged.base_status.fillna("missing")
    table = merged[["county_code", "ads", "it_ads", "it_specialists_persons"]].assign(
        it_ads_per_1000=it / base.where(base > 0) * 1000,
        it_ads_share=it / every.where(every > 0),
        ads_share=every / every.sum(),
        it_share=it / it.sum(),
        score_status=[quotient_status(a, b) for a, b in zip(merged.status, base_status, strict=True)],
        ads_status=merged.status,
        base_status=base_status,
    )
    return table.sort_values(
        ["it_ads_per_1000", "county_code"], ascending=[False, True], na_position="last", ignore_index=True
    )
