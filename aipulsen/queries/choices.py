"""What a reader may choose in an address: the one list of choices that pages, routes and command line read and write.

A choice has a Swedish name in addresses («fonster»), an English one on the command line and in the data interface
(«window»), a field of `Selection`, and the values it may have. Codes stand in addresses, words on the screen.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aipulsen import codes
from aipulsen.bases import BASES
from aipulsen.errors import ParameterError
from aipulsen.levels import ASKED_LEVELS
from aipulsen.periods import day_of
from aipulsen.queries.definitions import ALTERNATIVES
from aipulsen.queries.place_search import county_asked
from aipulsen.queries.selection import (
    COUNTINGS,
    DEFINITIONS,
    PERIODS,
    REGION_LEVELS,
    RESEARCH,
    STAFFINGS,
    WINDOWS,
    Selection,
)
from aipulsen.queries.wages import WAGE_SERIES
from aipulsen.store import editions
from aipulsen.topics import Question

Naming = Literal["address", "option"]
MOST_HUBS = 4
HUNG_ON = ("utm_", "fbclid", "gclid", "mc_")  # how names begin that others hang on to a link: they choose nothing
HELD = ("fonster", "niva", "bas")
RESEARCH_WORDS = {"med": "all", "utan": "without"}  # in the address: in the core
COMPARISON_WORDS = {"alla": "all", "liknande": "similar"}
LEVEL_WORDS = {"lan": "county", "fa-region": "fa_region", "kommun": "municipality"}
REGIONS = tuple(
    sorted({code for county in codes.counties().values() for code in (county.nuts1_code, county.nuts2_code)})
)
PERIOD_WORDS = {"fonstret-fore": "previous", "ett-ar": "year"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice: `address` and `option` are its names, `field` is the Selection's.

    words: what stands in an address for each value of the core; None where that is the value itself. No `values`: it
    is a place, places, or an edition, which are looked up. Whatever is chosen is one of ours: it may be written out.
    """

    address: str
    option: str
    field: str
    values: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None
    is_list: bool = False

    def valid(self, naming: Naming) -> tuple[str, ...]:
        """The values as they are written in that naming; none where the edition decides."""
        return tuple(self.words) if self.words is not None and naming == "address" else self.values

    def read(self, text: str, naming: Naming) -> Any:
        """The core's value; one that is not valid is refused (ParameterError naming the valid ones)."""
        name, valid = getattr(self, naming), self.valid(naming)
        if self.field == "county_code":
            return _county(text, naming)
        if valid and text not in valid:
            raise ParameterError("queries.invalid", name=name, value=text, valid=", ".join(valid))
        if self.is_list:
            return _hubs(text, name)
        if self.field == "since":
            return _edition_or_day(text, name)
        value = self.words[text] if self.words is not None and naming == "address" else text
        return int(value) if self.field == "window_days" else value

    def written(self, value: Any, naming: Naming) -> str:
        """A value of the core as it is written in that naming."""
        if self.is_list:
            return ",".join(value)
        if self.words is not None and naming == "address":
            return next(word for word, meant in self.words.items() if meant == value)
        return str(value)


CHOICES: tuple[Choice, ...] = (
    Choice("fonster", "window", "window_days", tuple(map(str, WINDOWS))),
    Choice("lan", "county", "county_code"),
    Choice("jamfor", "compare", "comparison", tuple(COMPARISON_WORDS.values()), COMPARISON_WORDS),
    Choice("niva", "level", "level", tuple(ASKED_LEVELS)),
    Choice("bas", "base", "base", tuple(BASES)),
    Choice("rakning", "counting", "counting", COUNTINGS),
    Choice("bemanning", "staffing", "staffing", STAFFINGS),
    Choice("forskning", "research", "research", RESEARCH, RESEARCH_WORDS),
    Choice("storstad", "definition", "definition", DEFINITIONS),
    Choice("mot", "against", "against", tuple(ALTERNATIVES)),
    Choice("nav", "hub", "hubs", is_list=True),
    Choice("serie", "series", "wage_series", WAGE_SERIES),
    Choice("referens", "reference", "reference_region", REGIONS),
    Choice("regionniva", "region-level", "region_level", REGION_LEVELS, LEVEL_WORDS),
    Choice("indelning", "region-level", "region_level", REGION_LEVELS, LEVEL_WORDS),
    Choice("period", "period", "period", PERIODS, PERIOD_WORDS),
    Choice("fran", "from", "move_from", REGIONS),
    Choice("till", "to", "move_to", REGIONS),
    Choice("sedan", "since", "since"),
)


