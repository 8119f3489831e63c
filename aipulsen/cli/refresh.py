"""The commands that fetch: `refresh` builds the edition of the day, `backfill` brings the historical ads."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

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

from aipulsen.cli.output import DataDirOption, voice
from aipulsen.clock import SYSTEM_CLOCK
from aipulsen.errors import ParameterError, SourceError
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.official import OFFICIAL_SOURCES
from aipulsen.publishing.run import Listener, Options
from aipulsen.settings import settings
from aipulsen.sources import archive_files
from aipulsen.sources._http import HttpClient
from aipulsen.sources.jobs import PlannedRequest

_BYTE_STEPS = ("snapshot", "stream", "archive")


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("refresh")(refresh)
    app.command("backfill")(backfill)


def refresh(
    only: Annotated[list[str] | None, typer.Option(help="ads, scb, ki or uka; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(help="Read the changes from this day, YYYY-MM-DD.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched; fetch nothing.")] = False,
    from_dir: Annotated[Path | None, typer.Option(help="Use files already downloaded in this folder.")] = None,
    data_dir: DataDirOption = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that score; each takes 300 MB.")] = 1,
) -> None:
    """Fetch ads and statistics, check them, and publish the edition of the day; or keep the last one and say why."""
    options = Options(
        data_dir=data_dir or settings().data_dir,
        only=tuple(only or ()),
        since=_day(since) if since else None,
        from_dir=from_dir,
        workers=workers,
    )
    official, say = OFFICIAL_SOURCES, voice()
    here = dataclasses.replace(settings(), data_dir=options.data_dir)
    if dry_run:
        _tell_plan(refreshing.plan(options, here, official))
        return
    with listening() as listener:
        outcome = refreshing.refresh(options, here, official, listener=listener)
    for line in outcome.account:
        typer.echo(line, err=True)
    if outcome.edition is not None:
        key = "cli.published" if outcome.is_new else "refresh.nothing_new"
        typer.echo(say(key, name=outcome.edition.name, path=outcome.edition.path), err=True)
    if outcome.exit_code:
        sys.exit(outcome.exit_code)


def backfill(
    years: Annotated[str, typer.Option(help="Years, e.g. 2016-2026 or 2025.")] = "2016-2026",
    sample: Annotated[bool, typer.Option("--sample", help="The one per cent samples instead of the whole.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder of scored Parquet; default DATA/archive.")] = None,
    download_only: Annotated[bool, typer.Option("--download-only", help="Fetch and check, do not score.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched; fetch nothing.")] = False,
    data_dir: DataDirOption = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that score, a part each.")] = 1,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
) -> None:
    """Fetch the historical ads (resumable, checksummed) and score them as an archive."""
    chosen = archive_files.parse_years(years, SYSTEM_CLOCK.now().year)
    if dry_run:
        _tell_plan({"ads": archive_files.plan(chosen, sample=sample, settings=settings())})
        return
    root, say = data_dir or settings().data_dir, voice()
    folder = root / "store" / ("archive-sample" if sample else "archive")
    files, failures = [], []
    with listening() as listener, HttpClient.from_settings(settings()) as client:
        for year in chosen:
            try:
                files += archive_files.fetch_year(
                    client,
                    settings(),
                    year,
                    folder,
                    sample=sample,
                    progress=lambda done, total: listener("ads", "archive", done, total),
                )
            except SourceError as error:
                failures.append(error)
    for file in files:
        megabytes = say.number(file.path.stat().st_size / 1e6)
        told = {"name": file.path.name, "megabytes": megabytes, "sha256": file.sha256}
        typer.echo(say("backfill.here" if file.was_here else "backfill.fetched", **told), err=True)
    for failure in failures:
        typer.echo(say("cli.error", sentence=failure.sentence(say.lang)), err=True)
    if files and not download_only:
        paths = [str(file.path) for file in files]
        _score_archive(paths, folder, out or root / folder.name, years, workers, cluster)
    if failures:
        sys.exit(failures[0].exit_code)


def _score_archive(paths: list[str], folder: Path, out: Path, years: str, workers: int, cluster: str | None) -> None:
    """Hand the files to `score-archive`; a build without it is told the command instead."""
    if importlib.util.find_spec("aipulsen.cli.archive") is None:
        typer.echo(voice()("backfill.no_scorer", folder=folder, out=out), err=True)
        return
    command = importlib.import_module("aipulsen.cli.archive").score_archive_command
    command(archives=paths, out=out, years=years, workers=workers, cluster=cluster)


def _day(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as exc:
        raise ParameterError("cli.bad_date", value=value) from exc


def _tell_plan(planned: dict[str, list[PlannedRequest]]) -> None:
    """The plan on stdout, a request a line, and its sums."""
    say = voice()
    for key, asked in planned.items():
        for request in asked:
            size = _size(request)
            source = say(f"refresh.source.{key}")
            told = {"method": request.method, "url": request.url, "what": request.what, "size": size}
            typer.echo(say("refresh.would_ask", source=source, **told))
    every = [request for asked in planned.values() for request in asked]
    megabytes = sum(r.bytes or 0 for r in every) / 1e6
    cells = sum(r.cells or 0 for r in every)
    counts = {"requests": len(every), "megabytes": megabytes, "cells": cells}
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
    """A bar for each source's step with rate and remaining time, on stderr when a person is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda source, what, done, total: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), _Done(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        yield _on_bars(bars)


def _on_bars(bars: Progress) -> Listener:
    tasks: dict[tuple[str, str], TaskID] = {}

    def listener(source: str, what: str, done: int, total: int | None) -> None:
        key = (source, what)
        if key not in tasks:
            label = voice()(f"refresh.step.{what}")
            tasks[key] = bars.add_task(label, total=total, is_bytes=what in _BYTE_STEPS)
        bars.update(tasks[key], completed=done, total=total)

    return listener
