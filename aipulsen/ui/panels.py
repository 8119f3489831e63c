"""What a page is put together from: a chart with its words and downloads, hero numbers, tables, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from aipulsen import topics
from aipulsen.catalogue import MEASURES
from aipulsen.charts import drawing
from aipulsen.charts.figure import Figure, Part
from aipulsen.figures.overview import Hero
from aipulsen.figures.written import written_as
from aipulsen.glossary import terms_in
from aipulsen.ui import looks, menu, repeated, share, to_county
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import linked_cell, plain_cell, plain_of_figure
from aipulsen.voice import Voice

_OF_COUNTIES = ("gap-map", "gap-ranking")  # figures whose marks lead to the county's page
_MOST_WORDS = 5  # terms named in a link


def measure_help(key: str, say: Voice) -> str:
    """The measure behind the ⓘ: the words of its page in docs/measures."""
    measure = MEASURES[key]
    parts = [f"**{plain_of_figure(measure.text('label', say))}**", plain_of_figure(measure.text("definition", say))]
    parts += [
        f"{say(f'measures.heading.{part}')}: {plain_of_figure(measure.text(part, say))}"
        for part in ("formula", "example", "missing", "caveat", "coverage")
        if measure.has(part)
    ]
    parts.append(f"{say('measures.heading.source')}: {plain_of_figure(measure.sources_in_words(say))}")
    return "\n\n".join(parts)


def show_words(fig: Figure) -> None:
    """The finding with its measure behind the ⓘ, and the quiet line under it: what is shown, and what the marks stand
    for."""
    show_heading(fig.title, explained=measure_help(topics.FIGURES[fig.key].measure, fig.context.say))
    st.caption(plain_of_figure(" ".join([fig.measure, *repeated.not_yet_said(fig.marks, fig.key)])))


def show_figure(fig: Figure, say: Voice, *, file_stem: str, lead: str = "", hint: str = "") -> None:
    """A chart with its finding, measure, caveats, source, files and table; `lead` stands above the chart, and over
    it, quietly, a `hint` of what can be done with it."""
    show_words(fig)
    if hint:
        show_hint(fig, hint)
    if lead:
        st.markdown(plain_of_figure(lead))
    columns = (
        st.columns([part.share for part in fig.parts]) if len(fig.parts) > 1 else [st.container() for _ in fig.parts]
    )
    for column, part in zip(columns, fig.parts, strict=True):
        with column:
            show_part(fig, part)
    show_foot(fig, say, file_stem=file_stem, said=lead)


def show_hint(fig: Figure, hint: str) -> None:
    """What can be done with a drawing, quietly; it has a name by which paper leaves it out."""
    with st.container(key=f"hint:{fig.key}"):
        st.caption(plain_of_figure(hint))


def show_part(fig: Figure, part: Part) -> None:
    """One drawing of a figure, as wide as its place; of a figure that ranks or maps counties each leads to its page."""
    key, specification = f"chart:{fig.key}:{part.name}", drawing.on_page(fig, part, looks.scheme())
    how: dict[str, Any] = {"theme": None, "width": "stretch", "alt": fig.alt, "key": key}
    if fig.key in _OF_COUNTIES:
        specification = to_county.clickable(specification)
        if "params" in specification:
            how["on_select"] = partial(to_county.chart_clicked, key)
    st.vega_lite_chart(spec=specification, **how)


def show_figure_or_reason(fig: Figure, say: Voice, *, file_stem: str, lead: str = "") -> None:
    """A figure; one that has nothing to draw says why in a line."""
    if fig.parts and len(fig.table):
        show_figure(fig, say, file_stem=file_stem, lead=lead)
        return
    show_lacking(" ".join([f"{fig.title}.", fig.reason]).strip())


def show_lacking(words: str) -> None:
    """What a part of a page would show, and why there is nothing of it: a quiet line, no box and no heading."""
    st.caption(f":material/event_busy: {plain_of_figure(words)}")


def show_foot(fig: Figure, say: Voice, *, file_stem: str, said: str = "") -> None:
    """Under a chart: its lines, and in a row what opens – all else there is to know, the files, the numbers."""
    _show_lines(fig)
    with st.container(horizontal=True, gap="small", key=f"foot:{fig.key}"):
        _show_about(fig, said)
        share.show_use_and_share(fig, say, file_stem=file_stem)
        show_table(fig, say)


def show_caption(fig: Figure) -> None:
    """Under what is no chart: its lines, and all else there is to know."""
    _show_lines(fig)
    _show_about(fig)


def _show_lines(fig: Figure) -> None:
    """What changes the reading, then source, period, number of ads and status in one line. What another figure of the
    page has said is not said again; the one line is every figure's own."""
    warnings = repeated.not_yet_said(fig.all_warnings, fig.key)
    st.caption("  \n".join(plain_of_figure(line) for line in [*warnings, fig.line]))


