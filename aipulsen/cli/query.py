"""The numbers and the charts from the command line: `query` and `export`, with the same filters as the pages."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core
import typer.main

from aipulsen import figures, queries, topics
from aipulsen.charts.figure import Figure
from aipulsen.cli.output import FormatOption, refuse_unwritable, tell, voice, write_file, write_rows
from aipulsen.cli.usage import OnceEach
from aipulsen.errors import AipulsenError, EditionError, ParameterError
from aipulsen.figures.desk import Desk
from aipulsen.figures.rows import marked_rows, why_no_rows
from aipulsen.levels import ASKED_LEVELS
from aipulsen.queries import Selection
from aipulsen.queries.choices import CHOICES, refuse_coarse
from aipulsen.store.editions import open_edition
from aipulsen.topics import FileFormat, Question

_ENDINGS = topics.endings(topics.FIGURE_FORMATS)
_SHAPES = tuple(dict.fromkeys(entry.shape for entry in topics.FIGURE_FORMATS if entry.shape))


def register(app: typer.Typer) -> None:
    """Add both groups of commands to the program."""
    query_app = typer.Typer(cls=_Questions, no_args_is_help=True, help="The numbers behind the views, as JSON or CSV.")
    export_app = typer.Typer(cls=_Figures, no_args_is_help=True, help="A chart as PNG, SVG, CSV or XLSX.")
    app.add_typer(query_app, name="query")
    app.add_typer(export_app, name="export")


class _OneByOne(typer.core.TyperGroup):
    """A group that makes the command which is asked for: each has a score of filters, and thirty take a tenth of a
    second."""

    names: Iterable[str]

    def list_commands(self, ctx: Any) -> list[str]:
        """All names."""
        return list(self.names)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; None where there is no such."""
        if cmd_name not in self.names:
            return None
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command(cmd_name, cls=OnceEach)(self.act(cmd_name))
        return typer.main.get_command(app)

    @staticmethod
    def act(name: str) -> Callable[..., None]:
        """What the command does."""
        raise NotImplementedError


class _Questions(_OneByOne):
    """A command for each question."""

    names = topics.QUESTIONS

    @staticmethod
    def act(name: str) -> Callable[..., None]:
        """Ask it."""
        return _query_command(topics.QUESTIONS[name])


class _Figures(_OneByOne):
    """A command for each figure."""

    names = topics.FIGURES

    @staticmethod
    def act(name: str) -> Callable[..., None]:
        """Draw it."""
        return _export_command(name)


EditionOption = Annotated[str | None, typer.Option(help="Edition; default: the newest live, else the report.")]
WindowOption = Annotated[int, typer.Option(help="Window in days: 90 or 180.")]
CountyOption = Annotated[str | None, typer.Option(help="County: its code, or a place in it («Kiruna»).")]
LevelOption = Annotated[str, typer.Option(help="role or competence.")]
BaseOption = Annotated[str | None, typer.Option(help=f"{', '.join(queries.BASES)}; those that the edition has.")]
DefinitionOption = Annotated[str, typer.Option(help="counties, municipalities or metropolitan.")]
CountingOption = Annotated[str, typer.Option(help="unique or all ads.")]
StaffingOption = Annotated[str, typer.Option(help="all, or without staffing agencies.")]
ResearchOption = Annotated[str, typer.Option(help="all, or without research posts (by title).")]
AgainstOption = Annotated[str | None, typer.Option(help="Definition to compare the ranking with, e.g. base-it.")]
HubOption = Annotated[list[str] | None, typer.Option(help="Municipality code of a hub; may be repeated.")]
ReferenceOption = Annotated[
    str | None, typer.Option(help="Region of the series that wages are held against, e.g. SE11.")
]
SeriesOption = Annotated[str | None, typer.Option(help="Wage series, e.g. report or scb_ssyk3.")]
CompareOption = Annotated[str, typer.Option(help="all counties, or the county and those similar to it.")]
RegionLevelOption = Annotated[str | None, typer.Option(help="county, fa_region or municipality.")]
PeriodOption = Annotated[str, typer.Option(help="previous window, or the same window a year earlier.")]
FromOption = Annotated[str | None, typer.Option("--from", help="Region a specialist moves from, e.g. SE11 or SE23.")]
SinceOption = Annotated[
    str | None, typer.Option("--from", help="Edition before, or a day of --to; default: the newest earlier edition.")
]
NowOption = Annotated[
    str | None, typer.Option("--to", "--edition", help="Edition now; default: the newest live, else the report.")
]
ToOption = Annotated[str | None, typer.Option("--to", help="Region a specialist moves to, e.g. SE22 or SE33.")]


def _selection(
    *,
    window: WindowOption = 90,
    county: CountyOption = None,
    level: LevelOption = "role",
    base: BaseOption = None,
    definition: DefinitionOption = "counties",
    against: AgainstOption = None,
    counting: CountingOption = "unique",
    staffing: StaffingOption = "all",
    research: ResearchOption = "all",
    hub: HubOption = None,
    series: SeriesOption = None,
    reference: ReferenceOption = None,
    compare: CompareOption = "all",
    region_level: RegionLevelOption = None,
    period: PeriodOption = "previous",
    move_from: FromOption = None,
    move_to: ToOption = None,
    since: SinceOption = None,
) -> Selection:
    """The filters of every question and chart: this list is also the commands' own."""
    if compare == "similar" and county is None:
        raise ParameterError("similar.needs_county")
    return Selection(
        window_days=window,
        county_code=None if county is None else queries.county_asked(county),
        level=queries.one_of("level", level, ASKED_LEVELS),
        base=base,
        definition=definition,
        against=against,
        counting=counting,
        staffing=staffing,
        research=research,
        hubs=tuple(dict.fromkeys(hub)) if hub else queries.DEFAULT_HUBS,
        wage_series=series,
        reference_region=reference,
        comparison=compare,
        region_level=region_level or Selection().region_level,
        period=period,
        move_from=move_from,
        move_to=move_to,
        since=since,
    ).checked()


