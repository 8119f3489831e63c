"""A snapshot of LinkedIn and Indeed as JobSpy writes it: a CSV in any dialect, its rows checked one by one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from aipulsen.errors import DataContractError, ParameterError
from aipulsen.text.reasons import reason_of
from aipulsen.text.safety import one_line
from aipulsen.text.separated import decoded, rows_of

# What we read of JobSpy's columns; it writes more, and their order differs between versions.
REQUIRED = ("id", "site", "title", "company", "location")
READ = (*REQUIRED, "date_posted", "description")
_NOTHING = frozenset({"", "nan", "nat", "none", "null", "<na>", "n/a"})  # what pandas and people write for missing


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row with its line in the file; cells as text, empty ones as None. `surplus`: cells beyond the columns, which a
    quote too few or too many has made: none of them stands where it should."""

    line: int
    cells: dict[str, str | None]
    surplus: int = 0


def read_board_file(path: Path) -> list[BoardRow]:
    """The rows of a JobSpy CSV: any usual separator, quotes doubled or escaped, UTF-8, UTF-16 or Windows' own letters.

    Missing, empty or undecodable files and lacking columns raise, naming the file and what was found.
    """
    try:
        text = decoded(path.read_bytes())
    except FileNotFoundError as exc:
        raise ParameterError("ads.no_file", file=path) from exc
    except (UnicodeDecodeError, OSError) as exc:
        raise DataContractError("boards.unreadable", file=path.name, reason=reason_of(exc)) from exc
    if not text.strip():
        raise ParameterError("ads.empty_file", file=path)
    try:
        rows = rows_of(text)
    except csv.Error as exc:
        raise DataContractError("boards.unreadable", file=path.name, reason=reason_of(exc)) from exc
    columns = [one_line(name) for name in rows[0][1]] if rows else []
    lacking = [name for name in REQUIRED if name not in columns]
    if lacking:
        shown = ", ".join(columns)[:200]
        raise DataContractError("boards.columns", file=path.name, lacking=", ".join(lacking), found=shown)
    twice = [name for name in READ if columns.count(name) > 1]
    if twice:
        raise DataContractError("boards.column_twice", file=path.name, columns=", ".join(twice))
    found = [_row(line, cells, columns) for line, cells in rows[1:] if cells and not _is_head(cells, columns)]
    if not found:
        raise ParameterError("ads.empty_file", file=path)
    return found


def _row(line: int, cells: list[str], columns: list[str]) -> BoardRow:
    surplus = sum(bool(cell.strip()) for cell in cells[len(columns) :])
    return BoardRow(line, {k: _cell(v) for k, v in zip(columns, cells, strict=False)}, surplus)


def _is_head(cells: list[str], columns: list[str]) -> bool:
    """Whether a row is the names of the columns again, as in files that were joined."""
    return [one_line(cell.lstrip("\ufeff")) for cell in cells] == columns


def _cell(value: str) -> str | None:
    text = value.strip()
    return None if text.casefold() in _NOTHING else text
