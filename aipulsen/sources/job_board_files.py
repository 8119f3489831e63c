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


def _cell(value: str) -> str | None:
    text = value.strip()
    return None if text.casefold() in _NOTHING else text
