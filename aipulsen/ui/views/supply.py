"""Kompetensförsörjning: IT specialists over time, moves, graduates and institutions, reported shortage."""

from __future__ import annotations

import streamlit as st

from aipulsen import codes
from aipulsen.figures.supply import institutions_by_county
from aipulsen.figures.supply_outlook import assessments_in_words
from aipulsen.ui import panels
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem


def show_specialists(page: Page) -> None:
    """IT specialists' share over the years."""
    _show("it-specialists", page)


def show_moves(page: Page) -> None:
    """Net moves of graduates, or why there are none; the report's stock is never shown as a flow."""
    if page.edition.has("flows"):
        _show("moves", page)
    else:
        is_report = page.edition.manifest.kind == "report"
        panels.show_lacking(page.say("pages.supply.no_moves" if is_report else "pages.supply.no_moves_plain"))


def show_graduates(page: Page) -> None:
    """Graduates per county, or the institutions alone."""
    if page.edition.has("graduates"):
        _show("graduates", page)
        return
    panels.show_lacking(page.say("pages.supply.no_graduates"))
    _show_institutions(page)


def _show_institutions(page: Page) -> None:
    """The institutions of the chosen county, or of the country, by county."""
    say, placed = page.say, institutions_by_county(page.desk, page.selection)
    if not placed and page.selection.county_code is not None:
        st.caption(plain(say("pages.supply.no_institution")))
    if not placed:
        return
    with st.expander(say("pages.supply.institutions", count=sum(len(names) for _, names in placed))):
        for county, names in placed:
            st.markdown(f"**{say.county(county)}:** {', '.join(map(plain, names))}")
        st.caption(plain(say("pages.supply.institutions_note")))


def show_shortage(page: Page) -> None:
    """Reported shortage by region, or that it is missing."""
    if page.edition.has("labour_shortage"):
        _show("labour-shortage", page)
    else:
        panels.show_lacking(page.say("pages.supply.no_shortage"))
    if page.edition.has("occupation_outlook"):
        _show("outlook", page)
        _show_outlook_of_region(page)


def show_days_open(page: Page) -> None:
    """How long ads stand open, or in a line that the edition does not know."""
    if page.edition.has("ad_spells"):
        _show("days-open", page)
    else:
        panels.show_lacking(page.say("days_open.none", edition=page.edition.name))


def _show_outlook_of_region(page: Page) -> None:
    """Every assessment of the chosen county, or of the country, in a table of words."""
    told = assessments_in_words(page.desk, page.selection)
    if not told:
        return
    say, county = page.say, page.selection.county_code
    key = "pages.supply.outlook_country" if county is None else "pages.supply.outlook"
    show_heading(say(key, region=say.county(county or codes.COUNTRY_CODE)))
    heads, *rows = told
    panels.show_reading_table(heads, rows)


def _show(key: str, page: Page) -> None:
    panels.show_figure(figure(key, page), page.say, file_stem=file_stem(key, page))
