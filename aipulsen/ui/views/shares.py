"""Shares of all ads that are AI ads, as counted and corrected for the classifier's error."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from aipulsen import codes, queries
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.errors import AipulsenError
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt
from aipulsen.ui import filters, panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page


def show_shares(page: Page) -> None:
    """Shares as counted and corrected, when asked for; the reason where the edition cannot give them."""
    lang = page.lang
    with st.container(border=True):
        _show_shares(page, lang)


def _show_shares(page: Page, lang: Lang) -> None:
    words = {"nej": t("shares.no", lang), "ja": t("shares.yes", lang)}
    wish = filters.choose_segment("korrigerad", tuple(words), "nej", words.__getitem__, lang)
    if wish == "nej":
        return
    explained = panels.measure_help("corrected_share", lang)
    st.subheader(t("shares.heading", lang), anchor=False, help=explained)
    try:
        whole = dataclasses.replace(page.selection, county_code=None)
        shares = queries.ask_shares(page.selection if page.selection.comparison == "similar" else whole).shares
    except AipulsenError as error:
        st.info(plain(error.sentence(lang)), icon=":material/block:")
        return
    st.caption(plain(t("shares.note", lang)))
    ordered = shares.sort_values("corrected_share", ascending=False, na_position="last")
    panels.show_frame(pd.DataFrame([_share_in_words(row, lang) for row in ordered.itertuples()]))


def _share_in_words(row: Any, lang: Lang) -> dict[str, str]:
    def share(value: Any, low: Any, high: Any) -> str:
        if pd.isna(value):
            return no_rate_words(row.reliability, row.ai_ads, lang)
        span = fmt.percent_range(float(low), float(high), lang, 1)
        return f"{fmt.percent(float(value), 1, lang)} ({span}){uncertain_mark(row.reliability, lang)}"

    return {
        t("definitions.column.county", lang): codes.county_name(row.county_code, lang),
        t("definitions.column.ai_ads", lang): f"{fmt.number(row.ai_ads, 0, lang)} / {fmt.number(row.all_ads, 0, lang)}",
        t("definitions.column.apparent", lang): share(
            row.apparent_share, row.apparent_low_share, row.apparent_high_share
        ),
        t("definitions.column.corrected", lang): share(
            row.corrected_share, row.corrected_low_share, row.corrected_high_share
        ),
    }
