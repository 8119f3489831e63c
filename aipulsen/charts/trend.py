"""Ads over time: weeks as bars, the moving window as a line with its interval, breaks as dashed lines."""

from __future__ import annotations

import datetime as dt
from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.voice import Voice

LEVEL_ONE = 1.0
_BREAK_LINE: dict[str, Any] = {"color": theme.INK, "strokeDash": [2, 3], "opacity": 0.8}
_BREAK_ROW = 14  # pixels that a break's name is high


def local(day: str) -> str:
    """A day as Vega reads it in the reader's own time zone; a bare date would be midnight in London."""
    return f"{day}T00:00:00"


def line_values(windows: pd.DataFrame, columns: tuple[str, str, str], say: Voice) -> list[dict[str, Any]]:
    """The windows as points of a line: value, low, high; `piece` numbers unbroken stretches, so that neither a
    hidden window nor a break is drawn over."""
    value, low, high = columns
    points: list[dict[str, Any]] = []
    piece, last = 0, None
    for row in windows.to_dict("records"):
        kind = None if pd.isna(row[value]) else bool(row["spans_break"])
        piece += kind != last
        if kind is not None:
            points.append(
                {
                    "day": local(row["window_end"]),
                    "value": float(row[value]),
                    "low": float(row[low]),
                    "high": float(row[high]),
                    "ads": say.number(row["ads"]),
                    "piece": piece,
                    "mixed": kind,
                }
            )
        last = kind
    return points


def moving_line(
    points: list[dict[str, Any]], x: alt.X, scale: alt.Scale, axis: alt.Axis, tooltip: list[Any]
) -> list[Any]:
    """The line with its band; dashed and pale where the window holds days from both sides of a break."""
    y = alt.Y("value:Q", scale=scale, axis=axis)
    layers: list[Any] = []
    for mixed in (False, True):
        chosen = [p for p in points if p["mixed"] is mixed]
        if not chosen:
            continue
        base = theme.chart_of(chosen).encode(x=x, detail=alt.Detail("piece:N"))
        opacity = 0.25 if mixed else 0.55
        layers.append(
            base.mark_area(color=theme.RAMP[2], opacity=opacity).encode(
                y=alt.Y("low:Q", scale=scale, axis=axis), y2=alt.Y2("high:Q")
            )
        )
        dash = [5, 4] if mixed else [1, 0]
        layers.append(base.mark_line(color=theme.DEEP, strokeWidth=2, strokeDash=dash).encode(y=y))
        layers.append(base.mark_point(size=60, opacity=0).encode(y=y, tooltip=tooltip))
    return layers


def break_rules(breaks: pd.DataFrame, x: alt.X) -> list[Any]:
    """A dashed line on the day of each break, without a name; nothing where there is none."""
    if breaks.empty:
        return []
    rule = theme.chart_of([{"day": local(day)} for day in breaks.date]).encode(x=x)
    return [rule.mark_rule(**_BREAK_LINE)]


def break_layers(breaks: pd.DataFrame, x: alt.X, days: tuple[str, str], say: Voice) -> list[Any]:
    """A dashed line on the day of each break, named at its top by its kind: the figure's warning tells the rest.

    days: the first and the last that are drawn. A name stands before its line, in the first half of the days after
    it, where there is room. Each has a row of its own, the outermost the highest, and its line begins there: so no name
    lies across another's line, however near the days are. Two that meet from both sides are parted by the ground.
    """
    first, last = (dt.date.fromisoformat(day) for day in days)
    half = first + (last - first) / 2
    before = [row for row in breaks.itertuples() if dt.date.fromisoformat(row.date) > half]
    after = [row for row in breaks.itertuples() if dt.date.fromisoformat(row.date) <= half]
    rows = [*((row, "right", -5) for row in reversed(before)), *((row, "left", 5) for row in after)]
    lines, names = [], []
    for place, (row, align, dx) in enumerate(rows):
        top = place * _BREAK_ROW
        told = {"day": local(row.date), "words": say(f"charts.trend.break_kind.{row.kind}")}
        drawn = theme.chart_of([told]).encode(x=x, y=alt.YValue(top))
        lines.append(drawn.mark_rule(**_BREAK_LINE).encode(y2=alt.Y2Value("height")))
        named = drawn.encode(text=alt.Text("words:N"))
        style: dict[str, Any] = {"align": align, "baseline": "top", "dx": dx, "dy": 2, "fontSize": 11}
        names += [named.mark_text(**style, stroke=theme.GROUND, strokeWidth=3), named.mark_text(**style)]
    return [*lines, *names]


def time_axis() -> alt.X:
    """Time along the bottom, months in the reader's language."""
    axis = alt.Axis(
        title=None, grid=False, tickCount=5, format="%b %Y", labelFlush=True, labelOverlap="greedy", labelSeparation=8
    )
    return alt.X("day:T", axis=axis, scale=alt.Scale(nice=False))


