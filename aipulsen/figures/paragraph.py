"""A pasted paragraph held against what the edition says: each sentence with a number is right, wrong, or not ours."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal

from aipulsen import codes, figures, queries, topics
from aipulsen.errors import AipulsenError
from aipulsen.figures.desk import Desk
from aipulsen.figures.generated import code_of_sentence, said_of_place
from aipulsen.queries import Selection
from aipulsen.text import LANGS, Lang
from aipulsen.text.prose import sentences
from aipulsen.text.unbroken import rejoined
from aipulsen.voice import Voice

MOST_CHARACTERS = 4_000
_MOST_PLACES = 4  # in one paragraph; of more the first are looked at
_ALIKE, _SOMEWHAT = 0.72, 0.45  # share of words in the same order: ours, and ours in other words
_NUMBER: dict[Lang, re.Pattern[str]] = {
    "sv": re.compile(r"(?<![\w,.])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?"),
    "en": re.compile(r"(?<![\w,.])\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"),
}
_WORD = re.compile(r"[^\W\d_]{2,}")

Verdict = Literal["right", "wrong", "not_ours"]


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A sentence that the edition says of a place, in a language, and its code."""

    text: str
    lang: Lang
    code: str


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """A pasted sentence and what is to be said of it; ours: what the edition says instead, or the same."""

    sentence: str
    verdict: Verdict
    ours: str = ""
    code: str = ""


def judge(paragraph: str, desk: Desk, selection: Selection) -> list[Judged]:
    """Each sentence that holds a number, in its order. A sentence that names no county speaks of the last one named, or
    of the country. Beyond `MOST_CHARACTERS` nothing is read."""
    judged, place = [], selection.county_code
    known: dict[str | None, list[Said]] = {}
    for sentence in sentences(rejoined(paragraph)[:MOST_CHARACTERS]):
        named = _county_in(sentence)
        place = named or place
        if not re.search(r"\d", sentence):
            continue
        for one in (place, None):
            if one not in known and len(known) <= _MOST_PLACES:
                known[one] = list(said_of(one, desk, selection))
        judged.append(_judged(sentence, [*known.get(place, []), *known.get(None, [])]))
    return judged


def said_of(county: str | None, desk: Desk, selection: Selection) -> Iterator[Said]:
    """Every finding and every other generated sentence of the place, in both windows and languages."""
    for window in queries.WINDOWS:
        asked = dataclasses.replace(selection, county_code=county, window_days=window, comparison="all")
        for lang in LANGS:
            spoken = Desk(desk.edition, Voice(lang))
            for key, entry in topics.FIGURES.items():
                if not entry.is_in(desk.edition) or (entry.needs_county and county is None):
                    continue
                try:
                    figure = figures.build_figure(key, spoken, asked)
                except AipulsenError:
                    continue
                if not figure.has_finding:
                    continue
                yield Said(figure.title, lang, figures.code_of_finding(figure, asked))
            for sentence in said_of_place(spoken, asked):
                code = code_of_sentence(sentence, spoken, asked)
                yield from (Said(part, lang, code) for part in sentences(sentence.text))


def numbers_in(text: str, lang: Lang) -> list[float]:
    """The numbers as that language writes them.

    >>> numbers_in("3,07 av 1 234 annonser", "sv")
    [3.07, 1234.0]
    >>> numbers_in("3.07 of 1,234 ads", "en")
    [3.07, 1234.0]
    """
    found = _NUMBER[lang].findall(text)
    bare = [re.sub(r"[ \u00a0\u202f]" if lang == "sv" else ",", "", number) for number in found]
    return [float(number.replace(",", ".")) for number in bare]


def alike(sentence: str, others: Iterable[str]) -> str:
    """The first of the others that says the same in the same words, whatever its numbers; empty where none does."""
    words = _words(sentence)
    return next((other for other in others if _likeness(words, other) >= _ALIKE), "")


def _likeness(words: list[str], other: str) -> float:
    return SequenceMatcher(None, words, _words(other), autojunk=False).ratio()


def _judged(sentence: str, known: list[Said]) -> Judged:
    """By the sentence of ours that is most alike; of equally alike ones the one with the same numbers."""
    words = _words(sentence)
    best, alike, same = None, 0.0, False
    for said in known:
        likeness = _likeness(words, said.text)
        own, theirs = numbers_in(sentence, said.lang), numbers_in(said.text, said.lang)
        agrees = bool(theirs) and (own == theirs or (likeness < _ALIKE and set(own) <= set(theirs)))
        if (round(likeness, 2), agrees) > (round(alike, 2), same):
            best, alike, same = said, likeness, agrees
    if best is None or alike < _SOMEWHAT or (alike < _ALIKE and not same):
        return Judged(sentence, "not_ours")
    return Judged(sentence, "right" if same else "wrong", best.text, best.code)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _county_in(sentence: str) -> str | None:
    """The county that a sentence names first, by either of its names."""
    at = {
        code: min(
            (
                found.start()
                for name in (county.short_name, county.name)
                if (found := re.search(rf"\b{name}", sentence))
            ),
            default=-1,
        )
        for code, county in codes.counties().items()
    }
    named = {code: place for code, place in at.items() if place >= 0}
    return min(named, key=lambda code: named[code]) if named else None
