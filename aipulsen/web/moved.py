"""Whether a newer edition has moved a frozen figure's finding outside the interval that stands in it."""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import figures, topics
from aipulsen.charts.figure import Figure
from aipulsen.errors import AipulsenError
from aipulsen.store import editions, sight
from aipulsen.store.editions import Edition
from aipulsen.web.asked import Asked

# Value, low and high of what a finding says, in the order in which a table is asked for them.
_TRIPLES = (
    ("gap_score", "gap_low", "gap_high"),
    ("adjusted_score", "adjusted_low", "adjusted_high"),
    ("gap_ratio", "gap_ratio_low", "gap_ratio_high"),
    ("location_quotient", "quotient_low", "quotient_high"),
    ("largest_share", "largest_share_low", "largest_share_high"),
    ("ads_share", "ads_low_share", "ads_high_share"),
    ("ads_share", "ads_share_low", "ads_share_high"),
    ("per_week", "per_week_low", "per_week_high"),
    ("median_days", "median_low_days", "median_high_days"),
    ("ratio", "ratio_low", "ratio_high"),
)
_NAMES = ("county_code", "region_code", "definition", "group", "employer", "ssyk_code", "name")


@dataclasses.dataclass(frozen=True, slots=True)
class Moved:
    """The newer edition, what was said of what, and what it says now."""

    edition: Edition
    column: str
    before: float
    now: float


def newer_than(edition: Edition) -> Edition | None:
    """The newest live edition where it is younger than this one; a made-up edition has none."""
    newest = editions.newest_live(sight.known_editions()[0])
    if newest is None or edition.manifest.is_demo or newest.manifest.as_of <= edition.manifest.as_of:
        return None
    return newest


def moved(figure: Figure, asked: Asked) -> Moved | None:
    """What a newer edition says of the row that the finding is about, where it lies outside this one's interval.

    The row is the chosen county's, else the last of a series, else the one with the highest value. None: there is no
    newer edition, it cannot answer, the row has no interval, or the value lies within it.
    """
    newest = newer_than(asked.edition)
    if newest is None or not topics.FIGURES[figure.key].is_in(newest):
        return None
    try:
        desk = dataclasses.replace(asked, edition=newest).desk
        now = figures.build_figure(figure.key, desk, asked.selection)
    except AipulsenError:
        return None
    triple = next((t for t in _TRIPLES if set(t) <= set(figure.table) and t[0] in now.table), None)
    if triple is None:
        return None
    row = _spoken(figure.table, triple[0], asked.selection.county_code)
    later = None if row is None else _same(now.table, row)
    if row is None or later is None or pd.isna(later[triple[0]]) or pd.isna(row[triple[1]]) or pd.isna(row[triple[2]]):
        return None
    value = float(later[triple[0]])
    if float(row[triple[1]]) <= value <= float(row[triple[2]]):
        return None
    return Moved(newest, triple[0], float(row[triple[0]]), value)


def _spoken(table: pd.DataFrame, column: str, county: str | None) -> pd.Series | None:
    """The row that the finding is about."""
    rated = table[table[column].notna()]
    own = rated
    for name in ("county_code", "region_code"):
        if county is not None and name in rated:
            own = rated[rated[name] == county]
    if own.empty:
        return None
    ordered = own.sort_values("window_end") if "window_end" in own else own.sort_values(column, kind="stable")
    return ordered.iloc[-1]


def _same(table: pd.DataFrame, row: pd.Series) -> pd.Series | None:
    """The other table's row of the same name; of a series its last."""
    names = [name for name in _NAMES if name in row.index and name in table and pd.notna(row[name])]
    found = table
    for name in names:
        found = found[found[name] == row[name]]
    if "window_end" in table:
        found = found.sort_values("window_end").tail(1)
    return None if len(found) != 1 else found.iloc[0]
