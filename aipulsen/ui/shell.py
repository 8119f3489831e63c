"""The frame of every page: title, links, filters, freshness, DEMO mark, footer. `open_page` is called first."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aipulsen import log, topics
from aipulsen.errors import AipulsenError
from aipulsen.figures.desk import Desk
from aipulsen.paths import ROOT
from aipulsen.queries import Selection
from aipulsen.settings import settings
from aipulsen.store import editions, sight
from aipulsen.store.editions import Edition
from aipulsen.store.status import read_status
from aipulsen.text import LANGS, Lang
from aipulsen.ui import choices, downloads, filters, looks, menu, repeated, to_county
from aipulsen.ui.headings import show_title
from aipulsen.ui.markdown import plain
from aipulsen.voice import Voice

_LOG = logging.getLogger("aipulsen.ui")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page script gets: its desk (the opened edition, the voice) and what the reader has chosen."""

    desk: Desk
    selection: Selection
    key: str
    opened: float  # seconds of the machine's running clock
    top: DeltaGenerator  # the place under the title, above the filters

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
    downloads.be_patient()
    filters.tidy_link(Voice(_language()))
    say = Voice(_language())
    st.set_page_config(
        page_title=f"{say(f'pages.{key}.title')} – AI-pulsen",
        page_icon=str(ROOT / "static" / "icon.png"),
        layout="wide",
        initial_sidebar_state="auto",
    )
    looks.dress()
    to_county.go_where_clicked()
    repeated.start()
    st.session_state[menu.HERE] = key
    with st.sidebar:
        st.markdown(f"**AI-pulsen**  \n{say('pages.brand')}")
        doors, language = st.container(), st.container()
    heading, top = st.container(), st.container()
    try:
        log.start(settings().log_level)
        pages_of_door = st.container()
        known, broken = sight.known_editions()
        edition, selection = choices.show_choices(key, known, broken, say)
    except AipulsenError as error:
        with doors:
            menu.show_doors(key, None, say)
        with heading:
            show_title(say(f"pages.{key}.title"))
        stop_with(error, say)
        raise
    with heading:
        show_title(_title(key, selection, say))
        if key == "overview":
            st.markdown(plain(say("pages.overview.purpose")))
    with pages_of_door:
        menu.show_pages_of_door(key, edition, say)
    with doors:
        menu.show_doors(key, edition, say)
    with language:
        menu.show_language(say)
        if topics.PAGE_OF[key].has_choices:
            menu.show_link_to_these_numbers(key, edition, selection, say)
        menu.show_footer(edition, say)
    _marks(key, edition, editions.newest_live(known), say)
    filters.show_notices()
    menu.show_lack(key, edition, say)
    return Page(Desk(edition, say), selection, key, opened, top)


def _title(key: str, selection: Selection, say: Voice) -> str:
    """The page's title; the county page's names its county."""
    title = say(f"pages.{key}.title")
    if key != "profile" or selection.county_code is None:
        return title
    return say("pages.profile.title_of", county=say.county(selection.county_code))


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


def _marks(key: str, edition: Edition, newest: Edition | None, say: Voice) -> None:
    manifest = edition.manifest
    if manifest.is_demo:
        # Where no edition acts nothing is made up: the report is checked against its own, and words have no numbers.
        explained = say("pages.demo_explained" if topics.PAGE_OF[key].has_choices else "pages.demo_elsewhere")
        st.error(f"**{say('common.demo_mark')}** – {explained}", icon=":material/science:")
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
