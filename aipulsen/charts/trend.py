"""Ads over time: weeks as bars, the moving window as a line with its interval, breaks as dashed lines."""

from __future__ import annotations

import datetime as dt
from typing import Any

import altair as alt
import pandas as pd

from aipulsen import codes
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines, status_line
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.provenance import status_label
from aipulsen.text import Lang, all_texts, t
from aipulsen.text import numbers as fmt

_LEVEL_ONE = 1.0


def build_trend_figure(
    weeks: pd.DataFrame,
    windows: pd.DataFrame,
    changes: pd.DataFrame,
    breaks: pd.DataFrame,
    reason: str | None,
    context: ChartContext,
) -> Figure:
    """One region's weeks and moving windows, and beside them the comparison group's, where there is one.

    weeks: region_code, week_start, ads. windows: region_code, region_name, window_end, ads, per_week,
    per_week_low, per_week_high, spans_break, reliability, status. changes: region_code, period, ads_now,
    ads_before, ratio, ratio_low, ratio_high, verdict. breaks: date, kind, detail.
    """
    lang = context.lang
    region = context.county_code or codes.COUNTRY_CODE
    if reason is not None:
        return nothing_figure("trend", reason, context)
    title = trend_finding(windows, changes, region, breaks, context)
    bars, line = weeks[weeks.region_code == region], windows[windows.region_code == region]
    parts = [Part("trend", lambda w, h: draw_trend(bars, line, breaks, lang, w, h), 360)]
    if context.comparison:
        group = windows[windows.region_code.isin(context.comparison)]
        parts = [
            Part("trend", parts[0].draw, 360, 0.58),
            Part("comparison", lambda w, h: draw_group(group, region, breaks, lang, w, h), 360, 0.42),
        ]
    return Figure(
        key="trend",
        title=title,
        subtitle=_measure(context),
        caption=(
            *_change_lines(changes[changes.region_code == region], context),
            *break_lines(breaks, lang),
            *((t("charts.trend.mixed", lang),) if line.spans_break.any() else ()),
            t("charts.trend.caveat", lang, days=context.window_days),
            *status_line(line.status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_table(windows if context.county_code else line, context),
        parts=tuple(parts),
        context=context,
    )


def nothing_figure(key: str, reason: str, context: ChartContext) -> Figure:
    """The empty face: no drawing, only why."""
    words = t(f"charts.trend.reason.{reason}", context.lang, days=context.window_days)
    return Figure(
        key=key,
        title=t("charts.trend.nothing", context.lang),
        subtitle=words,
        caption=source_lines(context),
        alt=words,
        table=pd.DataFrame({"reason": [words]}),
        parts=(),
        context=context,
    )


def _measure(context: ChartContext) -> str:
    return t(
        "charts.trend.measure",
        context.lang,
        days=context.window_days,
        level=t(f"level.{context.level}", context.lang),
        as_of=context.as_of_label,
        ads=count_words(context),
    )


def trend_finding(
    windows: pd.DataFrame, changes: pd.DataFrame, region: str, breaks: pd.DataFrame, context: ChartContext
) -> str:
    """The level now, and whether it differs from the window before: «fler» only when the interval says so."""
    lang = context.lang
    name = codes.county_name(region, lang)
    now = windows[windows.region_code == region].iloc[-1]
    change = changes[(changes.region_code == region) & (changes.period == "previous")].iloc[0]
    ads = fmt.number(int(now.ads), 0, lang)
    if pd.isna(now.per_week):
        return t("charts.trend.hidden", lang, region=name, ads=ads, days=context.window_days)
    level = t("charts.trend.level", lang, region=name, rate=fmt.number(now.per_week, 1, lang))
    return f"{level}{t(f'charts.trend.verdict.{change.verdict}', lang, days=context.window_days)}"


def change_words(row: Any, lang: Lang) -> str:
    """«+23 % (95 % intervall +10 till +38 %), 160 mot 130 annonser», marked if uncertain; or why there is no ratio."""
    now = fmt.number(int(row.ads_now), 0, lang)
    before = fmt.number(None if pd.isna(row.ads_before) else int(row.ads_before), 0, lang)
    if pd.isna(row.ratio):
        return t(f"charts.trend.no_ratio.{row.verdict}", lang, now=now, before=before)
    change, low, high = (signed(value, lang) for value in (row.ratio, row.ratio_low, row.ratio_high))
    words = t("charts.trend.ratio", lang, change=change, low=low, high=high, now=now, before=before)
    return words + uncertain_mark(row.reliability, lang)


def signed(ratio: float, lang: Lang) -> str:
    """A ratio as a change in per cent with its sign: 1.23 → «+23 %»."""
    words = fmt.percent(ratio - 1, 0, lang)
    return f"+{words}" if ratio >= 1 else words


def _change_lines(changes: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    lang = context.lang
    return tuple(
        t(
            f"charts.trend.against.{row.period}",
            lang,
            days=context.window_days,
            words=change_words(row, lang)
            + ("" if pd.isna(row.ratio) else f"; {t(f'charts.trend.word.{row.verdict}', lang)}"),
        )
        for row in changes.itertuples()
    )


def _break_words(row: Any, lang: Lang) -> str:
    key = f"breaks.detail.{row.detail}"
    detail = t(key, lang) if key in all_texts() else row.detail
    return t(f"charts.trend.break.{row.kind}", lang, detail=detail)


def break_lines(breaks: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """The recorded breaks in one line, or that none is recorded."""
    if breaks.empty:
        return (t("charts.trend.no_breaks", lang),)
    words = [
        t(
            "charts.trend.break_line",
            lang,
            what=_break_words(row, lang),
            day=fmt.day(dt.date.fromisoformat(row.date), lang),
        )
        for row in breaks.itertuples()
    ]
    return (t("charts.trend.breaks", lang, breaks="; ".join(words)),)


def local(day: str) -> str:
    """A day as Vega reads it in the reader's own time zone; a bare date would be midnight in London."""
    return f"{day}T00:00:00"


def line_values(windows: pd.DataFrame, columns: tuple[str, str, str], lang: Lang) -> list[dict[str, Any]]:
    """The windows as points of a line: value, low, high; `piece` numbers unbroken stretches, so that neither a
    hidden window nor a break is drawn over."""
    value, low, high = columns
    points: list[dict[str, Any]] = []
    piece, last = 0, None
    for row in windows.to_dict("records"):
        kind = None if pd.isna(row[value]) else bool(row["spans_break"])
        piece += kind != last
        if kind is not None:
            points.append(
                {
                    "day": local(row["window_end"]),
                    "value": float(row[value]),
                    "low": float(row[low]),
                    "high": float(row[high]),
                    "ads": fmt.number(int(row["ads"]), 0, lang),
                    "piece": piece,
                    "mixed": kind,
                }
            )
        last = kind
    return points


def moving_line(
    points: list[dict[str, Any]], x: alt.X, scale: alt.Scale, axis: alt.Axis, tooltip: list[Any]
) -> list[Any]:
    """The line with its band; dashed and pale where the window holds days from both sides of a break."""
    y = alt.Y("value:Q", scale=scale, axis=axis)
    layers: list[Any] = []
    for mixed in (False, True):
        chosen = [p for p in points if p["mixed"] is mixed]
        if not chosen:
            continue
        base = alt.Chart(alt.Data(values=chosen)).encode(x=x, detail="piece:N")
        opacity = 0.25 if mixed else 0.55
        layers.append(
            base.mark_area(color=theme.RAMP[2], opacity=opacity).encode(
                y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
            )
        )
        dash = [5, 4] if mixed else [1, 0]
        layers.append(base.mark_line(color=theme.DEEP, strokeWidth=2, strokeDash=dash).encode(y=y))
        layers.append(base.mark_point(size=60, opacity=0).encode(y=y, tooltip=tooltip))
    return layers


def break_layers(breaks: pd.DataFrame, x: alt.X, lang: Lang) -> list[Any]:
    """A dashed line on the day of each break, named at its top; each name on a line of its own, so that breaks near
    each other can be read."""
    if breaks.empty:
        return []
    rows = [{"day": local(row.date), "words": _break_words(row, lang)} for row in breaks.itertuples()]
    rule = alt.Chart(alt.Data(values=rows)).encode(x=x).mark_rule(color=theme.INK, strokeDash=[2, 3], opacity=0.8)
    names = [
        alt.Chart(alt.Data(values=[row]))
        .mark_text(align="right", baseline="top", dx=-5, dy=2 + 14 * line, color=theme.INK, fontSize=11)
        .encode(x=x, y=alt.value(0), text="words:N")
        for line, row in enumerate(rows)
    ]
    return [rule, *names]


def time_axis() -> alt.X:
    """Time along the bottom, months in the reader's language."""
    axis = alt.Axis(
        title=None, grid=False, tickCount=5, format="%b %Y", labelFlush=True, labelOverlap="greedy", labelSeparation=8
    )
    return alt.X("day:T", axis=axis, scale=alt.Scale(nice=False))


def draw_trend(
    weeks: pd.DataFrame, windows: pd.DataFrame, breaks: pd.DataFrame, lang: Lang, width: Width, height: int
) -> Any:
    """Whole weeks as pale bars; the moving window per week as a line with its 95 % band."""
    week = dt.timedelta(days=6)
    bars = [
        {
            "day": local(row.week_start),
            "end": local((dt.date.fromisoformat(row.week_start) + week).isoformat()),
            "ads": int(row.ads),
            "words": fmt.number(int(row.ads), 0, lang),
        }
        for row in weeks.itertuples()
    ]
    points = line_values(windows, ("per_week", "per_week_low", "per_week_high"), lang)
    highest = max([1.0, *(b["ads"] for b in bars), *(p["high"] for p in points)])
    axis = alt.Axis(title=None, tickCount=4, grid=True, labelColor=theme.QUIET)
    scale = alt.Scale(domain=[0, highest * 1.12], nice=False)
    x = time_axis()
    tip = [
        alt.Tooltip("day:T", title=t("charts.trend.tip.week", lang), format="%-d %b %Y"),
        alt.Tooltip("words:N", title=t("charts.trend.tip.ads", lang)),
    ]
    layers: list[Any] = [
        alt.Chart(alt.Data(values=bars))
        .mark_rect(color=theme.PALE, opacity=0.8)
        .encode(x=x, x2="end:T", y=alt.Y("ads:Q", scale=scale, axis=axis), y2=alt.datum(0), tooltip=tip),
        *moving_line(points, x, scale, axis, _tooltip(lang)),
        *break_layers(breaks, x, lang),
    ]
    return theme.themed(alt.layer(*layers).properties(width=width, height=height), lang)


def _tooltip(lang: Lang) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("day:T", title=t("charts.trend.tip.window", lang), format="%-d %b %Y"),
        alt.Tooltip("value:Q", title=t("charts.trend.tip.rate", lang), format=".1f"),
        alt.Tooltip("low:Q", title=t("charts.trend.tip.low", lang), format=".1f"),
        alt.Tooltip("high:Q", title=t("charts.trend.tip.high", lang), format=".1f"),
        alt.Tooltip("ads:N", title=t("charts.trend.tip.ads", lang)),
    ]


def draw_group(windows: pd.DataFrame, chosen: str, breaks: pd.DataFrame, lang: Lang, width: Width, height: int) -> Any:
    """The moving windows of the county and those like it, a lane each, all lanes on one scale.

    Lanes, because lines on top of each other could only be told apart by colour.
    """
    regions = list(windows.region_code.unique())
    lanes = {code: len(regions) - 1 - place for place, code in enumerate(regions)}
    columns = ("per_week", "per_week_low", "per_week_high")
    points = {code: line_values(windows[windows.region_code == code], columns, lang) for code in regions}
    highest = max([1.0, *(p["high"] for own in points.values() for p in own)]) / 0.8  # room for the lane's words
    axis = alt.Axis(title=None, grid=True, labels=False, values=list(range(len(regions) + 1)))
    scale = alt.Scale(domain=[0, len(regions)], nice=False)
    y = alt.Y("value:Q", scale=scale, axis=axis)
    x = time_axis()
    tooltip = [alt.Tooltip("county:N", title=" "), _tooltip(lang)[0], _tooltip(lang)[-1]]
    layers: list[Any] = []
    for code, own in points.items():
        lifted = [
            {
                **point,
                **{name: lanes[code] + point[name] / highest for name in ("value", "low", "high")},
                "county": codes.county_name(code, lang),
                "piece": f"{code}-{point['piece']}",
            }
            for point in own
        ]
        base = alt.Chart(alt.Data(values=lifted)).encode(x=x, detail="piece:N")
        band = alt.Y("low:Q", scale=scale, axis=axis)
        layers.append(base.mark_area(color=theme.RAMP[2], opacity=0.5).encode(y=band, y2="high:Q"))
        colour = theme.ACCENT if code == chosen else theme.DEEP
        layers.append(base.mark_line(color=colour, strokeWidth=2).encode(y=y, tooltip=tooltip))
    names = [{"top": lane + 1, "words": _group_words(windows, code, lang)} for code, lane in lanes.items()]
    text = alt.Chart(alt.Data(values=names)).encode(
        x=alt.value(0), y=alt.Y("top:Q", scale=scale, axis=axis), text="words:N"
    )
    style: Any = {"align": "left", "baseline": "top", "dx": 4, "dy": 3, "fontSize": 11}
    layers += [text.mark_text(**style, stroke=theme.GROUND, strokeWidth=3), text.mark_text(**style)]
    layers += break_layers(breaks, x, lang)[:1]
    return theme.themed(alt.layer(*layers).properties(width=width, height=height), lang)


def _group_words(windows: pd.DataFrame, code: str, lang: Lang) -> str:
    last = windows[windows.region_code == code].iloc[-1]
    county, ads = codes.county_name(code, lang), fmt.number(int(last.ads), 0, lang)
    if pd.isna(last.per_week):
        words = no_rate_words(last.reliability, last.ads, lang)
        return t("charts.trend.group_hidden", lang, county=county, words=words)
    rate = fmt.number(float(last.per_week), 1, lang)
    words = t("charts.trend.group", lang, county=county, rate=rate, ads=ads)
    return words + uncertain_mark(last.reliability, lang)


def _table(windows: pd.DataFrame, context: ChartContext) -> pd.DataFrame:
    lang = context.lang
    columns = ["region_code", "region_name", "window_end", "ads", "per_week", "per_week_low", "per_week_high"]
    return windows[[*columns, "spans_break", "reliability", "status"]].assign(
        region_name=[codes.county_name(c, lang) for c in windows.region_code],
        spans_break=[t(f"common.{'yes' if s else 'no'}", lang) for s in windows.spans_break],
        reliability=reliability_words(windows.reliability, lang),
        status=[status_label(s, lang) for s in windows.status],
    )


def build_changes_figure(
    changes: pd.DataFrame, period: str, breaks: pd.DataFrame, reason: str | None, context: ChartContext
) -> Figure:
    """Every region's latest window against an earlier one, as a ratio with its interval.

    changes: region_code, period, ads_now, ads_before, ratio, ratio_low, ratio_high, verdict, reliability, status.
    """
    lang = context.lang
    if reason is not None:
        return nothing_figure("trend-changes", reason, context)
    chosen = changes[changes.period == period]
    rows = chosen.sort_values(["ratio", "region_code"], ascending=[False, True], na_position="last")
    drawn = [_change_row(row, context) for row in rows.itertuples()]
    title = changes_finding(rows, period, context)
    reference = (_LEVEL_ONE, t("charts.trend.unchanged", lang))
    return Figure(
        key="trend-changes",
        title=title,
        subtitle=t(f"charts.trend.changes_measure.{period}", lang, days=context.window_days, ads=count_words(context)),
        caption=(
            *break_lines(breaks, lang),
            t("charts.trend.test", lang),
            *_few_line(rows, lang),
            *status_line(rows.status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_changes_table(rows, lang),
        parts=(
            Part(
                "changes",
                lambda w, h: draw_intervals(drawn, lang, w, h, reference=reference, logarithmic=True, room=1.0),
                bar_height(len(drawn), each=25, least=120),
            ),
        ),
        context=context,
    )


def _change_row(row: Any, context: ChartContext) -> IntervalRow:
    lang = context.lang
    words = change_words(row, lang)
    has_ratio = pd.notna(row.ratio)
    certain = row.verdict in ("higher", "lower")
    short = t(
        "charts.trend.short",
        lang,
        change=signed(row.ratio, lang) if has_ratio else "",
        now=fmt.number(int(row.ads_now), 0, lang),
        before=fmt.number(None if pd.isna(row.ads_before) else int(row.ads_before), 0, lang),
    ) + uncertain_mark(row.reliability, lang)
    return {
        "label": codes.county_name(row.region_code, lang),
        "value": float(row.ratio) if has_ratio else None,
        "low": float(row.ratio_low) if has_ratio else None,
        "high": float(row.ratio_high) if has_ratio else None,
        "before": None,
        "words": short if has_ratio else words,
        "tip": f"{words}; {t(f'charts.trend.word.{row.verdict}', lang)}" if has_ratio else words,
        "fill": theme.DEEP if certain else theme.RAMP[1],
        "chosen": row.region_code == context.county_code,
    }


def _few_line(rows: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """How many counties have too few ads for a ratio, and what «osäkert» means; nothing where neither is shown."""
    few = int(((rows.region_code != codes.COUNTRY_CODE) & rows.verdict.isin(["too_few_ads", "no_ads"])).sum())
    unsure = bool((rows.ratio.notna() & (rows.reliability == "uncertain")).any())
    hidden = (t("charts.trend.few", lang, count=few),) if few else ()
    return (*hidden, *((t("charts.trend.unsure", lang),) if unsure else ()))


def changes_finding(rows: pd.DataFrame, period: str, context: ChartContext) -> str:
    """How many counties have more, how many fewer, how many no certain change."""
    counties = rows[rows.region_code != codes.COUNTRY_CODE]
    verdicts = counties.verdict.value_counts()
    if len(counties) and verdicts.get("break", 0) == len(counties):
        return t(f"charts.trend.changes_break.{period}", context.lang)
    if len(counties) and verdicts.get("too_few_days", 0) == len(counties):
        return t(f"charts.trend.changes_too_few.{period}", context.lang)
    return t(
        f"charts.trend.changes.{period}",
        context.lang,
        higher=int(verdicts.get("higher", 0)),
        lower=int(verdicts.get("lower", 0)),
        total=len(counties),
    )


def _changes_table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    columns = ["region_code", "region_name", "ads_now", "ads_before", "ratio", "ratio_low", "ratio_high", "verdict"]
    return rows[[*columns, "reliability", "status"]].assign(
        region_name=[codes.county_name(c, lang) for c in rows.region_code],
        verdict=[t(f"charts.trend.word.{v}", lang) for v in rows.verdict],
        reliability=reliability_words(rows.reliability, lang),
        status=[status_label(s, lang) for s in rows.status],
    )
