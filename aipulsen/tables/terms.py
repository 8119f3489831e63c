"""On what terms is the job offered: what an ad's fields say of the employment, and the language of its text.

docs/terms.md has the rules in words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Employment = Literal["permanent", "fixed_term"]
AdLanguage = Literal["sv", "en"]

_PERMANENT = re.compile(r"tillsvidare|tills vidare", re.IGNORECASE)
_FIXED_TERM = re.compile(r"tidsbegränsad|vikariat|säsong|sommarjobb|feriejobb|behovsanställning", re.IGNORECASE)
_A_WHILE = re.compile(r"månad|vecka|veckor|dag", re.IGNORECASE)
_FEWEST_WORDS = 5
_WORD = re.compile(r"\w+")
_SMALL_WORDS: dict[AdLanguage, frozenset[str]] = {
    "sv": frozenset(
        ["och", "att", "det", "som", "för", "med", "på", "är", "av", "vi", "du", "ett",
         "till", "inom", "eller", "din", "dig", "oss"]
    ),
    "en": frozenset(
        ["and", "the", "of", "to", "with", "you", "we", "our", "is", "are", "will", "your", "as", "or", "this", "be"]
    ),
}  # fmt: skip


@lru_cache(maxsize=1 << 10)  # a handful of forms and durations, in every ad
def employment(form: str | None, duration: str | None) -> Employment | None:
    """Whether the employment has an end, from Platsbanken's `employment_type` and `duration`; None where neither says.

    The form decides where it says so itself; «Vanlig anställning», which says nothing, leaves it to the duration.

    >>> employment("Vanlig anställning", "Tills vidare"), employment("Vikariat", None), employment(None, None)
    ('permanent', 'fixed_term', None)
    """
    for said, has_end in ((form or "", _FIXED_TERM), (duration or "", _A_WHILE)):
        if _PERMANENT.search(said):
            return "permanent"
        if has_end.search(said):
            return "fixed_term"
    return None


def is_full_time(hours: str | None) -> bool | None:
    """Whether the job is full-time, from Platsbanken's `working_hours_type`; None where it says neither or both.

    >>> is_full_time("Heltid"), is_full_time("Deltid"), is_full_time("Heltid/Deltid")
    (True, False, None)
    """
    said = (hours or "").strip().casefold()
    return {"heltid": True, "deltid": False}.get(said)


def ad_language(text: str) -> AdLanguage | None:
    """The language of most of a text, Swedish or English, by its small words; None where they are too few to tell.

    >>> ad_language("Vi söker dig som vill arbeta med AI och det som är nytt."), ad_language("AI")
    ('sv', None)
    """
    spoken = _WORD.findall(text.lower())
    found = {language: sum(map(words.__contains__, spoken)) for language, words in _SMALL_WORDS.items()}
    if sum(found.values()) < _FEWEST_WORDS:
        return None
    return max(found, key=found.__getitem__)
