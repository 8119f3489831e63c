"""The report's story in five steps on the start page: what is found now, and the page that tells more."""

from __future__ import annotations

import streamlit as st

from aipulsen import topics
from aipulsen.ui import filters
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure

# A step's words, the figures that may tell it (the first whose tables the edition has), and its page.
_STEPS = (
    ("where", ("big-city-split",), "big_city"),
    ("who", ("work-employers", "employers"), "employers"),
    ("pay", ("wage-gap",), "wages"),
    ("commute", ("commuting",), "commuting"),
    ("supply", ("moves", "it-specialists"), "supply"),
)


def show_story(page: Page) -> None:
    """Five steps, each a question, its finding in the chosen edition, and a link that keeps the reader's choices."""
    st.header(page.say("pages.overview.story"), anchor=False)
    for name, keys, leads_to in _STEPS:
        key = next((key for key in keys if topics.FIGURES[key].is_in(page.edition)), None)
        if key is None:
            continue
        st.page_link(
            topics.page_file(leads_to),
            label=page.say(f"pages.overview.step.{name}"),
            icon=":material/arrow_forward:",
            query_params=filters.current_parameters() or None,
        )
        st.markdown(f"{plain(figure(key, page).title)}.")
