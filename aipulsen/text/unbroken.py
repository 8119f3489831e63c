"""What no line breaks within: ranges, a number with its unit or what it counts, and compounds such as «AI-jobb».

The texts themselves stay as they are written, so that files, commands and codes are not touched: whoever sets words in
lines asks here. A word joiner is unseen, and whoever reads words that were copied takes it out again (`rejoined`).
"""

from __future__ import annotations

import re

JOINER = "\u2060"
_HELD = f"\u00a0{JOINER}"  # a space that is ours to take back; browsers break after a plain one, joiner or not
_AFTER_NUMBER = re.compile(r"(?<![^ (])([\d\u00a0.,–−+-]*\d) (?=[^\W\d]|%)|(?<=\d) (?=%)|(?<=\d) (?=\d{3}(?!\d))")
_COMPOUND = re.compile(r"(?<!\w)[A-Z]{2,4}-(?=[^\W\d])")  # an abbreviation and what it is compounded with
_DASH = re.compile(r"(?<=[\d%])–(?=[\d+−])")


def with_spaces_held(text: str, held: str) -> str:
    """The text with `held` for each space that a line must not be broken at.

    >>> with_spaces_held("1 000 av 57 annonser (95 % intervall)", "_")
    '1_000_av 57_annonser (95_% intervall)'
    """
    return _AFTER_NUMBER.sub(lambda found: found[0][:-1] + held, text)


def unbroken(text: str) -> str:
    """The text as a browser is given it: joined where it must not break.

    >>> unbroken("57 AI-annonser (1–25 %), AI- och IT-jobb").replace(JOINER, "|").replace("\\u00a0", "_")
    '57_|AI-|annonser (1|–|25_|%), AI- och IT-|jobb'
    """
    return _COMPOUND.sub(rf"\g<0>{JOINER}", cell_unbroken(text))


def cell_unbroken(text: str) -> str:
    """The same of a table's cell, which may be narrower than a compound: a line may end in «AI-», not in a number."""
    return _DASH.sub(f"{JOINER}–{JOINER}", with_spaces_held(text, _HELD))


def rejoined(text: str) -> str:
    """Words that were copied from a page, as they were written.

    >>> rejoined(unbroken("57 annonser (1–25 %)"))
    '57 annonser (1–25 %)'
    """
    return text.replace(_HELD, " ").replace(JOINER, "")
