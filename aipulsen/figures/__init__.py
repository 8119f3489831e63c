"""From a question to a Figure: the one path that page, picture, file and command line share."""

from __future__ import annotations

from aipulsen import topics
from aipulsen.charts.figure import Figure
from aipulsen.errors import ParameterError
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection


def build_figure(key: str, desk: Desk, selection: Selection) -> Figure:
    """The figure of that name; an unknown name lists the known (ParameterError)."""
    if key not in topics.FIGURES:
        raise ParameterError("queries.invalid", name="chart", value=key, valid=", ".join(topics.FIGURES))
    figure: Figure = topics.FIGURES[key].build(desk, selection)
    return figure
