"""Wage gaps: the difference in monthly salary to a reference region, in kronor and as a share."""

from __future__ import annotations

import pandas as pd

from aipulsen.errors import ParameterError


def wage_gaps(wages: pd.DataFrame, *, reference_region_code: str, year: str | None = None) -> pd.DataFrame:
    """Salary per region and occupation with its difference to the reference region.

    wages: rows of one series, one region level and one statistic (mean or median; a mix is refused). The
    year is the latest that the reference region has, per occupation, unless given. A range (low < high)
    stays a range: the gap runs from low - reference to high - reference, where the reference is the midpoint
    of its own low and high. Shares are of the reference, whose own gap is 0. A region without a value that
    year has no row (missing, not zero).
    """
    refuse_mixed(wages)
    parts = []
    for _, group in wages.groupby("occupation_code", sort=True):
        at_reference = group[group.region_code == reference_region_code]
        if at_reference.empty:
            continue
        chosen = year or at_reference.year.max()
        rows = group[group.year == chosen].sort_values("region_code")
        here = rows[rows.region_code == reference_region_code]
        if here.empty:
            continue
        reference = float((here.salary_low_sek.iloc[0] + here.salary_high_sek.iloc[0]) / 2)
        is_reference = rows.region_code == reference_region_code
        low = (rows.salary_low_sek - reference).mask(is_reference, 0.0)
        high = (rows.salary_high_sek - reference).mask(is_reference, 0.0)
        parts.append(
            rows.assign(
                reference_sek=reference,
                gap_low_sek=low,
                gap_high_sek=high,
                gap_low_share=low / reference,
                gap_high_share=high / reference,
            )
        )
    if not parts:
        raise ParameterError("wages.no_reference", region=reference_region_code)
    columns = ["region_code", "occupation_code", "year", "statistic", "salary_low_sek", "salary_high_sek"]
    gaps = ["reference_sek", "gap_low_sek", "gap_high_sek", "gap_low_share", "gap_high_share", "status"]
    return pd.concat(parts, ignore_index=True)[columns + gaps]


def refuse_mixed(wages: pd.DataFrame) -> None:
    """Nothing for rows of one series, region level and statistic; a mix is a ParameterError."""
    statistics = sorted(wages.statistic.unique())
    if len(statistics) > 1 or wages.series.nunique() > 1 or wages.region_level.nunique() > 1:
        raise ParameterError("wages.mixed", found=", ".join(statistics + sorted(wages.series.unique())))
