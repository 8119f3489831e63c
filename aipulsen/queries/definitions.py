"""What do two definitions do to the ranking?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.bases import BASES
from aipulsen.errors import ParameterError
from aipulsen.metrics.definitions import rank_changes
from aipulsen.queries.accuracy import MeasuredAccuracy, accuracy_of
from aipulsen.queries.comparison_group import of_asked
from aipulsen.queries.counts import bases_of
from aipulsen.queries.gap import ask_gap
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, default_base, records
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition

# Each alternative sets one part of the definition; what the selection already has is no alternative.
ALTERNATIVES: dict[str, tuple[str, str]] = {
    f"{part}-{value}": (field, value)
    for part, field, values in (
        ("base", "base", tuple(sorted(BASES, key=lambda base: base == "report"))),
        ("level", "level", ("competence", "role")),
        ("counting", "counting", ("all", "unique")),
        ("staffing", "staffing", ("without", "all")),
        ("research", "research", ("without", "all")),
    )
    for value in values
}


@dataclass(frozen=True, slots=True)
class DefinitionsAnswer:
    """The change of rank per county from the chosen definition to another, largest first."""

    scope: Scope
    changes: pd.DataFrame
    against: str
    alternatives: tuple[str, ...]
    accuracy: tuple[MeasuredAccuracy, ...]

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.changes)


def alternatives_to(edition: Edition, selection: Selection) -> tuple[str, ...]:
    """The definitions an edition can set against the chosen one: those that differ from it in one part."""
    base = selection.base or default_base(edition)
    now = {**dataclasses.asdict(selection), "base": base}
    possible = []
    for key, (field, value) in ALTERNATIVES.items():
        needs_ads = field != "base" and not edition.has("ads")
        if now[field] != value and not needs_ads and (field != "base" or value in bases_of(edition)):
            possible.append(key)
    return tuple(possible)


@answered_once
def ask_rank_changes(edition: Edition, selection: Selection) -> DefinitionsAnswer:
    """Which counties change rank most between the chosen definition and the one in `against`?

    Without `against`: the first alternative the edition has. Counties whose rate is hidden in either have no change.
    """
    selection = selection.checked()
    alternatives = alternatives_to(edition, selection)
    against = alternatives[0] if selection.against is None else selection.against
    if against not in alternatives:
        raise ParameterError("queries.invalid", name="against", value=against, valid=", ".join(alternatives))
    field, value = ALTERNATIVES[against]
    whole = dataclasses.replace(selection, county_code=None, against=None)
    changed: dict[str, Any] = {field: value}
    other = dataclasses.replace(whole, **changed)
    answer = ask_gap(edition, whole)
    changes = rank_changes(answer.gap, ask_gap(edition, other).gap)
    changes.insert(1, "county_name", [codes.county_name(code) for code in changes.county_code])
    changes = changes.assign(against=against, window_days=selection.window_days, level=selection.level)
    changes = of_asked(changes, edition, selection)
    levels = dict.fromkeys((whole.level, other.level))
    found = tuple(a for level in levels if (a := accuracy_of(edition, level)) is not None)
    return DefinitionsAnswer(answer.scope, changes, against, alternatives, found)
