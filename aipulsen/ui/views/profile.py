"""Länsprofil: hero numbers, the county in words with page and press kit, then one question at a time."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from aipulsen import codes, queries, topics
from aipulsen.bases import BASES
from aipulsen.charts.figure import unit_of
from aipulsen.charts.small_numbers import no_rate
from aipulsen.figures import press
from aipulsen.figures.changes import county_notice
from aipulsen.figures.gap_sentences import rank_words
from aipulsen.ui import filters, panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem

# The page's table of contents: a question in the URL, the figures that answer it.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "plats": ("gap-ranking",),
    "orsak": ("gap-drivers",),
    "arbetsgivare": ("employers", "dependence"),
    "kompetens": ("it-specialists", "moves", "graduates"),
    "liknande": ("similar",),
}
_ICONS = {"page_pdf": ":material/picture_as_pdf:", "kit": ":material/folder_zip:"}  # the text itself is on the page


def has_county(page: Page) -> bool:
    """Whether a county is chosen; if not, all of them are offered as links to this page."""
    if page.selection.county_code is not None:
        return True
    say = page.say
    st.info(say("pages.profile.choose"), icon=":material/location_on:")
    columns = st.columns(3)
    for number, (code, county) in enumerate(codes.counties().items()):
        columns[number // 7].page_link(
            topics.page_file("profile"),
            label=county.short_name,
            query_params={**filters.current_parameters(), "lan": code},
        )
    return False


def show_heroes(page: Page) -> None:
    """Gap score, ads, IT specialists: each with how sure it is."""
    say = page.say
    answer = queries.ask_gap(page.edition, page.selection)
    row = answer.gap.iloc[0]
    shares = queries.ask_supply(page.edition, page.selection).latest_specialists
    here, country = shares.loc[row.county_code], shares.loc[codes.COUNTRY_CODE]
    rated = pd.notna(row.gap_score)
    has_competence = BASES[answer.scope.base].has_competence
    instead, why = no_rate(row.reliability, row.ads, say)
    window = say("common.window", days=page.selection.window_days)
    panels.show_heroes(
        [
            (
                say.number(row.gap_score, 2) if rated else instead,
                say("pages.profile.hero_gap") if has_competence else unit_of(answer.scope.base, say),
                say(
                    "pages.profile.hero_gap_note",
                    low=say.number(row.gap_low, 2),
                    high=say.number(row.gap_high, 2),
                    rank=rank_words(row, say),
                )
                if rated
                else why,
            ),
            (
                say.number(row.ads),
                say("pages.profile.hero_ads", window=window),
                say(f"level.{page.selection.level}")
                + (f", {say('reliability.uncertain')}" if row.reliability == "uncertain" else ""),
            ),
            (
                say.percent(here.specialist_share, 1),
                say("pages.profile.hero_specialists"),
                say(
                    "pages.profile.hero_specialists_note",
                    year=here.year,
                    country=say.percent(country.specialist_share, 1),
                ),
            ),
        ]
    )


def show_in_words(page: Page) -> None:
    """The county in quotable sentences; one page for the board, one kit for the press, made when asked for."""
    say = page.say
    brief = press.county_brief(page.desk, page.selection)
    with st.container(border=True):
        st.subheader(say("pages.profile.in_words"), anchor=False)
        for sentence in brief.sentences:
            st.markdown(f"- {plain(sentence)}")
        st.caption(plain(brief.cite))
        stem = file_stem(f"{brief.county_code}", page)
        with st.container(horizontal=True):
            for file_format in topics.BRIEF_FORMATS:
                if file_format.key in _ICONS:
                    st.download_button(
                        say(f"pages.profile.{file_format.key}"),
                        data=partial(file_format.data, brief),
                        file_name=f"{stem}{file_format.ending}",
                        mime=file_format.mime,
                        icon=_ICONS[file_format.key],
                        on_click="ignore",
                    )
        st.caption(plain(say("pages.profile.kit_note")))


def show_changes(page: Page) -> None:
    """A notice of what changed in the county since the edition before; nothing where nothing can be compared."""
    county = page.selection.county_code
    assert county is not None
    notice = county_notice(queries.ask_edition_changes(page.edition, page.selection), county, page.say)
    if notice is not None:
        st.info(plain(notice), icon=":material/history:")


def show_questions(page: Page) -> None:
    """The questions one asks of a county, a row of them, and the charts that answer the chosen one."""
    say = page.say
    asked = filters.choose_segment("fraga", list(QUESTIONS), "plats", lambda v: say(f"pages.profile.question.{v}"), say)
    for key in QUESTIONS[asked]:
        if not topics.FIGURES[key].is_in(page.edition):
            continue
        fig = figure(key, page)
        panels.show_figure_or_reason(fig, say, file_stem=file_stem(key, page), lead=fig.extra.get("lead", ""))
