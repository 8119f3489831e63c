"""Every generated sentence that is no figure's finding, by the key that its code names: who says it, and of what place.

The kinds stand in `sentence_codes.SENTENCES`; a kind that nobody says, or a sentence of no kind, fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aipulsen import queries
from aipulsen.errors import AipulsenError
from aipulsen.figures.changes import changes_said, set_against
from aipulsen.figures.county_sentences import county_sentences
from aipulsen.figures.cross_check import employers_said, order_said
from aipulsen.figures.dependence import dependence_said
from aipulsen.figures.desk import Desk
from aipulsen.figures.gap_sentences import sure_sentences
from aipulsen.figures.generative import generative_story
from aipulsen.figures.occupations import outside_it_story
from aipulsen.figures.sentence_codes import Sentence, code_of
from aipulsen.queries import Selection

Said = Callable[[Desk, Selection], Iterable[Sentence]]


def _sure(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """What the start page says of the whole edition; of a county nothing."""
    if selection.county_code is not None:
        return ()
    return sure_sentences(queries.ask_gap(desk.edition, selection), desk.say)


_KINDS_OF: dict[Said, tuple[str, ...]] = {
    county_sentences: ("county-gap", "county-compared", "county-drivers", "county-specialists"),
    changes_said: ("county-changes",),
    dependence_said: (
        "county-largest",
        "county-without-largest",
        "country-largest",
        "country-without-largest",
    ),
    outside_it_story: (
        "county-outside-it",
        "country-outside-it",
        "outside-it-occupations",
        "outside-it-compared",
        "outside-it-span",
        "outside-it-wider",
    ),
    generative_story: ("county-generative", "country-generative", "generative-agents", "generative-change"),
    order_said: ("cross-check-order",),
    employers_said: ("cross-check-employers",),
    _sure: ("country-sure", "country-status"),
}
SAID_BY = {key: said for said, keys in _KINDS_OF.items() for key in keys}


def said_of_place(desk: Desk, selection: Selection) -> Iterator[Sentence]:
    """Every one that the edition says of the chosen county, or of the country; what it cannot answer is not said."""
    for said, keys in _KINDS_OF.items():
        yield from (sentence for sentence in _answered(said, desk, selection) if sentence.key in keys)


def sentence_of(key: str, desk: Desk, selection: Selection) -> Sentence | None:
    """The sentence of a kind; None where the edition does not say it of the place."""
    said = _answered(SAID_BY[key], desk, selection)
    return next((sentence for sentence in said if sentence.key == key), None)


def code_of_sentence(sentence: Sentence, desk: Desk, selection: Selection) -> str:
    """The code of one of these sentences, or of a figure's finding that is said as one; empty where it has none. That
    of a change names what was compared with."""
    if not sentence.key:
        return ""
    if sentence.key in _KINDS_OF[changes_said]:
        selection = set_against(queries.ask_edition_changes(desk.edition, selection), selection)
    return code_of(sentence.key, desk.edition.name, selection, selection.base or queries.default_base(desk.edition))


def _answered(said: Said, desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    try:
        return tuple(said(desk, selection))
    except AipulsenError:  # it needs a county, or a table that the edition lacks
        return ()
