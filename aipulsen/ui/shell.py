"""The frame of every page: title, links, filters, freshness, DEMO mark, footer. `open_page` is called first."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

import streamlit as st

from aipulsen import __version__, codes, log, queries
from aipulsen.errors import AipulsenError, EditionError
from aipulsen.paths import ROOT
from aipulsen.provenance import since_label
from aipulsen.queries import Selection
from aipulsen.settings import settings
from aipulsen.store import editions
from aipulsen.store.editions import Edition
from aipulsen.store.status import read_status
from aipulsen.text import LANGS, Lang, t
from aipulsen.text import numbers as fmt
from aipulsen.ui import data, filters
from aipulsen.ui.markdown import plain

# Page file, text key, icon: the order of the menu.
PAGES: tuple[tuple[str, str, str], ...] = (
    ("app.py", "overview", ":material/dashboard:"),
    ("pages/1_kompetensgap.py", "gap", ":material/map:"),
    ("pages/2_storstad.py", "big_city", ":material/location_city:"),
    ("pages/3_arbetsgivare.py", "employers", ":material/apartment:"),
    ("pages/4_loner.py", "wages", ":material/payments:"),
    ("pages/5_pendling.py", "commuting", ":material/commute:"),
    ("pages/51_kompetensforsorjning.py", "supply", ":material/school:"),
    ("pages/52_korsvalidering.py", "cross_check", ":material/compare_arrows:"),
    ("pages/7_lansprofil.py", "profile", ":material/location_on:"),
    ("pages/6_utveckling.py", "trend", ":material/trending_up:"),
    ("pages/8_rapporten.py", "report", ":material/fact_check:"),
    ("pages/9_om_siffrorna.py", "about", ":material/info:"),
)
ALL_COUNTIES = "00"
_LOG = logging.getLogger("aipulsen.ui")
COMPARISON_WORDS = {"alla": "all", "liknande": "similar"}  # in the URL: in the core


@dataclass(frozen=True, slots=True)
class Page:
    """What a page script gets: the language, the opened edition and what the reader has chosen."""

    lang: Lang
    edition: Edition
    selection: Selection
    key: str
    opened: float  # seconds of the machine's running clock


def open_page(key: str) -> Page:
    """Draw the frame and return the reader's choices; stops with one sentence if no edition can be opened."""
    opened = time.monotonic()
    lang = _language()
    st.set_page_config(
        page_title=f"{t(f'pages.{key}.title', lang)} – AI-pulsen",
        page_icon=str(ROOT / "static" / "icon.png"),
        layout="wide",
        initial_sidebar_state="auto",
    )
    try:
        log.start(settings().log_level)
        with st.sidebar:
            _brand_and_links(lang)
            edition = _edition_filter(lang)
            selection = _shared_filters(edition, lang)
            _language_switch(lang)
            _footer(edition, lang)
    except AipulsenError as error:
        stop_with(error, lang)
    st.title(t(f"pages.{key}.title", lang))
    _marks(edition, selection, lang)
    filters.show_notices()
    return Page(lang, edition, selection, key, opened)


def close_page(page: Page) -> None:
    """Write down which page was drawn, of which edition, and how long it took; the last line of every page."""
    seconds = time.monotonic() - page.opened
    _LOG.info("page done page=%s edition=%s lang=%s seconds=%.2f", page.key, page.edition.name, page.lang, seconds)


def stop_with(error: AipulsenError, lang: Lang) -> None:
    """The failed face of a page: one sentence, and what to do."""
    _LOG.error("page stopped error=%s", error.key)
    st.error(plain(error.sentence(lang)), icon=":material/error:")
    st.stop()


def _language() -> Lang:
    raw = filters.url_value("sprak")
    return raw if raw in LANGS else "sv"


def _brand_and_links(lang: Lang) -> None:
    st.markdown(f"**AI-pulsen**  \n{t('pages.brand', lang)}")
    for file, key, icon in PAGES:
        st.page_link(
            file,
            label=t(f"pages.{key}.link", lang),
            icon=icon,
            query_params=filters.current_parameters() or None,
        )


