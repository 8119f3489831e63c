"""How commands speak: sentences on stderr, rows on stdout, files written whole."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from aipulsen.disk import try_file, try_folder
from aipulsen.errors import ParameterError
from aipulsen.periods import day_of
from aipulsen.settings import settings
from aipulsen.text.reasons import reason_of
from aipulsen.text.separated import separated_rows
from aipulsen.voice import Voice

DataDirOption = Annotated[Path | None, typer.Option(help="Data folder; default AIPULSEN_DATA_DIR, else data/.")]
FormatOption = Annotated[str, typer.Option("--format", help="json or csv.")]


def voice() -> Voice:
    """The voice of this run: the language of the settings."""
    return Voice(settings().lang)


def tell(key: str, /, **values: object) -> None:
    """A sentence to the person, on stderr, so that stdout holds data only."""
    tell_line(voice()(key, **values))


def tell_line(sentence: str) -> None:
    """A sentence that is already in the person's language, on stderr."""
    typer.echo(sentence, err=True)


def write_rows(rows: list[dict[str, Any]], output_format: str) -> None:
    """Rows on stdout, as JSON or CSV."""
    if output_format == "json":
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif output_format == "csv":
        typer.echo(separated_rows(rows, voice().lang), nl=False)
    else:
        raise ParameterError("queries.invalid", name="--format", value=output_format, valid="json, csv")


def day_given(value: str) -> dt.date:
    """The day that an option names; what is none is refused (ParameterError)."""
    day = day_of(value)
    if day is None:
        raise ParameterError("cli.bad_date", value=value)
    return day


def refuse_unwritable(out: Path, *, is_folder: bool = False) -> None:
    """Refuse a place that cannot be written (ParameterError) before the work for it is done."""
    try:
        (try_folder if is_folder else try_file)(out)
    except OSError as exc:
        raise ParameterError("cli.cannot_write", path=out, reason=reason_of(exc)) from exc


def write_file(out: Path, data: bytes) -> None:
    """Write beside and rename: a file that appears is whole; a place that cannot be written is a ParameterError."""
    try:
        beside = out.with_name(f".{out.name}.{os.getpid()}")
        beside.write_bytes(data)
        beside.replace(out)
    except OSError as exc:
        raise ParameterError("cli.cannot_write", path=out, reason=reason_of(exc)) from exc
