"""The commands of the past: `backfill` brings the historical ads, `score-archive` makes them partitioned Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from aipulsen.ads.archive import Part, ScoredParts, find_parts, parse_period, score_archive
from aipulsen.ads.workers import cores
from aipulsen.cli.output import DataDirOption, refuse_unwritable, voice
from aipulsen.cli.progress import listening, tell_plan
from aipulsen.clock import SYSTEM_CLOCK
from aipulsen.errors import DataContractError, SourceError
from aipulsen.scoring import CURRENT_ENGINE_VERSION
from aipulsen.settings import settings
from aipulsen.sources import archive_files
from aipulsen.sources.http_client import HttpClient
from aipulsen.store import editions


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("score-archive")(score_archive_command)
    app.command("backfill")(backfill)


def score_archive_command(
    archives: Annotated[
        list[str], typer.Argument(help="Folders or files: .jsonl, .zip, .zst, .gz, a year or quarter each.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for parts/, ads/year=YYYY/ and summary.json.")],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes, a part each; default the machine's cores.")
    ] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, e.g. tcp://host:8786.")] = None,
    years: Annotated[str | None, typer.Option(help="Only ads of these years, e.g. 2016-2026.")] = None,
    engine: Annotated[str, typer.Option(help="Engine version.")] = CURRENT_ENGINE_VERSION,
) -> None:
    """Score archives to partitioned Parquet; a run that was stopped is taken up where it was."""
    parts = find_parts(archives, parse_period(years))
    with _progress(parts) as progress:
        outcome = score_archive(
            parts,
            out,
            engine_version=engine,
            workers=workers or cores(),
            cluster=cluster,
            progress=progress,
            faulty_share=settings().faulty_share,
        )
    _tell(outcome, parts, out)
    if outcome.failed:
        names = ", ".join(outcome.failed)
        raise DataContractError("archive.all_failed", count=len(outcome.failed), parts=names)


def backfill(
    years: Annotated[str, typer.Option(help="Years, e.g. 2016-2026 or 2025.")] = "2016-2026",
    sample: Annotated[bool, typer.Option("--sample", help="The one per cent samples instead of the whole.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder of scored Parquet; default DATA/archive.")] = None,
    download_only: Annotated[bool, typer.Option("--download-only", help="Fetch and check, do not score.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched; fetch nothing.")] = False,
    data_dir: DataDirOption = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that score; default the machine's cores.")
    ] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
) -> None:
    """Fetch the historical ads (resumable, checksummed) and score them as an archive."""
    chosen = archive_files.parse_years(years, SYSTEM_CLOCK.now().year)
    if dry_run:
        tell_plan({"ads": archive_files.plan(chosen, sample=sample, settings=settings())})
        return
    root, say = data_dir or settings().data_dir, voice()
    folder = root / "store" / ("archive-sample" if sample else "archive")
    editions.refuse_unwritable(folder)
    if out is not None:
        refuse_unwritable(out, is_folder=True)
    files, failures = [], []
    with listening() as listener, HttpClient.from_settings(settings()) as client:
        catalogue = archive_files.read_catalogue(client, settings())
        for year in chosen:
            try:
                files += archive_files.fetch_year(
                    client,
                    settings(),
                    year,
                    folder,
                    sample=sample,
                    progress=lambda done, total: listener("ads", "archive", done, total),
                    catalogue=catalogue,
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
        score_archive_command(paths, out or root / folder.name, workers=workers, cluster=cluster, years=years)
    if failures:
        raise typer.Exit(failures[0].exit_code)


def _tell(outcome: ScoredParts, parts: list[Part], out: Path) -> None:
    say = voice()
    told = [say("archive.no_period", part=part.name) for part in parts if part.period is None]
    told += [say("archive.part_failed", part=n, reason=e.sentence(say.lang)) for n, e in outcome.failed.items()]
    if outcome.other_engine:
        told.append(say("archive.other_engine", parts=", ".join(outcome.other_engine)))
    counts = {key: say.number(value) for key, value in outcome.summary["total"].items()}
    if counts:
        told.append(say("archive.account", **counts))
    told.append(
        say(
            "archive.done",
            scored=len(outcome.scored),
            before=len(outcome.finished_before),
            failed=len(outcome.failed),
            rows=counts.get("rows", "0"),
            folder=out,
        )
    )
    for line in told:
        typer.echo(line, err=True)


@contextmanager
def _progress(parts: list[Part]) -> Iterator[Callable[[Part], None] | None]:
    """Bytes of finished parts, rate and remaining time on stderr when a person is looking; nothing otherwise."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
        TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    sizes = {part.name: Path(part.path).stat().st_size for part in parts}
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(voice()("archive.scoring"), total=sum(sizes.values()))
        yield lambda part: bar.advance(task, sizes[part.name])
