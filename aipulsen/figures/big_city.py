"""Figures of big cities against the rest: split, definitions, quotients, concentration, share over time."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from aipulsen import codes, queries, report_check
from aipulsen.charts import big_city, concentration
from aipulsen.charts.figure import Figure
from aipulsen.figures.context import compared_context, context_of
from aipulsen.queries import Selection
from aipulsen.text import Lang


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


def split_notes(answer: queries.SplitAnswer, lang: Lang) -> tuple[str, ...]:
    """The mark of the report's mixed definitions, where the report is what is shown."""
    mark = report_check.mark_for("big_city_population_share", codes.COUNTRY_CODE)
    return (mark.words(lang),) if mark and answer.scope.kind == "report" else ()
