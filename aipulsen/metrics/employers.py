"""Who advertises: employers by name, their ads and their shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from aipulsen.metrics.clusters import employer_key
from aipulsen.metrics.uncertainty import RATED, reliability, share_interval


def employer_table(ads: pd.DataFrame, burst_effect: float = 1.0) -> pd.DataFrame:
    """One row per employer: employer, employer_kind, is_staffing, ads, ads_share with its interval (ads_low_share,
    ads_high_share; `share_interval`), reliability, roles; most ads first.

    burst_effect: the design effect of ads that an employer puts out several at a time (`clusters.design_effects` by
    employer and week).

    ads_share is 0–1 of all ads given, also those without an employer, which stand in a row of their own with
    a missing name. It speaks of the region, so the region's ads decide: below 5 in all there are counts and no share,
    and `reliability` is the same for every employer. `roles` are up to three of the most common occupations, else
    headlines. No ads: no rows.
    """
    counted = ["ads", "ads_share", "ads_low_share", "ads_high_share", "reliability"]
    columns = ["employer", "employer_kind", "is_staffing", *counted, "roles"]
    if ads.empty:
        return pd.DataFrame({c: pd.Series([], dtype="object") for c in columns})
    told = (ads.employer, ads.employer_kind, ads.is_staffing, ads.occupation_name.fillna(ads.headline))
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for ad in zip(*(column.astype("object") for column in told), strict=True):
        groups.setdefault(employer_key(ad[0]) if isinstance(ad[0], str) and ad[0] else "", []).append(ad)
    trust = reliability(len(ads))
    rows = []
    for key, group in groups.items():
        spelled, kinds, staffing, words = zip(*group, strict=True)
        low, high = share_interval(len(group), len(ads), burst_effect) if trust in RATED else (None, None)
        rows.append(
            {
                "employer": _most_common(spelled)[0] if key else None,
                "employer_kind": _most_common(kinds)[0],
                "is_staffing": any(staffing),
                "ads": len(group),
                "ads_share": len(group) / len(ads) if trust in RATED else None,
                "ads_low_share": low,
                "ads_high_share": high,
                "reliability": trust,
                "roles": "; ".join(_most_common(words)[:3]),
                "_key": key,
            }
        )
    table = pd.DataFrame(rows).sort_values(["ads", "_key"], ascending=[False, True], ignore_index=True)
    shares = {c: table[c].astype("Float64") for c in ("ads_share", "ads_low_share", "ads_high_share")}
    return table.assign(**shares)[columns]


def _most_common(words: Iterable[Any]) -> list[str]:
    """The words by how often they stand there, then by the alphabet; what is missing is no word."""
    counted = Counter(word for word in words if isinstance(word, str))
    return sorted(counted, key=lambda word: (-counted[word], word))


def share_bounds(employer_ads: float | None, ads: float | None) -> tuple[float | None, float | None]:
    """The interval of a printed employer's share, the counting error only; missing when either count is missing or
    there are no ads."""
    if employer_ads is None or ads is None or pd.isna(employer_ads) or pd.isna(ads) or not ads:
        return None, None
    return share_interval(round(float(employer_ads)), int(ads))


def ads_by_employer(ads: pd.DataFrame) -> pd.DataFrame:
    """Ads per county and employer: county_code, employer, ads; most ads first in each county, then by name.

    Spellings that share a key are one employer, called by its most common spelling; ads without an employer
    have a row with a missing name. Ads that name no county are left out.
    """
    placed = ads[ads.county_code.notna()]
    names = placed.employer.astype("object").where(placed.employer.notna(), None)
    keys = {name: employer_key(name) if name else "" for name in set(names)}
    frame = pd.DataFrame({"county_code": placed.county_code, "employer": names, "key": names.map(keys)})
    spelled = frame.groupby(["key", "employer"], dropna=False).size().reset_index(name="ads")
    spelled = spelled.sort_values(["ads", "employer"], ascending=[False, True]).drop_duplicates("key")
    counted = frame.groupby(["county_code", "key"], as_index=False).size().rename(columns={"size": "ads"})
    counted = counted.merge(spelled[["key", "employer"]], on="key")
    counted = counted.sort_values(["county_code", "ads", "key"], ascending=[True, False, True], ignore_index=True)
    return counted[["county_code", "employer", "ads"]]
