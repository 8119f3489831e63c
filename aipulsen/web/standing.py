"""How a finding stands in the newest edition: the same, within the interval that stands in it, or moved out of it."""

from __future__ import annotations

import dataclasses
from typing import Literal

import pandas as pd

from aipulsen import figures, topics
from aipulsen.charts.figure import Figure
from aipulsen.errors import AipulsenError
from aipulsen.figures.written import written_value
from aipulsen.store import editions, sight
from aipulsen.store.editions import Edition
from aipulsen.voice import Voice
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

Verdict = Literal["newest", "unknown", "same", "within", "changed"]


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """A finding's value with its interval, and how it stands in the newest edition.

    columns: names of value, low and high in the figure's table, empty where the finding has no interval. row: the row
    that it is about. now: the newest edition's value. verdict: there is no newer edition; it cannot be compared; it
    says the same; another value within the interval; one outside it.
    """

    verdict: Verdict
    columns: tuple[str, ...] = ()
    row: pd.Series | None = None
    edition: Edition | None = None
    now: float | None = None

    @property
    def before(self) -> float | None:
        """The finding's own value."""
        return None if self.row is None else float(self.row[self.columns[0]])

    def written(self, value: float | None, say: Voice) -> str:
        """A value of this finding in words."""
        return say("common.missing") if value is None else written_value(self.columns[0], value, say)

    def told_now(self, say: Voice) -> dict[str, str]:
        """The newest edition, its data date and its value, as sentences name them; nothing where there is none."""
        if self.edition is None:
            return {}
        manifest = self.edition.manifest
        as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
        return {"edition": self.edition.name, "as_of": as_of, "now": self.written(self.now, say)}


def newer_than(edition: Edition) -> Edition | None:
    """The newest live edition where it is younger than this one; a made-up edition has none."""
    newest = editions.newest_live(sight.known_editions()[0])
    if newest is None or edition.manifest.is_demo or newest.manifest.as_of <= edition.manifest.as_of:
        return None
    return newest


def standing(figure: Figure, asked: Asked) -> Standing:
    """How the finding stands today. The row is the chosen county's, else the last of a series, else the one with the
    highest value."""
    triple: tuple[str, ...] = next((t for t in _TRIPLES if set(t) <= set(figure.table)), ())
    row = _spoken(figure.table, triple[0], asked.selection.county_code) if triple else None
    if row is None:
        triple = ()
    newest = newer_than(asked.edition)
    if newest is None:
        return Standing("newest", triple, row)
    unknown = Standing("unknown", triple, row, newest)
    if row is None or not topics.FIGURES[figure.key].is_in(newest):
        return unknown
    try:
        now = figures.build_figure(figure.key, dataclasses.replace(asked, edition=newest).desk, asked.selection)
    except AipulsenError:
        return unknown
    value, low, high = triple[0], triple[1], triple[2]
    later = _same(now.table, row) if value in now.table else None
    if later is None or pd.isna(later[value]) or pd.isna(row[low]) or pd.isna(row[high]):
        return unknown
    said = float(later[value])
    verdict: Verdict = "within" if float(row[low]) <= said <= float(row[high]) else "changed"
    return Standing("same" if said == float(row[value]) else verdict, triple, row, newest, said)


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
