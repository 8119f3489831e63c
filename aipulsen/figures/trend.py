"""Figures of ads over time: weeks with a moving window, and changes between two windows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import (
    ChartContext,
    Figure,
    Part,
    count_words,
    facts_of,
    measure_words,
    nothing_figure,
    status_words,
)
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import reliability_words, uncertain_mark
from aipulsen.charts.trend import LEVEL_ONE, draw_group, draw_trend
from aipulsen.figures.context import compared_context
from aipulsen.figures.desk import Desk
from aipulsen.figures.tested import is_tested, said_of_tests
from aipulsen.queries import Selection
from aipulsen.text import all_texts
from aipulsen.voice import Voice

_TWO_LINES = 36  # pixels: the height of a row of two lines, so that each is seen to belong to its own
_WORDS_WIDTH = 118  # pixels: what a phone of 320 leaves after the name and the marks


def trend_of(desk: Desk, selection: Selection) -> Figure:
    """Ads per week and the moving window of the country or a county."""
    answer = queries.ask_trend(desk.edition, selection)
    context = compared_context(desk, answer.scope)
    return build_trend_figure(answer, context)


def trend_changes(desk: Desk, selection: Selection) -> Figure:
    """The latest window against an earlier one, every region or the comparison group."""
    whole = selection if selection.comparison == "similar" else dataclasses.replace(selection, county_code=None)
    answer = queries.ask_trend(desk.edition, whole)
    context = dataclasses.replace(compared_context(desk, answer.scope), county_code=selection.county_code)
    return build_changes_figure(answer, context)


def build_trend_figure(answer: queries.TrendAnswer, context: ChartContext) -> Figure:
    """One region's weeks and moving windows, and beside them the comparison group's, where there is one."""
    weeks, windows, changes, breaks = answer.weeks, answer.windows, answer.changes, answer.breaks
    say = context.say
    region = context.county_code or codes.COUNTRY_CODE
    if answer.reason is not None:
        return nothing_over_time("trend", answer.reason, context)
    title = trend_finding(windows, changes, region, breaks, context)
    bars, line = weeks[weeks.region_code == region], windows[windows.region_code == region]
    if not (bars.ads.any() or line.ads.any() or context.comparison):  # an axis without anything over it tells nothing
        return dataclasses.replace(nothing_figure("trend", title, "", context), table=_table(line, context))
    own = changes[(changes.region_code == region) & (changes.period == "previous")]
    is_alone = not own.is_corrected.any() and any(map(is_tested, own.verdict))
    parts = [Part("trend", lambda w, h: draw_trend(bars, line, breaks, say, w, h), 360)]
    if context.comparison:
        group = windows[windows.region_code.isin(context.comparison)]
        parts = [
            Part("trend", parts[0].draw, 360, 0.58),
            Part("comparison", lambda w, h: draw_group(group, region, breaks, say, w, h), 360, 0.42),
        ]
    return Figure(
        key="trend",
        title=title,
        measure=measure_words("charts.trend.measure", context, days=context.window_days),
        facts=_facts(context),
        marks=mixed_mark(line, say),
        warnings=break_lines(breaks, say),
        reading=(
            *_change_lines(changes[changes.region_code == region], context),
            *said_of_tests((), say, alone=context.county_code if is_alone else None),
            *no_breaks_line(breaks, say),
            say("charts.trend.caveat", days=context.window_days),
        ),
        status=status_words(line.status, say),
        alt=title,
        table=_table(windows if context.county_code else line, context),
        parts=tuple(parts),
        context=context,
    )


def nothing_over_time(key: str, reason: str, context: ChartContext) -> Figure:
    """The empty face of a figure over time."""
    words = context.say(f"charts.trend.reason.{reason}", days=context.window_days)
    return nothing_figure(key, context.say("charts.trend.nothing"), words, context)


def _facts(context: ChartContext) -> tuple[str, str]:
    return facts_of(context, context.say("charts.trend.latest", ads=count_words(context)))


def trend_finding(
    windows: pd.DataFrame, changes: pd.DataFrame, region: str, breaks: pd.DataFrame, context: ChartContext
) -> str:
    """The level now, and whether it differs from the window before: «fler» only when the interval says so."""
    say = context.say
    name = say.county(region)
    now = windows[windows.region_code == region].iloc[-1]
    change = changes[(changes.region_code == region) & (changes.period == "previous")].iloc[0]
    ads = say.number(now.ads)
    if pd.isna(now.per_week):
        return say(f"charts.trend.{'hidden' if now.ads else 'none'}", region=name, ads=ads, days=context.window_days)
    level = say("charts.trend.level", region=name, rate=say.number(now.per_week, 1))
    return f"{level}{say(f'charts.trend.verdict.{change.verdict}', days=context.window_days)}"


def change_words(row: Any, say: Voice) -> str:
    """«+23 % (95 % intervall +10 till +38 %), 160 mot 130 annonser», marked if uncertain; or why there is no ratio."""
    now = say.number(row.ads_now)
    before = say.number(row.ads_before)
    if pd.isna(row.ratio):
        return say(f"charts.trend.no_ratio.{row.verdict}", now=now, before=before)
    change, low, high = (signed(value, say) for value in (row.ratio, row.ratio_low, row.ratio_high))
    words = say("charts.trend.ratio", change=change, low=low, high=high, now=now, before=before)
    mark = uncertain_mark(row.reliability, say)
    return f"{words},{mark}" if mark else words


def signed(ratio: float, say: Voice) -> str:
    """A ratio as a change in per cent with its sign: 1.23 → «+23 %», 1 → «0 %»."""
    words = say.percent(ratio - 1)
    if words.lstrip("−-") == say.percent(0):
        return say.percent(0)
    return f"+{words}" if ratio > 1 else words


def _change_lines(changes: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    say = context.say
    return tuple(
        say(
            f"charts.trend.against.{row.period}",
            days=context.window_days,
            words=change_words(row, say)
            + ("" if pd.isna(row.ratio) else f"; {say(f'charts.trend.word.{row.verdict}')}"),
        )
        for row in changes.itertuples()
    )


def mixed_mark(windows: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    """What the dashed part of a line is, where there is one."""
    return (say("charts.trend.mixed"),) if windows.spans_break.any() else ()


def no_breaks_line(breaks: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    """That no break is recorded, where none is."""
    return (say("charts.trend.no_breaks"),) if breaks.empty else ()


def break_lines(breaks: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    """The recorded breaks in one line: nothing is compared across them."""
    if breaks.empty:
        return ()
    words = [
        say("charts.trend.break_line", what=_break_words(row, say), day=say.day(dt.date.fromisoformat(row.date)))
        for row in breaks.itertuples()
    ]
    return (say("charts.trend.breaks", breaks="; ".join(words)),)


def _break_words(row: Any, say: Voice) -> str:
    """What broke a series, in words; the detail itself where no words are kept for it."""
    key = f"breaks.detail.{row.detail}"
    detail = say(key) if key in all_texts() else row.detail
    return say(f"charts.trend.break.{row.kind}", detail=detail)


def _table(windows: pd.DataFrame, context: ChartContext) -> pd.DataFrame:
    say = context.say
    columns = ["region_code", "region_name", "window_end", "ads", "per_week", "per_week_low", "per_week_high"]
    return windows[[*columns, "spans_break", "reliability", "status"]].assign(
        region_name=[say.county(c) for c in windows.region_code],
        spans_break=[say(f"common.{'yes' if s else 'no'}") for s in windows.spans_break],
        reliability=reliability_words(windows.reliability, say),
        status=[say.status(s) for s in windows.status],
    )


def build_changes_figure(answer: queries.TrendAnswer, context: ChartContext) -> Figure:
    """Every region's latest window against an earlier one, as a ratio with its interval."""
    changes, breaks, period = answer.changes, answer.breaks, answer.scope.selection.period
    say = context.say
    if answer.reason is not None:
        return nothing_over_time("trend-changes", answer.reason, context)
    chosen = changes[changes.period == period]
    rows = chosen.sort_values(["ratio", "region_code"], ascending=[False, True], na_position="last")
    drawn = [_change_row(row, context) for row in rows.itertuples()]
    title = changes_finding(rows, period, context)
    reference = (LEVEL_ONE, say("charts.trend.unchanged"))
    return Figure(
        key="trend-changes",
        title=title,
        measure=say(f"charts.trend.changes_measure.{period}", days=context.window_days),
        facts=_facts(context),
        marks=(say("charts.trend.test"),),
        warnings=break_lines(breaks, say),
        reading=(
            say("charts.trend.test_how"),
            *said_of_tests(rows.verdict[rows.is_corrected], say),
            *_few_line(rows, say),
            *no_breaks_line(breaks, say),
        ),
        status=status_words(rows.status, say),
        alt=title,
        table=_changes_table(rows, say),
        parts=(
            Part(
                "changes",
                lambda w, h: draw_intervals(_in_lines(drawn, h), say, w, h, reference=reference, logarithmic=True),
                bar_height(len(drawn), each=_TWO_LINES, least=120),
            ),
        ),
        context=context,
    )


