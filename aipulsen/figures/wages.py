"""Figures of wages: gaps between regions, and what a move gives."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, source_lines, status_line
from aipulsen.charts.wages import draw_wage_gaps
from aipulsen.figures import report_marks
from aipulsen.figures.comparison import home_words
from aipulsen.figures.context import compared_context
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def wage_gap(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Wage gaps per region and occupation."""
    answer = queries.ask_wages(selection, root)
    notes = (report_marks.wages_note(answer.series, lang, root),)
    frame = answer.wages.assign(
        occupation_name=[t(f"occupation.{c}", lang) for c in answer.wages.occupation_code],
        region_name=[codes.region_name(c, lang) for c in answer.wages.region_code],
    )
    context = compared_context(answer.scope, lang, root, notes, intervals=False)
    fault = report_marks.wages_fault(answer.series, lang)
    return build_wage_figure(frame, answer.home_region, dataclasses.replace(context, fault=fault))


def build_wage_figure(wages: pd.DataFrame, home_region: str | None, context: ChartContext) -> Figure:
    """Bars of the gap in kronor with per cent, and the AI ads of the same regions; the region of the chosen county
    in bold, and the finding about it.

    wages: region_code, region_name, occupation_code, occupation_name, year, statistic, salary_low_sek,
    salary_high_sek, reference_sek, gap_low_sek, gap_high_sek, gap_low_share, gap_high_share, status,
    is_reference, is_home, ads. home_region: where the chosen county lies, None without one.
    """
    lang = context.lang
    rows = wages.sort_values(["occupation_code", "is_reference", "gap_low_sek"], ascending=[True, False, True])
    height = bar_height(len(rows) + rows.occupation_code.nunique(), each=38)
    title = wage_finding(rows, home_region, context)
    ads = rows.drop_duplicates("region_code")
    years = "–".join(sorted({str(y) for y in rows.year}))
    reference = rows[rows.is_reference].region_name.iloc[0]
    return Figure(
        key="wage-gap",
        title=title,
        subtitle=t(
            "charts.wages.measure",
            lang,
            reference=reference,
            year=years,
            statistic=t(f"statistic.{rows.statistic.iloc[0]}", lang),
            window=context.window_words(),
        ),
        caption=(
            *_marked_line(rows, lang),
            *((t("charts.wages.group", lang),) if context.comparison else ()),
            t("charts.wages.caveat", lang),
            *status_line(rows.status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_table(rows, lang),
        parts=(
            Part("gaps", lambda w, h: draw_wage_gaps(rows, lang, w, h), height, 0.66),
            Part(
                "ads",
                lambda w, h: draw_bars(
                    [_ads_bar(r, lang) for r in ads.itertuples()],
                    lang,
                    w,
                    h,
                    heading=t("charts.wages.ads_heading", lang, days=context.window_days),
                ),
                bar_height(len(ads), each=38),
                0.34,
            ),
        ),
        context=context,
    )


def _marked_line(rows: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """What the bold region is."""
    home = rows[rows.is_home]
    return (t("charts.wages.marked", lang, region=home.region_name.iloc[0]),) if len(home) else ()


def _ads_bar(row: Any, lang: Lang) -> Bar:
    missing = pd.isna(row.ads)
    return {
        "label": row.region_name,
        "value": None if missing else float(row.ads),
        "words": fmt.number(None if missing else int(row.ads), 0, lang),
        "fill": theme.TEAL if row.is_home else theme.PALE,
    }


def wage_finding(rows: pd.DataFrame, home_region: str | None, context: ChartContext) -> str:
    """The widest gap in words: region, occupation, kronor; with a county chosen, the widest of its region."""
    lang = context.lang
    where = home_words(home_region, context) if home_region else ""
    spoken = rows[rows.is_home] if home_region else rows
    if spoken.empty:
        return t("charts.wages.home_missing", lang, region=where)
    others = spoken[~spoken.is_reference]
    if others.empty:
        if not home_region:
            return t("charts.wages.only_reference", lang)
        best = spoken.sort_values("reference_sek").iloc[-1]
        return t(
            "charts.wages.home_is_reference",
            lang,
            region=where,
            occupation=_in_a_sentence(best.occupation_name),
            kronor=fmt.kronor(best.reference_sek, lang),
        )
    # Without a county: the largest loss. Of one region: the largest difference, whichever way it goes.
    order = others.gap_low_sek if not home_region else -others[["gap_low_sek", "gap_high_sek"]].abs().max(axis=1)
    widest = others.loc[order.idxmin()]
    less = widest.gap_low_sek < 0
    low, high = sorted((abs(widest.gap_low_sek), abs(widest.gap_high_sek)))
    return t(
        "charts.wages.finding_less" if less else "charts.wages.finding_more",
        lang,
        region=where or widest.region_name,
        occupation=_in_a_sentence(widest.occupation_name),
        kronor=fmt.kronor_span(low, high, lang),
        reference=rows[rows.is_reference].region_name.iloc[0],
    )


def _in_a_sentence(occupation: str) -> str:
    """An occupation's name inside a sentence: «mjukvaru- och systemutvecklare», «IT-specialister»."""
    return occupation if occupation[:2].isupper() else occupation[0].lower() + occupation[1:]


def _table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
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
        "status",
    ]
    return rows[columns].assign(
        statistic=[t(f"statistic.{s}", lang) for s in rows.statistic],
        status=[status_label(s, lang) for s in rows.status],
    )
