"""The one list of topics and of file formats: menu, command line, press kit, documents and tests read it.

Here stand names. The functions that they name (`figures.gap.gap_map` is `aipulsen.figures.gap.gap_map`) are fetched
when something is asked or drawn, so that the list lies at the bottom of the house, below all that it names.

A topic's key is the name of its rooms: `metrics/<key>.py`, `queries/<key>.py`, `figures/<key>.py`, `text/<key>.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

# Which of the report's faulty figures the rows of an answer may hold; the words are `figures.report_marks`'.
Fault = Literal["base", "wages", "population"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its words are the texts `pages.<key>`, its address the file's name without the number.

    needs: the tables without which the page has nothing; an edition that lacks one says so in the menu, and on the
    page by the text `pages.<key>.lacks`, with the way to the page `instead`. lead: the figure that a link to the page
    unfolds into. has_choices: place, window, edition and definitions change what stands there; else none of them does,
    and the page shows no filters.
    """

    key: str
    file: str
    lead: str | None = None
    needs: tuple[str, ...] = ()
    instead: str = ""
    has_choices: bool = True

    @property
    def address(self) -> str:
        """Its address below the server's: the file's name without the number; empty for the start page."""
        return "" if self.file == "app.py" else self.file.rpartition("/")[2].removesuffix(".py").partition("_")[2]

    def is_in(self, edition: Any) -> bool:
        """Whether the edition has what the page is about."""
        return all(edition.has(table) for table in self.needs)


@dataclass(frozen=True, slots=True)
class Door:
    """An entry of the menu, its word the text `doors.<key>`: one page, or several that stand in a row at their top."""

    key: str
    icon: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What can be asked: `aipulsen query <key>`. `answered_by` is a function of an edition and a selection.

    choices: the fields of a selection that change the rows, in some edition; no other is taken by command or address.
    between_editions: --from and --to name two editions, not two regions; the first may be a day of the second.
    is_finer: about parts of counties, so that the region level «county», said aloud, is refused.
    """

    key: str
    answered_by: str
    help: str
    choices: tuple[str, ...]
    fault: Fault | None = None
    between_editions: bool = False
    is_finer: bool = False

    def ask(self, edition: Any, selection: Any) -> Any:
        """The answer, with its `scope` and its `rows()`."""
        return fetch(self.answered_by)(edition, selection)


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """What can be drawn: `aipulsen export <key>`. `built_by` is a function of a desk and a selection.

    measure: the measure behind its ⓘ. needs: the tables without which there is no such figure (EditionError).
    needs_county: a county must be chosen (ParameterError). in_kit: the press kit has it.
    """

    key: str
    built_by: str
    measure: str
    needs: tuple[str, ...] = ()
    needs_county: bool = False
    in_kit: bool = False

    def is_in(self, edition: Any) -> bool:
        """Whether the edition has every table that the figure needs."""
        return all(edition.has(table) for table in self.needs)

    def build(self, desk: Any, selection: Any) -> Any:
        """The Figure."""
        return fetch(self.built_by)(desk, selection)


@dataclass(frozen=True, slots=True)
class Topic:
    """What belongs together: the page that shows it, its questions and its figures."""

    key: str
    page: str
    questions: tuple[Question, ...] = ()
    figures: tuple[FigureEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file: how its name ends, its MIME type, the function that makes its bytes from what it shows.

    shape: of the picture, 16:9 or 1:1; None where the file has no shape. is_drawn: making it takes a drawing, which
    holds a process up. Readers know a figure's file by the text `panel.<key>`, a brief's by `pages.profile.<key>`.
    """

    key: str
    ending: str
    mime: str
    made_by: str
    shape: str | None = None
    is_drawn: bool = False

    def data(self, shown: Any, shape: str | None = None) -> bytes:
        """The file's bytes; another `shape` than its own only where it has one."""
        make = fetch(self.made_by)
        made: bytes = make(shown) if self.shape is None else make(shown, self.shape if shape is None else shape)
        return made


def fetch(name: str) -> Any:
    """What a dotted name below `aipulsen` names; its module is imported now."""
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(f"aipulsen.{module}"), attribute)


