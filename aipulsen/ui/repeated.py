"""What a page has said already: a line that stands under several figures is shown under the first alone."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

_SAID = "said:lines"


def start() -> None:
    """A page begins: nothing is said yet."""
    st.session_state[_SAID] = {}


def not_yet_said(lines: Iterable[str], by: str) -> list[str]:
    """The lines that nobody else on the page has said; `by` is who says them now, and again when a part of the page is
    drawn anew by itself."""
    said: dict[str, str] = st.session_state.setdefault(_SAID, {})
    return [line for line in lines if said.setdefault(line, by) == by]


def take_back(by: Iterable[str]) -> None:
    """Who has been folded away has said nothing: another may say it."""
    gone = set(by)
    said: dict[str, str] = st.session_state.setdefault(_SAID, {})
    st.session_state[_SAID] = {line: who for line, who in said.items() if who not in gone}
