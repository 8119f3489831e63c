"""How salaries spread: percentiles as a thin and a thick bar, the median as a stroke, the mean as a ring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import altair as alt

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.voice import Voice


class Spread(TypedDict):
    """One row, in SEK a month: its label, five percentiles, the mean, what the tooltip says."""

    label: str
    p10: float
    p25: float
    median: float
    p75: float
    p90: float
    mean: float
    words: str


def draw_spread(rows: Sequence[Spread], say: Voice, width: Width, height: int) -> Any:
    """Rows in the order given over an axis of kronor that begins below the lowest percentile, not at zero."""
    low, high = min(row["p10"] for row in rows), max(row["p90"] for row in rows)
    margin = (high - low) * 0.06
    scale = alt.Scale(domain=[low - margin, high + margin], nice=False)
    axis = alt.Axis(title=None, tickCount=4, labelColor=theme.QUIET)
    y = alt.Y("label:N", sort=[row["label"] for row in rows], title=None, axis=alt.Axis(labelLimit=150))
    base = theme.chart_of(rows).encode(
        y=y, tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("words:N", title="\u200b")]
    )

    def across(name: str) -> alt.X:
        return alt.X(f"{name}:Q", scale=scale, axis=axis)

    layers = [
        base.mark_rule(color=theme.RAMP[2], strokeWidth=3).encode(x=across("p10"), x2=alt.X2("p90:Q")),
        base.mark_bar(color=theme.RAMP[2], height=14).encode(x=across("p25"), x2=alt.X2("p75:Q")),
        base.mark_tick(color=theme.DEEP, thickness=3, height=18).encode(x=across("median")),
        base.mark_point(size=70, fill=theme.GROUND, stroke=theme.DEEP, strokeWidth=2, opacity=1).encode(
            x=across("mean")
        ),
    ]
    return theme.layered(layers, say, width, height)
