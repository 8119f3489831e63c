"""Foreign words on a page: markdown characters in employer names, headlines and URLs are shown, not obeyed."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[\r\n\t]+")  # no-break spaces stay: they hold numbers together
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|$~<>:])")


def plain(text: str) -> str:
    """The text with every markdown character escaped; line breaks become spaces."""
    return _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", text))
