"""From a question to a Figure: the one path that page, picture, file and command line share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes, figures_regions, queries, report_check
from aipulsen.charts import big_city, commuting, cross_check, drivers, employers, gap, supply, wages
from aipulsen.charts.dependence import build_dependence_figure, dependence_tip
from aipulsen.charts.figure import ChartContext, Figure
from aipulsen.charts.report_check import build_report_figure
from aipulsen.errors import EditionError, ParameterError
from aipulsen.figure_context import context_of
from aipulsen.queries import Scope, Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def gap_notes(
    answer: queries.GapAnswer, lang: Lang, root: Path | None = None, county_code: str | None = None
) -> tuple[str, ...]:
    """The caveats of a gap score: the report's base, its two figures, ads without county, estimates. `county_code`: the
    reader's, where the answer is about every county."""
    scope, notes = answer.scope, []
    if scope.base == "report":
        spoken = _spoken(answer, county_code or scope.selection.county_code)
        notes += [*_base_mark(answer, spoken, lang, root), *_printed_bases(spoken, lang)]
    if answer.not_stated_ads:
        notes.append(t("notes.not_stated", lang, ads=fmt.number(answer.not_stated_ads, 0, lang)))
    if any(str(status).startswith("estimate") for status in answer.gap.base_status.dropna()):
        notes.append(t("notes.base_estimate", lang, year=str(answer.gap.base_period.dropna().iloc[0])))
    return tuple(notes)


def _spoken(answer: queries.GapAnswer, chosen: str | None) -> pd.DataFrame:
    """The rows that notes speak of: the chosen county's, without those it is compared with; else every county's."""
    return answer.gap if chosen is None else answer.gap[answer.gap.county_code == chosen]


def _base_mark(answer: queries.GapAnswer, spoken: pd.DataFrame, lang: Lang, root: Path | None) -> list[str]:
    """The report's one-sex base, said of the chosen county, or of that with the highest score in this window, on SCB's
    base; without a county's number where the chosen one has no score but others are shown."""
    rated = spoken[spoken.gap_score.notna()].sort_values("gap_score", ascending=False)
    mark = report_check.mark_for("gap_score", "25", root)
    if rated.empty and answer.gap.gap_score.notna().any():
        return [t("report_check.row.base", lang)]
    if rated.empty or mark is None:
        return []
    county = str(rated.county_code.iloc[0])
    selection = dataclasses.replace(
        answer.scope.selection, edition=answer.scope.edition, county_code=county, base="scb"
    )
    scb = queries.ask_gap(selection, root).gap.gap_score.iloc[0]
    return [mark.words(lang, region_code=county, ours=float(scb))]


def _printed_bases(spoken: pd.DataFrame, lang: Lang) -> list[str]:
    """The bases that the report's text prints rounder than its scores: both figures; nothing where it prints none."""
    rows = spoken[spoken.base_printed_persons.notna()]
    bases = [
        t(
            "notes.printed_base",
            lang,
            county=codes.county_name(row.county_code, lang),
            ours=fmt.number(int(row.base_persons), 0, lang),
            printed=fmt.number(int(row.base_printed_persons), 0, lang),
        )
        for row in rows.itertuples()
        if row.base_persons != row.base_printed_persons
    ]
    return [t("notes.printed_bases", lang, bases=", ".join(bases))] if bases else []


def _whole_country(selection: Selection) -> Selection:
    """Map and ranking always show every county; the chosen one is highlighted."""
    return dataclasses.replace(selection, county_code=None)


def gap_map(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The county map of gap scores with the ranking beside it."""
    return _gap(selection, lang, root, gap.build_gap_figure)


def gap_ranking(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The ranking of gap scores with intervals."""
    return _gap(selection, lang, root, gap.build_ranking_figure)


def _gap(selection: Selection, lang: Lang, root: Path | None, build: Callable[..., Figure]) -> Figure:
    answer = queries.ask_gap(_whole_country(selection), root)
    notes = gap_notes(answer, lang, root, selection.county_code)
    context = context_of(answer.scope, lang, notes)
    group = queries.comparison_codes(queries.open_selected(selection, root), selection)
    context = dataclasses.replace(
        context,
        county_code=selection.county_code,
        comparison=group or (),
        fault=report_check.base_fault(answer.scope, lang),
    )
    counties = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE]
    tips = dependence_tips(selection, lang, root)
    whole = build(counties, answer.country, context, tips)
    if group is None:
        return whole
    few = build(counties[counties.county_code.isin(group)], answer.country, context, tips)
    return figures_regions.limited_to_group(whole, few, counties, group, lang)


