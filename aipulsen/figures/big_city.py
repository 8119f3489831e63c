"""Figures of big cities against the rest: split, definitions, quotients, concentration, share over time."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts.big_city import draw_split, share_of
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines, status_line
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures import report_marks
from aipulsen.figures.context import context_of
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def big_city_split(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Big cities against the rest on the chosen definition."""
    answer = queries.ask_split(selection, root)
    context = context_of(answer.scope, lang, split_notes(answer, lang))
    context = dataclasses.replace(context, fault=report_marks.population_fault(answer.scope, lang))
    return build_big_city_figure(answer.split, selection.definition, context)


def big_city_definitions(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The three definitions side by side."""
    answer = queries.ask_split(selection, root)
    context = context_of(answer.scope, lang, split_notes(answer, lang))
    context = dataclasses.replace(context, fault=report_marks.population_fault(answer.scope, lang))
    return build_definitions_figure(answer.all_definitions, context)


def split_notes(answer: queries.SplitAnswer, lang: Lang) -> tuple[str, ...]:
    """The mark of the report's mixed definitions, where the report is what is shown."""
    mark = report_marks.mark_for("big_city_population_share", codes.COUNTRY_CODE)
    return (mark.words(lang),) if mark and answer.scope.kind == "report" else ()


def build_big_city_figure(split: pd.DataFrame, definition: str, context: ChartContext) -> Figure:
    """The chosen definition: a row of ads over a row of population, each split in two.

    split: group, ads, ads_share, reliability, population_persons, population_share, status, population_status,
    population_period.
    """
    return Figure(
        key="big-city-split",
        title=split_finding(split, definition, context),
        subtitle=_measure(definition, context),
        caption=(
            *interval_line(split, context.lang),
            *_population_line(split, context.lang),
            *status_line(split.share_status, context.lang),
            *source_lines(context),
        ),
        alt=split_finding(split, definition, context),
        table=_table(split, definition, context.lang),
        parts=(Part("split", lambda w, h: draw_split([(definition, split)], context.lang, w, h), 150),),
        context=context,
    )


def build_definitions_figure(splits: dict[str, pd.DataFrame], context: ChartContext) -> Figure:
    """All three definitions under each other, so that their shares cannot be mixed up."""
    rows = list(splits.items())
    return Figure(
        key="big-city-definitions",
        title=definitions_finding(splits, context.lang),
        subtitle=t(
            "charts.split.definitions_measure",
            context.lang,
            window=context.window_words(),
            ads=count_words(context),
        ),
        caption=source_lines(context),
        alt=" ".join(split_finding(split, name, context) for name, split in rows),
        table=pd.concat([_table(split, name, context.lang) for name, split in rows], ignore_index=True),
        parts=(Part("definitions", lambda w, h: draw_split(rows, context.lang, w, h), 340),),
        context=context,
    )


def definitions_finding(splits: dict[str, pd.DataFrame], lang: Lang) -> str:
    """Which shares belong together: «68 % av annonserna är tre läns, som har 54 % av befolkningen; …»."""
    counties, places = splits["counties"], splits["municipalities"]
    ads = share_of(counties, "ads_share")
    if ads is None:
        return t("charts.split.definitions_title", lang)
    own = share_of(places, "ads_share")
    return t(
        "charts.split.belongs" if own is not None else "charts.split.belongs_missing",
        lang,
        ads=fmt.percent(ads, 0, lang),
        people=fmt.percent(share_of(counties, "population_share"), 0, lang),
        places=fmt.percent(share_of(places, "population_share"), 0, lang),
        own=fmt.percent(own, 0, lang),
    )


def split_finding(split: pd.DataFrame, definition: str, context: ChartContext) -> str:
    """«Tre län: 68 % av AI-annonserna på 54 % av befolkningen», or what is missing."""
    lang = context.lang
    ads, people = share_of(split, "ads_share"), share_of(split, "population_share")
    hidden = split.loc[split.group == "big_city", "reliability"].iloc[0] == "hidden"
    key = "finding" if ads is not None else "finding_hidden" if hidden else "finding_missing"
    return t(
        f"charts.split.{key}",
        lang,
        definition=t(f"definition.{definition}", lang),
        ads=fmt.percent(ads, 0, lang),
        people=fmt.percent(people, 0, lang),
    )


def interval_line(split: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """The big cities' share with its count and interval, or why it is hidden; nothing when the count is missing."""
    big = split[split.group == "big_city"].iloc[0]
    if pd.isna(big.ads):
        return ()
    ads = fmt.number(int(big.ads), 0, lang)
    total = fmt.number(int(split[split.group != "not_stated"].ads.sum()), 0, lang)
    if pd.isna(big.ads_share):
        return (t("charts.split.hidden", lang, ads=ads, total=total),)
    interval = fmt.percent_range(float(big.ads_low_share), float(big.ads_high_share), lang)
    key = "interval_uncertain" if big.reliability == "uncertain" else "interval"
    return (t(f"charts.split.{key}", lang, ads=ads, total=total, interval=interval),)


def _measure(definition: str, context: ChartContext) -> str:
    return t(
        "charts.split.measure",
        context.lang,
        places=t(f"charts.split.places.{definition}", context.lang),
        window=context.window_words(),
        level=t(f"level.{context.level}", context.lang),
        ads=count_words(context),
    )


def _population_line(split: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    row = split.iloc[0]
    lines = [
        t(
            "charts.split.population_line",
            lang,
            period=fmt.period(str(row.population_period), lang),
            status=status_label(str(row.population_status), lang),
        )
    ]
    unplaced = split[split.group == "not_stated"]
    if len(unplaced):
        lines.append(t("charts.split.not_stated", lang, ads=fmt.number(int(unplaced.ads.iloc[0]), 0, lang)))
    return tuple(lines)


def _table(split: pd.DataFrame, definition: str, lang: Lang) -> pd.DataFrame:
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
        group=[t(f"charts.split.group.{g}", lang) for g in split.group],
        reliability=reliability_words(split.reliability, lang),
        share_status=[status_label(s, lang) for s in split.share_status],
    )
    table.insert(0, "definition", t(f"definition.{definition}", lang))
    return table
