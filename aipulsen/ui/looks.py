"""How every page looks beyond Streamlit's theme: the style sheet, and the scheme of the reader's screen."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import streamlit as st

from aipulsen.charts.theme import Scheme

_SHEET = Path(str(files("aipulsen.ui"))) / "page.css"


def dress() -> None:
    """Put our style sheet on the page; it takes no room."""
    st.html(_SHEET)


def scheme() -> Scheme:
    """Light or dark, as the reader's screen shows the page; light where nobody says (a test without a browser)."""
    return "dark" if st.context.theme.type == "dark" else "light"
