"""How wide is the gap when competence is counted where it works?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.metrics import commuting, gap
from aipulsen.provenance import weakest_status
from aipulsen.queries.comparison_group import group_codes, in_order
from aipulsen.queries.counts import (
    ads_in_window,
    ads_status,
    cluster_effects,
    count_table,
    country_total,
    county_bases,
    county_counts,
    dated_status,
    latest,
    texts_in_window,
)
from aipulsen.queries.keeping import answered_alike, answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.store.editions import Edition

COLUMNS = ("gap_score", "gap_low", "gap_high", "reliability", "score_status", "ads_status", "base_status")


@dataclass(frozen=True, slots=True)
class AdjustedAnswer:
    """Ads against those who live in a region and those who work there; `reason` says why the latter is missing.

    `method` is «municipality» when the educated are moved at municipality level, «county» when education is
    known by county only. `homes_known` of `homes_needed` homes are in the matrix.
    """

    scope: Scope
    regions: pd.DataFrame
    reason: str | None
    method: str | None
    matrix_year: str | None
    homes_known: int
    homes_needed: int
    not_placed_ads: int
    group: tuple[str, ...] | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per region; none where the reason says why there is no such gap."""
        if self.reason is not None:
            return []
        return records(self.regions if self.group is None else in_order(self.regions, self.group, "region_code"))


def region_of_municipality(code: str, region_level: str) -> str:
    """The region of that level a municipality lies in: itself, its FA region or its county."""
    place = codes.municipalities()[code]
    return {"municipality": place.code, "fa_region": place.fa_region_code, "county": place.county_code}[region_level]


def region_names(region_level: str) -> dict[str, str]:
    """The names of every region of the level, by code."""
    if region_level == "county":
        return {code: county.short_name for code, county in codes.counties().items()}
    if region_level == "fa_region":
        return {p.fa_region_code: p.fa_region_name for p in codes.municipalities().values()}
    return {code: place.name for code, place in codes.municipalities().items()}


def placed_ads(edition: Edition, selection: Selection) -> tuple[pd.DataFrame, int]:
    """Ads per region of the chosen level, and how many name no place that fine."""
    level = selection.region_level
    if level == "county":
        counts = county_counts(edition, selection)
        placed = counts[counts.county_code != codes.NOT_STATED_CODE].rename(columns={"county_code": "region_code"})
        lost = counts[counts.county_code == codes.NOT_STATED_CODE].ads.sum()
        return placed.reset_index(drop=True), int(lost)
    every = sorted(region_names(level))
    if not edition.has("ads"):
        nothing = pd.array([None] * len(every), "Int64")
        return pd.DataFrame({"region_code": every, "ads": nothing, "status": "missing"}), 0
    ads = ads_in_window(edition, selection)
    known = ads.municipality_code.dropna()
    found = known.map(lambda code: region_of_municipality(code, level)).value_counts()
    counts = pd.DataFrame({"region_code": every, "ads": pd.array([int(found.get(c, 0)) for c in every], "Int64")})
    return counts.assign(status=ads_status(edition)), len(ads) - len(known)


def placed_effects(edition: Edition, selection: Selection) -> pd.Series | None:
    """The design effect of the ads per region of the chosen level."""
    if selection.region_level == "county" or not edition.has("ads"):
        return cluster_effects(edition, selection)
    places = ads_in_window(edition, selection).municipality_code
    level = selection.region_level
    regions = places.map(lambda code: region_of_municipality(code, level), na_action="ignore")
    return cluster_effects(edition, selection, regions)


def educated_homes(edition: Edition) -> pd.DataFrame:
    """Post-secondary educated by the finest home the edition knows: region_code, base_persons, status, level."""
    table = edition.read("education")
    fine = table[table.region_level == "municipality"]
    level = "municipality" if len(fine) else "county"
    table = latest(fine if len(fine) else table, "year")
    statuses = [dated_status(s, y) for s, y in zip(table.status, table.year, strict=True)]
    return pd.DataFrame(
        {
            "region_code": table.region_code.to_numpy(),
            "base_persons": table.post_secondary_persons.to_numpy(),
            "status": statuses,
            "level": level,
        }
    )


def by_region(persons: pd.Series, region_level: str) -> pd.Series:
    """Persons by municipality, summed to the regions of the level."""
    regions = [region_of_municipality(str(code), region_level) for code in persons.index]
    return persons.groupby(regions).sum()


