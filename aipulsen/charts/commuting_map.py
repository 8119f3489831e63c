"""Commuting on maps, and the gap with the educated counted where they work."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any, get_args

import altair as alt
import pandas as pd
from shapely import Point, Polygon, box

from aipulsen import codes
from aipulsen.charts import map_labels, shapes, theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.comparison import of_group
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines, status_line
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.provenance import status_label
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_MARGIN_DEGREES = 0.12
_NAMED_ORIGINS = 8  # as many as the bars beside the map list
_SIDES = {1: 330, 2: 330, 3: 250}  # pixels a map gets when so many hubs share the room; names are placed for it
_NARROW, _NAMED_WHEN_NARROW = 190, 4
_HUB_SIZE, _NAME_SIZE = 13, 11
_WIDEST_LINE = 9.0
_MOST_ROWS = 20
_NOTICEABLE = 0.02  # a change of reachable competence below this is no finding


def build_map_figure(hubs: pd.DataFrame, flows: pd.DataFrame, context: ChartContext) -> Figure:
    """A map per hub: a line from each origin, as wide as it has commuters; one scale for all hubs.

    hubs: hub, hub_name, in_commuters, year, status, is_complete, county_ads. flows: hub, origin_code, origin_name,
    employed_persons, year, status; most first.
    """
    lang = context.lang
    largest = float(flows.employed_persons.max()) if len(flows) else 1.0
    shown = [hub for hub in hubs.itertuples() if (flows.hub == hub.hub).any()]
    without = [hub.hub_name for hub in hubs.itertuples() if not (flows.hub == hub.hub).any()]
    title = flows_finding(hubs, flows, lang)
    return Figure(
        key="commuting-map",
        title=title,
        subtitle=t("charts.commuting_map.measure", lang),
        caption=(
            *((t("charts.commuting_map.without", lang, hubs=", ".join(without)),) if without else ()),
            t("charts.commuting_map.widths", lang, largest=fmt.number(largest, 0, lang)),
            t("charts.commuting_map.ads", lang, window=context.window_words(), ads=_ads_words(hubs, lang)),
            *status_line(flows.status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_flow_table(hubs, flows, lang),
        parts=tuple(_hub_part(hub, flows[flows.hub == hub.hub], largest, lang, len(shown)) for hub in shown),
        context=context,
    )


def _ads_words(hubs: pd.DataFrame, lang: Lang) -> str:
    counts = [None if pd.isna(n) else int(n) for n in hubs.county_ads]
    return ", ".join(f"{h} {fmt.number(n, 0, lang)}" for h, n in zip(hubs.hub_name, counts, strict=True))


def _hub_part(hub: Any, flows: pd.DataFrame, largest: float, lang: Lang, hubs: int) -> Part:
    return Part(f"hub-{hub.hub}", lambda w, h: draw_hub(hub, flows, largest, lang, hubs, w, h), 420, 1 / hubs)


def draw_hub(hub: Any, flows: pd.DataFrame, largest: float, lang: Lang, hubs: int, width: Width, height: int) -> Any:
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
                "persons": fmt.number(int(row.employed_persons), 0, lang),
            }
        )
    view = View.around([at, *((line["longitude"], line["latitude"]) for line in lines)], _SIDES.get(hubs, _NARROW))
    (dx, dy), name_area = _hub_name(hub.hub_name, at, lines, view)
    counties = alt.Chart(alt.Data(values=shapes.clipped_counties(*view.bounds))).mark_geoshape(
        fill=theme.RAMP[0], stroke=theme.OUTLINE, strokeWidth=0.5
    )
    flow = alt.Chart(alt.Data(values=lines)).encode(longitude="longitude:Q", latitude="latitude:Q")
    tooltip = [
        alt.Tooltip("origin:N", title=t("charts.commuting_map.tip.origin", lang)),
        alt.Tooltip("persons:N", title=t("charts.commuting_map.tip.persons", lang)),
    ]
    target = alt.Chart(alt.Data(values=[{"longitude": at[0], "latitude": at[1], "label": hub.hub_name}])).encode(
        longitude="longitude:Q", latitude="latitude:Q"
    )
    layers = [
        counties,
        flow.mark_rule(color=theme.TEAL, opacity=0.55, strokeCap="round").encode(
            longitude2="to_longitude:Q",
            latitude2="to_latitude:Q",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            tooltip=tooltip,
        ),
        flow.mark_circle(color=theme.DEEP, size=22, opacity=1).encode(tooltip=tooltip),
        target.mark_circle(color=theme.ACCENT, size=110, opacity=1),
        *_names(at, name_area, lines, view),
        target.encode(text="label:N").mark_text(
            dx=dx, dy=dy, fontSize=_HUB_SIZE, fontWeight="bold", stroke=theme.GROUND, strokeWidth=3
        ),
        target.encode(text="label:N").mark_text(dx=dx, dy=dy, fontSize=_HUB_SIZE, fontWeight="bold"),
    ]
    total = fmt.number(None if pd.isna(hub.in_commuters) else int(hub.in_commuters), 0, lang)
    heading = t(
        "charts.commuting_map.heading",
        lang,
        hub=hub.hub_name,
        total=total,
        year=hub.year or "–",
        flows_year=flows.year.iloc[0],
    ).split("|")
    chart = (
        alt.layer(*layers)
        .project(type="mercator")
        .properties(
            width=width,
            height=height,
            title=alt.TitleParams(
                heading, anchor="start", font=theme.SANS, fontSize=13, fontWeight=600, color=theme.INK
            ),
        )
    )
    return theme.themed(chart, lang)


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
        longitude, latitude = view.place(label.x, label.y)
        value = {"label": text, "longitude": longitude, "latitude": latitude, "align": label.align}
        if label.leader is not None:
            end = view.place(*label.leader)
            value |= {"from": line["longitude"], "from_latitude": line["latitude"], "to": end[0], "to_latitude": end[1]}
        values.append(value)
    leaders = alt.Chart(alt.Data(values=[value for value in values if "to" in value]))
    layers: list[Any] = [
        leaders.mark_rule(color=theme.INK, opacity=0.7, strokeWidth=0.7).encode(
            longitude="from:Q", latitude="from_latitude:Q", longitude2="to:Q", latitude2="to_latitude:Q"
        )
    ]
    for align in get_args(map_labels.Align):
        words = alt.Chart(alt.Data(values=[value for value in values if value["align"] == align])).encode(
            longitude="longitude:Q", latitude="latitude:Q", text="label:N"
        )
        mark = {"align": align, "baseline": "middle", "fontSize": _NAME_SIZE}
        layers += [words.mark_text(**mark, stroke=theme.GROUND, strokeWidth=3), words.mark_text(**mark)]
    return layers


def flows_finding(hubs: pd.DataFrame, flows: pd.DataFrame, lang: Lang) -> str:
    """«Till Stockholm pendlar flest från Nacka (25 266), till Luleå från Boden (3 462)», the first two hubs."""
    said: list[str] = []
    for hub in hubs.itertuples():
        sent = flows[flows.hub == hub.hub]
        if sent.empty or len(said) == 2:
            continue
        top = sent.loc[sent.employed_persons.idxmax()]
        key = "then" if said else "first"
        persons = fmt.number(int(top.employed_persons), 0, lang)
        said.append(t(f"charts.commuting_map.{key}", lang, hub=hub.hub_name, origin=top.origin_name, persons=persons))
    return "".join(said) or t("charts.commuting_map.nothing", lang)


def _flow_table(hubs: pd.DataFrame, flows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    named = dict(zip(hubs.hub, hubs.hub_name, strict=True))
    return pd.DataFrame(
        {
            "hub": flows.hub,
            "hub_name": flows.hub.map(named),
            "origin": flows.origin_name,
            "persons": flows.employed_persons,
            "year": flows.year,
            "status": [status_label(s, lang) for s in flows.status],
        }
    )


def build_adjusted_figure(answer: Any, context: ChartContext) -> Figure:
    """Per region: the gap by those who live there (hollow) and by those who work there (filled, with interval).

    answer: an AdjustedAnswer. Without the whole matrix: the rows say «saknas», the title says why.
    """
    lang = context.lang
    rows = answer.regions
    level = rows.region_level.iloc[0]
    if level == "county":
        rows = of_group(rows, context, "region_code")
    rows = rows.sort_values(
        ["adjusted_score", "gap_score", "region_code"], ascending=[False, False, True], na_position="last"
    )
    drawable = rows[rows.ads.fillna(0) > 0] if level != "county" and rows.ads.notna().any() else rows
    drawable = drawable.sort_values("ads", ascending=False).head(_MOST_ROWS) if level != "county" else drawable
    drawable = rows[rows.region_code.isin(drawable.region_code)]
    title = adjusted_finding(dataclasses.replace(answer, regions=rows), lang)
    drawn = [] if answer.reason else [_adjusted_row(row, context) for row in drawable.itertuples()]
    parts = (
        Part("adjusted", lambda w, h: draw_intervals(drawn, lang, w, h), bar_height(len(drawn), each=25, least=120)),
    )
    left = len(rows) - len(drawable)
    return Figure(
        key="commuting-adjusted",
        title=title,
        subtitle=t(
            "charts.adjusted.measure",
            lang,
            level=t(f"region_level.{level}", lang),
            window=context.window_words(),
            ads=count_words(context),
        ),
        caption=(
            *((t("charts.adjusted.reading", lang),) if not answer.reason else ()),
            *((t("charts.adjusted.left_out", lang, count=left),) if left and not answer.reason else ()),
            *((t(f"charts.adjusted.method.{answer.method}", lang, year=answer.matrix_year),) if answer.method else ()),
            *(
                (t("charts.adjusted.not_placed", lang, ads=fmt.number(answer.not_placed_ads, 0, lang)),)
                if answer.not_placed_ads
                else ()
            ),
            *status_line(rows.adjusted_status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_adjusted_table(rows, lang),
        parts=parts if drawn else (),
        context=context,
    )


def adjusted_finding(answer: Any, lang: Lang) -> str:
    """Where counting by place of work changes the gap most; or why it cannot be counted."""
    if answer.reason:
        return t(
            f"charts.adjusted.reason.{answer.reason}",
            lang,
            known=answer.homes_known,
            needed=answer.homes_needed,
            year=answer.matrix_year or "–",
        )
    rows = answer.regions[answer.regions.adjusted_score.notna()]
    if rows.empty:
        return t("charts.adjusted.too_few", lang)
    relative = rows.reachable_persons.astype(float) / rows.base_persons.astype(float)
    change = relative.map(math.log).abs()
    row = rows.loc[change.idxmax()]
    if change.max() < _NOTICEABLE:
        return t(
            "charts.adjusted.unchanged",
            lang,
            level=t(f"region_level.{row.region_level}", lang),
            change=fmt.percent(abs(float(row.reachable_persons) / float(row.base_persons) - 1), 1, lang),
        )
    return t(
        "charts.adjusted.more" if row.reachable_persons >= row.base_persons else "charts.adjusted.fewer",
        lang,
        region=row.region_name,
        change=fmt.percent(abs(float(row.reachable_persons) / float(row.base_persons) - 1), 1, lang),
        gap=fmt.number(row.gap_score, 2, lang),
        adjusted=fmt.number(row.adjusted_score, 2, lang),
    )


def _adjusted_row(row: Any, context: ChartContext) -> IntervalRow:
    lang = context.lang
    ads = fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang)
    has_value = pd.notna(row.adjusted_score)
    numbers = {
        "adjusted": fmt.number(row.adjusted_score, 2, lang),
        "gap": fmt.number(row.gap_score, 2, lang),
        "reachable": fmt.number(None if pd.isna(row.reachable_persons) else int(row.reachable_persons), 0, lang),
        "lived": fmt.number(None if pd.isna(row.base_persons) else int(row.base_persons), 0, lang),
        "ads": ads,
    }
    hidden = no_rate_words(row.adjusted_reliability, row.ads, lang) if not has_value else ""
    mark = uncertain_mark(row.adjusted_reliability, lang)
    words = hidden or t("charts.adjusted.words", lang, adjusted=numbers["adjusted"], ads=ads) + mark
    tip = hidden or t("charts.adjusted.tip", lang, **numbers)
    place = codes.municipalities().get(row.region_code)
    home = place.county_code if place and row.region_level == "municipality" else row.region_code
    return {
        "label": row.region_name,
        "value": float(row.adjusted_score) if has_value else None,
        "low": float(row.adjusted_low) if has_value else None,
        "high": float(row.adjusted_high) if has_value else None,
        "before": float(row.gap_score) if has_value and pd.notna(row.gap_score) else None,
        "words": words,
        "tip": tip,
        "fill": theme.RAMP[3] if row.adjusted_reliability == "ok" else theme.RAMP[1],
        "chosen": row.region_level != "fa_region" and home == context.county_code,
    }


def _adjusted_table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    columns = [
        "region_code",
        "region_name",
        "ads",
        "base_persons",
        "reachable_persons",
        "gap_score",
        "adjusted_score",
        "adjusted_low",
        "adjusted_high",
    ]
    return (
        rows[columns]
        .assign(
            reliability=reliability_words(rows.adjusted_reliability, lang),
            status=[status_label(s, lang) for s in rows.adjusted_status],
        )
        .reset_index(drop=True)
    )
