"""What kind of employer a name tells of: university, institute, agency, industry, consulting, staffing …"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from aipulsen.errors import ParameterError
from aipulsen.scoring.rules import DATA

KINDS = ("staffing", "university", "institute", "municipality_region", "agency", "consulting", "industry")
_COLUMNS = ["kind", "pattern", "reason", "source"]


def load_kinds(folder: Path = DATA) -> tuple[tuple[str, str], ...]:
    """Read and check the rules, kind and pattern of folded names, the first that matches decides; a fault is a
    ParameterError naming file and line.

    Each rule has its reason and its source: the name itself, or what people who know the employer know. That an
    employer is a staffing agency is a judgement; docs/employer-kinds.md says how it is made and how to add one.
    """
    path = folder / "employer_kinds.csv"
    rules: list[tuple[str, str]] = []
    seen: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames != _COLUMNS:
            raise ParameterError("rules.columns", file=path.name, expected=", ".join(_COLUMNS))
        for row in reader:
            line, pattern = reader.line_num, row["pattern"]
            if None in row or None in row.values():
                raise ParameterError("rules.cells", file=path.name, line=line)
            if row["kind"] not in KINDS:
                valid = ", ".join(KINDS)
                raise ParameterError(
                    "rules.unknown", file=path.name, line=line, column="kind", value=row["kind"], valid=valid
                )
            if not row["reason"].strip() or not row["source"].strip():
                raise ParameterError("rules.no_reason", file=path.name, line=line, id=pattern)
            if pattern in seen:
                raise ParameterError("rules.duplicate", file=path.name, line=line, id=pattern, first=seen[pattern])
            seen[pattern] = line
            if pattern != pattern.casefold():
                raise ParameterError("rules.not_folded", file=path.name, line=line, pattern=pattern)
            rules.append((row["kind"], pattern))
            try:
                re.compile(pattern)
            except re.error as exc:
                raise ParameterError(
                    "rules.bad_pattern", file=path.name, line=line, pattern=pattern, reason=exc
                ) from exc
    return tuple(rules)


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rules of a kind that stand together as one pattern: a name is read in a tenth of the time."""
    runs = groupby(load_kinds(), key=itemgetter(0))
    return tuple((kind, re.compile(rf"\b(?:{'|'.join(pattern for _, pattern in run)})\b")) for kind, run in runs)


@lru_cache(maxsize=1 << 16)  # as many employers as a year has, and no more memory for ten
def employer_kind(name: str | None) -> str:
    """The kind of employer after its name, «other» when nothing tells. Rules in `data/employer_kinds.csv`.

    >>> employer_kind("Luleå tekniska universitet"), employer_kind("Academic Work Sweden AB"), employer_kind(None)
    ('university', 'staffing', 'other')
    """
    if not name:
        return "other"
    folded = name.casefold()
    return next((kind for kind, pattern in _kinds() if pattern.search(folded)), "other")
