"""The bodies of the pages: each asks one question of `queries` and shows the answer as panels."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from aipulsen import codes, figures, queries
from aipulsen.charts.deck import LAYER_ID, build_gap_deck
from aipulsen.charts.figure import Figure
from aipulsen.charts.gap import county_sentence
from aipulsen.errors import AipulsenError
from aipulsen.provenance import status_label
from aipulsen.text import numbers as fmt
from aipulsen.text import t
from aipulsen.ui import filters, panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page, stop_with

MAP_STYLE = "/app/static/blank.json"
MOST_HUBS = 4
MOST_ADS_SHOWN = 200


def figure(key: str, page: Page, selection: queries.Selection | None = None) -> Figure:
    """The figure of a page; what cannot be answered stops the page with one sentence."""
    try:
        return figures.build_figure(key, selection or page.selection, page.lang)
    except AipulsenError as error:
        stop_with(error, page.lang)
        raise


def file_stem(key: str, page: Page) -> str:
    """A file name that tells what it is: chart, edition, window."""
    return f"aipulsen-{key}-{page.edition.name}-{page.selection.window_days}d"


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
                t("pages.overview.times", lang, ratio=fmt.number(commuting.ratio, 0, lang))
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
        t("pages.overview.hero_gap", lang, county=top.county_name),
        t(
            "pages.overview.hero_gap_note",
            lang,
            low=fmt.number(top.gap_low, 2, lang),
            high=fmt.number(top.gap_high, 2, lang),
            ads=fmt.number(int(top.ads), 0, lang),
            status=status_label(top.status, lang),
        ),
    )


def _hero_split(split: queries.SplitAnswer, page: Page) -> tuple[str, str, str]:
    lang = page.lang
    big = split.split[split.split.group == "big_city"].iloc[0]
    return (
        fmt.percent(None if pd.isna(big.ads_share) else float(big.ads_share), 0, lang),
        t("pages.overview.hero_split", lang),
        t(
            "pages.overview.hero_split_note",
            lang,
            people=fmt.percent(float(big.population_share), 0, lang),
            status=status_label(big.status, lang),
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
        )
    ]
    statuses = counties.status.map(lambda s: status_label(s, lang)).value_counts()
    lines.append(t("pages.overview.sure_status", lang, statuses=", ".join(f"{s} {n}" for s, n in statuses.items())))
    return [*lines, *figures.gap_notes(answer, lang)]


def show_interactive_gap_map(page: Page) -> None:
    """The clickable county map with the ranking beside it."""
    fig = figure("gap-map", page)
    answer = queries.ask_gap(dataclasses.replace(page.selection, county_code=None))
    panels.show_words(fig)
    left, right = st.columns([0.45, 0.55])
    with left:
        st.pydeck_chart(
            build_gap_deck(answer.gap, fig.context, MAP_STYLE),
            height=620,
            on_select=_choose_clicked_county,
            selection_mode="single-object",
            key="gap-deck",
        )
        st.altair_chart(figures.legend(fig.context), theme=None, width="stretch", key="chart:legend")
    with right:
        ranking = next(part for part in fig.parts if part.name == "ranking")
        st.altair_chart(ranking.chart, theme=None, width="stretch", alt=fig.alt, key="chart:gap-ranking")
    panels.show_caption(fig)


def _choose_clicked_county() -> None:
    clicked = st.session_state["gap-deck"].selection.get("objects", {}).get(LAYER_ID, [])
    if clicked:
        filters.set_url_value("lan", str(clicked[0]["properties"]["county_code"]), "00")


def show_county_in_words(page: Page) -> None:
    """The chosen county in one quotable sentence, and how it differs from the rest of the country."""
    lang = page.lang
    if page.selection.county_code is None:
        st.info(t("pages.gap.choose", lang), icon=":material/touch_app:")
        return
    answer = queries.ask_gap(page.selection)
    row = answer.gap.iloc[0]
    fig_context = figures.context_of(answer.scope, lang)
    with st.container(border=True):
        st.subheader(row.county_name, anchor=False)
        st.markdown(plain(county_sentence(row, fig_context)))
        if pd.notna(row.gap_score):
            st.caption(plain(t(f"pages.gap.compared.{answer.compared_with_rest}", lang, county=row.county_name)))


def show_gap_downloads(page: Page) -> None:
    """Downloads and table of the map and ranking."""
    fig = figure("gap-map", page)
    panels.show_downloads(fig, page.lang, file_stem=file_stem(fig.key, page))
    panels.show_table(fig, page.lang)


def show_big_city_split(page: Page) -> None:
    """The chosen definition, then the three side by side."""
    lang = page.lang
    definition = filters.choose_segment(
        "storstad", queries.DEFINITIONS, "counties", lambda v: t(f"definition.{v}", lang), lang
    )
    selection = dataclasses.replace(page.selection, definition=definition)
    for key in ("big-city-split", "big-city-definitions"):
        fig = figure(key, page, selection)
        panels.show_figure(fig, lang, file_stem=file_stem(key, page))


def show_employers(page: Page) -> None:
    """Employers of the chosen county, how much hangs on the largest, and the ads themselves."""
    lang = page.lang
    fig = figure("employers", page)
    answer = queries.ask_employers(page.selection)
    if answer.employers.empty:
        st.subheader(plain(fig.title), anchor=False)
        st.info(t("pages.employers.empty" if not answer.is_named_only else "pages.employers.not_named", lang))
        return
    panels.show_figure(fig, lang, file_stem=file_stem(fig.key, page))
    if answer.is_named_only:
        _show_report_words(answer, page)
    if answer.dependence is not None:
        _show_dependence(answer, page)
    if len(answer.ads):
        _show_ads(answer.ads, page)


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
    lang, dep = page.lang, answer.dependence
    assert dep is not None
    st.markdown(
        t(
            "pages.employers.dependence",
            lang,
            employer=plain(dep.largest_employer),
            share=fmt.percent(dep.largest_share, 0, lang),
            low=fmt.percent(dep.largest_share_low, 0, lang),
            high=fmt.percent(dep.largest_share_high, 0, lang),
            effective=fmt.number(dep.effective_employers, 1, lang),
            without=fmt.number(dep.gap_without_largest, 2, lang),
        )
    )


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


def show_wages(page: Page) -> None:
    """Wage gaps with the source and the reference region chosen."""
    lang = page.lang
    try:
        first = queries.ask_wages(page.selection)
        series = filters.choose(
            "serie", first.all_series, first.all_series[0], lambda v: t(f"wage_series.{v}", lang), lang
        )
        chosen = dataclasses.replace(page.selection, wage_series=series)
        regions = queries.ask_wages(chosen).all_regions
    except AipulsenError as error:
        stop_with(error, lang)
        raise
    reference = filters.choose("referens", regions, regions[0], lambda c: codes.region_name(c, lang), lang)
    fig = figure("wage-gap", page, dataclasses.replace(chosen, reference_region=reference))
    panels.show_figure(fig, lang, file_stem=file_stem(fig.key, page))


def show_commuting(page: Page) -> None:
    """Hubs side by side, chosen freely."""
    lang = page.lang
    places = codes.municipalities()
    by_name = sorted(places, key=lambda c: places[c].name)
    hubs = filters.choose_several(
        "nav", by_name, queries.DEFAULT_HUBS, lambda c: places[c].name, lang, at_most=MOST_HUBS
    )
    fig = figure("commuting", page, dataclasses.replace(page.selection, hubs=hubs))
    panels.show_figure(fig, lang, file_stem=file_stem(fig.key, page))
