"""Counts on a map of municipalities or FA-regions: the whole country, or the places of one county."""

from __future__ import annotations

import itertools
import math
from typing import Any, TypedDict

import altair as alt

from aipulsen.charts import shapes, theme
from aipulsen.charts.figure import Width
from aipulsen.voice import Voice

LIMITS = (1, 5, 20, 50, 100)  # ads; 20 is where a rate begins, 5 where a share does
_FILLS = (theme.NO_VALUE, *theme.RAMP[1:])
_NAMED_WHEN_SHOWN = 60  # names on the map where so few places are drawn
_NAME_SIZE = 11
_NARROW_COLUMN = 340  # pixels: what is drawn «as wide as its column» is taken to be so wide


class PlaceShape(TypedDict):
    """One place: its code, name, number of ads, the words of its tooltip."""

    code: str
    name: str
    ads: int
    words: str


def class_labels(say: Voice) -> list[str]:
    """«0», «1–4», «5–19», …, «100+»."""
    between = [f"{low}–{high - 1}" for low, high in itertools.pairwise(LIMITS)]
    return ["0", *between, say("places.or_more", ads=LIMITS[-1])]


def draw_places(
    places: list[PlaceShape], kind: shapes.Kind, chosen: str | None, say: Voice, width: Width, height: int
) -> Any:
    """The places in their classes of counts; the borders of the counties above; few places are named on the map."""
    labels = class_labels(say)
    features = []
    for place in places:
        number = sum(place["ads"] >= limit for limit in LIMITS)
        shape = shapes.features(kind)[place["code"]]
        properties = {"name": place["name"], "words": place["words"], "class": labels[number]}
        features.append({"type": "Feature", "properties": properties, "geometry": shape["geometry"]})
    colour = alt.Color(
        "properties.class:N",
        scale=alt.Scale(domain=labels, range=list(_FILLS)),
        legend=alt.Legend(
            orient="none", legendX=4, legendY=4, title=say("places.legend").split("|"), symbolStrokeColor=theme.OUTLINE,
            symbolStrokeWidth=0.5, symbolSize=150, rowPadding=1,
        ),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("properties.name:N", title=" "),
        alt.Tooltip("properties.words:N", title="\u200b"),
    ]
    filled = (
        theme.chart_of(features)
        .mark_geoshape(stroke=theme.OUTLINE, strokeWidth=0.3)
        .encode(color=colour, tooltip=tooltip, description=alt.Description("properties.name:N"))
    )
    layers = [filled]
    if chosen is None:
        borders = theme.chart_of(shapes.county_features().values())
        layers.append(borders.mark_geoshape(filled=False, stroke=theme.OUTLINE, strokeWidth=0.9))
    if len(places) <= _NAMED_WHEN_SHOWN:
        layers += _names(places, kind, _NARROW_COLUMN if width == "container" else int(width), height)
    return theme.layered(layers, say, width, height, projection=alt.Projection(type="mercator"))


def _names(places: list[PlaceShape], kind: shapes.Kind, width: int, height: int) -> list[Any]:
    """The names of the places that have ads, most ads first, each inside its place; one that would lie upon another is
    left to the tooltip and the table."""
    areas = shapes.boundaries(kind).loc[[place["code"] for place in places]]
    west, south, east, north = areas.total_bounds
    narrow = math.cos(math.radians((south + north) / 2))  # a degree of longitude against one of latitude
    degrees = max((north - south) / height, (east - west) * narrow / width)
    rows: list[dict[str, Any]] = []
    for place in sorted(places, key=lambda p: -p["ads"]):
        x, y = float(areas.longitude[place["code"]]), float(areas.latitude[place["code"]])
        half = float(theme.text_width(place["name"], _NAME_SIZE) / 2 * degrees / narrow)
        clear = all(
            abs(x - other["x"]) > half + other["half"] or abs(y - other["y"]) > 1.3 * _NAME_SIZE * degrees
            for other in rows
        )
        if place["ads"] and clear:
            rows.append({"name": place["name"], "x": x, "y": y, "half": half})
    words = theme.chart_of(rows).encode(
        longitude=alt.Longitude("x:Q"), latitude=alt.Latitude("y:Q"), text=alt.Text("name:N")
    )
    halo = words.mark_text(fontSize=_NAME_SIZE, stroke=theme.GROUND, strokeWidth=3)
    return [halo, words.mark_text(fontSize=_NAME_SIZE)]
