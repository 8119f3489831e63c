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

from aipulsen.cli.output import DataDirOption
from aipulsen.clock import SYSTEM_CLOCK
from aipulsen.errors import ParameterError, SourceError
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.official import OFFICIAL_SOURCES
from aipulsen.publishing.run import Listener, Options
from aipulsen.settings import settings
from aipulsen.sources import archive_files
from aipulsen.sources._http import HttpClient
from aipulsen.sources.jobs import PlannedRequest
from aipulsen.text import numbers as fmt
from aipulsen.text import t

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
    official, lang = OFFICIAL_SOURCES, settings().lang
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
        typer.echo(t(key, lang, name=outcome.edition.name, path=outcome.edition.path), err=True)
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
    root, lang = data_dir or settings().data_dir, settings().lang
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
        megabytes = fmt.number(file.path.stat().st_size / 1e6, 0, lang)
        told = {"name": file.path.name, "megabytes": megabytes, "sha256": file.sha256}
        typer.echo(t("backfill.here" if file.was_here else "backfill.fetched", lang, **told), err=True)
    for failure in failures:
        typer.echo(t("cli.error", lang, sentence=failure.sentence(lang)), err=True)
    if files and not download_only:
        paths = [str(file.path) for file in files]
        _score_archive(paths, folder, out or root / folder.name, years, workers, cluster)
    if failures:
        sys.exit(failures[0].exit_code)


def _score_archive(paths: list[str], folder: Path, out: Path, years: str, workers: int, cluster: str | None) -> None:
    """Hand the files to `score-archive`; a build without it is told the command instead."""
    if importlib.util.find_spec("aipulsen.cli.archive") is None:
        typer.echo(t("backfill.no_scorer", settings().lang, folder=folder, out=out), err=True)
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
    lang = settings().lang
    for key, asked in planned.items():
        for request in asked:
            size = _size(request)
            source = t(f"refresh.source.{key}", lang)
            told = {"method": request.method, "url": request.url, "what": request.what, "size": size}
            typer.echo(t("refresh.would_ask", lang, source=source, **told))
    every = [request for asked in planned.values() for request in asked]
    megabytes = sum(r.bytes or 0 for r in every) / 1e6
    cells = sum(r.cells or 0 for r in every)
    counts = {"requests": len(every), "megabytes": megabytes, "cells": cells}
    typer.echo(t("refresh.would_total", lang, **{k: fmt.number(v, 0, lang) for k, v in counts.items()}))


def _size(request: PlannedRequest) -> str:
    lang = settings().lang
    size = t("refresh.unknown_size", lang)
    if request.bytes is not None:
        megabytes = fmt.number(request.bytes / 1e6, 0, lang)
        is_small = request.bytes < 1e6
        size = t("refresh.size_small", lang) if is_small else t("refresh.size_bytes", lang, count=megabytes)
    if request.cells is None:
        return size
    cells = fmt.number(request.cells, 0, lang)
    return (
        t("refresh.size_both", lang, cells=cells, bytes=size)
        if request.bytes is not None
        else t("refresh.size_cells", lang, count=cells)
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
            label = t(f"refresh.step.{what}", settings().lang)
            tasks[key] = bars.add_task(label, total=total, is_bytes=what in _BYTE_STEPS)
        bars.update(tasks[key], completed=done, total=total)

    return listener
