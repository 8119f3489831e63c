"""Which counties does an answer set beside the chosen one? The counties most like it, when the reader asks for them."""

from __future__ import annotations

import pandas as pd

from aipulsen.queries.selection import Selection
from aipulsen.queries.similar import distances_from
from aipulsen.store.editions import Edition

NEAREST_COUNT = 5


def group_codes(edition: Edition, selection: Selection) -> tuple[str, ...] | None:
    """The chosen county and its most similar ones, when the reader asked for them; None means every county."""
    if selection.comparison != "similar" or selection.county_code is None:
        return None
    nearest = distances_from(edition, selection.county_code).county_code.head(NEAREST_COUNT)
    return (selection.county_code, *nearest)


def counties_asked(edition: Edition, selection: Selection) -> tuple[str, ...] | None:
    """The counties an answer is about: the chosen one, then its comparison group, nearest first; None: every county."""
    if selection.county_code is None:
        return None
    return group_codes(edition, selection) or (selection.county_code,)


def in_order(frame: pd.DataFrame, wanted: tuple[str, ...], column: str = "county_code") -> pd.DataFrame:
    """The rows of these codes, in the order of the codes."""
    kept = frame[frame[column].isin(wanted)]
    return kept.sort_values(column, key=lambda found: found.map(wanted.index), kind="stable").reset_index(drop=True)


def of_asked(
    frame: pd.DataFrame, edition: Edition, selection: Selection, *, and_also: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The rows of the counties asked about, in their order; every row when no county is chosen.

    frame: any with county_code. `and_also`: codes kept last (the whole).
    """
    asked = counties_asked(edition, selection)
    return frame if asked is None else in_order(frame, (*asked, *and_also))