def _in_lines(rows: list[IntervalRow], height: int) -> list[IntervalRow]:
    """The rows with their words in lines that fit the narrowest phone, where the rows are high enough for that."""
    if height < _TWO_LINES * len(rows):
        return rows
    return [{**row, "words": "\n".join(theme.wrapped(row["words"], 12, _WORDS_WIDTH))} for row in rows]


def _change_row(row: Any, context: ChartContext) -> IntervalRow:
    say = context.say
    words = change_words(row, say)
    has_ratio = pd.notna(row.ratio)
    certain = row.verdict in ("higher", "lower")
    short = say(
        "charts.trend.short",
        change=signed(row.ratio, say) if has_ratio else "",
        now=say.number(row.ads_now),
        before=say.number(row.ads_before),
    ) + uncertain_mark(row.reliability, say)
    return {
        "label": say.county(row.region_code),
        "value": float(row.ratio) if has_ratio else None,
        "low": float(row.ratio_low) if has_ratio else None,
        "high": float(row.ratio_high) if has_ratio else None,
        "before": None,
        "words": short if has_ratio else words,
        "tip": f"{words}; {say(f'charts.trend.word.{row.verdict}')}" if has_ratio else words,
        "fill": theme.DEEP if certain else theme.RAMP[1],
        "chosen": row.region_code == context.county_code,
    }


