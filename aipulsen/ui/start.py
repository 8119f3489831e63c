"""What is done when a server starts, so that its first readers do not wait for it: workers, pictures, every view.

A process of its own fills the shelf meanwhile, behind everything else that the machine does; the server ends it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import psutil

from aipulsen import queries, topics
from aipulsen.errors import AipulsenError
from aipulsen.figures import prepared as in_advance
from aipulsen.figures import workshop
from aipulsen.figures.desk import Desk
from aipulsen.figures.files import FileOrder
from aipulsen.paths import PACKAGE
from aipulsen.settings import settings
from aipulsen.store import editions
from aipulsen.text import LANGS
from aipulsen.voice import SWEDISH, Voice

FRONT = ("gap-map", "gap-ranking", "national-share")  # what the start page shows, and what is shared most
FILL = (sys.executable, "-m", "aipulsen", "prepare", "--server")  # and the process that it ends with
_LAST = 19  # the niceness of what waits for everything else
_PICTURE = topics.FIGURE_FORMATS[0]


@asynccontextmanager
async def prepared(_app: Any) -> AsyncIterator[None]:
    """While a server runs: it is prepared in a thread of its own and answers meanwhile, unless the settings say no."""
    shelf = in_advance.open_shelf(settings())
    filling: subprocess.Popen[bytes] | None = None
    if settings().prepare_at_start:
        threading.Thread(target=_all, daemon=True, name="preparing").start()
        if shelf is not None and os.access(shelf.folder, os.W_OK):
            filling = subprocess.Popen([*FILL, str(os.getpid())], cwd=PACKAGE.parent)
            if os.name != "nt":
                psutil.Process(filling.pid).nice(_LAST)
    try:
        yield
    finally:
        if filling is not None:
            filling.terminate()
            filling.wait()


def _all() -> None:
    prepare()
    prepare_views()


def prepare() -> None:
    """Start the workers; build, draw and keep the default edition's front figures; have their pictures made."""
    workshop.workshop().warm()
    try:
        desk = Desk(editions.default_edition(), SWEDISH)
    except AipulsenError:  # every page will say which edition does not open, and why
        return
    selection = _without_choices(desk)
    shown = [key for key in FRONT if topics.FIGURES[key].is_in(desk.edition)]
    for key in shown:
        in_advance.draw(key, desk, selection)
    for key in shown:
        workshop.made(FileOrder(desk=desk, selection=selection, file_format=_PICTURE, figure=key))


def prepare_views() -> None:
    """Build, draw and keep what every view shows before anything is chosen, and so answer what no county changes: of
    the default edition in each language, and of the demo, to which pages lead that lack something. After each figure
    it rests as long as it worked: the readers who are there come first."""
    for desk in _desks():
        selection = _without_choices(desk)
        for key, figure in topics.FIGURES.items():
            if figure.needs_county or not figure.is_in(desk.edition):
                continue
            begin = time.thread_time()
            with contextlib.suppress(AipulsenError):  # the view will say why
                in_advance.draw(key, desk, selection)
            time.sleep(time.thread_time() - begin)


def _desks() -> Iterator[Desk]:
    """In the order in which they are most likely asked for; an edition that does not open is left to its page."""
    for find in (editions.default_edition, partial(editions.open_edition, "demo")):
        with contextlib.suppress(AipulsenError):
            edition = find()
            yield from (Desk(edition, Voice(lang)) for lang in LANGS)


def _without_choices(desk: Desk) -> queries.Selection:
    """As a page without choices asks."""
    return queries.Selection(base=queries.default_base(desk.edition))
