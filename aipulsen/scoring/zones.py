"""Cut an ad's text at its headings into zones: the work, what is asked for, the employer, what is offered."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from aipulsen.scoring.rules import LONGEST_HEADING, Rules
from aipulsen.scoring.scanner import Scanner

_HEADING_TRIM = re.compile(r"^[\W_]+|[\W_]+$")
_LONGEST_EMPLOYER_PROSE = 1500  # longer than this, a heading has been missed and the work is spoken of again
_MOST_KEPT = 10_000
_SHORTEST_LEAD, _LONGEST_LEAD = 300, 900  # characters, where no heading tells


class Segment(NamedTuple):
    """A stretch of the text in one zone. `is_required`: it stands under a heading of requirements.
    `is_headed`: a heading put it in its zone."""

    zone: str
    start: int
    end: int
    is_required: bool
    is_headed: bool


class Zones:
    """Reads headings after `data/headings.csv`; those that many ads have in common are read once."""

    def __init__(self, rules: Rules, scanner: Scanner) -> None:
        self._headings = rules.headings
        self._scanner = scanner
        self._heading = lru_cache(_MOST_KEPT)(self._read_heading)

    def segments(self, text: str) -> list[Segment]:
        """A text in small letters cut at its headings; before the first heading stands the lead."""
        segments: list[Segment] = []
        zone, begin, required, headed = "introduction", 0, False, False
        read = -1
        for place in self._scanner.heading_lines(text):
            position = text.rfind("\n", 0, place) + 1
            if position <= read:
                continue
            read = position
            end = text.find("\n", position)
            found = self._heading(text[position : end if end >= 0 else len(text)])
            if found is not None:
                if position > begin:
                    segments += _bounded(Segment(zone, begin, position, required, headed))
                zone, begin, required, headed = found, position, found == "body", True
        segments += _bounded(Segment(zone, begin, len(text) + 1, required, headed))
        if len(segments) == 1 and not headed:
            lead = text.find("\n", _SHORTEST_LEAD)
            cut = lead if lead >= 0 else min(len(text), _LONGEST_LEAD)
            return [
                Segment("introduction", 0, cut, False, False),
                Segment("body", cut, len(text) + 1, False, False),
            ]
        return segments

    def _read_heading(self, line: str) -> str | None:
        """The zone a line opens as a heading."""
        words = _HEADING_TRIM.sub("", line) if len(line) <= LONGEST_HEADING else ""
        if not words:
            return None
        return next((zone for zone, pattern in self._headings if pattern.fullmatch(words)), None)


def _bounded(segment: Segment) -> list[Segment]:
    """Employer prose ends somewhere, heading or not."""
    cut = segment.start + _LONGEST_EMPLOYER_PROSE
    if segment.zone != "employer" or segment.end <= cut:
        return [segment]
    return [segment._replace(end=cut), Segment("body", cut, segment.end, False, False)]
