"""Processes that score: how many a machine has room for, and what each does first."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import wait

import pyarrow as pa


def cores() -> int:
    """The processor cores this process may use, at least one: as many processes score unless told otherwise."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def start_worker() -> None:
    """Make a process of ours fit for work: it ends when the process that started it is killed (nobody else would tell
    it), and does without pandas."""
    _without_pandas()

    def watch(sentinel: int) -> None:
        wait([sentinel])
        os._exit(1)

    if (parent := multiprocessing.parent_process()) is not None:
        threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()


def _without_pandas() -> None:
    """Let Arrow ask once for pandas and not find it: it asks of every list whether it is one of theirs, and imports
    pandas to know (0.15 s of every worker). No list here is; in a process that has pandas nothing changes."""
    if "pandas" not in sys.modules:
        sys.modules["pandas"] = None  # type: ignore[assignment]  # how Python is told that a module is not there
        with suppress(AttributeError):
            pa.array([])
        del sys.modules["pandas"]
