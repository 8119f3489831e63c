"""How much hangs on one employer, in each county: the gap with and without the largest."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.bases import BASES
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import counting
from aipulsen.metrics import dependence as dependence_metric
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.dependence import Dependence
from aipulsen.metrics.employers import ads_by_employer
from aipulsen.provenance import is_counted, quotient_status, status_where, weakest_status
from aipulsen.queries.counts import (
    ads_in_window,
    ads_status,
    burst_effects,
    cluster_effects,
    county_bases,
    county_counts,
    with_base_named,
)
from aipulsen.queries.gap import ask_gap, what_counts
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, default_base, records
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition

_GAP = ["county_code", "county_name", "ads", "base_persons", "gap_score", "gap_low", "gap_high", "reliability"]
_BESIDE = ["ads_status", "base_status", "window_days", "level", "base"]


@dataclass(frozen=True, slots=True)
class DependenceAnswer:
    """One row per county: its gap, its largest employer, and the gap without that employer."""

    scope: Scope
    dependence: pd.DataFrame

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(with_base_named(self.dependence, self.scope.base))


@answered_once
def ask_dependence(edition: Edition, selection: Selection) -> DependenceAnswer:
    """How much of each county's demand hangs on its largest employer?

    Where no number is known for any employer the columns of the largest are missing and its status is
    «missing»: in the report's edition everywhere but in Norrbotten (90 days) and Västerbotten (180 days). Below five
    ads in the county the largest has a count and no share; `reliability` is of the county's ads,
    `reliability_without` of those left. employer_status is of the largest's number, share_status of its share,
    without_status of the gap without it, score_status of the gap with it.
    """
    answer = ask_gap(edition, selection)
    frame = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE]
    found = _in_counties(edition, what_counts(edition, answer.scope.selection))
    fields = [field.name for field in dataclasses.fields(Dependence) if field.name not in _GAP]
    rows, statuses = [], ("employer_status", "share_status", "without_status")
    for row in frame.itertuples():
        dependence, status = found.get(row.county_code, (None, "missing"))
        without = weakest_status(status, row.ads_status)
        of_largest = {name: getattr(dependence, name, None) for name in fields}
        of_largest["reliability_without"] = of_largest["reliability_without"] or "missing"
        values = (of_largest["largest_ads"], of_largest["largest_share"], of_largest["gap_without_largest"])
        told = (status, quotient_status(status, row.ads_status), quotient_status(without, row.base_status))
        of_values = dict(zip(statuses, status_where(values, told), strict=True))
        rows.append({**of_largest, **of_values, "score_status": row.score_status})
    columns = pd.DataFrame(rows, index=frame.index, columns=[*fields, *statuses, "score_status"])
    table = pd.concat([frame[_GAP], columns, frame[_BESIDE]], axis=1)
    return DependenceAnswer(answer.scope, table.reset_index(drop=True))


@kept_in(ANSWERS)  # the map's tooltips, the chart and the sentences of one page ask for the same counties
def _in_counties(edition: Edition, selection: Selection) -> Mapping[str, tuple[Dependence, str]]:
    """The dependence of each county that has one, and the status of its employer's number."""
    base = selection.base or default_base(edition)
    by_county, per = county_bases(edition, base, selection.window_days), BASES[base].per
    known = by_county[by_county.base_persons.notna()]
    bases = dict(zip(known.county_code, known.base_persons.astype(float), strict=True))
    if not edition.has("ads"):
        each = {c: report_dependence(edition, selection, c, bases.get(c)) for c in codes.counties()}
        return {county: found for county, found in each.items() if found is not None}
    counted = ads_by_employer(counting.in_counties(ads_in_window(edition, selection)))
    bursts, effects = burst_effects(edition, selection), cluster_effects(edition, selection)
    assert effects is not None
    result = {}
    for code, table in counted.groupby("county_code", sort=True):
        dependence = dependence_metric.dependence(
            table,
            bases.get(str(code)),
            burst_effect=float(bursts.get(str(code), bursts[WHOLE])),
            country_effect=float(effects[WHOLE]),
            per=per,
        )
        if dependence is not None:
            result[str(code)] = (dependence, ads_status(edition))
    return result


def report_dependence(
    edition: Edition, selection: Selection, county_code: str, base_persons: float | None
) -> tuple[Dependence, str] | None:
    """The dependence on the one employer the report gives a number for, and the number's status.

    A printed share («ungefär en tredjedel») becomes a whole number of ads that is an «about», status implied.
    """
    if selection.level != "role" or not edition.has("report_employers"):
        return None
    named = edition.read("report_employers")
    named = named[(named.county_code == county_code) & (named.window_days == selection.window_days)]
    counts = county_counts(edition, selection).set_index("county_code")
    if pd.isna(counts.ads.get(county_code)) or not is_counted(counts.status[county_code]):
        return None
    total = int(counts.ads[county_code])
    base = None if pd.isna(base_persons) else base_persons
    shared = named[named.ads.notna() | named.ads_share.notna()]
    if shared.empty:
        return None
    as_ads = shared.ads.astype("Float64").fillna(shared.ads_share.astype("Float64") * total)
    top = shared.loc[as_ads.idxmax()]
    is_about = bool(pd.isna(top.ads))
    dependence = dependence_metric.dependence_on(
        str(top.employer),
        round(float(as_ads.max())),
        total,
        base,
        is_approximate=is_about,
        per=BASES[selection.base or default_base(edition)].per,
    )
    return dependence, "implied" if is_about else str(top.status)
