"""Horizontal bars with their values in words: the drawing behind employers, commuting and shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import altair as alt

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.charts.room import end_for_words, in_lines, whole_or_in_lines, width_left
from aipulsen.voice import Voice

_LABEL_WIDTH = 140  # pixels: a longer label takes two lines
_TWO_LINES = 28  # pixels: a row lower than that has room for one


class Bar(TypedDict):
    """One bar: its label, its value (None: only words), the words at its end, its colour; `low` and `high` where the
    value stands for a share and so has an interval (a plain count has none)."""

    label: str
    value: float | None
    words: str
    fill: str
    low: NotRequired[float | None]
    high: NotRequired[float | None]


def draw_bars(bars: Sequence[Bar], say: Voice, width: Width, height: int, *, heading: str | None = None) -> Any:
    """Bars from zero in the order given, their words after them; a long label takes two lines where its row is high
    enough."""
    ends = [float(bar.get("high") or bar["value"] or 0.0) for bar in bars]
    wide = [theme.text_width(bar["words"], 12) for bar in bars]
    end = end_for_words(zip(ends, wide, strict=True), 0.0, max([*ends, 1e-9]))
    scale = alt.Scale(domainMin=0, domainMax=end, nice=False)
    x = alt.X("shown:Q", scale=scale, axis=None)
    limit = _LABEL_WIDTH if width == "container" else max(110, round(int(width) * 0.5))
    axis = alt.Axis(labelLimit=limit, labelExpr="split(datum.value, '\\n')")
    is_low = height < _TWO_LINES * len(bars)
    order = [bar["label"] if is_low else _in_lines(bar["label"], min(_LABEL_WIDTH, limit)) for bar in bars]
    y = alt.Y("row:N", sort=order, title=None, axis=axis, scale=alt.Scale(padding=0.25))
    values = [
        {
            **bar,
            "row": row,
            "shown": bar["value"] or 0.0,
            "end": bar.get("high") or bar["value"] or 0.0,
            "missing": bar["value"] is None,
            **({} if is_low else in_lines(bar["words"], wide_of_words)),
        }
        for bar, row, wide_of_words in zip(bars, order, wide, strict=True)
    ]
    spanned = [value for value in values if value.get("high") is not None]
    base = theme.chart_of(values).encode(y=y)
    one_line = {"text": alt.ExprRef("datum.words"), "limit": width_left("datum.end")}
    written = one_line if is_low else whole_or_in_lines("datum.end")
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("words:N", title="\u200b")]
    layers = [
        base.mark_bar(cornerRadiusEnd=2).encode(x=x, color=alt.Color("fill:N", scale=None), tooltip=tooltip),
        *_whiskers(spanned, scale, y),
        base.mark_text(align="left", dx=6, fontSize=12, **written).encode(
            x=alt.X("end:Q", scale=scale, axis=None),
            color=theme.either(alt.ColorValue, "datum.missing", theme.QUIET, theme.INK),
        ),
    ]
    more = {"title": theme.part_heading(heading)} if heading else {}
    return theme.layered(layers, say, width, height, **more)


def _in_lines(label: str, limit: float) -> str:
    """The label broken in two where it is wider than `limit`; a second line too wide ends in an ellipsis."""
    first, *rest = theme.wrapped(label, 12, limit)
    return "\n".join([first, " ".join(rest)]) if rest else label


def _whiskers(spanned: Sequence[Any], scale: alt.Scale, y: alt.Y) -> list[Any]:
    """The intervals of the bars that have one, dark with a pale edge so that they show on every bar."""
    if not spanned:
        return []
    base = theme.chart_of(list(spanned)).encode(y=y, x=alt.X("low:Q", scale=scale, axis=None), x2=alt.X2("high:Q"))
    return [
        base.mark_rule(color=theme.GROUND, strokeWidth=4, opacity=0.8),
        base.mark_rule(color=theme.OUTLINE, strokeWidth=1.8),
    ]


def bar_height(count: int, *, each: int = 34, least: int = 60) -> int:
    """A height that gives every bar the same room."""
    return max(least, each * count)
