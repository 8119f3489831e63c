"""Wage gaps per region and occupation to a reference region, beside the window's AI ads there."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.comparison import home_words
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, source_lines, status_line
from aipulsen.provenance import status_label
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

# An occupation's name begins over the empty label of its row, so that it fits beside the bars of a phone.
_HEADING: dict[str, Any] = {
    "align": "left",
    "baseline": "middle",
    "dx": -60,
    "dy": 6,
    "fontSize": 12,
    "fontWeight": "bold",
}


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


def occupation_words(row: Any, lang: Lang) -> str:
    """«Mjukvaru- och systemutvecklare (SSYK 2512)»."""
    return t("charts.wages.occupation", lang, name=row.occupation_name, code=row.occupation_code)


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


def _range(low: float, high: float, lang: Lang) -> str:
    first = fmt.number(low, 0, lang)
    return first if low == high else f"{first} {t('charts.wages.to', lang)} {fmt.number(high, 0, lang)}"


def _words(row: Any, lang: Lang) -> list[str]:
    """Kronor on one line, per cent under it: both fit beside the bar on a phone."""
    if row.is_reference:
        return [t("charts.wages.reference", lang), fmt.kronor(row.reference_sek, lang)]
    shares = _range(round(row.gap_low_share * 100, 1), round(row.gap_high_share * 100, 1), lang)
    return [fmt.kronor_span(row.gap_low_sek, row.gap_high_sek, lang), t("charts.wages.gap_share", lang, shares=shares)]


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


_TWO_LINES = 30  # pixels: in a lower row kronor and per cent stand on one line


def draw_wage_gaps(rows: pd.DataFrame, lang: Lang, width: Width, height: int) -> Any:
    """Under each occupation's name, bars from zero to the gap; a printed range runs on as a paler bar."""
    values: list[dict[str, Any]] = []
    headings: list[dict[str, str]] = []
    order: list[str] = []
    for code, group in rows.groupby("occupation_code", sort=False):
        headings.append({"row": f"{code}|", "words": occupation_words(group.iloc[0], lang)})
        order.append(f"{code}|")
        for row in group.itertuples():
            near, far = sorted((row.gap_low_sek, row.gap_high_sek), key=abs)
            key = f"{code}|{row.region_name}"
            order.append(key)
            values.append(
                {"row": key, "zero": 0.0, "near": float(near), "far": float(far), "words": _words(row, lang)}
                | {"home": bool(row.is_home)}
            )
    is_dense = height / len(order) < _TWO_LINES
    if is_dense:
        values = [{**value, "words": ", ".join(value["words"])} for value in values]
    ends = [0.0, *(v["far"] for v in values)]
    span = (max(ends) - min(ends)) or 1.0
    low, high = min(ends), max(ends) + span * 1.15
    scale = alt.Scale(domain=[low, high], nice=False)
    bold = {"test": f"indexof({[v['row'] for v in values if v['home']]}, datum.value) >= 0", "value": "bold"}
    axis = alt.Axis(
        labelLimit=190,
        labelExpr="split(datum.value, '|')[1]",
        labelFontWeight={"condition": bold, "value": "normal"},
    )
    y = alt.Y("row:N", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order, padding=0.28))
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    x = alt.X("near:Q", scale=scale, axis=None)
    zero = alt.X("zero:Q", scale=scale, axis=None)
    heads = alt.Chart(alt.Data(values=headings)).encode(x=alt.value(0), y=y, text="words:N")
    heading = {**_HEADING, "dy": 0 if is_dense else _HEADING["dy"]}
    layers = [
        base.mark_bar(color=theme.TEAL).encode(x=zero, x2="near:Q"),
        base.mark_bar(color=theme.RAMP[2]).encode(x=x, x2="far:Q"),
        alt.Chart(alt.Data(values=[{"zero": 0.0}])).mark_rule(color=theme.INK, opacity=0.6).encode(x=zero),
        base.mark_text(align="left", dx=6, dy=0 if is_dense else -7, fontSize=12, lineHeight=14)
        .encode(x=alt.X("end:Q", scale=scale, axis=None), text="words:N")
        .transform_calculate(end="max(0, datum.near, datum.far)"),
        heads.mark_text(**heading, stroke=theme.GROUND, strokeWidth=4),
        heads.mark_text(**heading),
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
