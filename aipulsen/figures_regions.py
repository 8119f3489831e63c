"""Figures of regions over time and against each other: trend, concentration, commuting, moves, similar counties."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from aipulsen import codes, queries, report_check
from aipulsen.charts import commuting_map, concentration, similar, trend, wage_move
from aipulsen.charts.figure import ChartContext, Figure
from aipulsen.figure_context import context_of
from aipulsen.queries import Scope, Selection
from aipulsen.text import Lang, t


def compared_context(
    scope: Scope, lang: Lang, root: Path | None, notes: tuple[str, ...] = (), *, intervals: bool = True
) -> ChartContext:
    """The context with the comparison group the reader asked for, and a line that names it. `intervals`: the chart
    has them, so the line warns of places that cannot be told apart; registers have none."""
    group = queries.comparison_codes(queries.open_selected(scope.selection, root), scope.selection) or ()
    line = (group_line(group, lang, intervals=intervals),) if group else ()
    return dataclasses.replace(context_of(scope, lang, (*line, *notes)), comparison=group)


def group_line(group: tuple[str, ...], lang: Lang, *, intervals: bool = True, mark: str = "") -> str:
    """The comparison group in one line: how the chart marks it, and the warning that overlapping intervals need."""
    named = ", ".join(codes.county_name(code, lang) for code in group[1:])
    line = t("charts.comparison_line", lang, county=codes.county_name(group[0], lang), others=named, mark=mark)
    return f"{line} {t('charts.comparison_places', lang)}" if intervals else line


def limited_to_group(whole: Figure, few: Figure, gap: pd.DataFrame, group: tuple[str, ...], lang: Lang) -> Figure:
    """A gap figure whose ranking and table hold the comparison group only; the map keeps every county and outlines
    the group, and the ranks stay those among all 21."""
    ranking = {part.name: part for part in few.parts}["ranking"]
    rows = gap[gap.county_code.isin(group)].sort_values("gap_score", ascending=False, na_position="last")
    place = list(rows.county_code).index(group[0]) + 1
    rated = pd.notna(rows.set_index("county_code").gap_score[group[0]])
    title = t(
        "charts.comparison_place" if rated else "charts.comparison_unrated",
        lang,
        county=codes.county_name(group[0], lang),
        place=place,
        count=len(group),
    )
    mark = t("charts.comparison_outlined", lang) if len(whole.parts) > 1 else ""
    return dataclasses.replace(
        whole,
        title=title,
        alt=title,
        caption=(group_line(group, lang, mark=mark), *whole.caption),
        table=few.table,
        parts=tuple(ranking if part.name == "ranking" else part for part in whole.parts),
    )


def trend_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Ads per week and the moving window of the country or a county."""
    answer = queries.ask_trend(selection, root)
    context = compared_context(answer.scope, lang, root)
    return trend.build_trend_figure(answer.weeks, answer.windows, answer.changes, answer.breaks, answer.reason, context)


def trend_changes(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The latest window against an earlier one, every region or the comparison group."""
    whole = selection if selection.comparison == "similar" else dataclasses.replace(selection, county_code=None)
    answer = queries.ask_trend(whole, root)
    context = dataclasses.replace(compared_context(answer.scope, lang, root), county_code=selection.county_code)
    return trend.build_changes_figure(answer.changes, selection.period, answer.breaks, answer.reason, context)


def big_city_quotients(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Location quotients with intervals, every county or the comparison group."""
    answer = queries.ask_concentration(selection, root)
    return concentration.build_quotients_figure(answer.quotients, compared_context(answer.scope, lang, root))


def big_city_lorenz(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The concentration curve with its Gini coefficient."""
    answer = queries.ask_concentration(selection, root)
    gini = (answer.gini, answer.gini_low, answer.gini_high)
    return concentration.build_lorenz_figure(
        answer.curve, gini, answer.quotients, compared_context(answer.scope, lang, root, intervals=False)
    )


def big_city_trend(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The big cities' share of the ads over the edition's days."""
    answer = queries.ask_share_over_time(selection, root)
    return concentration.build_share_figure(
        answer.windows,
        answer.population_share,
        answer.breaks,
        answer.reason,
        context_of(answer.scope, lang),
        selection.definition,
    )


def commuting_flows(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The flows to each hub on a map of its surroundings."""
    answer = queries.ask_commuting(selection, root)
    notes = (t("notes.commuting_report", lang),) if answer.scope.kind == "report" else ()
    return commuting_map.build_map_figure(answer.hubs, answer.flows, context_of(answer.scope, lang, notes))


def commuting_adjusted(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The gap with the educated counted where they work."""
    answer = queries.ask_adjusted(selection, root)
    return commuting_map.build_adjusted_figure(answer, compared_context(answer.scope, lang, root))


def wage_move_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """What a specialist would lose or gain by moving, with the report's own sentence beside its own salaries."""
    answer = queries.ask_move(selection, root)
    moves = answer.moves.assign(
        occupation_name=[t(f"occupation.{c}", lang) for c in answer.moves.occupation_code],
        from_name=codes.region_name(answer.move_from, lang),
        to_name=codes.region_name(answer.move_to, lang),
    )
    notes = (report_check.wages_note(answer.series, lang, root),)
    if answer.series == "report" and (answer.move_from, answer.move_to) == ("SE1", "SE3"):
        kronor = wage_move.kronor_between(moves, lang)
        notes = (f"{t('charts.move.report', lang, kronor=kronor)} {notes[0]}",)
    titles = tuple(origin.title_in(lang) for origin in answer.tables)
    fault = report_check.wages_fault(answer.series, lang)
    context = dataclasses.replace(context_of(answer.scope, lang, notes), fault=fault)
    return wage_move.build_move_figure(moves, titles, context)


def similar_to(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The other counties by their distance to the chosen one, nearest first."""
    answer = queries.ask_similar(selection, root)
    context = dataclasses.replace(context_of(answer.scope, lang), comparison=())
    return similar.build_similar_figure(answer, context)


FIGURES: dict[str, Callable[[Selection, Lang, Path | None], Figure]] = {
    "trend": trend_of,
    "trend-changes": trend_changes,
    "big-city-quotients": big_city_quotients,
    "big-city-lorenz": big_city_lorenz,
    "big-city-trend": big_city_trend,
    "wage-move": wage_move_of,
    "similar": similar_to,
    "commuting-map": commuting_flows,
    "commuting-adjusted": commuting_adjusted,
}
