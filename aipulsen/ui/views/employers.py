"""Arbetsgivare: who is behind a region's ads, how much hangs on the largest, the ads themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from aipulsen import codes, queries
from aipulsen.figures.dependence import dependence_sentences
from aipulsen.text import numbers as fmt
from aipulsen.text import t
from aipulsen.ui import panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem

MOST_ADS_SHOWN = 200


def show_employers(page: Page) -> None:
    """Employers of the chosen county or the country, and how much hangs on the largest, in words."""
    lang = page.lang
    fig = figure("employers", page)
    answer = queries.ask_employers(page.selection)
    if answer.employers.empty:
        st.subheader(plain(fig.title), anchor=False)
        st.info(t("pages.employers.empty" if not answer.is_named_only else "pages.employers.not_named", lang))
        return
    panels.show_figure(fig, lang, file_stem=file_stem(fig.key, page))
    if answer.dependence is not None:
        _show_dependence(answer, page)
    if answer.is_named_only:
        _show_report_words(answer, page)


def show_dependence_of_counties(page: Page) -> None:
    """Every county's, or the comparison group's, dependence on its largest employer; nothing when none is known."""
    fig = figure("dependence", page)
    if fig.parts:
        panels.show_figure(fig, page.lang, file_stem=file_stem(fig.key, page))


def show_ads(page: Page) -> None:
    """The ads themselves, with link, score and why; the report's edition has none."""
    ads = queries.ask_employers(page.selection).ads
    if len(ads):
        _show_ads(ads, page)


def _show_report_words(answer: queries.EmployersAnswer, page: Page) -> None:
    lang = page.lang
    st.subheader(t("pages.employers.words", lang), anchor=False)
    for row in answer.employers.itertuples():
        roles = f" – {plain(row.roles)}" if isinstance(row.roles, str) else ""
        st.markdown(
            f"**{plain(row.employer)}** ({t(f'employer_kind.{row.employer_kind}', lang)}){roles}  \n"
            f"«{plain(row.words)}»"
        )


def _show_dependence(answer: queries.EmployersAnswer, page: Page) -> None:
    assert answer.dependence is not None
    region = codes.county_name(page.selection.county_code or codes.COUNTRY_CODE, page.lang)
    has_base = answer.dependence.gap_without_largest is not None or answer.has_base
    with st.container(border=True):
        st.subheader(
            t("dependence.heading", page.lang), anchor=False, help=panels.measure_help("dependence", page.lang)
        )
        for sentence in dependence_sentences(answer.dependence, region, page.lang, has_base=has_base):
            st.markdown(plain(sentence))


def _show_ads(ads: pd.DataFrame, page: Page) -> None:
    lang = page.lang
    st.subheader(t("pages.employers.ads", lang, count=fmt.number(len(ads), 0, lang)), anchor=False)
    shown = ads.head(MOST_ADS_SHOWN)
    table = pd.DataFrame(
        {
            t("pages.employers.column.date", lang): shown.published_date,
            t("pages.employers.column.headline", lang): shown.headline,
            t("pages.employers.column.employer", lang): shown.employer,
            t("pages.employers.column.place", lang): [
                _place(m, c, page) for m, c in zip(shown.municipality_code, shown.county_code, strict=True)
            ],
            t("pages.employers.column.level", lang): [t(f"level.{v}", lang) for v in shown.level],
            t("pages.employers.column.score", lang): shown.score.astype(str) + " / " + shown.threshold.astype(str),
            t("pages.employers.column.terms", lang): shown.terms.str.replace("|", ", "),
            t("pages.employers.column.link", lang): shown.link,
        }
    )
    if shown.link.isna().all():
        table = table.drop(columns=t("pages.employers.column.link", lang))
    link = st.column_config.LinkColumn(display_text=t("pages.employers.open", lang))
    st.dataframe(table, hide_index=True, width="stretch", column_config={t("pages.employers.column.link", lang): link})
    if len(ads) > len(shown):
        st.caption(t("pages.employers.ads_capped", lang, shown=len(shown), count=len(ads)))


def _place(municipality: Any, county: Any, page: Page) -> str:
    for code in (municipality, county):
        if isinstance(code, str) and code:
            return codes.region_name(code, page.lang)
    return t("common.not_stated", page.lang)
