"""Where in the county are the AI ads: by municipality or functional labour-market area?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.bases import BASES
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import gap
from aipulsen.metrics.uncertainty import UNCERTAIN_BELOW_ADS
from aipulsen.provenance import weakest_status
from aipulsen.queries.commuting_adjusted import (
    by_region,
    educated_homes,
    placed_ads,
    placed_effects,
    region_names,
    region_of_municipality,
)
from aipulsen.queries.counts import ads_in_window, latest
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.store.editions import Edition

# Municipalities are small: below as many ads as elsewhere mark a rate uncertain, there is a count and no rate.
RATED_FROM_ADS = UNCERTAIN_BELOW_ADS


@dataclass(frozen=True, slots=True)
class PlacesAnswer:
    """One row per municipality or FA region, most ads first.

    not_placed_ads: ads of the county (or country) that name no municipality; they are in no row. reason: «no_ads»
    where the edition has none one by one.
    """

    scope: Scope
    places: pd.DataFrame
    region_level: str
    not_placed_ads: int
    reason: str | None = None

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.places)


@answered_once
def ask_places(edition: Edition, selection: Selection) -> PlacesAnswer:
    """How many AI ads has each municipality, or FA region, of the country or the chosen county?

    An ad counts in the one municipality it names first. From 20 ads (`RATED_FROM_ADS`) there is a rate: per 1 000
    educated, or per 100 000 inhabitants where that base is chosen; elsewhere the count alone. Without a region level,
    municipalities.
    """
    level = "municipality" if selection.region_level == "county" else selection.region_level
    base = "inhabitants" if selection.base == "inhabitants" else "scb"
    selection = dataclasses.replace(selection.checked(), region_level=level, base=base)
    scope = scope_of(edition, selection, ("ads", BASES[base].table), None)
    if not edition.has("ads"):
        return PlacesAnswer(scope, pd.DataFrame(), level, 0, reason="no_ads")
    frame, counties = _everywhere(edition, selection.only(*COUNTED, "region_level", "base")), _counties_of(level)
    if selection.county_code is not None:
        frame = frame[[selection.county_code in counties[code] for code in frame.region_code]]
    ads = ads_in_window(edition, selection)
    own = ads if selection.county_code is None else ads[ads.county_code == selection.county_code]
    scope = dataclasses.replace(scope, total_ads=len(own))
    not_placed = int(own.municipality_code.isna().sum())
    return PlacesAnswer(scope, frame.reset_index(drop=True), level, not_placed)


@kept_in(ANSWERS)  # every county picks its rows of the same
def _everywhere(edition: Edition, selection: Selection) -> pd.DataFrame:
    """The country's rows, most ads first."""
    level, base = selection.region_level, selection.base or "scb"
    counts, _ = placed_ads(edition, selection)
    found = gap.gap_scores(
        counts,
        _bases(edition, base, level, counts),
        key="region_code",
        design_effects=placed_effects(edition, selection),
        ranked=False,
        per=BASES[base].per,
    )
    rated = found.ads >= RATED_FROM_ADS
    rates = {name: found[name].where(rated) for name in ("gap_score", "gap_low", "gap_high")}
    names, counties = region_names(level), _counties_of(level)
    frame = found[["region_code", "ads", "base_persons"]].assign(
        **rates,
        region_name=[names[code] for code in found.region_code],
        county_codes=["|".join(counties[code]) for code in found.region_code],
        region_level=level,
        base=base,
        window_days=selection.window_days,
        level=selection.level,
        status=found.ads_status,
    )
    return frame.sort_values(["ads", "region_code"], ascending=[False, True], ignore_index=True)


@cache
def _counties_of(level: str) -> dict[str, list[str]]:
    """The counties that a region's municipalities lie in; an FA region may cross a border."""
    found: dict[str, list[str]] = {}
    for code, place in codes.municipalities().items():
        own = found.setdefault(region_of_municipality(code, level), [])
        if place.county_code not in own:
            own.append(place.county_code)
    return found


def _bases(edition: Edition, base: str, level: str, counts: pd.DataFrame) -> pd.DataFrame:
    """Educated or inhabitants per region of the level; missing where the edition knows them by county only."""
    if base == "inhabitants":
        table = edition.read("population")
        table = latest(table[table.region_level == "municipality"], "period")
        homes = table.rename(columns={"population_persons": "base_persons"})[["region_code", "base_persons", "status"]]
    else:
        homes = educated_homes(edition)
        homes = homes[homes.level == "municipality"]
    if homes.empty:
        nothing = pd.array([None] * len(counts), "Int64")
        return counts[["region_code"]].assign(base_persons=nothing, status="missing")
    summed = by_region(homes.set_index("region_code").base_persons.astype("Int64"), level)
    status = weakest_status(*homes.status.unique())
    return pd.DataFrame({"region_code": summed.index, "base_persons": summed.to_numpy(), "status": status})
