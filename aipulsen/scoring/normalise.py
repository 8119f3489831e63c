"""One form for every text before it is read: composed letters, plain spaces and hyphens, no addresses."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], None)
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212], "-")
_SPACES = dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x0009], " ")
_BREAKS = dict.fromkeys([0x000B, 0x000C, 0x0085, 0x2028, 0x2029], "\n")
_TABLE = {**_DROPPED, **_DASHES, **_SPACES, **_BREAKS}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+(?:\.[\w-]+)*\.(?:ai|se|com|io|nu|eu)\b(?:/\S*)?"
)
_BLANKS = re.compile(r" {2,}")


def normalise(text: str) -> str:
    """NFC; soft hyphens and zero-width characters dropped; dashes, spaces and line breaks made plain; web and
    e-mail addresses blanked, so that «jobb@bolag.ai» is no AI term. Idempotent."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = unicodedata.normalize("NFC", plain.translate(_TABLE))
    plain = _CONTROL.sub(" ", plain)
    if "@" in plain or "." in plain:
        plain = _ADDRESS.sub(" ", plain)
    return _BLANKS.sub(" ", plain)