def _show_about(fig: Figure, said: str = "") -> None:
    """All else there is to know, folded away, but for what the page has `said` above the chart."""
    if told := repeated.not_yet_said((line for line in fig.about if line not in said), fig.key):
        with st.expander(fig.context.say("panel.about"), icon=":material/info:"):
            st.caption("  \n".join(plain_of_figure(line) for line in told))
            _show_way_to_words(fig)


def _show_way_to_words(fig: Figure) -> None:
    """The way to what the figure's terms mean, its own measure first."""
    say, measure = fig.context.say, topics.FIGURES[fig.key].measure
    said = " ".join([MEASURES[measure].text("label", say), fig.title, fig.measure, *fig.marks, *fig.reading])
    found = terms_in(said, say.lang)[:_MOST_WORDS]
    menu.link_to(
        "glossary",
        plain_of_figure(say("glossary.in_place", words=", ".join(term.name for term in found))),
        ":material/menu_book:",
        ord=",".join(term.key for term in found),
    )


@st.fragment
def show_table(fig: Figure, say: Voice) -> None:
    """The numbers behind the chart, folded away: sent when they are opened, and then without the rest of the page."""
    folded = st.expander(say("panel.table"), icon=":material/table:", key=f"table:{fig.key}", on_change="rerun")
    if folded.open:
        with folded:
            show_numbers(fig.table, say)


def show_numbers(table: pd.DataFrame, say: Voice) -> None:
    """A table of values: columns named for people, numbers written in their language, sorted as numbers."""
    named = table.rename(columns={c: say(f"columns.{c}") for c in table.columns})
    numeric = ((name, cells) for name, cells in table.items() if is_numeric_dtype(cells) and not is_bool_dtype(cells))
    formats = {say(f"columns.{name}"): written_as(cells, say) for name, cells in numeric}
    st.dataframe(named.style.format(formats), hide_index=True, width="stretch")


def show_rows(rows: Sequence[Mapping[str, str]]) -> None:
    """Rows that name their cells, all alike, as a table to read; nothing where there are none."""
    if rows:
        show_reading_table(list(rows[0]), [list(row.values()) for row in rows])


def show_reading_table(heads: Sequence[str], rows: Sequence[Sequence[str]], links: Sequence[str] = ()) -> None:
    """A table of words to read line by line: its cells wrap, so that no sentence is cut off, and no key walks through
    them; a column empty in every row is left out. `links`: where the first cell of each row leads."""
    (first, *_), *others = columns = list(zip(heads, *(map(plain_cell, row) for row in rows), strict=True))
    told = {head: cells for head, *cells in others if any(cells)}
    names = [linked_cell(row[0], link) for row, link in zip(rows, links, strict=True)] if links else columns[0][1:]
    st.table(pd.DataFrame(told, index=pd.Index(names, name=first)))


def show_heroes(heroes: Sequence[Hero]) -> None:
    """Large numbers side by side: value, what it is, how sure it is."""
    for column, hero in zip(st.columns(len(heroes)), heroes, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(plain_of_figure(hero.meaning))  # a metric's own label is cut off where it is narrow
            st.metric(hero.meaning, hero.value, label_visibility="collapsed")
            st.caption(plain_of_figure(hero.certainty))