# What a filter's field is called where the filter has another name.
_FIELDS = {
    "window": "window_days",
    "county": "county_code",
    "hub": "hubs",
    "series": "wage_series",
    "reference": "reference_region",
    "compare": "comparison",
}


def _with_filters(
    act: Callable[..., None],
    help_text: str,
    *,
    between: bool = False,
    finer: bool = False,
    fields: Collection[str] | None = None,
) -> Callable[..., None]:
    """`act` as a command: its own options, the edition, opened once, and the filters, as `desk` and `selection`.
    `between`: --from and --to are two editions. `finer`: the region level may not be said to be counties. `fields`:
    those of the selection that have a filter; None for all."""
    filters = dict(inspect.signature(_selection, eval_str=True).parameters)
    for name in ("move_from", "move_to") if between else ("since",):
        del filters[name]
    if fields is not None:
        filters = {name: filters[name] for name in filters if _FIELDS.get(name, name) in fields}
    own = inspect.signature(act, eval_str=True).parameters
    shown = NowOption if between else EditionOption
    edition = inspect.Parameter("edition", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=shown)
    options = [option for name, option in own.items() if name not in ("desk", "selection")]
    options += [edition, *filters.values()]

    def command(edition: str | None, **given: Any) -> None:
        if finer:
            refuse_coarse({"region-level": given["region_level"]}, "option")
        selection = _selection(**{name: given.pop(name) for name in filters})
        act(desk=Desk(open_edition(edition), voice()), selection=selection, **given)

    command.__doc__ = help_text
    command.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    command.__annotations__ = {option.name: option.annotation for option in options}
    return command


def _query_command(question: Question) -> Callable[..., None]:
    """A question as a command; the filters that change nothing in its answer are none of its options."""

    def query(*, desk: Desk, selection: Selection, output_format: FormatOption = "json") -> None:
        answer = question.ask(desk.edition, selection)
        rows = marked_rows(question, answer, voice())
        if not rows:
            raise why_no_rows(answer)
        write_rows(rows, output_format)

    return _with_filters(
        query,
        question.help,
        between=question.between_editions,
        finer=question.is_finer,
        fields=question.choices,
    )


def _export_command(key: str) -> Callable[..., None]:
    def export(
        *,
        desk: Desk,
        selection: Selection,
        out: Annotated[Path, typer.Option(help=f"File to write: {', '.join(_ENDINGS)}.")],
        shape: Annotated[str, typer.Option(help="16:9 or 1:1.")] = "16:9",
    ) -> None:
        export_file(key, desk, selection, out, shape)
        tell("cli.written", path=out)

    questions = topics.topic_of(key).questions
    between, finer = any(q.between_editions for q in questions), any(q.is_finer for q in questions)
    return _with_filters(export, f"The chart {key} as a file.", between=between, finer=finer)


def format_of(out: Path, valid: dict[str, FileFormat]) -> FileFormat:
    """The format that the file's ending names; another ending lists the valid ones (ParameterError)."""
    ending = out.suffix.lower()
    if ending not in valid:
        raise ParameterError("queries.invalid", name="--out", value=out.name, valid=", ".join(valid))
    return valid[ending]


def export_file(key: str, desk: Desk, selection: Selection, out: Path, shape: str) -> None:
    """Write a figure to a file of the kind its ending names; written beside and renamed, never half. One that says only
    why there is nothing gives no file (EditionError), nor has a picture of nothing."""
    file_format = format_of(out, _ENDINGS)
    queries.one_of("--shape", shape, _SHAPES)  # also where the file has none
    refuse_unwritable(out)
    figure = figures.build_figure(key, desk, selection)
    if figure.reason or (file_format.shape and not figure.parts):
        raise EditionError("export.nothing_to_show", figure=key, reason=figure.reason or figure.title)
    write_file(out, file_format.data(figure, shape))
    if idle := _idle(figure, file_format, shape):
        tell("cli.no_effect", options=", ".join(f"--{name}" for name in idle))


def _idle(figure: Figure, file_format: FileFormat, shape: str) -> list[str]:
    """The options that were chosen and without which the file would be the same: a figure is drawn of more than its
    question asks, so that only the file tells."""
    desk, selection = figure.asked
    idle, shown = [], _shown(figure, file_format, shape)
    for choice in {choice.field: choice for choice in CHOICES}.values():
        usual = getattr(Selection(), choice.field)
        if getattr(selection, choice.field) == usual:
            continue
        try:
            without = figures.build_figure(figure.key, desk, dataclasses.replace(selection, **{choice.field: usual}))
        except AipulsenError:  # it cannot be drawn without
            continue
        if _shown(without, file_format, shape) == shown:
            idle.append(choice.option)
    return idle


def _shown(figure: Figure, file_format: FileFormat, shape: str) -> bytes:
    """What tells one file from another: of a picture its drawing before it is made of dots, which is the dear part."""
    return (_ENDINGS[".svg"] if file_format.shape else file_format).data(figure, shape)
