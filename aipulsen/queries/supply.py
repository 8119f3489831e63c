"""Where does the competence come from: IT specialists over time, moves, graduates, reported shortage?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.metrics import supply
from aipulsen.provenance import Origin
from aipulsen.queries.comparison_group import counties_asked, in_order
from aipulsen.queries.counts import count_table, country_total, county_bases
from aipulsen.queries.keeping import answered_alike, answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.store.editions import Edition
from aipulsen.tables.reference import read_reference

_TABLES = ("it_specialists", "flows", "graduates", "institutions", "labour_shortage")


@dataclass(frozen=True, slots=True)
class SupplyAnswer:
    """What an edition knows of supply. A part it does not know has no rows: missing, never zero."""

    scope: Scope
    specialists: pd.DataFrame
    moves: pd.DataFrame
    graduates: pd.DataFrame
    institutions: pd.DataFrame
    shortage: pd.DataFrame
    breaks: tuple[tuple[str, str], ...]
    graduates_year: str | None
    graduates_status: str | None
    origins: dict[str, tuple[Origin, ...]]
    asked: tuple[str, ...] | None = None

    def scope_of(self, table: str) -> Scope:
        """The scope of one part: only the origins of its table, so that its source line is true."""
        return dataclasses.replace(self.scope, origins=self.origins.get(table, ()))

    @property
    def latest_specialists(self) -> pd.DataFrame:
        """The specialists' rows of the latest year, by county code."""
        return self.specialists[self.specialists.year == self.specialists.year.max()].set_index("county_code")

    def rows(self) -> list[dict[str, Any]]:
        """One row per county, latest year: specialists, moves and graduates side by side; missing is null."""
        latest = self.latest_specialists.drop(codes.COUNTRY_CODE).reset_index()
        table = latest.rename(columns={"year": "specialists_year", "status": "specialists_status"})
        moves = self.moves.rename(columns={"year": "moves_year", "status": "moves_status"})
        table = table.merge(moves, on="county_code", how="left").merge(self.graduates, on="county_code", how="left")
        names = [codes.county_name(c) for c in table.county_code]
        table.insert(1, "county_name", names)
        return records(table if self.asked is None else in_order(table, self.asked))


@answered_once
def ask_supply(edition: Edition, selection: Selection) -> SupplyAnswer:
    """How does each county's supply of competence stand, and where does it come from?"""
    return dataclasses.replace(_in_all_counties(edition, selection), asked=counties_asked(edition, selection))


@answered_alike(*COUNTED)
def _in_all_counties(edition: Edition, selection: Selection) -> SupplyAnswer:
    specialists = supply.specialist_shares(edition.read("it_specialists"))
    bases = county_bases(edition, "scb")
    moves = pd.DataFrame(
        columns=[
            "county_code",
            "year",
            "moved_in_persons",
            "moved_out_persons",
            "status",
            "net_persons",
            "net_per_1000",
        ]
    )
    if edition.has("flows"):
        moves = supply.net_moves(edition.read("flows"), bases)
    graduates = pd.DataFrame(columns=["county_code", "graduates_persons", "institutions"])
    raw = edition.read("graduates") if edition.has("graduates") else pd.DataFrame()
    if len(raw):
        county_of = {code: codes.county_of_municipality(code) for code in codes.municipality_codes()}
        graduates = supply.graduates_by_county(raw, county_of)
    total = country_total(edition, selection)
    return SupplyAnswer(
        scope=scope_of(edition, selection, (*_TABLES, "education", count_table(edition)), total),
        specialists=specialists,
        moves=moves,
        graduates=graduates,
        institutions=edition.read("institutions") if edition.has("institutions") else pd.DataFrame(),
        shortage=edition.read("labour_shortage") if edition.has("labour_shortage") else pd.DataFrame(),
        origins={
            table: tuple(edition.manifest.origins[i] for i in edition.manifest.tables[table].origins)
            for table in _TABLES
            if edition.has(table)
        },
        breaks=_breaks(edition, "it_specialists"),
        graduates_year=str(raw.academic_year.max()) if len(raw) else None,
        graduates_status=str(raw.status.iloc[0]) if len(raw) else None,
    )


def _breaks(edition: Edition, series: str) -> tuple[tuple[str, str], ...]:
    """Breaks of a published series, (year, text key); a made-up series has none."""
    if edition.manifest.is_demo:
        return ()
    known = read_reference("series_breaks.csv")
    known = known[known.series == series]
    return tuple(zip(known.year, known.reason_key, strict=True))
