"""The short code of a generated sentence: place, sentence, edition and choice, readable as it stands, kept nowhere.

`25~gap-ranking~rapport-2026-04~90~role~report` is the finding of Norrbotten's ranking in that edition, window, level
and base, `25~county-largest~…` what the county's brief says of its largest employer; a choice that is not the default
follows with its name. The same code means the same sentence for ever.
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
class Behind:
    """Where the number of a sentence stands: a figure's table, the columns of its value, low and high (of a register
    the value alone), and where the place does not tell the row, a column and the key of the words that do."""

    figure: str
    columns: tuple[str, ...]
    row: tuple[str, str] | None = None


_GAP = ("gap_score", "gap_low", "gap_high")
_SHARE = ("ads_share", "ads_low_share", "ads_high_share")
# The sentences of a county's brief that are no figure's finding (`county_sentences` says them).
SENTENCES: dict[str, Behind] = {
    "county-gap": Behind("gap-ranking", _GAP),
    "county-compared": Behind("gap-ranking", _GAP),
    "county-drivers": Behind("gap-drivers", ("gap_ratio", "gap_ratio_low", "gap_ratio_high")),
    "county-largest": Behind("dependence", ("largest_share", "largest_share_low", "largest_share_high")),
    "county-without-largest": Behind("dependence", ("gap_without_largest", "gap_without_low", "gap_without_high")),
    "county-outside-it": Behind("outside-it", _SHARE),
    "county-generative": Behind("generative", _SHARE, ("named", "named.either")),
    "county-specialists": Behind("it-specialists", ("specialist_share",)),
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
