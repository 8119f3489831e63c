"""Similar counties, and what is said of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines, status_line
from aipulsen.figures.context import context_of
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_GROUP = 5


def similar_to(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The other counties by their distance to the chosen one, nearest first."""
    answer = queries.ask_similar(selection, root)
    context = dataclasses.replace(context_of(answer.scope, lang), comparison=())
    return build_similar_figure(answer, context)


def build_similar_figure(answer: Any, context: ChartContext) -> Figure:
    """A bar per other county, the group's dark. answer: a SimilarAnswer."""
    lang = context.lang
    rows = answer.similar
    county = codes.county_name(str(context.county_code), lang)
    names = [codes.county_name(code, lang) for code in rows.county_code]
    title = t("charts.similar.finding", lang, county=county, first=names[0], second=names[1], third=names[2])
    bars = [_bar(row, lang) for row in rows.itertuples()]
    weights = ", ".join(
        f"{t(f'similar.feature.{w.feature}', lang)} {fmt.number(w.weight, 2, lang)}"
        for w in answer.weights.itertuples()
    )
    return Figure(
        key="similar",
        title=title,
        subtitle=t("charts.similar.measure", lang, county=county),
        caption=(
            t("charts.similar.weights", lang, weights=weights),
            *_ads_line(context),
            *_without_line(answer.without_kinds, lang),
            *status_line(rows.status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_table(rows, lang),
        parts=(Part("similar", lambda w, h: draw_bars(bars, lang, w, h, room=0.5), bar_height(len(bars), each=24)),),
        context=context,
    )


def _ads_line(context: ChartContext) -> tuple[str, ...]:
    """How many ads the kinds of employers come from; nothing in an edition without ads."""
    if context.total_ads is None:
        return ()
    return (t("charts.similar.ads_line", context.lang, ads=count_words(context)),)


def _without_line(without: tuple[str, ...], lang: Lang) -> tuple[str, ...]:
    if not without:
        return ()
    if len(without) == len(codes.counties()):
        return (t("charts.similar.without_all", lang),)
    named = ", ".join(codes.county_name(code, lang) for code in without)
    return (t("charts.similar.without_some", lang, counties=named),)


def _bar(row: Any, lang: Lang) -> Bar:
    return {
        "label": codes.county_name(row.county_code, lang),
        "value": None if pd.isna(row.distance) else float(row.distance),
        "words": t(
            "charts.similar.words",
            lang,
            distance=fmt.number(row.distance, 2, lang),
            people=fmt.number(int(row.population_persons), 0, lang),
            educated=fmt.percent(float(row.education_share), 0, lang),
        ),
        "fill": theme.DEEP if row.rank <= _GROUP else theme.RAMP[2],
    }


def _table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    columns = [
        "county_code",
        "county_name",
        "rank",
        "distance",
        "population_persons",
        "education_share",
        "it_share",
        "ads",
        "weight_used",
        "status",
    ]
    return rows[columns].assign(
        county_name=[codes.county_name(c, lang) for c in rows.county_code],
        status=[status_label(s, lang) for s in rows.status],
    )