def refuse_coarse(given: Mapping[str, str | None], naming: Naming) -> None:
    """Refuse the counties, asked for by name, where the answer is about their parts (ParameterError naming the valid
    levels).

    >>> refuse_coarse({"indelning": "kommun"}, "address")
    """
    for choice in CHOICES:
        name = getattr(choice, naming)
        text = given.get(name)
        if choice.field == "region_level" and text is not None and choice.read(text, naming) == "county":
            valid = ", ".join(word for word in choice.valid(naming) if word != text)
            raise ParameterError("queries.invalid", name=name, value=text, valid=valid)


def known_to(question: Question) -> tuple[Choice, ...]:
    """The choices that change something in the question's answer, as the command line and `/api/v1` take them: each
    once. A group of counties needs its county, so that a question which knows the one knows the other."""
    by_field = {choice.field: choice for choice in reversed(CHOICES)}
    return tuple(choice for choice in CHOICES if choice.field in question.choices and by_field[choice.field] is choice)


def chosen(given: Mapping[str, str], naming: Naming = "address") -> Selection:
    """The selection that names and values mean; an unknown name or value is refused (ParameterError), and so are two
    names of one choice.

    >>> chosen({"fonster": "180", "lan": "25"}).window_days
    180
    """
    known = {getattr(choice, naming): choice for choice in CHOICES}
    for name in given:
        if name not in known:
            raise ParameterError("queries.unknown_name", name=name, valid=", ".join(known))
        if len(alike := [other for other in given if other in known and known[other].field == known[name].field]) > 1:
            raise ParameterError("queries.two_names", valid=", ".join(alike))
    read = {known[name].field: known[name].read(text, naming) for name, text in given.items()}
    if read.get("comparison") == "similar" and read.get("county_code") is None:
        raise ParameterError("similar.needs_county")
    return Selection(**read).checked()


def chosen_as_far_as_valid(given: Mapping[str, str]) -> Selection:
    """The selection of a page's address as the page understands it: what is not valid or not known has its default."""
    read: dict[str, Any] = {}
    for choice in CHOICES:
        try:
            if choice.address in given:
                read[choice.field] = choice.read(given[choice.address], "address")
        except ParameterError:
            continue
    if read.get("county_code") is None:
        read.pop("comparison", None)
    return Selection(**read)


def without_defaults(selection: Selection, given: Mapping[str, str]) -> Selection:
    """The selection with what the address did not name left to the edition: a page's filters have chosen the edition's
    own base or series by themselves, and the newest edition may have others.

    >>> without_defaults(Selection(window_days=180, base="report"), {"lan": "25"}).base is None
    True
    """
    named = chosen_as_far_as_valid(given)
    of_the_edition = ("base", "wage_series", "reference_region", "move_from", "move_to")
    return dataclasses.replace(selection, **{field: getattr(named, field) for field in of_the_edition})


def in_address(selection: Selection, naming: Naming = "address") -> dict[str, str]:
    """The choices of a selection that are not the default, by name; the county among them.

    >>> in_address(Selection(window_days=180, county_code="25"))
    {'fonster': '180', 'lan': '25'}
    """
    default, written, seen = Selection(), dict[str, str](), set[str]()
    for choice in CHOICES:
        value = getattr(selection, choice.field)
        if choice.field not in seen and value is not None and value != getattr(default, choice.field):
            written[getattr(choice, naming)] = choice.written(value, naming)
        seen.add(choice.field)
    return written


def held(selection: Selection, base: str) -> dict[str, str]:
    """What the same numbers tomorrow need besides the edition, default or not: the parameters `HELD`."""
    return dict(zip(HELD, (str(selection.window_days), selection.level, base), strict=True))


def fixed(selection: Selection, base: str) -> dict[str, str]:
    """The choices of a selection that are not the default, and those that the same numbers tomorrow need."""
    return in_address(dataclasses.replace(selection, base=None)) | held(selection, base)


def _county(text: str, naming: Naming) -> str | None:
    if naming == "option":
        return county_asked(text)
    code = text.zfill(2) if text.isdecimal() else text
    return None if code == codes.COUNTRY_CODE else codes.check_county(code)


def _edition_or_day(text: str, name: str) -> str:
    if (day := day_of(text)) is not None:
        return day.isoformat()
    known = editions.edition_paths()
    if text not in known:
        raise ParameterError("queries.invalid", name=name, value=text, valid=", ".join(sorted(known)))
    return text


def _hubs(text: str, name: str) -> tuple[str, ...]:
    hubs = tuple(dict.fromkeys(hub for hub in text.split(",") if hub))
    if not 1 <= len(hubs) <= MOST_HUBS:
        raise ParameterError("queries.invalid", name=name, value=text, valid=f"1–{MOST_HUBS}")
    return tuple(codes.check_municipality(hub) for hub in hubs)
