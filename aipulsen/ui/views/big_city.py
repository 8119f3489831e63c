"""Storstad och övriga: the chosen definition, then the three side by side."""

from __future__ import annotations

import dataclasses

from aipulsen import queries
from aipulsen.ui import filters, panels
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem


def show_big_city_split(page: Page) -> None:
    """The chosen definition, then the three side by side."""
    say = page.say
    definition = filters.choose_segment(
        "storstad", queries.DEFINITIONS, "counties", lambda v: say(f"definition.{v}"), say
    )
    selection = dataclasses.replace(page.selection, definition=definition)
    for key in ("big-city-split", "big-city-definitions"):
        fig = figure(key, page, selection)
        panels.show_figure(fig, say, file_stem=file_stem(key, page))
    for key in ("big-city-quotients", "big-city-lorenz", "big-city-trend"):
        fig = figure(key, page, selection)
        panels.show_figure_or_reason(fig, say, file_stem=file_stem(key, page))
