"""A Figure as a file: PNG, SVG, CSV, XLSX – the same numbers, the same words, the DEMO mark where it is due."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font

from aipulsen.charts import picture
from aipulsen.charts.figure import Figure
from aipulsen.keepers import PICTURES
from aipulsen.text.safety import neutralised

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


def _marked(figure: Figure) -> pd.DataFrame:
    """The table with its edition; on every row the mark of the report's known faults, and of a made-up edition."""
    table = figure.table.assign(edition=figure.context.edition)
    if figure.context.fault:
        table = table.assign(known_fault=figure.context.fault)
    if figure.context.is_demo:
        table = table.assign(mark=figure.context.say("common.demo_mark"))
    return table


def _cell(value: Any) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    return neutralised(value.item() if hasattr(value, "item") else value)


def csv_text(figure: Figure) -> str:
    """The numbers behind the chart: comma-separated, decimal point, missing empty, unrounded."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    table = _marked(figure)
    writer.writerow(table.columns)
    writer.writerows([_cell(v) for v in row] for row in table.itertuples(index=False))
    return sink.getvalue()


def csv_bytes(figure: Figure) -> bytes:
    """The CSV as a file holds it: with the mark by which spreadsheets know UTF-8."""
    return csv_text(figure).encode("utf-8-sig")


def json_bytes(figure: Figure) -> bytes:
    """Finding, words, choice and rows as JSON: the numbers unrounded, missing null."""
    context, table = figure.context, _marked(figure)
    told = {
        "figure": figure.key,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "alternative_text": figure.alt,
        "reading": figure.reading,
        "status": figure.status,
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
        "rows": [dict(zip(table.columns, map(_json_value, row), strict=True)) for row in table.itertuples(index=False)],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _json_value(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_json_value(one) for one in value]
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    plain = value.item() if hasattr(value, "item") else value
    return plain.isoformat() if hasattr(plain, "isoformat") else plain


def xlsx_bytes(figure: Figure) -> bytes:
    """A workbook: the numbers on the first sheet; finding, measure, caveats and source on the second."""
    book = Workbook()
    numbers = book.active
    assert numbers is not None
    numbers.title = figure.context.say("export.sheet_numbers")
    table = _marked(figure)
    numbers.append(list(table.columns))
    for cell in numbers[1]:
        cell.font = Font(bold=True)
    for row in table.itertuples(index=False):
        numbers.append([_cell(v) for v in row])
    about = book.create_sheet(figure.context.say("export.sheet_about"))
    for line in (figure.title, figure.subtitle, *figure.caption):
        about.append([neutralised(line)])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()
