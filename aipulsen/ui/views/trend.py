"""Utveckling: the trend of the country or the chosen county, then every region's change."""

from __future__ import annotations

import dataclasses

import streamlit as st

from aipulsen import queries
from aipulsen.queries.choices import PERIOD_WORDS
from aipulsen.ui import filters, panels
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem


def show_trend(page: Page) -> None:
    """Weeks and moving window; the empty face says in words why there is nothing to draw."""
    if not page.edition.has("ads"):
        return
    fig = figure("trend", page)
    panels.show_figure_or_reason(fig, page.say, file_stem=file_stem(fig.key, page))


def show_changes(page: Page) -> None:
    """Every region against the window before, or a year earlier."""
    say = page.say
    if not page.edition.has("ads"):
        return
    period = filters.choose_segment(
        "period", list(PERIOD_WORDS), "fonstret-fore", lambda v: say(f"trend_period.{PERIOD_WORDS[v]}"), say
    )
    selection = dataclasses.replace(page.selection, period=PERIOD_WORDS[period])
    fig = figure("trend-changes", page, selection)
    if not fig.parts:
        return
    panels.show_figure(fig, say, file_stem=file_stem(fig.key, page))


def show_edition_changes(page: Page) -> None:
    """What changed since the edition before, county by county; the reason where nothing can be compared."""
    if not page.edition.has("ads"):
        return
    answer = queries.ask_edition_changes(page.edition, page.selection)
    show_heading(page.say("changes.heading"), explained=panels.measure_help("edition_change", page.say))
    if answer.reason is not None:
        st.info(
            plain(page.say(f"changes.reason.{answer.reason}", edition=page.edition.name)), icon=":material/history:"
        )
        return
    fig = figure("changes", page)
    panels.show_figure(fig, page.say, file_stem=file_stem(fig.key, page))
