"""Arbetsförmedlingen's assessments as a matrix of marks: a row per county, a column per occupation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import altair as alt

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.voice import Voice

SITUATIONS = ("shortage", "paradox", "balance", "surplus")
# Told apart by shape and by fill, not by colour alone: filled is shortage, open is none.
_SHAPES = ("circle", "diamond", "circle", "triangle-down")
_FILLS = (theme.DEEP, theme.RAMP[3], theme.GROUND, theme.GROUND)


class Cell(TypedDict):
    """One assessment: its county, its occupation in short, the situation in words (None: not assessed), what the
    tooltip says."""

    county: str
    occupation: str
    situation: str | None
    words: str


def draw_outlook(cells: Sequence[Cell], chosen: str | None, say: Voice, width: Width, height: int) -> Any:
    """The matrix, occupations upright over their columns so that seven of them fit a phone; `chosen` in bold."""
    counties = list(dict.fromkeys(cell["county"] for cell in cells))
    occupations = list(dict.fromkeys(cell["occupation"] for cell in cells))
    bold = {"test": {"field": "value", "equal": chosen or ""}, "value": "bold"}
    y = alt.Y(
        "county:N",
        sort=counties,
        title=None,
        axis=alt.Axis(labelFontSize=10.5, labelLimit=120, labelFontWeight={"condition": bold, "value": "normal"}),
    )
    x = alt.X(
        "occupation:N",
        sort=occupations,
        title=None,
        axis=alt.Axis(orient="top", labelAngle=-90, labelLimit=110, labelAlign="left", labelBaseline="middle"),
    )
    words = [say(f"outlook.recruitment_situation.{situation}") for situation in SITUATIONS]
    legend = alt.Legend(orient="bottom", title=None, columns=1, labelLimit=190)
    assessed = theme.chart_of([cell for cell in cells if cell["situation"] is not None]).encode(x=x, y=y)
    marks = assessed.mark_point(size=65, stroke=theme.DEEP, strokeWidth=1.3, opacity=1).encode(
        shape=alt.Shape("situation:N", scale=alt.Scale(domain=words, range=_SHAPES), legend=legend),
        fill=alt.Fill("situation:N", scale=alt.Scale(domain=words, range=_FILLS), legend=legend),
        tooltip=[alt.Tooltip("county:N", title=" "), alt.Tooltip("words:N", title="\u200b")],
    )
    missing = [cell for cell in cells if cell["situation"] is None]
    layers = [marks]
    if missing:
        none = theme.chart_of(missing).encode(x=x, y=y, text=alt.TextValue("–"))
        layers.append(none.mark_text(color=theme.QUIET))
    return theme.layered(layers, say, width, height)
