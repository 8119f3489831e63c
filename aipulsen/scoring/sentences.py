"""What a sentence does with the terms that stand in it: whose clause each is in, and which cues reach it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, cached_property
from operator import itemgetter

from aipulsen.scoring.layout import LIST_MARKS, Layout
from aipulsen.scoring.normalise import small_letters
from aipulsen.scoring.rules import Cue
from aipulsen.scoring.subjects import Clause, Who, clause

# What no pattern of the cues sees, but the place of a term tells: under a heading of requirements, a task in a list
# of tasks, one field of many, a clause whose subject is the employer, its customer or its product.
PLACE_CUES = ("heading", "duty", "field", "subject", "work")
WORK = frozenset({"build", "task", "aim", "training"})
_UNBINDING = frozenset({"learning", "optional", "trade", "tool", "field", "subject"})
_ASKED = frozenset({"require", "job"})
_DONE = frozenset({"require", "task", "merit", "duty", "aim", "job", "training"})
_POSITIVE = frozenset({"require", "task", "merit", "build", "heading", "duty", "aim", "job", "training"})
_OF_OTHERS = frozenset({"company", "use"})
_begin, _end = itemgetter(0), itemgetter(1)
_SHORTEST_SUBJECT = 5
_CLAUSE_REACH = 500
_LONGEST_ITEM = 120  # characters
# A short item among so many is one field of an employer's or an applicant's: bare «AI» sooner than a named method.
_MANY_FIELDS, _MANY_METHODS = 4, 7

_CLAUSE_END = re.compile(r"[:.;–-] ")
_ITEM_END = re.compile(r" (?:och|and|samt|&) ")
_SEMICOLON = re.compile(";")
_LETTER = re.compile(r"[^\W_]")
_ADDRESSED = re.compile(
    r"\b(?:you|your|du|dig|ditt?|dina|söker|seeks|"
    r"(?:we(?:'|’)re|(?:is|are)) (?:now )?(?:looking|seeking|hiring|searching)|"
    r"doktorand\w*|postdok\w*|post-?doc\w*|doctoral|phd|the project|projektet|forskning\w*|research\w*|"
    r"tjänsten|rollen|anställning\w*|the role|position)\b"
)


class Sentence:
    """A sentence with hits, read once however many terms stand in it; what few terms ask of it is found when asked.
    `cues` has each cue once, with where it stands in the sentence, in order."""

    def __init__(
        self,
        layout: Layout,
        place: tuple[int, int],
        cues: list[tuple[Cue, list[tuple[int, int]]]],
        markers: list[tuple[int, int, Who]],
    ) -> None:
        self.start, self.end = place
        self._cues = cues
        self._markers = markers
        self._layout = layout
        self._words = layout.small[self.start : self.end]

    def clause(self, start: int, end: int) -> Clause:
        """The clause of a term, given by its place in the text. «… and it is you who build it» makes all of the
        sentence the hired's."""
        found = clause(self._words, self._markers, start - self.start, end - self.start)
        if found.who == "employer" and self._is_all_task:
            return Clause("hired", found.start)
        return found

    @cached_property
    def _is_all_task(self) -> bool:
        return any(cue.kind == "task" and cue.scope == "sentence" for cue, _ in self._cues)

    def bound(self, where: Clause, start: int) -> list[Cue]:
        """The cues that reach a term at `start` of the text: those of its clause. Words of merit and notices may
        stand anywhere in the sentence, and what must stand before its term must stand in the term's clause."""
        place = start - self.start
        return [cue for cue, spans in self._cues if self._reaches(cue, spans, where, place)]

    def _reaches(self, cue: Cue, spans: list[tuple[int, int]], where: Clause, place: int) -> bool:
        if cue.scope == "before":  # the first in the clause: it ends before all others do
            first = bisect_left(spans, where.start, key=_begin)
            return first < len(spans) and spans[first][1] <= place
        if cue.effect != "-15":
            return True
        first = bisect_right(spans, where.start, key=_end)  # the first is parted from the term by the fewest signs
        return first < len(spans) and not self._has_semicolon(place, spans[first][0])

    def _has_semicolon(self, first: int, last: int) -> bool:
        after = bisect_left(self._semicolons, first)
        return after < len(self._semicolons) and self._semicolons[after] < last

    @cached_property
    def _semicolons(self) -> list[int]:
        return [found.start() for found in _SEMICOLON.finditer(self._words)]

    @cached_property
    def commas(self) -> int:
        """How many stand in it."""
        return self._words.count(",")

    @cached_property
    def asks(self) -> bool:
        """Whether anything is asked for or done in it."""
        return any(cue.kind in _DONE for cue, _ in self._cues)

    @cached_property
    def is_addressed(self) -> bool:
        """It speaks to the hired, or of the post. «Build models with …»: who is told to do something is the hired."""
        if _ADDRESSED.search(self._words):
            return True
        builds = [begin for cue, spans in self._cues if cue.kind == "build" for begin, _ in spans]
        if builds and self._layout.text[self._layout.line(self.start)[0]] in LIST_MARKS:
            return True
        return any(_LETTER.search(self._words, 0, begin) is None for begin in builds)

    @cached_property
    def _is_short_line(self) -> bool:
        """A line of its own without a subject: «Data analysis: statistics and machine learning.»"""
        return (
            not self._markers
            and self.end - self.start <= _LONGEST_ITEM
            and self._layout.line(self.start) == (self.start, self.end)
        )

    def is_task(self, where: Clause) -> bool:
        """Under a heading of tasks it is one: what the hired does, or an item of a list that has no other subject."""
        return where.who == "hired" or self._layout.is_item(self.start) or self._is_short_line


def is_aside(layout: Layout, start: int, sentence: Sentence) -> bool:
    """Under a heading of requirements: a paragraph of its own, no item of a list, that neither speaks to the hired
    nor asks for anything has left the subject."""
    line, _ = layout.line(start)
    is_paragraph = layout.text[max(0, line - 2) : line] == "\n\n" and layout.text[line : line + 1] not in LIST_MARKS
    return is_paragraph and not sentence.is_addressed and not sentence.asks


def is_one_of_many(text: str, start: int, end: int, sentence: Sentence, family: str) -> bool:
    """«…, e-archives, fibre, AI, open data and security»: a short item among many."""
    fewest = _MANY_FIELDS if family == "ai" else _MANY_METHODS
    if sentence.commas + 1 < fewest:
        return False  # no need to cut it up
    # A clause may be a line of a megabyte: only what stands near is read.
    first, last = max(sentence.start, start - _CLAUSE_REACH), min(sentence.end, end + _CLAUSE_REACH)
    before = _CLAUSE_END.split(text[first:start])[-1].split(",")
    after = _CLAUSE_END.split(text[end:last])[0].split(",")
    is_short = len(before[-1].split()) <= 3 and len(_ITEM_END.split(after[0])[0].split()) <= 2
    return is_short and len(before) + len(after) - 1 >= fewest


def first_name(employer: str) -> str:
    """The word, in small letters, that stands for an employer in running text, or nothing if it is too short to
    tell."""
    word = small_letters(employer.split(" ")[0])
    return word if len(word) >= _SHORTEST_SUBJECT else ""


@cache  # kinds are few, and so are their combinations
def leaning(kinds: frozenset[str]) -> int:
    """+1: asked for or done; -1: only talked about; 0: neither."""
    if kinds & _UNBINDING:
        return -1
    if kinds & {"interest", "colleagues"} and not kinds & _ASKED:
        return -1
    if kinds & _OF_OTHERS and not kinds & _DONE:
        return -1
    return 1 if kinds & _POSITIVE else 0
