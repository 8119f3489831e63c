"""The numbers and the charts from the command line: `query` and `export`, with the same filters as the pages."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from aipulsen import figures, queries
from aipulsen.charts import export
from aipulsen.cli.output import FormatOption, lang, say, write_file, write_rows
from aipulsen.errors import ParameterError
from aipulsen.figures import report_marks
from aipulsen.queries import Selection
from aipulsen.text import Lang, t

query_app = typer.Typer(no_args_is_help=True, help="The numbers behind the views, as JSON or CSV.")
export_app = typer.Typer(no_args_is_help=True, help="A chart as PNG, SVG, CSV or XLSX.")

EditionOption = Annotated[str | None, typer.Option(help="Edition; default: the newest live, else the report.")]
WindowOption = Annotated[int, typer.Option(help="Window in days: 90 or 180.")]
CountyOption = Annotated[str | None, typer.Option(help="County code, two digits.")]
LevelOption = Annotated[str, typer.Option(help="role or competence.")]
BaseOption = Annotated[str | None, typer.Option(help="report, scb or it.")]
DefinitionOption = Annotated[str, typer.Option(help="counties, municipalities or metropolitan.")]
CountingOption = Annotated[str, typer.Option(help="unique or all ads.")]
StaffingOption = Annotated[str, typer.Option(help="all, or without staffing agencies.")]
AgainstOption = Annotated[str | None, typer.Option(help="Definition to compare the ranking with, e.g. base-it.")]
HubOption = Annotated[list[str] | None, typer.Option(help="Municipality code of a hub; may be repeated.")]
ReferenceOption = Annotated[str | None, typer.Option(help="Reference region of the wage gap, e.g. SE1 or SE11.")]
SeriesOption = Annotated[str | None, typer.Option(help="Wage series, e.g. report, scb_ssyk3.")]
CompareOption = Annotated[str, typer.Option(help="all counties, or the county and those similar to it.")]
RegionLevelOption = Annotated[str, typer.Option(help="county, fa_region or municipality.")]
PeriodOption = Annotated[str, typer.Option(help="previous window, or the same window a year earlier.")]
FromOption = Annotated[str | None, typer.Option("--from", help="Region a specialist moves from, e.g. SE1 or SE11.")]
ToOption = Annotated[str | None, typer.Option("--to", help="Region a specialist moves to, e.g. SE3 or SE33.")]


class Answer(Protocol):
    """What every question gives: its scope, and its rows."""

    @property
    def scope(self) -> queries.Scope:
        """Edition, selection, origins."""
        ...

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the page's table and the CSV have them."""
        ...


# The questions by name; every filter may be given to each, and those that do not concern it change nothing.
QUESTIONS: dict[str, tuple[Callable[[Selection], Answer], str]] = {
    "gap": (
        queries.ask_gap,
        "Gap score per county: AI ads per 1 000 in the base, with interval and rank range.",
    ),
    "split": (
        queries.ask_split,
        "Big cities against the rest: share of ads beside share of population, one definition.",
    ),
    "employers": (queries.ask_employers, "Employers behind the ads of a county, or of the country."),
    "definitions": (
        queries.ask_rank_changes,
        "Which counties change rank most between the chosen definition and another (--against).",
    ),
    "shares": (
        queries.ask_shares,
        "Share of all ads that are AI ads, as counted and corrected for the classifier's error.",
    ),
    "drivers": (
        queries.ask_drivers,
        "What drives the gap: the difference from the country split into demand and supply.",
    ),
    "report": (
        queries.ask_report,
        "The report line by line: printed, what our data say, how computed, verdict.",
    ),
    "dependence": (
        queries.ask_dependence,
        "Employer dependence per county: largest employer's share, the gap with and without it.",
    ),
    "wages": (queries.ask_wages, "Wage gaps per region and occupation, beside the window's AI ads."),
    "commuting": (queries.ask_commuting, "In-commuters to each hub."),
    "cross-check": (queries.ask_cross_check, "Platsbanken against LinkedIn and Indeed, per county."),
    "independent-check": (
        queries.ask_independent,
        "IT ads of all Platsbanken ads of a year, per 1 000 IT specialists: a check by other data.",
    ),
    "outlook": (queries.ask_outlook, "Arbetsförmedlingen's assessed outlook for IT occupations, per county."),
    "supply": (queries.ask_supply, "IT specialists, moves and graduates per county; what is missing is null."),
    "trend": (queries.ask_trend, "AI ads in a moving window per region, week by week, with interval."),
    "trend-change": (queries.ask_changes, "Each region's latest window against an earlier one, with a verdict."),
    "wage-move": (queries.ask_move, "What an IT specialist would lose or gain in salary by moving, per occupation."),
    "commuting-adjusted": (queries.ask_adjusted, "The gap with the educated counted where they work, per region."),
    "concentration": (queries.ask_concentration, "Location quotients per county with interval; the country's Gini."),
    "big-city-trend": (queries.ask_share_over_time, "The big cities' share of the ads in a moving window."),
    "similar": (queries.ask_similar, "The counties most like the chosen one, nearest first."),
}


