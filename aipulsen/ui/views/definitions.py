"""The definition switch: which counties change rank, and how right the classifier is."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from aipulsen import queries
from aipulsen.evaluation.labelled import unseen_sentence
from aipulsen.queries.accuracy import MeasuredAccuracy
from aipulsen.queries.definitions import alternatives_to
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
    panels.show_rows([_change_in_words(row, say) for row in largest.itertuples()])
    if len(largest) < len(every):
        with st.expander(say("definitions.every")):
            panels.show_rows([_change_in_words(row, say) for row in every.itertuples()])
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
