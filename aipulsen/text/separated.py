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
    """The rows of a text in any usual dialect: its separator is the sign that the first line has most of; quotes in
    cells are doubled or escaped. What no dialect explains is a csv.Error.

    >>> rows_of("a;b\\n1,5;2\\n")
    [(1, ['a', 'b']), (2, ['1,5', '2'])]
    """
    separator = _separator(text)
    csv.field_size_limit(_LONGEST_CELL)
    rows = _rows(text, separator, is_escaped=False)
    if _ragged(rows):  # \" in a cell, where CSV doubles the quote
        escaped = _rows(text, separator, is_escaped=True)
        rows = escaped if _ragged(escaped) < _ragged(rows) else rows
    return rows


def _separator(text: str) -> str:
    head = text.lstrip().partition("\n")[0]
    return max(_READ_SEPARATORS, key=head.count)


def _rows(text: str, separator: str, *, is_escaped: bool) -> list[Row]:
    escape = {"escapechar": "\\", "doublequote": False} if is_escaped else {}
    reader = csv.reader(io.StringIO(text.replace("\0", " "), newline=""), delimiter=separator, **escape)  # type: ignore[arg-type]
    return [(reader.line_num, cells) for cells in reader]


def _ragged(rows: list[Row]) -> int:
    """Rows that do not have as many cells as there are columns."""
    return sum(len(cells) != len(rows[0][1]) for _, cells in rows if cells)
