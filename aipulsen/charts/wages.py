"""Wage gaps per region and occupation to a reference region, beside the window's AI ads there."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.charts.room import end_for_words
from aipulsen.voice import Voice

# An occupation's name begins over the empty label of its row, so that it fits beside the bars of a phone.
_HEADING: dict[str, Any] = {
    "align": "left",
    "baseline": "middle",
    "dx": -105,
    "dy": 6,
    "fontSize": 12,
    "fontWeight": "bold",
}
_TWO_LINES = 36  # pixels: in a lower row kronor and per cent stand on one line


def occupation_words(row: Any, say: Voice) -> str:
    """«Mjukvaru- och systemutvecklare (SSYK 2512)»."""
    return say("charts.wages.occupation", name=row.occupation_name, code=row.occupation_code)


def _range(low: float, high: float, say: Voice) -> str:
    first = say.number(low)
    return first if low == high else f"{first} {say('charts.wages.to')} {say.number(high)}"


def _words(row: Any, say: Voice) -> list[str]:
    """Kronor on one line, per cent under it: both fit beside the bar on a phone."""
    if row.is_reference:
        return [say("charts.wages.reference"), say.kronor(row.reference_sek)]
    shares = _range(round(row.gap_low_share * 100, 1), round(row.gap_high_share * 100, 1), say)
    return [say.kronor_span(row.gap_low_sek, row.gap_high_sek), say("charts.wages.gap_share", shares=shares)]


def _widest(words: str | list[str]) -> float:
    lines = [words] if isinstance(words, str) else words
    return max(theme.text_width(line, 12) for line in lines)


def draw_wage_gaps(rows: pd.DataFrame, say: Voice, width: Width, height: int) -> Any:
    """Under each occupation's name, bars from zero to the gap; a printed range runs on as a paler bar."""
    values: list[dict[str, Any]] = []
    headings: list[dict[str, str]] = []
    order: list[str] = []
    for code, group in rows.groupby("occupation_code", sort=False):
        headings.append({"row": f"{code}|", "words": occupation_words(group.iloc[0], say)})
        order.append(f"{code}|")
        for row in group.itertuples():
            near, far = sorted((row.gap_low_sek, row.gap_high_sek), key=abs)
            key = f"{code}|{row.region_name}"
            order.append(key)
            values.append(
                {"row": key, "zero": 0.0, "near": float(near), "far": float(far), "words": _words(row, say)}
                | {"home": bool(row.is_home)}
            )
    is_dense = height / len(order) < _TWO_LINES
    if is_dense:
        values = [{**value, "words": ", ".join(value["words"])} for value in values]
    ends = [0.0, *(v["far"] for v in values)]
    fits = [(max(0.0, v["near"], v["far"]), _widest(v["words"])) for v in values]
    end = end_for_words(fits, min(ends), max(ends))
    scale = alt.Scale(domainMin=min(ends), domainMax=end, nice=False, zero=False)
    bold = {"test": f"indexof({[v['row'] for v in values if v['home']]}, datum.value) >= 0", "value": "bold"}
    axis = alt.Axis(
        labelLimit=190,
        labelExpr="split(datum.value, '|')[1]",
        labelFontWeight={"condition": bold, "value": "normal"},
    )
    y = alt.Y("row:N", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order, padding=0.28))
    base = theme.chart_of(values).encode(y=y)
    x = alt.X("near:Q", scale=scale, axis=None)
    zero = alt.X("zero:Q", scale=scale, axis=None)
    heads = theme.chart_of(headings).encode(x=alt.XValue(0), y=y, text=alt.Text("words:N"))
    heading = {**_HEADING, "dy": 0 if is_dense else _HEADING["dy"]}
    layers = [
        base.mark_bar(color=theme.TEAL).encode(x=zero, x2=alt.X2("near:Q")),
        base.mark_bar(color=theme.RAMP[2]).encode(x=x, x2=alt.X2("far:Q")),
        theme.chart_of([{"zero": 0.0}]).mark_rule(color=theme.INK, opacity=0.6).encode(x=zero),
        base.mark_text(align="left", dx=6, dy=0 if is_dense else -7, fontSize=12, lineHeight=14)
        .encode(x=alt.X("end:Q", scale=scale, axis=None), text=alt.Text("words:N"))
        .transform_calculate(end="max(0, datum.near, datum.far)"),
        heads.mark_text(**heading, stroke=theme.GROUND, strokeWidth=4),
        heads.mark_text(**heading),
    ]
    return theme.layered(layers, say, width, height)
