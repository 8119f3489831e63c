"""A workbook (XLSX) whose cells are what they say: counts, shares, years, dates; the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from aipulsen.charts.quantities import Quantity
from aipulsen.text.safety import neutralised

_FORMATS: dict[Quantity, str] = {
    "share": "0.0%",
    "rate": "#,##0.00",
    "count": "#,##0",
    "year": "0",
    "date": "yyyy-mm-dd",
    "text": "@",
}
_NARROWEST, _WIDEST = 8, 60  # a column's width, in characters
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_SAVED_AT = re.compile(rb"<dcterms:(created|modified)([^>]*)>[^<]*<")


class Sheets:
    """A workbook in the making, sheet by sheet."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])

    def numbers(
        self, title: str, columns: Sequence[str], kinds: Sequence[Quantity], rows: Sequence[Sequence[Any]]
    ) -> None:
        """A table whose head stays in sight, can be filtered, and whose columns are as wide as what they hold."""
        sheet = self._sheet(title, columns)
        for row in rows:
            sheet.append([_typed(value, kind) for value, kind in zip(row, kinds, strict=True)])
        for number, kind in enumerate(kinds, start=1):
            letter = get_column_letter(number)
            for cell in sheet[letter][1:]:
                cell.number_format = _FORMATS.get(kind, "General")
            sheet.column_dimensions[letter].width = _width(sheet[letter], kind)
        sheet.auto_filter.ref = sheet.dimensions

    def words(self, title: str, rows: Sequence[Sequence[str]], *, has_head: bool = False) -> None:
        """A sheet to read: its last column is wide and its lines are broken."""
        sheet = self._sheet(title, rows[0]) if has_head else self._book.create_sheet(title)
        for row in rows[1:] if has_head else rows:
            sheet.append([neutralised(cell) for cell in row])
        for column in sheet.iter_cols():
            is_last = column[0].column == sheet.max_column
            sheet.column_dimensions[column[0].column_letter].width = 2 * _WIDEST if is_last else _width(column, "text")
            for cell in column:
                cell.alignment = Alignment(wrap_text=is_last, vertical="top")

    def _sheet(self, title: str, columns: Sequence[str]) -> Worksheet:
        sheet: Worksheet = self._book.create_sheet(title)
        sheet.append(list(columns))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        return sheet

    def data(self) -> bytes:
        """The file. The library writes the clock into it, into a property and the archive: it is taken out."""
        written, sink = io.BytesIO(), io.BytesIO()
        self._book.save(written)
        with zipfile.ZipFile(written) as made, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as kept:
            for name in made.namelist():
                content = made.read(name)
                if name == "docProps/core.xml":
                    content = _SAVED_AT.sub(rb"<dcterms:\1\2>1980-01-01T00:00:00Z<", content)
                kept.writestr(zipfile.ZipInfo(name, _ZIP_MOMENT), content, zipfile.ZIP_DEFLATED)
        return sink.getvalue()


def _typed(value: Any, kind: Quantity) -> Any:
    if value is None or value == "":
        return None
    if kind == "year":
        return int(value)
    return dt.date.fromisoformat(value) if kind == "date" else neutralised(value)


def _width(cells: Sequence[Any], kind: Quantity) -> int:
    longest = max(len(str(cell.value or "")) for cell in cells if cell.row == 1 or kind == "text")
    return min(max(longest + 2, _NARROWEST, 12 if kind in ("date", "rate", "count") else 0), _WIDEST)
