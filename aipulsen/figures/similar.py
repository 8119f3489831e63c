"""Similar counties, and what is said of them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, as_float, count_words, status_words
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_GROUP = 5


def similar_to(desk: Desk, selection: Selection) -> Figure:
    """The other counties by their distance to the chosen one, nearest first."""
    answer = queries.ask_similar(desk.edition, selection)
    context = dataclasses.replace(context_of(answer.scope, desk.say), comparison=())
    return build_similar_figure(answer, context)


def build_similar_figure(answer: queries.SimilarAnswer, context: ChartContext) -> Figure:
    """A bar per other county, the group's dark."""
    say = context.say
    rows = answer.similar
    county = say.county(str(context.county_code))
    names = [say.county(code) for code in rows.county_code]
    title = say("charts.similar.finding", county=county, first=names[0], second=names[1], third=names[2])
    bars = [_bar(row, say) for row in rows.itertuples()]
    weights = ", ".join(
        f"{say(f'similar.feature.{w.feature}')} {say.number(w.weight, 2)}" for w in answer.weights.itertuples()
    )
    return Figure(
        key="similar",
        title=title,
        measure=say("charts.similar.measure", county=county),
        reading=(
            say("charts.similar.weights", weights=weights),
            *_ads_line(context),
            *_without_line(answer.without_kinds, say),
        ),
        status=status_words(rows.status, say),
        alt=title,
        table=_table(rows, say),
        parts=(Part("similar", lambda w, h: draw_bars(bars, say, w, h), bar_height(len(bars), each=28)),),
        context=context,
    )


def _ads_line(context: ChartContext) -> tuple[str, ...]:
    """How many ads the kinds of employers come from; nothing in an edition without ads."""
    if context.total_ads is None:
        return ()
    return (context.say("charts.similar.ads_line", ads=count_words(context)),)


def _without_line(without: tuple[str, ...], say: Voice) -> tuple[str, ...]:
    if not without:
        return ()
    if len(without) == len(codes.counties()):
        return (say("charts.similar.without_all"),)
    named = ", ".join(say.county(code) for code in without)
    return (say("charts.similar.without_some", counties=named),)


def _bar(row: Any, say: Voice) -> Bar:
    return {
        "label": say.county(row.county_code),
        "value": as_float(row.distance),
        "words": say(
            "charts.similar.words",
            distance=say.number(row.distance, 2),
            people=say.number(row.population_persons),
            educated=say.percent(row.education_share),
        ),
        "fill": theme.DEEP if row.rank <= _GROUP else theme.RAMP[2],
    }


def _table(rows: pd.DataFrame, say: Voice) -> pd.DataFrame:
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
        county_name=[say.county(c) for c in rows.county_code],
        status=[say.status(s) for s in rows.status],
    )
