"""The definition switch: which counties change rank, how right the classifier is, shares corrected for its error."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from aipulsen import queries
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.errors import AipulsenError
from aipulsen.evaluation.labelled import unseen_sentence
from aipulsen.queries.definitions import MeasuredAccuracy, alternatives_to
from aipulsen.ui import filters, panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.voice import Voice

MOST_CHANGES = 6


def show_definitions(page: Page) -> None:
    """The largest changes of rank, and under them the classifier's accuracy: the column beside the map."""
    say = page.say
    valid = alternatives_to(page.edition, page.selection)
    against = filters.choose("mot", valid, valid[0], lambda v: say(f"definitions.alternative.{v}"), say)
    answer = queries.ask_rank_changes(
        page.edition, dataclasses.replace(page.selection, against=against, county_code=None)
    )
    shown = answer.changes
    if page.selection.comparison == "similar":
        shown = queries.ask_rank_changes(page.edition, dataclasses.replace(page.selection, against=against)).changes
    _show_changes(answer.changes, shown, say)
    _show_accuracy(answer.accuracy, say)
    filters.show_notices()


def _show_changes(every: pd.DataFrame, shown: pd.DataFrame, say: Voice) -> None:
    """The finding over all counties; the rows of the largest changes, or of the comparison group."""
    if every.empty:
        st.info(say("definitions.none"))
        return
    changed = every[every.rank_change != 0]
    finding = say("definitions.finding", total=len(every), changed=len(changed), certain=int(changed.is_certain.sum()))
    st.markdown(plain(finding), help=panels.measure_help("rank_change", say))
    largest = shown.head(MOST_CHANGES)
    panels.show_frame(pd.DataFrame([_change_in_words(row, say) for row in largest.itertuples()]))
    if len(largest) < len(every):
        with st.expander(say("definitions.every")):
            panels.show_frame(pd.DataFrame([_change_in_words(row, say) for row in every.itertuples()]))
    key = "definitions.shown" if len(shown) == len(every) else "definitions.shown_group"
    st.caption(plain(f"{say(key, shown=len(largest), total=len(every))} {say('definitions.place')}"))


def _change_in_words(row: Any, say: Voice) -> dict[str, str]:
    sign = "+" if row.rank_change > 0 else ""
    return {
        say("definitions.column.county"): row.county_name,
        say("definitions.column.here"): f"{row.rank} ({row.rank_low}–{row.rank_high})",
        say("definitions.column.there"): f"{row.rank_there} ({row.rank_low_there}–{row.rank_high_there})",
        say("definitions.column.change"): sign
        + say.number(row.rank_change)
        + (f" {say('definitions.certain')}" if row.is_certain else ""),
        say("definitions.column.ads"): f"{say.number(row.ads)} / {say.number(row.ads_there)}",
    }


def _show_accuracy(measured: tuple[MeasuredAccuracy, ...], say: Voice) -> None:
    st.markdown(f"**{plain(say('definitions.accuracy_heading'))}**")
    if not measured:
        st.markdown(plain(say("definitions.accuracy_none")))
        return
    for accuracy in measured:
        sentence = say(
            "definitions.accuracy",
            level=say(f"level.{accuracy.level}"),
            precision=say.percent(accuracy.precision),
            precision_range=say.percent_range(accuracy.precision_low, accuracy.precision_high),
            recall=say.percent(accuracy.recall),
            recall_range=say.percent_range(accuracy.recall_low, accuracy.recall_high),
            engine=accuracy.engine_version,
            ads=say.number(accuracy.labelled_ads),
        )
        st.markdown(plain(sentence))
    st.caption(plain(f"{say('definitions.accuracy_enriched')} {unseen_sentence(say)}"))


def show_corrected(page: Page) -> None:
    """Shares as counted and corrected, when asked for; the reason where the edition cannot give them."""
    say = page.say
    with st.container(border=True):
        _show_corrected(page, say)


def _show_corrected(page: Page, say: Voice) -> None:
    words = {"nej": say("definitions.corrected.no"), "ja": say("definitions.corrected.yes")}
    wish = filters.choose_segment("korrigerad", tuple(words), "nej", words.__getitem__, say)
    if wish == "nej":
        return
    explained = panels.measure_help("corrected_share", say)
    st.subheader(say("definitions.corrected_heading"), anchor=False, help=explained)
    try:
        whole = dataclasses.replace(page.selection, county_code=None)
        shares = queries.ask_shares(
            page.edition, page.selection if page.selection.comparison == "similar" else whole
        ).shares
    except AipulsenError as error:
        st.info(plain(error.sentence(say.lang)), icon=":material/block:")
        return
    st.caption(plain(say("definitions.corrected_note")))
    ordered = shares.sort_values("corrected_share", ascending=False, na_position="last")
    panels.show_frame(pd.DataFrame([_share_in_words(row, say) for row in ordered.itertuples()]))


def _share_in_words(row: Any, say: Voice) -> dict[str, str]:
    def share(value: Any, low: Any, high: Any) -> str:
        if pd.isna(value):
            return no_rate_words(row.reliability, row.ai_ads, say)
        span = say.percent_range(low, high, 1)
        return f"{say.percent(value, 1)} ({span}){uncertain_mark(row.reliability, say)}"

    return {
        say("definitions.column.county"): say.county(row.county_code),
        say("definitions.column.ai_ads"): f"{say.number(row.ai_ads)} / {say.number(row.all_ads)}",
        say("definitions.column.apparent"): share(row.apparent_share, row.apparent_low_share, row.apparent_high_share),
        say("definitions.column.corrected"): share(
            row.corrected_share, row.corrected_low_share, row.corrected_high_share
        ),
    }
