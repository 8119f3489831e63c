"""Korsvalidering: Platsbanken against a snapshot of LinkedIn and Indeed, per county and per employer."""

from __future__ import annotations

import streamlit as st

from aipulsen import queries
from aipulsen.figures.cross_check import employers_in_one, employers_said, order_said
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.ui import panels, share
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem


def show_cross_check(page: Page) -> None:
    """The comparison; or, where the edition holds no snapshot, what is missing."""
    say = page.say
    answer = queries.ask_cross_check(page.edition, page.selection)
    if page.edition.has("published_ads"):
        panels.show_figure(figure("independent-check", page), say, file_stem=file_stem("independent-check", page))
    if answer.rank is None:
        of_report = [plain(say("pages.cross_check.report"))] if page.edition.manifest.kind == "report" else []
        st.info(" ".join([*of_report, say("pages.cross_check.missing")]))
        return
    fig = figure("cross-check", page)
    panels.show_figure(fig, say, file_stem=file_stem(fig.key, page))
    _show_said(order_said(page.desk, page.selection), page)


def show_employers_seen_in_one(page: Page) -> None:
    """Who advertises in only one of the sources, in the chosen county or the country."""
    say = page.say
    said = employers_said(page.desk, page.selection)
    if not said:
        return
    show_heading(say("pages.cross_check.employers_title"))
    _show_said(said, page)
    panels.show_numbers(employers_in_one(page.desk, page.selection), say)


def _show_said(said: tuple[Sentence, ...], page: Page) -> None:
    for sentence in said:
        st.markdown(plain(sentence.text))
    share.show_checks(said, page.desk, page.selection)
