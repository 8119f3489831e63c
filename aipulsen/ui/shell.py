"""The frame of every page: title, links, filters, freshness, DEMO mark, footer. `open_page` is called first."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

import streamlit as st

from aipulsen import __version__, codes, log, queries, topics
from aipulsen.errors import AipulsenError, EditionError
from aipulsen.figures.desk import Desk
from aipulsen.levels import ASKED_LEVELS
from aipulsen.paths import ROOT
from aipulsen.queries import Selection
from aipulsen.queries.choices import COMPARISON_WORDS, RESEARCH_WORDS
from aipulsen.settings import settings
from aipulsen.store import editions, retention, sight
from aipulsen.store.editions import Edition
from aipulsen.store.status import read_status
from aipulsen.text import LANGS, Lang
from aipulsen.ui import filters
from aipulsen.ui.markdown import plain
from aipulsen.voice import Voice

ALL_COUNTIES = "00"
_LOG = logging.getLogger("aipulsen.ui")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page script gets: its desk (the opened edition, the voice) and what the reader has chosen."""

    desk: Desk
    selection: Selection
    key: str
    opened: float  # seconds of the machine's running clock

    @property
    def say(self) -> Voice:
        """The page's voice."""
        return self.desk.say

    @property
    def edition(self) -> Edition:
        """The edition, opened once for this run of the page."""
        return self.desk.edition


def open_page(key: str) -> Page:
    """Draw the frame and return the reader's choices; stops with one sentence if no edition can be opened."""
    opened = time.monotonic()
    filters.tidy_link(Voice(_language()))
    say = Voice(_language())
    st.set_page_config(
        page_title=f"{say(f'pages.{key}.title')} – AI-pulsen",
        page_icon=str(ROOT / "static" / "icon.png"),
        layout="wide",
        initial_sidebar_state="auto",
    )
    try:
        log.start(settings().log_level)
        with st.sidebar:
            _brand_and_links(say)
            known, broken = sight.known_editions()
            edition = _edition_filter(known, broken, say)
            selection = _shared_filters(edition, say)
            _language_switch(say)
            _link_to_these_numbers(key, edition, selection, say)
            _footer(edition, say)
    except AipulsenError as error:
        stop_with(error, say)
    st.title(say(f"pages.{key}.title"))
    _marks(edition, editions.newest_live(known), say)
    filters.show_notices()
    return Page(Desk(edition, say), selection, key, opened)


def close_page(page: Page) -> None:
    """Write down which page was drawn, of which edition, and how long it took; the last line of every page."""
    seconds, spoken = time.monotonic() - page.opened, page.say.lang
    _LOG.info("page done page=%s edition=%s lang=%s seconds=%.2f", page.key, page.edition.name, spoken, seconds)


def stop_with(error: AipulsenError, say: Voice) -> None:
    """The failed face of a page: one sentence, and what to do."""
    _LOG.error("page stopped error=%s", error.key)
    st.error(plain(error.sentence(say.lang)), icon=":material/error:")
    st.stop()


def _language() -> Lang:
    raw = filters.url_value("sprak")
    return raw if raw in LANGS else "sv"


def _brand_and_links(say: Voice) -> None:
    st.markdown(f"**AI-pulsen**  \n{say('pages.brand')}")
    for page in topics.PAGES:
        st.page_link(
            page.file,
            label=say(f"pages.{page.key}.link"),
            icon=page.icon,
            query_params=filters.current_parameters() or None,
        )


def _edition_label(edition: Edition, say: Voice) -> str:
    manifest = edition.manifest
    as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
    return say(f"pages.edition_label.{manifest.kind}", name=edition.name, as_of=as_of)


def _edition_filter(known: list[Edition], broken: dict[str, EditionError], say: Voice) -> Edition:
    for name, error in broken.items():
        _LOG.error("edition does not open edition=%s error=%s", name, error.key)
    by_name = {edition.name: edition for edition in known}
    default = sight.leading(known).name
    wanted = filters.url_value("utgava")
    if wanted in broken:
        raise broken[wanted]
    if wanted is not None and wanted not in by_name and (nearest := retention.nearest(wanted, known)) is not None:
        is_gone = retention.was_here(wanted, editions.live_folder())
        told = {"name": plain(wanted[:40]), "nearest": plain(nearest.name), "as_of": nearest.manifest.as_of}
        filters.notice(say("retention.gone" if is_gone else "retention.never_here", **told))
        filters.set_url_value("utgava", nearest.name, "")
    name = filters.choose("utgava", list(by_name), default, lambda n: _edition_label(by_name[n], say), say)
    return editions.open_edition_at(by_name[name].path)  # the list is kept; what is shown is checked again


