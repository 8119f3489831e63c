"""How does Arbetsförmedlingen assess the outlook for IT occupations?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.queries.comparison_group import counties_asked
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class OutlookAnswer:
    """One row per county and IT occupation: an assessment in words, never a share of employers."""

    scope: Scope
    outlook: pd.DataFrame

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.outlook)


@answered_once
def ask_outlook(edition: Edition, selection: Selection) -> OutlookAnswer:
    """How are the chances of finding staff in seven IT occupations assessed, per county or for the chosen one?

    The country's row has no recruitment situation. An edition without the assessment gives no rows.
    """
    selection = selection.checked()
    scope = scope_of(edition, selection, ("occupation_outlook",), None)
    if not edition.has("occupation_outlook"):
        return OutlookAnswer(scope, pd.DataFrame())
    table = edition.read("occupation_outlook")
    asked = counties_asked(edition, selection)
    if asked is not None:
        table = table[table.region_code.isin(asked)].reset_index(drop=True)
    table.insert(1, "region_name", [codes.county_name(code) for code in table.region_code])
    return OutlookAnswer(scope, table)
