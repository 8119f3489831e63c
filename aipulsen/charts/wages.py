"""Wage gaps per region and occupation to a reference region, beside the window's AI ads there."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, source_lines, status_line
from aipulsen.provenance import status_label
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def build_wage_figure(wages: pd.DataFrame, context: ChartContext) -> Figure:
    """Bars of the gap in kronor with per cent, and the AI ads of the same regions.

    wages: region_code, region_name, occupation_code, occupation_name, year, statistic, salary_low_sek,
    salary_high_sek, reference_sek, gap_low_sek, gap_high_sek, gap_low_share, gap_high_share, status,
    is_reference, ads.
    """
    lang = context.lang
    rows = wages.sort_values(["occupation_code", "is_reference", "gap_low_sek"], ascending=[True, False, True])
    height = bar_height(len(rows), each=40)
    ads = rows.drop_duplicates("region_code")
    years = "–".join(sorted({str(y) for y in rows.year}))
    reference = rows[rows.is_reference].region_name.iloc[0]
    return Figure(
        key="wage-gap",
        title=wage_finding(rows, lang),
        subtitle=t(
            "charts.wages.measure",
            lang,
            reference=reference,
            year=years,
            statistic=t(f"statistic.{rows.statistic.iloc[0]}", lang),
            window=context.window_words(),
        ),
        caption=(
            *_occupation_lines(rows),
            t("charts.wages.caveat", lang),
            *status_line(rows.status, lang),
            *source_lines(context),
        ),
        alt=wage_finding(rows, lang),
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
                bar_height(len(ads), each=40),
                0.34,
            ),
        ),
        context=context,
    )


def _occupation_lines(rows: pd.DataFrame) -> tuple[str, ...]:
    names = rows.drop_duplicates("occupation_code")
    if len(names) < 2:
        return ()
    return ("; ".join(f"{r.occupation_code} {r.occupation_name}" for r in names.itertuples()) + ".",)


def _ads_bar(row: Any, lang: Lang) -> Bar:
    missing = pd.isna(row.ads)
    return {
        "label": row.region_name,
        "value": None if missing else float(row.ads),
        "words": fmt.number(None if missing else int(row.ads), 0, lang),
        "fill": theme.PALE,
    }


def _range(low: float, high: float, lang: Lang) -> str:
    first = fmt.number(low, 0, lang)
    return first if low == high else f"{first} {t('charts.wages.to', lang)} {fmt.number(high, 0, lang)}"


def _words(row: Any, lang: Lang) -> list[str]:
    """Kronor on one line, per cent under it: both fit beside the bar on a phone."""
    if row.is_reference:
        return [t("charts.wages.reference", lang), fmt.kronor(row.reference_sek, lang)]
    kronor = _range(row.gap_low_sek, row.gap_high_sek, lang)
    shares = _range(round(row.gap_low_share * 100, 1), round(row.gap_high_share * 100, 1), lang)
    return [t("charts.wages.gap_sek", lang, kronor=kronor), t("charts.wages.gap_share", lang, shares=shares)]


def wage_finding(rows: pd.DataFrame, lang: Lang) -> str:
    """The widest gap in words: region, occupation, kronor and per cent."""
    others = rows[~rows.is_reference]
    if others.empty:
        return t("charts.wages.only_reference", lang)
    widest = others.sort_values("gap_low_sek").iloc[0]
    less = widest.gap_low_sek < 0
    low, high = sorted((abs(widest.gap_low_sek), abs(widest.gap_high_sek)))
    return t(
        "charts.wages.finding_less" if less else "charts.wages.finding_more",
        lang,
        region=widest.region_name,
        occupation=widest.occupation_name[0].lower() + widest.occupation_name[1:]
        if not widest.occupation_name.startswith("IT")
        else widest.occupation_name,
        kronor=_range(low, high, lang),
        reference=rows[rows.is_reference].region_name.iloc[0],
    )


def draw_wage_gaps(rows: pd.DataFrame, lang: Lang, width: Width, height: int) -> Any:
    """Bars from zero to the gap; a printed range runs on as a paler bar."""
    several = rows.occupation_code.nunique() > 1
    values: list[dict[str, Any]] = []
    for row in rows.itertuples():
        near, far = sorted((row.gap_low_sek, row.gap_high_sek), key=abs)
        label = f"{row.region_name} · {row.occupation_code}" if several else row.region_name
        values.append({"label": label, "zero": 0.0, "near": float(near), "far": float(far), "words": _words(row, lang)})
    order = [v["label"] for v in values]
    ends = [0.0, *(v["far"] for v in values)]
    span = (max(ends) - min(ends)) or 1.0
    low, high = min(ends), max(ends) + span * 1.15
    scale = alt.Scale(domain=[low, high], nice=False)
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=190), scale=alt.Scale(padding=0.28))
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    x = alt.X("near:Q", scale=scale, axis=None)
    zero = alt.X("zero:Q", scale=scale, axis=None)
    layers = [
        base.mark_bar(color=theme.TEAL).encode(x=zero, x2="near:Q"),
        base.mark_bar(color=theme.RAMP[2]).encode(x=x, x2="far:Q"),
        alt.Chart(alt.Data(values=[{"zero": 0.0}])).mark_rule(color=theme.INK, opacity=0.6).encode(x=zero),
        base.mark_text(align="left", dx=6, dy=-7, fontSize=12, lineHeight=14)
        .encode(x=alt.X("end:Q", scale=scale, axis=None), text="words:N")
        .transform_calculate(end="max(0, datum.near, datum.far)"),
    ]
    return theme.themed(alt.layer(*layers).properties(width=width, height=height), lang)


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
