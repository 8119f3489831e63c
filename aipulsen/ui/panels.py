"""What a page is put together from: a chart with its words and downloads, hero numbers, tables, notes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st
from pandas.api.types import is_numeric_dtype

from aipulsen.catalogue import MEASURE_OF_FIGURE, MEASURES
from aipulsen.charts import export
from aipulsen.charts.figure import Figure
from aipulsen.keepers import PICTURES
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt
from aipulsen.ui.markdown import plain

_DOWNLOADS: tuple[tuple[str, str, str, Callable[[Figure], bytes]], ...] = (
    ("png_wide", "png", "image/png", lambda fig: export.png_bytes(fig, "16:9")),
    ("png_square", "1x1.png", "image/png", lambda fig: export.png_bytes(fig, "1:1")),
    ("svg", "svg", "image/svg+xml", lambda fig: export.svg_text(fig).encode("utf-8")),
    ("csv", "csv", "text/csv", lambda fig: export.csv_text(fig).encode("utf-8-sig")),
    ("xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", export.xlsx_bytes),
)
_RATES = ("gap_score", "gap_low", "gap_high")
_TWO_DECIMALS = ("_ratio", "_ratio_low", "_ratio_high", "_log")


def _rendered(kind: str, fig: Figure) -> bytes:
    """The file's bytes, from the keeper when the same figure was asked for before, by whomever."""
    asked = (kind, fig.fingerprint)
    if (kept := PICTURES.kept(asked)) is None:
        kept = next(render for key, _, _, render in _DOWNLOADS if key == kind)(fig)
        PICTURES.keep(asked, kept)
    return kept


def measure_help(key: str, lang: Lang) -> str:
    """The measure behind the ⓘ: the words of its page in docs/measures."""
    measure = MEASURES[key]
    parts = [f"**{plain(measure.text('label', lang))}**", plain(measure.text("definition", lang))]
    parts += [
        f"{t(f'measures.heading.{part}', lang)}: {plain(measure.text(part, lang))}"
        for part in ("formula", "example", "missing", "caveat", "coverage")
        if measure.has(part)
    ]
    parts.append(f"{t('measures.heading.source', lang)}: {plain(measure.sources_in_words(lang))}")
    return "\n\n".join(parts)


def show_words(fig: Figure) -> None:
    """The finding with its measure behind the ⓘ, and the quiet line under it."""
    st.subheader(plain(fig.title), anchor=False, help=measure_help(MEASURE_OF_FIGURE[fig.key], fig.context.lang))
    st.caption(plain(fig.subtitle))


def show_figure(fig: Figure, lang: Lang, *, file_stem: str, lead: str = "") -> None:
    """A chart with its finding, measure, caveats, source, downloads and table; `lead` stands above the chart."""
    show_words(fig)
    if lead:
        st.markdown(plain(lead))
    columns = st.columns([part.share for part in fig.parts]) if len(fig.parts) > 1 else [st.container()]
    for column, part in zip(columns, fig.parts, strict=True):
        key = f"chart:{fig.key}:{part.name}"
        column.altair_chart(part.chart, theme=None, width="stretch", alt=fig.alt, key=key)
    show_caption(fig, said=lead)
    show_downloads(fig, lang, file_stem=file_stem)
    show_table(fig, lang)


def show_figure_or_reason(fig: Figure, lang: Lang, *, file_stem: str, lead: str = "") -> None:
    """A figure; one that has nothing to draw says why in its own words."""
    if fig.parts and len(fig.table):
        show_figure(fig, lang, file_stem=file_stem, lead=lead)
        return
    show_words(fig)
    show_caption(fig)


def show_caption(fig: Figure, *, said: str = "") -> None:
    """Status, caveats, source, edition and date, a line each; what the page has `said` above the chart is not again."""
    st.caption("  \n".join(plain(line) for line in fig.caption if line not in said))


def show_downloads(fig: Figure, lang: Lang, *, file_stem: str) -> None:
    """The chart as picture and file; rendered only when asked for."""
    with st.popover(t("panel.download", lang), icon=":material/download:"):
        for kind, suffix, mime, _ in _DOWNLOADS:
            st.download_button(
                t(f"panel.{kind}", lang),
                data=_render_later(kind, fig),
                file_name=f"{file_stem}.{suffix}",
                mime=mime,
                on_click="ignore",
                key=f"download:{fig.key}:{kind}",
                width="stretch",
            )


def _render_later(kind: str, fig: Figure) -> Callable[[], bytes]:
    return lambda: _rendered(kind, fig)


def show_table(fig: Figure, lang: Lang) -> None:
    """The numbers behind the chart, folded away."""
    with st.expander(t("panel.table", lang), icon=":material/table:"):
        show_numbers(fig.table, lang)


def show_numbers(table: pd.DataFrame, lang: Lang) -> None:
    """A table of values: columns named for people, numbers written in their language, sorted as numbers."""
    named = table.rename(columns={c: t(f"columns.{c}", lang) for c in table.columns})
    formats = {t(f"columns.{c}", lang): _written(c, lang) for c in table.columns if is_numeric_dtype(table[c])}
    st.dataframe(named.style.format(formats), hide_index=True, width="stretch")


def _written(column: str, lang: Lang) -> Callable[[float | None], str]:
    if column.endswith("_share") or column.startswith("largest_share"):
        return lambda value: fmt.percent(value, 1, lang)
    decimals = 2 if column in _RATES or column.endswith(_TWO_DECIMALS) else 0
    return lambda value: fmt.number(value, decimals, lang)


def show_frame(frame: pd.DataFrame) -> None:
    """A frame whose cells are already words in the reader's language; a column empty in every row is left out."""
    st.dataframe(_told(frame), hide_index=True, width="stretch")


def show_reading_table(frame: pd.DataFrame) -> None:
    """A table to read line by line: its cells wrap, so that no sentence is cut off and nothing scrolls sideways; a
    column empty in every row is left out."""
    st.table(_told(frame).map(lambda cell: plain(str(cell))).set_index(frame.columns[0]))


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that say something in some row."""
    return frame.loc[:, frame.ne("").any()]


def show_heroes(heroes: list[tuple[str, str, str]]) -> None:
    """Large numbers side by side: value, what it is, how sure it is."""
    for column, (value, meaning, certainty) in zip(st.columns(len(heroes)), heroes, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.metric(meaning, value)
            st.caption(plain(certainty))
