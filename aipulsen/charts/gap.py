"""The county map of gap scores and the ranking with intervals, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from aipulsen import codes
from aipulsen.charts import classes, shapes, theme
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines
from aipulsen.charts.small_numbers import (
    compared_words,
    interval_words,
    no_rate_words,
    reliability_words,
    uncertain_mark,
)
from aipulsen.provenance import status_label
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

# Shape carries the status, colour the class: neither is needed alone.
_MOST_NAMED = 6
_ROOM_FOR_NUMBERS = 1.4  # the axis, against its longest whisker: what is left is the column of numbers
STATUS_SHAPES = {
    "published": "circle",
    "measured": "circle",
    "computed": "circle",
    "implied": "diamond",
    "reconstructed": "triangle-up",
    "estimate": "square",
    "synthetic": "cross",
}


def build_gap_figure(
    gap: pd.DataFrame, country: dict[str, Any], context: ChartContext, tips: Mapping[str, str] | None = None
) -> Figure:
    """Map and ranking side by side.

    gap: one row per county with county_code, county_name, ads, base_persons, gap_score, gap_low, gap_high,
    rank, rank_low, rank_high, reliability, status. country: the same for all counties together. tips: what the
    tooltip says about each county's dependence on one employer.
    """
    drawn = _drawable(gap, context, tips or {})
    return Figure(
        key="gap-map",
        title=gap_finding(gap, context.lang, context.county_code),
        subtitle=gap_measure(context),
        caption=(*_reading_lines(gap, context, is_hatched=True), *source_lines(context)),
        alt=gap_alternative(gap, country, context),
        table=_table(gap, context.lang),
        parts=(
            Part("map", lambda w, h: draw_map(drawn, context, w, h), 620, 0.4),
            Part("ranking", lambda w, h: draw_ranking(drawn, country, context, w, h), 620, 0.6),
        ),
        context=context,
    )


def build_ranking_figure(
    gap: pd.DataFrame, country: dict[str, Any], context: ChartContext, tips: Mapping[str, str] | None = None
) -> Figure:
    """The ranking alone."""
    whole = build_gap_figure(gap, country, context, tips)
    return Figure(
        key="gap-ranking",
        title=whole.title,
        subtitle=whole.subtitle,
        caption=(*_reading_lines(gap, context, is_hatched=False), *source_lines(context)),
        alt=whole.alt,
        table=whole.table,
        parts=(Part("ranking", whole.parts[1].draw, 620),),
        context=context,
    )


def gap_finding(gap: pd.DataFrame, lang: Lang, county_code: str | None = None) -> str:
    """The finding in one sentence: «högst» only when nobody else can be first, «högre» only when the test says so.

    With a county chosen it is about that county: its value and how it compares, or why it has none.
    """
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    chosen = gap[gap.county_code == county_code]
    if len(chosen) and (rated.empty or rated.county_code.iloc[0] != county_code):
        return _finding_of_county(chosen.iloc[0], lang)
    if rated.empty:
        return t("charts.gap.nothing", lang)
    top = rated.iloc[0]
    if len(rated) == 1:
        return t("charts.gap.single", lang, county=top.county_name, score=fmt.number(top.gap_score, 2, lang))
    if top.compared_with_rest != "higher":
        key = "charts.gap.highest_like_rest"
    else:
        key = "charts.gap.highest" if top.rank_high == 1 else "charts.gap.highest_unsure"
    return t(key, lang, county=top.county_name, second=rated.iloc[1].county_name)


def _finding_of_county(row: pd.Series, lang: Lang) -> str:
    """«Skåne: 0,64 AI-annonser per 1 000 (90 annonser), lägre än övriga landet», or why there is no value."""
    ads = fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang)
    if pd.notna(row.gap_score):
        score = fmt.number(row.gap_score, 2, lang)
        compared = compared_words(row.compared_alone, lang, "charts.gap.chosen_compared")
        return t("charts.gap.chosen", lang, county=row.county_name, score=score, ads=ads, compared=compared)
    why = "none" if row.reliability == "hidden" and int(row.ads) == 0 else row.reliability
    return t(f"charts.gap.chosen_{why}", lang, county=row.county_name, ads=ads)


def gap_measure(context: ChartContext) -> str:
    """The quiet line: measure, base, window, level, number of ads, interval."""
    return t(
        "charts.gap.measure",
        context.lang,
        base=context.base_label,
        window=context.window_words(),
        level=t(f"level.{context.level}", context.lang),
        ads=count_words(context),
    )


def county_sentence(row: pd.Series, context: ChartContext) -> str:
    """One county in one sentence, with its count, interval, rank range, status and date."""
    lang = context.lang
    if row.reliability == "missing":
        return t("charts.gap.county_missing", lang, county=row.county_name, window=context.window_words())
    ads = fmt.number(int(row.ads), 0, lang)
    if row.reliability == "hidden":
        key = "charts.gap.county_none" if int(row.ads) == 0 else "charts.gap.county_hidden"
        return t(key, lang, county=row.county_name, ads=ads, window=context.window_words())
    if pd.isna(row.gap_low):
        key = "charts.gap.county_printed" if row.score_status == "published" else "charts.gap.county_imputed"
        score = fmt.number(row.gap_score, 2, lang)
        return t(key, lang, county=row.county_name, score=score, ads=ads, window=context.window_words())
    return t(
        "charts.gap.county",
        lang,
        county=row.county_name,
        score=fmt.number(row.gap_score, 2, lang),
        ads=ads,
        low=fmt.number(row.gap_low, 2, lang),
        high=fmt.number(row.gap_high, 2, lang),
        rank=rank_words(row, lang),
        status=status_label(row.score_status, lang),
        base=context.base_label,
        window=context.window_words(),
        uncertain=t("charts.gap.uncertain_note", lang) if row.reliability == "uncertain" else "",
    ).strip()


def rank_words(row: Any, lang: Lang) -> str:
    """«plats 4–9 av 21», or «plats 1 av 21» when no other rank is plausible."""
    if pd.isna(row.rank_low):
        return t("charts.gap.rank_none", lang)
    low, high = int(row.rank_low), int(row.rank_high)
    if low == high:
        return t("charts.gap.rank_one", lang, rank=low)
    return t("charts.gap.rank_range", lang, low=low, high=high)


def gap_alternative(gap: pd.DataFrame, country: dict[str, Any], context: ChartContext) -> str:
    """The alternative text: the finding, the range, the country."""
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    if rated.empty:
        return gap_finding(gap, context.lang, context.county_code)
    return t(
        "charts.gap.alt",
        context.lang,
        finding=gap_finding(gap, context.lang, context.county_code),
        top=_value_and_ads(rated.iloc[0], context.lang),
        bottom=_value_and_ads(rated.iloc[-1], context.lang),
        country=fmt.number(country["gap_score"], 2, context.lang),
        window=context.window_words(),
    )


def _value_and_ads(row: pd.Series, lang: Lang) -> str:
    """«3,07 (Norrbotten, 57 annonser)»: no value without its number of ads."""
    ads = t("charts.ads", lang, ads=fmt.number(int(row.ads), 0, lang))
    return f"{fmt.number(row.gap_score, 2, lang)} ({row.county_name}, {ads})"


def _reading_lines(gap: pd.DataFrame, context: ChartContext, *, is_hatched: bool) -> tuple[str, ...]:
    """The chosen or first county in words, what the points mean, and who has no value (hatched, on a map)."""
    lang = context.lang
    lines = []
    chosen = gap[gap.county_code == context.county_code]
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    spoken = chosen if len(chosen) else rated.head(1)
    if len(spoken):
        lines.append(county_sentence(spoken.iloc[0], context))
    present = {s.split(" ")[0] for s in gap.score_status}
    words = [word for word in STATUS_SHAPES if word in present]
    if words:
        marks = [f"{t(f'charts.shape.{STATUS_SHAPES[w]}', lang)} {status_label(_full(gap, w), lang)}" for w in words]
        lines.append(t("charts.gap.reading", lang, marks=", ".join(marks)))
    hidden = gap[gap.reliability == "hidden"].county_name.tolist()
    if hidden:
        named = ", ".join(hidden) if len(hidden) <= _MOST_NAMED else t("charts.gap.counties", lang, count=len(hidden))
        lines.append(t("charts.gap.hatched_line" if is_hatched else "charts.gap.hidden_line", lang, counties=named))
    return tuple(lines)


def _full(gap: pd.DataFrame, word: str) -> str:
    return str(next(s for s in gap.score_status if s.split(" ")[0] == word))


def _table(gap: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    columns = [
        "county_code",
        "county_name",
        "ads",
        "base_persons",
        "gap_score",
        "gap_low",
        "gap_high",
        "rank",
        "rank_low",
        "rank_high",
        "reliability",
        "compared_with_rest",
        "score_status",
        "ads_status",
        "base_status",
    ]
    beside = ("base_printed_persons", "texts", "country_ads", "country_texts")
    columns += [c for c in beside if c in gap and gap[c].notna().any()]
    table = gap[columns].sort_values(["gap_score", "county_code"], ascending=[False, True], na_position="last")
    return table.assign(
        reliability=reliability_words(table.reliability, lang),
        compared_with_rest=[compared_words(c, lang) for c in table.compared_with_rest],
        **{c: [status_label(s, lang) for s in table[c]] for c in ("score_status", "ads_status", "base_status")},
    ).reset_index(drop=True)


def value_words(row: Any, lang: Lang) -> str:
    """The value as the map and the ranking print it: a number, or why there is none, with the count it hides."""
    if pd.isna(row.gap_score):
        return no_rate_words(row.reliability, row.ads, lang)
    return fmt.number(row.gap_score, 2, lang)


def _label(row: Any, lang: Lang) -> str:
    """«0,41 (7) osäkert»: the value, its number of ads, and how far to trust it."""
    ads = "" if pd.isna(row.gap_score) else f" ({fmt.number(int(row.ads), 0, lang)})"
    return f"{value_words(row, lang)}{ads}{uncertain_mark(row.reliability, lang)}"


def _drawable(gap: pd.DataFrame, context: ChartContext, tips: Mapping[str, str]) -> pd.DataFrame:
    """The rows as the chart needs them: plain floats, words already in the reader's language."""
    lang = context.lang
    bounds = classes.limits(context.base, context.level, context.window_days)
    labels = classes.class_labels(bounds, lang)
    rows = []
    for row in gap[gap.county_code != ""].itertuples():
        has_rate = pd.notna(row.gap_score)
        level = classes.class_of(float(row.gap_score), bounds) if has_rate else None
        rows.append(
            {
                "county_code": row.county_code,
                "county": row.county_name,
                "gap": float(row.gap_score) if has_rate else None,
                "low": float(row.gap_low) if pd.notna(row.gap_low) else None,
                "high": float(row.gap_high) if pd.notna(row.gap_high) else None,
                "value": value_words(row, lang),
                "label": _label(row, lang),
                "class": labels[level] if level is not None else None,
                "fill": theme.RAMP[level] if level is not None else theme.NO_VALUE,
                "shape": STATUS_SHAPES.get(str(row.score_status).split(" ")[0], "circle"),
                "uncertain": row.reliability == "uncertain",
                "chosen": row.county_code == context.county_code,
                "interval": interval_words(row.gap_low, row.gap_high, lang),
                "ads": fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang),
                "status": status_label(row.score_status, lang),
                "rank": rank_words(row, lang),
                "dependence": tips.get(row.county_code, "–"),
                "compared": compared_words(row.compared_with_rest, lang),
            }
        )
    frame = pd.DataFrame(rows)
    order = frame.sort_values(["gap", "county"], ascending=[False, True], na_position="last").county.tolist()
    return frame.assign(place=frame.county.map({c: i for i, c in enumerate(order)}))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The frame as rows for a chart: missing is null, because NaN is not JSON and a browser refuses it."""
    return [{k: None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]


_TIPS = ("county", "value", "interval", "ads", "rank", "compared", "dependence", "status")


def _tooltip(lang: Lang, prefix: str = "") -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{prefix}{name}:N", title=t(f"charts.gap.tip.{name}", lang)) for name in _TIPS]


def draw_map(drawn: pd.DataFrame, context: ChartContext, width: Width, height: int) -> Any:
    """The counties in their classes; hatched where there is no value; the chosen one outlined."""
    lang = context.lang
    bounds = classes.limits(context.base, context.level, context.window_days)
    labels = classes.class_labels(bounds, lang)
    features = []
    for row in _rows(drawn):
        feature = shapes.county_features()[row["county_code"]]
        properties = {k: row[k] for k in ("county_code", "county", "class", "chosen", *_TIPS[1:])}
        features.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    valued = [f for f in features if isinstance(f["properties"]["class"], str)]
    without = [f for f in features if not isinstance(f["properties"]["class"], str)]
    chosen = [f for f in features if f["properties"]["chosen"]]
    alike = [f for f in features if f["properties"]["county_code"] in context.comparison[1:]]
    colour = alt.Color(
        "properties.class:N",
        scale=alt.Scale(domain=labels, range=list(theme.RAMP)),
        legend=alt.Legend(
            orient="none",
            legendX=4,
            legendY=4,
            title=t("charts.gap.legend", lang, days=context.window_days).split("|"),
            symbolStrokeColor=theme.OUTLINE,
            symbolStrokeWidth=0.5,
            symbolSize=150,
            rowPadding=1,
        ),
    )
    counties = (
        alt.Chart(alt.Data(values=valued))
        .mark_geoshape(stroke=theme.GROUND, strokeWidth=0.8)
        .encode(
            color=colour,
            tooltip=_tooltip(lang, "properties."),
            description=alt.Description("properties.county:N"),
        )
    )
    layers = [counties]
    if without:
        ground = alt.Chart(alt.Data(values=without)).mark_geoshape(
            fill=theme.NO_VALUE, stroke=theme.OUTLINE, strokeWidth=0.5
        )
        lines = alt.Chart(
            alt.Data(values=[shapes.hatch(f["properties"]["county_code"]) for f in without])
        ).mark_geoshape(filled=False, stroke=theme.OUTLINE, strokeWidth=0.8)
        layers += [ground.encode(tooltip=_tooltip(lang, "properties.")), lines]
    if alike:
        outline = alt.Chart(alt.Data(values=alike)).mark_geoshape(filled=False, stroke=theme.INK, strokeWidth=1.2)
        layers.append(outline)
    if chosen:
        layers.append(
            alt.Chart(alt.Data(values=chosen)).mark_geoshape(filled=False, stroke=theme.ACCENT, strokeWidth=2)
        )
    chart = alt.layer(*layers).project(type="mercator").properties(width=width, height=height)
    return theme.themed(chart, lang)


def draw_ranking(drawn: pd.DataFrame, country: dict[str, Any], context: ChartContext, width: Width, height: int) -> Any:
    """Points with 95 % whiskers, highest first; the country dashed; no value said in words.

    The numbers stand in a column at the right edge, clear of whiskers and of the country's line.
    """
    lang = context.lang
    order = [*drawn.sort_values("place").county, *_country_row(country, lang)]
    highest = max([1e-9, *drawn.gap.dropna(), *drawn.high.dropna(), country["gap_score"] or 0.0])
    small = height < 480
    scale = alt.Scale(domain=[0, highest * _ROOM_FOR_NUMBERS], nice=False)
    axis = alt.Axis(orient="top", title=None, grid=True, tickCount=5, labelColor=theme.QUIET)
    x = alt.X("gap:Q", scale=scale, axis=axis)
    y = alt.Y(
        "county:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelFontSize=11 if small else 13, labelLimit=150, grid=False),
        scale=alt.Scale(paddingInner=0.2),
    )
    rated = drawn[drawn.gap.notna()]
    without = drawn[drawn.gap.isna()]
    base = alt.Chart(alt.Data(values=_rows(rated))).encode(y=y)
    layers = [
        alt.Chart(alt.Data(values=_rows(rated[rated.low.notna()])))
        .encode(y=y)
        .mark_rule(color=theme.RAMP[2], strokeWidth=2.5, strokeCap="round", opacity=0.8)
        .encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"),
    ]
    if country["gap_score"] is not None:
        layers += _country_layers(country, scale, axis, y, lang)
    ring = rated[rated.chosen]
    if len(ring):
        layers.append(
            alt.Chart(alt.Data(values=_rows(ring)))
            .mark_point(size=260, stroke=theme.ACCENT, strokeWidth=2.5, fill=None, opacity=1)
            .encode(x=x, y=y)
        )
    layers.append(
        base.mark_point(filled=True, size=75, stroke=theme.OUTLINE, strokeWidth=0.7, opacity=1).encode(
            x=x,
            shape=alt.Shape("shape:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            tooltip=_tooltip(lang),
        )
    )
    label = base.encode(x=alt.value("width"), text="label:N")
    size = 11 if small else 12
    # A halo of the ground keeps the words readable where a long whisker reaches them.
    layers.append(label.mark_text(align="right", fontSize=size, stroke=theme.GROUND, strokeWidth=4))
    layers.append(
        label.mark_text(align="right", fontSize=size).encode(
            color=alt.condition("datum.uncertain", alt.value(theme.QUIET), alt.value(theme.INK))
        )
    )
    if len(without):
        layers.append(
            alt.Chart(alt.Data(values=_rows(without)))
            .mark_text(align="right", fontStyle="italic", color=theme.QUIET, fontSize=size)
            .encode(x=alt.value("width"), y=y, text="value:N")
        )
    return theme.themed(alt.layer(*layers).properties(width=width, height=height), lang)


def _country_row(country: dict[str, Any], lang: Lang) -> list[str]:
    """The country has a row of its own under the counties, when it has a value."""
    return [] if country["gap_score"] is None else [codes.county_name(codes.COUNTRY_CODE, lang)]


def _country_layers(country: dict[str, Any], scale: alt.Scale, axis: alt.Axis, y: alt.Y, lang: Lang) -> list[Any]:
    """The country's value as a dashed line through every row, named and numbered in its own row."""
    (name,) = _country_row(country, lang)
    words = fmt.number(country["gap_score"], 2, lang)
    one = alt.Chart(alt.Data(values=[{"gap": country["gap_score"], "county": name, "words": words}]))
    x = alt.X("gap:Q", scale=scale, axis=axis)
    return [
        one.mark_rule(color=theme.INK, strokeDash=[4, 4], opacity=0.45).encode(x=x),
        one.mark_tick(color=theme.INK, thickness=3, size=14).encode(x=x, y=y),
        one.mark_text(align="right", fontWeight="bold").encode(x=alt.value("width"), y=y, text="words:N"),
    ]


def draw_legend(context: ChartContext) -> Any:
    """The six classes as swatches with their limits, in one row."""
    lang = context.lang
    labels = classes.class_labels(classes.limits(context.base, context.level, context.window_days), lang)
    rows = [{"label": label, "fill": fill} for label, fill in zip(labels, theme.RAMP, strict=True)]
    axis = alt.Axis(title=None, labelFontSize=11, labelAngle=0, labelPadding=4, labelOverlap=False)
    x = alt.X("label:N", sort=labels, axis=axis, scale=alt.Scale(paddingInner=0.08))
    swatches = (
        alt.Chart(alt.Data(values=rows))
        .mark_rect(stroke=theme.OUTLINE, strokeWidth=0.5)
        .encode(x=x, color=alt.Color("fill:N", scale=None))
    )
    return theme.themed(swatches.properties(width="container", height=44), lang)
