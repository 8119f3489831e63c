"""What a specialist would lose or gain in salary by moving, and how the chart says it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, source_lines, status_line
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.wages import occupation_words
from aipulsen.figures import report_marks
from aipulsen.figures.context import context_of
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_ROOM_FOR_WORDS = 1.0  # of the values' span, so that kronor fit after the line of no change on a phone
_LABEL_WIDTH = 135  # pixels of a line of an occupation's name


def wage_move_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """What a specialist would lose or gain by moving, with the report's own sentence beside its own salaries."""
    answer = queries.ask_move(selection, root)
    moves = answer.moves.assign(
        occupation_name=[t(f"occupation.{c}", lang) for c in answer.moves.occupation_code],
        from_name=codes.region_name(answer.move_from, lang),
        to_name=codes.region_name(answer.move_to, lang),
    )
    notes = (report_marks.wages_note(answer.series, lang, root),)
    if answer.series == "report" and (answer.move_from, answer.move_to) == ("SE1", "SE3"):
        kronor = kronor_between(moves, lang)
        notes = (f"{t('charts.move.report', lang, kronor=kronor)} {notes[0]}",)
    titles = tuple(origin.title_in(lang) for origin in answer.tables)
    fault = report_marks.wages_fault(answer.series, lang)
    context = dataclasses.replace(context_of(answer.scope, lang, notes), fault=fault)
    return build_move_figure(moves, titles, context)


def build_move_figure(moves: pd.DataFrame, tables: tuple[str, ...], context: ChartContext) -> Figure:
    """A row per occupation: what changes when one moves; a line from the lowest to the highest printed.

    moves: occupation_code, occupation_name, year, statistic, from_name, to_name, from_low_sek, from_high_sek,
    to_low_sek, to_high_sek, change_low_sek, change_high_sek, change_low_share, change_high_share, ads_from,
    ads_to, status. tables: the titles of the tables the salaries come from.
    """
    lang = context.lang
    title = move_finding(moves, lang)
    drawn = [_row(row, lang) for row in moves.itertuples()]
    first = moves.iloc[0]
    years = "–".join(sorted({str(y) for y in moves.year}))
    ads = [fmt.number(None if pd.isna(n) else int(n), 0, lang) for n in (first.ads_from, first.ads_to)]
    return Figure(
        key="wage-move",
        title=title,
        subtitle=t(
            "charts.move.measure",
            lang,
            **{"from": first.from_name, "to": first.to_name},
            year=years,
            statistic=t(f"statistic.{first.statistic}", lang),
        ),
        caption=(
            t("charts.move.table", lang, tables="; ".join(tables)),
            t(
                "charts.move.ads",
                lang,
                **{"from": first.from_name, "to": first.to_name},
                window=context.window_words(),
                ads_from=ads[0],
                ads_to=ads[1],
            ),
            t("charts.move.caveat", lang),
            *status_line(moves.status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_table(moves, lang),
        parts=(
            Part(
                "moves",
                lambda w, h: draw_intervals(
                    drawn, lang, w, h, reference=(0.0, t("charts.move.same", lang)), room=_ROOM_FOR_WORDS
                ),
                bar_height(len(drawn), each=58, least=110),
            ),
        ),
        context=context,
    )


def kronor_between(moves: pd.DataFrame, lang: Lang) -> str:
    """The change over all occupations without its sign: «5 200–11 300 kr»."""
    low, high = sorted((abs(float(moves.change_low_sek.min())), abs(float(moves.change_high_sek.max()))))
    return fmt.kronor_span(low, high, lang)


def move_finding(moves: pd.DataFrame, lang: Lang) -> str:
    """«En IT-specialist som flyttar från A till B förlorar 5 200–11 300 kr i månaden», over all occupations."""
    low, high = float(moves.change_low_sek.min()), float(moves.change_high_sek.max())
    key = "loses" if high < 0 else "gains" if low > 0 else "either"
    first = moves.iloc[0]
    return t(
        f"charts.move.{key}",
        lang,
        **{"from": first.from_name, "to": first.to_name},
        kronor=kronor_between(moves, lang) if key != "either" else fmt.kronor_span(low, high, lang),
    )


def _row(row: Any, lang: Lang) -> IntervalRow:
    low, high = float(row.change_low_sek), float(row.change_high_sek)
    kronor = fmt.kronor_span(low, high, lang)
    share = fmt.percent(row.change_low_share, 1, lang)
    if low != high:
        share = f"{share} {t('charts.wages.to', lang)} {fmt.percent(row.change_high_share, 1, lang)}"
    words = t("charts.move.words", lang, kronor=kronor, share=share)
    return {
        "label": "\n".join(theme.wrapped(occupation_words(row, lang), 12, _LABEL_WIDTH)),
        "value": (low + high) / 2,
        "low": low,
        "high": high,
        "before": None,
        "words": f"{kronor}\n{share}",
        "tip": f"{row.occupation_name}: {words}; {row.year}, {status_label(row.status, lang)}",
        "fill": theme.TEAL,
        "chosen": False,
    }


def _table(moves: pd.DataFrame, lang: Lang) -> pd.DataFrame:
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
        "ads_to",
        "status",
    ]
    return moves[columns].assign(
        statistic=[t(f"statistic.{s}", lang) for s in moves.statistic],
        status=[status_label(s, lang) for s in moves.status],
    )
