"""One line of a share over time, with its band and the breaks, on a scale from nought."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.charts.trend import break_layers, line_tooltip, line_values, moving_line, time_axis
from aipulsen.voice import Voice

_ABOVE = 1.15  # the axis against the highest end, so that the breaks' names have room


def draw_national_share(windows: pd.DataFrame, breaks: pd.DataFrame, say: Voice, width: Width, height: int) -> Any:
    """The line; dashed where its four weeks hold days from both sides of a break."""
    points = line_values(windows, ("ads_share", "ads_share_low", "ads_share_high"), say)
    highest = max([0.01, *(point["high"] for point in points)])
    scale = alt.Scale(domain=[0, highest * _ABOVE], nice=False)
    axis = alt.Axis(title=None, tickCount=4, grid=True, labelColor=theme.QUIET, labelExpr=theme.percent_label(say))
    tooltip = line_tooltip("national_share.tip", "charts.trend.tip.ads", say, ".1%")
    x = time_axis()
    days = windows.window_end.iloc[0], windows.window_end.iloc[-1]
    layers = [*moving_line(points, x, scale, axis, tooltip), *break_layers(breaks, x, days, say)]
    return theme.layered(layers, say, width, height)
