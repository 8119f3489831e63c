"""Points with whiskers in rows: the drawing behind quotients, changes and adjusted gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import altair as alt

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.charts.room import AFTER, end_for_words, round_ticks, size_of_words, width_left
from aipulsen.voice import Voice

_POWERS = (0.125, 0.25, 0.5, 1, 2, 4, 8, 16)  # round steps of a ratio

_BESIDE = f"scale('x', datum.last) + {AFTER}"
_FITS = f"(datum.name == '' || {_BESIDE} + datum.wide <= width)"
_UNDER = 14  # pixels from a line to the next
_CLEAR = 3  # pixels between words and a line after them
_MARGIN = 0.05  # of the values' span, left of the lowest where it is below zero
_LINES = "split(datum.value, '\\n')"


class IntervalRow(TypedDict):
    """One row: a value with its interval and words, or only words where there is no value. `before` is a second,
    hollow value (None: none); a line break in `label` or `words` begins a new line; `fill` the point's colour, the
    ground's where nobody counted the value; `chosen` rings it; a `name` stands under a line of words."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    before: float | None
    words: str
    tip: str
    fill: str
    chosen: bool
    name: NotRequired[str]


def draw_intervals(
    rows: Sequence[IntervalRow],
    say: Voice,
    width: Width,
    height: int,
    *,
    reference: tuple[float, str] | None = None,
    logarithmic: bool = False,
    label_expression: str | None = None,
    heading: str | None = None,
) -> Any:
    """Rows in the order given; a dashed line and its name at `reference`; log scale for ratios on request.
    `label_expression` writes the axis (shares); `heading` names one of several parts."""
    order = [row["label"] for row in rows]
    ends = [v for row in rows for v in (row["low"], row["high"], row["value"], row["before"]) if v is not None]
    ends += [reference[0]] if reference else []
    ends = [v for v in ends if v > 0] if logarithmic else [0.0, *ends]
    low, high = (min(ends), max(ends)) if ends else (1.0, 2.0)
    high = high if high > low else low + 1.0
    size = 11 if height / max(len(rows), 1) < 22 else 12
    valued: list[dict[str, Any]] = [
        {
            **row,
            "hollow": row["fill"] == theme.GROUND,
            "last": _last(row),
            "wide": max(theme.text_width(line, 12) for line in [*row["words"].split("\n"), row.get("name", "")]),
            **_name_under(row),
        }
        for row in rows
    ]
    # Words that would cross the line begin after it.
    reach = reference[0] if reference else low
    fits = [(max(row["last"], reach), row["wide"]) for row in valued if row["last"] is not None]
    ticks: dict[str, Any]
    if logarithmic:
        start = low / 1.08
        end = end_for_words(fits, start, high * 1.08, logarithmic=True)
        scale = alt.Scale(type="log", base=2, domainMin=start, domainMax=end, nice=False)
        ticks = {"values": [v for v in _POWERS if start <= v <= high * 1.2], "format": "~g"}
    else:
        start = low - (high - low) * _MARGIN if low < 0 else low  # no mark over the row's own name
        scale = alt.Scale(domainMin=start, domainMax=end_for_words(fits, start, high), nice=False, zero=False)
        ticks = {"values": round_ticks(low, high)}
    if label_expression:
        ticks["labelExpr"] = label_expression
    ticks |= {"labelOverlap": "greedy", "labelSeparation": 8}
    axis = alt.Axis(orient="top", title=None, grid=True, labelColor=theme.QUIET, **ticks)
    limit = 140 if width == "container" else max(110, round(int(width) * 0.4))
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=limit, grid=False, labelExpr=_LINES))
    x = alt.X("value:Q", scale=scale, axis=axis)
    shown = [{**row, "low": max(row["low"] or start, start)} for row in valued if row["value"] is not None]
    wordy = [row for row in valued if row["value"] is None]
    base = theme.chart_of(shown).encode(y=y)
    layers: list[Any] = []
    if reference:
        line = theme.chart_of([{"value": reference[0], "words": reference[1]}])
        layers.append(line.mark_rule(color=theme.INK, strokeDash=[4, 4], opacity=0.5).encode(x=x))
        layers.append(
            line.mark_text(baseline="top", dy=8, color=theme.QUIET, fontSize=11).encode(
                x=x, y=alt.YValue("height"), text=alt.Text("words:N")
            )
        )
    # Without an interval there is no whisker: Vega would draw a missing end at the edge.
    whiskers = [row for row in shown if row["high"] is not None]
    layers.append(
        theme.chart_of(whiskers)
        .mark_rule(color=theme.RAMP[2], strokeWidth=2.5, strokeCap="round")
        .encode(y=y, x=alt.X("low:Q", scale=scale, axis=axis), x2=alt.X2("high:Q"))
    )
    before = [row for row in shown if row["before"] is not None]
    if before:
        layers.append(
            theme.chart_of(before)
            .mark_point(filled=False, size=70, stroke=theme.OUTLINE, strokeWidth=1.5, opacity=1)
            .encode(x=alt.X("before:Q", scale=scale, axis=axis), y=y)
        )
    ringed = [row for row in shown if row["chosen"]]
    if ringed:
        layers.append(
            theme.chart_of(ringed)
            .mark_point(size=240, stroke=theme.ACCENT, strokeWidth=2.5, fill=None, opacity=1)
            .encode(x=x, y=y)
        )
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("tip:N", title="\u200b")]
    layers.append(
        base.mark_point(filled=True, size=75, stroke=theme.OUTLINE, opacity=1).encode(
            x=x,
            fill=alt.Fill("fill:N", scale=None),
            strokeWidth=theme.either(alt.StrokeWidthValue, "datum.hollow", 1.5, 0.7),
            tooltip=tooltip,
        )
    )
    words = base.encode(x=alt.XValue(alt.expr(_begin_of_words(reference))))
    lines: dict[str, Any] = {"align": "left", "fontSize": size_of_words(size), "lineBreak": "\n"}
    beside = lines | {"limit": width_left("datum.last"), "text": alt.ExprRef(f"{_FITS} ? datum.beside : datum.lead")}
    layers.append(words.mark_text(**beside, stroke=theme.GROUND, strokeWidth=4))
    layers.append(words.mark_text(**beside))
    if any(row["name"] for row in shown):
        # A name that has no room beside the marks goes under them, and begins further to the left.
        under = base.encode(x=alt.XValue(alt.expr(f"max(0, min({_BESIDE}, width - datum.tail))")))
        below = lines | {
            "limit": alt.ExprRef("width"),
            "dy": _UNDER,
            "text": alt.ExprRef(f"{_FITS} ? '' : datum.name"),
        }
        layers.append(under.mark_text(**below, stroke=theme.GROUND, strokeWidth=4))
        layers.append(under.mark_text(**below))
    if wordy:
        reasons = theme.chart_of(wordy).encode(
            x=alt.XDatum(start, type="quantitative", scale=scale), y=y, text=alt.Text("words:N")
        )
        written: dict[str, Any] = {"align": "left", "dx": 4, "fontStyle": "italic", "fontSize": size_of_words(size)}
        written |= {"lineBreak": "\n", "limit": alt.ExprRef("width - 4")}
        layers.append(reasons.mark_text(**written, stroke=theme.GROUND, strokeWidth=4))
        layers.append(reasons.mark_text(**written, color=theme.QUIET))
    more = {"title": theme.part_heading(heading)} if heading else {}
    return theme.layered(layers, say, width, height, **more)


def _begin_of_words(reference: tuple[float, str] | None) -> str:
    """Where a row's words begin, in pixels: after its marks; after the line at `reference` where they would cross it.
    Vega works it out, because only it knows how wide the reader's screen made the chart."""
    if reference is None:
        return _BESIDE
    line = f"scale('x', {reference[0]})"
    crosses = f"scale('x', datum.last) <= {line} && {_BESIDE} + datum.wide > {line} - {_CLEAR}"
    return f"{crosses} ? {line} + {AFTER} : {_BESIDE}"


def _name_under(row: IntervalRow) -> dict[str, Any]:
    """What is written beside a row's marks where all of it has room, and where its name has none; and its width."""
    words, name = row["words"], row.get("name", "")
    if not name:
        return {"beside": words, "lead": words, "name": ""}
    return {"beside": f"{words}\n{name}", "lead": f"{words}\n ", "name": name, "tail": theme.text_width(name, 12) + 2}


def _last(row: IntervalRow) -> float | None:
    """Where the row's marks end and its words may begin; None without a value."""
    marks = [v for v in (row["value"], row["high"], row["before"]) if v is not None]
    return max(marks) if row["value"] is not None else None
