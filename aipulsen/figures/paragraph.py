"""A pasted paragraph held against what the edition says: a sentence is right, wrong, a definition or not ours."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
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
    before = selection.county_code
    for sentence in sentences(rejoined(paragraph)[:MOST_CHARACTERS]):
        named = _counties_in(sentence, desk, selection)
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
        against: list[Said] = []
        for window, place in product(windows, places):
            of = (place, window, lang)
            if of not in known and len({place, *(other for other, _, _ in known)}) <= _MOST_PLACES + 1:
                asked = dataclasses.replace(selection, county_code=place, window_days=window, comparison="all")
                known[of] = list(said_of(Desk(desk.edition, Voice(lang)), asked))
            against += known.get(of, [])
            one = _judged(sentence, against, selection.window_days)
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


def _judged(sentence: str, known: list[Said], window_days: int) -> Judged:
    """By the sentence of ours that is most alike; of equally alike ones the one with the same numbers and claim."""
    is_definition = all(claims.is_definition(sentence, lang) for lang in LANGS)
    if is_definition:
        known = [said for said in known if not said.code]
    words, matcher = claims.words(sentence), SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(words)
    best, alike, same, claim, rank = None, 0.0, False, "same", (0.0, False, False)
    for said in known:
        matcher.set_seq1(claims.words(said.text))
        least = max(_SOMEWHAT, alike - 0.01)
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        likeness = matcher.ratio()
        own, theirs = numbers_in(sentence, said.lang), numbers_in(said.text, said.lang)
        is_close = likeness >= _ALIKE
        has_numbers = bool(theirs) and (own == theirs or (not is_close and set(own) <= set(theirs)))
        one = claims.compared(sentence, said.text, said.lang, is_close=is_close) if has_numbers else "same"
        agrees = has_numbers and one == "same"
        if (round(likeness, 2), agrees, has_numbers) > rank:
            best, alike, same, claim, rank = said, likeness, agrees, one, (round(likeness, 2), agrees, has_numbers)
    if best is None or alike < _SOMEWHAT:
        return Judged(sentence, "not_ours")
    if not best.code and (same or is_definition):
        return Judged(sentence, "definition")
    if not best.code or (alike < _ALIKE and not same) or claim == "added":
        return Judged(sentence, "not_ours")
    other = best.window_days if best.window_days != window_days else None
    return Judged(sentence, "right" if same else "wrong", best.text, best.code, other)


def _langs_of(sentence: str) -> list[Lang]:
    """The language that its common words are of; both where it has none, or of both."""
    found = set(claims.words(sentence))
    return [lang for lang in LANGS if found & claims.OFTEN[lang]] or list(LANGS)


def _counties_in(sentence: str, desk: Desk, selection: Selection) -> list[str]:
    """The counties that a sentence names, by their names or by where most of their own commute to, in its order."""
    named = claims.names(sentence)
    by_name: dict[str, str] = {}
    for code, county in codes.counties().items():
        hub = queries.hubs_of_county(desk.edition, dataclasses.replace(selection, county_code=code))[-1]
        if codes.county_of_municipality(hub) == code:
            by_name[codes.municipalities()[hub].name] = code
        by_name[county.short_name] = code
    return list(dict.fromkeys(by_name[name] for name in named if name in by_name))
