"""How every page looks beyond Streamlit's theme: the style sheet, and the scheme of the reader's screen."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import streamlit as st

from aipulsen.charts.theme import Scheme

_HERE = Path(str(files("aipulsen.ui")))


def dress() -> None:
    """Put our style sheets on the page; they take no room."""
    st.html(_HERE / "page.css")
    if scheme() == "dark":
        st.html(_HERE / "dark_on_paper.css")


def scheme() -> Scheme:
    """Light or dark, as the reader's screen shows the page; light where nobody says (a test without a browser)."""
    return "dark" if st.context.theme.type == "dark" else "light"
