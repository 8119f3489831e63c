"""Löner: wage gaps with the source and the reference region chosen."""

from __future__ import annotations

import dataclasses

import streamlit as st

from aipulsen import queries
from aipulsen.errors import AipulsenError
from aipulsen.ui import filters, panels
from aipulsen.ui.shell import Page, stop_with
from aipulsen.ui.views.figures_of_page import figure, file_stem


def show_wages(page: Page) -> None:
    """Wage gaps with the source and the reference region chosen."""
    say = page.say
    try:
        first = queries.ask_wages(page.edition, page.selection)
        left, right = st.columns(2)
        with left:
            series = filters.choose(
                "serie", first.all_series, first.all_series[0], lambda v: say(f"wage_series.{v}"), say
            )
        chosen = dataclasses.replace(page.selection, wage_series=series)
        asked = queries.ask_wages(page.edition, chosen)
    except AipulsenError as error:
        stop_with(error, say)
        raise
    regions = asked.all_regions
    with right:
        reference = filters.choose("referens", regions, regions[0], lambda c: say.region(c), say)
    fig = figure("wage-gap", page, dataclasses.replace(chosen, reference_region=reference))
    panels.show_figure(fig, say, file_stem=file_stem(fig.key, page))
    if len(asked.spread):
        spread = figure("wage-spread", page, chosen)
        panels.show_figure(spread, say, file_stem=file_stem(spread.key, page))
    _show_move(page, chosen, asked)


def _show_move(page: Page, chosen: queries.Selection, asked: queries.WagesAnswer) -> None:
    """What a specialist would lose or gain by moving between two regions of the same source."""
    say, regions = page.say, asked.all_regions
    if len(regions) < 2:
        return
    left, right = st.columns(2)
    with left:
        leaving = filters.choose("fran", regions, regions[0], lambda c: say.region(c), say)
    others = [region for region in regions if region != leaving]
    with right:
        arriving = filters.choose("till", others, queries.default_arrival(asked, leaving), lambda c: say.region(c), say)
    fig = figure("wage-move", page, dataclasses.replace(chosen, move_from=leaving, move_to=arriving))
    panels.show_figure(fig, say, file_stem=file_stem(fig.key, page))
