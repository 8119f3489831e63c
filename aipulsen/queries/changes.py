"""What changed in each county between two editions, and is it news?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.bases import BASES
from aipulsen.errors import ParameterError
from aipulsen.keepers import kept_for
from aipulsen.metrics import changes
from aipulsen.metrics.trend import is_broken
from aipulsen.periods import day_of
from aipulsen.queries.comparison_group import counties_asked, in_order
from aipulsen.queries.counts import (
    ads_in_window,
    ads_status,
    bases_of,
    burst_effects,
    count_table,
    counted_on,
    county_bases,
    whole_base,
)
from aipulsen.queries.gap import what_counts
from aipulsen.queries.keeping import answered_alike, answered_once
from aipulsen.queries.scope import Scope, default_base, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.queries.trend import days_covered, days_of_breaks
from aipulsen.store import editions
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class EditionChangesAnswer:
    """One row per county, the country first; the edition (or the day of this one) compared with.

    reason: «no_ads» where an edition has none, «no_earlier» where there is nothing to compare with; then no rows.
    """

    scope: Scope
    changes: pd.DataFrame
    before: Edition | None
    is_same_edition: bool = False
    same_method: bool = True
    reason: str | None = None

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.changes)


def edition_before(edition: Edition, selection: Selection) -> Edition | None:
    """What the edition is compared with: the one that is named, this edition as it stood on a day, or by itself the
    newest earlier one of its kind; a demo or a first edition is set against itself a window ago. None: nothing is."""
    since = selection.since
    if since is not None and (day := day_of(since)) is not None:
        return _of_the_day(since, edition) or _as_it_was(edition, day, selection.window_days)
    if since is not None:
        return editions.open_edition(since)
    if edition.manifest.kind == "live":  # there is one demo and one report
        for other in _known_here(editions.live_folder()):
            if other.manifest.kind == "live" and other.manifest.as_of < edition.manifest.as_of:
                return other
    return _as_it_was(edition, None, selection.window_days)


def _of_the_day(name: str, edition: Edition) -> Edition | None:
    """Another edition of that name where it is a live one's, as this one must be: those are named by their day."""
    known = _known_here(editions.live_folder()) if edition.manifest.kind == "live" else []
    return next((other for other in known if other.name == name != edition.name), None)


@kept_for(seconds=10)
def _known_here(_folder: Path) -> list[Edition]:
    """The editions in sight, newest first; a page asks twice."""
    return editions.list_editions()[0]


def _as_it_was(edition: Edition, day: dt.date | None, window_days: int) -> Edition | None:
    """The same edition with an earlier data date; refused (ParameterError) where its ads do not fill the window."""
    covered = days_covered(edition)
    if covered is None:
        return None
    wanted = day or covered[1] - dt.timedelta(days=window_days)
    first = covered[0] + dt.timedelta(days=window_days - 1)
    if not first <= wanted < covered[1]:
        if day is None:
            return None
        if first >= covered[1]:
            raise ParameterError("changes.no_day", edition=edition.name, days=window_days)
        raise ParameterError("changes.bad_day", day=day, first=first, last=covered[1], edition=edition.name)
    return Edition(edition.path, dataclasses.replace(edition.manifest, as_of=wanted))


@answered_once
def ask_edition_changes(edition: Edition, selection: Selection) -> EditionChangesAnswer:
    """What is new, what has ended, what is method and what is base, per county, since an earlier edition?

    `selection.since` names it. Rows: the parts of `ad_changes`, the verdict of `judged`, the parts of the score on the
    chosen base. Another engine or a break between the two windows: the parts stand, and nothing is called a change.
    """
    selection = counted_on(edition, selection.checked())
    every, asked = _in_every_region(edition, selection), counties_asked(edition, selection)
    if asked is None or every.changes.empty:
        return every
    return dataclasses.replace(every, changes=in_order(every.changes, (codes.COUNTRY_CODE, *asked), "region_code"))


@answered_alike(*COUNTED, "since", "base")
def _in_every_region(edition: Edition, selection: Selection) -> EditionChangesAnswer:
    """The answer about all 21 counties."""
    before = edition_before(edition, selection) if edition.has("ads") else None
    scope = scope_of(edition, selection, (count_table(edition), "ad_totals"), None)
    if before is None or not before.has("ads"):
        reason = "no_ads" if not edition.has("ads") else "no_earlier" if before is None else "no_ads_before"
        return EditionChangesAnswer(scope, pd.DataFrame(), before, reason=reason)
    if before.manifest.as_of > edition.manifest.as_of:
        raise ParameterError("changes.backwards", before=before.name, edition=edition.name)
    chosen = what_counts(edition, selection)
    same_method = before.manifest.engine == edition.manifest.engine
    old, new = ads_in_window(before, chosen), ads_in_window(edition, chosen)
    days = before.manifest.as_of, edition.manifest.as_of
    told = changes.ad_changes(
        old, new, *days, selection.window_days, same_method=same_method, unique=chosen.counting == "unique"
    )
    effects = burst_effects(edition, chosen)  # over time ads come in bursts: an employer's of one week
    broken = is_broken(days[0], selection.window_days, days[1], days_of_breaks(edition))
    told = changes.judged(told, effects, comparable=same_method and not broken)
    told = _with_scores(told, before, edition, selection)
    told = told.assign(
        region_name=[codes.county_name(code) for code in told.region_code],
        before_edition=before.name,
        before_as_of=days[0].isoformat(),
        now_as_of=days[1].isoformat(),
        window_days=selection.window_days,
        level=selection.level,
        status=ads_status(edition),
    )
    counted = dataclasses.replace(scope, total_ads=len(new))
    is_same = before.path == edition.path
    return EditionChangesAnswer(counted, told, before, is_same, same_method)


def _with_scores(told: pd.DataFrame, before: Edition, edition: Edition, selection: Selection) -> pd.DataFrame:
    """The parts of the score on the chosen base; an edition without the base has none."""
    base = selection.base or default_base(edition)
    bases = [
        _by_region(one, base, selection.window_days) if base in bases_of(one) else pd.Series(dtype="Int64")
        for one in (before, edition)
    ]
    return changes.score_parts(told, bases[0], bases[1], BASES[base].per).assign(base=base)


def _by_region(edition: Edition, base: str, window_days: int) -> pd.Series:
    """The base by region code, the country's under «00»."""
    counties = county_bases(edition, base, window_days).set_index("county_code").base_persons
    own = whole_base(edition, base, window_days)
    whole = counties.sum(skipna=False) if own is None else own
    return pd.concat([counties, pd.Series({codes.COUNTRY_CODE: whole})])