def _reachable(matrix: pd.DataFrame, homes: pd.DataFrame, region_level: str) -> pd.Series:
    supply = homes.set_index("region_code").base_persons.astype(float)
    if homes.level.iloc[0] == "municipality":
        return by_region(commuting.adjusted_supply(supply, matrix), region_level)
    return commuting.adjusted_supply(supply, commuting.summed_to_counties(matrix, codes.county_of_municipality))


@answered_once
def ask_adjusted(edition: Edition, selection: Selection) -> AdjustedAnswer:
    """How wide is the gap per region when the educated are counted where they work?

    Rows: region_code, region_name, region_level, ads, base_persons (who live there), gap_score with interval,
    reachable_persons (who work there), adjusted_score with interval, adjusted_reliability, adjusted_status.
    The educated are SCB's; IT specialists are counted by place of work already («it_is_by_work»).
    """
    group = group_codes(edition, selection) if selection.region_level == "county" else None
    return dataclasses.replace(_in_all_regions(edition, selection), group=group)


@answered_alike(*COUNTED, "base", "region_level")
def _in_all_regions(edition: Edition, selection: Selection) -> AdjustedAnswer:
    level = selection.region_level
    counts, lost = placed_ads(edition, selection)
    homes = educated_homes(edition)
    fine = homes.level.iloc[0] == "municipality"
    if level == "county":
        bases = county_bases(edition, "scb").rename(columns={"county_code": "region_code"})
    elif fine:
        summed = by_region(homes.set_index("region_code").base_persons.astype("Int64"), level)
        bases = pd.DataFrame({"region_code": summed.index, "base_persons": summed.to_numpy()})
        bases = bases.assign(status=weakest_status(*homes.status.unique()))
    else:
        bases = counts[["region_code"]].assign(base_persons=pd.array([None] * len(counts), "Int64"), status="missing")
    effects = placed_effects(edition, selection)
    scored = gap.gap_scores(counts, bases, key="region_code", design_effects=effects, ranked=False)
    matrix = edition.read("commuting") if edition.has("commuting") else pd.DataFrame()
    year = str(matrix.year.max()) if len(matrix) else None
    matrix = matrix[matrix.year == year] if len(matrix) else matrix
    known = int(matrix.home_municipality_code.nunique()) if len(matrix) else 0
    reason = _reason(selection, matrix, known, fine)
    reachable = bases.assign(base_persons=pd.array([None] * len(bases), "Int64"), status="missing")
    if reason is None:
        moved = _reachable(matrix, homes, level).round()
        status = weakest_status(*homes.status.unique(), *matrix.status.unique())
        reachable = pd.DataFrame({"region_code": moved.index, "base_persons": moved.astype("Int64").to_numpy()})
        reachable = reachable.assign(status=status)
    adjusted = gap.gap_scores(counts, reachable, key="region_code", design_effects=effects, ranked=False)
    names = region_names(level)
    frame = scored[["region_code", "ads", "base_persons", *COLUMNS]].assign(
        reachable_persons=adjusted.base_persons,
        adjusted_score=adjusted.gap_score,
        adjusted_low=adjusted.gap_low,
        adjusted_high=adjusted.gap_high,
        adjusted_reliability=adjusted.reliability,
        adjusted_status=adjusted.score_status,
        reason=reason,
        method=None if reason else homes.level.iloc[0],
        matrix_year=year,
        region_level=level,
        window_days=selection.window_days,
        level=selection.level,
    )
    frame.insert(1, "region_name", [names[code] for code in frame.region_code])
    total = country_total(edition, selection)
    texts = texts_in_window(edition, selection)
    scope = scope_of(edition, selection, (count_table(edition), "education", "commuting"), total, texts)
    method = None if reason else str(homes.level.iloc[0])
    return AdjustedAnswer(scope, frame, reason, method, year, known, len(codes.municipalities()), lost)


def _reason(selection: Selection, matrix: pd.DataFrame, known: int, fine: bool) -> str | None:
    if selection.base == "it":
        return "it_is_by_work"
    if matrix.empty:
        return "no_matrix"
    if known < len(codes.municipalities()):
        return "partial_matrix"
    if not fine and selection.region_level != "county":
        return "education_by_county"
    return None
