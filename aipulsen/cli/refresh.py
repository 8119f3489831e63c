"""The command `refresh`: the edition of the day, its plan, and what the services are believed to be, asked."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from aipulsen.cli.output import DataDirOption, day_given, refuse_unwritable, tell, voice
from aipulsen.cli.progress import listening, tell_plan
from aipulsen.cli.published import tell_published
from aipulsen.clock import SYSTEM_CLOCK
from aipulsen.errors import ParameterError
from aipulsen.publishing import checking, limits
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.official import OFFICIAL_SOURCES
from aipulsen.publishing.recording import Recorder
from aipulsen.publishing.run import Options
from aipulsen.settings import Settings, settings
from aipulsen.sources.beliefs import overrides_file
from aipulsen.sources.http_client import HttpClient
from aipulsen.store import editions


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("refresh")(refresh)


def refresh(
    only: Annotated[list[str] | None, typer.Option(help="ads, scb, ki or uka; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(help="Read the changes from this day, YYYY-MM-DD.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched; fetch nothing.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Ask every service what is believed of it; a minute.")] = False,
    write: Annotated[bool, typer.Option("--write", help="With --check: write confirmed ids and limits.")] = False,
    record: Annotated[Path | None, typer.Option(help="With --check: save the answers in this folder.")] = None,
    from_dir: Annotated[Path | None, typer.Option(help="Use files already downloaded in this folder.")] = None,
    data_dir: DataDirOption = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that score; each takes 300 MB.")] = 1,
) -> None:
    """Fetch ads and statistics, check them, and publish the edition of the day; or keep the last one and say why."""
    options = Options(
        data_dir=data_dir or settings().data_dir,
        only=tuple(only or ()),
        since=day_given(since) if since else None,
        from_dir=from_dir,
        workers=workers,
    )
    official = OFFICIAL_SOURCES
    here = dataclasses.replace(settings(), data_dir=options.data_dir)
    refreshing.sources_asked(options, official)
    limits.read_limits(options.data_dir)  # reads and checks the corrections whole, before anything is asked
    if check:
        _check(here, options.only, write, record)
        return
    if write or record is not None:
        raise ParameterError("checking.only_with_check")
    if dry_run:
        tell_plan(refreshing.plan(options, here, official))
        return
    with listening() as listener:
        outcome = refreshing.refresh(options, here, official, listener=listener)
    for line in outcome.account:
        typer.echo(line, err=True)
    if outcome.edition is not None and outcome.is_new:
        tell_published(outcome.edition)
    elif outcome.edition is not None:
        tell("refresh.nothing_new", name=outcome.edition.name, path=outcome.edition.path)
    if outcome.exit_code:
        raise typer.Exit(outcome.exit_code)


def _check(here: Settings, only: tuple[str, ...], write: bool, record: Path | None) -> None:
    """Each finding on stdout as it is made; the exit code is that of the worst."""
    say, path, findings = voice(), overrides_file(here.data_dir), []
    if record is not None:
        refuse_unwritable(record, is_folder=True)
    if write:
        editions.refuse_unwritable(here.data_dir)
    with HttpClient.from_settings(here) as client:
        recorder = Recorder(record, here) if record is not None else None
        client.recorder = recorder
        for finding in checking.check(client, here, only, SYSTEM_CLOCK):
            findings.append(finding)
            typer.echo(finding.told(say.lang))
    if any(finding.line for finding in findings):
        typer.echo(say("checking.file", path=path))
    if recorder is not None:
        typer.echo(say("checking.recorded", count=recorder.count, folder=record))
    if write:
        written = checking.write(findings, here.data_dir)
        for line in written:
            typer.echo(say("checking.written", path=path, line=line))
        if not written:
            typer.echo(say("checking.nothing_written"))
    counts = {verdict: sum(f.verdict == verdict for f in findings) for verdict in checking.MARKS}
    typer.echo(say("checking.sums", **counts))
    if code := checking.worst(findings):
        raise typer.Exit(code)
