"""One form for every text before it is read: composed letters, plain spaces, hyphens and line breaks."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], None)
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212], "-")
_SPACES = dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x0009], " ")
_BREAKS = dict.fromkeys([0x000B, 0x000C, 0x0085, 0x2028, 0x2029], "\n")
# Python takes the dotless i and the long s for i and s when case is ignored; other engines do not.
_LETTERS = {0x0131: "i", 0x017F: "s"}
_CONTROLS = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F], " ")
_TABLE = {**_DROPPED, **_DASHES, **_SPACES, **_BREAKS, **_LETTERS, **_CONTROLS}
_PLAIN = {chr(code): plain or "" for code, plain in _TABLE.items()}
_ODD = re.compile("[" + "".join(re.escape(character) for character in _PLAIN) + "]")
_BLANKS = re.compile(r" {2,}")
_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+(?:\.[\w-]+)*\.(?:ai|se|com|io|nu|eu)\b(?:/\S*)?"
)
_TOKEN_END = re.compile(r"[ \n]|\Z")


def normalise(text: str) -> str:
    """NFC; soft hyphens and zero-width characters dropped; dashes, spaces and line breaks made plain; runs of
    spaces made one. Idempotent. A text that is plain already is only looked at."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _ODD.sub(lambda odd: _PLAIN[odd.group()], text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    return text


def is_in_address(text: str, start: int, end: int) -> bool:
    """Whether a stretch lies within a web or e-mail address: «jobb@bolag.ai» holds no AI term."""
    first = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    last = _TOKEN_END.search(text, end)
    token = text[first : last.start() if last else len(text)]
    if "." not in token:
        return False
    return any(first + found.start() <= start and end <= first + found.end() for found in _ADDRESS.finditer(token))
