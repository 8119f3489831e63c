"""Generative AI and agents in the ads over time, and part 3 of the report in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, facts_of, measure_words, status_words
from aipulsen.charts.share_line import draw_share_line
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures import parts
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.figures.tested import is_tested
from aipulsen.figures.trend import break_lines, mixed_mark, no_breaks_line, nothing_over_time
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def generative_of(desk: Desk, selection: Selection) -> Figure:
    """The share of the region's AI ads that names generative AI or agents, week by week."""
    answer = queries.ask_generative(desk.edition, selection)
    return build_generative_figure(answer, context_of(answer.scope, desk.say))


def build_generative_figure(answer: queries.GenerativeAnswer, context: ChartContext) -> Figure:
    """Two lines with bands: generative AI or agents, and agents alone."""
    if answer.reason == "not_read":
        return parts.nothing_told("generative", answer.reason, context)
    if answer.reason is not None:
        return nothing_over_time("generative", answer.reason, context)
    say, windows = context.say, answer.windows

    def name_of(key: str) -> str:
        return say(f"named.{key}")

    def part(named: str) -> Part:
        own, heading = windows[windows.named == named], say(f"charts.generative.part_{named}")
        share, highest = 1 / len(drawn), float(windows.ads_high_share.max())  # of both, on one scale
        return Part(
            named,
            lambda w, h: draw_share_line(own, answer.breaks, days, highest, say, w, h, heading=heading),
            320,
            share,
        )

    title = generative_finding(answer, context)
    days = windows.window_end.min(), windows.window_end.max()
    drawn = [named for named in queries.NAMED if windows.ads_share[windows.named == named].notna().any()]
    return Figure(
        key="generative",
        title=title,
        measure=measure_words(
            "charts.generative.measure", context, days=context.window_days, region=parts.region_of(context)
        ),
        facts=facts_of(context, say("charts.share_trend.latest", ads=count_words(context))),
        marks=mixed_mark(windows, say),
        warnings=break_lines(answer.breaks, say),
        reading=(
            say("charts.generative.definition"),
            *parts.change_lines(answer.changes, name_of, context),
            *no_breaks_line(answer.breaks, say),
        ),
        status=status_words(windows.status, say),
        alt=title,
        table=_table(windows, say),
        parts=tuple(part(named) for named in drawn),
        context=context,
    )


def generative_finding(answer: queries.GenerativeAnswer, context: ChartContext) -> str:
    """The latest share, and whether it certainly differs from the window before."""
    say, row = context.say, _now(answer, "either")
    values = {"region": parts.region_of(context), "ads": say.number(row.ads), "all": say.number(row.ads_all)}
    if pd.isna(row.ads_share):
        return say(f"charts.generative.{parts.without_share(row)}", **values)
    values |= {"share": say.percent(row.ads_share), "interval": parts.certainty(row, say)}
    change = say(f"charts.generative.verdict.{row.change_previous}", days=context.window_days)
    return say("charts.generative.finding", **values) + change


def _now(answer: queries.GenerativeAnswer, named: str) -> Any:
    return answer.changes.set_index("key").loc[named]


def _table(windows: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = ["region_code", "region_name", "named", "window_end", "ads", "ads_all", "ads_share"]
    chosen = windows[[*columns, "ads_low_share", "ads_high_share", "spans_break", "reliability", "status"]]
    return chosen.assign(
        region_name=[say.county(code) for code in chosen.region_code],
        named=[say(f"named.{key}") for key in chosen.named],
        spans_break=[say(f"common.{'yes' if s else 'no'}") for s in chosen.spans_break],
        reliability=reliability_words(chosen.reliability, say),
        status=[say.status(s) for s in chosen.status],
    )


@kept_in(WORDS)
def generative_story(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """Part 3 of the report in a few sentences; none where the edition cannot tell."""
    say, answer = desk.say, queries.ask_generative(desk.edition, selection)
    if answer.reason is not None:
        return ()
    region = parts.of_story(selection.county_code, say)
    first = f"{'county' if selection.county_code else 'country'}-generative"
    row, agents = _now(answer, "either"), _now(answer, "agents")
    values = {"region": region, "ads": say.number(row.ads), "all": say.number(row.ads_all)}
    if pd.isna(row.ads_share):
        return (Sentence(first, say(f"story.generative.{parts.without_share(row)}", **values)),)
    values |= {"share": say.percent(row.ads_share), "interval": parts.certainty(row, say)}
    agents_words = {"ads": say.number(agents.ads), "share": say.percent(agents.ads_share)}
    before = {"days": selection.window_days, "before": say.percent(row.share_previous)}
    few = "_few" if pd.isna(agents.ads_share) else ""
    then = pd.Series({"share_previous": row.share_previous, "ads": row.ads_previous})
    return (
        Sentence(first, say("story.generative.share", **values)),
        Sentence("generative-agents", say(f"story.generative.agents{few}", **agents_words), row=agents),
        Sentence(
            "generative-change" if is_tested(row.change_previous) else "",
            say(f"story.generative.{row.change_previous}", **before),
            row=then,
        ),
        Sentence("", say("charts.generative.definition")),
        Sentence("", _precision(say)),
    )


def _precision(say: Voice) -> str:
    judged = queries.group_precision()
    words = {}
    for group in ("generative", "agents"):
        right, read = judged[group]
        words[group] = say("story.generative.of", right=right, read=read)
    return say("story.generative.precision", **words)
