"""The report checked line by line: its figure, and what it says."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, source_lines
from aipulsen.figures import report_marks
from aipulsen.figures.context import context_of
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_TONES = {"wrong": theme.DEEP, "other_definition": theme.RAMP[4], "rounding": theme.RAMP[3], "holds": theme.RAMP[2]}


def report_verdicts(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The report's figures counted by verdict; always of the report's edition."""
    answer = queries.ask_report(dataclasses.replace(selection, county_code=None), root)
    return build_report_figure(answer.counts(), _report_table(answer.lines, lang), context_of(answer.scope, lang))


def _report_table(lines: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The lines as a file has them: identifiers and numbers first, then how, verdict and reason in words."""
    return lines.assign(
        figure_name=[report_marks.figure_name(f, lang) for f in lines.figure],
        region_name=[report_marks.region_name(c, lang) for c in lines.region_code],
        method=[t(f"report_check.how.{m}", lang) for m in lines.method],
        verdict=[t(f"report_check.verdict.{v}", lang) for v in lines.verdict],
        explanation=[t(f"report_check.why.{e}", lang) for e in lines.explanation],
    )


def build_report_figure(counts: dict[str, int], table: pd.DataFrame, context: ChartContext) -> Figure:
    """The number of printed figures per verdict. table: one row per figure, already in words."""
    lang = context.lang
    total = sum(counts.values())
    bars: list[Bar] = [
        {
            "label": t(f"report_check.verdict.{verdict}", lang),
            "value": float(count),
            "words": t("report_check.of_total", lang, count=count, total=total),
            "fill": _TONES.get(verdict, theme.PALE),
        }
        for verdict, count in counts.items()
    ]
    finding = t("report_check.finding", lang, total=fmt.number(total, 0, lang), **counts)
    return Figure(
        key="report-check",
        title=finding,
        subtitle=t("report_check.measure", lang),
        caption=(t("report_check.reading", lang), *source_lines(context)),
        alt=finding,
        table=table,
        parts=(Part("verdicts", lambda w, h: draw_bars(bars, lang, w, h), bar_height(len(bars))),),
        context=context,
    )
