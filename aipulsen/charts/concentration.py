"""Concentration in pictures: quotients with whiskers, the Lorenz curve, the big cities' share over time."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen import codes
from aipulsen.charts import theme
from aipulsen.charts.figure import ChartContext, Width
from aipulsen.charts.trend import break_layers, line_tooltip, line_values, moving_line, time_axis
from aipulsen.voice import Voice

_NAMED_ABOVE = 0.6  # of the people: names beyond stand above the curve, where the diagonal has its own
_EVEN_AT = (0.75, 0.85, 0.65)  # where on the diagonal that may be: where no name is near
_ABOVE_EVEN = 0.05


def draw_lorenz(curve: pd.DataFrame, context: ChartContext, width: Width, height: int) -> Any:
    """The curve under the diagonal of «spread as people live»; the large steps are named. Points of fillers are hollow,
    and a curve through any is dashed, without its area."""
    say = context.say
    points = [
        {
            "people": float(row.population_cumulated_share),
            "ads": float(row.ads_cumulated_share),
            "county": say.county(row.county_code) if row.county_code else "",
            "count": say.number(row.ads),
            "named": bool(row.county_code)
            and (codes.counties()[row.county_code].is_big_city or row.county_code == context.county_code),
            "chosen": bool(row.county_code) and row.county_code == context.county_code,
            "alike": row.county_code in context.comparison[1:],
            "filler": row.is_filler,
        }
        for row in curve.itertuples()
    ]
    for point in points:
        point["fill"] = theme.GROUND if point["filler"] else theme.ACCENT if point["chosen"] else theme.DEEP
    is_filled_in = any(point["filler"] for point in points)
    scale = alt.Scale(domain=[0, 1], nice=False)
    fmt_axis: dict[str, Any] = {"labelExpr": theme.percent_label(say), "tickCount": 5, "labelColor": theme.QUIET}
    x = alt.X("people:Q", scale=scale, axis=alt.Axis(title=say("charts.lorenz.x"), **fmt_axis))
    y = alt.Y("ads:Q", scale=scale, axis=alt.Axis(title=say("charts.lorenz.y"), **fmt_axis))
    base = theme.chart_of(points).encode(x=x, y=y)
    even = theme.chart_of([{"people": 0.0, "ads": 0.0}, {"people": 1.0, "ads": 1.0}])
    named = [point["ads"] for point in points if point["named"] and point["people"] > _NAMED_ABOVE]
    along = max(_EVEN_AT, key=lambda at: min((abs(at + _ABOVE_EVEN - ads) for ads in named), default=1.0))
    label = theme.chart_of([{"people": along, "ads": along + _ABOVE_EVEN, "words": say("charts.lorenz.even")}])
    tooltip = [alt.Tooltip("county:N", title=" "), alt.Tooltip("count:N", title=say("charts.trend.tip.ads"))]
    layers = [
        even.mark_line(color=theme.INK, strokeDash=[4, 4], opacity=0.5).encode(x=x, y=y),
        label.mark_text(align="right", color=theme.QUIET, fontSize=12).encode(x=x, y=y, text=alt.Text("words:N")),
        *(() if is_filled_in else (base.mark_area(color=theme.PALE, opacity=0.6).encode(y2=alt.Y2("people:Q")),)),
        base.mark_line(color=theme.DEEP, strokeWidth=2, strokeDash=[5, 4] if is_filled_in else [1, 0]),
        base.transform_filter("datum.alike").mark_point(size=140, stroke=theme.INK, strokeWidth=1.2),
        base.mark_point(filled=True, size=40, opacity=1, strokeWidth=1.5).encode(
            stroke=theme.either(alt.StrokeValue, "datum.chosen", theme.ACCENT, theme.DEEP),
            fill=alt.Fill("fill:N", scale=None),
            tooltip=tooltip,
        ),
        *(
            base.transform_filter(f"datum.named && {where}")
            .mark_text(align=align, dx=dx, dy=dy, fontSize=12, **halo)
            .encode(text=alt.Text("county:N"))
            # A name near the right edge stands before its point, above the curve; one at the bottom above the axis.
            for where, align, dx, dy in (
                (f"datum.people > {_NAMED_ABOVE}", "right", -9, -7),
                (f"datum.people <= {_NAMED_ABOVE} && datum.ads > 0.06", "left", 9, 9),
                (f"datum.people <= {_NAMED_ABOVE} && datum.ads <= 0.06", "left", 9, -9),
            )
            for halo in ({"stroke": theme.GROUND, "strokeWidth": 4}, {})
        ),
    ]
    return theme.layered(layers, say, width, height)


def draw_share(
    windows: pd.DataFrame, population_share: float, breaks: pd.DataFrame, say: Voice, width: Width, height: int
) -> Any:
    """The share as a line with its band, from 0 to the whole; the population's share as a dashed line."""
    points = line_values(windows, ("ads_share", "ads_share_low", "ads_share_high"), say)
    x = time_axis()
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(title=None, tickCount=4, grid=True, labelColor=theme.QUIET, labelExpr=theme.percent_label(say))
    tooltip = line_tooltip("charts.share_trend.tip", "charts.share_trend.placed", say)
    people = theme.chart_of([{"people": population_share}]).encode(y=alt.Y("people:Q", scale=scale, axis=axis))
    layers = [
        people.mark_rule(color=theme.INK, strokeDash=[4, 4], opacity=0.6),
        *moving_line(points, x, scale, axis, tooltip),
        *break_layers(breaks, x, (windows.window_end.iloc[0], windows.window_end.iloc[-1]), say),
    ]
    return theme.layered(layers, say, width, height)
