"""What a long command tells on stderr: its plan, and how far it has come, on terminals and in logs alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from aipulsen.cli.output import voice
from aipulsen.publishing.run import Listener
from aipulsen.sources.jobs import PlannedRequest

_BYTE_STEPS = ("snapshot", "stream", "archive")
LOG_SECONDS = 15.0  # in a log a step is told when it begins, when it ends, and so often in between


def tell_plan(planned: dict[str, list[PlannedRequest]]) -> None:
    """The plan on stdout, a request a line with the ways that would be tried instead below it, and its sums."""
    say = voice()
    for key, asked in planned.items():
        source = say(f"refresh.source.{key}")
        for request in asked:
            told = {"source": source, "method": request.method, "url": request.url}
            if request.otherwise:
                typer.echo(say("refresh.would_ask_else", **told))
            else:
                typer.echo(say("refresh.would_ask", what=request.what, size=_size(request), **told))
    every = [request for asked in planned.values() for request in asked]
    first = [request for request in every if not request.otherwise]
    megabytes = sum(r.bytes or 0 for r in first) / 1e6
    cells = sum(r.cells or 0 for r in first)
    counts = {"requests": len(first), "megabytes": megabytes, "cells": cells, "others": len(every) - len(first)}
    typer.echo(say("refresh.would_total", **{k: say.number(v) for k, v in counts.items()}))


def _size(request: PlannedRequest) -> str:
    say = voice()
    size = say("refresh.unknown_size")
    if request.bytes is not None:
        megabytes = say.number(request.bytes / 1e6)
        is_small = request.bytes < 1e6
        size = say("refresh.size_small") if is_small else say("refresh.size_bytes", count=megabytes)
    if request.cells is None:
        return size
    cells = say.number(request.cells)
    return (
        say("refresh.size_both", cells=cells, bytes=size)
        if request.bytes is not None
        else say("refresh.size_cells", count=cells)
    )


class _Rate(ProgressColumn):
    """How fast it goes: bytes or things a second."""

    def render(self, task: Task) -> Text:
        speed = task.speed or 0
        shown = f"{speed / 1e6:.1f} MB/s" if task.fields.get("is_bytes") else f"{speed:,.0f}/s"
        return Text(shown.replace(",", " "))


class _Done(ProgressColumn):
    """How much of how much, in bytes or things."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes, self._things = DownloadColumn(), MofNCompleteColumn()

    def render(self, task: Task) -> Text:
        return (self._bytes if task.fields.get("is_bytes") else self._things).render(task)


@contextmanager
def listening() -> Iterator[Listener]:
    """A bar for each source's step with rate and remaining time where a person is looking; lines in a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield in_lines(lambda line: typer.echo(line, err=True), time.monotonic)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), _Done(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        yield _on_bars(bars)


def _on_bars(bars: Progress) -> Listener:
    tasks: dict[tuple[str, str], TaskID] = {}

    def listener(source: str, what: str, done: int, total: int | None) -> None:
        key = (source, what)
        if what.startswith("wait:"):
            bars.console.print(_label(what))
            return
        if key not in tasks:
            tasks[key] = bars.add_task(_label(what), total=total, is_bytes=what in _BYTE_STEPS)
        bars.update(tasks[key], completed=done, total=total)

    return listener


def in_lines(say: Callable[[str], None], clock: Callable[[], float]) -> Listener:
    """A line when a step begins, every `LOG_SECONDS` while it goes on, and when it is done."""
    told: dict[tuple[str, str], float] = {}
    ended: set[tuple[str, str]] = set()

    def listener(source: str, what: str, done: int, total: int | None) -> None:
        key, now = (source, what), clock()
        is_end = total is not None and done >= total > 0
        if key in told and not is_end and now - told[key] < LOG_SECONDS:
            return
        if is_end and key in ended:
            return
        told[key] = now
        if is_end:
            ended.add(key)
        say(f"{_label(what)}{_how_far(what, done, total)}")

    return listener


def _label(what: str) -> str:
    kind, _, detail = what.partition(":")
    return voice()(f"refresh.step.{kind}", **({"what": detail} if detail else {}))


def _how_far(what: str, done: int, total: int | None) -> str:
    if what.startswith("wait:") or not (done or total):
        return "…"
    say = voice()
    if what in _BYTE_STEPS:
        shown = [say.number(value / 1e6) for value in (done, total) if value is not None]
        return f": {'/'.join(shown)} MB"
    return ": " + "/".join(say.number(value) for value in (done, total) if value is not None)
