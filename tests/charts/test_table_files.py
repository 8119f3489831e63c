"""A figure's numbers as CSV and workbook: every figure, both languages, the same numbers, typed as what they are."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pandas.api.types import is_integer_dtype, is_numeric_dtype

from aipulsen import topics
from aipulsen.charts import export
from aipulsen.charts.figure import Figure
from aipulsen.charts.quantities import quantity_of
from aipulsen.errors import EditionError
from aipulsen.sources.job_board_files import read_board_file
from aipulsen.text import LANGS, Lang
from aipulsen.text.separated import decoded, rows_of, separated
from tests.charts.test_figures import CASES
from tests.walk import walked

MARKS = {"sv": (";", ","), "en": (",", ".")}


def values_of(figure: Figure) -> list[list[Any]]:
    """The figure's own table as plain values, missing as None."""
    frame = figure.table.astype(object)
    return frame.where(pd.notna(frame), None).to_numpy().tolist()  # type: ignore[no-any-return]


def same(held: Any, expected: Any, precision: float = 0) -> bool:
    """Equal, with missing and empty the same, and numbers as numbers, to this precision."""
    if expected is None or expected == "":
        return held in (None, "")
    if isinstance(expected, str):
        return str(held).lstrip("'") == expected.lstrip("'")
    return isinstance(held, int | float) and float(held) == pytest.approx(float(expected), rel=precision, abs=0)


# Neither embedded edition knows how all municipalities commute, so that this figure says only why there is nothing.
WITHOUT_ROWS = {"commuting-adjusted"}
WITH_ROWS = [key for key in topics.FIGURES if key not in WITHOUT_ROWS]


@pytest.mark.parametrize("key", WITHOUT_ROWS)
def test_a_figure_without_rows_is_no_table(key: str) -> None:
    for data in (export.csv_bytes, export.xlsx_bytes, export.json_bytes):
        with pytest.raises(EditionError):
            data(CASES[key].figure(key))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", WITH_ROWS)
def test_a_csv_opens_in_the_reader_s_spreadsheet_and_reads_back_the_same(key: str, lang: Lang) -> None:
    """Swedish: semicolon and decimal comma; English: comma and point. Our own reader finds every value, unrounded."""
    figure = CASES[key].figure(key, lang)
    separator, mark = MARKS[lang]
    data = export.csv_bytes(figure)
    assert data.startswith(b"\xef\xbb\xbf")  # by which spreadsheets know UTF-8
    (_, head), *rows = rows_of(decoded(data))
    assert data.decode("utf-8-sig").startswith(separator.join(head))
    assert head[: len(figure.table.columns)] == list(figure.table.columns)
    expected = values_of(figure)
    assert len(rows) == len(expected)
    for (_, cells), row in zip(rows, expected, strict=True):
        for cell, value in zip(cells, row, strict=False):
            number = not isinstance(value, str) and value is not None and not isinstance(value, bool)
            assert same(float(cell.replace(mark, ".")) if number else cell, value), (cell, value)
            assert not number or ("." not in cell) or mark == "."


@pytest.mark.parametrize("key", WITH_ROWS)
def test_a_workbook_s_cells_are_what_they_say(key: str) -> None:
    """Shares are per cent, years numbers without a space, dates dates, codes texts; the head stays in sight, columns
    are as wide as their words, each column is explained, and the values are the table's."""
    figure = CASES[key].figure(key)
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx_bytes(figure)))
    assert book.sheetnames == ["Tal", "Kolumner", "Om talen"]
    sheet, explained, about = book.worksheets
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
    expected = values_of(figure)
    for number, name in enumerate(figure.table.columns, start=1):
        kind = quantity_of(name, figure.table[name])
        cells = [sheet.cell(row, number) for row in range(2, sheet.max_row + 1)]
        assert len(cells) == len(expected)
        width = sheet.column_dimensions[cells[0].column_letter].width
        assert width >= min(len(name), 60)
        for cell, row in zip(cells, expected, strict=True):
            value = row[number - 1]
            if value in (None, ""):
                assert cell.value is None
            elif kind == "date":
                assert cell.value == dt.datetime.fromisoformat(value)
                assert cell.number_format == "yyyy-mm-dd"
            elif kind == "year":
                assert (cell.value, cell.number_format) == (int(value), "0")
            else:
                assert same(cell.value, value, 1e-14), (name, cell.value, value)
                assert (cell.number_format == "0.0%") == (kind == "share")
    named = {row[0].value: row[1].value for row in explained.iter_rows(min_row=2)}
    assert list(named) == [cell.value for cell in sheet[1]]
    assert all(named.values())
    assert about["A1"].value == figure.title


def test_a_workbook_holds_no_clock() -> None:
    """The same figure gives the same bytes whenever it is written."""
    data = export.xlsx_bytes(CASES["wage-gap"].figure("wage-gap"))
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = archive.read("docProps/core.xml")
    assert core.count(b">1980-01-01T00:00:00Z<") == core.count(b"<dcterms:") == 2


@walked("key", topics.FIGURES)
def test_a_column_s_kind_fits_what_it_holds(key: str) -> None:
    """No count has a fraction, no share is outside ±1, and no column of whole numbers by its type is called a rate."""
    table = CASES[key].figure(key).table
    for name in table.columns:
        values, kind = table[name].dropna(), quantity_of(name, table[name])
        if kind == "count":
            assert all(float(value).is_integer() for value in values), name
        if kind == "share":
            assert all(-1 <= value <= 1 for value in values if not isinstance(value, str)), name
        if is_numeric_dtype(table[name]) and is_integer_dtype(table[name]):
            assert kind in ("count", "mixed"), name


@pytest.mark.parametrize("lang", LANGS)
def test_a_board_file_saved_as_we_write_is_read_as_it_was(lang: Lang, tmp_path: Any) -> None:
    """What leaves the house in either dialect comes in again by its own door, separators and quotes in cells too."""
    columns = ["id", "site", "title", "company", "location", "min_amount"]
    row = ["li-1", "linkedin", 'AI-ingenjör; "ML", data', "Å;B, AB", "Luleå, Norrbotten County", 45000.5]
    path = tmp_path / "boards.csv"
    path.write_text(separated([columns, row], lang), "utf-8-sig")
    (read,) = read_board_file(path)
    amount = "45000,5" if lang == "sv" else "45000.5"
    assert list(read.cells.values()) == [*row[:-1], amount]
