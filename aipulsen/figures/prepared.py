"""What every page shows of an edition, made before anybody asks and laid on the shelf: at publication, or by a command.

Filled are the choices that pages begin with: each window, the country and each county, in each language; everything
else is made when it is first asked for. What the pages ask for otherwise than their reader chose stands in `_asked_for`
and `_questions`; a test opens every page of a filled choice and finds nothing left to make.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from aipulsen import __version__, codes, disk, figures, keepers, log, queries, shelf, topics
from aipulsen.charts import drawing
from aipulsen.errors import AipulsenError, EditionError
from aipulsen.figures import overview, press, report_marks
from aipulsen.figures.ads_table import ads_behind
from aipulsen.figures.changes import changes_said, country_notice
from aipulsen.figures.context import whole_country
from aipulsen.figures.cross_check import employers_in_one, employers_said, order_said
from aipulsen.figures.dependence import dependence_said
from aipulsen.figures.desk import Desk
from aipulsen.figures.employers import named_in_report
from aipulsen.figures.gap import county_deck, legend
from aipulsen.figures.gap_sentences import gap_said
from aipulsen.figures.generative import generative_story
from aipulsen.figures.occupations import outside_it_story
from aipulsen.figures.supply import institutions_by_county
from aipulsen.figures.supply_outlook import assessments_in_words
from aipulsen.paths import PACKAGE, REFERENCE_DIR
from aipulsen.queries import Selection
from aipulsen.queries.definitions import alternatives_to
from aipulsen.settings import Settings
from aipulsen.store import editions
from aipulsen.store.editions import Edition
from aipulsen.text import LANGS
from aipulsen.voice import Voice

_LOCK = ".filling"
_ASKED_BY_PAGES = (
    "gap",
    "split",
    "commuting",
    "employers",
    "cross-check",
    "changes",
    "generative",
    "occupations",
    "supply",
    "outlook",
)
# Besides their figures: words that hold numbers, tables of words, the clickable map. What needs a county, or a table
# that the edition lacks, says so, and is told by the page when it is asked.
_SAID_BY_PAGES: tuple[Callable[[Desk, Selection], object], ...] = (
    overview.heroes,
    overview.how_sure,
    lambda desk, chosen: county_deck(desk, chosen, "light"),
    gap_said,
    press.county_brief,
    dependence_said,
    named_in_report,
    partial(ads_behind, "employers"),
    outside_it_story,
    generative_story,
    changes_said,
    country_notice,
    institutions_by_county,
    assessments_in_words,
    order_said,
    employers_said,
    employers_in_one,
    lambda desk, _: report_marks.cards(desk, report_marks.FAULTY[0]),
    lambda desk, _: report_marks.counts_by_verdict(desk.edition),
)
_LOG = logging.getLogger("aipulsen.figures")


def open_shelf(settings: Settings, *, is_behind: bool = True) -> shelf.Shelf | None:
    """Have this process use the shelf of the data folder; None where the settings or the folder's rights say no.

    What an answer may depend on besides edition and choice is in the program's name: sources, texts, reference data,
    packages, the one setting that figures show, and the report that other editions' figures are set beside.
    """
    opened = None
    if settings.shelf_megabytes:
        known = list[Edition]()
        with contextlib.suppress(EditionError):
            known.append(editions.open_edition(editions.REPORT_EDITION))
        told = __version__, shelf.program_hash(PACKAGE, REFERENCE_DIR), settings.public_url, *(e.seal for e in known)
        opened = shelf.opened(
            settings.data_dir / "shelf",
            settings.shelf_megabytes,
            " ".join(told),
            known=[edition.path for edition in known],
            is_behind=is_behind,
        )
    keepers.use_shelf(opened)
    return opened


def choices(edition: Edition) -> Iterator[Selection]:
    """The choices that are filled, those asked for most first; the base is the edition's own."""
    for window in queries.WINDOWS:
        for county in (None, *codes.counties()):
            yield Selection(window_days=window, county_code=county, base=queries.default_base(edition))


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """How many choices of an edition were made; `is_whole` says whether that was all."""

    choices: int
    is_whole: bool


