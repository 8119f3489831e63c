"""Find the lexicon's terms in a text: leftmost, longest, not in addresses and not in the employer's own name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from heapq import merge
from itertools import islice

from aipulsen.scoring.normalise import Addresses
from aipulsen.scoring.rules import Rules, Term
from aipulsen.scoring.scanner import Scanner

_SHORTEST_NAME = 4
_READ_ON = 100
# Matches, before those that overlap or stand in addresses are left out; the fullest of 570 real ads has 58.
MOST_MATCHES = 200
_LEGAL_FORM = re.compile(r"\s+(?:AB|Aktiebolag|HB|KB)\b.*$", re.IGNORECASE)
_Match = tuple[int, int, Term]


class Matcher:
    """The terms of a text and where they stand."""

    def __init__(self, rules: Rules, scanner: Scanner) -> None:
        self._scanner = scanner
        self._each = tuple((term, re.compile(term.expression())) for term in rules.terms)

    def matches(self, text: str, employer: str) -> list[_Match]:
        """Leftmost-longest, no overlaps: «AI engineer» is one hit, not two."""
        found = self._first(text)
        if not found:
            return []
        own = _mentions(text, employer, found)
        begins = [first for first, _ in own]
        addresses = Addresses(text)
        kept: list[_Match] = []
        for start, end, term in found:
            if kept and start < kept[-1][1]:
                continue
            name = bisect_right(begins, start) - 1
            if (name >= 0 and end <= own[name][1]) or addresses.hold(start, end):
                continue
            kept.append((start, end, term))
        return kept

    def _first(self, text: str) -> list[_Match]:
        """The matches of all terms in order of place, the longest first; no more than `MOST_MATCHES`."""
        places: dict[int, list[tuple[int, int]]] = {}
        for number, first, last in self._scanner.term_places(text):
            places.setdefault(number, []).append((first, last))
        found: list[_Match] = []
        for number, stretches in places.items():
            found += islice(self._found(text, number, stretches), MOST_MATCHES + 1)
        if len(found) <= MOST_MATCHES:
            found.sort(key=_order)
            return found
        # A term's own are in order; only so many are looked for.
        in_order = (self._found(text, *each) for each in places.items())
        return list(islice(merge(*in_order, key=_order), MOST_MATCHES))

    def _found(self, text: str, number: int, stretches: list[tuple[int, int]]) -> Iterator[_Match]:
        """Every match of a term at the places the scanner names; they never overlap."""
        term, pattern = self._each[number]
        past = 0
        for first, last in stretches:
            place = max(first, past)
            # Beyond the stretch nothing begins; a little more is read for what follows a match.
            while place < last and (found := pattern.search(text, place, last + _READ_ON)):
                match = pattern.match(text, found.start())
                if match is None:  # only the end of what was read made it a match
                    place = found.start() + 1
                    continue
                if match.start() > last:
                    break
                yield match.start(), match.end(), term
                place = past = match.end()


def _order(match: _Match) -> tuple[int, int, bool, str]:
    start, end, term = match
    return start, -end, term.family == "ai", term.id


def _mentions(text: str, name: str, found: list[_Match]) -> list[tuple[int, int]]:
    """Where the employer's own name stands: «Pigs Fly AI AB» is a name, not a subject."""
    if len(name) < _SHORTEST_NAME or " " not in name:
        return []
    folded = name.casefold()
    if not any(text[start:end].casefold() in folded for start, end, _ in found):
        return []
    spans: dict[int, int] = {}
    for form in dict.fromkeys((_LEGAL_FORM.sub("", name).strip(), name)):  # the longer one last
        if len(form) >= _SHORTEST_NAME and " " in form:
            spans |= {m.start(): m.end() for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.I)}
    return sorted(spans.items())
