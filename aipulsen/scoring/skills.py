"""Which groups of AI work an AI ad names, and which tools, each with the words that say so.

Groups follow the families of the lexicon and `data/work_groups.csv`; tools `data/named_tools.csv`. Only what the hired
does or is asked for is read: the employer's prose, benefits and applications name nothing. A group that was right in
fewer than 85 % of the labelled ads read by a person (`data/work_groups_accuracy.json`) is not told.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from aipulsen.errors import ParameterError
from aipulsen.levels import Level
from aipulsen.scoring.rules import DATA
from aipulsen.scoring.score import Hit, Named
from aipulsen.scoring.sentences import leaning
from aipulsen.scoring.zones import Segment

LEAST_PRECISION = 0.85
_READ_ZONES = ("introduction", "body")
_GROUP_COLUMNS = ["id", "families", "where", "pattern", "reason"]
_TOOL_COLUMNS = ["id", "match", "pattern", "reason"]


class WorkGroup(NamedTuple):
    """A group of AI work: the lexicon's families that tell it, and words beyond the lexicon in `where` they stand."""

    id: str
    families: frozenset[str]
    where: str
    pattern: re.Pattern[str] | None


class Skills:
    """Reads the groups and the tools of an ad that was scored."""

    def __init__(self, folder: Path = DATA) -> None:
        told = trusted_groups(folder)
        self._groups = tuple(group for group in load_groups(folder) if group.id in told)
        self._tools = load_tools(folder)

    def groups(
        self,
        title: str,
        text: str,
        level: Level,
        hits: Iterable[Hit],
        segments: list[Segment],
        kinds_of: Callable[..., frozenset[str]],
    ) -> tuple[Named, ...]:
        """The groups named, each with its first words; in the order of the file."""
        # Who builds with AI all day does not use it «in another job».
        asked = [group for group in self._groups if group.where != "other job" or level == "competence"]
        spoken = [hit for hit in hits if hit.suppressed_by in (None, "cap") and leaning(kinds_of(hit.cues)) >= 0]
        return tuple(found for group in asked if (found := _first(group, title, text, spoken, segments)))

    def tools(self, title: str, text: str, segments: list[Segment]) -> tuple[Named, ...]:
        """The tools named, each with its first words; in the order of the file."""
        found = {m.lastgroup: Named("", m.group(), "title", m.start(), m.end()) for m in _reversed(self._any, title)}
        for zone, begin, end in reversed(_stretches(text, segments)):
            found |= {
                m.lastgroup: Named("", m.group(), zone, *m.span()) for m in _reversed(self._any, text, begin, end)
            }
        return tuple(found[f"t{i}"]._replace(id=tool) for i, (tool, _) in enumerate(self._tools) if f"t{i}" in found)

    @property
    def _any(self) -> re.Pattern[str]:
        return _any_tool(self._tools)


def _reversed(pattern: re.Pattern[str], words: str, *bounds: int) -> list[re.Match[str]]:
    """The matches, last first, so that the first one is what is kept of each."""
    return list(pattern.finditer(words, *bounds))[::-1]


@cache
def _any_tool(tools: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<t{i}>{pattern})" for i, (_, pattern) in enumerate(tools)))


def _first(group: WorkGroup, title: str, text: str, hits: list[Hit], segments: list[Segment]) -> Named | None:
    for hit in hits:
        if hit.family in group.families:
            return Named(group.id, hit.text, hit.zone, hit.start, hit.end)
    if group.pattern is None:
        return None
    if found := group.pattern.search(title):
        return Named(group.id, found.group(), "title", found.start(), found.end())
    for zone, begin, end in _stretches(text, segments) if group.where == "text" else ():
        if found := group.pattern.search(text, begin, end):
            return Named(group.id, found.group(), zone, found.start(), found.end())
    return None


def _stretches(text: str, segments: list[Segment]) -> list[tuple[str, int, int]]:
    if not segments:
        return [("body", 0, len(text))]
    return [(s.zone, s.start, min(s.end, len(text))) for s in segments if s.zone in _READ_ZONES]


def _rows(path: Path, columns: list[str]) -> list[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames != columns:
            raise ParameterError("rules.columns", file=path.name, expected=", ".join(columns))
        rows = [(reader.line_num, row) for row in reader]
    for line, row in rows:
        if None in row or None in row.values():
            raise ParameterError("rules.cells", file=path.name, line=line)
        if not row["reason"].strip():
            raise ParameterError("rules.no_reason", file=path.name, line=line, id=row["id"])
    return rows


def _compiled(path: Path, line: int, pattern: str, flags: int = 0) -> re.Pattern[str]:
    try:
        return re.compile(pattern, flags)
    except re.error as exc:
        raise ParameterError("rules.bad_pattern", file=path.name, line=line, pattern=pattern, reason=exc) from exc


def load_groups(folder: Path = DATA) -> tuple[WorkGroup, ...]:
    """Read and check the groups; a fault is a ParameterError naming file and line."""
    path = folder / "work_groups.csv"
    return tuple(
        WorkGroup(
            row["id"],
            frozenset(row["families"].split()),
            row["where"],
            _compiled(path, line, row["pattern"], re.IGNORECASE) if row["pattern"] else None,
        )
        for line, row in _rows(path, _GROUP_COLUMNS)
    )


def load_tools(folder: Path = DATA) -> tuple[tuple[str, str], ...]:
    """Read and check the tools: name and pattern, whole words; a fault is a ParameterError naming file and line."""
    path = folder / "named_tools.csv"
    tools = []
    for line, row in _rows(path, _TOOL_COLUMNS):
        flags = "" if row["match"] == "cased" else "i"
        pattern = rf"(?{flags}:(?<![\w@.-])(?:{row['pattern']})(?![\w]))"
        _compiled(path, line, pattern)
        tools.append((row["id"], pattern))
    return tuple(tools)


def trusted_groups(folder: Path = DATA) -> frozenset[str]:
    """The groups that were right often enough among the labelled ads where a person read them."""
    counts = json.loads((folder / "work_groups_accuracy.json").read_text("utf-8"))
    return frozenset(
        group for group, c in counts.items() if c["right"] >= LEAST_PRECISION * (c["right"] + c["wrong"]) > 0
    )
