"""Figures of big cities against the rest: split, definitions, quotients, concentration, share over time."""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts.big_city import draw_split, share_of
from aipulsen.charts.figure import (
    ChartContext,
    Figure,
    Part,
    count_words,
    facts_of,
    measure_words,
    placed_words,
    status_words,
)
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures import report_marks
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.figures.tested import kind_words
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def big_city_split(desk: Desk, selection: Selection) -> Figure:
    """Big cities against the rest on the chosen definition."""
    answer = queries.ask_split(desk.edition, selection)
    context = context_of(answer.scope, desk.say, warnings=split_warnings(desk, answer))
    context = dataclasses.replace(context, fault=report_marks.population_fault(answer.scope, desk.say))
    return build_big_city_figure(answer, context)


def big_city_definitions(desk: Desk, selection: Selection) -> Figure:
    """The three definitions side by side."""
    answer = queries.ask_split(desk.edition, selection)
    context = context_of(answer.scope, desk.say, warnings=split_warnings(desk, answer))
    context = dataclasses.replace(context, fault=report_marks.population_fault(answer.scope, desk.say))
    return build_definitions_figure(answer, context)


def split_warnings(desk: Desk, answer: queries.SplitAnswer) -> tuple[str, ...]:
    """The mark of the report's mixed definitions, where the report is what is shown."""
    mark = report_marks.mark_for(desk.edition, "big_city_population_share", codes.COUNTRY_CODE)
    return (mark.words(desk.say),) if mark and answer.scope.kind == "report" else ()


def build_big_city_figure(answer: queries.SplitAnswer, context: ChartContext) -> Figure:
    """The chosen definition: a row of ads over a row of population, each split in two."""
    split, definition = answer.split, answer.scope.selection.definition
    return Figure(
        key="big-city-split",
        title=split_finding(split, definition, context),
        measure=measure_words(
            "charts.big_city.measure", context, places=context.say(f"charts.big_city.places.{definition}")
        ),
        facts=facts_of(context, _placed_ads(split, context)),
        when=context.say(
            "charts.big_city.when",
            window=context.window_words(),
            period=context.say.period(str(split.population_period.iloc[0])),
        ),
        reading=(
            *interval_line(split, context.say),
            *_population_line(split, context.say),
        ),
        status=status_words(_placed(split).share_status, context.say),
        alt=split_finding(split, definition, context),
        table=_table(split, definition, context.say),
        parts=(Part("split", lambda w, h: draw_split([(definition, split)], context.say, w, h), 150),),
        context=context,
    )


def build_definitions_figure(answer: queries.SplitAnswer, context: ChartContext) -> Figure:
    """All three definitions under each other, so that their shares cannot be mixed up."""
    splits = answer.all_definitions
    rows = list(splits.items())
    return Figure(
        key="big-city-definitions",
        title=definitions_finding(splits, context.say),
        measure=measure_words("charts.big_city.definitions_measure", context),
        facts=facts_of(context, _placed_by_definition(splits, context)),
        status=status_words((s for split in splits.values() for s in _placed(split).share_status), context.say),
        alt=". ".join(split_finding(split, name, context) for name, split in rows),
        table=pd.concat([_table(split, name, context.say) for name, split in rows], ignore_index=True),
        parts=(Part("definitions", lambda w, h: draw_split(rows, context.say, w, h), 340),),
        context=context,
    )


def definitions_finding(splits: dict[str, pd.DataFrame], say: Voice) -> str:
    """Which shares belong together: «68 % av annonserna är tre läns, som har 54 % av befolkningen; …»."""
    counties, places = splits["counties"], splits["municipalities"]
    ads = share_of(counties, "ads_share")
    people = {
        "people": say.percent(share_of(counties, "population_share")),
        "places": say.percent(share_of(places, "population_share")),
    }
    if ads is None:
        return say("charts.big_city.definitions_title", **people)
    own = share_of(places, "ads_share")
    return say(
        "charts.big_city.belongs" if own is not None else "charts.big_city.belongs_missing",
        ads=say.percent(ads),
        own=say.percent(own),
        **people,
    )


def split_finding(split: pd.DataFrame, definition: str, context: ChartContext) -> str:
    """«Tre län: 68 % av AI-annonserna på 54 % av befolkningen», or what is missing."""
    say = context.say
    ads, people = share_of(split, "ads_share"), share_of(split, "population_share")
    hidden = split.loc[split.group == "big_city", "reliability"].iloc[0] == "hidden"
    key = "finding" if ads is not None else "finding_hidden" if hidden else "finding_missing"
    return say(
        f"charts.big_city.{key}",
        definition=say(f"definition.{definition}"),
        ads=say.percent(ads),
        people=say.percent(people),
    )


def interval_line(split: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    """The big cities' share with its count and interval, or why it is hidden; nothing when the count is missing."""
    big = split[split.group == "big_city"].iloc[0]
    if pd.isna(big.ads):
        return ()
    ads = say.number(big.ads)
    total = say.number(_placed(split).ads.sum())
    if pd.isna(big.ads_share):
        return (say("charts.big_city.hidden", ads=ads, total=total),)
    interval = say.percent_range(big.ads_low_share, big.ads_high_share)
    kind = kind_words(split.interval_kind, say)
    key = "interval_uncertain" if big.reliability == "uncertain" else "interval"
    return (say(f"charts.big_city.{key}", ads=ads, total=total, interval=interval, kind=kind),)


def _placed(split: pd.DataFrame) -> pd.DataFrame:
    """The groups that the shares are made of: ads that state a place."""
    return split[split.group != "not_stated"]


def _placed_ads(split: pd.DataFrame, context: ChartContext) -> str:
    counted = _placed(split).ads
    return placed_words(context, None if counted.isna().any() else int(counted.sum()))


def _placed_by_definition(splits: dict[str, pd.DataFrame], context: ChartContext) -> str:
    """The number of ads, and of how many of them each definition's shares are made, where it is not of all of them."""
    say, words = context.say, count_words(context)
    counted = {name: _placed(split).ads.sum() for name, split in splits.items() if _placed(split).ads.notna().all()}
    if context.total_ads is None or all(number == context.total_ads for number in counted.values()):
        return words
    named = [f"{say(f'definition.{name}').lower()} {say.number(number)}" for name, number in counted.items()]
    return say("charts.big_city.placed_by_definition", ads=words, named=", ".join(named))


def _population_line(split: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    row = split.iloc[0]
    lines = [
        say(
            "charts.big_city.population_line",
            period=say.period(str(row.population_period)),
            status=say.status(str(row.population_status)),
        )
    ]
    unplaced = split[split.group == "not_stated"]
    if len(unplaced):
        lines.append(say("charts.big_city.not_stated", ads=say.number(unplaced.ads.iloc[0])))
    return tuple(lines)


def _table(split: pd.DataFrame, definition: str, say: Voice) -> pd.DataFrame:
    columns = [
        "group",
        "ads",
        "ads_share",
        "ads_low_share",
        "ads_high_share",
        "reliability",
        "population_persons",
        "population_share",
        "share_status",
    ]
    table = split[columns].assign(
        group=[say(f"charts.big_city.group.{g}") for g in split.group],
        reliability=reliability_words(split.reliability, say),
        share_status=[say.status(s) for s in split.share_status],
    )
    table.insert(0, "definition", say(f"definition.{definition}"))
    return table
