"""Big cities and the rest: ads against population, always on the same definition."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import Width
from aipulsen.charts.small_numbers import no_rate_words
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_ROWS = (("ads", "ads_share"), ("population", "population_share"))
_WORDS_FIT_SHARE = 0.4  # of the bar, on a phone


def _definition_heading(definition: str, split: pd.DataFrame, lang: Lang) -> str:
    """«Tre län: 1,3 gånger så stor andel av annonserna som av befolkningen»."""
    ads, people = share_of(split, "ads_share"), share_of(split, "population_share")
    name = t(f"definition.{definition}", lang)
    if ads is None or not people:
        return t("charts.split.no_times", lang, definition=name)
    return t("charts.split.times", lang, definition=name, times=fmt.number(ads / people, 1, lang))


def share_of(split: pd.DataFrame, column: str) -> float | None:
    """The big cities' share in that column, 0–1; None where it is missing."""
    value = split.loc[split.group == "big_city", column].iloc[0]
    return None if pd.isna(value) else float(value)


def draw_split(rows: list[tuple[str, pd.DataFrame]], lang: Lang, width: Width, height: int) -> Any:
    """Two bars per definition, each of the whole: big cities dark, the rest pale; several have a heading each."""
    values, order = [], []
    for definition, split in rows:
        known = split.set_index("group")
        if len(rows) > 1:
            heading = _definition_heading(definition, split, lang)
            order.append(f"{definition}|")
            values.append({**_piece(order[-1], 0.0, 0.0, theme.GROUND, heading, theme.INK), "heading": True})
        for measure, column in _ROWS:
            row = f"{definition}|{t(f'charts.split.row.{measure}', lang)}"
            order.append(row)
            big, rest = known.loc["big_city", column], known.loc["rest", column]
            if pd.isna(big):
                values.append(_piece(row, 0.0, 1.0, theme.NO_VALUE, _no_share_words(known, lang), theme.QUIET))
                continue
            dark = theme.DEEP if measure == "ads" else theme.RAMP[3]
            values.append(_piece(row, 0.0, float(big), dark, _piece_words("big_city", big, lang), theme.GROUND))
            others = "" if pd.isna(rest) else _piece_words("rest", rest, lang)  # too few for a share of their own
            values.append(_piece(row, float(big), 1.0, theme.PALE, others, theme.INK))
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    axis = alt.Axis(labelLimit=230, labelFontSize=13, labelExpr="split(datum.label, '|')[1]")
    y = alt.Y("row:N", sort=order, title=None, axis=axis)
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("words:N", title="\u200b")]
    bars = base.mark_bar().encode(x=x, x2="to:Q", color=alt.Color("fill:N", scale=None), tooltip=tooltip)
    ink = alt.Color("ink:N", scale=None)
    text = base.transform_filter("!datum.heading").mark_text(align="left", dx=8, fontSize=13)
    headings = base.transform_filter("datum.heading").mark_text(
        align="left", baseline="top", fontSize=14, fontWeight="bold"
    )
    layers = [bars, text.encode(x=x, text="words:N", color=ink)]
    if len(rows) > 1:
        layers.append(headings.encode(x=x, text="words:N", color=ink))
    return theme.themed(alt.layer(*layers).properties(width=width, height=height), lang)


def _no_share_words(known: pd.DataFrame, lang: Lang) -> str:
    """Why the big cities' ads have no share: the edition cannot place its ads that finely, or they are too few."""
    big = known.loc["big_city"]
    if big.reliability == "missing":
        return t("charts.split.no_count", lang)
    return no_rate_words(big.reliability, big.ads, lang)


def _piece_words(group: str, share: float, lang: Lang) -> str:
    """«storstad 68 %»; a piece too narrow for the word says only its share."""
    percent = fmt.percent(float(share), 0, lang)
    return percent if share < _WORDS_FIT_SHARE else f"{t(f'charts.split.group.{group}', lang)} {percent}"


def _piece(row: str, start: float, end: float, fill: str, words: str, ink: str) -> dict[str, Any]:
    label = row.split("|")[1]
    piece = {"row": row, "label": label, "from": start, "to": end, "fill": fill, "words": words, "ink": ink}
    return {**piece, "heading": False}
