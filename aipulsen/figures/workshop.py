"""Where pictures, pages and kits are drawn: warm processes of their own, so that no reader waits for another's picture.

Drawing holds a process's interpreter for a quarter of a second at a time. `made` gives the file of an order, from the
keeper when somebody had the same before, else from a worker. Workers start when the first drawing is asked for (or
`warm` is called), as many as the settings say, and live on. One that dies, or draws without end, takes the orders in
work with it: all are started anew and each order is drawn by the next, so that only what ends a worker twice fails.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from functools import cache
from itertools import islice
from typing import Any, ParamSpec, TypeVar

from loky import ProcessPoolExecutor
from loky.process_executor import ShutdownExecutorError

from aipulsen.ads.workers import cores, end_with
from aipulsen.charts import picture
from aipulsen.errors import EditionError
from aipulsen.figures import press
from aipulsen.figures.desk import Desk
from aipulsen.figures.files import FileOrder, file_bytes
from aipulsen.keepers import PICTURES
from aipulsen.queries import Selection
from aipulsen.settings import settings
from aipulsen.topics import FileFormat

Given = ParamSpec("Given")
Made = TypeVar("Made")
Job = Callable[[ProcessPoolExecutor], Future[Made]]  # how a job is handed out

_LONGEST_SECONDS = 120  # for one drawing; the largest takes two
_NICENESS = 5  # pages before pictures
_LOG = logging.getLogger("aipulsen.figures")


def _begin(parent: int) -> None:
    """What a worker does first: give way to the server, end with it, and have everything loaded."""
    if (give_way := getattr(os, "nice", None)) is not None:  # not on Windows
        give_way(_NICENESS)
    end_with(parent)
    picture.warm()


def _nothing() -> None:
    """What a worker is asked to do so that it starts."""


class Workshop:
    """Some worker processes, and the pool that is exchanged when one of them has died."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._lock = threading.Lock()
        self._pool: Any = None

    def warm(self) -> None:
        """Start the workers and return at once."""
        for _ in range(self.workers):
            self._running().submit(_nothing)

    def do(self, job: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs) -> Made:
        """What the job gives, done by a worker; an error of the job is raised here."""
        made: Made = next(self.do_each([lambda pool: pool.submit(job, *args, **kwargs)]))
        return made

    def do_each(self, jobs: Iterable[Job[Made]]) -> Iterator[Made]:
        """What each of these jobs gives, in their order; all are handed out at once."""
        begun = [(job, *self._begun(job)) for job in jobs]
        for job, pool, future in begun:
            yield self._finished(job, pool, future)

    def close(self) -> None:
        """End the workers, whatever they do."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, kill_workers=True)

    def _begun(self, job: Job[Made]) -> tuple[ProcessPoolExecutor, Future[Made]]:
        """The job handed out; a worker that died while nobody asked is found out here."""
        pool = self._running()
        try:
            return pool, job(pool)
        except (BrokenExecutor, ShutdownExecutorError):
            self._replace(pool)
            pool = self._running()
            return pool, job(pool)

    def _finished(self, job: Job[Made], pool: ProcessPoolExecutor, future: Future[Made]) -> Made:
        tries = 2
        while True:
            try:
                return future.result(_LONGEST_SECONDS)
            except ShutdownExecutorError:
                pass  # the workers were exchanged for another job's sake
            except (BrokenExecutor, TimeoutError):
                tries -= 1
                self._replace(pool)
                if not tries:
                    raise EditionError("export.not_drawn") from None
                _LOG.warning("a drawing process ended; drawing again")
            pool, future = self._begun(job)

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                # loky's processes never run the starting script again, which is a page of Streamlit's here
                self._pool = ProcessPoolExecutor(
                    self.workers, timeout=None, initializer=_begin, initargs=(os.getpid(),)
                )
            return self._pool

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        """The next drawing gets new workers; of several who saw the same end the first does it."""
        with self._lock:
            if self._pool is broken:
                self._pool = None
                broken.shutdown(wait=False, kill_workers=True)


@cache
def workshop() -> Workshop:
    """This process's workshop: as many workers as the settings say, else as there are cores, at most two."""
    opened = Workshop(settings().picture_workers or min(2, cores()))
    atexit.register(opened.close)
    return opened


def made(order: FileOrder) -> bytes:
    """The file of an order: kept, or made by a worker. A kit's figures are drawn by all workers at once."""

    def make() -> bytes:
        if order.file_format.made_by == press.KIT_MADE_BY:
            return kit(order.desk, order.selection)
        return workshop().do(file_bytes, order) if order.file_format.is_drawn else file_bytes(order)

    return PICTURES.ask(order, make)


def kit(desk: Desk, selection: Selection) -> bytes:
    """A county's press kit, its pieces made by all workers."""
    return _packed(workshop().do_each(_piece_jobs([(desk, selection)])))


def kits(desk: Desk, selections: Iterable[Selection]) -> Iterator[tuple[Selection, bytes]]:
    """Many counties' press kits, one after the other as they get ready. A worker makes a whole kit, so that what its
    figures share is asked once; of the last, where there is not one for each worker, all make pieces."""
    asked = [(desk, selection) for selection in selections]
    whole = len(asked) - len(asked) % workshop().workers
    jobs: list[Job[Any]] = [_kit_job(*one) for one in asked[:whole]]
    made = workshop().do_each([*jobs, *_piece_jobs(asked[whole:])])
    for number, (_, selection) in enumerate(asked):
        yield selection, next(made) if number < whole else _packed(made)


def _packed(pieces: Iterator[press.Piece]) -> bytes:
    """The next kit of these pieces."""
    return press.packed(*islice(pieces, len(press.KIT_PIECES)))


def _kit_job(desk: Desk, selection: Selection) -> Job[bytes]:
    return lambda pool: pool.submit(press.kit_of, desk, selection, press.KIT_PIECES)


def _piece_jobs(asked: Iterable[tuple[Desk, Selection]]) -> list[Job[press.Piece]]:
    def job(desk: Desk, selection: Selection, piece: str) -> Job[press.Piece]:
        return lambda pool: pool.submit(press.kit_piece, desk, selection, piece)

    return [job(*one, piece) for one in asked for piece in press.KIT_PIECES]


def ordered(
    file_format: FileFormat, desk: Desk, selection: Selection, figure: str | None = None
) -> Callable[[], bytes]:
    """The file later: what a download button is given."""
    order = FileOrder(desk=desk, selection=selection, file_format=file_format, figure=figure)
    return lambda: made(order)
