"""A Figure as a file: PNG, SVG, CSV, XLSX – the same numbers, the same words, the DEMO mark where it is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen.charts import picture, workbook
from aipulsen.charts.figure import Figure
from aipulsen.charts.quantities import Quantity, quantity_of
from aipulsen.errors import EditionError
from aipulsen.keepers import PICTURES
from aipulsen.text.readable import as_json
from aipulsen.text.separated import separated

DEFAULT_SHAPE = "16:9"


def _composed(figure: Figure, shape: str) -> str:
    """The picture's page, composed once for all its files."""
    return PICTURES.ask(("page", shape, figure.fingerprint), lambda: picture.compose(figure, shape))


def svg_text(figure: Figure, shape: str = DEFAULT_SHAPE) -> str:
    """The picture as SVG."""
    return _composed(figure, shape)


def svg_bytes(figure: Figure, shape: str = DEFAULT_SHAPE) -> bytes:
    """The SVG as a file holds it."""
    return svg_text(figure, shape).encode("utf-8")


def png_bytes(figure: Figure, shape: str = DEFAULT_SHAPE) -> bytes:
    """The picture as PNG, 1 920 × 1 080 (16:9) or 1 600 × 1 600 (1:1) pixels."""
    return picture.to_png(_composed(figure, shape))


def marked(figure: Figure) -> pd.DataFrame:
    """The table with its edition; on every row the mark of the report's known faults, and of a made-up edition. Where a
    figure says only why there is nothing there is no table of it (EditionError): a program would take the reason for a
    row, or no row for the answer."""
    if not figure.has_rows:
        raise EditionError("export.nothing_to_show", figure=figure.key, reason=figure.reason or figure.title)
    table = figure.table.assign(edition=figure.context.edition)
    if figure.context.fault:
        table = table.assign(known_fault=figure.context.fault)
    if figure.context.is_demo:
        table = table.assign(mark=figure.context.say("common.demo_mark"))
    return table


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A figure's marked table for its files: names and kinds of columns, and rows of plain values, missing as None;
    what is counted is whole. Nobody changes them: CSV and workbook share them."""

    columns: list[str]
    kinds: list[Quantity]
    rows: list[list[Any]]


def _numbers(figure: Figure) -> _Numbers:
    def read() -> _Numbers:
        table = marked(figure)
        kinds = [quantity_of(str(column), table[column]) for column in table.columns]
        counted = [kind == "count" for kind in kinds]
        rows = [
            [_cell(value, is_count) for value, is_count in zip(row, counted, strict=True)]
            for row in table.itertuples(index=False)
        ]
        return _Numbers(list(table.columns), kinds, rows)

    return PICTURES.ask(("numbers", figure.fingerprint), read)


def _cell(value: Any, is_count: bool) -> Any:
    plain = _plain(value)
    return int(plain) if is_count and plain is not None and float(plain).is_integer() else plain


def _plain(value: Any) -> Any:
    """The value as Python's own, missing as None."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def csv_text(figure: Figure) -> str:
    """The numbers behind the chart, unrounded, missing empty: comma and decimal point in English, in Swedish semicolon
    and decimal comma, as a Swedish spreadsheet opens it."""
    numbers = _numbers(figure)
    return separated([numbers.columns, *numbers.rows], figure.context.say.lang)


def csv_bytes(figure: Figure) -> bytes:
    """The CSV as a file holds it: with the mark by which spreadsheets know UTF-8."""
    return csv_text(figure).encode("utf-8-sig")


def json_bytes(figure: Figure) -> bytes:
    """Finding, words, choice and rows as JSON: the numbers unrounded, missing null."""
    context, table = figure.context, marked(figure)
    told = {
        "figure": figure.key,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "alternative_text": figure.alt,
        "marks": figure.marks,
        "warnings": figure.all_warnings,
        "reading": figure.reading,
        "status": figure.status_lines,
        "notes": context.notes,
        "source": figure.source,
        "edition": context.edition,
        "as_of": context.as_of_label,
        "county": context.county_code,
        "window_days": context.window_days,
        "level": context.level,
        "base": context.base,
        "ads": context.total_ads,
        "language": context.say.lang,
        "mark": context.say("common.demo_mark") if context.is_demo else None,
        "rows": [dict(zip(table, map(_json_value, row), strict=True)) for row in table.itertuples(index=False)],
    }
    return as_json(told)


def _json_value(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_json_value(one) for one in value]
    plain = _plain(value)
    return plain.isoformat() if hasattr(plain, "isoformat") else plain


def xlsx_bytes(figure: Figure) -> bytes:
    """A workbook: the numbers with their kinds, what each column is, and finding, measure, caveats and source."""
    numbers, say = _numbers(figure), figure.context.say
    sheets = workbook.Sheets()
    sheets.numbers(say("export.sheet_numbers"), numbers.columns, numbers.kinds, numbers.rows)
    meanings = [[column, say(f"columns.{column}")] for column in numbers.columns]
    sheets.words(say("export.sheet_columns"), [[say("export.column"), say("export.meaning")], *meanings], has_head=True)
    sheets.words(say("export.sheet_about"), [[line] for line in (figure.title, figure.subtitle, *figure.caption)])
    return sheets.data()
