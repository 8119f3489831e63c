"""From a question to a Figure: the one path that page, picture, file and command line share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from aipulsen import topics
from aipulsen.charts.figure import Figure, Width
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
    parts = tuple(
        dataclasses.replace(part, draw=_Drawing(key, desk, selection, number, part.draw))
        for number, part in enumerate(figure.parts)
    )
    return dataclasses.replace(figure, parts=parts, asked=(desk, selection), address=address_of(figure, selection))


@dataclasses.dataclass(slots=True, eq=False)  # each is itself, as the function is that it stands for
class _Drawing:
    """How a part of a figure is drawn. What draws it holds functions and does not leave the process: in another, where
    the figure came from the shelf, the figure is built anew if a drawing is wanted that nobody has kept."""

    key: str
    desk: Desk
    selection: Selection
    number: int
    draw: Callable[[Width, int], Any] | None = None

    def __call__(self, width: Width, height: int) -> Any:
        """The part's chart at this size."""
        if self.draw is None:
            self.draw = topics.FIGURES[self.key].build(self.desk, self.selection).parts[self.number].draw
        return self.draw(width, height)

    def __reduce__(self) -> tuple[Any, ...]:
        """All but the function."""
        return _Drawing, (self.key, self.desk, self.selection, self.number)


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
