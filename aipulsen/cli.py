"""The command line: everything a page shows, with the same numbers; errors in one sentence and an exit code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from aipulsen import cli_refresh, cli_scoring
from aipulsen.errors import ParameterError
from aipulsen.settings import settings
from aipulsen.tables.csv_safety import neutralised
from aipulsen.text import Lang

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
query_app = typer.Typer(no_args_is_help=True, help="The numbers behind the views, as JSON or CSV.")
export_app = typer.Typer(no_args_is_help=True, help="A chart as PNG, SVG, CSV or XLSX.")
app.add_typer(query_app, name="query")
app.add_typer(export_app, name="export")
cli_scoring.register(app)
cli_refresh.register(app)

EditionOption = Annotated[
    str | None, typer.Option(help="Edition; default: the newest live, else the report.")
]
WindowOption = Annotated[int, typer.Option(help="Window in days: 90 or 180.")]
CountyOption = Annotated[str | None, typer.Option(help="County code, two digits.")]
LevelOption = Annotated[str, typer.Option(help="role or competence.")]
BaseOption = Annotated[str | None, typer.Option(help="report, scb or it.")]
DefinitionOption = Annotated[str, typer.Option(help="counties, municipalities or metropolitan.")]
CountingOption = Annotated[str, typer.Option(help="unique or all ads.")]
StaffingOption = Annotated[str, typer.Option(help="all, or without staffing agencies.")]
HubOption = Annotated[list[str] | None, typer.Option(help="Municipality code of a hub; may be repeated.")]
ReferenceOption = Annotated[
    str | None, typer.Option(help="Reference region of the wage gap, e.g. SE1 or SE11.")
]
SeriesOption = Annotated[str | None, typer.Option(help="Wage series, e.g. report, scb_ssyk3.")]
FormatOption = Annotated[str, typer.Option("--format", help="json or csv.")]
DataDirOption = Annotated[
    Path | None, typer.Option(help="Data folder; default AIPULSEN_DATA_DIR, else data/.")
]


def say(sentence: str) -> None:
    """A sentence to the person, on stderr, so that stdout holds data only."""
    typer.echo(sentence, err=True)


def lang() -> Lang:
    """The language of this run."""
    return settings().lang


def _write_rows(rows: list[dict[str, Any]], output_format: str) -> None:
    if output_format == "json":
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif output_format == "csv":
        typer.echo(_csv(rows), nl=False)
    else:
        raise ParameterError("queries.invalid", name="--format", value=output_format, valid="json, csv")


def _csv(rows: Iterable[dict[str, Any]]) -> str:
    rows = list(rows)
    sink = io.StringIO()
    writer = csv.DictWriter(sink, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: neutralised(v) for k, v in row.items()} for row in rows)
    return sink.getvalue()
