"""Processes that begin with the program loaded: real ones, to be killed for real, that cost no second to start."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from aipulsen.cli import main
from aipulsen.settings import settings

LOADED = [
    *(f"aipulsen.cli.{room}" for room in ("archive", "editions", "query", "refresh")),
    *("aipulsen.charts.shapes", "aipulsen.scoring.versions", "aipulsen.store.ads", "duckdb", "pytest"),
]


def begin(target: Callable[..., object], *arguments: object) -> ForkServerProcess:
    """The target at work in a process of its own, with our environment; forked by a server without threads."""
    process = context().Process(target=_as_here, args=(dict(os.environ), target, arguments))
    process.start()
    return process


def context() -> ForkServerContext:
    """Where such a process comes from, and its pipes."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(LOADED)
    return found


def run(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The command `aipulsen` in a process of its own, with our environment and these changes; what it said."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "out", Path(folder) / "err"
        process = begin(_command, arguments, dict(environment), *said)
        process.join()
        out, err = (file.read_text("utf-8") for file in said)
    return subprocess.CompletedProcess(arguments, process.exitcode or 0, out, err)


def _as_here(environment: dict[str, str], target: Callable[..., object], arguments: tuple[object, ...]) -> None:
    os.environ.clear()  # the server's is that of whoever started it
    os.environ.update(environment)
    settings.cache_clear()  # read of the server's, by whatever it met while it loaded
    target(*arguments)


def _command(arguments: tuple[str, ...], environment: dict[str, str], out: Path, err: Path) -> None:
    os.environ.update(environment)
    settings.cache_clear()  # read before, by whatever the process met on its way here
    for descriptor, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), descriptor)
    main([*arguments])
