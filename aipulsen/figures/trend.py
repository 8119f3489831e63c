"""Figures of ads over time: weeks with a moving window, and changes between two windows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines, status_line
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import reliability_words, uncertain_mark
from aipulsen.charts.trend import LEVEL_ONE, break_words, draw_group, draw_trend
from aipulsen.figures.context import compared_context
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def trend_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Ads per week and the moving window of the country or a county."""
    answer = queries.ask_trend(selection, root)
    context = compared_context(answer.scope, lang, root)
    return build_trend_figure(answer.weeks, answer.windows, answer.changes, answer.breaks, answer.reason, context)


def trend_changes(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The latest window against an earlier one, every region or the comparison group."""
    whole = selection if selection.comparison == "similar" else dataclasses.replace(selection, county_code=None)
    answer = queries.ask_trend(whole, root)
    context = dataclasses.replace(compared_context(answer.scope, lang, root), county_code=selection.county_code)
    return build_changes_figure(answer.changes, selection.period, answer.breaks, answer.reason, context)


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


def break_lines(breaks: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """The recorded breaks in one line, or that none is recorded."""
    if breaks.empty:
        return (t("charts.trend.no_breaks", lang),)
    words = [
        t(
            "charts.trend.break_line",
            lang,
            what=break_words(row, lang),
            day=fmt.day(dt.date.fromisoformat(row.date), lang),
        )
        for row in breaks.itertuples()
    ]
    return (t("charts.trend.breaks", lang, breaks="; ".join(words)),)


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
    reference = (LEVEL_ONE, t("charts.trend.unchanged", lang))
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
