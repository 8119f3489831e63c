"""Figures of wages: gaps between regions, and what a move gives."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from aipulsen import codes, queries, report_check
from aipulsen.charts import wage_move, wages
from aipulsen.charts.figure import Figure
from aipulsen.figures.context import compared_context, context_of
from aipulsen.queries import Selection
from aipulsen.text import Lang, t


def wage_gap(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Wage gaps per region and occupation."""
    answer = queries.ask_wages(selection, root)
    notes = (report_check.wages_note(answer.series, lang, root),)
    frame = answer.wages.assign(
        occupation_name=[t(f"occupation.{c}", lang) for c in answer.wages.occupation_code],
        region_name=[codes.region_name(c, lang) for c in answer.wages.region_code],
    )
    context = compared_context(answer.scope, lang, root, notes, intervals=False)
    fault = report_check.wages_fault(answer.series, lang)
    return wages.build_wage_figure(frame, answer.home_region, dataclasses.replace(context, fault=fault))


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
