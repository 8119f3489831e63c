"""Figures of regions over time and against each other: trend, concentration, commuting, moves, similar counties."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from aipulsen import codes, queries
from aipulsen.charts import trend
from aipulsen.charts.figure import ChartContext, Figure
from aipulsen.figure_context import context_of
from aipulsen.queries import Scope, Selection
from aipulsen.text import Lang, t


def compared_context(scope: Scope, lang: Lang, root: Path | None, notes: tuple[str, ...] = ()) -> ChartContext:
    """The context with the comparison group the reader asked for, and a line that names it."""
    group = queries.comparison_codes(queries.open_selected(scope.selection, root), scope.selection) or ()
    named = ", ".join(codes.county_name(code, lang) for code in group[1:])
    line = (t("charts.comparison_line", lang, county=codes.county_name(group[0], lang), others=named),) if group else ()
    return dataclasses.replace(context_of(scope, lang, (*line, *notes)), comparison=group)


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


FIGURES: dict[str, Callable[[Selection, Lang, Path | None], Figure]] = {
    "trend": trend_of,
    "trend-changes": trend_changes,
}
