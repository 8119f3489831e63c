"""Kompetensförsörjning: IT specialists over time, moves of graduates, graduates per county, reported shortage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from aipulsen import codes
from aipulsen.charts import theme
from aipulsen.charts.figure import ChartContext, Width, as_float
from aipulsen.charts.room import end_for_words

COUNTRY = codes.COUNTRY_CODE
_ALWAYS_NAMED = ("01",)
_LABEL_PIXELS = 15  # the height of a line's name


def latest_shares(specialists: pd.DataFrame) -> pd.Series:
    """The latest year's share by county code, the country with them."""
    return specialists[specialists.year == specialists.year.max()].set_index("county_code").specialist_share


def top_county(latest: pd.Series) -> str:
    """The county with the largest share."""
    return str(latest.drop(COUNTRY).dropna().astype(float).idxmax())


def draw_lines(
    specialists: pd.DataFrame, breaks: Sequence[tuple[str, str]], context: ChartContext, width: Width, height: int
) -> Any:
    """A line per county over the years, those that matter named, breaks dashed."""
    say = context.say
    spoken_of = context.county_code or top_county(latest_shares(specialists))
    named = {COUNTRY, *(context.comparison or (*_ALWAYS_NAMED, spoken_of))}
    rows: list[dict[str, Any]] = [
        {
            "county": say.county(row.county_code),
            "year": int(row.year),
            "share": as_float(row.specialist_share),
            "words": say.percent(as_float(row.specialist_share), 1),
            "persons": say.number(row.it_specialists_persons),
            "named": row.county_code in named,
            "colour": _line_colour(row.county_code, context),
            "ink": theme.ACCENT_INK
            if row.county_code == context.county_code
            else _line_colour(row.county_code, context),
            "last": row.year == specialists.year.max(),
            "label_at": None,
        }
        for row in specialists.itertuples()
    ]
    ends = [row for row in rows if row["named"] and row["last"] and row["share"] is not None]
    highest = max(row["share"] or 0.0 for row in rows)
    for row, place in zip(ends, _apart([row["share"] for row in ends], highest * _LABEL_PIXELS / height), strict=True):
        row["label_at"] = place
    years = sorted({row["year"] for row in rows})
    words = [theme.text_width(f"{row['county']} {row['words']}", 12) for row in ends]
    end = end_for_words(((years[-1], wide) for wide in words), years[0], years[-1])
    scale = alt.Scale(domainMin=years[0], domainMax=end, nice=False, zero=False)
    x = alt.X(
        "year:Q",
        scale=scale,
        axis=alt.Axis(title=None, values=years, format="d", grid=False, labelOverlap="greedy", labelSeparation=6),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domainMin=0),
        axis=alt.Axis(title=None, labelExpr=theme.percent_label(say), tickCount=5, labelColor=theme.QUIET),
    )
    base = theme.chart_of(rows).encode(x=x, y=y, detail=alt.Detail("county:N"))
    tooltip = [
        alt.Tooltip("county:N", title=say("columns.county_name")),
        alt.Tooltip("year:Q", title=say("columns.year"), format="d"),
        alt.Tooltip("words:N", title=say("columns.specialist_share")),
        alt.Tooltip("persons:N", title=say("columns.it_specialists_persons")),
    ]
    layers = []
    if breaks:
        at = [{"year": int(year) - 0.5} for year, _ in breaks]
        layers.append(theme.chart_of(at).mark_rule(color=theme.QUIET, strokeDash=[3, 3], opacity=0.6).encode(x=x))
    colour = alt.Color("colour:N", scale=None)
    layers += [
        base.transform_filter("!datum.named").mark_line(strokeWidth=1, color=theme.RAMP[1]).encode(tooltip=tooltip),
        base.transform_filter("datum.named").mark_line(strokeWidth=2.5).encode(color=colour, tooltip=tooltip),
        base.transform_filter("datum.named && datum.last").mark_point(filled=True, size=50).encode(color=colour),
        base.transform_filter("datum.named && datum.last")
        .transform_calculate(label="datum.county + ' ' + datum.words")
        .mark_text(align="left", dx=8, fontSize=12)
        .encode(y=alt.Y("label_at:Q"), text=alt.Text("label:N"), color=alt.Color("ink:N", scale=None)),
    ]
    return theme.layered(layers, say, width, height)


def _apart(values: list[float], least: float) -> list[float]:
    """Places for labels at these values, in their order, none nearer than `least` to the one below it.

    >>> _apart([3.0, 1.0, 1.2], 0.5)
    [3.0, 1.0, 1.5]
    """
    places: dict[int, float] = {}
    below = float("-inf")
    for index in sorted(range(len(values)), key=values.__getitem__):
        below = places[index] = max(values[index], below + least)
    return [places[index] for index in range(len(values))]


def _line_colour(county_code: str, context: ChartContext, chosen: str = theme.ACCENT) -> str:
    if county_code == context.county_code:
        return chosen
    return theme.INK if county_code == COUNTRY else theme.TEAL


def draw_moves(ordered: pd.DataFrame, context: ChartContext, width: Width, height: int) -> Any:
    """Moved in and moved out per county, and the difference."""
    say = context.say
    rows: list[dict[str, Any]] = [
        {
            "county": say.county(row.county_code),
            "net": float(row.net_persons),
            "words": say(
                "charts.supply.moves_words",
                net=say.signed(row.net_persons),
                per=say.signed(as_float(row.net_per_1000), 1),
            ),
            "fill": theme.ACCENT
            if row.county_code == context.county_code
            else (theme.TEAL if row.net_persons >= 0 else theme.RAMP[2]),
        }
        for row in ordered.itertuples()
    ]
    order = [str(row["county"]) for row in rows]
    widest = max(abs(row["net"]) for row in rows) or 1.0
    start = min(0.0, *(row["net"] for row in rows)) * 1.05
    fits = [(max(0.0, row["net"]), theme.text_width(row["words"], 12)) for row in rows]
    end = end_for_words(fits, start, max(0.0, *(row["net"] for row in rows)) or widest)
    x = alt.X("net:Q", axis=None, scale=alt.Scale(domainMin=start, domainMax=end, nice=False, zero=False))
    base = theme.chart_of(rows).encode(y=alt.Y("county:N", sort=order, title=None, scale=alt.Scale(paddingInner=0.25)))
    layers = [
        base.mark_bar().encode(x=x, color=alt.Color("fill:N", scale=None)),
        # Words stand on the side that bars leave free: on a phone the names take the other.
        base.transform_calculate(at="max(0, datum.net)")
        .mark_text(align="left", dx=6, fontSize=12)
        .encode(x=alt.X("at:Q", axis=None), text=alt.Text("words:N")),
        theme.chart_of([{"zero": 0}]).mark_rule(color=theme.QUIET).encode(x=alt.X("zero:Q", axis=None)),
    ]
    return theme.layered(layers, say, width, height)