# In the menu's order, which the files' numbers follow. A page keeps its address whatever door leads to it.
DOORS: tuple[Door, ...] = (
    Door(
        "situation",
        ":material/map:",
        (
            Page("overview", "app.py", "gap-map"),
            Page("story", "pages/1_berattelsen.py", "gap-map"),
            Page("gap", "pages/2_kompetensgap.py", "gap-map"),
            Page("big_city", "pages/3_storstad.py", "big-city-split"),
        ),
    ),
    Door("county", ":material/location_on:", (Page("profile", "pages/4_lansprofil.py", "gap-ranking"),)),
    Door(
        "jobs",
        ":material/work:",
        (
            Page("work", "pages/5_ai_jobben.py", "skills", needs=("ads",), instead="employers"),
            Page("employers", "pages/6_arbetsgivare.py", "employers"),
            Page("trend", "pages/7_utveckling.py", "trend", needs=("ads",), instead="gap"),
        ),
    ),
    Door("wages", ":material/payments:", (Page("wages", "pages/8_loner.py", "wage-gap"),)),
    Door("commuting", ":material/commute:", (Page("commuting", "pages/9_pendling.py", "commuting"),)),
    Door("competence", ":material/school:", (Page("supply", "pages/10_kompetensforsorjning.py", "it-specialists"),)),
    Door(
        "method",
        ":material/fact_check:",
        (
            Page("about", "pages/11_om_siffrorna.py"),
            Page("report", "pages/12_rapporten.py", "report-check", has_choices=False),
            Page("cross_check", "pages/13_korsvalidering.py", "cross-check"),
            Page("glossary", "pages/14_ordlista.py", has_choices=False),
        ),
    ),
)

PAGES: tuple[Page, ...] = tuple(page for door in DOORS for page in door.pages)
PAGE_OF: dict[str, Page] = {page.key: page for page in PAGES}

_COUNTED = ("window_days", "level", "counting", "staffing", "research")  # what decides which ads count
_GROUP = ("county_code", "comparison")  # a county, alone or beside those like it

