"""Whether an ad says that the work can be done from anywhere: a rule on its words (docs/places.md).

The job's place stays what the ad states: remote is a mark beside it, never a place of its own.
"""

from __future__ import annotations

import re

_SAYS = re.compile(
    r"\b(?:(?:arbet\w+|jobb\w*) (?:\w+ ){0,3}?(?:på distans|hemifrån|remote)|distans(?:arbete|jobb|tjänst)\w*|"
    r"(?:helt|100 ?%|fullt|möjlig\w*|delvis) (?:på distans|remote)|hemarbete|"
    r"(?:fully|100 ?%|completely) remote|remote[- ](?:first|work\w*|position|role|job|friendly)|"
    r"work(?:ing)? (?:\w+ ){0,2}?(?:remotely|from home)|telework\w*)\b|\(remote\)",
    re.IGNORECASE,
)
# One of these stands in all that `_SAYS` finds: most texts have none, and are not searched.
_HINTS = ("distans", "remote", "hemifrån", "hemarbete", "from home", "telework")
_NOT = re.compile(r"\b(?:inte|ej|ingen|inget|utan|not|no|never|cannot)\b[^.!?\n]{0,40}\Z", re.IGNORECASE)
_NOT_AFTER = re.compile(
    r"[^.!?\n]{0,25}\b(?:inte|ej|not|aldrig|inget|ingen)\b| ?: ?(?:nej|no)(?=[ \t]*(?:[\n.,;·|]|\Z))", re.IGNORECASE
)


def says_remote(text: str) -> bool:
    """True when a sentence says that the work may be done at a distance and does not deny it.

    >>> says_remote("Du kan arbeta helt på distans."), says_remote("Distansarbete är inte möjligt.")
    (True, False)
    """
    small = text.lower()
    return any(hint in small for hint in _HINTS) and any(
        _NOT.search(text, max(0, found.start() - 60), found.start()) is None
        and _NOT_AFTER.match(text, found.end()) is None
        for found in _SAYS.finditer(text)
    )
