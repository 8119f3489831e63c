"""Om siffrorna: what the edition holds, how it is defined, where it comes from, what is known to be wrong."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from aipulsen import queries
from aipulsen.catalogue import MEASURES
from aipulsen.provenance import licence_label, since_label, status_label
from aipulsen.text import numbers as fmt
from aipulsen.text import t
from aipulsen.ui import filters, panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views import report

SECTIONS = ("utgava", "matt", "prova", "rapporten")  # in the URL


def choose_section(page: Page) -> str:
    """What the reader asks about the numbers: one answer at a time, the choice in the link."""
    asked = filters.choose_segment(
        "avsnitt", SECTIONS, SECTIONS[0], lambda v: t(f"pages.about.section.{v}", page.lang), page.lang
    )
    filters.show_notices()
    return asked


def show_edition(page: Page) -> None:
    """The edition: kind, date, engine, tables with rows, period and age."""
    lang, manifest = page.lang, page.edition.manifest
    as_of = fmt.month(manifest.as_of, lang) if manifest.as_of_precision == "month" else fmt.day(manifest.as_of, lang)
    st.subheader(t("pages.about.edition", lang), anchor=False)
    engine = manifest.engine
    st.markdown(
        plain(
            t(
                "pages.about.edition_line",
                lang,
                name=manifest.name,
                kind=t(f"editions.kind_{manifest.kind}", lang),
                as_of=as_of,
                engine=f"{engine.version} ({engine.lexicon_hash[:8]})" if engine else t("pages.about.no_engine", lang),
            )
        )
    )
    panels.show_reading_table(
        pd.DataFrame(
            [
                {
                    t("pages.about.column.table", lang): t(f"tables.{name}", lang),
                    t("pages.about.column.rows", lang): fmt.number(entry.rows, 0, lang),
                    t("pages.about.column.period", lang): fmt.period(entry.period, lang),
                    t("pages.about.column.stale", lang): since_label(entry.stale_since, lang)
                    if entry.stale_since
                    else "",
                }
                for name, entry in sorted(
                    manifest.tables.items(), key=lambda item: t(f"tables.{item[0]}", lang).casefold()
                )
            ]
        )
    )


def show_measures(page: Page) -> None:
    """Every measure: definition, formula, what missing and zero mean."""
    lang = page.lang
    st.subheader(t("pages.about.measures", lang), anchor=False)
    for measure in MEASURES.values():
        with st.expander(measure.text("label", lang)):
            st.markdown(plain(measure.text("definition", lang)))
            st.code(measure.text("formula", lang), language=None)
            st.markdown(f"**{t('pages.about.missing', lang)}** {plain(measure.text('missing', lang))}")
            st.caption(plain(measure.text("caveat", lang)))
            if measure.has("coverage"):
                st.caption(plain(measure.text("coverage", lang)))


def show_similarity_weights(page: Page) -> None:
    """What makes counties alike, how much each feature weighs, and why."""
    lang = page.lang
    st.subheader(t("pages.similar.heading", lang), anchor=False)
    weights = queries.similarity_weights()
    panels.show_reading_table(
        pd.DataFrame(
            {
                t("similar.column.feature", lang): [t(f"similar.feature.{f}", lang) for f in weights.feature],
                t("similar.column.weight", lang): [fmt.number(w, 2, lang) for w in weights.weight],
                t("similar.column.reason", lang): weights[f"reason_{lang}"],
            }
        )
    )


def show_report_check(page: Page) -> None:
    """The counts of the report's check, and the way to its lines."""
    lang = page.lang
    st.subheader(t("pages.about.report_check", lang), anchor=False)
    counts = queries.ask_report(queries.Selection()).counts()
    words = [f"{t(f'report_check.verdict.{verdict}', lang)} {count}" for verdict, count in counts.items()]
    st.markdown(f"**{' · '.join(words)}**")
    st.page_link(
        report.PAGE,
        label=t("pages.report.link", lang),
        icon=":material/fact_check:",
        query_params=filters.current_parameters() or None,
    )


def show_sources(page: Page) -> None:
    """Where every table comes from, with period, licence and how it was obtained."""
    lang = page.lang
    st.subheader(t("pages.about.sources", lang), anchor=False)
    for origin in page.edition.manifest.origins.values():
        st.markdown(
            f"**{plain(origin.producer_in(lang))}**: {plain(origin.title_in(lang))}  \n"
            f"{t('pages.about.period', lang)} {plain(fmt.period(origin.period, lang))} · "
            f"{plain(licence_label(origin.licence, lang))} · {status_label(origin.status, lang)}"
        )
