"""The report checked line by line: its figure, and what it says."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part
from aipulsen.figures import report_marks
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_TONES = {"wrong": theme.DEEP, "other_definition": theme.RAMP[4], "rounding": theme.RAMP[3], "holds": theme.RAMP[2]}


def report_verdicts(desk: Desk, selection: Selection) -> Figure:
    """The report's figures counted by verdict; always of the report's edition."""
    answer = queries.ask_report(desk.edition, dataclasses.replace(selection, county_code=None))
    return build_report_figure(answer, context_of(answer.scope, desk.say))


def _report_table(lines: pd.DataFrame, say: Voice) -> pd.DataFrame:
    """The lines as a file has them: identifiers and numbers first, then how, verdict and reason in words."""
    return lines.assign(
        figure_name=[report_marks.figure_name(f, say) for f in lines.figure],
        region_name=[report_marks.region_name(c, say) for c in lines.region_code],
        unit=[say(f"report.unit.{re.sub(r'[^a-z0-9]+', '_', u.lower())}") for u in lines.unit],
        method=[say(f"report.how.{m}") for m in lines.method],
        verdict=[say(f"report.verdict.{v}") for v in lines.verdict],
        explanation=[say(f"report.why.{e}") for e in lines.explanation],
    )


def build_report_figure(answer: queries.ReportAnswer, context: ChartContext) -> Figure:
    """The number of printed figures per verdict."""
    counts = answer.counts()
    say = context.say
    total = sum(counts.values())
    bars: list[Bar] = [
        {
            "label": say(f"report.verdict.{verdict}"),
            "value": float(count),
            "words": say("report.of_total", count=count, total=total),
            "fill": _TONES.get(verdict, theme.PALE),
        }
        for verdict, count in counts.items()
    ]
    finding = say("report.finding", total=say.number(total), **counts)
    return Figure(
        key="report-check",
        title=finding,
        measure=say("report.measure"),
        warnings=(say("report.reading"),),
        alt=finding,
        table=_report_table(answer.lines, say),
        parts=(Part("verdicts", lambda w, h: draw_bars(bars, say, w, h), bar_height(len(bars))),),
        context=context,
    )
