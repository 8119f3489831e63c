"""A share of ads over time: the moving window as a line with its band."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.charts.trend import break_rules, line_tooltip, line_values, local, moving_line, time_axis
from aipulsen.voice import Voice

_ROOM = 1.15  # of the highest whisker: the axis ends a little above


def draw_share_line(
    windows: pd.DataFrame,
    breaks: pd.DataFrame,
    days: tuple[str, str],
    highest: float,
    say: Voice,
    width: Width,
    height: int,
    *,
    heading: str,
) -> Any:
    """The share as a line with its band, from zero to the `highest` end of any, over the same `days` whatever of them
    has a share: lines side by side can be compared. The share of the last day is written at its end. Breaks are
    lines without names: the caption names them."""
    points = line_values(windows, ("ads_share", "ads_low_share", "ads_high_share"), say)
    x = time_axis()
    scale = alt.Scale(domain=[0, min(1.0, max(0.1, highest) * _ROOM)], nice=False)
    percent = theme.percent_label(say)
    axis = alt.Axis(title=None, tickCount=4, grid=True, labelColor=theme.QUIET, labelExpr=percent)
    tooltip = line_tooltip("charts.generative.tip", "charts.generative.naming", say)
    layers = [
        *moving_line(points, x, scale, axis, tooltip),
        theme.chart_of([{"day": local(day)} for day in days]).mark_point(opacity=0).encode(x=x),
        *break_rules(breaks, x),
        *_last([p for p in points if p["day"] == local(days[1])], x, scale, say),
    ]
    return theme.layered(layers, say, width, height, title=theme.part_heading(heading))


def _last(points: list[dict[str, Any]], x: alt.X, scale: alt.Scale, say: Voice) -> list[Any]:
    """The last day's share in words, above the line's end; nothing where it has none."""
    if not points:
        return []
    last = points[-1]
    words = say("parts.words", share=say.percent(last["value"]), ads=last["ads"])
    text = theme.chart_of([{**last, "words": words}]).encode(
        x=x, y=alt.Y("value:Q", scale=scale), text=alt.Text("words:N")
    )
    style: dict[str, Any] = {"align": "right", "dy": -12, "fontSize": 12, "fontWeight": 600}
    return [text.mark_text(**style, stroke=theme.GROUND, strokeWidth=4), text.mark_text(**style)]
