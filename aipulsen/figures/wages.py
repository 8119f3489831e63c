"""Figures of wages: gaps between regions, and what a move gives."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, status_words
from aipulsen.charts.wages import draw_wage_gaps
from aipulsen.figures import report_marks
from aipulsen.figures.comparison_group import home_words
from aipulsen.figures.context import compared_context
from aipulsen.figures.desk import Desk
from aipulsen.provenance import is_counted
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def wage_gap(desk: Desk, selection: Selection) -> Figure:
    """Wage gaps per region and occupation."""
    answer = queries.ask_wages(desk.edition, selection)
    warnings, notes = report_marks.wages_warnings(desk, answer.series), report_marks.wages_notes(desk, answer.series)
    context = compared_context(desk, answer.scope, intervals=False, warnings=warnings, notes=notes)
    fault = report_marks.wages_fault(answer.series, desk.say)
    return build_wage_figure(answer, dataclasses.replace(context, fault=fault))


def build_wage_figure(answer: queries.WagesAnswer, context: ChartContext) -> Figure:
    """Bars of the gap in kronor with per cent, and the AI ads of the same regions; the region of the chosen county
    in bold, and the finding about it."""
    say = context.say
    home_region = answer.home_region
    wages = answer.wages.assign(
        occupation_name=[say(f"occupation.{c}") for c in answer.wages.occupation_code],
        region_name=[say.region(c) for c in answer.wages.region_code],
    )
    rows = wages.sort_values(["occupation_code", "is_reference", "gap_low_sek"], ascending=[True, False, True])
    height = bar_height(len(rows) + rows.occupation_code.nunique(), each=38)
    title = wage_finding(rows, home_region, context)
    ads = rows.drop_duplicates("region_code")
    years = "–".join(sorted({str(y) for y in rows.year}))
    reference = rows[rows.is_reference].region_name.iloc[0]
    measure = say("charts.wages.measure", reference=reference, statistic=say(f"statistic.{rows.statistic.iloc[0]}"))
    window = say("charts.wages.window", window=context.window_words())
    are_ads_known = bool(ads.ads.notna().any())
    beside = Part(
        "ads",
        lambda w, h: draw_bars(
            [_ads_bar(r, say) for r in ads.itertuples()],
            say,
            w,
            h,
            heading=say("charts.wages.ads_heading", days=context.window_days),
        ),
        bar_height(len(ads), each=38),
        0.34,
        say("charts.wages.measure_ads"),
        (window,),
    )
    return Figure(
        key="wage-gap",
        title=title,
        measure=f"{measure} {beside.measure}" if are_ads_known else measure,
        facts=(say("charts.wages.years", year=years), *((window,) if are_ads_known else ())),
        marks=_marked_line(rows, say),
        warnings=(say("charts.wages.caveat"), *((say("charts.wages.group"),) if context.comparison else ())),
        status=status_words([*rows.status, *ads[ads.ads.notna()].ads_status], say),
        alt=title,
        table=_table(rows, say),
        parts=(
            Part("gaps", lambda w, h: draw_wage_gaps(rows, say, w, h), height, 0.66),
            *((beside,) if are_ads_known else ()),
        ),
        context=context,
    )


def _marked_line(rows: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    """What the bold region is."""
    home = rows[rows.is_home]
    return (say("charts.wages.marked", region=home.region_name.iloc[0]),) if len(home) else ()


def _ads_bar(row: Any, say: Voice) -> Bar:
    return {
        "label": row.region_name,
        "value": None if pd.isna(row.ads) else float(row.ads),
        "words": ads_words(row.ads, row.ads_status, say),
        "fill": theme.TEAL if row.is_home else theme.PALE,
    }


def ads_words(ads: Any, status: str, say: Voice) -> str:
    """A region's ads; a sum with a part that nobody counted says so, as the ranking does."""
    if pd.isna(ads):
        return say.number(None)
    return say.number(int(ads)) + ("" if is_counted(status) else f" {say('charts.gap.mark_imputed')}")


def wage_finding(rows: pd.DataFrame, home_region: str | None, context: ChartContext) -> str:
    """The widest gap in words: region, occupation, kronor; with a county chosen, the widest of its region."""
    say = context.say
    where = home_words(home_region, context) if home_region else ""
    spoken = rows[rows.is_home] if home_region else rows
    if spoken.empty:
        return say("charts.wages.home_missing", region=where)
    developers = spoken[spoken.occupation_code == "2512"]
    spoken = developers if len(developers) else spoken  # the report's other occupation is doubtful
    others = spoken[~spoken.is_reference]
    if others.empty:
        if not home_region:
            return say("charts.wages.only_reference")
        best = spoken.sort_values("reference_sek").iloc[-1]
        return say(
            "charts.wages.home_is_reference",
            region=where,
            occupation=in_a_sentence(best.occupation_name),
            kronor=say.kronor(best.reference_sek),
        )
    # Without a county: the largest loss. Of one region: the largest difference, whichever way it goes.
    order = others.gap_low_sek if not home_region else -others[["gap_low_sek", "gap_high_sek"]].abs().max(axis=1)
    widest = others.loc[order.idxmin()]
    less = widest.gap_low_sek < 0
    low, high = sorted((abs(widest.gap_low_sek), abs(widest.gap_high_sek)))
    return say(
        "charts.wages.finding_less" if less else "charts.wages.finding_more",
        region=where or widest.region_name,
        occupation=in_a_sentence(widest.occupation_name),
        kronor=say.kronor_span(low, high),
        reference=rows[rows.is_reference].region_name.iloc[0],
    )


def in_a_sentence(occupation: str) -> str:
    """An occupation's name inside a sentence: «mjukvaru- och systemutvecklare», «IT-specialister»."""
    return occupation if occupation[:2].isupper() else occupation[0].lower() + occupation[1:]


def _table(rows: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = [
        "region_code",
        "region_name",
        "occupation_code",
        "occupation_name",
        "year",
        "statistic",
        "salary_low_sek",
        "salary_high_sek",
        "gap_low_sek",
        "gap_high_sek",
        "gap_low_share",
        "gap_high_share",
        "ads",
        "ads_status",
        "status",
    ]
    return rows[columns].assign(
        statistic=[say(f"statistic.{s}") for s in rows.statistic],
        ads_status=[say.status(s) for s in rows.ads_status],
        status=[say.status(s) for s in rows.status],
    )