TOPICS: tuple[Topic, ...] = (
    Topic(
        "national_share",
        "overview",
        (
            Question(
                "national-share",
                "queries.national_share.ask_national_share",
                "The country's share of AI ads among all ads, week by week since the edition's first day.",
                choices=("level",),
            ),
        ),
        (FigureEntry("national-share", "figures.national_share.national_share_of", "national_share"),),
    ),
    Topic(
        "gap",
        "gap",
        (
            Question(
                "gap",
                "queries.gap.ask_gap",
                "Gap score per county: AI ads per 1 000 in the base, with interval and rank range.",
                choices=(*_COUNTED, *_GROUP, "base"),
                fault="base",
            ),
        ),
        (
            FigureEntry("gap-map", "figures.gap.gap_map", "gap_score", in_kit=True),
            FigureEntry("gap-ranking", "figures.gap.gap_ranking", "gap_score", in_kit=True),
        ),
    ),
    Topic(
        "drivers",
        "gap",
        (
            Question(
                "drivers",
                "queries.drivers.ask_drivers",
                "What drives the gap: the difference from the rest of the country split into demand and supply.",
                choices=(*_COUNTED, *_GROUP, "base"),
                fault="base",
            ),
        ),
        (FigureEntry("gap-drivers", "figures.drivers.gap_drivers", "drivers", in_kit=True),),
    ),
    Topic(
        "places",
        "gap",
        (
            Question(
                "places",
                "queries.places.ask_places",
                "AI ads per municipality or FA-region (--region-level), of the country or a county; rates from 20 ads.",
                choices=(*_COUNTED, "county_code", "base", "region_level"),
                is_finer=True,
            ),
        ),
        (FigureEntry("places-map", "figures.places.places_map", "place_ads", needs=("ads",), in_kit=True),),
    ),
    Topic(
        "definitions",
        "gap",
        (
            Question(
                "definitions",
                "queries.definitions.ask_rank_changes",
                "Which counties change rank most between the chosen definition and another (--against).",
                choices=(*_COUNTED, *_GROUP, "base", "against"),
            ),
        ),
    ),
    Topic(
        "shares",
        "gap",
        (
            Question(
                "shares",
                "queries.shares.ask_shares",
                "Share of all ads that are AI ads, as counted and corrected for the classifier's error.",
                choices=("window_days", "level", *_GROUP),
            ),
        ),
    ),
    Topic(
        "big_city",
        "big_city",
        (
            Question(
                "split",
                "queries.big_city.ask_split",
                "Big cities against the rest: share of ads beside share of population, one definition.",
                choices=(*_COUNTED, "definition"),
                fault="population",
            ),
        ),
        (
            FigureEntry("big-city-split", "figures.big_city.big_city_split", "big_city_share"),
            FigureEntry("big-city-definitions", "figures.big_city.big_city_definitions", "big_city_share"),
        ),
    ),
    Topic(
        "concentration",
        "big_city",
        (
            Question(
                "concentration",
                "queries.concentration.ask_concentration",
                "Location quotients per county with interval; the country's Gini.",
                choices=(*_COUNTED, *_GROUP),
            ),
            Question(
                "big-city-trend",
                "queries.concentration.ask_share_over_time",
                "The big cities' share of the ads in a moving window.",
                choices=(*_COUNTED, "definition"),
            ),
        ),
        (
            FigureEntry("big-city-quotients", "figures.concentration.big_city_quotients", "location_quotient"),
            FigureEntry("big-city-lorenz", "figures.concentration.big_city_lorenz", "concentration"),
            FigureEntry("big-city-trend", "figures.concentration.big_city_trend", "big_city_share"),
        ),
    ),
    Topic(
        "employers",
        "employers",
        (
            Question(
                "employers",
                "queries.employers.ask_employers",
                "Employers behind the ads of a county, or of the country.",
                choices=(*_COUNTED, "county_code"),
            ),
        ),
        (FigureEntry("employers", "figures.employers.employers_of", "employer_share", in_kit=True),),
    ),
    Topic(
        "dependence",
        "employers",
        (
            Question(
                "dependence",
                "queries.dependence.ask_dependence",
                "Employer dependence per county: largest employer's share, the gap with and without it.",
                choices=(*_COUNTED, *_GROUP, "base"),
                fault="base",
            ),
        ),
        (FigureEntry("dependence", "figures.dependence.dependence_of", "dependence", in_kit=True),),
    ),
    Topic(
        "skills",
        "work",
        (
            Question(
                "skills",
                "queries.skills.ask_skills",
                "AI work and tools that the ads name: shares with interval, changes, precision on labelled ads.",
                choices=(*_COUNTED, "county_code"),
            ),
        ),
        (
            FigureEntry("skills", "figures.skills.skills_of", "skill_share", needs=("ads",), in_kit=True),
            FigureEntry("tools", "figures.skills.tools_of", "skill_share", needs=("ads",)),
        ),
    ),
    Topic(
        "occupations",
        "work",
        (
            Question(
                "occupations",
                "queries.occupations.ask_occupations",
                "AI ads by occupation (SSYK 2012, three and four digits) beside the country's.",
                choices=(*_COUNTED, "county_code"),
            ),
            Question(
                "outside-it",
                "queries.occupations.ask_outside_it",
                "Share of AI ads outside IT occupations, the country and every county.",
                choices=_COUNTED,
            ),
        ),
        (
            FigureEntry(
                "occupations", "figures.occupations.occupations_of", "occupation_share", needs=("ads",), in_kit=True
            ),
            FigureEntry(
                "occupation-groups", "figures.occupations.occupation_groups", "occupation_share", needs=("ads",)
            ),
            FigureEntry("outside-it", "figures.occupations.outside_it", "outside_it", needs=("ads",), in_kit=True),
        ),
    ),
    Topic(
        "generative",
        "work",
        (
            Question(
                "generative",
                "queries.generative.ask_generative",
                "Share of AI ads that name generative AI or agents, in a moving window week by week.",
                choices=(*_COUNTED, "county_code"),
            ),
        ),
        (
            FigureEntry(
                "generative", "figures.generative.generative_of", "generative_share", needs=("ads",), in_kit=True
            ),
        ),
    ),
    Topic(
        "work",
        "work",
        (
            Question(
                "work",
                "queries.work.ask_work",
                "Who asks for AI work: kinds of employer, public and private; on what terms; positions beside ads.",
                choices=(*_COUNTED, "county_code"),
            ),
        ),
        (
            FigureEntry(
                "work-employers", "figures.work.work_employers", "employer_kind_share", needs=("ads",), in_kit=True
            ),
            FigureEntry("work-terms", "figures.work.work_terms", "terms_share", needs=("ads",), in_kit=True),
        ),
    ),
    Topic(
        "wages",
        "wages",
        (
            Question(
                "wages",
                "queries.wages.ask_wages",
                "Wage gaps per region and occupation, beside the window's AI ads.",
                choices=(*_COUNTED, *_GROUP, "wage_series", "reference_region"),
                fault="wages",
            ),
        ),
        (
            FigureEntry("wage-gap", "figures.wages.wage_gap", "wage_gap", in_kit=True),
            FigureEntry("wage-spread", "figures.wages_spread.wage_spread_of", "wage_spread"),
        ),
    ),
    Topic(
        "wage_move",
        "wages",
        (
            Question(
                "wage-move",
                "queries.wage_move.ask_move",
                "What an IT specialist would lose or gain in salary by moving, per occupation.",
                choices=(*_COUNTED, "county_code", "wage_series", "move_from", "move_to"),
                fault="wages",
            ),
        ),
        (FigureEntry("wage-move", "figures.wage_move.wage_move_of", "wage_move"),),
    ),
    Topic(
        "commuting",
        "commuting",
        (
            Question(
                "commuting",
                "queries.commuting.ask_commuting",
                "In-commuters to each hub.",
                choices=(*_COUNTED, "hubs"),
            ),
            Question(
                "commuting-adjusted",
                "queries.commuting_adjusted.ask_adjusted",
                "The gap with the educated counted where they work, per region.",
                choices=(*_COUNTED, *_GROUP, "base", "region_level"),
            ),
        ),
        (
            FigureEntry("commuting", "figures.commuting.commuting_of", "in_commuters"),
            FigureEntry("commuting-map", "figures.commuting.commuting_flows", "in_commuters"),
            FigureEntry("commuting-adjusted", "figures.commuting.commuting_adjusted", "adjusted_gap"),
        ),
    ),
    Topic(
        "supply",
        "supply",
        (
            Question(
                "supply",
                "queries.supply.ask_supply",
                "IT specialists, moves and graduates per county; what is missing is null.",
                choices=_GROUP,
            ),
            Question(
                "outlook",
                "queries.supply_outlook.ask_outlook",
                "Arbetsförmedlingen's assessed outlook for IT occupations, per county.",
                choices=_GROUP,
            ),
        ),
        (
            FigureEntry("it-specialists", "figures.supply.it_specialists", "specialist_share", in_kit=True),
            FigureEntry("moves", "figures.supply.moves", "net_moves", needs=("flows",), in_kit=True),
            FigureEntry("graduates", "figures.supply.graduates", "graduates", needs=("graduates",), in_kit=True),
            FigureEntry(
                "labour-shortage", "figures.supply.labour_shortage", "labour_shortage", needs=("labour_shortage",)
            ),
            FigureEntry(
                "outlook",
                "figures.supply_outlook.outlook_of",
                "occupation_outlook",
                needs=("occupation_outlook",),
            ),
        ),
    ),
    Topic(
        "days_open",
        "supply",
        (
            Question(
                "days-open",
                "queries.days_open.ask_days_open",
                "Median days an AI ad stands open and the share that comes again, against the county's other IT ads.",
                choices=(*_COUNTED, *_GROUP),
            ),
        ),
        (FigureEntry("days-open", "figures.days_open.days_open_of", "days_open", needs=("ad_spells",), in_kit=True),),
    ),
    Topic(
        "cross_check",
        "cross_check",
        (
            Question(
                "cross-check",
                "queries.cross_check.ask_cross_check",
                "Platsbanken against LinkedIn and Indeed, per county.",
                choices=("window_days", "counting", "staffing", "research", *_GROUP),
            ),
            Question(
                "independent-check",
                "queries.cross_check_independent.ask_independent",
                "IT ads of all Platsbanken ads of a year, per 1 000 IT specialists: a check by other data.",
                choices=_GROUP,
            ),
        ),
        (
            FigureEntry(
                "cross-check", "figures.cross_check.cross_check_of", "cross_agreement", needs=("job_board_snapshot",)
            ),
            FigureEntry(
                "independent-check", "figures.cross_check.independent_check", "it_ads", needs=("published_ads",)
            ),
        ),
    ),
    Topic(
        "similar",
        "profile",
        (
            Question(
                "similar",
                "queries.similar.ask_similar",
                "The counties most like the chosen one, nearest first.",
                choices=("county_code",),
            ),
        ),
        (FigureEntry("similar", "figures.similar.similar_to", "similar_counties", needs_county=True),),
    ),
    Topic(
        "trend",
        "trend",
        (
            Question(
                "trend",
                "queries.trend.ask_trend",
                "AI ads in a moving window per region, week by week, with interval.",
                choices=(*_COUNTED, *_GROUP),
            ),
            Question(
                "trend-change",
                "queries.trend.ask_changes",
                "Each region's latest window against an earlier one, with a verdict.",
                choices=(*_COUNTED, *_GROUP),
            ),
        ),
        (
            FigureEntry("trend", "figures.trend.trend_of", "trend"),
            FigureEntry("trend-changes", "figures.trend.trend_changes", "trend_change"),
        ),
    ),
    Topic(
        "changes",
        "trend",
        (
            Question(
                "changes",
                "queries.changes.ask_edition_changes",
                "What changed between two editions (--from, --to), per county: new, ended, method, base; leads ranked.",
                choices=(*_COUNTED, *_GROUP, "base", "since"),
                between_editions=True,
            ),
        ),
        (FigureEntry("changes", "figures.changes.changes_of", "edition_change", needs=("ads",)),),
    ),
    Topic(
        "report",
        "report",
        (
            Question(
                "report",
                "queries.report.ask_report",
                "Corrections to the report, line by line: printed, what our data say, how computed, verdict.",
                choices=("county_code",),
            ),
        ),
        (FigureEntry("report-check", "figures.report.report_verdicts", "report_verdict"),),
    ),
)