def fill(edition: Edition, told: Callable[[int, int], None] = lambda done, of: None) -> Filled:
    """Make every choice of the edition and lay it on this process's shelf; `told` hears how far it has come. One
    process fills at a time: where another does, and where nothing can be written, nothing is made."""
    kept, asked, done = keepers.shelf_in_use(), list(choices(edition)), 0
    if kept is None:
        return Filled(0, is_whole=False)
    try:
        with disk.alone(kept.folder / _LOCK, wait=False), log.timed(_LOG, "shelf", edition=edition.name) as facts:
            for selection in asked:
                marked = "choice", edition, selection
                place = kept.place_of(marked)
                if place is None or kept.take(place, [edition]) is shelf.MISSING:
                    make(edition, selection)
                    if place is not None:
                        kept.lay(place, True, [edition])
                done += 1
                told(done, len(asked))
            kept.settle()
            facts["choices"] = done
            facts["megabytes"] = kept.bytes_kept() >> 20
    except Exception as error:  # the edition is published and every page works: not even a bug of ours is a failure
        _LOG.warning("shelf is not filled edition=%s error=%s", edition.name, type(error).__name__)
    return Filled(done, is_whole=done == len(asked))


def make(edition: Edition, selection: Selection) -> None:
    """Everything that pages show of the edition in that choice, in each language. What the edition cannot tell is told
    by the page when it is asked."""
    for ask in _questions(edition, selection):
        with contextlib.suppress(AipulsenError):
            ask()
    for lang in LANGS:
        desk = Desk(edition, Voice(lang))
        for key, entry in topics.FIGURES.items():
            if entry.is_in(edition) and (selection.county_code is not None or not entry.needs_county):
                for asked in _asked_for(key, edition, selection):
                    with contextlib.suppress(AipulsenError):
                        draw(key, desk, asked)
        for say in _SAID_BY_PAGES:
            with contextlib.suppress(AipulsenError):
                say(desk, selection)


def draw(key: str, desk: Desk, selection: Selection) -> None:
    """Build a figure, and draw it as pages show it: every part, and the legend that a map has beside it."""
    figure = figures.build_figure(key, desk, selection)
    for part in (*figure.parts, *((legend(figure.context),) if key == "gap-map" else ())):
        drawing.on_page(figure, part)


def _asked_for(key: str, edition: Edition, selection: Selection) -> Iterable[Selection]:
    """What pages ask of a figure in that choice: what the reader chose, and what their own boxes begin with."""
    asked = {selection: None, whole_country(selection): None} if key in _OF_HEROES else {selection: None}
    with contextlib.suppress(AipulsenError):
        if not topics.page_of(key).has_choices:
            asked[Selection()] = None
        if key == "places-map":
            asked[dataclasses.replace(selection, region_level="municipality")] = None
        if key.startswith("commuting") and selection.county_code is not None:
            asked[dataclasses.replace(selection, hubs=queries.hubs_of_county(edition, selection))] = None
        if key.startswith("wage-"):
            asked[_of_wages(key, edition, selection)] = None
    return asked


_OF_HEROES = ("gap-map", "big-city-split", "commuting")  # the start page's numbers are the country's


def _of_wages(key: str, edition: Edition, selection: Selection) -> Selection:
    """The first series; against its first region, or from there to where a move leads."""
    chosen = dataclasses.replace(selection, wage_series=queries.ask_wages(edition, selection).all_series[0])
    asked = queries.ask_wages(edition, chosen)
    first = asked.all_regions[0]
    if key == "wage-gap":
        return dataclasses.replace(chosen, reference_region=first)
    if key == "wage-move":
        return dataclasses.replace(chosen, move_from=first, move_to=queries.default_arrival(asked, first))
    return chosen


def _questions(edition: Edition, selection: Selection) -> Iterator[Callable[[], object]]:
    """What pages ask besides their figures: of the country, of the choice, of the change of definition beside the
    map."""
    for asked in dict.fromkeys((whole_country(selection), selection)):
        for key in _ASKED_BY_PAGES:
            yield partial(topics.QUESTIONS[key].ask, edition, asked)
    country = whole_country(selection)
    for against in alternatives_to(edition, country)[:1]:
        yield partial(queries.ask_rank_changes, edition, dataclasses.replace(country, against=against))
    yield partial(queries.ask_report, edition, Selection())
