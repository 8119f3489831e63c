"""One form for every text before it is read: composed letters, plain spaces, hyphens and line breaks, no markup."""

from __future__ import annotations

import html
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
# What a source's markup leaves in a text: Markdown's escapes (a CSV file may double them), HTML's entities and tags.
# A run of backslashes is read from its beginning alone: fifty thousand of them are one run.
_ESCAPE = re.compile(r"(?<!\\)\\+([-_*+.#!&()\[\]{}<>~|`'\"/])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_BLOCK = re.compile(r"<(?:/?(?:p|div|li|ul|ol|tr|h[1-6]|section)\b[^<>]{0,200}|br ?/?)>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|a|font|small|sup|sub)\b[^<>]{0,200}>", re.IGNORECASE)
# A word broken at the end of its line; «bild- och ljud» is no broken word. The hyphen stands first: it is searched for.
_BROKEN = re.compile(r"-(?<=[a-zåäöéü]-)[ ]?\n[ ]?(?=[a-zåäöéü])(?!(?:och|eller|samt|and|or)\b)")
_MOST_LAYERS = 5  # of markup, each hidden by the next; no source has more than two
_ADDRESS = re.compile(
    # No label of a domain and no name before @ is longer.
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]{1,64}@[\w-]+\.[\w.-]+|"
    r"\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}\.(?:ai|se|com|io|nu|eu)\b(?:/\S*)?"
)
# A text of a megabyte may have no space at all: no more of it is read for one term.
_LONGEST_ADDRESS = 1000  # characters before and after a term, at least
_APART = ("", " ", "\n")
_TOKEN_END = re.compile(r"[ \n]|\Z")


def normalise(text: str) -> str:
    """NFC; markup undone; soft hyphens and zero-width characters dropped; dashes, spaces and line breaks made plain;
    words broken over two lines joined; runs of spaces made one. Idempotent. A text that is plain already is only
    looked at."""
    text = _without_markup(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not (text.isascii() and text.isprintable()):
        for odd, plain in _PLAIN.items():  # most texts have few of them: a search for each is faster than one for all
            if odd in text:
                text = text.replace(odd, plain)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    while "  " in text:
        text = text.replace("  ", " ")
    return _BROKEN.sub("", text)


def _without_markup(text: str) -> str:
    """Entities, tags and escapes undone, until none is left: an entity may hide another, a few layers deep."""
    for _ in range(_MOST_LAYERS):
        plain = text
        if "\\" in plain:
            plain = _ESCAPE.sub(r"\1", plain)
        if "&" in plain:
            plain = _ENTITY.sub(lambda entity: html.unescape(entity.group()), plain)
        if "<" in plain:
            plain = _INLINE.sub("", _BLOCK.sub("\n", plain))
        if plain == text:
            break
        text = plain
    return text


def small_letters(text: str) -> str:
    """A normalised text in small letters, letter by letter, so that places are the same: patterns in small letters
    find there what ignoring case finds in the text, and are read several times as fast.

    >>> small_letters("AI-Ingenjör i İzmir")
    'ai-ingenjör i izmir'
    """
    small = text.lower()
    # «İ» becomes two signs; it is the only letter that does.
    return small if len(small) == len(text) else text.replace("İ", "i").lower()


class Addresses:
    """The web and e-mail addresses of a text; what is read of it for one term is not read again for the next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def hold(self, start: int, end: int) -> bool:
        """Whether a stretch lies within an address: «jobb@bolag.ai» holds no AI term."""
        text = self._text
        if text[start - 1 : start] in _APART and text[end : end + 1] in _APART and text.find(".", start, end) < 0:
            return False  # a word by itself, as most terms are
        # What has no space is read from one of a few places, so that its terms have that in common.
        low = max(0, (start // _LONGEST_ADDRESS - 1) * _LONGEST_ADDRESS)
        high = min(len(text), (end // _LONGEST_ADDRESS + 2) * _LONGEST_ADDRESS)
        first = max(low, text.rfind(" ", low, start) + 1, text.rfind("\n", low, start) + 1)
        token_end = _TOKEN_END.search(text, end, high)
        last = token_end.start() if token_end else high
        return any(begin <= start and end <= past for begin, past in self._between(first, last))

    def _between(self, first: int, last: int) -> list[tuple[int, int]]:
        if (first, last) not in self._read:
            token = self._text[first:last]
            self._read[first, last] = (
                [(first + found.start(), first + found.end()) for found in _ADDRESS.finditer(token)]
                if "." in token  # most terms stand in no address at all
                else []
            )
        return self._read[first, last]
