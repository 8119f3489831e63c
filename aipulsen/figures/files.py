"""A file as somebody ordered it: figure or county brief, choice and format. Whoever has the order can make the file."""

from __future__ import annotations

from dataclasses import dataclass

from aipulsen.figures import build_figure, press
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.topics import FileFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOrder:
    """What a file depends on and nothing else: equal orders are the same bytes, in any process.

    figure: its key; None orders the chosen county's brief. shape: 16:9 or 1:1, where it is not the format's own.
    """

    desk: Desk
    selection: Selection
    file_format: FileFormat
    figure: str | None = None
    shape: str | None = None


def file_bytes(order: FileOrder) -> bytes:
    """The file, made here and now. What cannot be answered raises as the figure or the brief does."""
    if order.figure is None:
        return order.file_format.data(press.county_brief(order.desk, order.selection))
    figure = build_figure(order.figure, order.desk, order.selection)
    return order.file_format.data(figure, order.shape)
