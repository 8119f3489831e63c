"""Commuting on maps, and the gap with the educated counted where they work."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any, get_args

import altair as alt
import pandas as pd
from shapely import Point, Polygon, box

from aipulsen.charts import map_labels, shapes, theme
from aipulsen.charts.figure import Width
from aipulsen.voice import Voice

_MARGIN_DEGREES = 0.12
_NAMED_ORIGINS = 8  # as many as the bars beside the map list
_SIDES = {1: 330, 2: 330, 3: 250}  # pixels a map gets when so many hubs share the room; names are placed for it
_NARROW, _NAMED_WHEN_NARROW = 190, 4
_HUB_SIZE, _NAME_SIZE = 13, 11
_WIDEST_LINE = 9.0


def draw_hub(hub: Any, flows: pd.DataFrame, largest: float, say: Voice, hubs: int, width: Width, height: int) -> Any:
    """The hub's surroundings, lines from its origins, the largest of them named; one of `hubs` maps side by side."""
    places = shapes.municipality_points()
    at = places[hub.hub]
    lines = []
    for row in flows.itertuples():
        origin = places[row.origin_code]
        lines.append(
            {
                "longitude": origin[0],
                "latitude": origin[1],
                "to_longitude": at[0],
                "to_latitude": at[1],
                "width": max(0.6, _WIDEST_LINE * math.sqrt(float(row.employed_persons) / largest)),
                "origin": row.origin_name,
                "persons": say.number(row.employed_persons),
            }
        )
    view = View.around([at, *((line["longitude"], line["latitude"]) for line in lines)], _SIDES.get(hubs, _NARROW))
    (dx, dy), name_area = _hub_name(hub.hub_name, at, lines, view)
    counties = theme.chart_of(shapes.clipped_counties(*view.bounds)).mark_geoshape(
        fill=theme.RAMP[0], stroke=theme.OUTLINE, strokeWidth=0.5
    )
    flow = theme.chart_of(lines).encode(longitude=alt.Longitude("longitude:Q"), latitude=alt.Latitude("latitude:Q"))
    tooltip = [
        alt.Tooltip("origin:N", title=say("charts.commuting_map.tip.origin")),
        alt.Tooltip("persons:N", title=say("charts.commuting_map.tip.persons")),
    ]
    target = theme.chart_of([{"longitude": at[0], "latitude": at[1], "label": hub.hub_name}]).encode(
        longitude=alt.Longitude("longitude:Q"), latitude=alt.Latitude("latitude:Q")
    )
    layers = [
        counties,
        flow.mark_rule(color=theme.TEAL, opacity=0.55, strokeCap="round").encode(
            longitude2=alt.Longitude2("to_longitude:Q"),
            latitude2=alt.Latitude2("to_latitude:Q"),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            tooltip=tooltip,
        ),
        flow.mark_circle(color=theme.DEEP, size=22, opacity=1).encode(tooltip=tooltip),
        target.mark_circle(color=theme.ACCENT, size=110, opacity=1),
        *_names(at, name_area, lines, view),
        target.encode(text=alt.Text("label:N")).mark_text(
            dx=dx, dy=dy, fontSize=_HUB_SIZE, fontWeight="bold", stroke=theme.GROUND, strokeWidth=3
        ),
        target.encode(text=alt.Text("label:N")).mark_text(dx=dx, dy=dy, fontSize=_HUB_SIZE, fontWeight="bold"),
    ]
    total = say.number(hub.in_commuters)
    heading = say(
        "charts.commuting_map.heading",
        hub=hub.hub_name,
        total=total,
        year=hub.year or "–",
        flows_year=flows.year.iloc[0],
    ).split("|")
    title = alt.TitleParams(heading, anchor="start", font=theme.SANS, fontSize=13, fontWeight=600, color=theme.INK)
    return theme.layered(layers, say, width, height, title=title, projection=alt.Projection(type="mercator"))


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """A part of the country drawn as a square of `side` pixels; what is named on it is placed in its pixels."""

    west: float
    south: float
    east: float
    north: float
    side: float

    @classmethod
    def around(cls, places: Sequence[tuple[float, float]], side: float) -> View:
        """The square around these longitudes and latitudes, with a margin."""
        x, y = [place[0] for place in places], [place[1] for place in places]
        middle = (max(x) + min(x)) / 2, (max(y) + min(y)) / 2
        narrow = math.cos(math.radians(middle[1]))  # a degree of longitude against one of latitude
        half = max((max(x) - min(x)) * narrow / 2, (max(y) - min(y)) / 2) + _MARGIN_DEGREES
        return cls(middle[0] - half / narrow, middle[1] - half, middle[0] + half / narrow, middle[1] + half, side)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.south, self.east, self.north

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place lies on the square, y downwards."""
        across, down = (longitude - self.west) / (self.east - self.west), (self.north - latitude)
        return across * self.side, down / (self.north - self.south) * self.side

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The longitude and latitude of a pixel."""
        return (
            self.west + x / self.side * (self.east - self.west),
            self.north - y / self.side * (self.north - self.south),
        )


