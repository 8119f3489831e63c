"""What a page has said already: a sentence that belongs to several figures stands under the first alone."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from aipulsen.text.prose import sentences

_SAID = "said:sentences"
SHORTEST = 40  # characters: shorter ones are labels, and may stand wherever they are needed


def start() -> None:
    """A page begins: nothing is said yet."""
    st.session_state[_SAID] = {}


def not_yet_said(lines: Iterable[str], by: str) -> list[str]:
    """The lines, without the sentences that somebody else on the page has said; `by` is who says them now, and again
    when a part of the page is drawn anew by itself."""
    said: dict[str, str] = st.session_state.setdefault(_SAID, {})

    def is_new(sentence: str) -> bool:
        return len(sentence) < SHORTEST or said.setdefault(sentence, by) == by

    left = []
    for line in lines:
        every = sentences(line)
        new = [sentence for sentence in every if is_new(sentence)]
        if len(new) == len(every) or any(len(sentence) >= SHORTEST for sentence in new):  # no short one left alone
            left.append(" ".join(new))
    return left


def take_back(by: Iterable[str]) -> None:
    """Who has been folded away has said nothing: another may say it."""
    gone = set(by)
    said: dict[str, str] = st.session_state.setdefault(_SAID, {})
    st.session_state[_SAID] = {sentence: who for sentence, who in said.items() if who not in gone}
