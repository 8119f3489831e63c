"""Figures that check: Platsbanken against other boards, the report against our data."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd

from aipulsen import queries, report_check
from aipulsen.charts import cross_check
from aipulsen.charts.figure import Figure
from aipulsen.charts.report_check import build_report_figure
from aipulsen.figures.context import compared_context, context_of, present
from aipulsen.queries import Selection
from aipulsen.text import Lang, t


def cross_check_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Platsbanken against a snapshot of other boards; an edition without one refuses (EditionError)."""
    answer = queries.ask_cross_check(selection, root)
    present(answer.agreement, "job_board_snapshot", answer.scope)
    assert answer.board_ads is not None
    assert answer.board_without_county is not None
    return cross_check.build_cross_check_figure(
        answer.agreement, answer.board_ads, answer.board_without_county, compared_context(answer.scope, lang, root)
    )


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
