"""One function per question a page asks; each returns a small frozen result. The only place that wires
the store to the measures. A room per question; what they share stands in `selection`, `scope` and `counts`.
"""

from aipulsen.queries.big_city import SplitAnswer, ask_split
from aipulsen.queries.changes import EditionChangesAnswer, ask_edition_changes
from aipulsen.queries.commuting import CommutingAnswer, ask_commuting, hubs_of_county
from aipulsen.queries.commuting_adjusted import AdjustedAnswer, ask_adjusted
from aipulsen.queries.comparison_group import NEAREST_COUNT, group_codes
from aipulsen.queries.concentration import (
    ConcentrationAnswer,
    ShareOverTimeAnswer,
    ask_concentration,
    ask_share_over_time,
)
from aipulsen.queries.counts import ads_in_window, bases_of, county_bases, county_counts, dated_status
from aipulsen.queries.cross_check import CrossCheckAnswer, ask_cross_check
from aipulsen.queries.cross_check_independent import IndependentAnswer, ask_independent
from aipulsen.queries.days_open import DaysOpenAnswer, ask_days_open
from aipulsen.queries.definitions import DefinitionsAnswer, ask_rank_changes
from aipulsen.queries.dependence import DependenceAnswer, ask_dependence
from aipulsen.queries.drivers import DriversAnswer, ask_drivers
from aipulsen.queries.employers import EmployersAnswer, ask_employers
from aipulsen.queries.gap import GapAnswer, ask_gap
from aipulsen.queries.generative import NAMED, GenerativeAnswer, ask_generative
from aipulsen.queries.in_sql import in_sql
from aipulsen.queries.national_share import NationalShareAnswer, ask_national_share
from aipulsen.queries.occupations import OccupationsAnswer, OutsideItAnswer, ask_occupations, ask_outside_it
from aipulsen.queries.place_search import FoundPlace, county_asked, search_places
from aipulsen.queries.places import PlacesAnswer, ask_places
from aipulsen.queries.report import REPORT_EDITION, ReportAnswer, ask_report
from aipulsen.queries.scope import Scope, default_base
from aipulsen.queries.selection import (
    BASES,
    COMPARISONS,
    COUNTINGS,
    DEFAULT_HUBS,
    DEFINITIONS,
    PERIODS,
    REGION_LEVELS,
    RESEARCH,
    STAFFINGS,
    WINDOWS,
    Selection,
    one_of,
)
from aipulsen.queries.shares import SharesAnswer, ask_shares
from aipulsen.queries.similar import SimilarAnswer, ask_similar, similar_weights
from aipulsen.queries.skills import SkillsAnswer, ask_skills, group_precision
from aipulsen.queries.supply import SupplyAnswer, ask_supply
from aipulsen.queries.supply_outlook import OutlookAnswer, ask_outlook
from aipulsen.queries.trend import ChangeAnswer, TrendAnswer, ask_changes, ask_trend
from aipulsen.queries.wage_move import MoveAnswer, ask_move, default_arrival
from aipulsen.queries.wages import IT_OCCUPATIONS, WAGE_SERIES, WagesAnswer, ask_wages
from aipulsen.queries.work import HOW, WHO, WorkAnswer, ask_employer_kinds, ask_work

__all__ = [
    "BASES",
    "COMPARISONS",
    "COUNTINGS",
    "DEFAULT_HUBS",
    "DEFINITIONS",
    "HOW",
    "IT_OCCUPATIONS",
    "NAMED",
    "NEAREST_COUNT",
    "PERIODS",
    "REGION_LEVELS",
    "REPORT_EDITION",
    "RESEARCH",
    "STAFFINGS",
    "WAGE_SERIES",
    "WHO",
    "WINDOWS",
    "AdjustedAnswer",
    "ChangeAnswer",
    "CommutingAnswer",
    "ConcentrationAnswer",
    "CrossCheckAnswer",
    "DaysOpenAnswer",
    "DefinitionsAnswer",
    "DependenceAnswer",
    "DriversAnswer",
    "EditionChangesAnswer",
    "EmployersAnswer",
    "FoundPlace",
    "GapAnswer",
    "GenerativeAnswer",
    "IndependentAnswer",
    "MoveAnswer",
    "NationalShareAnswer",
    "OccupationsAnswer",
    "OutlookAnswer",
    "OutsideItAnswer",
    "PlacesAnswer",
    "ReportAnswer",
    "Scope",
    "Selection",
    "ShareOverTimeAnswer",
    "SharesAnswer",
    "SimilarAnswer",
    "SkillsAnswer",
    "SplitAnswer",
    "SupplyAnswer",
    "TrendAnswer",
    "WagesAnswer",
    "WorkAnswer",
    "ads_in_window",
    "ask_adjusted",
    "ask_changes",
    "ask_commuting",
    "ask_concentration",
    "ask_cross_check",
    "ask_days_open",
    "ask_dependence",
    "ask_drivers",
    "ask_edition_changes",
    "ask_employer_kinds",
    "ask_employers",
    "ask_gap",
    "ask_generative",
    "ask_independent",
    "ask_move",
    "ask_national_share",
    "ask_occupations",
    "ask_outlook",
    "ask_outside_it",
    "ask_places",
    "ask_rank_changes",
    "ask_report",
    "ask_share_over_time",
    "ask_shares",
    "ask_similar",
    "ask_skills",
    "ask_split",
    "ask_supply",
    "ask_trend",
    "ask_wages",
    "ask_work",
    "bases_of",
    "county_asked",
    "county_bases",
    "county_counts",
    "dated_status",
    "default_arrival",
    "default_base",
    "group_codes",
    "group_precision",
    "hubs_of_county",
    "in_sql",
    "one_of",
    "search_places",
    "similar_weights",
]
