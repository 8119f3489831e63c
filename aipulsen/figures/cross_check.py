"""Figures that check: Platsbanken against other boards, the report against our data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts.bars import bar_height
from aipulsen.charts.cross_check import BOARD_SHARES, SHARES, draw_shares
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines, status_line
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures.comparison import of_group
from aipulsen.figures.context import compared_context, present
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def cross_check_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Platsbanken against a snapshot of other boards; an edition without one refuses (EditionError)."""
    answer = queries.ask_cross_check(selection, root)
    present(answer.agreement, "job_board_snapshot", answer.scope)
    assert answer.board_ads is not None
    assert answer.board_without_county is not None
    return build_cross_check_figure(
        answer.agreement, answer.board_ads, answer.board_without_county, compared_context(answer.scope, lang, root)
    )


def build_cross_check_figure(
    agreement: pd.DataFrame, board_ads: int, without_county: int, context: ChartContext
) -> Figure:
    """Two points with whiskers per county. agreement: rows of `county_agreement` with level and status."""
    lang = context.lang
    agreement = of_group(agreement, context)
    finding = _finding(agreement, lang)
    return Figure(
        key="cross-check",
        title=finding,
        subtitle=t(
            "charts.cross_check.measure",
            lang,
            level=t(f"level.{context.level}", lang),
            window=context.window_words(),
            ads=count_words(context),
            board_ads=fmt.number(board_ads, 0, lang),
        ),
        caption=(
            t("charts.cross_check.reading", lang),
            t("charts.cross_check.level", lang, level=t(f"level.{context.level}", lang)),
            t("charts.cross_check.without", lang, count=fmt.number(without_county, 0, lang)),
            *status_line(agreement.status.unique(), lang),
            *source_lines(context),
        ),
        alt=finding,
        table=_table(agreement, lang),
        parts=(
            Part(
                "shares",
                lambda w, h: draw_shares(agreement, context, w, h),
                bar_height(len(agreement), each=30, least=150),
            ),
        ),
        context=context,
    )


def _finding(agreement: pd.DataFrame, lang: Lang) -> str:
    """In how many of the counties that can be compared the sources agree; or that none can."""
    comparable = int((agreement.agreement != "unknown").sum())
    if not comparable:
        return t("charts.cross_check.nothing", lang)
    agrees = int((agreement.agreement == "agrees").sum())
    few = len(agreement) - comparable
    finding = t("charts.cross_check.finding", lang, agrees=agrees, comparable=comparable)
    return finding + t("charts.cross_check.few", lang, few=few) if few else finding


def _table(agreement: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    columns = ["county_code", "county_name", "ads", "board_ads", *SHARES, *BOARD_SHARES]
    return agreement[[*columns, "agreement", "level", "status"]].assign(
        county_name=[codes.county_name(c, lang) for c in agreement.county_code],
        reliability=reliability_words(agreement.reliability, lang),
        board_reliability=reliability_words(agreement.board_reliability, lang),
        agreement=[t(f"agreement.{a}", lang) for a in agreement.agreement],
        level=[t(f"level.{v}", lang) for v in agreement.level],
        status=[status_label(s, lang) for s in agreement.status],
    )
