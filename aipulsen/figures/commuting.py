"""Figures of commuting: hubs side by side, flows on a map, the gap counted where people work."""

from __future__ import annotations

from pathlib import Path

from aipulsen import queries
from aipulsen.charts import commuting, commuting_map
from aipulsen.charts.figure import Figure
from aipulsen.figures.context import compared_context, context_of
from aipulsen.queries import Selection
from aipulsen.text import Lang, t


def commuting_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Commuting hubs side by side."""
    answer = queries.ask_commuting(selection, root)
    notes = (t("notes.commuting_report", lang),) if answer.scope.kind == "report" else ()
    return commuting.build_commuting_figure(answer.hubs, answer.origins, context_of(answer.scope, lang, notes))


def commuting_flows(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The flows to each hub on a map of its surroundings."""
    answer = queries.ask_commuting(selection, root)
    notes = (t("notes.commuting_report", lang),) if answer.scope.kind == "report" else ()
    return commuting_map.build_map_figure(answer.hubs, answer.flows, context_of(answer.scope, lang, notes))


def commuting_adjusted(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The gap with the educated counted where they work."""
    answer = queries.ask_adjusted(selection, root)
    return commuting_map.build_adjusted_figure(answer, compared_context(answer.scope, lang, root))
