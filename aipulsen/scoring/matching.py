"""Find the lexicon's terms in a text: leftmost, longest, not in addresses and not in the employer's own name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from aipulsen.scoring.normalise import is_in_address
from aipulsen.scoring.rules import Rules, Term
from aipulsen.scoring.scanner import Scanner

_SHORTEST_NAME = 4
_READ_ON = 100
_LEGAL_FORM = re.compile(r"\s+(?:AB|Aktiebolag|HB|KB)\b.*$", re.IGNORECASE)


class Matcher:
    """The terms of a text and where they stand."""

    def __init__(self, rules: Rules, scanner: Scanner) -> None:
        self._scanner = scanner
        self._each = tuple((term, re.compile(term.expression())) for term in rules.terms)

    def matches(self, text: str, employer: str) -> list[tuple[int, int, Term]]:
        """Leftmost-longest, no overlaps: «AI engineer» is one hit, not two."""
        found = list(self._found(text))
        if not found:
            return []
        own = _mentions(text, employer, found)
        found.sort(key=lambda hit: (hit[0], -hit[1], hit[2].family == "ai", hit[2].id))
        begins = [first for first, _ in own]
        kept: list[tuple[int, int, Term]] = []
        for start, end, term in found:
            if kept and start < kept[-1][1]:
                continue
            name = bisect_right(begins, start) - 1
            if (name >= 0 and end <= own[name][1]) or is_in_address(text, start, end):
                continue
            kept.append((start, end, term))
        return kept

    def _found(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Every match of every term at the places the scanner names; a term's own matches never overlap."""
        latest, past = -1, 0
        for number, first, last in self._scanner.term_places(text):
            if number != latest:
                latest, past = number, 0
            term, pattern = self._each[number]
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


def _mentions(text: str, name: str, found: list[tuple[int, int, Term]]) -> list[tuple[int, int]]:
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
