"""What would a specialist lose or gain in salary by moving from one region to another?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.metrics.wage_move import wage_moves
from aipulsen.provenance import Origin
from aipulsen.queries.counts import ads_by_region, count_table, country_total
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection, one_of
from aipulsen.queries.wages import IT_OCCUPATIONS, WagesAnswer, ask_wages
from aipulsen.store.editions import Edition
from aipulsen.text import t


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """The change in monthly salary per occupation, between two regions of one series."""

    scope: Scope
    moves: pd.DataFrame
    series: str
    move_from: str
    move_to: str
    all_regions: tuple[str, ...]
    tables: tuple[Origin, ...]
    origins_of_ads: tuple[Origin, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row per occupation."""
        return records(self.moves)


def default_arrival(asked: WagesAnswer, leaving: str) -> str:
    """Where a move goes unless chosen: the chosen county's region, else the series' last that is not `leaving`."""
    others = [region for region in asked.all_regions if region != leaving]
    return asked.home_region if asked.home_region in others else others[-1]


@answered_once
def ask_move(edition: Edition, selection: Selection) -> MoveAnswer:
    """What would a specialist lose or gain by moving, per occupation?

    Unless chosen: from the series' first region (Stockholm, Östra Sverige) to the chosen county's, else to the last
    (the north). ads_from and
    ads_to are the AI ads of the window in the two regions, beside the wages, each with the status of its weakest part.
    """
    asked = ask_wages(edition, dataclasses.replace(selection, reference_region=None))
    table = edition.read("wages")
    table = table[(table.series == asked.series) & (table.statistic == "mean") & (table.region_level != "country")]
    table = table[table.occupation_code.isin(IT_OCCUPATIONS)]
    leaving = asked.all_regions[0] if selection.move_from is None else selection.move_from
    arriving = default_arrival(asked, leaving) if selection.move_to is None else selection.move_to
    one_of("from", leaving, asked.all_regions)
    one_of("to", arriving, asked.all_regions)
    moves = wage_moves(table, from_region=leaving, to_region=arriving)
    ads = ads_by_region(edition, selection, table.region_level.iloc[0]).set_index("region_code")
    moves = moves.assign(
        occupation_name=[t(f"occupation.{c}") for c in moves.occupation_code],
        from_region=leaving,
        from_name=codes.region_name(leaving),
        to_region=arriving,
        to_name=codes.region_name(arriving),
        ads_from=ads.ads.get(leaving),
        ads_from_status=ads.ads_status.get(leaving),
        ads_to=ads.ads.get(arriving),
        ads_to_status=ads.ads_status.get(arriving),
        series=asked.series,
        window_days=selection.window_days,
        level=selection.level,
    )
    lead = ["occupation_code", "occupation_name", "from_region", "to_region", "change_low_sek", "change_high_sek"]
    moves = moves[lead + [c for c in moves.columns if c not in lead]]
    total = country_total(edition, selection)
    used = table[table.region_code.isin([leaving, arriving])].origin.unique()
    tables = tuple(edition.manifest.origins[i] for i in sorted(used))
    scope = scope_of(edition, selection, (count_table(edition),), total)
    whole = dataclasses.replace(scope, origins=(*tables, *scope.origins))
    return MoveAnswer(whole, moves, asked.series, leaving, arriving, asked.all_regions, tables, scope.origins)
