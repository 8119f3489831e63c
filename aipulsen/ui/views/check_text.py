"""Kontrollera en text: a pasted paragraph, each of its numbers held against the edition."""

from __future__ import annotations

import streamlit as st

from aipulsen.figures.paragraph import MOST_CHARACTERS, Judged, judge
from aipulsen.figures.sharing import sentence_address
from aipulsen.ui import filters
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.voice import Voice

_ICONS = {
    "right": ":material/check_circle:",
    "wrong": ":material/cancel:",
    "definition": ":material/info:",
    "not_ours": ":material/help:",
}


@st.fragment
def show_check_text(page: Page) -> None:
    """The box, and below it each sentence with its verdict; nothing is computed before it is asked for."""
    say = page.say
    show_heading(say("sentence.paragraph.title"), anchor="kontrollera")
    st.caption(plain(say("sentence.paragraph.note")))
    with st.form("check-text", border=False):
        pasted = st.text_area(say("sentence.paragraph.label"), max_chars=MOST_CHARACTERS, height=160, key="check:text")
        asked = st.form_submit_button(say("sentence.paragraph.check"))
    if not asked or not pasted.strip():
        return
    with st.spinner(say("sentence.paragraph.checking")):
        judged = judge(pasted, page.desk, page.selection)
    if not judged:
        st.info(say("sentence.paragraph.nothing"), icon=":material/edit:")
    for one in judged:
        _show(one, say)


def _show(one: Judged, say: Voice) -> None:
    """The verdict names the window where what we say is of another than the reader's."""
    days = one.window_days
    verdict = "right_in" if one.verdict == "right" and days else one.verdict
    with st.container(border=True):
        st.markdown(
            f"{_ICONS[one.verdict]} **{say(f'sentence.paragraph.{verdict}', days=days)}**  \n{plain(one.sentence)}"
        )
        if one.verdict == "wrong":
            ours = "sentence.paragraph.ours_in" if days else "sentence.paragraph.ours"
            st.markdown(plain(say(ours, days=days, sentence=one.ours)))
        if one.code:
            address = sentence_address(filters.server_address(), one.code, say.lang)
            st.link_button(say("sentence.paragraph.behind"), address, type="tertiary", icon=":material/link:")
