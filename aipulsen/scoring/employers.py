"""What kind of employer a name tells of: university, institute, agency, industry, consulting, staffing …"""

from __future__ import annotations

import csv
import re
from functools import cache

from aipulsen.scoring.rules import DATA


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with (DATA / "employer_kinds.csv").open(encoding="utf-8", newline="") as handle:
        return tuple((row["kind"], re.compile(row["pattern"], re.I)) for row in csv.DictReader(handle))


@cache
def employer_kind(name: str | None) -> str:
    """The kind of employer after its name, «other» when nothing tells. Rules in `data/employer_kinds.csv`.

    >>> employer_kind("Luleå tekniska universitet"), employer_kind("Academic Work Sweden AB"), employer_kind(None)
    ('university', 'staffing', 'other')
    """
    if not name:
        return "other"
    return next((kind for kind, pattern in _kinds() if pattern.search(name)), "other")
