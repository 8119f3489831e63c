"""From a question to a Figure: the one path that page, picture, file and command line share."""

from __future__ import annotations

import dataclasses

from aipulsen import topics
from aipulsen.charts.figure import Figure
from aipulsen.errors import ParameterError
from aipulsen.figures.desk import Desk
from aipulsen.figures.sentence_codes import code_of
from aipulsen.figures.sharing import sentence_address
from aipulsen.figures.tested import with_counting_error
from aipulsen.keepers import FIGURES, kept_in
from aipulsen.queries import Selection
from aipulsen.settings import settings


@kept_in(FIGURES)  # it depends on edition, voice and choice alone: the next reader of the same gets the same
def build_figure(key: str, desk: Desk, selection: Selection) -> Figure:
    """The figure of that name; an unknown name lists the known (ParameterError).

    It is shared by all who ask: nobody changes its frames. What was asked for is its `asked`.
    """
    if key not in topics.FIGURES:
        raise ParameterError("queries.invalid", name="chart", value=key, valid=", ".join(topics.FIGURES))
    figure: Figure = topics.FIGURES[key].build(desk, selection)
    figure = figure if desk.edition.has("ads") else with_counting_error(figure)
    return dataclasses.replace(figure, asked=(desk, selection), address=address_of(figure, selection))


def address_of(figure: Figure, selection: Selection) -> str:
    """The address at which its finding is made anew with all that is said of it; empty where no server is known, or
    nothing found."""
    root, context = settings().public_url, figure.context
    if not root or not figure.has_finding:
        return ""
    return sentence_address(root, code_of_finding(figure, selection), context.say.lang).partition("://")[2]


def code_of_finding(figure: Figure, selection: Selection) -> str:
    """The code of its finding. That of a change names what was compared with (the figure's `since`): it means the same
    when there are other editions between."""
    since = figure.extra.get("since", selection.since)
    return code_of(figure.key, figure.context.edition, dataclasses.replace(selection, since=since), figure.context.base)
