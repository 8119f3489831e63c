"""How a finding stands in the newest edition: the same, within the interval that stands in it, or moved out of it."""

from __future__ import annotations

import dataclasses
import re
from typing import Literal

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from aipulsen import codes, figures, topics
from aipulsen.charts.figure import Figure
from aipulsen.charts.quantities import quantity_of
from aipulsen.errors import AipulsenError
from aipulsen.figures.generated import sentence_of
from aipulsen.figures.parts import within
from aipulsen.figures.sentence_codes import SENTENCES, Sentence
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
    ("gini", "gini_low", "gini_high"),
)
_NAMES = ("county_code", "region_code", "definition", "group", "employer", "ssyk_code", "name", "named")
_PLACES = ("county_code", "region_code")
_SERIES = ("window_end", "year", "period")  # of rows of one name the last is meant
_OF_ALL = ("gini",)  # the country's, beside each county's share
_AROUND = r"(?<![\d.,])(?<!\d[ \u00a0\u202f]){}(?!\d|[.,]\d|[ \u00a0\u202f]\d{{3}})"
_NO_PER_CENT = r"(?![ \u00a0]?%)"  # what is no share is not the number of one
_NO_NAMES = ("unit", "level", "verdict", "compared_with_rest", "spans_break", "agreement")
_TOO_COMMON = 10  # a smaller whole number stands in many sentences and tables without being the same thing

Verdict = Literal["newest", "unknown", "same", "within", "changed", "moved", "same_words", "other_words"]


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """A finding's value with its interval, and how it stands in the newest edition.

    columns: names of value, low and high in the figure's table, of a register's number the value's alone; empty where
    there is none. row: the row that it is about. now: the newest edition's value. verdict: there is no newer edition;
    it cannot be compared; it says the same; another value within the interval; one outside it; another where there is
    no interval; of a sentence without a value of its own whether the newest edition words it so.
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


def interval_of(column: str) -> tuple[str, ...]:
    """The columns of a value's low and high; none where it has no interval.

    >>> interval_of("gap_score")
    ('gap_low', 'gap_high')
    """
    return next((triple[1:] for triple in _TRIPLES if triple[0] == column), ())


def newer_than(edition: Edition) -> Edition | None:
    """The newest live edition where it is younger than this one; a made-up edition has none."""
    newest = editions.newest_live(sight.known_editions()[0])
    if newest is None or edition.manifest.is_demo or newest.manifest.as_of <= edition.manifest.as_of:
        return None
    return newest


def standing(figure: Figure, asked: Asked, sentence: Sentence | None = None) -> Standing:
    """How the finding stands today, or a `sentence` whose number stands in the figure. The row is the sentence's own,
    else the chosen county's, of a series the last; where there are several, the one whose value stands in the finding;
    else there is none."""
    behind = SENTENCES[sentence.key] if sentence else None
    columns = behind.columns if behind else next((t for t in _TRIPLES if set(t) <= set(figure.table)), ())
    table = figure.table if behind is None or behind.row is None else _of_row(figure.table, behind.row, asked)
    if sentence is not None and sentence.row is not None:
        row = sentence.row if columns and pd.notna(sentence.row[columns[0]]) else None
    elif columns and columns[0] in _OF_ALL:
        told = table[list(columns)].dropna()
        row = None if told.empty else told.iloc[0]
    else:
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
    if sentence is not None and sentence.row is not None:
        said = sentence_of(sentence.key, dataclasses.replace(asked, edition=newest).desk, asked.selection)
        later = said.row if said else None
    else:
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
    own = _latest(own)
    if len(own) == 1:
        return own.iloc[0]
    said = [row for _, row in own.iterrows() if _stands_in(finding, column, float(row[column]), asked.desk.say)]
    return said[0] if said else None


def _latest(table: pd.DataFrame) -> pd.DataFrame:
    for order in _SERIES:
        table = table[table[order] == table[order].max()] if order in table else table
    return table


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A number of a sentence where it stands in a table: column, what the sentence names of its row, and the row."""

    column: str
    named: tuple[str, ...]
    row: pd.Series
    at: int = 0  # in the sentence

    def written(self, say: Voice) -> str:
        """Column, row and value in words."""
        row = f" ({', '.join(self.named)})" if self.named else ""
        value = written_value(self.column, float(self.row[self.column]), say)
        return f"{say(f'columns.{self.column}')}{row}: {value}"


