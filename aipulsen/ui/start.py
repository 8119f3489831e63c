"""What is done when a server starts, so that its first reader does not wait for it: workers, front page, pictures."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aipulsen import figures, queries, topics
from aipulsen.charts import drawing
from aipulsen.errors import AipulsenError
from aipulsen.figures import workshop
from aipulsen.figures.desk import Desk
from aipulsen.figures.files import FileOrder
from aipulsen.settings import settings
from aipulsen.store import editions
from aipulsen.voice import SWEDISH

FRONT = ("gap-map", "gap-ranking", "national-share")  # what the start page shows, and what is shared most
_PICTURE = topics.FIGURE_FORMATS[0]


@asynccontextmanager
async def prepared(_app: Any) -> AsyncIterator[None]:
    """While a server runs: it is prepared in a thread of its own and answers meanwhile, unless the settings say no."""
    if settings().prepare_at_start:
        threading.Thread(target=prepare, daemon=True, name="preparing").start()
    yield


def prepare() -> None:
    """Start the workers; build, draw and keep the default edition's front figures; have their pictures made."""
    workshop.workshop().warm()
    try:
        desk = Desk(editions.default_edition(), SWEDISH)
    except AipulsenError:  # every page will say which edition does not open, and why
        return
    selection = queries.Selection(base=queries.default_base(desk.edition))  # as a page without choices asks
    shown = [key for key in FRONT if topics.FIGURES[key].is_in(desk.edition)]
    for key in shown:
        figure = figures.build_figure(key, desk, selection)
        for part in figure.parts:
            drawing.on_page(figure, part)
    for key in shown:
        workshop.made(FileOrder(desk=desk, selection=selection, file_format=_PICTURE, figure=key))
