"""Pendling: hubs side by side, chosen freely."""

from __future__ import annotations

import dataclasses

from aipulsen import codes, queries
from aipulsen.ui import filters, panels
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem

MOST_HUBS = 4


def show_commuting(page: Page) -> None:
    """Hubs side by side, chosen freely."""
    lang = page.lang
    places = codes.municipalities()
    by_name = sorted(places, key=lambda c: places[c].name)
    hubs = filters.choose_several(
        "nav", by_name, queries.DEFAULT_HUBS, lambda c: places[c].name, lang, at_most=MOST_HUBS
    )
    fig = figure("commuting", page, dataclasses.replace(page.selection, hubs=hubs))
    panels.show_figure(fig, lang, file_stem=file_stem(fig.key, page))
