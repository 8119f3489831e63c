"""A workbook (XLSX) whose cells are what they say: counts, shares, years, dates; the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

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
_MOMENT = dt.datetime(1980, 1, 1)  # noqa: DTZ001 the clock that stands in every workbook and its archive
_HEAD = Font(bold=True)
_AT_TOP, _BROKEN = (Alignment(wrap_text=is_broken, vertical="top") for is_broken in (False, True))


class _Archive(zipfile.ZipFile):
    """An archive without a clock, each file packed once."""

    def writestr(self, name: Any, content: Any, *_: Any) -> None:
        """A file of that content."""
        super().writestr(zipfile.ZipInfo(name, _MOMENT.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)

    def write(self, filename: Any, name: Any = None, *_: Any) -> None:
        """The file that the library has laid aside."""
        self.writestr(name, Path(filename).read_bytes())


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
                cell.alignment = _BROKEN if is_last else _AT_TOP

    def _sheet(self, title: str, columns: Sequence[str]) -> Worksheet:
        sheet: Worksheet = self._book.create_sheet(title)
        sheet.append(list(columns))
        for cell in sheet[1]:
            cell.font = _HEAD
        sheet.freeze_panes = "A2"
        return sheet

    def data(self) -> bytes:
        """The file, with our moment where the library would write the clock: into its properties and the archive."""
        self._book.properties.created = self._book.properties.modified = _MOMENT
        sink = io.BytesIO()
        ExcelWriter(self._book, _Archive(sink, "w")).save()
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
