"""How a finding stands in the newest edition: the same, within the interval that stands in it, or moved out of it."""

from __future__ import annotations

import dataclasses
import re
from typing import Literal

import pandas as pd

from aipulsen import codes, figures, topics
from aipulsen.charts.figure import Figure
from aipulsen.charts.quantities import quantity_of
from aipulsen.errors import AipulsenError
from aipulsen.figures.sentence_codes import Behind
from aipulsen.figures.written import written_value
from aipulsen.store import editions, sight
from aipulsen.store.editions import Edition
from aipulsen.text.numbers import is_missing
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
_NAMES = ("county_code", "region_code", "definition", "group", "employer", "ssyk_code", "name", "named")
_PLACES = ("county_code", "region_code")
_SERIES = ("window_end", "year")  # of rows of one name the last is meant

Verdict = Literal["newest", "unknown", "same", "within", "changed", "moved"]


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """A finding's value with its interval, and how it stands in the newest edition.

    columns: names of value, low and high in the figure's table, of a register's number the value's alone; empty where
    there is none. row: the row that it is about. now: the newest edition's value. verdict: there is no newer edition;
    it cannot be compared; it says the same; another value within the interval; one outside it; another where there is
    no interval.
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
        return say("common.missing") if is_missing(value) else written_value(self.columns[0], float(value or 0), say)

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


def standing(figure: Figure, asked: Asked, behind: Behind | None = None) -> Standing:
    """How the finding stands today, or the sentence whose number stands `behind`. The row is the chosen county's, of a
    series the last; where there are several, the one whose value stands in the finding; else there is none."""
    columns = behind.columns if behind else next((t for t in _TRIPLES if set(t) <= set(figure.table)), ())
    table = figure.table if behind is None or behind.row is None else _of_row(figure.table, behind.row, asked)
    row = _spoken(table, columns[0], figure.title, asked) if columns else None
    if row is None:
        columns = ()
    newest = newer_than(asked.edition)
    if newest is None:
        return Standing("newest", columns, row)
    unknown = Standing("unknown", columns, row, newest)
    if row is None or not topics.FIGURES[figure.key].is_in(newest):
        return unknown
    try:
        now = figures.build_figure(figure.key, dataclasses.replace(asked, edition=newest).desk, asked.selection)
    except AipulsenError:
        return unknown
    later = _same(now.table, row) if columns[0] in now.table else None
    if later is None or pd.isna(later[columns[0]]) or any(pd.isna(row[end]) for end in columns[1:]):
        return unknown
    return Standing(_verdict(row, columns, float(later[columns[0]])), columns, row, newest, float(later[columns[0]]))


def _verdict(row: pd.Series, columns: tuple[str, ...], now: float) -> Verdict:
    value, *ends = (float(row[column]) for column in columns)
    if now == value:
        return "same"
    if not ends:
        return "moved"
    return "within" if ends[0] <= now <= ends[1] else "changed"


def _of_row(table: pd.DataFrame, named: tuple[str, str], asked: Asked) -> pd.DataFrame:
    return table[table[named[0]] == asked.desk.say(named[1])]


def _spoken(table: pd.DataFrame, column: str, finding: str, asked: Asked) -> pd.Series | None:
    """The row that the finding is about."""
    own, county = table[table[column].notna()], asked.selection.county_code
    for name in _PLACES:
        if name in own:
            place = own[own[name] == (county or codes.COUNTRY_CODE)]
            own = place if county is not None else pd.concat([place, own.drop(place.index)])
    for order in _SERIES:
        own = own[own[order] == own[order].max()] if order in own else own
    if len(own) == 1:
        return own.iloc[0]
    said = [row for _, row in own.iterrows() if _stands_in(finding, column, float(row[column]), asked.desk.say)]
    return said[0] if said else None


def _stands_in(finding: str, column: str, value: float, say: Voice) -> bool:
    """Whether a value stands in a finding, as any of our sentences writes it."""
    kind = quantity_of(column, pd.Series([value]))
    if kind == "share":
        written = {say.percent(value, decimals) for decimals in (0, 1)}
    else:
        written = {say.number(value, decimals) for decimals in ((0,) if kind == "count" else (1, 2))}
    return any(re.search(rf"(?<![\d.,]){re.escape(text)}(?!\d|[.,]\d)", finding) for text in written)


def _same(table: pd.DataFrame, row: pd.Series) -> pd.Series | None:
    """The other table's row of the same name; of a series its last."""
    names = [name for name in _NAMES if name in row.index and name in table and pd.notna(row[name])]
    found = table
    for name in names:
        found = found[found[name] == row[name]]
    for order in _SERIES:
        if order in table:
            found = found.sort_values(order, kind="stable").tail(1)
    return None if len(found) != 1 else found.iloc[0]
