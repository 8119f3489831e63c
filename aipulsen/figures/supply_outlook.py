"""The figure of Arbetsförmedlingen's assessment of IT occupations: where staff is hard to find."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, status_words
from aipulsen.charts.supply_outlook import Cell, draw_outlook
from aipulsen.figures.context import of_register, present
from aipulsen.figures.desk import Desk
from aipulsen.figures.wages import in_a_sentence
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_ASSESSED = ("recruitment_situation", "job_opportunities", "demand_5_years")
SHORTAGES = ("shortage", "paradox")  # in both it is hard to find staff


def outlook_of(desk: Desk, selection: Selection) -> Figure:
    """The assessments of every county, or of the comparison group; an edition without them refuses (EditionError)."""
    answer = queries.ask_outlook(desk.edition, dataclasses.replace(selection, county_code=None, comparison="all"))
    present(answer.outlook, "occupation_outlook", answer.scope)
    chosen = dataclasses.replace(answer.scope, selection=selection)
    return build_outlook_figure(answer.outlook, of_register(desk, chosen))


@kept_in(WORDS)
def assessments_in_words(desk: Desk, selection: Selection) -> tuple[tuple[str, ...], ...]:
    """Every assessment of the chosen county, or of the country, in words: the columns' names, then a row for each
    occupation; empty where there is none."""
    say, table = desk.say, queries.ask_outlook(desk.edition, selection).outlook
    own = table[table.region_code == (selection.county_code or codes.COUNTRY_CODE)]
    if own.empty:
        return ()
    of_counties_alone = bool(own.recruitment_situation.isna().all())
    shown = _ASSESSED[1:] if of_counties_alone else _ASSESSED
    heads = tuple(say(f"columns.{column}") for column in ("occupation_name", *shown))
    rows = []
    for code, *values in own[["occupation_code", *shown]].itertuples(index=False):
        assessed = (_words(column, value, say) for column, value in zip(shown, values, strict=True))
        # One column for the occupation: its code in one of its own is what a phone has no room for.
        rows.append((f"{say(f'occupation.{code}')} ({code})", *assessed))
    return heads, *rows


def build_outlook_figure(outlook: pd.DataFrame, context: ChartContext) -> Figure:
    """A mark per county and occupation; the chosen county in bold, and the finding about it. The country as a whole
    has no recruitment situation: its other assessments stand in the table."""
    say = context.say
    shown = outlook[outlook.region_code.isin(context.comparison)] if context.comparison else outlook
    counties = shown[shown.region_code != codes.COUNTRY_CODE]
    cells = [_cell(row, say) for row in counties.itertuples()]
    chosen = say.county(context.county_code) if context.county_code else None
    finding = _finding(counties, context)
    height = bar_height(counties.region_code.nunique() + 8, each=20)
    return Figure(
        key="outlook",
        title=finding,
        measure=say("charts.outlook.measure"),
        facts=(say.period(str(outlook.period.iloc[0])),),
        warnings=(say("charts.outlook.reading"),),
        reading=(say("charts.outlook.counts"),),
        status=status_words(outlook.status.unique(), say),
        alt=finding,
        table=_table(shown, say),
        parts=(Part("marks", lambda w, h: draw_outlook(cells, chosen, say, w, h), height),),
        context=context,
    )


def _cell(row: Any, say: Voice) -> Cell:
    situation = _words("recruitment_situation", row.recruitment_situation, say)
    name = say(f"occupation.{row.occupation_code}")
    return {
        "county": say.county(row.region_code),
        "occupation": say(f"occupation_short.{row.occupation_code}"),
        "situation": situation if isinstance(row.recruitment_situation, str) else None,
        "words": say("charts.outlook.tip", occupation=name, situation=situation),
    }


def _words(column: str, value: object, say: Voice) -> str:
    return say(f"outlook.{column}.{value}") if isinstance(value, str) else say("common.missing")


def _finding(counties: pd.DataFrame, context: ChartContext) -> str:
    """In how many of the occupations the chosen county's staff is hard to find; else the occupation that is hard to
    find in most counties."""
    say = context.say
    hard = counties.recruitment_situation.isin(SHORTAGES)
    own = counties.region_code == context.county_code
    if context.county_code is not None:
        return say(
            "charts.outlook.chosen" if (hard & own).any() else "charts.outlook.chosen_none",
            county=say.county(context.county_code),
            count=say.number(int((hard & own).sum())),
            of=say.number(int(own.sum())),
        )
    counted = hard.groupby(counties.occupation_code).sum()
    if not counted.any():
        return say("charts.outlook.none")
    return say(
        "charts.outlook.finding",
        occupation=in_a_sentence(say(f"occupation.{counted.idxmax()}")),
        count=say.number(int(counted.max())),
        of=say.number(counties.region_code.nunique()),
    )


def _table(outlook: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = ["region_code", "region_name", "occupation_code", "occupation_name", *_ASSESSED, "status"]
    return outlook.assign(
        region_name=[say.county(code) for code in outlook.region_code],
        occupation_name=[say(f"occupation.{code}") for code in outlook.occupation_code],
        status=[say.status(status) for status in outlook.status],
        **{column: [_words(column, value, say) for value in outlook[column]] for column in _ASSESSED},
    )[columns]
