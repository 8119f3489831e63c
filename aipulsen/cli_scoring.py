"""The commands that score: `score` a file of ads, `evaluate` the engine on labelled ads."""

from __future__ import annotations

import csv
import io
import json
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

from aipulsen import cross_validation, evaluation
from aipulsen.errors import ParameterError
from aipulsen.score_files import Account, Work, score_files
from aipulsen.scoring import CURRENT_ENGINE_VERSION, Engine, load_engine
from aipulsen.settings import settings
from aipulsen.text import t
from aipulsen.text.safety import neutralised

FORMATS = ("jsonl", "csv", "parquet")

WorkersOption = Annotated[int, typer.Option(min=1, help="Processes; the rows are the same whatever their number.")]
EngineOption = Annotated[str, typer.Option(help="Engine version; 1.0 is the report's own wording.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("score")(score)
    app.command("evaluate")(evaluate)


def score(
    ads: Annotated[list[str], typer.Argument(help="Files of ads: JSONL, JSON, .gz, .zip, .zst, or - for stdin.")],
    out: Annotated[Path | None, typer.Option(help="File to write; default stdout.")] = None,
    output_format: Annotated[str | None, typer.Option("--format", help="jsonl, csv or parquet.")] = None,
    explain: Annotated[bool, typer.Option(help="Add the hit table to each row.")] = False,
    engine: EngineOption = CURRENT_ENGINE_VERSION,
    workers: WorkersOption = 1,
) -> None:
    """Score ads: a row an ad with its level, score, threshold, sector and terms."""
    kind = output_format or (out.suffix.lstrip(".") if out and out.suffix.lstrip(".") in FORMATS else "jsonl")
    if kind not in FORMATS:
        raise ParameterError("ads.format", value=kind, valid=", ".join(FORMATS))
    if kind == "parquet" and out is None:
        raise ParameterError("ads.parquet_needs_out")
    account = Account()
    work = Work(engine_version=load_engine(engine).version, explain=explain)
    tell_backend(load_engine(engine))
    with progress_on_terminal() as progress, _output(out) as sink:
        tables = score_files(ads, work, account, workers=workers, progress=progress)
        {"jsonl": _write_jsonl, "csv": _write_csv, "parquet": _write_parquet}[kind](tables, sink)
    for line in account.lines(settings().lang):
        typer.echo(line, err=True)


@contextmanager
def progress_on_terminal() -> Iterator[Any]:
    """A progress line with rate on stderr when a person is looking; nothing otherwise."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(t("ads.scoring", settings().lang), total=None)
        yield lambda count: bar.update(task, completed=count)


def tell_backend(engine: Engine) -> None:
    """Say when the fast scanner is missing: the results are the same, the work takes longer."""
    if engine.version == CURRENT_ENGINE_VERSION and engine.backend != "hyperscan":
        typer.echo(t("rules.no_hyperscan", settings().lang), err=True)


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
        raise ParameterError("ads.cannot_write", path=out, reason=exc.strerror or exc) from exc
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
    text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    for number, table in enumerate(tables):
        if number == 0:
            writer.writerow(table.column_names)
        for row in table.to_pylist():
            writer.writerow([neutralised(cell) for cell in row.values()])
    text.detach()


def _write_parquet(tables: Iterable[pa.Table], sink: IO[bytes]) -> None:
    writer: pq.ParquetWriter | None = None
    for table in tables:
        writer = writer or pq.ParquetWriter(sink, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def evaluate(
    file: Annotated[str, typer.Argument(help="Labelled ads: JSONL with gold.label 0–3.")],
    engine: EngineOption = CURRENT_ENGINE_VERSION,
    output_format: Annotated[str, typer.Option("--format", help="json or text.")] = "text",
    cross_validate: Annotated[
        bool, typer.Option("--cross-validate", help="Choose thresholds on some employers, judge on the others.")
    ] = False,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = cross_validation.FOLDS,
) -> None:
    """Measure the engine against labelled ads: precision, recall, F1 with intervals, and the errors explained."""
    if cross_validate:
        _cross_validate(file, engine, folds, output_format)
        return
    result = evaluation.evaluate_file(file, load_engine(engine))
    if output_format == "json":
        typer.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for level, measured in result["levels"].items():
        typer.echo(
            f"{level:<11} P {measured['precision']:.3f}  R {measured['recall']:.3f}  F1 {measured['f1']:.3f}"
            f"  (tp {measured['tp']}, fp {measured['fp']}, fn {measured['fn']})"
        )
    for error in result["errors"]:
        typer.echo(
            f"{error['level']:<11} {error['kind']} {error['label']} {error['score']:>4}  {error['headline'][:80]}"
        )


def _cross_validate(file: str, engine: str, folds: int, output_format: str) -> None:
    result = cross_validation.cross_validate(file, load_engine(engine), folds)
    if output_format == "json":
        typer.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for level, judged in result["levels"].items():
        for number, fold in enumerate(judged["per_fold"], 1):
            typer.echo(f"{level:<11} {number}/{folds}  " + _in_line(fold, "threshold", "research_threshold"))
        typer.echo(f"{level:<11} all  " + _in_line(judged["out_of_fold"]))


def _in_line(measured: dict[str, Any], *more: str) -> str:
    shares = "  ".join(f"{name[0].upper()} {measured[name] or 0:.3f}" for name in ("precision", "recall", "f1"))
    intervals = "  ".join(
        f"{name[0].upper()} {low:.3f}–{high:.3f}"
        for name in ("precision", "recall")
        for low, high in [measured[f"{name}_interval"] or (0.0, 1.0)]
    )
    counts = ", ".join(f"{name} {measured[name]}" for name in ("tp", "fp", "fn", "tn", *more))
    return f"{shares}  95 %: {intervals}  ({counts})"
