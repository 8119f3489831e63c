"""The commands that score: `score` a file of ads, `evaluate` the engine on labelled ads."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from aipulsen import evaluation
from aipulsen.errors import ParameterError
from aipulsen.score_files import Account, ScoredAd, score_files
from aipulsen.scoring import CURRENT_ENGINE_VERSION, load_engine
from aipulsen.settings import settings
from aipulsen.text import t
from aipulsen.text.safety import neutralised

FORMATS = ("jsonl", "csv", "parquet")
_BATCH = 5000

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
) -> None:
    """Score ads: a row an ad with its level, score, threshold, sector and terms."""
    kind = output_format or (out.suffix.lstrip(".") if out and out.suffix.lstrip(".") in FORMATS else "jsonl")
    if kind not in FORMATS:
        raise ParameterError("ads.format", value=kind, valid=", ".join(FORMATS))
    if kind == "parquet" and out is None:
        raise ParameterError("ads.parquet_needs_out")
    account = Account()
    with progress_on_terminal() as progress:
        scored = score_files(ads, load_engine(engine), account, progress=progress)
        rows = (row(item, explain=explain) for item in scored)
        with _output(out) as sink:
            {"jsonl": _write_jsonl, "csv": _write_csv, "parquet": _write_parquet}[kind](rows, sink)
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


def row(item: ScoredAd, *, explain: bool) -> dict[str, Any]:
    """A scored ad as a flat row; with `explain` its hit table too."""
    score_, ad = item.score, item.ad
    flat: dict[str, Any] = {
        "id": ad.id,
        "level": score_.level,
        "score": score_.score,
        "threshold": score_.threshold,
        "role_threshold": score_.role_threshold,
        "competence_threshold": score_.competence_threshold,
        "sector": score_.sector,
        "terms": list(score_.terms),
        "has_notice": score_.has_notice,
        "county_code": ad.county_code,
        "employer_kind": item.employer_kind,
        "text_hash": item.text_hash,
        "engine_version": score_.engine_version,
    }
    if explain:
        flat["hits"] = [
            {
                "term_id": h.term_id,
                "text": h.text,
                "zone": h.zone,
                "start": h.start,
                "end": h.end,
                "points": h.points,
                "cues": list(h.cues),
                "suppressed_by": h.suppressed_by,
            }
            for h in score_.hits
        ]
    return flat


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


def _write_jsonl(rows: Iterator[dict[str, Any]], sink: IO[bytes]) -> None:
    for flat in rows:
        sink.write(json.dumps(flat, ensure_ascii=False).encode("utf-8") + b"\n")


def _write_csv(rows: Iterator[dict[str, Any]], sink: IO[bytes]) -> None:
    text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
    writer = None
    for flat in rows:
        cells = {k: _cell(v) for k, v in flat.items()}
        if writer is None:
            writer = csv.DictWriter(text, fieldnames=list(cells), lineterminator="\n")
            writer.writeheader()
        writer.writerow(cells)
    text.detach()


def _cell(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return neutralised("|".join(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else neutralised(value)


def _write_parquet(rows: Iterator[dict[str, Any]], sink: IO[bytes]) -> None:
    writer: pq.ParquetWriter | None = None
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        nonlocal writer
        if not batch:
            return
        flat = [{k: _cell(v) if isinstance(v, list) else v for k, v in r.items()} for r in batch]
        schema = None if writer is None else writer.schema
        table = pa.Table.from_pylist(flat, schema=schema or _schema(flat[0]))
        if writer is None:
            writer = pq.ParquetWriter(sink, table.schema, compression="zstd")
        writer.write_table(table)
        batch.clear()

    for flat in rows:
        batch.append(flat)
        if len(batch) >= _BATCH:
            flush()
    flush()
    if writer is not None:
        writer.close()


def _schema(first: dict[str, Any]) -> pa.Schema:
    kinds = {bool: pa.bool_(), int: pa.int64()}
    return pa.schema([(k, kinds.get(type(v), pa.string())) for k, v in first.items()])


def evaluate(
    file: Annotated[str, typer.Argument(help="Labelled ads: JSONL with gold.label 0–3.")],
    engine: EngineOption = CURRENT_ENGINE_VERSION,
    output_format: Annotated[str, typer.Option("--format", help="json or text.")] = "text",
) -> None:
    """Measure the engine against labelled ads: precision, recall, F1 with intervals, and the errors explained."""
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
