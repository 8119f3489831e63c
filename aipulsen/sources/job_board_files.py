"""A snapshot of LinkedIn and Indeed as JobSpy writes it: a CSV whose rows are checked one by one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from aipulsen.errors import DataContractError, ParameterError

# What we read of JobSpy's columns; it writes more, and their order differs between versions.
REQUIRED = ("id", "site", "title", "company", "location")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row with its line in the file; cells as text, empty ones as None."""

    line: int
    cells: dict[str, str | None]


def read_board_file(path: Path) -> list[BoardRow]:
    """The rows of a JobSpy CSV. Missing, empty or undecodable files and lacking columns raise, naming the file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            columns = reader.fieldnames or []
            lacking = [name for name in REQUIRED if name not in columns]
            if lacking:
                raise DataContractError("boards.columns", file=path.name, lacking=", ".join(lacking))
            rows = [
                BoardRow(reader.line_num, {k: (v or "").strip() or None for k, v in row.items() if isinstance(v, str)})
                for row in reader
            ]
    except FileNotFoundError as exc:
        raise ParameterError("ads.no_file", file=path) from exc
    except (UnicodeDecodeError, csv.Error) as exc:
        raise DataContractError("boards.unreadable", file=path.name, reason=exc) from exc
    if not rows:
        raise ParameterError("ads.empty_file", file=path)
    return rows
