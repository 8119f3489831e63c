"""Foreign words on their way out: no sign that stops a renderer or steers a terminal, no cell that is a formula."""

from __future__ import annotations

import re
from typing import Any

import orjson

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Control characters but line feed, carriage return and tab; halves of surrogate pairs; noncharacters (the last two of
# every plane and the 32 in the Arabic block); what turns the direction of writing; what ends a line unseen.
_PLANE_ENDS = "".join(chr((plane << 16) + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    f"\ufff9-\ufffb{_PLANE_ENDS}]+"
)
_ESCAPED = re.compile(rb"\\[ubf]")  # what JSON writes for those below a space
_BETWEEN_LINES = re.compile("[\t\r\n]+")


def showable(text: str) -> str:
    """The text with a space for each run of characters that cannot be shown; line breaks and tabs stay.

    >>> showable("Exempel\\x0bAB\\uffff")
    'Exempel AB '
    """
    return text if text.isprintable() else _UNSHOWABLE.sub(" ", text)


def one_line(text: str) -> str:
    """The text showable and on one line, without space at its ends.

    >>> one_line("Exempel\\x0b\\r\\nAB ")
    'Exempel  AB'
    """
    return text.strip() if text.isprintable() else _BETWEEN_LINES.sub(" ", showable(text)).strip()


def showable_within(value: Any) -> Any:
    """Lists and objects with every text in them showable; what holds no other text is given back as it is.

    >>> showable_within({"name": ["a\\x00b", 1]})
    {'name': ['a b', 1]}
    """
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, dict):
        return {showable_within(key): showable_within(held) for key, held in value.items()}
    if isinstance(value, list) and not (value and isinstance(value[0], float)):  # a shape's points
        return [showable_within(held) for held in value]
    return value


def showable_json(value: Any) -> bytes:
    """The value as JSON with every text in it showable. Values are walked only where JSON says that one may not be: it
    escapes the lower control characters and has the others as they are.

    >>> showable_json({"name": ["a\\x00b", 1]})
    b'{"name":["a b",1]}'
    """
    try:
        told = orjson.dumps(value)
    except orjson.JSONEncodeError:  # half of a surrogate pair
        return orjson.dumps(showable_within(value))
    is_shown = _ESCAPED.search(told) is None and _UNSHOWABLE.search(told.decode("utf-8")) is None
    return told if is_shown else orjson.dumps(showable_within(value))


def neutralised(value: Any) -> Any:
    """Text made showable; when it starts like a formula it gets an apostrophe before it. Numbers are left alone.

    >>> neutralised("=HYPERLINK(1)"), neutralised(-3.5), neutralised("Exempel AB")
    ("'=HYPERLINK(1)", -3.5, 'Exempel AB')
    """
    if not isinstance(value, str):
        return value
    text = showable(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
