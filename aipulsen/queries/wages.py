"""What does an IT specialist earn in each region, against a reference region?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.metrics import wages
from aipulsen.queries.comparison_group import group_codes
from aipulsen.queries.counts import (
    ads_by_region,
    count_table,
    country_total,
)
from aipulsen.queries.keeping import answered_alike, answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection, one_of
from aipulsen.store.editions import Edition
from aipulsen.text import t


@dataclass(frozen=True, slots=True)
class WagesAnswer:
    """Wage gaps per region and occupation against a reference region, beside the window's AI ads. `home_region`: where
    the chosen county lies, also when the series has no salary there; None without a county. `spread`: the country's
    mean, median and percentiles per occupation and year, where the series has them; `spread_scope`: whence they are.
    `region_level`: what the series' regions are."""

    scope: Scope
    wages: pd.DataFrame
    series: str
    reference_region: str
    all_series: tuple[str, ...]
    all_regions: tuple[str, ...]
    home_region: str | None
    spread: pd.DataFrame
    spread_scope: Scope
    region_level: str

    def rows(self) -> list[dict[str, Any]]:
        """One row per region and occupation."""
        return records(self.wages)


# Series in the order they are preferred, and the region each is compared with unless the reader says.
WAGE_SERIES = ("scb_ssyk4_all", "report", "demo", "scb_ssyk3")
IT_OCCUPATIONS = ("2511", "2512", "251")


@answered_once
def ask_wages(edition: Edition, selection: Selection) -> WagesAnswer:
    """What does an IT specialist earn in each region, and how far is that from the reference region?"""
    selection = selection.checked()
    every = _everywhere(edition, selection)
    region_level = every.region_level
    county = selection.county_code
    home = codes.region_of_county(county, region_level) if county else None
    group = group_codes(edition, selection) or codes.counties()
    lying_in = {codes.region_of_county(code, region_level) for code in group}
    gaps = every.wages[every.wages.region_code.isin({*lying_in, every.reference_region})].reset_index(drop=True)
    gaps["is_home"] = gaps.region_code == home
    return dataclasses.replace(every, wages=gaps, home_region=home)


@answered_alike(*COUNTED, "wage_series", "reference_region")
def _everywhere(edition: Edition, selection: Selection) -> WagesAnswer:
    """The answer about all regions of the series."""
    table = edition.read("wages")
    table = table[table.occupation_code.isin(IT_OCCUPATIONS)]
    regional = table[table.region_level != "country"]
    known = tuple(s for s in dict.fromkeys((*WAGE_SERIES, *sorted(table.series.unique()))) if s in set(regional.series))
    series = known[0] if selection.wage_series is None else selection.wage_series
    one_of("series", series, known)
    rows = regional[(regional.series == series) & (regional.statistic == "mean")]
    regions = tuple(sorted(rows.region_code.unique()))
    region_level = str(rows.region_level.iloc[0])
    reference = regions[0] if selection.reference_region is None else selection.reference_region
    one_of("reference", reference, regions)
    gaps = wages.wage_gaps(rows, reference_region_code=reference)
    ads = ads_by_region(edition, selection, region_level)
    gaps = gaps.merge(ads, on="region_code", how="left").assign(
        region_name=lambda f: [codes.region_name(c) for c in f.region_code],
        occupation_name=lambda f: [t(f"occupation.{c}") for c in f.occupation_code],
        is_reference=lambda f: f.region_code == reference,
        is_home=False,
        reference_region=reference,
        series=series,
        window_days=selection.window_days,
        level=selection.level,
    )
    total = country_total(edition, selection)
    scope = scope_of(edition, selection, (count_table(edition),), total)
    used = tuple(edition.manifest.origins[i] for i in sorted(rows.origin.unique()))
    scope = dataclasses.replace(scope, origins=(*used, *scope.origins))
    spread = table[(table.series == series) & (table.region_level == "country")]
    spread_origins = tuple(edition.manifest.origins[i] for i in sorted(spread.origin.unique()))
    spread_scope = dataclasses.replace(scope, origins=spread_origins)
    spread = spread.pivot_table(index=["occupation_code", "year"], columns="statistic", values="salary_low_sek")
    return WagesAnswer(
        scope, gaps, series, reference, known, regions, None, spread.reset_index(), spread_scope, region_level
    )
