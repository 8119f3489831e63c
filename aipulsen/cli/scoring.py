"""The command that scores files of ads: `score`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from aipulsen.ads.account import Account
from aipulsen.ads.score_files import Work, in_groups, score_files
from aipulsen.ads.workers import cores
from aipulsen.cli.output import refuse_unwritable, voice
from aipulsen.errors import DataContractError, ParameterError
from aipulsen.scoring import CURRENT_ENGINE_VERSION, Engine, load_engine
from aipulsen.settings import settings
from aipulsen.text.reasons import reason_of
from aipulsen.text.separated import separated

FORMATS = ("jsonl", "csv", "parquet")

WorkersOption = Annotated[
    int | None,
    typer.Option(min=1, help="Processes; default the machine's cores. The rows are the same whatever their number."),
]
EngineOption = Annotated[str, typer.Option(help="Engine version; 1.0 is the report's own wording.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("score")(score)


def score(
    ads: Annotated[list[str], typer.Argument(help="Files of ads: JSONL, JSON, .gz, .zip, .zst, or - for stdin.")],
    out: Annotated[Path | None, typer.Option(help="File to write; default stdout.")] = None,
    output_format: Annotated[str | None, typer.Option("--format", help="jsonl, csv or parquet.")] = None,
    explain: Annotated[bool, typer.Option(help="Add the hit table to each row.")] = False,
    engine: EngineOption = CURRENT_ENGINE_VERSION,
    workers: WorkersOption = None,
) -> None:
    """Score ads: a row an ad with its level, score, threshold, sector and terms."""
    ending = out.suffix.lstrip(".") if out else ""
    kind = output_format if output_format is not None else ending if ending in FORMATS else "jsonl"
    if kind not in FORMATS:
        raise ParameterError("ads.format", value=kind, valid=", ".join(FORMATS))
    if kind == "parquet" and out is None:
        raise ParameterError("ads.parquet_needs_out")
    if out is not None:
        refuse_unwritable(out)
    account = Account()
    work = Work(engine_version=load_engine(engine).version, explain=explain, faulty_share=settings().faulty_share)
    tell_backend(load_engine(engine))
    try:
        with progress_on_terminal() as progress, _output(out) as sink:
            tables = score_files(ads, work, account, workers=workers or cores(), progress=progress)
            {"jsonl": _write_jsonl, "csv": _write_csv, "parquet": _write_parquet}[kind](tables, sink)
    except DataContractError:
        tell_account(account)
        raise
    tell_account(account)
    stop_if_partial(account)


def tell_account(account: Account) -> None:
    """The account in words, on stderr."""
    for line in account.lines(voice().lang):
        typer.echo(line, err=True)


def stop_if_partial(account: Account) -> None:
    """What could not be read must not look like success: the exit code says so when the work is done."""
    if account.unread_bytes:
        raise typer.Exit(DataContractError.exit_code)


@contextmanager
def progress_on_terminal() -> Iterator[Any]:
    """A progress line with rate on stderr when a person is looking; nothing otherwise."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(voice()("ads.scoring"), total=None)
        yield lambda count: bar.update(task, completed=count)


def tell_backend(engine: Engine) -> None:
    """Say when the fast scanner is missing: the results are the same, the work takes longer."""
    if engine.version == CURRENT_ENGINE_VERSION and engine.backend != "hyperscan":
        typer.echo(voice()("rules.no_hyperscan"), err=True)


@contextmanager
def _output(out: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that appears only when it is whole."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with beside.open("wb") as sink:
            yield sink
        beside.replace(out)
    except OSError as exc:
        raise ParameterError("ads.cannot_write", path=out, reason=reason_of(exc)) from exc
    finally:
        beside.unlink(missing_ok=True)


def _write_jsonl(tables: Iterable[pa.Table], sink: IO[bytes]) -> None:
    for table in tables:
        for row in table.to_pylist():
            row["terms"] = row["terms"].split("|") if row["terms"] else []
            if "hits" in row:
                row["hits"] = orjson.loads(row["hits"])
            sink.write(orjson.dumps(row) + b"\n")


def _write_csv(tables: Iterable[pa.Table], sink: IO[bytes]) -> None:
    lang = voice().lang
    for number, table in enumerate(tables):
        head = [table.column_names] if number == 0 else []
        sink.write(separated([*head, *(list(row.values()) for row in table.to_pylist())], lang).encode())


def _write_parquet(tables: Iterable[pa.Table], sink: IO[bytes]) -> None:
    writer: pq.ParquetWriter | None = None
    for table in in_groups(tables):
        writer = writer or pq.ParquetWriter(sink, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
