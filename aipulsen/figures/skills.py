"""Figures of what AI ads name: kinds of AI work, and tools."""

from __future__ import annotations

from aipulsen import queries
from aipulsen.charts.figure import ChartContext, Figure, facts_of, measure_words, status_words
from aipulsen.figures import parts
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection


def skills_of(desk: Desk, selection: Selection) -> Figure:
    """The kinds of AI work that the region's ads name."""
    answer = queries.ask_skills(desk.edition, selection)
    return build_skills_figure(answer, context_of(answer.scope, desk.say))


def tools_of(desk: Desk, selection: Selection) -> Figure:
    """The tools that the region's ads name."""
    answer = queries.ask_skills(desk.edition, selection)
    return build_tools_figure(answer, context_of(answer.scope, desk.say))


def build_skills_figure(answer: queries.SkillsAnswer, context: ChartContext) -> Figure:
    """Each kind of AI work with its share and interval; what rises is said in words, how right each is in the table."""
    if answer.reason is not None:
        return parts.nothing_told("skills", answer.reason, context)
    say, table = context.say, answer.groups

    def name_of(key: str) -> str:
        return say(f"work_group.{key}")

    title = parts.finding("charts.skills.finding", table, name_of, context, tied="charts.skills.finding_tied")
    rising = [name_of(key) for key in parts.risen(table).key]
    if rising and table.ads_share.notna().any():
        title += say("charts.skills.rising", names=parts.joined(rising, say), days=context.window_days)
    rows = [parts.interval_row(row, name_of(row.key), context) for row in table.itertuples()]
    measured = ["precision_share", "precision_low_share", "precision_high_share", "labelled_ads"]
    named = table.assign(name=[name_of(key) for key in table.key])
    return Figure(
        key="skills",
        title=title,
        measure=measure_words("charts.skills.measure", context, region=parts.region_of(context)),
        facts=facts_of(context),
        marks=parts.marks(context),
        warnings=(say("parts.several"),),
        reading=(
            *parts.change_lines(table, name_of, context),
            " ".join([_precision(answer, context), *_untold(answer, context)]),
            say("parts.clustered"),
        ),
        status=status_words(table.status, say),
        alt=title,
        table=parts.told_table(named, ["name", *measured], context),
        parts=parts.drawn(context, parts.intervals_part("skills", rows, say)),
        context=context,
    )


def _precision(answer: queries.SkillsAnswer, context: ChartContext) -> str:
    """Between which values the told groups' precision on labelled ads lies."""
    found, read = answer.groups.precision_share, answer.groups.labelled_ads
    span = context.say.percent_range(found.min(), found.max())
    return context.say("charts.skills.precision", span=span, least=int(read.min()), most=int(read.max()))


def _untold(answer: queries.SkillsAnswer, context: ChartContext) -> tuple[str, ...]:
    """The groups that were right too seldom, with how seldom."""
    say = context.say
    names = [
        say(
            "charts.skills.untold_group",
            name=say(f"work_group.{row.key}"),
            right=round(row.precision_share * row.labelled_ads),
            read=row.labelled_ads,
        )
        for row in answer.untold.itertuples()
    ]
    return (say("charts.skills.untold", names=", ".join(names)),) if names else ()


def build_tools_figure(answer: queries.SkillsAnswer, context: ChartContext) -> Figure:
    """Each tool with its share and interval."""
    if answer.reason is not None or answer.tools.empty:
        return parts.nothing_told("tools", answer.reason or "not_read", context)
    say, table = context.say, answer.tools
    title = parts.finding("charts.tools.finding", table, str, context, tied="charts.tools.finding_tied")
    rows = [parts.interval_row(row, str(row.key), context) for row in table.itertuples()]
    return Figure(
        key="tools",
        title=title,
        measure=measure_words("charts.tools.measure", context, region=parts.region_of(context)),
        facts=facts_of(context),
        marks=parts.marks(context),
        warnings=(say("parts.several"), say("charts.tools.not_measured")),
        reading=(
            *parts.change_lines(table, str, context),
            say("charts.tools.whole_words", count=len(table)),
            say("parts.clustered"),
        ),
        status=status_words(table.status, say),
        alt=title,
        table=parts.told_table(table.assign(name=table.key), ["name"], context),
        parts=parts.drawn(context, parts.intervals_part("tools", rows, say)),
        context=context,
    )
