"""Ordlista: the terms with their meanings, searched as the reader types, or those that one figure uses."""

from __future__ import annotations

import streamlit as st

from aipulsen.glossary import Term, terms, terms_like
from aipulsen.ui import filters, menu, panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page


def show_glossary(page: Page) -> None:
    """The words that the link names, and the way to all of them; else a box to search in, and the list."""
    say = page.say
    asked = (filters.url_value("ord") or "").split(",")
    named = [term for term in terms(say.lang) if term.key in asked]
    if not named:
        filters.set_url_value("ord", "", "")
        st.markdown(plain(say("glossary.lead")))
        _show_search(page)
        return
    st.markdown(plain(say("glossary.asked", count=len(named))))
    _show_terms(named, page)
    menu.link_to("glossary", say("glossary.all"), ":material/arrow_forward:", ord="")


@st.fragment
def _show_search(page: Page) -> None:
    say = page.say
    words = filters.search_box("ord", say)
    found = terms_like(words, say.lang)
    if found:
        _show_terms(found, page)
    else:
        st.caption(plain(say("glossary.none", words=words)))


def _show_terms(found: list[Term], page: Page) -> None:
    say = page.say
    heads = [say("glossary.head_word"), say("glossary.head_meaning")]
    panels.show_reading_table(heads, [(term.name, term.meaning) for term in found])
