"""Länsprofil: hero numbers, the county in words with page and press kit, then one question at a time."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from aipulsen import codes, queries
from aipulsen.charts.small_numbers import no_rate
from aipulsen.figures import press
from aipulsen.figures.gap import rank_words
from aipulsen.text import numbers as fmt
from aipulsen.text import t
from aipulsen.ui import filters, panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem

# The page's table of contents: a question in the URL, the figures that answer it.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "plats": ("gap-ranking",),
    "orsak": ("gap-drivers",),
    "arbetsgivare": ("employers", "dependence"),
    "kompetens": ("it-specialists", "moves", "graduates"),
    "liknande": ("similar",),
}
_NEEDS = {"moves": "flows", "graduates": "graduates"}  # tables that not every edition has


def has_county(page: Page) -> bool:
    """Whether a county is chosen; if not, all of them are offered as links to this page."""
    if page.selection.county_code is not None:
        return True
    lang = page.lang
    st.info(t("pages.profile.choose", lang), icon=":material/location_on:")
    columns = st.columns(3)
    for number, (code, county) in enumerate(codes.counties().items()):
        columns[number // 7].page_link(
            "pages/7_lansprofil.py",
            label=county.short_name,
            query_params={**filters.current_parameters(), "lan": code},
        )
    return False


def show_heroes(page: Page) -> None:
    """Gap score, ads, IT specialists: each with how sure it is."""
    lang = page.lang
    answer = queries.ask_gap(page.selection)
    row = answer.gap.iloc[0]
    shares = queries.ask_supply(page.selection).latest_specialists
    here, country = shares.loc[row.county_code], shares.loc[codes.COUNTRY_CODE]
    rated = pd.notna(row.gap_score)
    instead, why = no_rate(row.reliability, row.ads, lang)
    window = t("common.window", lang, days=page.selection.window_days)
    panels.show_heroes(
        [
            (
                fmt.number(row.gap_score, 2, lang) if rated else instead,
                t("pages.profile.hero_gap", lang),
                t(
                    "pages.profile.hero_gap_note",
                    lang,
                    low=fmt.number(row.gap_low, 2, lang),
                    high=fmt.number(row.gap_high, 2, lang),
                    rank=rank_words(row, lang),
                )
                if rated
                else why,
            ),
            (
                fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang),
                t("pages.profile.hero_ads", lang, window=window),
                t(f"level.{page.selection.level}", lang)
                + (f", {t('reliability.uncertain', lang)}" if row.reliability == "uncertain" else ""),
            ),
            (
                fmt.percent(None if pd.isna(here.specialist_share) else float(here.specialist_share), 1, lang),
                t("pages.profile.hero_specialists", lang),
                t(
                    "pages.profile.hero_specialists_note",
                    lang,
                    year=here.year,
                    country=fmt.percent(float(country.specialist_share), 1, lang),
                ),
            ),
        ]
    )


def show_in_words(page: Page) -> None:
    """The county in quotable sentences; one page for the board, one kit for the press, made when asked for."""
    lang = page.lang
    brief = press.county_brief(page.selection, lang)
    with st.container(border=True):
        st.subheader(t("pages.profile.in_words", lang), anchor=False)
        for sentence in brief.sentences:
            st.markdown(f"- {plain(sentence)}")
        st.caption(plain(brief.cite))
        stem = file_stem(f"{brief.county_code}", page)
        with st.container(horizontal=True):
            st.download_button(
                t("pages.profile.page_pdf", lang),
                data=lambda: press.brief_pdf(brief),
                file_name=f"{stem}.pdf",
                mime="application/pdf",
                icon=":material/picture_as_pdf:",
                on_click="ignore",
            )
            st.download_button(
                t("pages.profile.kit", lang),
                data=lambda: press.press_kit(brief),
                file_name=f"{stem}.zip",
                mime="application/zip",
                icon=":material/folder_zip:",
                on_click="ignore",
            )
        st.caption(plain(t("pages.profile.kit_note", lang)))


def show_questions(page: Page) -> None:
    """The questions one asks of a county, a row of them, and the charts that answer the chosen one."""
    lang = page.lang
    asked = filters.choose_segment(
        "fraga", list(QUESTIONS), "plats", lambda v: t(f"pages.profile.question.{v}", lang), lang
    )
    for key in QUESTIONS[asked]:
        if key in _NEEDS and not page.edition.has(_NEEDS[key]):
            continue
        fig = figure(key, page)
        panels.show_figure_or_reason(fig, lang, file_stem=file_stem(key, page), lead=fig.extra.get("lead", ""))
