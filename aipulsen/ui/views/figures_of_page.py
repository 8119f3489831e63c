"""Figures of a page: built once, stopped with one sentence when they cannot be."""

from __future__ import annotations

from aipulsen import figures, queries
from aipulsen.charts.figure import Figure
from aipulsen.errors import AipulsenError
from aipulsen.ui import filters
from aipulsen.ui.shell import Page, stop_with


def figure(key: str, page: Page, selection: queries.Selection | None = None) -> Figure:
    """The figure of a page; what cannot be answered stops the page with one sentence."""
    filters.show_notices()  # of the page's own filters, drawn after the frame has shown its notices
    try:
        return figures.build_figure(key, page.desk, selection or page.selection)
    except AipulsenError as error:
        stop_with(error, page.say)
        raise


def file_stem(key: str, page: Page) -> str:
    """A file name that tells what it is: chart, edition, window, and that research posts are left out."""
    left_out = "-without-research" if page.selection.research == "without" else ""
    return f"aipulsen-{key}-{page.edition.name}-{page.selection.window_days}d{left_out}"
