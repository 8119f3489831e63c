"""Kompetensförsörjning: IT specialists over time, moves, graduates and institutions, reported shortage."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from aipulsen import codes, queries
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
    answer = queries.ask_supply(page.edition, page.selection)
    panels.show_lacking(page.say("pages.supply.no_graduates"))
    _show_institutions(answer, page)


def _show_institutions(answer: queries.SupplyAnswer, page: Page) -> None:
    """The institutions of the chosen county, or of the country, by county."""
    say = page.say
    if answer.institutions.empty:
        return
    placed = answer.institutions.assign(
        county_code=[codes.county_of_municipality(c) for c in answer.institutions.municipality_code]
    )
    if page.selection.county_code is not None:
        placed = placed[placed.county_code == page.selection.county_code]
    if placed.empty:
        st.caption(plain(say("pages.supply.no_institution")))
        return
    with st.expander(say("pages.supply.institutions", count=len(placed))):
        for county, group in placed.groupby("county_code"):
            names = ", ".join(plain(name) for name in sorted(group.institution))
            st.markdown(f"**{say.county(str(county))}:** {names}")
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
    say, table = page.say, queries.ask_outlook(page.edition, page.selection).outlook
    region = page.selection.county_code or codes.COUNTRY_CODE
    own = table[table.region_code == region]
    if own.empty:
        return
    key = "pages.supply.outlook_country" if region == codes.COUNTRY_CODE else "pages.supply.outlook"
    show_heading(say(key, region=say.county(region)))
    words = {
        column: [say(f"outlook.{column}.{v}") if isinstance(v, str) else say("common.missing") for v in own[column]]
        for column in ("recruitment_situation", "job_opportunities", "demand_5_years")
    }
    if own.recruitment_situation.isna().all():  # assessed by county only
        words.pop("recruitment_situation")
    # One column for the occupation: its code in one of its own is what a phone has no room for.
    named_codes = [f"{say(f'occupation.{c}')} ({c})" for c in own.occupation_code]
    shown = pd.DataFrame({"occupation_name": named_codes, **words})
    named = shown.rename(columns={column: say(f"columns.{column}") for column in shown.columns})
    panels.show_reading_table(named)


def _show(key: str, page: Page) -> None:
    panels.show_figure(figure(key, page), page.say, file_stem=file_stem(key, page))
