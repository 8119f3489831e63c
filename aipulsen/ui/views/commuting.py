"""Pendling: hubs side by side, chosen freely."""

from __future__ import annotations

import dataclasses

from aipulsen import codes, queries
from aipulsen.queries.choices import LEVEL_WORDS, MOST_HUBS
from aipulsen.ui import filters, panels
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem


def show_commuting(page: Page) -> None:
    """Hubs side by side, chosen freely."""
    say = page.say
    places = codes.municipalities()
    by_name = sorted(places, key=lambda c: places[c].name)
    hubs = filters.choose_several(
        "nav", by_name, queries.DEFAULT_HUBS, lambda c: places[c].name, say, at_most=MOST_HUBS
    )
    selection = dataclasses.replace(page.selection, hubs=hubs)
    for key in ("commuting", "commuting-map"):
        fig = figure(key, page, selection)
        panels.show_figure_or_reason(fig, say, file_stem=file_stem(key, page))


def show_adjusted(page: Page) -> None:
    """The gap with the educated counted where they work, at the level the reader chooses; a line without the choice
    where not even counties can be told, which need least."""
    say = page.say
    fig = figure("commuting-adjusted", page, dataclasses.replace(page.selection, region_level="county"))
    if not fig.parts:
        panels.show_lacking(f"{fig.title}.")
        return
    level = LEVEL_WORDS[
        filters.choose_segment(
            "regionniva", list(LEVEL_WORDS), "lan", lambda v: say(f"region_level.{LEVEL_WORDS[v]}"), say
        )
    ]
    fig = figure("commuting-adjusted", page, dataclasses.replace(page.selection, region_level=level))
    panels.show_figure_or_reason(fig, say, file_stem=file_stem(fig.key, page))
