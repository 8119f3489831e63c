"""One function per question a page asks; each returns a small frozen result. The only place that wires
the store to the measures. A room per question; what they share stands in `selection`, `scope` and `counts`.
"""

from aipulsen.queries.big_city_split import SplitAnswer, ask_split
from aipulsen.queries.commuting_hubs import CommutingAnswer, ask_commuting
from aipulsen.queries.counts import ads_in_window, bases_of, county_bases, county_counts, dated_status
from aipulsen.queries.definitions import DefinitionsAnswer, SharesAnswer, ask_rank_changes, ask_shares
from aipulsen.queries.dependence import DependenceAnswer, ask_dependence
from aipulsen.queries.drivers import DriversAnswer, ask_drivers
from aipulsen.queries.employers_of_region import EmployersAnswer, ask_employers
from aipulsen.queries.gap_scores import GapAnswer, ask_gap
from aipulsen.queries.report_lines import ReportAnswer, ask_report
from aipulsen.queries.scope import Scope, default_base, newer_edition, open_selected
from aipulsen.queries.selection import (
    BASES,
    COUNTINGS,
    DEFAULT_HUBS,
    DEFINITIONS,
    LEVELS,
    STAFFINGS,
    WINDOWS,
    Selection,
)
from aipulsen.queries.wage_gaps import IT_OCCUPATIONS, WAGE_SERIES, WagesAnswer, ask_wages

__all__ = [
    "BASES",
    "COUNTINGS",
    "DEFAULT_HUBS",
    "DEFINITIONS",
    "IT_OCCUPATIONS",
    "LEVELS",
    "STAFFINGS",
    "WAGE_SERIES",
    "WINDOWS",
    "CommutingAnswer",
    "DefinitionsAnswer",
    "DependenceAnswer",
    "DriversAnswer",
    "EmployersAnswer",
    "GapAnswer",
    "ReportAnswer",
    "Scope",
    "Selection",
    "SharesAnswer",
    "SplitAnswer",
    "WagesAnswer",
    "ads_in_window",
    "ask_commuting",
    "ask_dependence",
    "ask_drivers",
    "ask_employers",
    "ask_gap",
    "ask_rank_changes",
    "ask_report",
    "ask_shares",
    "ask_split",
    "ask_wages",
    "bases_of",
    "county_bases",
    "county_counts",
    "dated_status",
    "default_base",
    "newer_edition",
    "open_selected",
]
