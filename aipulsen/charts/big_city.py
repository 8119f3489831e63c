"""Big cities and the rest: ads against population, always on the same definition."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import Width, as_float
from aipulsen.charts.small_numbers import no_rate_words
from aipulsen.voice import Voice

_ROWS = (("ads", "ads_share"), ("population", "population_share"))
_HEADING_AT = -75  # pixels: over the names of its rows, so that it fits a phone
_WORDS_FIT_SHARE = 0.4  # of the bar, on a phone


def _definition_heading(definition: str, split: pd.DataFrame, say: Voice) -> str:
    """«Tre län: 1,3 gånger så stor andel av annonserna som av befolkningen»."""
    ads, people = share_of(split, "ads_share"), share_of(split, "population_share")
    name = say(f"definition.{definition}")
    if ads is None or not people:
        return say("charts.big_city.no_times", definition=name)
    return say("charts.big_city.times", definition=name, times=say.number(ads / people, 1))


def share_of(split: pd.DataFrame, column: str) -> float | None:
    """The big cities' share in that column, 0–1; None where it is missing."""
    return as_float(split.loc[split.group == "big_city", column].iloc[0])


def draw_split(rows: list[tuple[str, pd.DataFrame]], say: Voice, width: Width, height: int) -> Any:
    """Two bars per definition, each of the whole: big cities dark, the rest pale; several have a heading each."""
    values, order = [], []
    for definition, split in rows:
        known = split.set_index("group")
        if len(rows) > 1:
            heading = _definition_heading(definition, split, say)
            order.append(f"{definition}|")
            values.append({**_piece(order[-1], 0.0, 0.0, theme.GROUND, heading, theme.INK), "heading": True})
        for measure, column in _ROWS:
            row = f"{definition}|{say(f'charts.big_city.row.{measure}')}"
            order.append(row)
            big, rest = known.loc["big_city", column], known.loc["rest", column]
            if pd.isna(big):
                values.append(_piece(row, 0.0, 1.0, theme.NO_VALUE, _no_share_words(known, say), theme.QUIET))
                continue
            dark = theme.DEEP if measure == "ads" else theme.TEAL
            values.append(_piece(row, 0.0, float(big), dark, _piece_words("big_city", big, say), theme.GROUND))
            others = "" if pd.isna(rest) else _piece_words("rest", rest, say)  # too few for a share of their own
            values.append(_piece(row, float(big), 1.0, theme.PALE, others, theme.INK))
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    axis = alt.Axis(labelLimit=230, labelFontSize=13, labelExpr="split(datum.label, '|')[1]")
    y = alt.Y("row:N", sort=order, title=None, axis=axis)
    base = theme.chart_of(values).encode(y=y)
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("words:N", title="\u200b")]
    bars = base.mark_bar().encode(x=x, x2=alt.X2("to:Q"), color=alt.Color("fill:N", scale=None), tooltip=tooltip)
    ink = alt.Color("ink:N", scale=None)
    text = base.transform_filter("!datum.heading").mark_text(align="left", dx=8, fontSize=13)
    headings = base.transform_filter("datum.heading").mark_text(
        align="left", baseline="top", dx=_HEADING_AT, fontSize=13, fontWeight="bold"
    )
    layers = [bars, text.encode(x=x, text=alt.Text("words:N"), color=ink)]
    if len(rows) > 1:
        layers.append(headings.encode(x=x, text=alt.Text("words:N"), color=ink))
    return theme.layered(layers, say, width, height)


def _no_share_words(known: pd.DataFrame, say: Voice) -> str:
    """Why the big cities' ads have no share: the edition cannot place its ads that finely, or they are too few."""
    big = known.loc["big_city"]
    if big.reliability == "missing":
        return say("charts.big_city.no_count")
    return no_rate_words(big.reliability, big.ads, say)


def _piece_words(group: str, share: float, say: Voice) -> str:
    """«storstad 68 %»; a piece too narrow for the word says only its share."""
    percent = say.percent(share)
    return percent if share < _WORDS_FIT_SHARE else f"{say(f'charts.big_city.group.{group}')} {percent}"


def _piece(row: str, start: float, end: float, fill: str, words: str, ink: str) -> dict[str, Any]:
    label = row.split("|")[1]
    piece = {"row": row, "label": label, "from": start, "to": end, "fill": fill, "words": words, "ink": ink}
    return {**piece, "heading": False}
