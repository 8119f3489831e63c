"""The glossary: every term of the house with its meaning, once; page, figures and docs/style.md read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from aipulsen.catalogue import MEASURES
from aipulsen.text import Lang, all_texts
from aipulsen.text.prose import between_marks
from aipulsen.voice import Voice

_BEGIN, _END = "<!-- glossary: written by build-docs -->\n", "<!-- end of glossary -->\n"
_LAST = {0xE5: "{", 0xE4: "|", 0xF6: "}"}  # a with a ring, a and o with dots follow z in Swedish order
_SHORT = 6  # letters: a shorter word is found whole only
_WORD = re.compile(r"glossary\.word\.(\w+)\.name")


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means, in one language; a measure's key is its key in the catalogue."""

    key: str
    name: str
    meaning: str


@cache
def terms(lang: Lang) -> tuple[Term, ...]:
    """Every term in the alphabet's order: the measures, and the words around them."""
    say = Voice(lang)
    measures = [
        Term(key, measure.text("label", say), say(f"glossary.measure.{key}")) for key, measure in MEASURES.items()
    ]
    keys = [found[1] for found in map(_WORD.fullmatch, all_texts()) if found]
    words = [Term(key, say(f"glossary.word.{key}.name"), say(f"glossary.word.{key}.meaning")) for key in keys]
    return tuple(sorted([*measures, *words], key=lambda term: _alphabet(term.name)))


def _alphabet(name: str) -> str:
    """A name as it is ordered."""
    return name.casefold().translate(_LAST)


@lru_cache(maxsize=1024)  # every run of a page asks for the same figures' words
def terms_in(text: str, lang: Lang) -> tuple[Term, ...]:
    """The terms that a text says, in its order; a word that has grown an ending is the same word.

    >>> [term.key for term in terms_in("Gap-värdet på rapportens bas. Streck: 95 % intervall.", "sv")]
    ['gap_score', 'base', 'interval']
    """
    plain = text.replace("\u00a0", " ")
    found = ((match.start(), term) for term in terms(lang) if (match := _said(term.name).search(plain)))
    return tuple(term for _, term in sorted(found, key=lambda place: place[0]))


@cache
def _said(name: str) -> re.Pattern[str]:
    """A term's name at the beginning of a word, its bracket left out; short ones as a whole word."""
    bare = re.escape(re.sub(r" \(.*\)$", "", name).replace("\u00a0", " "))
    return re.compile(rf"\b{bare}\b" if len(name) < _SHORT else rf"\b{bare}", re.IGNORECASE)


def terms_like(words: str, lang: Lang) -> list[Term]:
    """The terms whose name or meaning holds the words; every term for none."""
    asked = words.casefold().strip()
    return [term for term in terms(lang) if asked in f"{term.name} {term.meaning}".replace("\u00a0", " ").casefold()]


def render_glossary() -> str:
    """The table of docs/style.md: Swedish and English name, the name in code, the meaning in English."""
    english = {term.key: term for term in terms("en")}
    rows = ["| Svenska | English | Key | In short |", "|---|---|---|---|"]
    for term in terms("sv"):
        twin = english[term.key]
        cells = " | ".join((term.name, twin.name, f"`{term.key}`", twin.meaning))
        rows.append(f"| {cells} |".replace("\u00a0", " "))
    return "\n".join(rows) + "\n"


def with_glossary(document: str) -> str:
    """A document with its glossary written anew between its two marks; a test holds the committed one to it."""
    return between_marks(document, _BEGIN, render_glossary(), _END)
