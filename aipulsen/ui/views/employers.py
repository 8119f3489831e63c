"""Arbetsgivare: who is behind a region's ads, how much hangs on the largest, the ads themselves."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from aipulsen import queries
from aipulsen.figures.ads_table import AdsTable, ads_as_csv, ads_behind
from aipulsen.figures.dependence import dependence_said
from aipulsen.figures.employers import NamedEmployer, named_in_report
from aipulsen.ui import panels, share
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem
from aipulsen.voice import Voice

ADS_AT_A_TIME = 20


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
        _show_report_words(named_in_report(page.desk, page.selection), page)


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
    show_ad_table(ads_behind("employers", page.desk, page.selection), page, "pages.employers.ads")


def _show_report_words(named: Sequence[NamedEmployer], page: Page) -> None:
    st.markdown(", ".join(f"**{plain(one.name)}** ({one.kind})" for one in named) + ".")
    with st.expander(page.say("pages.employers.words"), icon=":material/format_quote:"):
        for one in named:
            roles = f" – {plain(one.roles)}" if one.roles else ""
            st.markdown(f"**{plain(one.name)}**{roles}  \n{plain(page.say('common.quoted', words=one.words))}")


def show_ad_table(table: AdsTable, page: Page, heading: str) -> None:
    """Ads under a heading that tells how many there are; nothing where there are none."""
    if not table.count:
        return
    say, shown = page.say, len(table.rows)
    show_heading(say(heading, count=say.number(table.count)))
    _show_some(table, say)
    if table.count > shown:
        st.caption(say("pages.employers.ads_capped", shown=shown, count=table.count))
    st.download_button(
        say("panel.csv"),
        data=lambda: ads_as_csv(table, say),
        file_name=f"{file_stem('ads', page)}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


@st.fragment
def _show_some(table: AdsTable, say: Voice) -> None:
    """As many ads as one reads at a time, and which."""
    first, shown = 0, len(table.rows)
    if shown > ADS_AT_A_TIME:
        first = st.segmented_control(
            say("pages.employers.which"),
            range(0, shown, ADS_AT_A_TIME),
            default=0,
            required=True,
            format_func=lambda begin: f"{begin + 1}–{min(begin + ADS_AT_A_TIME, shown)}",
            label_visibility="collapsed",
        )
    some = slice(first, first + ADS_AT_A_TIME)
    panels.show_reading_table(table.heads, table.rows[some], table.links[some])