def dependence_tips(selection: Selection, lang: Lang, root: Path | None = None) -> dict[str, str]:
    """What the map's tooltip says about each county's dependence on its largest employer."""
    answer = queries.ask_dependence(_whole_country(selection), root)
    return {row.county_code: dependence_tip(row, lang) for row in answer.dependence.itertuples()}


def _gap_context(
    scope: Scope, notes: tuple[str, ...], selection: Selection, lang: Lang, root: Path | None
) -> ChartContext:
    """The context of a figure that asked about every county, with the reader's county, group and known fault."""
    chosen = dataclasses.replace(scope, selection=dataclasses.replace(selection, edition=scope.edition))
    context = figures_regions.compared_context(chosen, lang, root, notes)
    return dataclasses.replace(context, fault=report_check.base_fault(scope, lang))


def gap_drivers(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """What drives the gap: demand against supply per county, and the steps to the chosen one."""
    answer = queries.ask_drivers(_whole_country(selection), root)
    context = _gap_context(
        answer.scope, gap_notes(answer.gap, lang, root, selection.county_code), selection, lang, root
    )
    return drivers.build_drivers_figure(answer.drivers, answer.gap.country, answer.employees_year, context)


def legend(context: ChartContext) -> Any:
    """The map's classes as a row of swatches, for the interactive map that has no legend of its own."""
    return gap.draw_legend(context)


def big_city_split(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Big cities against the rest on the chosen definition."""
    answer = queries.ask_split(selection, root)
    context = context_of(answer.scope, lang, split_notes(answer, lang))
    context = dataclasses.replace(context, fault=report_check.population_fault(answer.scope, lang))
    return big_city.build_big_city_figure(answer.split, selection.definition, context)


def big_city_definitions(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The three definitions side by side."""
    answer = queries.ask_split(selection, root)
    context = context_of(answer.scope, lang, split_notes(answer, lang))
    context = dataclasses.replace(context, fault=report_check.population_fault(answer.scope, lang))
    return big_city.build_definitions_figure(answer.all_definitions, context)


def split_notes(answer: queries.SplitAnswer, lang: Lang) -> tuple[str, ...]:
    """The mark of the report's mixed definitions, where the report is what is shown."""
    mark = report_check.mark_for("big_city_population_share", codes.COUNTRY_CODE)
    return (mark.words(lang),) if mark and answer.scope.kind == "report" else ()


def employers_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The employers behind a region's ads."""
    answer = queries.ask_employers(selection, root)
    notes = (t("notes.named_only", lang),) if answer.is_named_only else ()
    region = codes.county_name(selection.county_code or codes.COUNTRY_CODE, lang)
    context = figures_regions.compared_context(answer.scope, lang, root, notes)
    if context.comparison:
        of_largest = queries.ask_dependence(selection, root).dependence
        context = dataclasses.replace(context, notes=(*context.notes, employers.in_group(of_largest, lang)))
    return employers.build_employers_figure(answer.employers, region, context)


def dependence_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Each county's largest employer, and the gap with and without it."""
    answer = queries.ask_dependence(_whole_country(selection), root)
    mark = report_check.base_fault(answer.scope, lang)
    context = _gap_context(answer.scope, (mark,) if mark else (), selection, lang, root)
    return build_dependence_figure(answer.dependence, context)


def wage_gap(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Wage gaps per region and occupation."""
    answer = queries.ask_wages(selection, root)
    notes = (report_check.wages_note(answer.series, lang, root),)
    frame = answer.wages.assign(
        occupation_name=[t(f"occupation.{c}", lang) for c in answer.wages.occupation_code],
        region_name=[codes.region_name(c, lang) for c in answer.wages.region_code],
    )
    context = figures_regions.compared_context(answer.scope, lang, root, notes, intervals=False)
    fault = report_check.wages_fault(answer.series, lang)
    return wages.build_wage_figure(frame, answer.home_region, dataclasses.replace(context, fault=fault))


def commuting_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Commuting hubs side by side."""
    answer = queries.ask_commuting(selection, root)
    notes = (t("notes.commuting_report", lang),) if answer.scope.kind == "report" else ()
    return commuting.build_commuting_figure(answer.hubs, answer.origins, context_of(answer.scope, lang, notes))


def _compared(scope: Scope, lang: Lang, root: Path | None) -> ChartContext:
    """The context of a register's figure with its comparison group."""
    return figures_regions.compared_context(scope, lang, root, intervals=False)


def it_specialists(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """IT specialists' share of the employees over the years."""
    answer = queries.ask_supply(selection, root)
    context = _compared(answer.scope_of("it_specialists"), lang, root)
    return supply.build_specialists_figure(answer.specialists, answer.breaks, context)


def moves(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Net moves of post-secondary educated; an edition without them refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    _present(answer.moves, "flows", answer.scope)
    return supply.build_moves_figure(answer.moves, _compared(answer.scope_of("flows"), lang, root))


def graduates(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Graduates per county; an edition without them refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    _present(answer.graduates, "graduates", answer.scope)
    assert answer.graduates_year is not None
    assert answer.graduates_status is not None
    return supply.build_graduates_figure(
        answer.graduates,
        answer.graduates_year,
        answer.graduates_status,
        _compared(answer.scope_of("graduates"), lang, root),
    )


def labour_shortage(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Reported labour shortage by region; an edition without it refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    _present(answer.shortage, "labour_shortage", answer.scope)
    context = _compared(answer.scope_of("labour_shortage"), lang, root)
    return supply.build_shortage_figure(answer.shortage, context)


def cross_check_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Platsbanken against a snapshot of other boards; an edition without one refuses (EditionError)."""
    answer = queries.ask_cross_check(selection, root)
    _present(answer.agreement, "job_board_snapshot", answer.scope)
    assert answer.board_ads is not None
    assert answer.board_without_county is not None
    return cross_check.build_cross_check_figure(
        answer.agreement, answer.board_ads, answer.board_without_county, _compared(answer.scope, lang, root)
    )


def _present(table: pd.DataFrame, name: str, scope: Scope) -> None:
    if table.empty:
        raise EditionError("editions.no_table", name=scope.edition, table=name)


def report_verdicts(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The report's figures counted by verdict; always of the report's edition."""
    answer = queries.ask_report(dataclasses.replace(selection, county_code=None), root)
    return build_report_figure(answer.counts(), _report_table(answer.lines, lang), context_of(answer.scope, lang))


def _report_table(lines: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The lines as a file has them: identifiers and numbers first, then how, verdict and reason in words."""
    return lines.assign(
        figure_name=[report_check.figure_name(f, lang) for f in lines.figure],
        region_name=[report_check.region_name(c, lang) for c in lines.region_code],
        method=[t(f"report_check.how.{m}", lang) for m in lines.method],
        verdict=[t(f"report_check.verdict.{v}", lang) for v in lines.verdict],
        explanation=[t(f"report_check.why.{e}", lang) for e in lines.explanation],
    )


FIGURES: dict[str, Callable[[Selection, Lang, Path | None], Figure]] = {
    "gap-map": gap_map,
    "gap-ranking": gap_ranking,
    "gap-drivers": gap_drivers,
    "big-city-split": big_city_split,
    "big-city-definitions": big_city_definitions,
    "employers": employers_of,
    "dependence": dependence_of,
    "wage-gap": wage_gap,
    "commuting": commuting_of,
    "it-specialists": it_specialists,
    "moves": moves,
    "graduates": graduates,
    "labour-shortage": labour_shortage,
    "cross-check": cross_check_of,
    **figures_regions.FIGURES,
    "report-check": report_verdicts,
}


def build_figure(key: str, selection: Selection, lang: Lang = "sv", root: Path | None = None) -> Figure:
    """The figure of that name; an unknown name lists the known (ParameterError)."""
    if key not in FIGURES:
        raise ParameterError("queries.invalid", name="chart", value=key, valid=", ".join(FIGURES))
    return FIGURES[key](selection, lang, root)
