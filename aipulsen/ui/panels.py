"""What a page is put together from: a chart with its words and downloads, hero numbers, tables, notes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from aipulsen.charts import export
from aipulsen.charts.figure import Figure
from aipulsen.text import Lang, t
from aipulsen.ui.markdown import plain

_DOWNLOADS: tuple[tuple[str, str, str, Callable[[Figure], bytes]], ...] = (
    ("png_wide", "png", "image/png", lambda fig: export.png_bytes(fig, "16:9")),
    ("png_square", "1x1.png", "image/png", lambda fig: export.png_bytes(fig, "1:1")),
    ("svg", "svg", "image/svg+xml", lambda fig: export.svg_text(fig).encode("utf-8")),
    ("csv", "csv", "text/csv", lambda fig: export.csv_text(fig).encode("utf-8-sig")),
    ("xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", export.xlsx_bytes),
)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={Figure: lambda fig: fig.fingerprint})
def _rendered(kind: str, fig: Figure) -> bytes:
    return next(render for key, _, _, render in _DOWNLOADS if key == kind)(fig)


def show_words(fig: Figure) -> None:
    """The finding and the quiet line under it."""
    st.subheader(plain(fig.title), anchor=False)
    st.caption(plain(fig.subtitle))


def show_figure(fig: Figure, lang: Lang, *, file_stem: str) -> None:
    """A chart with its finding, measure, caveats, source, downloads and table."""
    show_words(fig)
    columns = st.columns([part.share for part in fig.parts]) if len(fig.parts) > 1 else [st.container()]
    for column, part in zip(columns, fig.parts, strict=True):
        key = f"chart:{fig.key}:{part.name}"
        column.altair_chart(part.chart, theme=None, width="stretch", alt=fig.alt, key=key)
    show_caption(fig)
    show_downloads(fig, lang, file_stem=file_stem)
    show_table(fig, lang)


def show_caption(fig: Figure) -> None:
    """Status, caveats, source, edition and date, a line each."""
    st.caption("  \n".join(plain(line) for line in fig.caption))


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
        show_frame(fig.table)


def show_frame(frame: pd.DataFrame) -> None:
    """A frame as a table with its numbers already in words of the reader's language."""
    st.dataframe(frame, hide_index=True, width="stretch")


def show_heroes(heroes: list[tuple[str, str, str]]) -> None:
    """Large numbers side by side: value, what it is, how sure it is."""
    for column, (value, meaning, certainty) in zip(st.columns(len(heroes)), heroes, strict=True):
        with column, st.container(border=True):
            st.metric(meaning, value)
            st.caption(plain(certainty))


def show_notes(notes: list[str]) -> None:
    """Known faults and caveats beside the numbers they concern."""
    for note in notes:
        st.info(plain(note), icon=":material/report:")
