"""How much of the demand is in the big cities, against how much of the population?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import big_city
from aipulsen.metrics.clusters import WHOLE
from aipulsen.provenance import weakest_status
from aipulsen.queries.counts import (
    ads_in_window,
    ads_status,
    cluster_effects,
    count_table,
    country_total,
    county_counts,
    latest,
    printed_split,
    texts_in_window,
    what_counts,
)
from aipulsen.queries.keeping import answered_alike
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, DEFINITIONS, Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """Big cities against the rest: the chosen definition, and all three side by side."""

    scope: Scope
    split: pd.DataFrame
    all_definitions: dict[str, pd.DataFrame]

    def rows(self) -> list[dict[str, Any]]:
        """The chosen definition's rows."""
        return records(self.split)


def _group_counts(edition: Edition, selection: Selection, definition: str) -> pd.DataFrame:
    """AI ads per group of a definition; null where the edition cannot place its ads that finely.

    The report prints the three counties' share and the ads of the rest: from these two both groups follow, whatever
    is known of single counties.
    """
    if definition == "counties" and _is_printed(edition, selection):
        rest, share = printed_split(edition)
        ads = pd.array([round(rest * share / (1 - share)), round(rest)], "Int64")
        return pd.DataFrame({"group": ["big_city", "rest"], "ads": ads, "status": ["implied", "published"]})
    if edition.has("ads"):
        ads = ads_in_window(edition, selection)
        counts = pd.DataFrame({"ads": 1, "status": ads_status(edition)}, index=ads.index)
        placed = ads.county_code.where(ads.county_code.notna(), codes.NOT_STATED_CODE)  # its first: each ad once
        groups = (
            [county_group(code) for code in placed]
            if definition == "counties"
            else [municipality_group(code, definition) for code in ads.municipality_code]
        )
    elif definition == "counties":
        counts = county_counts(edition, selection)
        groups = [county_group(code) for code in counts.county_code]
    else:
        return pd.DataFrame(
            {"group": ["big_city", "rest"], "ads": pd.array([None, None], "Int64"), "status": "missing"}
        )
    summed = counts.assign(group=groups).groupby("group", as_index=False)
    return summed.agg(  # of a group that is known in part the sum is missing, not smaller
        ads=("ads", lambda s: s.sum(skipna=False)),
        status=("status", lambda s: weakest_status(*s)),
    )


def _is_printed(edition: Edition, selection: Selection) -> bool:
    """Whether the report prints the three counties' share of what is chosen."""
    return not edition.has("ads") and (selection.window_days, selection.level) == (90, "role")


def county_group(code: str) -> str:
    """«big_city», «rest», or «not_stated» for an ad that names no county."""
    if code == codes.NOT_STATED_CODE:
        return "not_stated"
    return "big_city" if codes.counties()[code].is_big_city else "rest"


def municipality_group(code: object, definition: str) -> str:
    """The same on the definition «municipalities» or «metropolitan»."""
    if not isinstance(code, str) or code not in codes.municipalities():
        return "not_stated"
    place = codes.municipalities()[code]
    inside = place.is_big_city if definition == "municipalities" else bool(place.metropolitan_area)
    return "big_city" if inside else "rest"


def group_population(edition: Edition, definition: str) -> pd.DataFrame:
    """Population per group: group, population_persons, population_share, status, period."""
    if definition == "municipalities" and edition.has("report_figures"):
        figures = edition.read("report_figures").set_index("figure")["value"]
        share = float(figures["big_city_population_share"])
        return pd.DataFrame(
            {
                "group": ["big_city", "rest"],
                "population_persons": pd.array([None, None], "Int64"),
                "population_share": [share, 1 - share],
                "population_status": "published",
                "population_period": "april 2026",
            }
        )
    level = "county" if definition == "counties" else "municipality"
    people = edition.read("population")
    people = latest(people[people.region_level == level], "period")
    group_of = county_group if level == "county" else lambda code: municipality_group(code, definition)
    people = people.assign(group=[group_of(code) for code in people.region_code])
    summed = people.groupby("group", as_index=False).agg(
        population_persons=("population_persons", "sum"),
        population_status=("status", lambda s: weakest_status(*s)),
        population_period=("period", "first"),
    )
    total = summed.population_persons.sum()
    return summed.assign(population_share=summed.population_persons.astype("float64") / float(total))


@kept_in(ANSWERS)  # every county asks for the same
def _split(edition: Edition, selection: Selection, definition: str) -> pd.DataFrame:
    counts = _group_counts(edition, selection, definition)
    people = group_population(edition, definition)
    split = big_city.big_city_split(counts, people, split_effect(edition, selection, definition)).assign(
        definition=definition, window_days=selection.window_days, level=selection.level
    )
    is_printed = split.ads_share.notna() & (not edition.has("ads"))
    return split.assign(share_status=split.share_status.mask(is_printed, "published"))


def split_effect(edition: Edition, selection: Selection, definition: str) -> float | None:
    """The design effect of the placed ads by employer and group; None where there are no ads to tell it from."""
    if not edition.has("ads"):
        return None
    ads = ads_in_window(edition, selection)
    column = ads.county_code if definition == "counties" else ads.municipality_code
    group_of = county_group if definition == "counties" else lambda code: municipality_group(code, definition)
    groups = column.map(lambda code: group_of(code) if isinstance(code, str) else None)
    effects = cluster_effects(edition, selection, groups.where(groups.isin(["big_city", "rest"])))
    return None if effects is None else float(effects[WHOLE])


@answered_alike(*COUNTED, "definition")
def ask_split(edition: Edition, selection: Selection) -> SplitAnswer:
    """How much of the demand is in the big cities, against how much of the population?"""
    every = {name: _split(edition, what_counts(selection), name).copy(deep=False) for name in DEFINITIONS}
    chosen = every[selection.definition]
    total = country_total(edition, selection)
    texts = texts_in_window(edition, selection)
    counted = "report_figures" if _is_printed(edition, selection) else count_table(edition)
    scope = scope_of(edition, selection, (counted, "population"), total, texts)
    return SplitAnswer(scope, chosen, every)
