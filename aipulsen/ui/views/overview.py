"""Översikt: the place's box, map and ranking, three numbers, how sure it is."""

from __future__ import annotations

import dataclasses

import pandas as pd
import streamlit as st

from aipulsen import codes, queries
from aipulsen.bases import BASES
from aipulsen.charts.figure import unit_of
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.figures import report_marks
from aipulsen.figures.context import whole_country
from aipulsen.figures.gap import gap_notes, gap_warnings
from aipulsen.figures.gap_sentences import how_sure_words, sure_sentences
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.figures.tested import is_tested, kind_words
from aipulsen.provenance import is_counted
from aipulsen.ui import filters, menu, panels, repeated, share, to_county
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem
from aipulsen.voice import Voice

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
    say = page.say
    answer = _of_all_counties(page)
    split = queries.ask_split(page.edition, page.selection)
    commuting = queries.ask_commuting(page.edition, page.selection)
    panels.show_heroes(
        [
            _hero_gap(answer, page),
            _hero_split(split, page),
            (
                say("pages.overview.times", ratio=say.ratio(commuting.ratio))
                if commuting.ratio
                else say("common.missing"),
                say(
                    "pages.overview.hero_commuting",
                    first=commuting.hubs.hub_name.iloc[0],
                    second=commuting.hubs.hub_name.iloc[1],
                ),
                say(
                    "pages.overview.hero_commuting_note",
                    years="/".join(dict.fromkeys(str(y) for y in commuting.hubs.year)),
                    status=", ".join(dict.fromkeys(say.status(s) for s in commuting.hubs.status)),
                ),
            ),
        ]
    )
    told = [figure(key, page, whole_country(page.selection)) for key in _OF_HEROES]
    said = [Sentence(fig.key if fig.has_finding else "", fig.title) for fig in told]
    st.caption(" · ".join(share.checks(said, page.desk, whole_country(page.selection), "check_number")))


def _hero_gap(answer: queries.GapAnswer, page: Page) -> tuple[str, str, str]:
    say = page.say
    rated = answer.gap[answer.gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    if rated.empty:
        return say("common.missing"), say("pages.overview.hero_gap_none"), "–"
    counted = rated[[is_counted(status) for status in rated.ads_status]]
    top, base = (rated if counted.empty else counted).iloc[0], answer.scope.base
    note = say(
        "pages.overview.hero_gap_note",
        low=say.number(top.gap_low, 2),
        high=say.number(top.gap_high, 2),
        ads=say.number(top.ads),
        status=say.status(top.score_status),
        kind=kind_words(counted.interval_kind, say),
    )
    if not BASES[base].has_competence:
        note = say("pages.overview.hero_rate", unit=unit_of(base, say), note=note)
    return (
        say.number(top.gap_score, 2),
        _hero_gap_heading(top, base, say, counted=len(counted), rated=len(rated)),
        note
        + (
            say("report.hero", ours=say.number(_on_scb(page, top.county_code), 2))
            if report_marks.mark_for(page.edition, "gap_score", "25") and answer.scope.base == "report"
            else ""
        ),
    )


def _on_scb(page: Page, county_code: str) -> float:
    """The county's value on SCB's base."""
    selection = dataclasses.replace(page.selection, county_code=county_code, base="scb")
    return float(queries.ask_gap(page.edition, selection).gap.gap_score.iloc[0])


def _hero_gap_heading(top: pd.Series, base: str, say: Voice, *, counted: int, rated: int) -> str:
    """«Högsta gap-värdet», of how many where others have a value that nobody counted, and that it is not established
    where another county may be first; on a base that is no competence, the value has no such name."""
    kind = "gap" if BASES[base].has_competence else "value"
    if 0 < counted < rated:
        return say(f"pages.overview.hero_{kind}_counted", county=top.county_name, count=counted)
    is_first = top.compared_with_rest == "higher" and top.rank_high == 1
    how = "" if is_first else "_unsure" if is_tested(top.compared_with_rest) else "_untested"
    return say(f"pages.overview.hero_{kind}{how}", county=top.county_name)


def _hero_split(split: queries.SplitAnswer, page: Page) -> tuple[str, str, str]:
    say = page.say
    big = split.split[split.split.group == "big_city"].iloc[0]
    if pd.isna(big.ads_share):
        people = say.percent(big.population_share)
        return (
            no_rate_words(big.reliability, big.ads, say),
            say("pages.overview.hero_split"),
            say("pages.overview.hero_split_none", people=people),
        )
    return (
        say.percent(big.ads_share) + uncertain_mark(big.reliability, say),
        say("pages.overview.hero_split"),
        say(
            "pages.overview.hero_split_note",
            ads=say.number(big.ads),
            interval=say.percent_range(big.ads_low_share, big.ads_high_share),
            people=say.percent(big.population_share),
            status=say.status(big.share_status),
            kind=kind_words(split.split.interval_kind, say),
            verdict=report_marks.not_checked_words(page.edition, "big_city_ai_ads_share", big.ads_share, say),
        ),
    )


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
    say, manifest = page.say, page.edition.manifest
    answer = _of_all_counties(page)
    sure = sure_sentences(answer, say)
    with st.expander(plain(how_sure_words("how_sure", answer, say)), icon=":material/rule:"):
        lines = [*(said.text for said in sure), *gap_warnings(page.desk, answer), *gap_notes(page.desk, answer)]
        for line in repeated.not_yet_said(lines, by="how sure"):
            st.markdown(f"- {plain(line)}")
        share.show_checks(sure, page.desk, whole_country(page.selection))
        if manifest.account:
            counted = {k: say.number(v) for k, v in manifest.account.items() if isinstance(v, int)}
            if {"read", "scored", "without_place", "duplicates"} <= set(counted):
                st.caption(say("pages.overview.account", **counted))


def _of_all_counties(page: Page) -> queries.GapAnswer:
    return queries.ask_gap(page.edition, whole_country(page.selection))