def _hub_name(
    name: str, at: tuple[float, float], lines: Sequence[dict[str, Any]], view: View
) -> tuple[tuple[float, float], Polygon]:
    """Where the middle of the hub's name stands from its point, and the room it takes: below, above or to a side,
    where the fewest origins lie under the words."""
    x, y = view.pixel(*at)
    half = theme.text_width(name, _HUB_SIZE) * 0.55
    origins = [Point(view.pixel(line["longitude"], line["latitude"])).buffer(3) for line in lines]
    places = [(0.0, 18.0), (0.0, -18.0), (half + 10, 0.0), (-half - 10, 0.0)]
    rooms = [box(x + dx - half, y + dy - 9, x + dx + half, y + dy + 9) for dx, dy in places]
    covered = [sum(room.intersects(origin) for origin in origins) for room in rooms]
    best = covered.index(min(covered))
    return places[best], rooms[best]


def _names(at: tuple[float, float], hub_name: Polygon, lines: Sequence[dict[str, Any]], view: View) -> list[Any]:
    """The largest origins' names with their numbers (names alone where four maps share the room), and thin lines to
    those that have no room beside their point."""
    is_narrow = view.side <= _NARROW
    named = lines[: _NAMED_WHEN_NARROW if is_narrow else _NAMED_ORIGINS]
    texts = [line["origin"] if is_narrow else f"{line['origin']} {line['persons']}" for line in named]
    points = [view.pixel(line["longitude"], line["latitude"]) for line in lines]
    places = map_labels.place_labels(
        view.pixel(*at),
        hub_name,
        points,
        [theme.text_width(text, _NAME_SIZE) for text in texts],
        view.side,
    )
    values: list[dict[str, Any]] = []
    for text, line, label in zip(texts, named, places, strict=True):
        longitude, latitude = map(float, view.place(label.x, label.y))
        value = {"label": text, "longitude": longitude, "latitude": latitude, "align": label.align}
        if label.leader is not None:
            end = [float(degrees) for degrees in view.place(*label.leader)]
            value |= {"from": line["longitude"], "from_latitude": line["latitude"], "to": end[0], "to_latitude": end[1]}
        values.append(value)
    leaders = theme.chart_of([value for value in values if "to" in value])
    layers: list[Any] = [
        leaders.mark_rule(color=theme.INK, opacity=0.7, strokeWidth=0.7).encode(
            longitude=alt.Longitude("from:Q"),
            latitude=alt.Latitude("from_latitude:Q"),
            longitude2=alt.Longitude2("to:Q"),
            latitude2=alt.Latitude2("to_latitude:Q"),
        )
    ]
    for align in get_args(map_labels.Align):
        words = theme.chart_of([value for value in values if value["align"] == align]).encode(
            longitude=alt.Longitude("longitude:Q"), latitude=alt.Latitude("latitude:Q"), text=alt.Text("label:N")
        )
        mark = {"align": align, "baseline": "middle", "fontSize": _NAME_SIZE}
        layers += [words.mark_text(**mark, stroke=theme.GROUND, strokeWidth=3), words.mark_text(**mark)]
    return layers
