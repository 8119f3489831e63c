"""Korsvalidering: Platsbanken against a snapshot of LinkedIn and Indeed, per county and per employer."""

from __future__ import annotations

import streamlit as st

from aipulsen import queries
from aipulsen.text import numbers as fmt
from aipulsen.text import t
from aipulsen.ui import panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem


def show_cross_check(page: Page) -> None:
    """The comparison; or, where the edition holds no snapshot, what is missing and how to add it."""
    lang = page.lang
    answer = queries.ask_cross_check(page.selection)
    if answer.rank is None:
        if page.edition.manifest.kind == "report":
            st.info(plain(t("pages.cross_check.report", lang)))
        st.info(t("pages.cross_check.missing", lang))
        return
    counted = answer.scope.selection.level
    lead = t("charts.cross_check.level", lang, level=t(f"level.{counted}", lang))
    fig = figure("cross-check", page)
    panels.show_figure(
        fig, lang, file_stem=file_stem(fig.key, page), lead=lead if page.selection.level != counted else ""
    )
    rank = answer.rank
    st.markdown(
        plain(t("pages.cross_check.rank_missing", lang))
        if rank.correlation is None
        else plain(
            t(
                "pages.cross_check.rank",
                lang,
                rho=fmt.number(rank.correlation, 2, lang),
                low=fmt.number(rank.low, 2, lang),
                high=fmt.number(rank.high, 2, lang),
                counties=rank.counties,
            )
        )
    )


def show_employers_seen_in_one(page: Page) -> None:
    """Who advertises in only one of the sources, in the chosen county or the country."""
    lang = page.lang
    answer = queries.ask_cross_check(page.selection)
    if answer.employers.empty:
        return
    st.subheader(t("pages.cross_check.employers_title", lang), anchor=False)
    seen = answer.employers.seen_in.value_counts()
    counts = {key: fmt.number(int(seen.get(key, 0)), 0, lang) for key in ("both", "platsbanken", "boards")}
    st.markdown(plain(t("pages.cross_check.employers", lang, **counts)))
    alone = answer.employers[answer.employers.seen_in != "both"]
    panels.show_numbers(alone.assign(seen_in=[t(f"seen_in.{s}", lang) for s in alone.seen_in]), lang)
