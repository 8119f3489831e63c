"""A snapshot of LinkedIn and Indeed as JobSpy writes it: a CSV in any dialect, its rows checked one by one."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from aipulsen.errors import DataContractError, ParameterError
from aipulsen.text.safety import one_line

# What we read of JobSpy's columns; it writes more, and their order differs between versions.
REQUIRED = ("id", "site", "title", "company", "location")
_SEPARATORS = (",", ";", "\t", "|")
_LONGEST_CELL = 4 << 20  # characters; the library's own limit, 131 072, is shorter than some descriptions
_NOTHING = frozenset({"", "nan", "nat", "none", "null", "<na>", "n/a"})  # what pandas and people write for missing


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row with its line in the file; cells as text, empty ones as None."""

    line: int
    cells: dict[str, str | None]


def read_board_file(path: Path) -> list[BoardRow]:
    """The rows of a JobSpy CSV: any usual separator, quotes doubled or escaped, UTF-8, UTF-16 or Windows' own letters.

    Missing, empty or undecodable files and lacking columns raise, naming the file and what was found.
    """
    try:
        text = _decoded(path.read_bytes())
    except FileNotFoundError as exc:
        raise ParameterError("ads.no_file", file=path) from exc
    except (UnicodeDecodeError, OSError) as exc:
        raise DataContractError("boards.unreadable", file=path.name, reason=exc) from exc
    if not text.strip():
        raise ParameterError("ads.empty_file", file=path)
    separator = _separator(text)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = _rows(text, separator, is_escaped=False)
        if _ragged(rows):  # \\" in a cell, where CSV doubles the quote
            escaped = _rows(text, separator, is_escaped=True)
            rows = escaped if _ragged(escaped) < _ragged(rows) else rows
    except csv.Error as exc:
        raise DataContractError("boards.unreadable", file=path.name, reason=exc) from exc
    columns = [one_line(name) for name in rows[0][1]]
    lacking = [name for name in REQUIRED if name not in columns]
    if lacking:
        found = ", ".join(columns)[:200]
        raise DataContractError("boards.columns", file=path.name, lacking=", ".join(lacking), found=found)
    if len(rows) == 1:
        raise ParameterError("ads.empty_file", file=path)
    return [
        BoardRow(line, {k: _cell(v) for k, v in zip(columns, cells, strict=False)}) for line, cells in rows[1:] if cells
    ]


def _decoded(data: bytes) -> str:
    """The file's text: UTF-8, what a byte-order mark says, else the letters of Swedish Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _separator(text: str) -> str:
    """The sign that the first line, the names of the columns, has most of."""
    head = text.lstrip().partition("\n")[0]
    return max(_SEPARATORS, key=head.count)


def _rows(text: str, separator: str, *, is_escaped: bool) -> list[tuple[int, list[str]]]:
    escape = {"escapechar": "\\", "doublequote": False} if is_escaped else {}
    reader = csv.reader(io.StringIO(text.replace("\0", " "), newline=""), delimiter=separator, **escape)  # type: ignore[arg-type]
    return [(reader.line_num, cells) for cells in reader]


def _ragged(rows: list[tuple[int, list[str]]]) -> int:
    """Rows that do not have as many cells as there are columns."""
    return sum(len(cells) != len(rows[0][1]) for _, cells in rows if cells)


def _cell(value: str) -> str | None:
    text = value.strip()
    return None if text.casefold() in _NOTHING else text
