"""The short code of a generated sentence: place, figure, edition and choice, readable as it stands, kept nowhere.

`25~gap-ranking~rapport-2026-04~90~role~report` is what Norrbotten's gap says in that edition, window, level and base; a
choice that is not the default follows with its name. The same code means the same sentence for ever.
"""

from __future__ import annotations

import dataclasses

from aipulsen import topics
from aipulsen.errors import ParameterError
from aipulsen.figures.sharing import COUNTRY, place_of
from aipulsen.queries import Selection
from aipulsen.queries.choices import CHOICES, HELD, held, in_address

_BETWEEN, _IS = "~", "="
_MOST_CHARACTERS = 400


@dataclasses.dataclass(frozen=True, slots=True)
class Meant:
    """What a code means: the figure whose finding it is, the place, and the parameters of an address."""

    figure: str
    place: str
    given: dict[str, str]


def code_of(figure: str, edition: str, selection: Selection, base: str) -> str:
    """The code of a figure's finding in this edition and choice.

    >>> code_of("gap-ranking", "rapport-2026-04", Selection(county_code="25"), "report")
    '25~gap-ranking~rapport-2026-04~90~role~report'
    """
    chosen = in_address(dataclasses.replace(selection, county_code=None, base=None))
    always = held(selection, base).values()  # in every code, in this order, by value alone
    more = [f"{name}{_IS}{value}" for name, value in chosen.items() if name not in HELD]
    return _BETWEEN.join([place_of(selection), figure, edition, *always, *more])


def meant(code: str) -> Meant:
    """What a code means; one that is none of ours is refused (ParameterError). Its values are checked by who asks.

    >>> meant("riket~trend~demo~180~role~scb~rakning=all").given["rakning"]
    'all'
    """
    parts = code.split(_BETWEEN)
    names = {choice.address for choice in CHOICES} - {*HELD, "lan"}
    more = [part.partition(_IS) for part in parts[6:]]
    is_ours = len(code) <= _MOST_CHARACTERS and len(parts) >= 6 and parts[1] in topics.FIGURES
    if not is_ours or any(name not in names for name, _, _ in more) or len({name for name, _, _ in more}) < len(more):
        raise ParameterError("sentence.no_code")
    given = {"utgava": parts[2], **dict(zip(HELD, parts[3:6], strict=True))}
    return Meant(parts[1], parts[0], given | {name: value for name, _, value in more})


def command_of(code: str) -> str:
    """The command that gives the numbers behind a code."""
    what = meant(code)
    by_address = {choice.address: choice for choice in CHOICES}
    options = ["--edition", what.given["utgava"]] + (["--county", what.place] if what.place != COUNTRY else [])
    for name, value in what.given.items():
        if name == "utgava":
            continue
        choice = by_address[name]
        for one in value.split(",") if choice.is_list else [value]:
            written = choice.words[one] if choice.words is not None and one in choice.words else one
            options += [f"--{choice.option}", written]
    question = topics.topic_of(what.figure).questions[0].key
    return " ".join(["aipulsen query", question, *options])
