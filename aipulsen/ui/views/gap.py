"""Kompetensgap: the clickable county map, the ranking, the county in words."""

from __future__ import annotations

import dataclasses
from functools import partial

import streamlit as st

from aipulsen.charts import drawing
from aipulsen.figures.gap import county_deck, legend, legend_words
from aipulsen.figures.gap_sentences import gap_said
from aipulsen.queries.choices import LEVEL_WORDS
from aipulsen.ui import filters, looks, panels, repeated, share, to_county
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views import definitions
from aipulsen.ui.views.figures_of_page import figure, file_stem

_BESIDE = ("rangordning", "definitioner")  # in the URL


def show_interactive_gap_map(page: Page) -> None:
    """The clickable county map; beside it the ranking, or what another definition does to it."""
    say = page.say
    fig = figure("gap-map", page)
    panels.show_words(fig)
    panels.show_hint(fig, say("pages.gap.choose"))
    left, right = st.columns([0.45, 0.55])
    with left:
        st.pydeck_chart(
            county_deck(page.desk, page.selection, looks.scheme()),
            height=620,
            on_select=partial(to_county.deck_clicked, "gap-deck"),
            selection_mode="single-object",
            key="gap-deck",
        )
        strip, words = drawing.on_page(fig, legend(fig.context), looks.scheme()), legend_words(fig.context)
        st.vega_lite_chart(spec=strip, theme=None, width="stretch", alt=words, key="chart:legend")
    with right:
        if filters.choose_segment("bredvid", _BESIDE, _BESIDE[0], lambda v: say(f"beside.{v}"), say) == _BESIDE[0]:
            for ranking in fig.parts[1:]:  # none where no county has a row
                panels.show_part(fig, ranking)
        else:
            definitions.show_definitions(page)
    panels.show_foot(fig, say, file_stem=file_stem(fig.key, page))


def show_county_in_words(page: Page) -> None:
    """The chosen county in one quotable sentence, and how it differs from the rest of the country."""
    if page.selection.county_code is None:
        return
    said = gap_said(page.desk, page.selection)
    with st.container(border=True):
        st.markdown(plain(" ".join(repeated.not_yet_said([sentence.text for sentence in said], by="county"))))
        share.show_checks(said, page.desk, page.selection)


def show_places(page: Page) -> None:
    """Municipalities or FA-regions on a map, the chosen county's alone; a line where the edition has no ads."""
    say = page.say
    if not page.edition.has("ads"):
        panels.show_lacking(say("places.no_ads", edition=page.edition.name))
        return
    show_heading(say("places.heading"), explained=panels.measure_help("place_ads", say))
    level = filters.choose_segment(
        "indelning", ["kommun", "fa-region"], "kommun", lambda v: say(f"region_level.{LEVEL_WORDS[v]}"), say
    )
    fig = figure("places-map", page, dataclasses.replace(page.selection, region_level=LEVEL_WORDS[level]))
    panels.show_figure_or_reason(fig, say, file_stem=file_stem(fig.key, page))


def show_drivers(page: Page) -> None:
    """What drives the gap: demand against supply."""
    fig = figure("gap-drivers", page)
    panels.show_figure_or_reason(fig, page.say, file_stem=file_stem(fig.key, page))
