"""Processes of ours: how many a machine has room for, and how each ends with the one that started it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from multiprocessing.connection import wait

import psutil


def cores() -> int:
    """The processor cores this process may use, at least one: as many processes score unless told otherwise."""
    process = psutil.Process()
    if hasattr(process, "cpu_affinity"):  # macOS lends a process all cores
        return len(process.cpu_affinity())
    return os.cpu_count() or 1


def end_with(process: int) -> None:
    """Let this process end when that one does, however that ends: a killed server takes nobody along by itself."""

    def watch() -> None:
        with contextlib.suppress(psutil.NoSuchProcess):  # it died while we loaded
            psutil.Process(process).wait()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def start_worker() -> None:
    """Let a process of ours end when the process that started it is killed: nobody else would tell it."""

    def watch(sentinel: int) -> None:
        wait([sentinel])
        os._exit(1)

    if (parent := multiprocessing.parent_process()) is not None:
        threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()
