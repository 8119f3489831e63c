"""Which groups of AI work an AI ad names, and which tools, each with the words that say so.

Groups follow the families of the lexicon and `data/work_groups.csv`; tools `data/named_tools.csv`. Only what the hired
does or is asked for is read: the employer's prose, benefits and applications name nothing. A group that was right in
fewer than 85 % of the labelled ads read by a person (`data/work_groups_accuracy.json`) is not told.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from heapq import merge
from pathlib import Path
from typing import NamedTuple

from aipulsen.errors import ParameterError
from aipulsen.levels import Level
from aipulsen.scoring.layout import Layout
from aipulsen.scoring.normalise import small_letters
from aipulsen.scoring.rules import DATA
from aipulsen.scoring.scanner import Candidates
from aipulsen.scoring.score import Hit, Named
from aipulsen.scoring.sentences import leaning
from aipulsen.scoring.zones import Segment

LEAST_PRECISION = 0.85
_REACH = 80  # characters around a small word in which its match stands
_READ_ZONES = ("introduction", "body")
_GROUP_COLUMNS = ["id", "families", "where", "hints", "pattern", "reason"]
_TOOL_COLUMNS = ["id", "match", "hints", "pattern", "reason"]


class Words(NamedTuple):
    """A pattern, and the small words of which at least one stands in every match: they are looked for first."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]

    def first(self, words: str, lower: str, begin: int, end: int) -> re.Match[str] | None:
        """The first match between two places, read only around the small words; `lower` is all in small letters."""
        hints = [hint for hint in self.hints if lower.find(hint, begin, end) >= 0]
        if not hints:
            return None
        places = [_places(lower, hint, begin, end) for hint in hints]
        for first, last in _together(places[0] if len(places) == 1 else merge(*places)):
            place, past = max(begin, first - _REACH), min(end, last + _REACH)
            while found := self.pattern.search(words, place, past):
                # The end of what was read is no end of a word.
                if whole := self.pattern.match(words, found.start(), end):
                    return whole
                place = found.start() + 1
        return None


def _places(lower: str, hint: str, begin: int, end: int) -> Iterator[int]:
    place = lower.find(hint, begin, end)
    while place >= 0:
        yield place
        place = lower.find(hint, place + 1, end)


def _together(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of places, in order, that are read together: a word repeated is read a few times, not once
    for each."""
    first = last = -1
    for place in places:
        if first >= 0 and place - first > _REACH:
            yield first, last
            first = -1
        if first < 0:
            first = place
        last = place
    if first >= 0:
        yield first, last


class WorkGroup(NamedTuple):
    """A group of AI work: the lexicon's families that tell it, and words beyond the lexicon in `where` they stand."""

    id: str
    families: frozenset[str]
    where: str
    words: Words | None


class Reading(NamedTuple):
    """A scored ad's title and text, each with its small letters, and the stretches of the text that are read."""

    title: str
    text: str
    title_lower: str
    text_lower: str
    stretches: list[tuple[str, int, int]]

    def first(self, words: Words, name: str, where: str = "text") -> Named | None:
        """The first match, in the title or in the stretches."""
        if found := words.first(self.title, self.title_lower, 0, len(self.title)):
            return Named(name, found.group(), "title", found.start(), found.end())
        for zone, begin, end in self.stretches if where == "text" else ():
            if found := words.first(self.text, self.text_lower, begin, end):
                return Named(name, found.group(), zone, found.start(), found.end())
        return None


def reading(title: str, layout: Layout, segments: list[Segment]) -> Reading:
    """What is read of an ad: its title and what stands of the work and of what is asked for."""
    return Reading(title, layout.text, small_letters(title), layout.small, _stretches(layout.text, segments))


class Skills:
    """Reads the groups and the tools of an ad that was scored.

    `candidates` makes, of patterns, what tells which of them may match in a text: most do not, and are not tried.
    """

    def __init__(self, candidates: Callable[[list[re.Pattern[str]]], Candidates], folder: Path = DATA) -> None:
        told = trusted_groups(folder)
        self._groups = tuple(group for group in load_groups(folder) if group.id in told)
        self._tools = load_tools(folder)
        worded = [(group.id, group.words.pattern) for group in self._groups if group.words]
        worded += [(tool, words.pattern) for tool, words in self._tools]
        self._names = [name for name, _ in worded]
        self._candidates = candidates([pattern for _, pattern in worded])

    def named(
        self, ad: Reading, level: Level, hits: Iterable[Hit], kinds_of: Callable[..., frozenset[str]]
    ) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
        """The groups and the tools named, each with its first words; in the order of their files."""
        tried = {self._names[i] for i in self._candidates(f"{ad.title}\n{ad.text}")}
        # Who builds with AI all day does not use it «in another job».
        asked = [group for group in self._groups if group.where != "other job" or level == "competence"]
        spoken = [hit for hit in hits if hit.suppressed_by in (None, "cap") and leaning(kinds_of(hit.cues)) >= 0]
        groups = tuple(found for group in asked if (found := _named(group, ad, spoken, group.id in tried)))
        tools = (ad.first(words, tool) for tool, words in self._tools if tool in tried)
        return groups, tuple(found for found in tools if found)


def _named(group: WorkGroup, ad: Reading, hits: list[Hit], is_tried: bool) -> Named | None:
    for hit in hits:
        if hit.family in group.families:
            return Named(group.id, hit.text, hit.zone, hit.start, hit.end)
    return ad.first(group.words, group.id, group.where) if group.words and is_tried else None


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
            Words(_hints(row), _compiled(path, line, row["pattern"], re.IGNORECASE)) if row["pattern"] else None,
        )
        for line, row in _rows(path, _GROUP_COLUMNS)
    )


@cache
def _research() -> re.Pattern[str]:
    (words,) = (group.words for group in load_groups() if group.id == "research")
    assert words is not None
    return words.pattern


def research_titles() -> str:
    """The regular expression of a research post's title, case ignored."""
    return _research().pattern


@lru_cache(maxsize=1 << 15)
def is_research_title(title: str) -> bool:
    """Whether a title is a research post's: the words of the group «research» (work_groups.csv).

    >>> is_research_title("Doktorand i maskininlärning"), is_research_title("AI-utvecklare")
    (True, False)
    """
    return _research().search(title) is not None


def _hints(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row["hints"].split("|"))


def load_tools(folder: Path = DATA) -> tuple[tuple[str, Words], ...]:
    """Read and check the tools: name and pattern, whole words; a fault is a ParameterError naming file and line."""
    path = folder / "named_tools.csv"
    tools = []
    for line, row in _rows(path, _TOOL_COLUMNS):
        flags = 0 if row["match"] == "cased" else re.IGNORECASE
        pattern = rf"(?<![\w@.-])(?:{row['pattern']})(?![\w])"
        tools.append((row["id"], Words(_hints(row), _compiled(path, line, pattern, flags))))
    return tuple(tools)


def trusted_groups(folder: Path = DATA) -> frozenset[str]:
    """The groups that were right often enough among the labelled ads where a person read them."""
    judged = judged_groups(folder).items()
    return frozenset(group for group, (right, read) in judged if right >= LEAST_PRECISION * read > 0)


def judged_groups(folder: Path = DATA) -> dict[str, tuple[int, int]]:
    """Of the labelled ads where a person read the group: how many were right, and how many were read."""
    counts = json.loads((folder / "work_groups_accuracy.json").read_text("utf-8"))
    return {group: (c["right"], c["right"] + c["wrong"]) for group, c in counts.items()}
