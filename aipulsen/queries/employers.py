"""Who is behind the ads of a region, and how much hangs on one of them?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen.bases import BASES
from aipulsen.metrics import counting, employers
from aipulsen.metrics import dependence as dependence_metric
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.uncertainty import RATED, reliabilities, reliability
from aipulsen.provenance import is_counted
from aipulsen.queries.counts import (
    ads_in_window,
    ads_status,
    base_of,
    burst_effects,
    cluster_effects,
    county_counts,
    of_region,
)
from aipulsen.queries.dependence import report_dependence
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, competence_base, default_base, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class EmployersAnswer:
    """Who advertises in the county (or the country), and how much hangs on one of them."""

    scope: Scope
    employers: pd.DataFrame
    ads: pd.DataFrame
    dependence: dependence_metric.Dependence | None
    is_named_only: bool
    has_base: bool = True

    def rows(self) -> list[dict[str, Any]]:
        """One row per employer."""
        return records(self.employers)


@answered_once
def ask_employers(edition: Edition, selection: Selection) -> EmployersAnswer:
    """Who are the employers behind the county's AI ads?

    In the report's edition only the employers the report names, with its words; a number only where it
    prints one. Elsewhere every employer in the window; below five ads in all, counts without shares. `reliability` is
    of the region's ads, «missing» where the report gives no number.
    """
    selection = selection.checked()
    base = selection.base or default_base(edition)
    if BASES[base].counts_ads:  # whose ads are all; these are the reader's, so the gap is on the educated
        base = competence_base(edition, selection)
    selection = dataclasses.replace(selection, base=base)
    if edition.has("ads"):
        ads = of_region(ads_in_window(edition, selection), selection)
        region = selection.county_code or WHOLE
        bursts, effects = burst_effects(edition, selection), cluster_effects(edition, selection)
        assert effects is not None
        burst = float(bursts.get(region, bursts[WHOLE]))
        table = employers.employer_table(ads, burst).assign(status=ads_status(edition), words=None)
        base_persons = base_of(edition, selection)
        dependence = None
        if reliability(len(ads)) in RATED:
            dependence = dependence_metric.dependence(
                table,
                base_persons,
                burst_effect=burst,
                country_effect=float(effects[WHOLE]),
                per=BASES[base].per,
            )
            table = _largest_as_chosen(table, dependence)
        scope = scope_of(edition, selection, ("ads",), len(ads), counting.count_texts(ads))
        listed = ads.sort_values(["published_date", "id"], ascending=[False, True]).reset_index(drop=True)
        return EmployersAnswer(scope, table, listed, dependence, is_named_only=False, has_base=base_persons is not None)
    named = edition.read("report_employers")
    if selection.county_code is not None:
        named = named[named.county_code == selection.county_code]
    named = named[named.window_days == selection.window_days]
    if selection.level != "role":
        named = named.iloc[0:0]
    counts = county_counts(edition, selection)
    in_county = named.merge(counts[["county_code", "ads"]], on="county_code", suffixes=("", "_county"))
    share = in_county.ads_share.fillna(in_county.ads.astype("Float64") / in_county.ads_county.astype("Float64"))
    trust = reliabilities(in_county.ads_county.where(share.notna()))
    share = share.where(trust.isin(RATED))
    # A share that the report gives of a county is no share of the country.
    one_county = selection.county_code is not None
    of_asked = share if one_county else share.where(share.isna())
    bounds = [
        employers.share_bounds(n, total) if one_county else (None, None)
        for n, total in zip(share * in_county.ads_county, in_county.ads_county, strict=True)
    ]
    table = in_county.assign(
        ads_share=of_asked,
        ads_low_share=pd.Series([low for low, _ in bounds], dtype="Float64", index=in_county.index),
        ads_high_share=pd.Series([high for _, high in bounds], dtype="Float64", index=in_county.index),
        county_ads_share=share,
        county_ads=in_county.ads_county,
        reliability=trust,
        is_staffing=False,
    )[
        [
            "employer",
            "employer_kind",
            "is_staffing",
            "ads",
            "ads_share",
            "ads_low_share",
            "ads_high_share",
            "reliability",
            "roles",
            "status",
            "words",
            "county_code",
            "county_ads_share",
            "county_ads",
        ]
    ]
    chosen = counts if selection.county_code is None else counts[counts.county_code == selection.county_code]
    total = None if chosen.ads.isna().any() else int(chosen.ads.sum())
    is_filler = one_county and not chosen.status.map(is_counted).all()
    scope = scope_of(edition, selection, ("report_employers", "county_counts"), total, is_filler=is_filler)
    county = selection.county_code
    found = report_dependence(edition, selection, county, base_of(edition, selection)) if county else None
    return EmployersAnswer(scope, table, pd.DataFrame(), found[0] if found else None, is_named_only=True)


def _largest_as_chosen(table: pd.DataFrame, found: dependence_metric.Dependence | None) -> pd.DataFrame:
    """The largest employer's share has the interval of one that was chosen for being largest, wherever it is told."""
    if found is None or found.largest_share_low is None:
        return table
    is_largest = table.employer.eq(found.largest_employer).fillna(False).astype(bool)
    return table.assign(
        ads_low_share=table.ads_low_share.mask(is_largest, found.largest_share_low),
        ads_high_share=table.ads_high_share.mask(is_largest, found.largest_share_high),
    )
