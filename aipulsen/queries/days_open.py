"""How long do AI ads stand open, and how many come again, against the IT ads of the same county?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.errors import EditionError
from aipulsen.metrics import days_open
from aipulsen.metrics.counting import window_start
from aipulsen.queries.comparison_group import counties_asked, in_order
from aipulsen.queries.counts import ads_status, cluster_effects
from aipulsen.queries.keeping import answered_alike, answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class DaysOpenAnswer:
    """Two rows per region, the country first: its AI ads, and its IT ads that are not AI ads."""

    scope: Scope
    spells: pd.DataFrame

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.spells)


@answered_once
def ask_days_open(edition: Edition, selection: Selection) -> DaysOpenAnswer:
    """Of the ads published in the window: the median of days open, with interval, and the share that has come again.

    Every published ad counts (an ad put out again is what is asked about), staffing agencies' too. An edition without
    the table (the report's; one made from files) is refused with the reason (EditionError).
    """
    answer, asked = _in_all_regions(edition, selection), counties_asked(edition, selection)
    if asked is None:
        return answer
    shown = in_order(answer.spells, (codes.COUNTRY_CODE, *asked), "region_code")
    return dataclasses.replace(answer, spells=shown)


@answered_alike(*COUNTED)
def _in_all_regions(edition: Edition, selection: Selection) -> DaysOpenAnswer:
    if not edition.has("ad_spells"):
        raise EditionError("days_open.none", edition=edition.name)
    spells, as_of = edition.read("ad_spells"), edition.manifest.as_of
    first = window_start(as_of, selection.window_days).isoformat()
    spells = spells[spells.published_date.between(first, as_of.isoformat())]
    effects = cluster_effects(edition, selection)
    assert effects is not None  # what has days open has ads
    found = days_open.days_open(spells, selection.level, effects)
    found.insert(1, "region_name", [codes.county_name(code) for code in found.region_code])
    found = found.assign(window_days=selection.window_days, level=selection.level, status=ads_status(edition))
    total = int(found.ads[(found.region_code == codes.COUNTRY_CODE) & (found.group == "ai")].iloc[0])
    return DaysOpenAnswer(scope_of(edition, selection, ("ad_spells",), total), found)
