"""Lines and sentences of a normalised text, each found once however many terms stand in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from aipulsen.scoring.normalise import small_letters

# One set of characters begins every match: the search jumps from one to the next.
_SENTENCE_END = re.compile(r"[.!?•●▪·*✔►](?:(?<=[.!?]) +|(?<![.!?])[•●▪·*✔►]*)")
_STOPS = tuple(".!?:")
LONGEST_SENTENCE = 2000  # characters; what is longer is cut: the longest of 570 real ads has 861
LIST_MARKS = tuple("-•*·→●▪►✔✅◦")


class Layout:
    """Where the lines and sentences of a text begin and end; what is asked of a line is found once. `small` is the
    text in small letters, at the same places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.small = small_letters(text)
        self._latest = (0, -1)
        self._ends: dict[tuple[int, int], list[int]] = {}
        self._items: dict[int, bool] = {}

    def line(self, place: int) -> tuple[int, int]:
        """Where the line around a place begins and ends, its break not included."""
        first, last = self._latest
        if not first <= place <= last:
            first = self.text.rfind("\n", 0, place) + 1
            last = self.text.find("\n", place)
            self._latest = first, last = first, last if last >= 0 else len(self.text)
        return first, last

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence around a stretch begins and ends; a line break always ends one, but for those within
        the stretch."""
        first, _ = self.line(start)
        _, last = self.line(end)
        ends = self._ends_of_sentences(first, last)
        before, after = bisect_right(ends, start), bisect_right(ends, end)
        return ends[before - 1] if before else first, ends[after] if after < len(ends) else last

    def is_item(self, place: int) -> bool:
        """Whether the line around a place is an item of a list: it has its mark, or no full stop ends it."""
        first, last = self.line(place)
        if first not in self._items:
            line = self.text[first:last].strip()
            self._items[first] = line[0] in LIST_MARKS or line[-1] not in _STOPS
        return self._items[first]

    def _ends_of_sentences(self, first: int, last: int) -> list[int]:
        if (first, last) not in self._ends:
            ends = [stop.end() for stop in _SENTENCE_END.finditer(self.text, first, last)]
            self._ends[first, last] = ends if last - first <= LONGEST_SENTENCE else list(_bounded(first, ends, last))
        return self._ends[first, last]


def _bounded(begin: int, ends: list[int], last: int) -> Iterator[int]:
    """The ends of sentences with so many more that no sentence is too long."""
    for end in (*ends, last):
        while end - begin > LONGEST_SENTENCE:
            begin += LONGEST_SENTENCE
            yield begin
        if end < last:
            yield end
        begin = end
