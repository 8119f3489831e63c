"""What drives the gap: the difference from the rest of the country split into demand and supply."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.gap import compared, difference_p_value
from aipulsen.metrics.uncertainty import LABELLED_DESIGN_EFFECT, RATED, holm
from aipulsen.provenance import bears_a_test, is_counted, quotient_statuses, weakest_status


def gap_drivers(
    gap: pd.DataFrame,
    employees: pd.DataFrame,
    design_effects: pd.Series | None = None,
    *,
    country_ads_status: str | None = None,
) -> pd.DataFrame:
    """The log difference of each region's gap from the rest of the country's, split into two parts that sum to it.

    gap: rows of `gap_scores` (all regions of the country). employees: county_code, employees_persons, status.
    design_effects: as for `gap_scores`. The rest is every other region together: the group that the test compares with.
    With A ads, B base and E employees, ′ the rest's: gap_log = ln[(A/B)/(A′/B′)] = demand_log + supply_log, where
    demand_log = ln[(A/E)/(A′/E′)] (ads per employee) and supply_log = -ln[(B/E)/(B′/E′)] (base per employee; positive
    when the base is smaller than the rest's). demand_ratio and supply_ratio are the same two as «times the rest's»,
    rest_gap_score is the rest's gap. gap_log_low and gap_log_high carry the interval of the region's count; base,
    employees and the rest are taken as known, so that there is none where the gap was not tested. `compared_alone` and
    `compared_with_rest` concern the gap, `demand_compared_alone` and `demand_compared` the ads per employee (one region
    chosen beforehand; all of them, Holm), each tested only where what it divides was counted or follows from print;
    why_not_compared is of the gap. Regions without a rate (fewer than 5 ads, or something missing) and regions whose
    ads nobody counted have no parts; with any region's count, base or employees missing there is no rest to differ
    from, and nobody has parts. rest_base_status is the weakest of the others' bases. score_status is that of the
    quotient: of the region's own count, base and employees, and of the rest's. The country's total of ads may itself
    follow from print, as for `gap_scores` (`country_ads_status`).
    """
    merged = gap.merge(employees.rename(columns={"status": "employees_status"}), on="county_code", how="left")
    ads, base = merged.ads.astype("Float64"), merged.base_persons.astype("Float64")
    employed = merged.employees_persons.astype("Float64").where(lambda e: e > 0)
    known = all(v.notna().all() for v in (ads, base, employed))
    rest_ads, rest_base, rest_employed = ((v.sum() - v).where(lambda r: r > 0) for v in (ads, base, employed))
    shown = merged.reliability.isin(RATED) & merged.ads_status.map(is_counted).astype(bool) & known & rest_ads.notna()
    shown &= rest_base.notna() & rest_employed.notna()
    demand = (ads / employed / (rest_ads / rest_employed)).where(shown)
    supply = (base / employed / (rest_base / rest_employed)).where(shown)
    demand_log, supply_log = _log(demand), -_log(supply)
    total = demand_log + supply_log
    of_employees = merged.employees_status.fillna("missing")
    of_rest = _of_the_others(merged.base_status)
    own = [weakest_status(*three) for three in zip(merged.ads_status, merged.base_status, of_employees, strict=True)]
    rest = [
        weakest_status(country_ads_status or ads_status, base_status, employees_status)
        for ads_status, base_status, employees_status in zip(
            _of_the_others(merged.ads_status), of_rest, _of_the_others(of_employees), strict=True
        )
    ]
    of_total = country_ads_status or weakest_status(*merged.ads_status)
    has_test = merged.compared_alone.notna()
    is_firm = bears_a_test(of_total) and bears_a_test(weakest_status(*of_employees))
    kept = ["county_code", "ads", "base_persons", "gap_score", "reliability", "interval_kind", "compared_with_rest"]
    return merged[[*kept, "compared_alone", "why_not_compared"]].assign(
        rest_gap_score=(rest_ads / rest_base * 1000).where(shown),
        employees_persons=merged.employees_persons.astype("Int64"),
        interval_kind=merged.interval_kind.where(has_test, None),
        gap_log=total,
        gap_log_low=(total + _log(merged.gap_low / merged.gap_score)).where(has_test),
        gap_log_high=(total + _log(merged.gap_high / merged.gap_score)).where(has_test),
        demand_log=demand_log,
        supply_log=supply_log,
        demand_ratio=demand,
        supply_ratio=supply,
        **_tested(merged.county_code, ads, employed, shown & is_firm, design_effects),
        ads_status=merged.ads_status,
        base_status=merged.base_status,
        employees_status=of_employees,
        rest_base_status=of_rest,
        score_status=quotient_statuses(total, own, rest),
    )


def _of_the_others(statuses: pd.Series) -> list[str]:
    """For each row the weakest status of all the other rows."""
    told = statuses.tolist()
    return [weakest_status(*told[:at], *told[at + 1 :]) for at in range(len(told))]


def _tested(
    regions: pd.Series, ads: pd.Series, employed: pd.Series, can: pd.Series, design_effects: pd.Series | None
) -> dict[str, pd.Series]:
    """Ads per employee against the rest's, for one region alone and for all that have a test."""
    if design_effects is None:
        effects = pd.Series(LABELLED_DESIGN_EFFECT, index=ads.index)
    else:
        effects = regions.map(design_effects).astype(float).fillna(float(design_effects[WHOLE]))
    whole = ads.sum(), employed.sum()
    p_values = pd.Series(
        [
            difference_p_value(n, e, *whole, effect) if tested else None
            for n, e, effect, tested in zip(ads, employed, effects, can, strict=True)
        ],
        index=ads.index,
        dtype="Float64",
    )
    is_above = ads / whole[0] > employed / whole[1]
    return {
        "demand_compared": compared(holm(p_values), is_above),
        "demand_compared_alone": compared(p_values, is_above),
    }


def _log(values: pd.Series) -> pd.Series:
    """The natural logarithm; missing stays missing, and zero has none."""
    known = values.astype("Float64").where(lambda v: v > 0)
    return pd.Series([np.nan if pd.isna(v) else np.log(float(v)) for v in known], index=values.index).astype("Float64")
