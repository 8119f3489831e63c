"""From a question to a Figure: the one path that page, picture, file and command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aipulsen.charts.figure import Figure
from aipulsen.errors import ParameterError
from aipulsen.figures import (
    big_city,
    commuting,
    concentration,
    cross_check,
    dependence,
    drivers,
    employers,
    gap,
    report_check,
    similar,
    supply,
    trend,
    wage_move,
    wages,
)
from aipulsen.queries import Selection
from aipulsen.text import Lang

FIGURES: dict[str, Callable[[Selection, Lang, Path | None], Figure]] = {
    "gap-map": gap.gap_map,
    "gap-ranking": gap.gap_ranking,
    "gap-drivers": drivers.gap_drivers,
    "big-city-split": big_city.big_city_split,
    "big-city-definitions": big_city.big_city_definitions,
    "employers": employers.employers_of,
    "dependence": dependence.dependence_of,
    "wage-gap": wages.wage_gap,
    "commuting": commuting.commuting_of,
    "it-specialists": supply.it_specialists,
    "moves": supply.moves,
    "graduates": supply.graduates,
    "labour-shortage": supply.labour_shortage,
    "cross-check": cross_check.cross_check_of,
    "trend": trend.trend_of,
    "trend-changes": trend.trend_changes,
    "big-city-quotients": concentration.big_city_quotients,
    "big-city-lorenz": concentration.big_city_lorenz,
    "big-city-trend": concentration.big_city_trend,
    "wage-move": wage_move.wage_move_of,
    "similar": similar.similar_to,
    "commuting-map": commuting.commuting_flows,
    "commuting-adjusted": commuting.commuting_adjusted,
    "report-check": report_check.report_verdicts,
}


def build_figure(key: str, selection: Selection, lang: Lang = "sv", root: Path | None = None) -> Figure:
    """The figure of that name; an unknown name lists the known (ParameterError)."""
    if key not in FIGURES:
        raise ParameterError("queries.invalid", name="chart", value=key, valid=", ".join(FIGURES))
    return FIGURES[key](selection, lang, root)
