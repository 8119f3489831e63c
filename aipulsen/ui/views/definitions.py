"""The definition switch: which counties change rank, how right the classifier is, shares corrected for its error."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from aipulsen import codes, queries
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.errors import AipulsenError
from aipulsen.evaluation.labelled import unseen_sentence
from aipulsen.queries.definitions import MeasuredAccuracy, alternatives_to
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt
from aipulsen.ui import filters, panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page

MOST_CHANGES = 6


def show_definitions(page: Page) -> None:
    """The largest changes of rank, and under them the classifier's accuracy: the column beside the map."""
    lang = page.lang
    valid = alternatives_to(page.edition, page.selection)
    against = filters.choose("mot", valid, valid[0], lambda v: t(f"definitions.alternative.{v}", lang), lang)
    answer = queries.ask_rank_changes(dataclasses.replace(page.selection, against=against, county_code=None))
    shown = answer.changes
    if page.selection.comparison == "similar":
        shown = queries.ask_rank_changes(dataclasses.replace(page.selection, against=against)).changes
    _show_changes(answer.changes, shown, lang)
    _show_accuracy(answer.accuracy, lang)
    filters.show_notices()


def _show_changes(every: pd.DataFrame, shown: pd.DataFrame, lang: Lang) -> None:
    """The finding over all counties; the rows of the largest changes, or of the comparison group."""
    if every.empty:
        st.info(t("definitions.none", lang))
        return
    changed = every[every.rank_change != 0]
    finding = t(
        "definitions.finding", lang, total=len(every), changed=len(changed), certain=int(changed.is_certain.sum())
    )
    st.markdown(plain(finding), help=panels.measure_help("rank_change", lang))
    largest = shown.head(MOST_CHANGES)
    panels.show_frame(pd.DataFrame([_change_in_words(row, lang) for row in largest.itertuples()]))
    if len(largest) < len(every):
        with st.expander(t("definitions.every", lang)):
            panels.show_frame(pd.DataFrame([_change_in_words(row, lang) for row in every.itertuples()]))
    key = "definitions.shown" if len(shown) == len(every) else "definitions.shown_group"
    st.caption(plain(f"{t(key, lang, shown=len(largest), total=len(every))} {t('definitions.place', lang)}"))


def _change_in_words(row: Any, lang: Lang) -> dict[str, str]:
    sign = "+" if row.rank_change > 0 else ""
    return {
        t("definitions.column.county", lang): row.county_name,
        t("definitions.column.here", lang): f"{row.rank} ({row.rank_low}–{row.rank_high})",
        t("definitions.column.there", lang): f"{row.rank_there} ({row.rank_low_there}–{row.rank_high_there})",
        t("definitions.column.change", lang): sign
        + fmt.number(int(row.rank_change), 0, lang)
        + (f" {t('definitions.certain', lang)}" if row.is_certain else ""),
        t("definitions.column.ads", lang): f"{fmt.number(row.ads, 0, lang)} / {fmt.number(row.ads_there, 0, lang)}",
    }


def _show_accuracy(measured: tuple[MeasuredAccuracy, ...], lang: Lang) -> None:
    st.markdown(f"**{plain(t('definitions.accuracy_heading', lang))}**")
    if not measured:
        st.markdown(plain(t("definitions.accuracy_none", lang)))
        return
    for accuracy in measured:
        sentence = t(
            "definitions.accuracy",
            lang,
            level=t(f"level.{accuracy.level}", lang),
            precision=fmt.percent(accuracy.precision, 0, lang),
            precision_range=fmt.percent_range(accuracy.precision_low, accuracy.precision_high, lang),
            recall=fmt.percent(accuracy.recall, 0, lang),
            recall_range=fmt.percent_range(accuracy.recall_low, accuracy.recall_high, lang),
            engine=accuracy.engine_version,
            ads=fmt.number(accuracy.labelled_ads, 0, lang),
        )
        st.markdown(plain(sentence))
    st.caption(plain(f"{t('definitions.accuracy_enriched', lang)} {unseen_sentence(lang)}"))


def show_corrected(page: Page) -> None:
    """Shares as counted and corrected, when asked for; the reason where the edition cannot give them."""
    lang = page.lang
    with st.container(border=True):
        _show_corrected(page, lang)


def _show_corrected(page: Page, lang: Lang) -> None:
    words = {"nej": t("definitions.corrected.no", lang), "ja": t("definitions.corrected.yes", lang)}
    wish = filters.choose_segment("korrigerad", tuple(words), "nej", words.__getitem__, lang)
    if wish == "nej":
        return
    explained = panels.measure_help("corrected_share", lang)
    st.subheader(t("definitions.corrected_heading", lang), anchor=False, help=explained)
    try:
        whole = dataclasses.replace(page.selection, county_code=None)
        shares = queries.ask_shares(page.selection if page.selection.comparison == "similar" else whole).shares
    except AipulsenError as error:
        st.info(plain(error.sentence(lang)), icon=":material/block:")
        return
    st.caption(plain(t("definitions.corrected_note", lang)))
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
