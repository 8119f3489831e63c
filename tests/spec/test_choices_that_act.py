"""A question takes the choices that change its rows, and no other: every choice is tried on every question."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from aipulsen import topics
from aipulsen.bases import BASES
from aipulsen.errors import AipulsenError
from aipulsen.queries import Selection
from aipulsen.queries.choices import CHOICES
from aipulsen.store.editions import open_edition

# Values to choose instead of the usual one; the first that an edition has shows whether a choice acts.
OTHERS: dict[str, tuple[Any, ...]] = {
    "window_days": (180,),
    "county_code": ("12", "25"),
    "comparison": ("similar",),
    "level": ("competence",),
    "base": tuple(BASES),
    "counting": ("all",),
    "staffing": ("without",),
    "research": ("without",),
    "definition": ("metropolitan",),
    "against": ("base-it", "window-180", "level-competence"),
    "hubs": (("2580",),),
    "wage_series": ("scb_ssyk3", "report"),
    "reference_region": ("SE23",),
    "region_level": ("municipality", "fa_region"),
    "period": ("year",),
    "move_from": ("SE12",),
    "move_to": ("SE22",),
    "since": ("2026-03-15",),
}
EDITIONS = ("demo", "rapport-2026-04")
_ECHOES = {"series", "reference", "window", *(field.name for field in dataclasses.fields(Selection))}


def test_every_choice_is_tried() -> None:
    assert set(OTHERS) == {choice.field for choice in CHOICES}
    assert all(set(question.choices) <= set(OTHERS) for question in topics.QUESTIONS.values())


def _rows(question: topics.Question, edition: str, selection: Selection) -> list[dict[str, Any]] | None:
    """The rows without what only says the choice back; None where the edition cannot be asked so."""
    try:
        rows = question.ask(open_edition(edition), selection).rows()
    except AipulsenError:
        return None
    return [{name: value for name, value in row.items() if name not in _ECHOES} for row in rows]


def _acts(question: topics.Question, field: str) -> bool | None:
    """Whether the choice changes a row in some edition; None where none could be asked."""
    usual = Selection() if field == "county_code" else Selection(county_code="25")
    met = None
    for edition in EDITIONS:
        plain = _rows(question, edition, usual)
        for value in OTHERS[field] if plain != [] else ():
            other = _rows(question, edition, dataclasses.replace(usual, **{field: value}))
            if other is not None:
                if repr(other) != repr(plain):
                    return True
                met = False
    return met


@pytest.mark.full
@pytest.mark.parametrize("key", topics.QUESTIONS)
def test_a_question_takes_what_changes_its_rows_and_nothing_else(key: str) -> None:
    """A group needs its county, so that what takes a group takes a county."""
    question = topics.QUESTIONS[key]
    acting = {field for field in OTHERS if _acts(question, field)}
    if "comparison" in acting:
        acting.add("county_code")
    assert acting == set(question.choices)
