"""Is the report's pattern seen in data that the report did not use?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.metrics.cross_check_independent import it_ads_per_specialist
from aipulsen.queries.comparison_group import group_codes, in_order
from aipulsen.queries.counts import county_bases, latest
from aipulsen.queries.keeping import answered_alike, answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class IndependentAnswer:
    """IT ads of a whole year per county; without rows where the edition has none of these ads.

    `big_city_it_share` and `big_city_ads_share`: the three big-city counties' part of the IT ads and of all ads.
    by_educated: the counties with a known number of people with post-secondary education (the report's measure), most
    IT ads per person first.
    """

    scope: Scope
    counties: pd.DataFrame
    big_city_it_share: float | None
    big_city_ads_share: float | None
    ads: int | None
    it_ads: int | None
    year: str | None
    by_educated: tuple[str, ...] = ()
    group: tuple[str, ...] | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per county, highest first; the comparison group's in its own order."""
        return records(self.counties if self.group is None else in_order(self.counties, self.group))


@answered_once
def ask_independent(edition: Edition, selection: Selection) -> IndependentAnswer:
    """Where are IT ads many per IT specialist, among all ads that Platsbanken published in a year?

    IT is not AI, and the ads are neither the report's nor its window: what agrees, agrees by itself. The specialists
    are of the ads' year where the edition has it, else of its latest.
    """
    return dataclasses.replace(_in_all_counties(edition, selection), group=group_codes(edition, selection))


@answered_alike()
def _in_all_counties(edition: Edition, selection: Selection) -> IndependentAnswer:
    scope = scope_of(edition, selection, ("published_ads", "it_specialists"), None)
    if not edition.has("published_ads"):
        return IndependentAnswer(scope, pd.DataFrame(), None, None, None, None, None)
    ads = latest(edition.read("published_ads"), "year")
    year = str(ads.year.iloc[0])
    known = edition.read("it_specialists")
    same_year = known[known.year == year]
    specialists = same_year if len(same_year) else latest(known, "year")
    table = it_ads_per_specialist(ads, specialists)
    table.insert(1, "county_name", [codes.county_name(code) for code in table.county_code])
    is_big = table.county_code.map(lambda code: codes.counties()[code].is_big_city)
    return IndependentAnswer(
        scope=scope,
        counties=table.assign(year=year, specialists_year=str(specialists.year.iloc[0])),
        big_city_it_share=float(table.it_share[is_big].sum()),
        big_city_ads_share=float(table.ads_share[is_big].sum()),
        ads=int(table.ads.sum()),
        it_ads=int(table.it_ads.sum()),
        year=year,
        by_educated=_by_educated(edition, selection, table),
    )


def _by_educated(edition: Edition, selection: Selection, table: pd.DataFrame) -> tuple[str, ...]:
    people = county_bases(edition, "scb", selection.window_days).set_index("county_code").base_persons
    rate = (table.set_index("county_code").it_ads.astype("Float64") / people.astype("Float64")).dropna()
    return tuple(rate.sort_values(ascending=False, kind="stable").index)