# A figure as a file; what only ends alike comes with its usual shape first.
FIGURE_FORMATS: tuple[FileFormat, ...] = (
    FileFormat("png_wide", ".png", "image/png", "charts.export.png_bytes", "16:9", is_drawn=True),
    FileFormat("png_square", "-1x1.png", "image/png", "charts.export.png_bytes", "1:1", is_drawn=True),
    FileFormat("svg", ".svg", "image/svg+xml", "charts.export.svg_bytes", "16:9", is_drawn=True),
    FileFormat("csv", ".csv", "text/csv", "charts.export.csv_bytes"),
    FileFormat(
        "xlsx",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "charts.export.xlsx_bytes",
    ),
)

# A county's brief as a file.
BRIEF_FORMATS: tuple[FileFormat, ...] = (
    FileFormat("text", ".txt", "text/plain", "figures.press.text_bytes"),
    FileFormat("page_pdf", ".pdf", "application/pdf", "figures.press.brief_pdf", is_drawn=True),
    FileFormat("kit", ".zip", "application/zip", "figures.press.press_kit", is_drawn=True),
)

QUESTIONS: dict[str, Question] = {question.key: question for topic in TOPICS for question in topic.questions}
FIGURES: dict[str, FigureEntry] = {figure.key: figure for topic in TOPICS for figure in topic.figures}


def topic_of(figure: str) -> Topic:
    """The topic that a figure belongs to; an unknown key is a bug (StopIteration)."""
    return next(topic for topic in TOPICS if any(entry.key == figure for entry in topic.figures))


def door_of(page: str) -> Door:
    """The entry of the menu that a page lies behind; an unknown key is a bug (StopIteration)."""
    return next(door for door in DOORS if any(entry.key == page for entry in door.pages))


def page_of(figure: str) -> Page:
    """The page that shows a figure; an unknown key is a bug (StopIteration)."""
    return PAGE_OF[topic_of(figure).page]


def page_file(key: str) -> str:
    """The script of a page, as links name it; an unknown key is a bug (KeyError)."""
    return PAGE_OF[key].file


def endings(formats: tuple[FileFormat, ...]) -> dict[str, FileFormat]:
    """The format that each ending of a file's name stands for: the first of those that end alike."""
    found: dict[str, FileFormat] = {}
    for file_format in formats:
        found.setdefault(f".{file_format.ending.rpartition('.')[2]}", file_format)
    return found
