"""How many commute into each hub, from where, and how do the hubs compare?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import commuting
from aipulsen.provenance import Origin
from aipulsen.queries.counts import (
    count_table,
    country_total,
    county_counts,
)
from aipulsen.queries.keeping import answered_alike
from aipulsen.queries.scope import Scope, origins_of, records, scope_of
from aipulsen.queries.selection import COUNTED, DEFAULT_HUBS, Selection
from aipulsen.store.editions import Edition

MAPPED_SHARE = 0.05  # of the hub's largest origin; smaller ones are left off the map
LISTED_ORIGINS, MAPPED_ORIGINS = 8, 25  # bars beside the totals; lines on the map


@dataclass(frozen=True, slots=True)
class CommutingAnswer:
    """In-commuters to each hub, the largest origins (listed; mapped: `flows`), and the ratio of the first two hubs.
    Whence each is: `origins_of_hubs`, `origins_of_flows`, and of the ads beside them `origins_of_ads`."""

    scope: Scope
    hubs: pd.DataFrame
    origins: pd.DataFrame
    flows: pd.DataFrame
    ratio: float | None
    origins_of_hubs: tuple[Origin, ...]
    origins_of_flows: tuple[Origin, ...]
    origins_of_ads: tuple[Origin, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row per hub."""
        return records(self.hubs)


@answered_alike(*COUNTED, "hubs")
def ask_commuting(edition: Edition, selection: Selection) -> CommutingAnswer:
    """How many commute into each hub, from where, and how do the hubs compare?"""
    matrix = edition.read("commuting")
    totals = edition.read("commuting_totals") if edition.has("commuting_totals") else None
    hubs = commuting.hub_comparison(totals, matrix, selection.hubs)
    counts = county_counts(edition, selection).set_index("county_code")
    hub_counties = [codes.county_of_municipality(hub) for hub in hubs.hub]
    hubs = hubs.assign(
        hub_name=[codes.municipalities()[hub].name for hub in hubs.hub],
        county_code=hub_counties,
        county_ads=[counts.ads.get(code) for code in hub_counties],
        county_ads_status=[counts.status.get(code) for code in hub_counties],
        window_days=selection.window_days,
        level=selection.level,
    )
    origins, mapped = (_origins(matrix, hubs, count) for count in (LISTED_ORIGINS, MAPPED_ORIGINS))
    # A trickle from far away would stretch a map until the hub's surroundings cannot be seen.
    strongest = mapped.groupby("hub").employed_persons.transform("max")
    flows = mapped[mapped.employed_persons >= MAPPED_SHARE * strongest].reset_index(drop=True)
    ratio = None
    pair = hubs.head(2)
    if len(pair) == 2 and pair.is_complete.all() and (pair.in_commuters.fillna(0) > 0).all():
        ratio = float(hubs.in_commuters.iloc[0]) / float(hubs.in_commuters.iloc[1])
    total = country_total(edition, selection)
    scope = scope_of(edition, selection, ("commuting_totals", "commuting", count_table(edition)), total)
    return CommutingAnswer(
        scope,
        hubs,
        origins,
        flows,
        ratio,
        origins_of_hubs=origins_of(edition, "commuting_totals", "commuting"),
        origins_of_flows=origins_of(edition, "commuting"),
        origins_of_ads=origins_of(edition, count_table(edition)),
    )


@kept_in(ANSWERS)
def hubs_of_county(edition: Edition, selection: Selection) -> tuple[str, ...]:
    """Stockholm, and the chosen county's municipality with most in-commuters in the latest year of its totals; the
    default pair where there is none, or where it is Stockholm."""
    if not edition.has("commuting_totals"):
        return DEFAULT_HUBS
    totals = edition.read("commuting_totals")
    own = totals[totals.hub_municipality_code.map(codes.county_of_municipality) == selection.county_code]
    latest = own[own.year == own.year.max()].sort_values("in_commuters_persons", ascending=False)
    if latest.empty or latest.hub_municipality_code.iloc[0] == DEFAULT_HUBS[0]:
        return DEFAULT_HUBS
    return (DEFAULT_HUBS[0], str(latest.hub_municipality_code.iloc[0]))


def _origins(matrix: pd.DataFrame, hubs: pd.DataFrame, count: int) -> pd.DataFrame:
    """The `count` largest origins of each hub, named."""
    largest = [
        commuting.largest_origins(matrix, hub, count, prefer_year=year).assign(hub=hub)
        for hub, year in zip(hubs.hub, hubs.year, strict=True)
    ]
    origins = pd.concat(largest, ignore_index=True)
    return origins.assign(origin_name=[codes.municipalities()[c].name for c in origins.origin_code])
