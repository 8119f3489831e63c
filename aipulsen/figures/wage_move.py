"""What a specialist would lose or gain in salary by moving, and how the chart says it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, status_words
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.wages import occupation_words
from aipulsen.figures import report_marks
from aipulsen.figures.context import context_of_drawn
from aipulsen.figures.desk import Desk
from aipulsen.figures.wages import ads_words, in_a_sentence
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_ROW, _AXES = 52, 50  # pixels: a name of three lines; the axis above and the word for no difference below
_LABEL_WIDTH = 135  # pixels of a line of an occupation's name


def wage_move_of(desk: Desk, selection: Selection) -> Figure:
    """What a specialist would lose or gain by moving, with the report's own sentence beside its own salaries."""
    answer = queries.ask_move(desk.edition, selection)
    warnings, notes = report_marks.wages_warnings(desk, answer.series), report_marks.wages_notes(desk, answer.series)
    if answer.series == "report" and (answer.move_from, answer.move_to) == ("SE1", "SE3"):
        kronor = kronor_between(answer.moves, desk.say)
        notes = (desk.say("charts.wage_move.report", kronor=kronor), *notes)
    fault = report_marks.wages_fault(answer.series, desk.say)
    context = context_of_drawn(answer.scope, answer.tables, answer.origins_of_ads, desk.say, notes=notes)
    return build_move_figure(answer, dataclasses.replace(context, warnings=warnings, fault=fault))


def build_move_figure(answer: queries.MoveAnswer, context: ChartContext) -> Figure:
    """A row per occupation: what changes when one moves; a line from the lowest to the highest printed."""
    say = context.say
    moves = answer.moves.assign(
        occupation_name=[say(f"occupation.{c}") for c in answer.moves.occupation_code],
        from_name=say.region(answer.move_from),
        to_name=say.region(answer.move_to),
    )
    title = move_finding(moves, say)
    drawn = [_row(row, say) for row in moves.itertuples()]
    first = moves.iloc[0]
    years = "–".join(sorted({str(y) for y in moves.year}))
    counts = [(first.ads_from, first.ads_from_status), (first.ads_to, first.ads_to_status)]
    ads = [ads_words(count, status, say) for count, status in counts]
    return Figure(
        key="wage-move",
        title=title,
        measure=say(
            "charts.wage_move.measure",
            **{"from": first.from_name, "to": first.to_name},
            statistic=say(f"statistic.{first.statistic}"),
        ),
        facts=(say("charts.wages.years", year=years),),
        warnings=(say("charts.wages.caveat"),),
        reading=(
            say("charts.wage_move.table", tables="; ".join(origin.title_in(say.lang) for origin in answer.tables)),
            say(
                "charts.wage_move.ads"
                if pd.notna(first.ads_from) or pd.notna(first.ads_to)
                else "charts.wage_move.ads_missing",
                **{"from": first.from_name, "to": first.to_name},
                window=context.window_words(),
                ads_from=ads[0],
                ads_to=ads[1],
            ),
            say("charts.wage_move.caveat"),
        ),
        status=status_words(moves.status, say),
        status_beside=_ads_status(moves, counts, say),
        alt=title,
        table=_table(moves, say),
        parts=(
            Part(
                "moves",
                lambda w, h: draw_intervals(drawn, say, w, h, reference=(0.0, say("charts.wage_move.same"))),
                bar_height(len(drawn), each=_ROW) + _AXES,
            ),
        ),
        context=context,
    )


def _ads_status(moves: pd.DataFrame, counts: list[tuple[Any, Any]], say: Voice) -> str:
    """The status of the ads that stand in the table and not in the drawing, where it is another than the salaries'."""
    of_ads = dict.fromkeys(str(status) for count, status in counts if pd.notna(count))
    if set(of_ads) <= set(moves.status):
        return ""
    return say("charts.wage_move.ads_status", statuses=", ".join(say.status(status) for status in of_ads))


def kronor_between(moves: pd.DataFrame, say: Voice) -> str:
    """The change over all occupations without its sign: «5 200–11 300 kr»."""
    low, high = sorted((abs(float(moves.change_low_sek.min())), abs(float(moves.change_high_sek.max()))))
    return say.kronor_span(low, high)


def move_finding(moves: pd.DataFrame, say: Voice) -> str:
    """«Medellönen för mjukvaruutvecklare är 6 700–10 200 kr lägre i B än i A»: of developers where the series has them,
    because the report's other occupation is doubtful; a difference between groups, not what a person gets."""
    developers = moves[moves.occupation_code == "2512"]
    told = developers if len(developers) else moves.head(1)
    first = told.iloc[0]
    low, high = float(first.change_low_sek), float(first.change_high_sek)
    key = "loses" if high < 0 else "gains" if low > 0 else "either"
    return say(
        f"charts.wage_move.{key}",
        **{"from": first.from_name, "to": first.to_name},
        occupation=in_a_sentence(first.occupation_name),
        kronor=kronor_between(told, say) if key != "either" else say.kronor_span(low, high),
    )


def _row(row: Any, say: Voice) -> IntervalRow:
    low, high = float(row.change_low_sek), float(row.change_high_sek)
    kronor = say.kronor_span(low, high)
    share = say.percent(row.change_low_share, 1)
    if low != high:
        share = f"{share} {say('charts.wages.to')} {say.percent(row.change_high_share, 1)}"
    words = say("charts.wage_move.words", kronor=kronor, share=share)
    return {
        "label": "\n".join(theme.wrapped(occupation_words(row, say), 12, _LABEL_WIDTH)),
        "value": (low + high) / 2,
        "low": low,
        "high": high,
        "before": None,
        "words": f"{kronor}\n{share}",
        "tip": f"{row.occupation_name}: {words}; {row.year}, {say.status(row.status)}",
        "fill": theme.TEAL,
        "chosen": False,
    }


def _table(moves: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = [
        "occupation_code",
        "occupation_name",
        "year",
        "statistic",
        "from_name",
        "from_low_sek",
        "from_high_sek",
        "to_name",
        "to_low_sek",
        "to_high_sek",
        "change_low_sek",
        "change_high_sek",
        "change_low_share",
        "change_high_share",
        "ads_from",
        "ads_from_status",
        "ads_to",
        "ads_to_status",
        "status",
    ]
    return moves[columns].assign(
        statistic=[say(f"statistic.{s}") for s in moves.statistic],
        **{c: [say.status(s) for s in moves[c]] for c in ("status", "ads_from_status", "ads_to_status")},
    )
