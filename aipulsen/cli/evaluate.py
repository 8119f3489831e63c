"""The command that measures the engine on labelled ads: `evaluate`."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from aipulsen.cli.scoring import EngineOption
from aipulsen.errors import ParameterError
from aipulsen.evaluation import labelled, unseen_employers
from aipulsen.evaluation.accuracy import unread_of
from aipulsen.scoring import CURRENT_ENGINE_VERSION, load_engine


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("evaluate")(evaluate)


def evaluate(
    files: Annotated[list[str], typer.Argument(help="Labelled ads: JSONL with gold.label 0–3.")],
    engine: EngineOption = CURRENT_ENGINE_VERSION,
    output_format: Annotated[str, typer.Option("--format", help="json or text.")] = "text",
    cross_validate: Annotated[
        bool, typer.Option("--cross-validate", help="Choose thresholds on some employers, judge on the others.")
    ] = False,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = unseen_employers.FOLDS,
) -> None:
    """Measure the engine against labelled ads, as fitted and with thresholds chosen on other employers: precision,
    recall, F1, and the errors explained. Beside them stands what was stored of this version on ads whose errors nobody
    had read: rules that were written with an ad in sight have no other honest measure."""
    if output_format not in ("json", "text"):
        raise ParameterError("queries.invalid", name="--format", value=output_format, valid="json, text")
    if cross_validate:
        _cross_validate(files, engine, folds, output_format)
        return
    result = labelled.evaluate_files(files, load_engine(engine))
    held_out = unseen_employers.cross_validate(files, load_engine(engine), folds)["levels"]
    result["out_of_fold"] = {level: judged["out_of_fold"] for level, judged in held_out.items()}
    result["unread"] = [
        {"level": a.level, "dataset": a.dataset, **labelled.of_counts(a.tp, a.fp, a.fn, a.tn)}
        for a in unread_of(engine)
    ]
    if output_format == "json":
        typer.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for level, measured in result["levels"].items():
        typer.echo(f"{level:<11} as fitted        " + _in_line(measured))
        typer.echo(f"{level:<11} other employers  " + _in_line(result["out_of_fold"][level]))
    for stored in result["unread"]:
        ads = f"{sum(stored[count] for count in labelled.CELLS)} ads unread"
        typer.echo(f"{stored['level']:<11} {ads:<17}" + _in_line(stored))
    for error in result["errors"]:
        typer.echo(
            f"{error['level']:<11} {error['kind']} {error['label']} {error['score']:>4}  {error['headline'][:80]}"
        )


def _cross_validate(files: list[str], engine: str, folds: int, output_format: str) -> None:
    result = unseen_employers.cross_validate(files, load_engine(engine), folds)
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
