"""The short code of a generated sentence: place, sentence, edition and choice, readable as it stands, kept nowhere.

`25~gap-ranking~rapport-2026-04~90~role~report` is the finding of Norrbotten's ranking in that edition, window, level
and base, `25~county-largest~…` what is said of its largest employer; a choice that is not the default follows with its
name. The same code means the same sentence for ever.
"""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import topics
from aipulsen.errors import ParameterError
from aipulsen.figures.sharing import COUNTRY, place_of
from aipulsen.queries import Selection
from aipulsen.queries.choices import CHOICES, HELD, held, in_address, known_to

_BETWEEN, _IS = "~", "="
_MOST_CHARACTERS = 400


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """A generated sentence, or what must be said beside it, in one line.

    key: what its code names, of `SENTENCES` or a figure's where it is that figure's finding; empty where the sentence
    explains a method and has no number of the edition. is_answer: it tells what was asked, not why nobody can. row:
    where the number stands in no figure's table, the columns of its `Behind`, and how many ads it is of (`ads`).
    """

    key: str
    text: str
    is_answer: bool = True
    row: pd.Series | None = dataclasses.field(default=None, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Behind:
    """Where the number of a sentence stands: a figure's table (or the sentence's own row), the columns of its value,
    low and high (of a register the value alone; none where the sentence has several numbers, or sums up the table),
    and where the place does not tell the row, a column and the key of the words that do."""

    figure: str
    columns: tuple[str, ...] = ()
    row: tuple[str, str] | None = None


_GAP = ("gap_score", "gap_low", "gap_high")
_SHARE = ("ads_share", "ads_low_share", "ads_high_share")
_LARGEST = ("largest_share", "largest_share_low", "largest_share_high")
_ORDER = ("order_correlation", "order_correlation_low", "order_correlation_high")
_WITHOUT = ("gap_without_largest", "gap_without_low", "gap_without_high")
# Every kind of generated sentence that is no figure's finding; `generated` knows who says it. What is said beside a
# number, in its brief or under its figure, has that number's code.
SENTENCES: dict[str, Behind] = {
    "county-gap": Behind("gap-ranking", _GAP),
    "county-compared": Behind("gap-ranking", _GAP),
    "county-drivers": Behind("gap-drivers", ("gap_ratio", "gap_ratio_low", "gap_ratio_high")),
    "county-largest": Behind("dependence", _LARGEST),
    "county-without-largest": Behind("dependence", _WITHOUT),
    "country-largest": Behind("employers", _LARGEST),
    "country-without-largest": Behind("employers", _WITHOUT),
    "county-outside-it": Behind("outside-it", _SHARE),
    "country-outside-it": Behind("outside-it", _SHARE),
    "outside-it-occupations": Behind("occupations"),
    "outside-it-compared": Behind("outside-it", _SHARE),
    "outside-it-span": Behind("outside-it"),
    "outside-it-wider": Behind("outside-it", ("wider_it_share",)),
    "county-generative": Behind("generative", _SHARE, ("named", "named.either")),
    "country-generative": Behind("generative", _SHARE, ("named", "named.either")),
    "generative-agents": Behind("generative", _SHARE, ("named", "named.agents")),
    "generative-change": Behind("generative", ("share_previous",)),
    "county-specialists": Behind("it-specialists", ("specialist_share",)),
    "county-changes": Behind("changes", ("turnover_ratio", "turnover_low", "turnover_high")),
    "cross-check-order": Behind("cross-check", _ORDER),
    "cross-check-employers": Behind("cross-check", ("employers_in_both",)),
    "country-sure": Behind("gap-ranking"),
    "country-status": Behind("gap-ranking"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Meant:
    """What a code means: the figure, the sentence of `SENTENCES` (None: the figure's finding), the place, and the
    parameters of an address."""

    figure: str
    sentence: str | None
    place: str
    given: dict[str, str]


def code_of(key: str, edition: str, selection: Selection, base: str) -> str:
    """The code of a figure's finding, or of a sentence, in this edition and choice.

    >>> code_of("gap-ranking", "rapport-2026-04", Selection(county_code="25"), "report")
    '25~gap-ranking~rapport-2026-04~90~role~report'
    """
    chosen = in_address(dataclasses.replace(selection, county_code=None, base=None))
    always = held(selection, base).values()  # in every code, in this order, by value alone
    more = [f"{name}{_IS}{value}" for name, value in chosen.items() if name not in HELD]
    return _BETWEEN.join([place_of(selection), key, edition, *always, *more])


def meant(code: str) -> Meant:
    """What a code means; one that is none of ours is refused (ParameterError). Its values are checked by who asks.

    >>> meant("riket~trend~demo~180~role~scb~rakning=all").given["rakning"]
    'all'
    """
    parts = code.split(_BETWEEN)
    names = {choice.address for choice in CHOICES} - {*HELD, "lan"}
    more = [part.partition(_IS) for part in parts[6:]]
    is_ours = len(code) <= _MOST_CHARACTERS and len(parts) >= 6 and parts[1] in (*topics.FIGURES, *SENTENCES)
    if not is_ours or any(name not in names for name, _, _ in more) or len({name for name, _, _ in more}) < len(more):
        raise ParameterError("sentence.no_code")
    given = {"utgava": parts[2], **dict(zip(HELD, parts[3:6], strict=True))}
    sentence = parts[1] if parts[1] in SENTENCES else None
    figure = SENTENCES[sentence].figure if sentence else parts[1]
    return Meant(figure, sentence, parts[0], given | {name: value for name, _, value in more})


def of_edition(code: str, edition: str) -> str:
    """The code of the same sentence in another edition.

    >>> of_edition("25~trend~2026-02-27~90~role~scb", "2026-02-28")
    '25~trend~2026-02-28~90~role~scb'
    """
    place, key, _, *rest = code.split(_BETWEEN)
    return _BETWEEN.join([place, key, edition, *rest])


def command_of(code: str) -> str:
    """The command that gives the numbers behind a code, with the choices that change something there."""
    what = meant(code)
    question = topics.topic_of(what.figure).questions[0]
    known = {choice.field for choice in known_to(question)}
    by_address = {choice.address: choice for choice in CHOICES}
    options = ["--edition", what.given["utgava"]]
    if what.place != COUNTRY and "county_code" in known:
        options += ["--county", what.place]
    for name, value in what.given.items():
        if name == "utgava" or by_address[name].field not in known:
            continue
        choice = by_address[name]
        for one in value.split(",") if choice.is_list else [value]:
            written = choice.words[one] if choice.words is not None and one in choice.words else one
            option = "from" if choice.field == "since" else choice.option  # as the question of two editions names it
            options += [f"--{option}", written]
    return " ".join(["aipulsen query", question.key, *options])
