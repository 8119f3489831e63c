"""A pasted paragraph held against what the edition says: a sentence is right, wrong, a definition or not ours."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product
from typing import Literal

from aipulsen import codes, figures, queries, topics
from aipulsen.errors import AipulsenError
from aipulsen.figures import claims
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

Verdict = Literal["right", "wrong", "definition", "not_ours"]


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A sentence that the edition says of a place and a window, in a language, and its code; or, without a code, what
    it says that its numbers are."""

    text: str
    lang: Lang
    code: str
    window_days: int


_Known = dict[tuple[str | None, int, Lang], list[Said]]


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """A pasted sentence and what is to be said of it; ours: what the edition says instead, or the same; window_days:
    the window of that, where it is another than the reader's."""

    sentence: str
    verdict: Verdict
    ours: str = ""
    code: str = ""
    window_days: int | None = None


def judge(paragraph: str, desk: Desk, selection: Selection) -> list[Judged]:
    """Each sentence that holds a number, in its order: held against what is said of the counties that it names, of the
    one named before, of the country and of the reader's own county, until it is right. Beyond `MOST_CHARACTERS` nothing
    is read."""
    judged: list[Judged] = []
    known: _Known = {}
    before, called = selection.county_code, _counties_by_name(desk, selection)
    for sentence in sentences(rejoined(paragraph)[:MOST_CHARACTERS]):
        named = list(dict.fromkeys(called[name] for name in claims.names(sentence) if name in called))
        places: list[str | None] = list(dict.fromkeys([*named, before, None, selection.county_code]))
        before = named[0] if named else before
        if not re.search(r"\d", sentence):
            continue
        one = _held_against_all(sentence, places, known, desk, selection)
        looked_up = {place for place, _, _ in known}
        is_unsure = one.verdict == "wrong" and not looked_up.issuperset(named)
        judged.append(Judged(sentence, "not_ours") if is_unsure else one)
    return judged


def _held_against_all(
    sentence: str, places: list[str | None], known: _Known, desk: Desk, selection: Selection
) -> Judged:
    """In its own language, the reader's window first: what is right at once costs no more than what it is in. It is
    wrong only when neither window has it; what is wrong in one language is not looked for in the other."""
    windows = sorted(queries.WINDOWS, key=lambda days: days != selection.window_days)
    one = Judged(sentence, "not_ours")
    for lang in _langs_of(sentence):
        best: _Match | None = None
        for window, place in product(windows, places):
            of = (place, window, lang)
            if of not in known and len({place, *(other for other, _, _ in known)}) <= _MOST_PLACES + 1:
                asked = dataclasses.replace(selection, county_code=place, window_days=window, comparison="all")
                known[of] = list(said_of(Desk(desk.edition, Voice(lang)), asked))
            best = _nearest(sentence, known.get(of, []), best)
            one = _judged(sentence, best, selection.window_days)
            if one.verdict in ("right", "definition"):
                return one
        if one.verdict == "wrong":
            return one
    return one


def said_of(desk: Desk, asked: Selection) -> Iterator[Said]:
    """Every finding and every other generated sentence of the place, and of a county what its own page says of
    commuting. With them what the figures say that their numbers are."""
    of_county = dataclasses.replace(asked, hubs=queries.hubs_of_county(desk.edition, asked))
    for key, entry in topics.FIGURES.items():
        if not entry.is_in(desk.edition) or (entry.needs_county and asked.county_code is None):
            continue
        for choice in (asked, of_county) if key == "commuting" and of_county != asked else (asked,):
            yield from _said_by(key, desk, choice)
    for sentence in said_of_place(desk, asked):
        code = code_of_sentence(sentence, desk, asked)
        yield from (Said(part, desk.say.lang, code, asked.window_days) for part in sentences(sentence.text))


def _said_by(key: str, desk: Desk, asked: Selection) -> Iterator[Said]:
    try:
        figure = figures.build_figure(key, desk, asked)
    except AipulsenError:
        return
    lang, window = desk.say.lang, asked.window_days
    for text in (*sentences(figure.measure), *figure.facts, " · ".join(figure.facts)):
        yield Said(text, lang, "", window)
    if figure.has_finding:
        yield Said(figure.title, lang, figures.code_of_finding(figure, asked), window)


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
    words = claims.words(sentence)
    return next((other for other in others if _likeness(words, other) >= _ALIKE), "")


def _likeness(words: list[str], other: str) -> float:
    return SequenceMatcher(None, words, claims.words(other), autojunk=False).ratio()


@dataclasses.dataclass(frozen=True, slots=True)
class _Match:
    """A sentence of ours beside a pasted one: how alike their words are, whether its numbers are ours, and what it
    claims."""

    said: Said
    likeness: float
    has_numbers: bool
    claim: claims.Claim

    @property
    def agrees(self) -> bool:
        """Whether it has our numbers and claims what we do."""
        return self.has_numbers and self.claim == "same"

    @property
    def rank(self) -> tuple[float, bool, bool]:
        """The nearest is the most alike; of equally alike ones the one with the same numbers and claim."""
        return (round(self.likeness, 2), self.agrees, self.has_numbers)


@lru_cache(64)  # asked again for each place and window
def _is_definition(sentence: str) -> bool:
    return all(claims.is_definition(sentence, lang) for lang in LANGS)


def _nearest(sentence: str, known: Iterable[Said], best: _Match | None = None) -> _Match | None:
    """The nearest of what is known, or what was nearest before; None where nothing may be somewhat alike. A definition
    is held against definitions."""
    if _is_definition(sentence):
        known = (said for said in known if not said.code)
    words, matcher = claims.words(sentence), SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(words)
    for said in known:
        matcher.set_seq1(claims.words(said.text))
        least = max(_SOMEWHAT, best.likeness - 0.01) if best else _SOMEWHAT
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        likeness = matcher.ratio()
        own, theirs = numbers_in(sentence, said.lang), numbers_in(said.text, said.lang)
        is_close = likeness >= _ALIKE
        has_numbers = bool(theirs) and (own == theirs or (not is_close and set(own) <= set(theirs)))
        claim = claims.compared(sentence, said.text, said.lang, is_close=is_close) if has_numbers else "same"
        match = _Match(said, likeness, has_numbers, claim)
        if best is None or match.rank > best.rank:
            best = match
    return best


def _judged(sentence: str, best: _Match | None, window_days: int) -> Judged:
    """By the sentence of ours that is nearest."""
    if best is None or best.likeness < _SOMEWHAT:
        return Judged(sentence, "not_ours")
    ours = best.said
    if not ours.code and (best.agrees or _is_definition(sentence)):
        return Judged(sentence, "definition")
    if not ours.code or (best.likeness < _ALIKE and not best.agrees) or best.claim == "added":
        return Judged(sentence, "not_ours")
    other = ours.window_days if ours.window_days != window_days else None
    return Judged(sentence, "right" if best.agrees else "wrong", ours.text, ours.code, other)


def _langs_of(sentence: str) -> list[Lang]:
    """The language that its common words are of; both where it has none, or of both."""
    found = set(claims.words(sentence))
    return [lang for lang in LANGS if found & claims.OFTEN[lang]] or list(LANGS)


def _counties_by_name(desk: Desk, selection: Selection) -> dict[str, str]:
    """The counties by their names, and by where most of their own commute to."""
    called: dict[str, str] = {}
    for code, county in codes.counties().items():
        hub = queries.hubs_of_county(desk.edition, dataclasses.replace(selection, county_code=code))[-1]
        if codes.county_of_municipality(hub) == code:
            called[codes.municipalities()[hub].name] = code
        called[county.short_name] = code
    return called
