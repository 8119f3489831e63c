"""What drives the gap: the difference from the country split into demand and supply."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aipulsen.metrics.gap import compared_with_rest
from aipulsen.metrics.uncertainty import RATED, poisson_interval
from aipulsen.provenance import weakest_status


def gap_drivers(gap: pd.DataFrame, employees: pd.DataFrame) -> pd.DataFrame:
    """The log difference of each region's gap from the country's, split into two parts that sum to it.

    gap: rows of `gap_scores` (all regions of the country). employees: county_code, employees_persons, status.
    With A ads, B base and E employees, capitals without index for the country:
    gap_log = ln[(Aᵢ/Bᵢ)/(A/B)] = demand_log + supply_log, where demand_log = ln[(Aᵢ/Eᵢ)/(A/E)] (ads per employed)
    and supply_log = -ln[(Bᵢ/Eᵢ)/(B/E)] (base per employed; positive when the base is smaller than the country's).
    demand_ratio and supply_ratio are the same two as «times the country's». gap_log_low and gap_log_high carry the
    exact Poisson interval of the region's count; base, employees and the country are taken as known.
    `compared_with_rest` concerns the gap, `demand_compared` the ads per employed. Regions without a rate (fewer
    than 5 ads, or something missing) have no parts; with any region's count, base or employees missing there is
    no country to differ from, and nobody has parts.
    """
    merged = gap.drop(columns=["status"]).merge(
        employees.rename(columns={"status": "employees_status"}), on="county_code", how="left"
    )
    ads, base = merged.ads.astype("Float64"), merged.base_persons.astype("Float64")
    employed = merged.employees_persons.astype("Float64").where(lambda e: e > 0)
    whole = [values.sum() if values.notna().all() else pd.NA for values in (ads, base, employed)]
    country_ads, country_base, country_employed = whole
    is_known = all(pd.notna(value) and value > 0 for value in whole)
    shown = merged.reliability.isin(RATED) & employed.notna() & is_known
    bounds = [poisson_interval(float(n)) if has else (np.nan, np.nan) for n, has in zip(ads, shown, strict=True)]
    low = pd.Series([b[0] for b in bounds], index=merged.index, dtype="Float64")
    high = pd.Series([b[1] for b in bounds], index=merged.index, dtype="Float64")
    demand = (ads / employed / (country_ads / country_employed) if is_known else ads * pd.NA).where(shown)
    supply = (base / employed / (country_base / country_employed) if is_known else ads * pd.NA).where(shown)
    demand_log, supply_log = _log(demand), -_log(supply)
    total = demand_log + supply_log
    statuses = zip(gap.status, merged.employees_status, strict=True)
    return merged[["county_code", "ads", "base_persons", "gap_score", "reliability", "compared_with_rest"]].assign(
        employees_persons=merged.employees_persons.astype("Int64"),
        gap_log=total,
        gap_log_low=total + _log(low / ads),
        gap_log_high=total + _log(high / ads),
        demand_log=demand_log,
        supply_log=supply_log,
        demand_ratio=demand,
        supply_ratio=supply,
        demand_compared=[
            compared_with_rest(n, e, country_ads, country_employed) if has else "unknown"
            for n, e, has in zip(ads, employed, shown, strict=True)
        ],
        status=[weakest_status(s, e if isinstance(e, str) else "missing") for s, e in statuses],
    )


def _log(values: pd.Series) -> pd.Series:
    """The natural logarithm; missing stays missing, and zero has none."""
    known = values.astype("Float64").where(lambda v: v > 0)
    return pd.Series([np.nan if pd.isna(v) else np.log(float(v)) for v in known], index=values.index).astype("Float64")
