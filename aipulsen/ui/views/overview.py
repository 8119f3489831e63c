"""Översikt: the place's box, map and ranking, three numbers, how sure it is."""

from __future__ import annotations

import streamlit as st

from aipulsen import codes, queries
from aipulsen.figures import overview
from aipulsen.figures.context import whole_country
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.ui import filters, menu, panels, repeated, share, to_county
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem

# The figures whose findings hold the three numbers.
_OF_HEROES = ("gap-map", "big-city-split", "commuting")


@st.fragment
def show_place_search(page: Page) -> None:
    """A box for a place's name, which opens its county's page; where the name may mean places of several counties each
    is a link."""
    say = page.say
    words, is_sent = filters.search_form("ort", say)
    if not words.strip():
        return
    found = queries.search_places(words)
    if is_sent and len(counties := {place.county_code for place in found}) == 1:
        to_county.go_to(counties.pop())
    if not found:
        st.caption(plain(say("places.unknown", words=words)))
    with st.container(horizontal=True):
        for place in found:
            county = codes.county_in_full(place.county_code, say.lang)
            label = county if place.municipality_code is None else say("places.found", place=place.name, county=county)
            menu.link_to("profile", plain(label), ":material/location_on:", lan=place.county_code)


def show_overview_heroes(page: Page) -> None:
    """The three hero numbers of the chosen edition and window."""
    panels.show_heroes(overview.heroes(page.desk, page.selection))
    told = [figure(key, page, whole_country(page.selection)) for key in _OF_HEROES]
    said = [Sentence(fig.key if fig.has_finding else "", fig.title) for fig in told]
    st.caption(" · ".join(share.checks(said, page.desk, whole_country(page.selection), "check_number")))


def show_map_and_ranking(page: Page) -> None:
    """The picture's map and ranking, side by side."""
    fig = figure("gap-map", page)
    panels.show_figure(fig, page.say, file_stem=file_stem(fig.key, page), hint=page.say("pages.gap.choose"))


def show_national_share(page: Page) -> None:
    """The country's share of AI ads over time; nothing where the edition has none, as the menu says of what is told
    over time."""
    fig = figure("national-share", page)
    if fig.parts:
        panels.show_figure(fig, page.say, file_stem=file_stem(fig.key, page))


def show_how_sure(page: Page) -> None:
    """How sure the edition is: one line, that opens into a few sentences."""
    say, account = page.say, page.edition.manifest.account
    sure = overview.how_sure(page.desk, page.selection)
    with st.expander(plain(sure.line), icon=":material/rule:"):
        lines = [*(sentence.text for sentence in sure.said), *sure.notes]
        for line in repeated.not_yet_said(lines, by="how sure"):
            st.markdown(f"- {plain(line)}")
        share.show_checks(sure.said, page.desk, whole_country(page.selection))
        if account:
            counted = {k: say.number(v) for k, v in account.items() if isinstance(v, int)}
            if {"read", "scored", "without_place", "duplicates"} <= set(counted):
                st.caption(say("pages.overview.account", **counted))
