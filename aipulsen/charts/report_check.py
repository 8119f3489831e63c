"""The report's verdicts counted: a bar for each, and every line in the table behind it."""

from __future__ import annotations

import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, source_lines
from aipulsen.text import numbers as fmt
from aipulsen.text import t

_TONES = {"wrong": theme.DEEP, "other_definition": theme.RAMP[4], "rounding": theme.RAMP[3], "holds": theme.RAMP[2]}


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