def draw_trend(
    weeks: pd.DataFrame, windows: pd.DataFrame, breaks: pd.DataFrame, say: Voice, width: Width, height: int
) -> Any:
    """Whole weeks as pale bars; the moving window per week as a line with its 95 % band."""
    week = dt.timedelta(days=6)
    bars = [
        {
            "day": local(row.week_start),
            "end": local((dt.date.fromisoformat(row.week_start) + week).isoformat()),
            "ads": int(row.ads),
            "words": say.number(row.ads),
        }
        for row in weeks.itertuples()
    ]
    points = line_values(windows, ("per_week", "per_week_low", "per_week_high"), say)
    highest = max([1.0, *(b["ads"] for b in bars), *(p["high"] for p in points)])
    axis = alt.Axis(title=None, tickCount=4, grid=True, labelColor=theme.QUIET)
    scale = alt.Scale(domain=[0, highest * 1.12], nice=False)
    x = time_axis()
    tip = [
        alt.Tooltip("day:T", title=say("charts.trend.tip.week"), format="%-d %b %Y"),
        alt.Tooltip("words:N", title=say("charts.trend.tip.ads")),
    ]
    layers: list[Any] = [
        theme.chart_of(bars)
        .mark_rect(color=theme.PALE, opacity=0.8)
        .encode(x=x, x2=alt.X2("end:T"), y=alt.Y("ads:Q", scale=scale, axis=axis), y2=alt.Y2Datum(0), tooltip=tip),
        *moving_line(points, x, scale, axis, _tooltip(say)),
        *break_layers(breaks, x, (weeks.week_start.iloc[0], windows.window_end.iloc[-1]), say),
    ]
    return theme.layered(layers, say, width, height)


def line_tooltip(value: str, ads: str, say: Voice, form: str = ".0%") -> list[alt.Tooltip]:
    """What a point of a moving window says: its last day, its value under the title `value`, the interval, its ads."""
    return [
        alt.Tooltip("day:T", title=say("charts.trend.tip.window"), format="%-d %b %Y"),
        alt.Tooltip("value:Q", title=say(value), format=form),
        alt.Tooltip("low:Q", title=say("charts.trend.tip.low"), format=form),
        alt.Tooltip("high:Q", title=say("charts.trend.tip.high"), format=form),
        alt.Tooltip("ads:N", title=say(ads)),
    ]


def _tooltip(say: Voice) -> list[alt.Tooltip]:
    return line_tooltip("charts.trend.tip.rate", "charts.trend.tip.ads", say, ".1f")


def draw_group(windows: pd.DataFrame, chosen: str, breaks: pd.DataFrame, say: Voice, width: Width, height: int) -> Any:
    """The moving windows of the county and those like it, a lane each, all lanes on one scale.

    Lanes, because lines on top of each other could only be told apart by colour.
    """
    regions = list(windows.region_code.unique())
    lanes = {code: len(regions) - 1 - place for place, code in enumerate(regions)}
    columns = ("per_week", "per_week_low", "per_week_high")
    points = {code: line_values(windows[windows.region_code == code], columns, say) for code in regions}
    highest = max([1.0, *(p["high"] for own in points.values() for p in own)]) / 0.8  # room for the lane's words
    axis = alt.Axis(title=None, grid=True, labels=False, values=list(range(len(regions) + 1)))
    scale = alt.Scale(domain=[0, len(regions)], nice=False)
    y = alt.Y("value:Q", scale=scale, axis=axis)
    x = time_axis()
    tooltip = [alt.Tooltip("county:N", title=" "), _tooltip(say)[0], _tooltip(say)[-1]]
    layers: list[Any] = []
    for code, own in points.items():
        lifted = [
            {
                **point,
                **{name: lanes[code] + point[name] / highest for name in ("value", "low", "high")},
                "county": say.county(code),
                "piece": f"{code}-{point['piece']}",
            }
            for point in own
        ]
        base = theme.chart_of(lifted).encode(x=x, detail=alt.Detail("piece:N"))
        band = alt.Y("low:Q", scale=scale, axis=axis)
        layers.append(base.mark_area(color=theme.RAMP[2], opacity=0.5).encode(y=band, y2=alt.Y2("high:Q")))
        colour = theme.ACCENT if code == chosen else theme.DEEP
        layers.append(base.mark_line(color=colour, strokeWidth=2).encode(y=y, tooltip=tooltip))
    names = [{"top": lane + 1, "words": _group_words(windows, code, say)} for code, lane in lanes.items()]
    text = theme.chart_of(names).encode(
        x=alt.XValue(0), y=alt.Y("top:Q", scale=scale, axis=axis), text=alt.Text("words:N")
    )
    style: Any = {"align": "left", "baseline": "top", "dx": 4, "dy": 3, "fontSize": 11}
    layers += [text.mark_text(**style, stroke=theme.GROUND, strokeWidth=3), text.mark_text(**style)]
    layers += break_rules(breaks, x)
    return theme.layered(layers, say, width, height)


def _group_words(windows: pd.DataFrame, code: str, say: Voice) -> str:
    last = windows[windows.region_code == code].iloc[-1]
    county, ads = say.county(code), say.number(last.ads)
    if pd.isna(last.per_week):
        words = no_rate_words(last.reliability, last.ads, say)
        return say("charts.trend.group_hidden", county=county, words=words)
    rate = say.number(last.per_week, 1)
    words = say("charts.trend.group", county=county, rate=rate, ads=ads)
    return words + uncertain_mark(last.reliability, say)