def cells(table: pd.DataFrame, sentence: str, asked: Asked) -> list[Cell]:
    """The numbers of a sentence that has no value with an interval, each where it stands in the table, in their order
    there: in a row that the sentence, or the choice, names; of other rows a share that stands in one alone. A number
    that may be several, or none of them, is none."""
    found: dict[str, list[tuple[Cell, bool]]] = {}
    county = asked.selection.county_code
    numeric = [name for name in table if _is_number(table[name])]
    shares = [name for name in numeric if quantity_of(name, table[name]) == "share"]
    for row in (row for _, row in _last_of_each(table).iterrows()):
        named = tuple(
            v for name, v in row.items() if isinstance(v, str) and len(v) > 2 and _is_named(str(name), v, sentence)
        )
        is_chosen = county is not None and any(row.get(name) == county for name in _PLACES)
        for column in (name for name in (numeric if is_chosen or named else shares) if pd.notna(row[name])):
            value = abs(float(row[column]))  # «8 500 kr lägre» is -8 500 in its table
            if value < _TOO_COMMON and value.is_integer() and not (is_chosen and _is_count(column)):
                continue
            written = _written_in(sentence, column, value, asked.desk.say)
            if written and not any(row.equals(other.row) for other, _ in found.get(written, [])):
                cell = Cell(column, named, row, sentence.index(written))
                found.setdefault(written, []).append((cell, is_chosen or bool(named)))
    told = []
    for of_one in found.values():
        meant = [cell for cell, is_named in of_one if is_named] or [cell for cell, _ in of_one]
        told += meant if len(meant) == 1 else []
    return sorted(told, key=lambda cell: cell.at)


def _is_named(column: str, value: str, sentence: str) -> bool:
    """Whether a sentence names what stands in that column; a part of ads may stand in it with a small letter. What
    tells how a value came about, or its unit, names no row."""
    if column in _NO_NAMES or set(column.split("_")) & {"status", "reliability"}:
        return False
    return value in sentence or (column == "name" and within(value) in sentence)


def _last_of_each(table: pd.DataFrame) -> pd.DataFrame:
    """Of a series the last row of each name."""
    names = [name for name in (*_NAMES, "hub", "origin", "occupation_code") if name in table]
    for order in _SERIES:
        if order in table and names:
            table = table[table[order] == table.groupby(names, dropna=False)[order].transform("max")]
    return table


def _is_number(values: pd.Series) -> bool:
    return is_numeric_dtype(values) and not is_bool_dtype(values)


def _is_count(column: str) -> bool:
    return quantity_of(column, pd.Series([1])) == "count"


def _stands_in(finding: str, column: str, value: float, say: Voice) -> bool:
    """Whether a value stands in a finding, as any of our sentences writes it."""
    return bool(_written_in(finding, column, value, say))


def _written_in(finding: str, column: str, value: float, say: Voice) -> str:
    """The value as a finding writes it; empty where it does not stand there."""
    kind = quantity_of(column, pd.Series([value]))
    if kind == "share":
        written = [say.percent(value, decimals) for decimals in (0, 1)]
    else:
        written = [say.number(value, decimals) for decimals in ((0,) if kind == "count" else (1, 2))]
        written += [say.number(value, 0)] if kind == "rate" and value >= _TOO_COMMON else []
    after = "" if kind == "share" else _NO_PER_CENT
    stands = (text for text in written if re.search(_AROUND.format(re.escape(text)) + after, finding))
    return next(stands, "")


def _same(table: pd.DataFrame, row: pd.Series) -> pd.Series | None:
    """The other table's row of the same name; of a series its last."""
    if len(table) and not set(_NAMES) & set(row.index):
        return table.iloc[0]
    names = [name for name in _NAMES if name in row.index and name in table and pd.notna(row[name])]
    found = table
    for name in names:
        found = found[found[name] == row[name]]
    for order in _SERIES:
        if order in table:
            found = found.sort_values(order, kind="stable").tail(1)
    return None if len(found) != 1 else found.iloc[0]
