"""What a test asks about: an edition by name and the reader's choices, opened as a page or a command opens them."""

from __future__ import annotations

from typing import Any

from aipulsen import figures, topics
from aipulsen.charts.figure import Figure
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.store.editions import Edition, open_edition
from aipulsen.text import Lang
from aipulsen.voice import Voice


class Chosen:
    """`queries.ask_gap(*Chosen("demo").asked)`, `Chosen("demo", county_code="25").figure("gap-map", "en")`."""

    def __init__(self, edition: str | None = None, **choices: Any) -> None:
        self.edition = edition
        self.selection = Selection(**choices)

    @property
    def asked(self) -> tuple[Edition, Selection]:
        """What a question takes."""
        return open_edition(self.edition), self.selection

    def shown(self, lang: Lang = "sv") -> tuple[Desk, Selection]:
        """What a figure takes."""
        return Desk(open_edition(self.edition), Voice(lang)), self.selection

    def figure(self, key: str, lang: Lang = "sv") -> Figure:
        """The figure of that name, which is kept: whoever gets it leaves it as it is."""
        return figures.build_figure(key, *self.shown(lang))


# Every figure that an embedded edition has the tables for.
ANSWERED = [
    (key, edition)
    for edition in ("demo", "rapport-2026-04")
    for key, entry in topics.FIGURES.items()
    if entry.is_in(open_edition(edition))
]