# What the rows of an answer say when they hold figures of the report that are judged faulty.
_FAULTS: dict[str, Callable[[Any, Lang], str | None]] = {
    **dict.fromkeys(("gap", "drivers", "dependence"), lambda answer, lang: report_marks.base_fault(answer.scope, lang)),
    **dict.fromkeys(("wages", "wage-move"), lambda answer, lang: report_marks.wages_fault(answer.series, lang)),
    "split": lambda answer, lang: report_marks.population_fault(answer.scope, lang),
}


def _marked(name: str, answer: Answer) -> list[dict[str, Any]]:
    """Every row names its edition; the report's faulty figures and a made-up edition carry their marks."""
    scope = answer.scope
    marks = {"mark": t("common.demo_mark", lang())} if scope.is_demo else {}
    fault = _FAULTS[name](answer, lang()) if name in _FAULTS else None
    if fault:
        marks["known_fault"] = fault
    return [{**row, "edition": scope.edition, **marks} for row in answer.rows()]


def _why_no_rows(answer: Answer) -> str:
    """Why a question has no rows: its own reason where it gives one, else what may be lacking."""
    reason = getattr(answer, "reason", None)
    if reason in ("no_ads", "too_few_days"):
        return t(f"charts.trend.reason.{reason}", lang(), days=answer.scope.selection.window_days)
    return t("queries.no_rows", lang(), edition=answer.scope.edition)


def _selection(
    *,
    edition: EditionOption = None,
    window: WindowOption = 90,
    county: CountyOption = None,
    level: LevelOption = "role",
    base: BaseOption = None,
    definition: DefinitionOption = "counties",
    against: AgainstOption = None,
    counting: CountingOption = "unique",
    staffing: StaffingOption = "all",
    hub: HubOption = None,
    series: SeriesOption = None,
    reference: ReferenceOption = None,
    compare: CompareOption = "all",
    region_level: RegionLevelOption = "county",
    period: PeriodOption = "previous",
    move_from: FromOption = None,
    move_to: ToOption = None,
) -> Selection:
    """The filters of every question and chart: this list is also the commands' own."""
    if compare == "similar" and county is None:
        raise ParameterError("similar.needs_county")
    return Selection(
        edition=edition,
        window_days=window,
        county_code=county,
        level=level,
        base=base,
        definition=definition,
        against=against,
        counting=counting,
        staffing=staffing,
        hubs=tuple(dict.fromkeys(hub)) if hub else queries.DEFAULT_HUBS,
        wage_series=series,
        reference_region=reference,
        comparison=compare,
        region_level=region_level,
        period=period,
        move_from=move_from,
        move_to=move_to,
    ).checked()


def _with_filters(act: Callable[..., None], help_text: str) -> Callable[..., None]:
    """`act` as a command: its own options, and all filters, given to it as one `selection`."""
    filters = inspect.signature(_selection, eval_str=True).parameters
    own = inspect.signature(act, eval_str=True).parameters
    options = [option for name, option in own.items() if name != "selection"] + list(filters.values())

    def command(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in filters}
        act(selection=_selection(**chosen), **given)

    command.__doc__ = help_text
    command.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    command.__annotations__ = {option.name: option.annotation for option in options}
    return command


def _query_command(name: str, ask: Callable[[Selection], Answer], help_text: str) -> Callable[..., None]:
    def query(*, selection: Selection, output_format: FormatOption = "json") -> None:
        answer = ask(selection)
        rows = _marked(name, answer)
        if not rows:
            say(_why_no_rows(answer))
        write_rows(rows, output_format)

    return _with_filters(query, help_text)


for _name, (_ask, _help) in QUESTIONS.items():
    query_app.command(_name)(_query_command(_name, _ask, _help))


def _export_command(key: str) -> Callable[..., None]:
    def export(
        *,
        selection: Selection,
        out: Annotated[Path, typer.Option(help="File to write: .png, .svg, .csv or .xlsx.")],
        shape: Annotated[str, typer.Option(help="16:9 or 1:1.")] = "16:9",
    ) -> None:
        export_file(key, selection, out, shape)
        say(t("cli.written", lang(), path=out))

    return _with_filters(export, f"The chart {key} as a file.")


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
    write_file(out, kinds[kind](figures.build_figure(key, selection, lang())))
