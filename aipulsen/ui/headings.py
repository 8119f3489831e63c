"""The one place that writes titles and headings, in which foreign words are shown and not obeyed."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from aipulsen.ui.markdown import plain_of_figure


def show_title(words: str) -> None:
    """The page's title, its only first heading."""
    st.title(plain_of_figure(words), anchor=False)


def show_heading(words: str, *, explained: str | None = None, anchor: str | Literal[False] = False) -> None:
    """A finding or a part of the page, with what stands behind its ⓘ (`explained`, markdown); `anchor` is the part's
    own place in the address."""
    st.header(plain_of_figure(words), anchor=anchor, help=explained)
