"""What drives the gap: is it many ads, or few educated?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.bases import BASES
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import drivers
from aipulsen.queries.comparison_group import of_asked
from aipulsen.queries.counts import cluster_effects, count_table, dated_status, latest
from aipulsen.queries.gap import GapAnswer, ask_gap
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, competence_base, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class DriversAnswer:
    """One row per county with the two parts of its difference from the rest of the country; the gap they explain."""

    scope: Scope
    drivers: pd.DataFrame
    gap: GapAnswer
    employees_year: str

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.drivers)


@answered_once
def ask_drivers(edition: Edition, selection: Selection) -> DriversAnswer:
    """How much of each county's difference from the rest of the country is demand, and how much supply?

    Employed are the employees by county of work, latest year (the table of IT specialists). Only a base of persons who
    may have the competence is a supply: with another the answer is on the edition's educated (`competence_base`).
    """
    selection = selection.checked()
    selection = dataclasses.replace(selection, base=competence_base(edition, selection))
    answer = ask_gap(edition, dataclasses.replace(selection, county_code=None))
    every, year = _in_every_county(edition, selection.only(*COUNTED, "base"))
    frame = of_asked(every, edition, selection)
    tables = (count_table(edition), BASES[answer.scope.base].table, "it_specialists")
    counted = answer.scope.total_ads, answer.scope.total_texts
    return DriversAnswer(scope_of(edition, selection, tables, *counted), frame, answer, year)


@kept_in(ANSWERS)  # every county picks its row of the same
def _in_every_county(edition: Edition, selection: Selection) -> tuple[pd.DataFrame, str]:
    """The rows of all counties, and the year of the employed."""
    answer = ask_gap(edition, selection)
    table = latest(edition.read("it_specialists"), "year")
    year = str(table.year.iloc[0])
    employees = table.assign(status=[dated_status(s, year) for s in table.status])
    counties = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE].reset_index(drop=True)
    frame = drivers.gap_drivers(
        counties,
        employees[["county_code", "employees_persons", "status"]],
        cluster_effects(edition, selection),
        country_ads_status=answer.country["ads_status"],
    )
    frame.insert(1, "county_name", counties.county_name)
    return frame.assign(window_days=selection.window_days, level=selection.level, base=answer.scope.base), year
