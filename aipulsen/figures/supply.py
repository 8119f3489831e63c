"""Figures of competence supply: IT specialists, moves, graduates, labour shortage."""

from __future__ import annotations

from pathlib import Path

from aipulsen import queries
from aipulsen.charts import supply
from aipulsen.charts.figure import Figure
from aipulsen.figures.context import of_register, present
from aipulsen.queries import Selection
from aipulsen.text import Lang


def it_specialists(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """IT specialists' share of the employees over the years."""
    answer = queries.ask_supply(selection, root)
    context = of_register(answer.scope_of("it_specialists"), lang, root)
    return supply.build_specialists_figure(answer.specialists, answer.breaks, context)


def moves(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Net moves of post-secondary educated; an edition without them refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    present(answer.moves, "flows", answer.scope)
    return supply.build_moves_figure(answer.moves, of_register(answer.scope_of("flows"), lang, root))


def graduates(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Graduates per county; an edition without them refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    present(answer.graduates, "graduates", answer.scope)
    assert answer.graduates_year is not None
    assert answer.graduates_status is not None
    return supply.build_graduates_figure(
        answer.graduates,
        answer.graduates_year,
        answer.graduates_status,
        of_register(answer.scope_of("graduates"), lang, root),
    )


def labour_shortage(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Reported labour shortage by region; an edition without it refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    present(answer.shortage, "labour_shortage", answer.scope)
    context = of_register(answer.scope_of("labour_shortage"), lang, root)
    return supply.build_shortage_figure(answer.shortage, context)
