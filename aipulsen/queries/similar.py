"""Which counties are like the chosen one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aipulsen import codes
from aipulsen.errors import ParameterError
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import similar as similar_metric
from aipulsen.metrics.uncertainty import UNCERTAIN_BELOW_ADS
from aipulsen.provenance import weakest_status
from aipulsen.queries.counts import county_bases, latest
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition
from aipulsen.tables.reference import read_reference

TABLES = ("population", "education", "it_specialists", "ads")


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """The other counties by their distance to the chosen one, what they are compared in, and the weights."""

    scope: Scope
    similar: pd.DataFrame
    features: pd.DataFrame
    weights: pd.DataFrame
    without_kinds: tuple[str, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row per other county, nearest first."""
        return records(self.similar)


def similar_weights() -> pd.DataFrame:
    """The weights as stored: feature, weight, unit, reason_sv, reason_en, reference, valid_from."""
    raw = read_reference("similar_weights.csv")
    return raw.assign(weight=pd.to_numeric(raw.weight))


@kept_in(ANSWERS)
def county_features(edition: Edition) -> pd.DataFrame:
    """What counties are compared in, index county_code: population (log persons), education_share and it_share
    (0–1), population_persons, ads (of all days, behind the kinds of employers), status. A feature whose table the
    edition lacks is missing. Shared by all who ask."""
    frame = pd.DataFrame(index=pd.Index(sorted(codes.county_codes()), name="county_code"))
    people = edition.read("population")
    people = latest(people[people.region_level == "county"], "period").set_index("region_code")
    frame["population_persons"] = people.population_persons.reindex(frame.index)
    frame["population"] = np.log(frame.population_persons.astype(float))
    educated = edition.read("education")
    educated = latest(educated[educated.region_level == "county"], "year").set_index("region_code")
    share = educated.post_secondary_persons.astype("Float64") / educated.population_25_64_persons.astype("Float64")
    frame["education_share"] = share.reindex(frame.index)
    specialists = latest(edition.read("it_specialists"), "year").set_index("county_code")
    share = specialists.it_specialists_persons.astype("Float64") / specialists.employees_persons.astype("Float64")
    frame["it_share"] = share.reindex(frame.index)
    bases = county_bases(edition, "scb").set_index("county_code")
    counted = edition.read("ads").county_code.value_counts() if edition.has("ads") else None
    frame["ads"] = pd.array([None if counted is None else int(counted.get(c, 0)) for c in frame.index], "Int64")
    frame["status"] = [weakest_status(str(people.status[c]), str(bases.status[c])) for c in frame.index]
    return frame


@kept_in(ANSWERS)
def employer_kind_shares(edition: Edition) -> pd.DataFrame:
    """Share of each kind of employer among the county's ads, all days; missing below 20 ads or without ads."""
    index = pd.Index(sorted(codes.county_codes()), name="county_code")
    if not edition.has("ads"):
        return pd.DataFrame(index=index)
    ads = edition.read("ads")
    table = pd.crosstab(ads.county_code, ads.employer_kind).reindex(index, fill_value=0)
    total = table.sum(axis=1)
    return table.div(total.where(total >= UNCERTAIN_BELOW_ADS), axis=0)


@kept_in(ANSWERS)  # every question about a county and those like it asks
def distances_from(edition: Edition, county_code: str) -> pd.DataFrame:
    """How far every other county is from this one, nearest first, as `metrics.similar.distances` tells it."""
    features = county_features(edition)[["population", "education_share", "it_share"]]
    weights = similar_weights().set_index("feature")["weight"].to_dict()
    return similar_metric.distances(features, employer_kind_shares(edition), weights, county_code)


@answered_once
def ask_similar(edition: Edition, selection: Selection) -> SimilarAnswer:
    """Which counties are most like the chosen one?"""
    selection = selection.checked()
    if selection.county_code is None:
        raise ParameterError("similar.needs_county")
    found = distances_from(edition, selection.county_code)
    features = county_features(edition)
    kinds = employer_kind_shares(edition)
    without = tuple(kinds.index[kinds.isna().all(axis=1)]) if len(kinds.columns) else tuple(kinds.index)
    shown = features.loc[found.county_code].reset_index(drop=True)
    compared = ["population_persons", "education_share", "it_share", "ads"]
    table = found.assign(
        rank=range(1, len(found) + 1),
        county_name=[codes.county_name(c) for c in found.county_code],
        similar_to=selection.county_code,
        **{c: shown[c] for c in (*compared, "status")},
    )
    lead = ["county_code", "county_name", "rank", "distance", *compared]
    table = table[lead + [c for c in table.columns if c not in lead]]
    scope = scope_of(edition, selection, TABLES, len(edition.read("ads")) if edition.has("ads") else None)
    return SimilarAnswer(scope, table, features, similar_weights(), without)
