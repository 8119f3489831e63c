"""Översikt: hero numbers, map and ranking, how sure it is."""

from __future__ import annotations

import dataclasses

import pandas as pd
import streamlit as st

from aipulsen import codes, queries
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.figures import report_marks
from aipulsen.figures.gap import gap_notes, rank_words
from aipulsen.provenance import status_label
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt
from aipulsen.ui import panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem


def show_overview_heroes(page: Page) -> None:
    """The three hero numbers of the chosen edition and window."""
    lang = page.lang
    answer = queries.ask_gap(dataclasses.replace(page.selection, county_code=None))
    split = queries.ask_split(page.selection)
    commuting = queries.ask_commuting(page.selection)
    panels.show_heroes(
        [
            _hero_gap(answer, page),
            _hero_split(split, page),
            (
                t(
                    "pages.overview.times",
                    lang,
                    ratio=fmt.ratio(commuting.ratio, lang),
                )
                if commuting.ratio
                else t("common.missing", lang),
                t(
                    "pages.overview.hero_commuting",
                    lang,
                    first=commuting.hubs.hub_name.iloc[0],
                    second=commuting.hubs.hub_name.iloc[1],
                ),
                t(
                    "pages.overview.hero_commuting_note",
                    lang,
                    years="/".join(dict.fromkeys(str(y) for y in commuting.hubs.year)),
                    status=", ".join(dict.fromkeys(status_label(s, lang) for s in commuting.hubs.status)),
                ),
            ),
        ]
    )


def _hero_gap(answer: queries.GapAnswer, page: Page) -> tuple[str, str, str]:
    lang = page.lang
    rated = answer.gap[answer.gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    if rated.empty:
        return t("common.missing", lang), t("pages.overview.hero_gap_none", lang), "–"
    top = rated.iloc[0]
    return (
        fmt.number(top.gap_score, 2, lang),
        _hero_gap_heading(top, lang),
        t(
            "pages.overview.hero_gap_note",
            lang,
            rank=rank_words(top, lang),
            low=fmt.number(top.gap_low, 2, lang),
            high=fmt.number(top.gap_high, 2, lang),
            ads=fmt.number(int(top.ads), 0, lang),
            status=status_label(top.score_status, lang),
        )
        + (
            t("report_check.hero", lang)
            if report_marks.mark_for("gap_score", "25") and answer.scope.base == "report"
            else ""
        ),
    )


def _hero_gap_heading(top: pd.Series, lang: Lang) -> str:
    """«Högsta gap-värdet» only when no other county can be first."""
    is_first = top.compared_with_rest == "higher" and top.rank_high == 1
    return t("pages.overview.hero_gap" if is_first else "pages.overview.hero_gap_unsure", lang, county=top.county_name)


def _hero_split(split: queries.SplitAnswer, page: Page) -> tuple[str, str, str]:
    lang = page.lang
    big = split.split[split.split.group == "big_city"].iloc[0]
    if pd.isna(big.ads_share):
        people = fmt.percent(float(big.population_share), 0, lang)
        return (
            no_rate_words(big.reliability, big.ads, lang),
            t("pages.overview.hero_split", lang),
            t("pages.overview.hero_split_none", lang, people=people),
        )
    return (
        fmt.percent(float(big.ads_share), 0, lang) + uncertain_mark(big.reliability, lang),
        t("pages.overview.hero_split", lang),
        t(
            "pages.overview.hero_split_note",
            lang,
            ads=fmt.number(int(big.ads), 0, lang),
            interval=fmt.percent_range(big.ads_low_share, big.ads_high_share, lang),
            people=fmt.percent(float(big.population_share), 0, lang),
            status=status_label(big.share_status, lang),
        ),
    )


def show_map_and_ranking(page: Page) -> None:
    """The picture's map and ranking, side by side."""
    fig = figure("gap-map", page)
    panels.show_figure(fig, page.lang, file_stem=file_stem(fig.key, page))


def show_how_sure(page: Page) -> None:
    """How sure the edition is, and what is new, in a few sentences."""
    lang, manifest = page.lang, page.edition.manifest
    with st.container(border=True):
        st.subheader(t("pages.overview.how_sure", lang), anchor=False)
        for line in _certainty_lines(page):
            st.markdown(f"- {plain(line)}")
        if manifest.account:
            counted = {k: fmt.number(v, 0, lang) for k, v in manifest.account.items() if isinstance(v, int)}
            if {"read", "scored", "without_place", "duplicates"} <= set(counted):
                st.caption(t("pages.overview.account", lang, **counted))


def _certainty_lines(page: Page) -> list[str]:
    lang = page.lang
    answer = queries.ask_gap(dataclasses.replace(page.selection, county_code=None))
    counties = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE]
    trust = counties.reliability.value_counts()
    lines = [
        t(
            "pages.overview.sure_counts",
            lang,
            ok=int(trust.get("ok", 0)),
            uncertain=int(trust.get("uncertain", 0)),
            hidden=int(trust.get("hidden", 0)),
            missing=int(trust.get("missing", 0)),
            imputed=int(counties.reliability.isna().sum()),
        )
    ]
    statuses = counties.score_status.map(lambda s: status_label(s, lang)).value_counts()
    lines.append(t("pages.overview.sure_status", lang, statuses=", ".join(f"{s} {n}" for s, n in statuses.items())))
    return [*lines, *gap_notes(answer, lang)]
