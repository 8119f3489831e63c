"""Arbetsgivare: who is behind a region's ads, how much hangs on the largest, the ads themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from aipulsen import queries
from aipulsen.figures.dependence import dependence_said
from aipulsen.ui import panels, share
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem

MOST_ADS_SHOWN = 200


def show_employers(page: Page) -> None:
    """Employers of the chosen county or the country, and how much hangs on the largest, in words."""
    say = page.say
    fig = figure("employers", page)
    answer = queries.ask_employers(page.edition, page.selection)
    if answer.employers.empty:
        more = say("pages.employers.not_named" if answer.is_named_only else "pages.employers.empty")
        panels.show_lacking(f"{fig.title}. {more}")
        return
    if fig.parts:
        panels.show_figure(fig, say, file_stem=file_stem(fig.key, page))
    else:
        panels.show_words(fig)
        panels.show_caption(fig)
    show_dependence_in_words(page, told=fig.title)
    if answer.is_named_only:
        _show_report_words(answer, page)


def show_dependence_in_words(page: Page, *, told: str = "") -> None:
    """How much of the region's ads hangs on its largest employer; nothing where no count tells who that is, or where
    what there is to say is `told` above."""
    said, say = dependence_said(page.desk, page.selection), page.say
    if all(sentence.text.removesuffix(".") == told for sentence in said):
        return
    with st.container(border=True):
        show_heading(say("dependence.heading"), explained=panels.measure_help("dependence", say))
        for sentence in said:
            st.markdown(plain(sentence.text))
        share.show_checks(said, page.desk, page.selection)


def show_dependence_of_counties(page: Page) -> None:
    """Every county's, or the comparison group's, dependence on its largest employer; nothing when none is known."""
    fig = figure("dependence", page)
    if fig.parts:
        panels.show_figure(fig, page.say, file_stem=file_stem(fig.key, page))


def show_ads(page: Page) -> None:
    """The ads themselves, with link, score and why; the report's edition has none."""
    ads = queries.ask_employers(page.edition, page.selection).ads
    if len(ads):
        show_ad_table(ads, page, page.say("pages.employers.ads", count=page.say.number(len(ads))))


def _show_report_words(answer: queries.EmployersAnswer, page: Page) -> None:
    say = page.say
    kinds = [
        f"**{plain(row.employer)}** ({say(f'employer_kind.{row.employer_kind}')})"
        for row in answer.employers.itertuples()
    ]
    st.markdown(", ".join(kinds) + ".")
    with st.expander(say("pages.employers.words"), icon=":material/format_quote:"):
        for row in answer.employers.itertuples():
            roles = f" – {plain(row.roles)}" if isinstance(row.roles, str) else ""
            st.markdown(f"**{plain(row.employer)}**{roles}  \n{plain(say('common.quoted', words=row.words))}")


def show_ad_table(ads: pd.DataFrame, page: Page, heading: str) -> None:
    """Ads under a heading, the latest first, with link, score and the words that counted."""
    say = page.say
    show_heading(heading)
    shown = ads.head(MOST_ADS_SHOWN)
    table = pd.DataFrame(
        {
            say("pages.employers.column.date"): shown.published_date,
            say("pages.employers.column.headline"): shown.headline,
            say("pages.employers.column.employer"): shown.employer,
            say("pages.employers.column.place"): [
                _place(m, c, page) for m, c in zip(shown.municipality_code, shown.county_code, strict=True)
            ],
            say("pages.employers.column.level"): [say(f"level.{v}") for v in shown.level],
            say("pages.employers.column.score"): shown.score.astype(str) + " / " + shown.threshold.astype(str),
            say("pages.employers.column.terms"): shown.terms.str.replace("|", ", "),
            say("pages.employers.column.link"): shown.link,
        }
    )
    if shown.link.isna().all():
        table = table.drop(columns=say("pages.employers.column.link"))
    link = st.column_config.LinkColumn(display_text=say("pages.employers.open"))
    st.dataframe(table, hide_index=True, width="stretch", column_config={say("pages.employers.column.link"): link})
    if len(ads) > len(shown):
        st.caption(say("pages.employers.ads_capped", shown=len(shown), count=len(ads)))


def _place(municipality: Any, county: Any, page: Page) -> str:
    for code in (municipality, county):
        if isinstance(code, str) and code:
            return page.say.region(code)
    return page.say("common.not_stated")
