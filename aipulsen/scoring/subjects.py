"""Whose clause a term stands in: the hired's, or the employer's, its customers' and its products'."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Literal, NamedTuple

Who = Literal["hired", "post", "employer", "same", "none"]
_WHO: dict[str, Who] = {"hired": "hired", "asked": "hired", "post": "post", "employer": "employer", "same": "same"}
_FRONTED = re.compile(r"\W*(?:med|genom|via|tack vare|inom|utifrån|with|using|through|by|in)\b(?:\W+\w+){0,3}\W*")
_LINK = re.compile(r"\b(?:när|där|då|eftersom|medan|when|as|while|because|where|since)\s+$")
# A sentence may be a line of a megabyte with a term in every third character: what is read of it for one term is
# bounded, so that time grows with length alone.
_MOST_JOINED = 50  # subjects
_LONGEST_FRONT = 500  # characters
_begin, _end = itemgetter(0), itemgetter(1)
_LETTER = re.compile(r"[^\W_]")
# A term that begins its clause and has a verb after it is what the clause is about.
_VERB = re.compile(
    r"(?:[ ,/&-]{1,3}(?:och|and|ml|ai|data|maskininlärning|automation|machine learning)){0,8}\s{1,3}"
    r"(?:(?:also|även|också|inte|not|redan|already) )?"
    r"(?:är|blir|har|ger|gör|förändrar\w*|kommer|kan|ska|ser|hjälper|används|finns|driver|påverkar|utvecklas|möjliggör|"
    r"spelar|sköter|skapar|tar|innebär|öppnar|"
    r"is|isn(?:'|’)t|are|was|has|have|can|will|may|helps?|changes?|transforms?|enables?|makes?|plays?|reshap\w+|"
    r"becomes?|brings?|opens?|drives?|takes?|means?)\b"
)


class Clause(NamedTuple):
    """Who is the subject where a term stands, and where in the sentence that clause begins."""

    who: Who
    start: int


class SubjectFinder:
    """Finds who is spoken of, after the patterns of `data/subjects.csv`."""

    def __init__(self, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> None:
        self._patterns = patterns
        self._name = lru_cache(1 << 12)(_name_pattern)

    def markers(self, words: str, name: str, numbers: Iterable[int]) -> list[tuple[int, int, Who]]:
        """Where subjects stand in a sentence in small letters, leftmost and longest, with who they are; `numbers` are
        the patterns worth trying, `name` the employer's first word in small letters."""
        found: list[tuple[int, int, Who]] = []
        for number in numbers:
            who, pattern = self._patterns[number]
            found += [(*m.span(), _WHO[who]) for m in pattern.finditer(words)]
        if name and name in words:
            found += [(first, last, "employer") for first, last in self._named(name, words)]
        found.sort(key=lambda marker: (marker[0], -marker[1]))
        kept: list[tuple[int, int, Who]] = []
        for marker in found:
            if not kept or marker[0] >= kept[-1][1]:
                kept.append(marker)
        return [marker for marker in kept if marker[2] != "same"]

    def _named(self, name: str, words: str) -> Iterator[tuple[int, int]]:
        """Where the employer's name is a subject; what may not stand before it is looked at there alone."""
        pattern = self._name(name)
        place = words.find(name)
        while place >= 0:
            found = pattern.match(words, place)
            if found:
                yield found.span()
            place = words.find(name, found.end() if found else place + 1)


def clause(words: str, markers: list[tuple[int, int, Who]], start: int, end: int) -> Clause:
    """The clause of the term at `start`–`end` of a sentence in small letters: the nearest subject before it decides; a
    term that stands in front, and has none before it, takes the first subject after it («Med AI utvecklar du …»)."""
    before = bisect_right(markers, start, key=_end)
    if _VERB.match(words, end):
        link = _LINK.search(words, max(0, start - 20), start)
        if link or (not before and _LETTER.search(words, 0, start) is None):
            return Clause("employer", link.start() if link else 0)
    if before:
        place = before - 1
        last = max(0, place - _MOST_JOINED)
        while place > last and markers[place][2] == "post" and markers[place - 1][2] in ("hired", "post"):
            place -= 1  # «du leder projektet …»: the post is no subject of its own
        begin = words.rfind(" ", 0, max(0, markers[place][0] - 1)) + 1  # the verb may stand first: «leder du»
        return Clause("employer" if markers[before - 1][2] == "employer" else "hired", begin)
    after = bisect_left(markers, end, key=_begin)
    if after < len(markers) and start <= _LONGEST_FRONT and _FRONTED.fullmatch(words, 0, start):
        return Clause("employer" if markers[after][2] == "employer" else "hired", 0)
    return Clause("none", 0)


def _name_pattern(name: str) -> re.Pattern[str]:
    """The first word of an employer's name as a subject: no preposition stands before it."""
    return re.compile(
        rf"(?<!\bpå )(?<!\bhos )(?<!\btill )(?<!\bvid )(?<!\bför )(?<!\bat )(?<!\bto )(?<!\bfor )(?<!\bwith )(?<!\bin )"
        rf"(?<!\bof )(?<!\bfrom )(?<!\bmed )(?<!\bi )(?<!\bfrån )(?<!\bjoin )(?<!\bby )(?<!\bav )(?<!\band )(?<!\boch )"
        rf"\b{re.escape(name)}\w{{0,2}}\b(?!['’]s? )"
    )
