"""Who advertises, and how much hangs on one employer."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from aipulsen.metrics.uncertainty import HIDDEN_BELOW_ADS, wilson_interval

_LEGAL_FORM = re.compile(r"\b(ab|aktiebolag|hb|kb|publ|filial|ltd|as|oy|gmbh)\b|[(),.]")


def employer_key(name: str) -> str:
    """The name two spellings of one employer share: case, spaces and legal form do not count.

    >>> employer_key("Exempelverket AB (publ)") == employer_key("EXEMPELVERKET  AB")
    True
    """
    return " ".join(_LEGAL_FORM.sub(" ", name.casefold()).split()) or name.casefold()


def employer_table(ads: pd.DataFrame) -> pd.DataFrame:
    """One row per employer: employer, employer_kind, is_staffing, ads, ads_share, roles; most ads first.

    ads_share is 0–1 of all ads given, also those without an employer, which stand in a row of their own with
    a missing name. `roles` are up to three of the most common occupations, else headlines. No ads: no rows.
    """
    columns = ["employer", "employer_kind", "is_staffing", "ads", "ads_share", "roles"]
    if ads.empty:
        return pd.DataFrame({c: pd.Series([], dtype="object") for c in columns})
    names = ads.employer.astype("object").where(ads.employer.notna(), None)
    keyed = ads.assign(_key=[employer_key(n) if n else "" for n in names])
    rows = []
    for key, group in keyed.groupby("_key", sort=True):
        words = group.occupation_name.fillna(group.headline)
        common = words.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
        spelled = group.employer.dropna().value_counts().sort_index().sort_values(ascending=False, kind="stable")
        rows.append(
            {
                "employer": spelled.index[0] if key else None,
                "employer_kind": group.employer_kind.mode().iloc[0],
                "is_staffing": bool(group.is_staffing.any()),
                "ads": len(group),
                "ads_share": len(group) / len(ads),
                "roles": "; ".join(map(str, common.index[:3])),
                "_key": key,
            }
        )
    table = pd.DataFrame(rows).sort_values(["ads", "_key"], ascending=[False, True], ignore_index=True)
    return table[columns]


@dataclass(frozen=True, slots=True)
class Dependence:
    """How much a region's AI labour market hangs on its largest employer."""

    largest_employer: str
    largest_ads: int
    largest_share: float
    largest_share_low: float
    largest_share_high: float
    effective_employers: float
    ads_without_largest: int
    gap_without_largest: float | None


def dependence(table: pd.DataFrame, base_persons: float | None) -> Dependence | None:
    """The largest employer's share with Wilson interval, the effective number of employers (1/HHI), and the
    gap score without the largest (missing below 5 ads or without a base). None when no employer is named.

    >>> t = pd.DataFrame({"employer": ["A", "B"], "ads": [6, 2], "ads_share": [0.75, 0.25]})
    >>> round(dependence(t, 1000).effective_employers, 2), dependence(t, 1000).ads_without_largest
    (1.6, 2)
    """
    named = table[table.employer.notna()]
    if named.empty:
        return None
    total = int(table.ads.sum())
    top = named.iloc[0]
    low, high = wilson_interval(int(top.ads), total)
    shares = named.ads.astype(float) / float(named.ads.sum())
    rest = total - int(top.ads)
    gap = rest / base_persons * 1000 if base_persons and rest >= HIDDEN_BELOW_ADS else None
    return Dependence(
        largest_employer=str(top.employer),
        largest_ads=int(top.ads),
        largest_share=int(top.ads) / total,
        largest_share_low=low,
        largest_share_high=high,
        effective_employers=float(1 / (shares**2).sum()),
        ads_without_largest=rest,
        gap_without_largest=gap,
    )
