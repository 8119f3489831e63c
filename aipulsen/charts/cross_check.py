"""Korsvalidering: each county's share in two sources, joined by a line; what differs more than chance stands out."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen import codes
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.comparison import of_group
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines, status_line
from aipulsen.provenance import status_label
from aipulsen.text import numbers as fmt
from aipulsen.text import t


def build_cross_check_figure(
    agreement: pd.DataFrame, board_ads: int, without_county: int, context: ChartContext
) -> Figure:
    """A dumbbell per county. agreement: county_code, ads, board_ads, ads_share, board_ads_share, agreement, status."""
    lang = context.lang
    agreement = of_group(agreement, context)
    finding = t(
        "charts.cross_check.finding", lang, agrees=int((agreement.agreement == "agrees").sum()), all=len(agreement)
    )
    return Figure(
        key="cross-check",
        title=finding,
        subtitle=t(
            "charts.cross_check.measure",
            lang,
            window=context.window_words(),
            ads=count_words(context),
            board_ads=fmt.number(board_ads, 0, lang),
        ),
        caption=(
            t("charts.cross_check.reading", lang),
            t("charts.cross_check.without", lang, count=fmt.number(without_county, 0, lang)),
            *status_line(agreement.status.unique(), lang),
            *source_lines(context),
        ),
        alt=finding,
        table=agreement.assign(
            county_name=[codes.county_name(c, lang) for c in agreement.county_code],
            agreement=[t(f"agreement.{a}", lang) for a in agreement.agreement],
            status=[status_label(s, lang) for s in agreement.status],
        )[
            [
                "county_code",
                "county_name",
                "ads",
                "board_ads",
                "ads_share",
                "board_ads_share",
                "agreement",
                "status",
            ]
        ],
        parts=(
            Part(
                "dumbbells",
                lambda w, h: _draw(agreement, context, w, h),
                bar_height(len(agreement), each=26, least=150),
            ),
        ),
        context=context,
    )


def _draw(agreement: pd.DataFrame, context: ChartContext, width: Width, height: int) -> Any:
    lang = context.lang
    rows: list[dict[str, Any]] = [
        {
            "county": codes.county_name(row.county_code, lang),
            "one": None if pd.isna(row.ads_share) else float(row.ads_share),
            "two": None if pd.isna(row.board_ads_share) else float(row.board_ads_share),
            "words": f"{fmt.percent(row.ads_share, 1, lang)} / {fmt.percent(row.board_ads_share, 1, lang)}"
            + (f" {t('charts.cross_check.differs', lang)}" if row.agreement == "differs" else ""),
            "colour": theme.INK if row.agreement == "differs" else theme.RAMP[2],
        }
        for row in agreement.sort_values("ads_share", ascending=False).itertuples()
    ]
    order = [str(row["county"]) for row in rows]
    highest = max([*(max(row["one"] or 0.0, row["two"] or 0.0) for row in rows), 1e-9])
    scale = alt.Scale(domain=[0, highest * 1.45], nice=False)
    axis = alt.Axis(title=None, orient="top", labelExpr=theme.percent_label(lang), tickCount=5, labelColor=theme.QUIET)
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("county:N", sort=order, title=None))
    one, two = alt.X("one:Q", scale=scale, axis=axis), alt.X("two:Q", scale=scale, axis=axis)
    tooltip = [alt.Tooltip("county:N", title=" "), alt.Tooltip("words:N", title="\u200b")]
    chart = alt.layer(
        base.mark_rule(strokeWidth=3).encode(x=one, x2="two:Q", color=alt.Color("colour:N", scale=None)),
        base.mark_point(filled=True, size=70, color=theme.DEEP, opacity=1).encode(x=one, tooltip=tooltip),
        base.mark_point(filled=True, fill=theme.GROUND, size=60, stroke=theme.DEEP, strokeWidth=2, opacity=1).encode(
            x=two, tooltip=tooltip
        ),
        base.transform_calculate(at="max(datum.one, datum.two)")
        .mark_text(align="left", dx=10, fontSize=12)
        .encode(x=alt.X("at:Q", scale=scale, axis=axis), text="words:N"),
    )
    return theme.themed(chart.properties(width=width, height=height), lang)
