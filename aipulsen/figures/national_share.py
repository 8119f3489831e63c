"""The national line: the share of AI ads among all ads, since the edition's first day."""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import figures, queries
from aipulsen.charts.figure import ChartContext, Figure, Part, measure_words, nothing_figure, status_words
from aipulsen.charts.national_share import draw_national_share
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.figures.trend import break_lines, mixed_mark, no_breaks_line
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def national_share_of(desk: Desk, selection: Selection) -> Figure:
    """One line: the country's share of AI ads in four weeks, week by week, with its 95 % band and breaks.

    It has a row for each week of many years, and no choice but the level changes it: it is built and drawn for the
    level, and is another's with his own choice beside it.
    """
    answer = queries.ask_national_share(desk.edition, selection)
    context = context_of(answer.scope, desk.say)
    shared = Selection(level=selection.level, base=queries.default_base(desk.edition))
    if selection == shared:
        return build_national_share_figure(answer, context)
    figure = figures.build_figure("national-share", desk, shared)
    return dataclasses.replace(figure, context=context, drawn_as=figure.fingerprint)


def build_national_share_figure(answer: queries.NationalShareAnswer, context: ChartContext) -> Figure:
    """The figure; without rows, why there are none."""
    say, windows = context.say, answer.windows
    if answer.reason is not None:
        # In words of four weeks, not of the page's window.
        words = say(f"national_share.reason.{answer.reason}")
        return nothing_figure("national-share", say("national_share.nothing"), words, context)
    assert answer.first_day is not None
    title = finding(windows, say)
    return Figure(
        key="national-share",
        title=title,
        measure=measure_words("national_share.measure", context),
        facts=(f"{say.day(answer.first_day)}–{context.as_of_label}",),
        marks=mixed_mark(windows, say),
        warnings=break_lines(answer.breaks, say),
        reading=(say("national_share.reading"), *no_breaks_line(answer.breaks, say)),
        status=status_words(windows.status, say),
        alt=title,
        table=windows.assign(
            level=say(f"level.{context.level}"),
            reliability=reliability_words(windows.reliability, say),
            spans_break=[say(f"common.{'yes' if s else 'no'}") for s in windows.spans_break],
            status=[say.status(s) for s in windows.status],
        ),
        parts=(Part("share", lambda w, h: draw_national_share(windows, answer.breaks, say, w, h), 260),),
        context=context,
    )


def finding(windows: pd.DataFrame, say: Voice) -> str:
    """«1,2 % av alla platsannonser i landet är AI-annonser (38 av 3 150 …)», or why the latest span has no share."""
    now = windows.iloc[-1]
    if pd.isna(now.ads_share):
        return say("national_share.hidden", why=no_rate_words(now.reliability, now.ads, say))
    words = {"share": say.percent(now.ads_share, 1), "ads": say.number(now.ads), "all": say.number(now.all_ads)}
    interval = say.percent_range(now.ads_share_low, now.ads_share_high, 1)
    return say("national_share.finding", interval=interval, **words) + uncertain_mark(now.reliability, say)
