"""What can be said of a county in sentences, each by a key that its code names: so its address leads back to it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from aipulsen import codes, figures, queries
from aipulsen.errors import ParameterError
from aipulsen.figures.context import context_of
from aipulsen.figures.dependence import dependence_said
from aipulsen.figures.desk import Desk
from aipulsen.figures.drivers import drivers_sentences
from aipulsen.figures.gap import gap_notes, gap_warnings
from aipulsen.figures.gap_sentences import gap_said
from aipulsen.figures.generative import generative_story
from aipulsen.figures.occupations import outside_it_story
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection


@kept_in(WORDS)
def county_sentences(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """All that can be said of the chosen county, in the order of its brief. Without a county: ParameterError."""
    if selection.checked().county_code is None:
        raise ParameterError("press.no_county")
    return (
        *_of_the_gap(desk, selection),
        *_of_its_causes(desk, selection),
        *_of_employers(desk, selection),
        *_of_the_work(desk, selection),
        Sentence("county-specialists", _specialists(desk, selection)),
    )


def two_to_print(said: tuple[Sentence, ...]) -> tuple[Sentence, Sentence]:
    """The value and how it differs from the rest of the country; where nobody can tell that, how much competence there
    is. The county's page and its page in print have the same two."""
    value, *others = said
    compared = (one for one in others if one.key == "county-compared" and one.is_answer)
    return value, next(compared, others[-1])


def _of_the_gap(desk: Desk, selection: Selection) -> Iterator[Sentence]:
    answer = queries.ask_gap(desk.edition, selection)
    yield from gap_said(desk, selection)
    for caveat in (*gap_warnings(desk, answer), *gap_notes(desk, answer)):
        yield Sentence("county-gap", caveat)


def _of_its_causes(desk: Desk, selection: Selection) -> Iterator[Sentence]:
    """What drives the county's gap, as the drivers' chart says it; nothing where there is no gap to explain."""
    answer = queries.ask_drivers(desk.edition, selection)
    row = answer.drivers.iloc[0]
    if pd.notna(row.gap_log):
        told = drivers_sentences(row, context_of(answer.scope, desk.say))
        yield Sentence("county-drivers", " ".join(told))


def _of_employers(desk: Desk, selection: Selection) -> Iterator[Sentence]:
    """As the employers' page says it; the figure's finding where no count tells who is largest."""
    said = dependence_said(desk, selection)
    yield from said or (Sentence("employers", figures.build_figure("employers", desk, selection).title + "."),)


def _of_the_work(desk: Desk, selection: Selection) -> Iterator[Sentence]:
    """How many of the county's AI ads are outside IT, and how many name generative AI, as the page's stories begin;
    nothing where the edition has no ads."""
    if not desk.edition.has("ads"):
        return
    for story in (outside_it_story, generative_story):
        yield from story(desk, selection)[:1]


def _specialists(desk: Desk, selection: Selection) -> str:
    latest = queries.ask_supply(desk.edition, selection).latest_specialists
    here, country, say = latest.loc[selection.county_code], latest.loc[codes.COUNTRY_CODE], desk.say
    return say(
        "press.specialists",
        county=_name(desk, selection),
        year=here.year,
        persons=say.number(here.it_specialists_persons),
        share=say.percent(here.specialist_share, 1),
        country=say.percent(country.specialist_share, 1),
    )


def _name(desk: Desk, selection: Selection) -> str:
    return desk.say.county(selection.county_code or codes.COUNTRY_CODE)
