"""Municipalities: the counts on a map, the county's own when one is chosen, and the places with most ads beside."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.bases import BASES
from aipulsen.charts import shapes, theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, facts_of, measure_words, status_words, unit_of
from aipulsen.charts.places import PlaceShape, draw_places
from aipulsen.errors import EditionError
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_MOST_BARS = 15
_KINDS: dict[str, shapes.Kind] = {"municipality": "municipality", "fa_region": "fa_region"}


def places_map(desk: Desk, selection: Selection) -> Figure:
    """AI ads per municipality or FA-region on a map, and the places with most of them as bars."""
    answer = queries.ask_places(desk.edition, selection)
    if answer.reason is not None:
        raise EditionError("places.no_ads", edition=desk.edition.name)
    context = context_of(answer.scope, desk.say)
    if selection.base not in (None, context.base):
        context = dataclasses.replace(context, warnings=(desk.say("places.other_base", people=context.people),))
    return build_places_figure(answer, context)


def build_places_figure(answer: queries.PlacesAnswer, context: ChartContext) -> Figure:
    """The map of the country, or of the chosen county's places alone."""
    say, places = context.say, answer.places
    shown = [_shape(row, context) for row in places.itertuples()]
    kind = _KINDS[answer.region_level]
    largest = places[places.ads > 0].head(_MOST_BARS)
    bars = [_bar(row, context) for row in largest.itertuples()]
    title = finding(answer, say)
    return Figure(
        key="places-map",
        title=title,
        measure=measure_words("places.measure", context, level_words=say(f"places.level.{answer.region_level}")),
        facts=facts_of(context),
        reading=(
            say("places.reading", unit=context.unit),
            *((say("places.not_placed", ads=answer.not_placed_ads),) if answer.not_placed_ads else ()),
        ),
        status=status_words(places.status, say),
        alt=title,
        table=_table(places, context),
        parts=(
            Part("map", lambda w, h: draw_places(shown, kind, context.county_code, say, w, h), 620, 0.42),
            Part("places", lambda w, h: draw_bars(bars, say, w, h), bar_height(len(bars)), 0.58),
        )
        if bars
        else (),
        context=context,
    )


def finding(answer: queries.PlacesAnswer, say: Voice) -> str:
    """How many places have any ad, and how few of them have half; or that none has."""
    places, county = answer.places, answer.scope.selection.county_code
    region = say.county(county or codes.COUNTRY_CODE)
    named = {"region": region, "all": len(places)}
    total = int(places.ads.sum())
    if not total:
        return say(f"places.finding_none.{answer.region_level}", **named)
    having = int((places.ads > 0).sum())
    half = int((places.ads.cumsum() < total / 2).sum()) + 1
    if half == 1:
        top = places.iloc[0]
        return say(
            f"places.finding_one.{answer.region_level}", top=top.region_name, ads=int(top.ads), total=total, **named
        )
    return say(f"places.finding.{answer.region_level}", having=having, half=half, total=total, **named)


def place_words(row: Any, context: ChartContext) -> str:
    """«60 annonser, 1,82 (1,31–2,46) per 1 000», or the count alone below 20; of whom stands under the map."""
    say = context.say
    if pd.isna(row.gap_score):
        return say("charts.ads", ads=say.number(row.ads))
    score, low, high = (say.number(value, 2) for value in (row.gap_score, row.gap_low, row.gap_high))
    per = say.number(BASES[context.base].per)
    return say("places.rated", ads=say.number(row.ads), score=score, low=low, high=high, per=per)


def _shape(row: Any, context: ChartContext) -> PlaceShape:
    return {"code": row.region_code, "name": row.region_name, "ads": int(row.ads), "words": place_words(row, context)}


def _bar(row: Any, context: ChartContext) -> Bar:
    return {"label": row.region_name, "value": float(row.ads), "words": place_words(row, context), "fill": theme.TEAL}


def _table(places: pd.DataFrame, context: ChartContext) -> pd.DataFrame:
    columns = ["region_code", "region_name", "ads", "base_persons", "gap_score", "gap_low", "gap_high", "status"]
    table = places[columns]
    return table.assign(status=[context.say.status(s) for s in table.status], unit=unit_of(context.base, context.say))
