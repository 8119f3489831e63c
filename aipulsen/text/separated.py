"""Rows as separated text (CSV): written as spreadsheets in the reader's language open it, read however it was written.

Swedish: semicolon and decimal comma. English: comma and decimal point. What is written here is read here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from aipulsen.text.languages import Lang
from aipulsen.text.safety import neutralised

SEPARATORS: dict[Lang, str] = {"sv": ";", "en": ","}
DECIMAL_MARKS: dict[Lang, str] = {"sv": ",", "en": "."}
_READ_SEPARATORS = (",", ";", "\t", "|")
_LONGEST_CELL = 4 << 20  # characters; the library's own limit, 131 072, is shorter than some descriptions
_SAYS_SEPARATOR = "sep="  # a first line that spreadsheets read and write
_END = "\x04"  # a row of our own after the last: where it is no row, a quote has swallowed it
Row = tuple[int, list[str]]  # the line it ends on, its cells


def separated(rows: Iterable[Sequence[Any]], lang: Lang) -> str:
    """The rows, missing empty, numbers unrounded, texts that no spreadsheet runs.

    >>> separated([["code", "share"], ["01", 0.5], ["25", None]], "sv")
    'code;share\\n01;0,5\\n25;\\n'
    >>> separated([["a;b", "=1+1"], [-1.5, 2]], "en")
    "a;b,'=1+1\\n-1.5,2\\n"
    """
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=SEPARATORS[lang], lineterminator="\n")
    mark = DECIMAL_MARKS[lang]
    writer.writerows([_written(cell, mark) for cell in row] for row in rows)
    return sink.getvalue()


def separated_rows(rows: Sequence[dict[str, Any]], lang: Lang) -> str:
    """Rows that name their cells, their names first; what a row does not have is empty.

    >>> separated_rows([{"a": 1}, {"a": 2, "b": 3}], "en")
    'a,b\\n1,\\n2,3\\n'
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return separated([columns, *([row.get(name) for name in columns] for row in rows)], lang)


def _written(cell: Any, mark: str) -> Any:
    return str(cell).replace(".", mark) if isinstance(cell, float) else neutralised(cell)


def decoded(data: bytes) -> str:
    """A file's text: UTF-8, what a byte-order mark says, else the letters of Swedish Windows (UnicodeDecodeError)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def rows_of(text: str) -> list[Row]:
    """The rows of a text in any usual dialect: its separator is the sign that the first line has most of, or that a
    spreadsheet's line «sep=» names; quotes in cells are doubled or escaped; empty lines before the first are no rows.
    What no dialect explains is a csv.Error, and so is a quote that nothing closes: rows would be lost in its cell.

    >>> rows_of("a;b\\n1,5;2\\n")
    [(1, ['a', 'b']), (2, ['1,5', '2'])]
    """
    separator = _separator(text)
    csv.field_size_limit(_LONGEST_CELL)
    best = _Read(_rows(text, separator, is_escaped=False))
    if any(best.oddness()) and '\\"' in text:  # where CSV doubles the quote
        best = min(best, _Read(_rows(text, separator, is_escaped=True)), key=_Read.oddness)
    if best.is_open:
        raise csv.Error("a quote is never closed")
    return best.rows


class _Read:
    """A text read in one dialect, from its first row with cells; whether a quote was still open at its end."""

    def __init__(self, found: list[Row]) -> None:
        *rows, (_, last) = found
        self.is_open = last != [_END]
        begin = next((n for n, (_, cells) in enumerate(rows) if cells and cells[0] != _SAYS_SEPARATOR), len(rows))
        self.rows = rows[begin:]

    def oddness(self) -> tuple[bool, int]:
        """What speaks against the dialect: an open quote, and how many rows have other cells than there are columns."""
        return self.is_open, sum(len(cells) != len(self.rows[0][1]) for _, cells in self.rows if cells)


def _separator(text: str) -> str:
    head = text.lstrip().partition("\n")[0]
    return max(_READ_SEPARATORS, key=head.count)


def _rows(text: str, separator: str, *, is_escaped: bool) -> list[Row]:
    escape = {"escapechar": "\\", "doublequote": False} if is_escaped else {}
    lines = io.StringIO(text.replace("\0", " ").rstrip("\r\n") + f"\n{_END}", newline="")
    reader = csv.reader(lines, delimiter=separator, **escape)  # type: ignore[arg-type]
    return [(reader.line_num, cells) for cells in reader]
