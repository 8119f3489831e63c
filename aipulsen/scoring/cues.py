"""Find the cues of a text and of its sentences, and what each says."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from aipulsen.scoring.layout import Layout
from aipulsen.scoring.normalise import small_letters
from aipulsen.scoring.rules import Cue, Rules, Term
from aipulsen.scoring.scanner import Scanner
from aipulsen.scoring.sentences import PLACE_CUES, Sentence
from aipulsen.scoring.subjects import SubjectFinder

_HOMONYM_REACH = 50
_MOST_KEPT = 10_000
_NEAR = 160  # characters before and after a term in which the cues that touch it stand


class Places(NamedTuple):
    """Where the cues stand that touch only the terms beside them, in order of place."""

    cues: tuple[Cue, ...]
    spans: tuple[tuple[int, int], ...]
    longest: int

    def near(self, start: int, end: int) -> list[Cue]:
        """The cues that overlap a term, each once; a homonym's company may stand a little away."""
        if not self.cues:
            return []
        found: dict[str, Cue] = {}
        for i in range(bisect_left(self.spans, (start - _HOMONYM_REACH - self.longest, 0)), len(self.spans)):
            first, last = self.spans[i]
            if first >= end + _HOMONYM_REACH:
                break
            reach = _HOMONYM_REACH if self.cues[i].kind == "homonym" else 0
            if first < end + reach and last > start - reach:
                found[self.cues[i].id] = self.cues[i]
        return list(found.values())


_NOWHERE = Places((), (), 0)


class CueFinder:
    """The cues at the places the scanner names."""

    def __init__(self, rules: Rules, scanner: Scanner) -> None:
        self._rules = rules
        self._scanner = scanner
        self._subjects = SubjectFinder(rules.subjects)
        self._kinds = kinds_of_cues(rules)
        self.kinds_of = lru_cache(_MOST_KEPT)(self._read_kinds)  # cues that come together are read once

    def _read_kinds(self, cues: tuple[str, ...]) -> frozenset[str]:
        return frozenset(self._kinds[cue] for cue in cues)

    def of_words(self, words: str, scope: str) -> list[Cue]:
        """The cues of a scope that match in words in small letters."""
        candidates = (self._rules.cues[i] for i in self._scanner.in_sentence(words)[0])
        return [c for c in candidates if c.scope == scope and c.pattern.search(words)]

    def of_ad(self, text: str) -> list[Cue]:
        """The cues that hold for all of the ad; the scanner has seen the text, few ads have any."""
        candidates = [self._rules.cues[i] for i in self._scanner.ad_cues(text)]
        small = small_letters(text) if candidates else ""
        return [c for c in candidates if c.pattern.search(small)]

    def in_places(self, text: str, matches: list[tuple[int, int, Term]]) -> Places:
        """Cues that touch only the terms beside them, with the places where they stand: read near the terms alone.
        The text is in small letters."""
        stretches = list(_near(text, matches))
        near = self._scanner.cues_around("\n".join([text[first:last] for first, last in stretches]))
        if not near:  # as in most ads: one scan tells
            return _NOWHERE
        found = [
            (m.span(), cue)
            for first, last in stretches
            for cue in [self._rules.cues[i] for i in near]
            for m in cue.pattern.finditer(text, first, last)
        ]
        if not found:
            return _NOWHERE
        found.sort(key=lambda pair: (pair[0], pair[1].id))
        longest = max(last - first for (first, last), _ in found)
        return Places(tuple(cue for _, cue in found), tuple(span for span, _ in found), longest)

    def sentence(self, layout: Layout, start: int, end: int, name: str) -> Sentence:
        """The sentence around a stretch, with its cues and where each stands in it."""
        first, last = place = layout.sentence(start, end)
        words = layout.small[first:last]
        cues, subjects = self._scanner.in_sentence(words)
        candidates = [self._rules.cues[i] for i in cues]
        found = [(cue, [m.span() for m in cue.pattern.finditer(words)]) for cue in candidates if cue.kind != "homonym"]
        markers = self._subjects.markers(words, name, subjects)
        return Sentence(layout, place, [(cue, spans) for cue, spans in found if spans], markers)


def _near(text: str, matches: list[tuple[int, int, Term]]) -> Iterator[tuple[int, int]]:
    """The stretches around terms, whole words unless they are longer than any, without overlaps."""
    begin, end = 0, -1
    for first, last, _ in matches:
        start, far = max(0, first - _NEAR), max(0, first - 2 * _NEAR)
        low = max(text.rfind(" ", far, start), text.rfind("\n", far, start), far - 1) + 1
        space = text.find(" ", last + _NEAR, last + 2 * _NEAR)
        high = space if space >= 0 else min(len(text), last + 2 * _NEAR)
        if low <= end:
            end = max(end, high)
            continue
        if end >= 0:
            yield begin, end
        begin, end = low, high
    if end >= 0:
        yield begin, end


def kinds_of_cues(rules: Rules) -> dict[str, str]:
    """What each cue says, by its id; those that the place tells are their own kind."""
    return {cue.id: cue.kind for cue in rules.cues} | {cue: cue for cue in PLACE_CUES}
