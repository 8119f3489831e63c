"""The figure of how salaries spread among people in one occupation, in the country as a whole."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, status_words
from aipulsen.charts.wages_spread import Spread, draw_spread
from aipulsen.errors import ParameterError
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_SEK = ("p10", "p25", "median", "p75", "p90", "mean")


def wage_spread_of(desk: Desk, selection: Selection) -> Figure:
    """Percentiles by occupation and year; a source that has none refuses (ParameterError)."""
    answer = queries.ask_wages(desk.edition, selection)
    if answer.spread.empty:
        raise ParameterError("wages.no_spread", series=desk.say(f"wage_series.{answer.series}"))
    return build_spread_figure(answer, context_of(answer.spread_scope, desk.say))


def build_spread_figure(answer: queries.WagesAnswer, context: ChartContext) -> Figure:
    """The middle half, nine tenths, median and mean of each occupation, year by year; the finding is of the latest
    year's developers."""
    say = context.say
    spread = answer.spread.sort_values(["occupation_code", "year"], ignore_index=True)
    rows = [_row(row, say) for row in spread.itertuples()]
    latest = spread[spread.year == spread.year.max()]
    developers = latest[latest.occupation_code == "2512"]
    spoken = (developers if len(developers) else latest).iloc[0]
    finding = say(
        "charts.wage_spread.finding",
        occupation=say(f"occupation.{spoken.occupation_code}"),
        low=say.kronor(spoken.p10),
        high=say.kronor(spoken.p90),
        year=str(spoken.year),
    )
    statuses = answer.wages.status.unique()
    return Figure(
        key="wage-spread",
        title=finding,
        measure=say("charts.wage_spread.measure"),
        facts=(say("charts.wages.years", year=f"{spread.year.min()}–{spread.year.max()}"),),
        marks=(say("charts.wage_spread.reading"),),
        warnings=(say("charts.wages.caveat"),),
        status=status_words(statuses, say),
        alt=finding,
        table=_table(spread, statuses, say),
        parts=(Part("spread", lambda w, h: draw_spread(rows, say, w, h), bar_height(len(rows) + 1)),),
        context=context,
    )


def _row(row: Any, say: Voice) -> Spread:
    told = {name: say.kronor(getattr(row, name)) for name in _SEK}
    name = say(f"occupation_short.{row.occupation_code}")
    return {
        "label": say("charts.wage_spread.row", occupation=name, year=row.year),
        "words": say("charts.wage_spread.tip", **told),
        "p10": float(row.p10),
        "p25": float(row.p25),
        "median": float(row.median),
        "p75": float(row.p75),
        "p90": float(row.p90),
        "mean": float(row.mean),
    }


def _table(spread: pd.DataFrame, statuses: Any, say: Voice) -> pd.DataFrame:
    """One row per occupation and year; the status is that of the series."""
    named = spread.assign(
        occupation_name=[say(f"occupation.{code}") for code in spread.occupation_code],
        status=", ".join(say.status(status) for status in statuses),
    ).rename(columns={name: f"{name}_sek" for name in _SEK})
    return named[["occupation_code", "occupation_name", "year", *(f"{name}_sek" for name in _SEK), "status"]]
