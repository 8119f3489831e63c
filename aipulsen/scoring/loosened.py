"""Patterns that match wherever the exact ones do, in the words that hyperscan knows."""

from __future__ import annotations

import re


def both_cases(pattern: str) -> str:
    """Letters beyond ASCII in both cases: without Unicode, ignoring case stops at Z."""
    parts, in_class = [], False
    for before, character in zip(f" {pattern}", pattern, strict=False):
        if before != "\\" and character in "[]":
            in_class = character == "["
        twin = character.swapcase()
        both = f"{character}{twin}" if in_class else f"[{character}{twin}]"
        parts.append(character if character.isascii() else both)
    return "".join(parts)


def core(pattern: str) -> str:
    """A term without its boundaries: word ends are dropped, word characters may be anything but space."""
    bare = pattern.replace(r"\b", "").replace("[- ]", "[- \n]").replace(r"\w", r"\S")
    bare = re.sub(r"(?<!\[-) (?!\])", r"[ \n]", bare)
    return f"(?:{bare})"


_ANY_CHARACTER = {r"\w": r"\S", r"\d": r"\S", r"\W": ".", r"\b": "", r"\B": ""}
_ASSERTIONS = ("(?=", "(?!", "(?<=", "(?<!")
_LONG_REPEAT = re.compile(r"\{\d*,\d{2,}\}\??")


def looser(pattern: str) -> str:
    """A pattern that matches wherever the exact one does, and compiles a hundred times as fast.

    Boundaries and assertions are left out, word characters are anything but space, and a gap of at most eighty
    characters is a gap of any length: counting to eighty is what takes the compiler its time.

    >>> looser(r"\\b(?<!kan )vi[^.\\n]{0,40}\\b(?:bygger|använd\\w*)")
    'vi[^.\\\\n]*(?:bygger|använd\\\\S*)'
    """
    parts: list[str] = []
    place = 0
    while place < len(pattern):
        if pattern.startswith(_ASSERTIONS, place):
            place = _closing(pattern, place) + 1
        elif repeat := _LONG_REPEAT.match(pattern, place):
            parts.append("*")
            place = repeat.end()
        else:
            step = 2 if pattern[place] == "\\" else 1
            token = pattern[place : place + step]
            parts.append(_ANY_CHARACTER.get(token, token))
            place += step
    return "".join(parts)


def _closing(pattern: str, place: int) -> int:
    """Where the group that opens at `place` closes."""
    depth = 0
    while True:
        if pattern[place] == "\\":
            place += 1
        else:
            depth += {"(": 1, ")": -1}.get(pattern[place], 0)
            if depth == 0:
                return place
        place += 1
