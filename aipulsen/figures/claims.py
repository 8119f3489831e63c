"""What a sentence claims beside its numbers: which way it points, what it denies, whom it names."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Literal

from aipulsen import codes
from aipulsen.text import Lang

Claim = Literal["same", "added", "turned"]

OFTEN: dict[Lang, frozenset[str]] = {  # words that only one of the languages has
    "sv": frozenset(
        [
            "och",
            "av",
            "är",
            "att",
            "som",
            "på",
            "har",
            "än",
            "den",
            "det",
            "med",
            "mot",
            "inte",
            "till",
            "från",
            "län",
            "riket",
            "annonser",
        ]
    ),
    "en": frozenset(
        [
            "and",
            "of",
            "is",
            "the",
            "that",
            "with",
            "than",
            "has",
            "have",
            "are",
            "not",
            "to",
            "from",
            "at",
            "by",
            "county",
            "counties",
            "ads",
            "as",
        ]
    ),
}
# Words that point up and the ones that say the opposite, in pairs. What a language has no opposite for is no direction.
OPPOSITES: dict[Lang, tuple[tuple[str, str], ...]] = {
    "sv": (
        ("högst", "lägst"),
        ("högsta", "lägsta"),
        ("högre", "lägre"),
        ("störst", "minst"),
        ("största", "minsta"),
        ("större", "mindre"),
        ("mest", "minst"),
        ("mer", "mindre"),
        ("fler", "färre"),
        ("flera", "färre"),
        ("flest", "färst"),
        ("ökar", "minskar"),
        ("ökat", "minskat"),
        ("ökade", "minskade"),
        ("ökning", "minskning"),
        ("stiger", "sjunker"),
        ("stigit", "sjunkit"),
        ("växer", "krymper"),
        ("över", "under"),
        ("ovan", "nedan"),
        ("först", "sist"),
        ("första", "sista"),
        ("längst", "kortast"),
        ("längre", "kortare"),
        ("oftast", "sällan"),
        ("oftare", "sällan"),
        ("svårast", "lättast"),
        ("bättre", "sämre"),
        ("bäst", "sämst"),
        ("vinner", "förlorar"),
        ("in", "ut"),
        ("brist", "överskott"),
    ),
    "en": (
        ("highest", "lowest"),
        ("higher", "lower"),
        ("largest", "smallest"),
        ("larger", "smaller"),
        ("biggest", "smallest"),
        ("bigger", "smaller"),
        ("most", "least"),
        ("most", "fewest"),
        ("more", "fewer"),
        ("more", "less"),
        ("increases", "decreases"),
        ("increased", "decreased"),
        ("increase", "decrease"),
        ("rises", "falls"),
        ("rose", "fell"),
        ("grows", "shrinks"),
        ("above", "below"),
        ("over", "under"),
        ("first", "last"),
        ("longest", "shortest"),
        ("longer", "shorter"),
        ("hardest", "easiest"),
        ("better", "worse"),
        ("best", "worst"),
        ("gains", "loses"),
        ("moved in", "moved out"),
        ("shortage", "surplus"),
    ),
}
_DENIALS = {
    "inte",
    "ej",
    "ingen",
    "inget",
    "inga",
    "utan",
    "knappt",
    "not",
    "no",
    "none",
    "nobody",
    "without",
    "hardly",
}
_BESIDE_DENIALS = {"do", "does", "did", "be"}  # English needs them to deny with; they say nothing themselves
_WORD = re.compile(r"[^\W\d_]{2,}")
_MINUS = re.compile(r"(?<![^\s(\u00a0])[−-](?=\d)")
# Numbers that say what is counted: per so many, of an age, in so many days, in a year.
_DEFINING = re.compile(
    r"\bper (?:\d{1,3}(?:[ \u00a0\u202f,]\d{3})+)|\b\d+[–-]\d+(?= år\b)|(?<=\baged )\d+[–-]\d+"
    r"|\b\d+ (?=dagar\b|days\b)|\b\d{1,2} (?=[^\W\d]+ (?:19|20)\d\d\b)|\b(?:19|20)\d\d\b"
)


@lru_cache(2_000)  # the same sentences of ours are held against each that is pasted
def words(text: str) -> list[str]:
    """Its words of two letters or more, as they are compared."""
    return [word.casefold() for word in _WORD.findall(text)]


def directions(text: str, lang: Lang) -> tuple[int, ...]:
    """Which way each word points that points any, and each minus.

    >>> directions("Flest i Örebro, lägst i Luleå, −5 %", "sv")
    (1, -1, -1)
    """
    marked = _MINUS.sub(" −", text.casefold())
    return tuple(-1 if found == "−" else _ways(lang)[found] for found in _pointing(lang).findall(marked))


def names(text: str) -> tuple[str, ...]:
    """The counties, municipalities and wage regions that it names, each once, in their order.

    >>> names("I Norrbottens län mer än i Småland med öarna och Malmö")
    ('Norrbotten', 'Småland med öarna', 'Malmö')
    """
    return tuple(dict.fromkeys(_places()[found] for found in _named().findall(text)))


def is_definition(text: str, lang: Lang) -> bool:
    """Whether it only says what is counted: no number but those of a unit, an age or a time, no direction, no denial,
    no place.

    >>> is_definition("AI-annonser per 1 000 eftergymnasialt utbildade 25–64 år (rapportens bas).", "sv")
    True
    >>> is_definition("Flest AI-annonser per 1 000 invånare", "sv")
    False
    """
    claimed = directions(text, lang) or names(text) or not _DENIALS.isdisjoint(words(text))
    return not (claimed or re.search(r"\d", _DEFINING.sub("", text)))


def compared(text: str, ours: str, lang: Lang, *, is_close: bool) -> Claim:
    """Whether a sentence claims what ours does, or less (same), more (added), or something else (turned).

    is_close: it is ours but for a few words, so that a denial left out is a denial turned.

    >>> compared("Stockholm har lägst andel", "Stockholm har störst andel", "sv", is_close=True)
    'turned'
    """
    if _denies_otherwise(words(text), words(ours), is_close):
        return "turned"
    said = {
        _within(directions(text, lang), directions(ours, lang)),
        _within(names(text), names(ours)),
    }
    return "turned" if "turned" in said else "added" if "added" in said else "same"


def _within(theirs: tuple[object, ...], ours: tuple[object, ...]) -> Claim:
    if len(theirs) == len(ours):
        return "same" if theirs == ours else "turned"
    theirs, ours = _unrepeated(theirs), _unrepeated(ours)
    if _is_part(theirs, ours):
        return "same"
    return "added" if _is_part(ours, theirs) else "turned"


def _unrepeated(some: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(one for n, one in enumerate(some) if n == 0 or one != some[n - 1])


def _is_part(part: tuple[object, ...], whole: tuple[object, ...]) -> bool:
    """Whether all of the one stand in the other, in the same order."""
    rest = iter(whole)
    return all(one in rest for one in part)


def _denies_otherwise(theirs: list[str], ours: list[str], is_close: bool) -> bool:
    """More is denied than ours denies; or, in a sentence that is close to ours, a denial alone came or went."""
    if sum(word in _DENIALS for word in theirs) > sum(word in _DENIALS for word in ours):
        return True
    if not is_close:
        return False
    theirs, ours = ([word for word in some if word not in _BESIDE_DENIALS] for some in (theirs, ours))
    for kind, a, b, c, d in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        counts = [sum(word in _DENIALS for word in part) for part in (theirs[a:b], ours[c:d])]
        if kind != "equal" and b - a <= 1 and d - c <= 1 and counts[0] != counts[1]:
            return True
    return False


@cache
def _ways(lang: Lang) -> dict[str, int]:
    return {word: way for pair in OPPOSITES[lang] for word, way in zip(pair, (1, -1), strict=True)}


@cache
def _pointing(lang: Lang) -> re.Pattern[str]:
    longest_first = sorted(_ways(lang), key=len, reverse=True)
    return re.compile(rf"−|\b(?:{'|'.join(map(re.escape, longest_first))})\b")


@cache
def _places() -> dict[str, str]:
    """What places are called, and the name that each is compared by."""
    called = {municipality.name: municipality.name for municipality in codes.municipalities().values()}
    for county in codes.counties().values():
        called |= dict.fromkeys((county.short_name, county.name), county.short_name)
        called[county.nuts2_name] = county.nuts2_name
    return called


@cache
def _named() -> re.Pattern[str]:
    longest_first = sorted(_places(), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})s?\b")