def _shared_filters(edition: Edition, say: Voice) -> Selection:
    window = filters.choose_segment(
        "fonster", [str(w) for w in queries.WINDOWS], "90", lambda v: say("common.window", days=v), say
    )
    county = filters.choose("lan", [ALL_COUNTIES, *codes.counties()], ALL_COUNTIES, say.county, say)
    comparison = "all"
    if county != ALL_COUNTIES:
        comparison = filters.choose_segment(
            "jamfor", list(COMPARISON_WORDS), "alla", lambda v: say(f"comparison_group.{COMPARISON_WORDS[v]}"), say
        )
        comparison = COMPARISON_WORDS[comparison]
    with st.expander(say("filters.definitions"), icon=":material/tune:"):
        level = filters.choose("niva", ASKED_LEVELS, "role", lambda v: say(f"level.{v}"), say)
        base = filters.choose(
            "bas",
            queries.bases_of(edition),
            queries.default_base(edition),
            lambda v: say(f"base.{v}"),
            say,
        )
        counting, staffing, research = "unique", "all", "med"
        if edition.has("ads"):
            counting = filters.choose("rakning", queries.COUNTINGS, "unique", lambda v: say(f"counting.{v}"), say)
            staffing = filters.choose("bemanning", queries.STAFFINGS, "all", lambda v: say(f"staffing.{v}"), say)
            research = filters.choose(
                "forskning", list(RESEARCH_WORDS), "med", lambda v: say(f"research.{RESEARCH_WORDS[v]}"), say
            )
    return Selection(
        window_days=int(window),
        county_code=None if county == ALL_COUNTIES else county,
        level=queries.one_of("level", level, ASKED_LEVELS),
        base=base,
        counting=counting,
        staffing=staffing,
        research=RESEARCH_WORDS[research],
        comparison=comparison,
    )


def _language_switch(say: Voice) -> None:
    filters.choose_segment("sprak", LANGS, "sv", lambda v: say(f"pages.language.{v}"), say)


def _link_to_these_numbers(key: str, edition: Edition, selection: Selection, say: Voice) -> None:
    """The page's link with edition, window, level and base in it, which shows the same numbers for ever; or, from such
    a link, the one that follows the newest edition."""
    chosen = filters.current_parameters()
    if "utgava" in chosen:
        fixed = ("utgava", "fonster", "niva", "bas")
        words, icon, given = "live_link", ":material/update:", {k: v for k, v in chosen.items() if k not in fixed}
    else:
        base = selection.base or queries.default_base(edition)
        named = {"utgava": edition.name, "fonster": str(selection.window_days), "niva": selection.level, "bas": base}
        words, icon, given = "frozen_link", ":material/link:", chosen | named
    st.page_link(topics.page_file(key), label=say(f"pages.{words}"), icon=icon, query_params=given or None)


def _footer(edition: Edition, say: Voice) -> None:
    st.caption(
        say(
            "pages.footer",
            edition=plain(edition.name),
            version=__version__,
            engine=edition.manifest.engine.version if edition.manifest.engine else "1.0",
        )
    )


def _marks(edition: Edition, newest: Edition | None, say: Voice) -> None:
    manifest = edition.manifest
    if manifest.is_demo:
        st.error(
            f"**{say('common.demo_mark')}** – {say('pages.demo_explained')}",
            icon=":material/science:",
        )
    is_older = newest is not None and not manifest.is_demo and newest.manifest.as_of > manifest.as_of
    if newest and is_older and filters.url_value("utgava"):
        st.info(say("pages.newer_exists", name=plain(newest.name)), icon=":material/update:")
    if manifest.kind == "live":
        for source, status in read_status().items():
            if status.failed:
                st.warning(plain(status.told(source, say.lang)), icon=":material/sync_problem:")
    stale = {table: entry.stale_since for table, entry in manifest.tables.items() if entry.stale_since}
    if stale:
        tables = ", ".join(f"{say(f'tables.{name}')} ({say.since(since)})" for name, since in sorted(stale.items()))
        st.warning(say("pages.stale", tables=tables), icon=":material/history:")
