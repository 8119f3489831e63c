"""Shares of all ads that are AI ads, as counted and corrected for the classifier's error."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from aipulsen import queries
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.errors import AipulsenError
from aipulsen.ui import filters, panels
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.voice import Voice


def show_shares(page: Page) -> None:
    """Shares as counted and corrected, when asked for; the reason where the edition cannot give them."""
    say = page.say
    with st.container(border=True):
        _show_shares(page, say)


def _show_shares(page: Page, say: Voice) -> None:
    words = {"nej": say("shares.no"), "ja": say("shares.yes")}
    wish = filters.choose_segment("korrigerad", tuple(words), "nej", words.__getitem__, say)
    if wish == "nej":
        return
    explained = panels.measure_help("corrected_share", say)
    show_heading(say("shares.heading"), explained=explained)
    try:
        whole = dataclasses.replace(page.selection, county_code=None)
        answer = queries.ask_shares(page.edition, page.selection if page.selection.comparison == "similar" else whole)
    except AipulsenError as error:
        st.info(plain(error.sentence(say.lang)), icon=":material/block:")
        return
    why = answer.not_corrected
    note = say(
        f"shares.{why}" if why else "shares.note",
        ads=answer.labelled_ai_ads,
        level=say(f"level_within.{page.selection.level}"),
    )
    st.caption(plain(note))
    by = "apparent_share" if why else "corrected_share"
    ordered = answer.shares.sort_values(by, ascending=False, na_position="last")
    rows = [_share_in_words(row, say, is_corrected=why is None) for row in ordered.itertuples()]
    panels.show_rows(rows)


def _share_in_words(row: Any, say: Voice, *, is_corrected: bool) -> dict[str, str]:
    def share(value: Any, low: Any, high: Any) -> str:
        if pd.isna(value):
            return no_rate_words(row.reliability, row.ai_ads, say)
        span = say.percent_range(low, high, 1)
        return f"{say.percent(value, 1)} ({span}){uncertain_mark(row.reliability, say)}"

    told = {
        say("definitions.column.county"): say.county(row.county_code),
        say("definitions.column.ai_ads"): f"{say.number(row.ai_ads)} / {say.number(row.all_ads)}",
        say("definitions.column.apparent"): share(row.apparent_share, row.apparent_low_share, row.apparent_high_share),
    }
    if is_corrected:
        corrected = share(row.corrected_share, row.corrected_low_share, row.corrected_high_share)
        told[say("definitions.column.corrected")] = corrected
    return told
