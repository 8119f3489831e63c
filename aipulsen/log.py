"""What the program writes down for those who run it: when, which room, what, which edition, how long.

One logger for each room (`aipulsen.ads`, `aipulsen.publishing`, `aipulsen.ui` …), one format, on stderr; the level is
a setting. A line holds names of ours, counts and keys of errors. It never holds an ad's text, a headline, an employer
or an error's sentence, since those may hold what somebody wrote in an ad, and nothing about who asked.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Literal, get_args

from aipulsen.errors import AipulsenError, ParameterError

Verbosity = Literal["debug", "info", "warning", "error"]
VERBOSITIES: tuple[Verbosity, ...] = get_args(Verbosity)
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S%z"


class _Stderr(logging.StreamHandler[IO[str]]):
    """Writes to what stderr is when the line is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(logging.Formatter(_FORMAT, _DATE_FORMAT))

    @property
    def stream(self) -> IO[str]:  # type: ignore[override]  # StreamHandler keeps the stream it was made with
        return sys.stderr


def start(level: Verbosity) -> None:
    """Write from this level on. May be called again, with another level."""
    rooms = logging.getLogger("aipulsen")
    if not any(isinstance(handler, _Stderr) for handler in rooms.handlers):
        rooms.addHandler(_Stderr())
    rooms.setLevel(level.upper())


def written(facts: dict[str, object]) -> str:
    """Facts as a line has them; one that is not known is left out.

    >>> written({"edition": "rapport-2026-04", "ads": 3, "stale": None})
    'edition=rapport-2026-04 ads=3'
    """
    return " ".join(f"{name}={value}" for name, value in facts.items() if value is not None)


@contextmanager
def timed(logger: logging.Logger, what: str, **facts: object) -> Iterator[dict[str, object]]:
    """Say how long `what` took, with the facts; those learnt inside are put into the yielded dict. A failure is said
    by the error's key or kind; a person's mistake, which the person is told, only where everything is written down."""
    told, began = dict(facts), time.monotonic()
    logger.debug("%s begins %s", what, written(told))
    try:
        yield told
    except BaseException as error:
        level = logging.DEBUG if isinstance(error, ParameterError) else logging.WARNING
        reason = error.key if isinstance(error, AipulsenError) else type(error).__name__
        logger.log(level, "%s failed %s error=%s seconds=%.2f", what, written(told), reason, time.monotonic() - began)
        raise
    logger.info("%s done %s seconds=%.2f", what, written(told), time.monotonic() - began)
