"""The one place that writes titles and headings: foreign words are shown, and no line ends in «AI-»."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from aipulsen.text.unbroken import heading_unbroken
from aipulsen.ui.markdown import escaped, one_line


def show_title(words: str) -> None:
    """The page's title, its only first heading."""
    st.title(heading_words(words), anchor=False)


def show_heading(words: str, *, explained: str | None = None, anchor: str | Literal[False] = False) -> None:
    """A finding or a part of the page, with what stands behind its ⓘ (`explained`, markdown); `anchor` is the part's
    own place in the address."""
    st.header(heading_words(words), anchor=anchor, help=explained)


def heading_words(words: str) -> str:
    """The words as `plain` gives them, with no line broken within a compound such as «AI-annonser» either: large type
    breaks often."""
    return escaped(heading_unbroken(one_line(words)))