def _edition_label(edition: Edition, lang: Lang) -> str:
    manifest = edition.manifest
    as_of = fmt.month(manifest.as_of, lang) if manifest.as_of_precision == "month" else fmt.day(manifest.as_of, lang)
    return t(f"pages.edition_label.{manifest.kind}", lang, name=edition.name, as_of=as_of)


def _edition_filter(lang: Lang) -> Edition:
    known, broken = data.known_editions()
    for name, error in broken.items():
        _LOG.error("edition does not open edition=%s error=%s", name, error.key)
    by_name = {edition.name: edition for edition in known}
    default = editions.default_edition().name
    wanted = filters.url_value("utgava")
    if wanted in broken:
        raise broken[wanted]
    name = filters.choose("utgava", list(by_name), default, lambda n: _edition_label(by_name[n], lang), lang)
    return by_name[name]


def _shared_filters(edition: Edition, lang: Lang) -> Selection:
    window = filters.choose_segment(
        "fonster", [str(w) for w in queries.WINDOWS], "90", lambda v: t("common.window", lang, days=v), lang
    )
    county = filters.choose(
        "lan", [ALL_COUNTIES, *codes.counties()], ALL_COUNTIES, lambda c: codes.county_name(c, lang), lang
    )
    comparison = "all"
    if county != ALL_COUNTIES:
        comparison = filters.choose_segment(
            "jamfor", list(COMPARISON_WORDS), "alla", lambda v: t(f"comparison.{COMPARISON_WORDS[v]}", lang), lang
        )
        comparison = COMPARISON_WORDS[comparison]
    with st.expander(t("filters.definitions", lang), icon=":material/tune:"):
        level = filters.choose("niva", queries.LEVELS, "role", lambda v: t(f"level.{v}", lang), lang)
        base = filters.choose(
            "bas",
            queries.bases_of(edition),
            queries.default_base(edition),
            lambda v: t(f"base.{v}", lang),
            lang,
        )
        counting, staffing = "unique", "all"
        if edition.has("ads"):
            counting = filters.choose("rakning", queries.COUNTINGS, "unique", lambda v: t(f"counting.{v}", lang), lang)
            staffing = filters.choose("bemanning", queries.STAFFINGS, "all", lambda v: t(f"staffing.{v}", lang), lang)
    return Selection(
        edition=edition.name,
        window_days=int(window),
        county_code=None if county == ALL_COUNTIES else county,
        level=level,
        base=base,
        counting=counting,
        staffing=staffing,
        comparison=comparison,
    )


def _language_switch(lang: Lang) -> None:
    filters.choose_segment("sprak", LANGS, "sv", lambda v: t(f"pages.language.{v}", lang), lang)


def _footer(edition: Edition, lang: Lang) -> None:
    st.caption(
        t(
            "pages.footer",
            lang,
            edition=plain(edition.name),
            version=__version__,
            engine=edition.manifest.engine.version if edition.manifest.engine else "1.0",
        )
    )


def _marks(edition: Edition, selection: Selection, lang: Lang) -> None:
    manifest = edition.manifest
    if manifest.is_demo:
        st.error(
            f"**{t('common.demo_mark', lang)}** – {t('pages.demo_explained', lang)}",
            icon=":material/science:",
        )
    newer = queries.newer_edition(edition)
    if newer and filters.url_value("utgava"):
        st.info(t("pages.newer_exists", lang, name=plain(newer)), icon=":material/update:")
    if manifest.kind == "live":
        for source, status in read_status().items():
            if status.failed:
                st.warning(plain(status.told(source, lang)), icon=":material/sync_problem:")
    stale = {table: entry.stale_since for table, entry in manifest.tables.items() if entry.stale_since}
    if stale:
        tables = ", ".join(
            f"{t(f'tables.{name}', lang)} ({since_label(since, lang)})" for name, since in sorted(stale.items())
        )
        st.warning(t("pages.stale", lang, tables=tables), icon=":material/history:")


__all__ = ["ALL_COUNTIES", "PAGES", "EditionError", "Page", "close_page", "open_page", "stop_with"]
