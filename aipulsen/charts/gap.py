"""The county map of gap scores and the ranking with intervals, and what they say."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen import codes
from aipulsen.bases import BASES
from aipulsen.charts import classes, shapes, theme
from aipulsen.charts.figure import ChartContext, Width
from aipulsen.voice import Voice

_ROOM_FOR_NUMBERS = 1.4  # the axis, against its longest whisker: what is left is the column of numbers
_TIPS = ("county", "value", "interval", "ads", "rank", "compared", "dependence", "status")


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The frame as rows for a chart: missing is null, because NaN is not JSON and a browser refuses it."""
    return [{k: None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]


def _tooltip(say: Voice, prefix: str = "") -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{prefix}{name}:N", title=say(f"charts.gap.tip.{name}")) for name in _TIPS]


def draw_map(drawn: pd.DataFrame, context: ChartContext, width: Width, height: int) -> Any:
    """The counties in their classes; hatched where there is no value; the chosen one outlined."""
    say = context.say
    bounds = classes.limits(context.base, context.level, context.window_days)
    labels = classes.class_labels(bounds, say)
    features = []
    for row in _rows(drawn):
        feature = shapes.county_features()[row["county_code"]]
        properties = {k: row[k] for k in ("county_code", "county", "class", "chosen", "imputed", *_TIPS[1:])}
        features.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    valued = [f for f in features if isinstance(f["properties"]["class"], str)]
    without = [f for f in features if not isinstance(f["properties"]["class"], str)]
    chosen = [f for f in features if f["properties"]["chosen"]]
    alike = [f for f in features if f["properties"]["county_code"] in context.comparison[1:]]
    per = say.number(BASES[context.base].per)
    colour = alt.Color(
        "properties.class:N",
        scale=alt.Scale(domain=labels, range=list(theme.RAMP)),
        legend=alt.Legend(
            orient="none",
            legendX=4,
            legendY=4,
            title=say("charts.gap.legend", days=context.window_days, per=per).split("|"),
            symbolStrokeColor=theme.OUTLINE,
            symbolStrokeWidth=0.5,
            symbolSize=150,
            rowPadding=1,
        ),
    )
    counties = (
        theme.chart_of(valued)
        .mark_geoshape(stroke=theme.OUTLINE, strokeWidth=0.5)
        .encode(
            color=colour,
            tooltip=_tooltip(say, "properties."),
            description=alt.Description("properties.county:N"),
        )
    )
    layers = [counties]
    if without:
        ground = theme.chart_of(without).mark_geoshape(fill=theme.NO_VALUE, stroke=theme.OUTLINE, strokeWidth=0.5)
        lines = theme.chart_of(shapes.hatch(f["properties"]["county_code"]) for f in without).mark_geoshape(
            filled=False, stroke=theme.OUTLINE, strokeWidth=0.8
        )
        layers += [ground.encode(tooltip=_tooltip(say, "properties.")), lines]
    imputed: dict[str, list[dict[str, Any]]] = {}
    for properties in (f["properties"] for f in valued if f["properties"]["imputed"]):
        colour_of_lines = classes.hatch_colour(labels.index(properties["class"]))
        imputed.setdefault(colour_of_lines, []).append(shapes.hatch(properties["county_code"]))
    layers += [
        theme.chart_of(hatches).mark_geoshape(filled=False, stroke=colour_of_lines, strokeWidth=0.9)
        for colour_of_lines, hatches in imputed.items()
    ]
    if alike:
        outline = theme.chart_of(alike).mark_geoshape(filled=False, stroke=theme.INK, strokeWidth=1.2)
        layers.append(outline)
    if chosen:
        layers.append(theme.chart_of(chosen).mark_geoshape(filled=False, stroke=theme.ACCENT, strokeWidth=2))
    return theme.layered(layers, say, width, height, projection=alt.Projection(type="mercator"))


def draw_ranking(drawn: pd.DataFrame, country: dict[str, Any], context: ChartContext, width: Width, height: int) -> Any:
    """Points with 95 % whiskers, highest first; the country dashed; no value said in words.

    The numbers stand in a column at the right edge, clear of whiskers and of the country's line.
    """
    say = context.say
    order = [*drawn.sort_values("place").county, *_country_row(country, say)]
    highest = max([1e-9, *drawn.gap.dropna(), *drawn.high.dropna(), country["gap_score"] or 0.0])
    small = height < 22 * len(order)
    scale = alt.Scale(domain=[0, highest * _ROOM_FOR_NUMBERS], nice=False)
    axis = alt.Axis(orient="top", title=None, grid=True, tickCount=5, labelColor=theme.QUIET)
    x = alt.X("gap:Q", scale=scale, axis=axis)
    y = alt.Y(
        "county:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelFontSize=11 if small else 13, labelLimit=150, grid=False),
        scale=alt.Scale(paddingInner=0.2),
    )
    rated = drawn[drawn.gap.notna()]
    without = drawn[drawn.gap.isna()]
    base = theme.chart_of(_rows(rated)).encode(y=y)
    layers = [
        theme.chart_of(_rows(rated[rated.low.notna()]))
        .encode(y=y)
        .mark_rule(color=theme.RAMP[2], strokeWidth=2.5, strokeCap="round", opacity=0.8)
        .encode(x=alt.X("low:Q", scale=scale, axis=axis), x2=alt.X2("high:Q")),
    ]
    if country["gap_score"] is not None:
        layers += _country_layers(country, scale, axis, y, say)
    ring = rated[rated.chosen]
    if len(ring):
        layers.append(
            theme.chart_of(_rows(ring))
            .mark_point(size=260, stroke=theme.ACCENT, strokeWidth=2.5, fill=None, opacity=1)
            .encode(x=x, y=y)
        )
    layers.append(
        base.mark_point(filled=True, size=75, stroke=theme.OUTLINE, strokeWidth=0.7, opacity=1).encode(
            x=x,
            shape=alt.Shape("shape:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            tooltip=_tooltip(say),
        )
    )
    label = base.encode(x=alt.XValue("width"), text=alt.Text("label:N"))
    size = 11 if small else 12
    # A halo of the ground keeps the words readable where a long whisker reaches them.
    layers.append(label.mark_text(align="right", fontSize=size, stroke=theme.GROUND, strokeWidth=4))
    layers.append(
        label.mark_text(align="right", fontSize=size).encode(
            color=theme.either(alt.ColorValue, "datum.uncertain", theme.QUIET, theme.INK)
        )
    )
    if len(without):
        why = theme.chart_of(_rows(without)).encode(x=alt.XValue("width"), y=y, text=alt.Text("value:N"))
        written: dict[str, Any] = {"align": "right", "fontStyle": "italic", "fontSize": size}
        layers.append(why.mark_text(**written, stroke=theme.GROUND, strokeWidth=4))
        layers.append(why.mark_text(**written, color=theme.QUIET))
    return theme.layered(layers, say, width, height)


def _country_row(country: dict[str, Any], say: Voice) -> list[str]:
    """The country has a row of its own under the counties, when it has a value."""
    return [] if country["gap_score"] is None else [say.county(codes.COUNTRY_CODE)]


def _country_layers(country: dict[str, Any], scale: alt.Scale, axis: alt.Axis, y: alt.Y, say: Voice) -> list[Any]:
    """The country's value as a dashed line through every row, named and numbered in its own row."""
    (name,) = _country_row(country, say)
    words = say.number(country["gap_score"], 2)
    one = theme.chart_of([{"gap": country["gap_score"], "county": name, "words": words}])
    x = alt.X("gap:Q", scale=scale, axis=axis)
    return [
        one.mark_rule(color=theme.INK, strokeDash=[4, 4], opacity=0.45).encode(x=x),
        one.mark_tick(color=theme.INK, thickness=3, size=14).encode(x=x, y=y),
        one.mark_text(align="right", fontWeight="bold").encode(x=alt.XValue("width"), y=y, text=alt.Text("words:N")),
    ]


def draw_legend(context: ChartContext, width: Width, height: int) -> Any:
    """The six classes as a strip, each limit under the border where it stands: short words that fit any column."""
    say = context.say
    bounds = classes.limits(context.base, context.level, context.window_days)
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, len(theme.RAMP)], nice=False), axis=None)
    cells = [{"from": at, "to": at + 1, "fill": fill} for at, fill in enumerate(theme.RAMP)]
    limits = [{"from": at, "words": words} for at, words in enumerate(classes.limit_words(bounds, say), start=1)]
    strip = (
        theme.chart_of(cells)
        .mark_rect(stroke=theme.OUTLINE, strokeWidth=0.5, height=14)
        .encode(x=x, x2=alt.X2("to:Q"), y=alt.YValue(8), color=alt.Color("fill:N", scale=None))
    )
    words = (
        theme.chart_of(limits)
        .mark_text(baseline="top", fontSize=12)
        .encode(x=x, y=alt.YValue(20), text=alt.Text("words:N"))
    )
    return theme.layered([strip, words], say, width, height)
