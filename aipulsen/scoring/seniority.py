"""How senior is the post, as its title says: leading, senior, junior, or nothing said."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Seniority = Literal["leading", "senior", "junior"]
LEVELS: tuple[Seniority, ...] = ("leading", "senior", "junior")

# The first that matches decides: «Chef för juniora utvecklare» leads. A project or product manager leads no unit.
_TITLES: tuple[tuple[Seniority, re.Pattern[str]], ...] = (
    (
        "leading",
        re.compile(
            r"\b(?:\w*chef(?:en)?|head of|head|\w*direktör|director|vp|vice president|c[tid]o|caio|prefekt|"
            r"föreståndare|(?:engineering|development|team|department|group|it|data|ai|research|r&d) manager|"
            r"team ?lead(?:er)?|\w*gruppledare|teamledare)\b"
        ),
    ),
    (
        "junior",
        re.compile(
            r"\b(?:junior\w*|jr|trainee\w*|graduate(?: program\w*)?|nyexad\w*|nyexaminera\w*|praktik\w*|"
            r"interns?|internships?|studentmedarbet\w*|studentkonsult\w*|working student|"
            r"examensarbet\w*|\w*exjobb\w*|(?:master'?s? )?thesis|"
            r"sommarjobb\w*|summer|lärling\w*|early career)\b"
        ),
    ),
    ("senior", re.compile(r"\b(?:senior\w*|sr|principal|lead|staff (?:\w+ )?(?:engineer|scientist)|ledande)\b")),
)


@lru_cache(maxsize=1 << 14)
def seniority(title: str) -> Seniority | None:
    """What a title says of how senior the post is; None where it says nothing, as most do.

    >>> seniority("Senior AI Engineer"), seniority("Enhetschef data och AI"), seniority("AI-utvecklare")
    ('senior', 'leading', None)
    """
    folded = title.casefold()
    return next((level for level, pattern in _TITLES if pattern.search(folded)), None)
