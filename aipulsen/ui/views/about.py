"""Om siffrorna: what the edition holds, how it is defined, where it comes from, what is known to be wrong."""

from __future__ import annotations

import streamlit as st

from aipulsen import queries
from aipulsen.catalogue import MEASURES
from aipulsen.figures import report_marks
from aipulsen.ui import filters, panels
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views import report

SECTIONS = ("utgava", "matt", "prova", "kontrollera", "rapporten")  # in the URL


def choose_section(page: Page) -> str:
    """What the reader asks about the numbers: one answer at a time, the choice in the link."""
    asked = filters.choose_segment(
        "avsnitt", SECTIONS, SECTIONS[0], lambda v: page.say(f"pages.about.section.{v}"), page.say
    )
    filters.show_notices()
    return asked


def show_edition(page: Page) -> None:
    """The edition: kind, date, engine, tables with rows, period and age."""
    say, manifest = page.say, page.edition.manifest
    as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
    show_heading(say("pages.about.edition"))
    engine = manifest.engine
    st.markdown(
        plain(
            say(
                "pages.about.edition_line",
                name=manifest.name,
                kind=say(f"editions.kind_{manifest.kind}"),
                as_of=as_of,
                engine=f"{engine.version} ({engine.lexicon_hash[:8]})" if engine else say("pages.about.no_engine"),
            )
        )
    )
    heads = [say(f"pages.about.column.{column}") for column in ("table", "rows", "period", "stale")]
    rows = [
        (
            say(f"tables.{name}"),
            say.number(entry.rows),
            say.period(entry.period),
            say.since(entry.stale_since) if entry.stale_since else "",
        )
        for name, entry in manifest.tables.items()
    ]
    panels.show_reading_table(heads, sorted(rows, key=lambda row: row[0].casefold()))


def show_measures(page: Page) -> None:
    """Every measure: definition, formula, what missing and zero mean."""
    say = page.say
    show_heading(say("pages.about.measures"))
    for measure in MEASURES.values():
        with st.expander(measure.text("label", say)):
            st.markdown(plain(measure.text("definition", say)))
            st.code(measure.text("formula", say), language=None)
            st.markdown(f"**{say('pages.about.missing')}** {plain(measure.text('missing', say))}")
            st.caption(plain(measure.text("caveat", say)))
            if measure.has("coverage"):
                st.caption(plain(measure.text("coverage", say)))


def show_sql(page: Page) -> None:
    """The counts behind the measures, and what they are divided by, as SQL over the edition's files."""
    say = page.say
    show_heading(say("pages.about.sql"))
    st.caption(plain(say("pages.about.sql_note", edition=page.edition.name)))
    for key, sql in queries.in_sql(page.edition, page.selection).items():
        with st.expander(say(f"pages.about.sql_of.{key.replace('-', '_')}")):
            st.code(sql, language="sql")


def show_similar_weights(page: Page) -> None:
    """What makes counties alike, how much each feature weighs, and why."""
    say = page.say
    show_heading(say("pages.similar.heading"))
    heads = [say(f"similar.column.{column}") for column in ("feature", "weight", "reason")]
    rows = [
        (say(f"similar.feature.{row.feature}"), say.number(row.weight, 2), getattr(row, f"reason_{say.lang}"))
        for row in queries.similar_weights().itertuples()
    ]
    panels.show_reading_table(heads, rows)


def show_report(page: Page) -> None:
    """The counts of the report's check, and the way to its lines."""
    say = page.say
    show_heading(say("pages.about.report"))
    counts = report_marks.counts_by_verdict(page.edition)
    words = [f"{say(f'report.verdict.{verdict}')} {count}" for verdict, count in counts.items()]
    st.markdown(f"**{' · '.join(words)}**")
    st.page_link(
        report.PAGE,
        label=say("pages.report.link"),
        icon=":material/fact_check:",
        query_params=filters.current_parameters() or None,
    )


def show_sources(page: Page) -> None:
    """Where every table comes from: each producer with licence and how it was obtained, and below it the tables with
    their periods."""
    say = page.say
    show_heading(say("pages.about.sources"))
    alike: dict[str, list[str]] = {}
    for origin in page.edition.manifest.origins.values():
        terms = f"{plain(say.licence(origin.licence))}, {say.status(origin.status)}"
        table = f"- {plain(origin.title_in(say.lang))} · {plain(say.period(origin.period))}"
        alike.setdefault(f"**{plain(origin.producer_in(say.lang))}** ({terms})", []).append(table)
    for producer, tables in alike.items():
        st.markdown("\n".join([producer, "", *tables]))


def show_accessibility(page: Page) -> None:
    """What the pages do for every reader, and what is left to the framework."""
    say = page.say
    show_heading(say("accessibility.heading"))
    for key in ("goal", "charts", "keyboard", "left"):
        st.markdown(plain(say(f"accessibility.{key}")))
    st.markdown("\n".join(f"- {plain(say(f'accessibility.{key}'))}" for key in ("words", "map", "scheme")))
