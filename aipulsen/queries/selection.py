"""What the reader has chosen, checked once: page, picture, CSV and command line then ask the same question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from aipulsen import bases, codes
from aipulsen.errors import ParameterError
from aipulsen.levels import ASKED_LEVELS, AskedLevel

WINDOWS = (90, 180)
BASES = tuple(bases.BASES)
DEFINITIONS = ("counties", "municipalities", "metropolitan")
COUNTINGS = ("unique", "all")
STAFFINGS = ("all", "without")
RESEARCH = ("all", "without")
COMPARISONS = ("all", "similar")
REGION_LEVELS = ("county", "fa_region", "municipality")
PERIODS = ("previous", "year")
Valid = TypeVar("Valid")
DEFAULT_HUBS = ("0180", "2580")
COUNTED = ("window_days", "level", "counting", "staffing", "research")  # what decides which of the country's ads count


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the reader has chosen of an open edition. None means «the edition's own default»."""

    window_days: int = 90
    county_code: str | None = None
    level: AskedLevel = "role"
    base: str | None = None
    definition: str = "counties"
    counting: str = "unique"
    staffing: str = "all"
    research: str = "all"
    hubs: tuple[str, ...] = DEFAULT_HUBS
    reference_region: str | None = None
    wage_series: str | None = None
    comparison: str = "all"
    region_level: str = "county"
    period: str = "previous"
    move_from: str | None = None
    move_to: str | None = None
    against: str | None = None
    since: str | None = None

    def only(self, *choices: str) -> Selection:
        """These choices alone, the others as nobody chose: selections that agree in them share what they decide."""
        return Selection(**{name: getattr(self, name) for name in choices})

    def checked(self) -> Selection:
        """This selection, or ParameterError naming the parameter, its value and the valid values."""
        one_of("window", self.window_days, WINDOWS)
        one_of("level", self.level, ASKED_LEVELS)
        if self.base is not None:
            one_of("base", self.base, BASES)
        one_of("definition", self.definition, DEFINITIONS)
        one_of("counting", self.counting, COUNTINGS)
        one_of("staffing", self.staffing, STAFFINGS)
        one_of("research", self.research, RESEARCH)
        one_of("compare", self.comparison, COMPARISONS)
        one_of("period", self.period, PERIODS)
        one_of("region-level", self.region_level, REGION_LEVELS)
        if self.county_code is not None:
            codes.check_county(self.county_code)
        for hub in self.hubs:
            codes.check_municipality(hub)
        return self


def one_of(name: str, value: object, valid: tuple[Valid, ...]) -> Valid:
    """The value when it is valid; else ParameterError naming the parameter and the valid values."""
    for known in valid:
        if known == value:
            return known
    raise ParameterError("queries.invalid", name=name, value=value, valid=", ".join(map(str, valid)))
