"""Figures of ads over time: weeks with a moving window, and changes between two windows."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from aipulsen import queries
from aipulsen.charts import trend
from aipulsen.charts.figure import Figure
from aipulsen.figures.context import compared_context
from aipulsen.queries import Selection
from aipulsen.text import Lang


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