def _few_line(rows: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    """How many counties have too few ads for a ratio, and what «osäkert» means; nothing where neither is shown."""
    few = int(((rows.region_code != codes.COUNTRY_CODE) & rows.verdict.isin(["too_few_ads", "no_ads"])).sum())
    unsure = bool((rows.ratio.notna() & (rows.reliability == "uncertain")).any())
    hidden = (say("charts.trend.few", count=few),) if few else ()
    return (*hidden, *((say("charts.trend.unsure"),) if unsure else ()))


def changes_finding(rows: pd.DataFrame, period: str, context: ChartContext) -> str:
    """How many counties have more, how many fewer, how many no certain change."""
    counties = rows[rows.region_code != codes.COUNTRY_CODE]
    verdicts = counties.verdict.value_counts()
    if len(counties) and verdicts.get("break", 0) == len(counties):
        return context.say(f"charts.trend.changes_break.{period}")
    if len(counties) and verdicts.get("too_few_days", 0) == len(counties):
        return context.say(f"charts.trend.changes_too_few.{period}")
    some = "changes" if verdicts.get("higher", 0) + verdicts.get("lower", 0) else "changes_none"
    return context.say(
        f"charts.trend.{some}.{period}",
        higher=int(verdicts.get("higher", 0)),
        lower=int(verdicts.get("lower", 0)),
        total=len(counties),
    )


def _changes_table(rows: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = ["region_code", "region_name", "ads_now", "ads_before", "ratio", "ratio_low", "ratio_high", "verdict"]
    return rows[[*columns, "reliability", "status"]].assign(
        region_name=[say.county(c) for c in rows.region_code],
        verdict=[say(f"charts.trend.word.{v}") for v in rows.verdict],
        reliability=reliability_words(rows.reliability, say),
        status=[say.status(s) for s in rows.status],
    )
