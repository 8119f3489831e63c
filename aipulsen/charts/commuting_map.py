"""Commuting on maps, and the gap with the educated counted where they work."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import altair as alt
import pandas as pd

from aipulsen import codes
from aipulsen.charts import shapes, theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.commuting import commuting_finding
from aipulsen.charts.comparison import of_group
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines, status_line
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.provenance import status_label
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_MARGIN_DEGREES = 0.12
_NAMED_ORIGINS = 6
_LABEL_WIDTH, _LABEL_HEIGHT = 0.34, 0.055  # of the map: what a name with its number takes
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
    title = commuting_finding(hubs, lang)
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
        parts=tuple(_hub_part(hub, flows[flows.hub == hub.hub], largest, lang, 1 / len(shown)) for hub in shown),
        context=context,
    )


def _ads_words(hubs: pd.DataFrame, lang: Lang) -> str:
    counts = [None if pd.isna(n) else int(n) for n in hubs.county_ads]
    return ", ".join(f"{h} {fmt.number(n, 0, lang)}" for h, n in zip(hubs.hub_name, counts, strict=True))


def _hub_part(hub: Any, flows: pd.DataFrame, largest: float, lang: Lang, share: float) -> Part:
    return Part(f"hub-{hub.hub}", lambda w, h: draw_hub(hub, flows, largest, lang, w, h), 420, share)


def draw_hub(hub: Any, flows: pd.DataFrame, largest: float, lang: Lang, width: Width, height: int) -> Any:
    """The hub's surroundings, lines from its origins, the largest of them named."""
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
                "label": f"{row.origin_name} {fmt.number(int(row.employed_persons), 0, lang)}",
            }
        )
    x = [at[0], *(line["longitude"] for line in lines)]
    y = [at[1], *(line["latitude"] for line in lines)]
    # A degree of longitude is half as long as one of latitude here: the box is drawn about square.
    half = max((max(x) - min(x)) / 4, (max(y) - min(y)) / 2) + _MARGIN_DEGREES
    middle = (max(x) + min(x)) / 2, (max(y) + min(y)) / 2
    ground = shapes.clipped_counties(middle[0] - 2 * half, middle[1] - half, middle[0] + 2 * half, middle[1] + half)
    free = _free_labels([at, *((line["longitude"], line["latitude"]) for line in lines)], half)
    lines = [{**line, "named": is_free} for line, is_free in zip(lines, free, strict=True)]
    counties = alt.Chart(alt.Data(values=ground)).mark_geoshape(
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
    named = flow.transform_filter("datum.named").encode(text="label:N")
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
        named.mark_text(dy=-9, fontSize=11, stroke=theme.GROUND, strokeWidth=3),
        named.mark_text(dy=-9, fontSize=11),
        target.encode(text="label:N").mark_text(
            dy=18, fontSize=13, fontWeight="bold", stroke=theme.GROUND, strokeWidth=3
        ),
        target.encode(text="label:N").mark_text(dy=18, fontSize=13, fontWeight="bold"),
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


def _free_labels(points: list[tuple[float, float]], half: float) -> list[bool]:
    """Which origins can be named, largest first, without their words meeting the hub's or each other's.

    points: the hub, then its origins. The others keep their line, their tooltip and their row in the table.
    """
    taken = [(points[0][0], points[0][1] - _LABEL_HEIGHT * 2 * half)]  # the hub's name stands under it
    free = []
    for longitude, latitude in points[1:]:
        clear = len(taken) <= _NAMED_ORIGINS and all(
            abs(longitude - x) > _LABEL_WIDTH * 4 * half or abs(latitude - y) > _LABEL_HEIGHT * 2 * half
            for x, y in taken
        )
        free.append(clear)
        if clear:
            taken.append((longitude, latitude))
    return free


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
