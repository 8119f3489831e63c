"""A value that is missing has the status «missing», and no other has: every status of every query."""

from __future__ import annotations

from typing import Any

import pytest

from aipulsen import queries, topics
from aipulsen.errors import AipulsenError
from aipulsen.queries import Selection
from aipulsen.store.editions import open_edition

# What each status is the status of, by query; of a part or a series its count. A status that is not named here fails.
_OF_GAP = {"score_status": "gap_score", "ads_status": "ads", "base_status": "base_persons"}
_OF_PARTS = {"status": "ads"}
_OF: dict[str, dict[str, str]] = {
    "national-share": _OF_PARTS,
    "gap": _OF_GAP,
    "drivers": {**_OF_GAP, "score_status": "gap_log", "employees_status": "employees_persons"},
    "places": _OF_PARTS,
    "shares": {"status": "ai_ads"},
    "split": {"ads_status": "ads", "share_status": "ads_share", "population_status": "population_share"},
    "concentration": {
        "ads_status": "ads",
        "base_status": "population_persons",
        "score_status": "location_quotient",
        "gini_status": "gini",
    },
    "big-city-trend": {"status": "ads_placed"},
    "employers": {"status": "employer"},  # the report prints names, of two a number too
    "dependence": {
        **_OF_GAP,
        "employer_status": "largest_ads",
        "share_status": "largest_share",
        "without_status": "gap_without_largest",
    },
    "skills": _OF_PARTS,
    "occupations": _OF_PARTS,
    "outside-it": _OF_PARTS,
    "generative": _OF_PARTS,
    "work": _OF_PARTS,
    "wages": {"status": "salary_low_sek", "ads_status": "ads"},
    "wage-move": {"status": "change_low_sek", "ads_from_status": "ads_from", "ads_to_status": "ads_to"},
    "commuting": {"status": "in_commuters", "county_ads_status": "county_ads"},
    "commuting-adjusted": {**_OF_GAP, "adjusted_status": "adjusted_score"},
    "supply": {"specialists_status": "it_specialists_persons", "moves_status": "net_persons"},
    "outlook": {"status": "job_opportunities"},
    "days-open": _OF_PARTS,
    "cross-check": {"status": "board_ads"},
    "independent-check": {
        "score_status": "it_ads_per_1000",
        "ads_status": "it_ads",
        "base_status": "it_specialists_persons",
    },
    "similar": {"status": "distance"},
    "trend": _OF_PARTS,
    "trend-change": {"status": "ads_now"},
    "changes": {"status": "ads_now"},
}
_OF_OTHERS = {"drivers": {"rest_base_status"}}  # of numbers that have no column of their own
_IS_ANOTHER_COLUMN = {"base_persons": "base_ads"}  # as a base of ads is named


@pytest.mark.parametrize("window", queries.WINDOWS)
@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
def test_what_is_missing_has_the_status_missing_and_nothing_else_has(edition: str, window: int) -> None:
    """On every base that the edition has, of all counties: hidden values, too, are missing."""
    opened, wrong, seen = open_edition(edition), list[tuple[Any, ...]](), set[str]()
    for key, question in topics.QUESTIONS.items():
        bases = queries.bases_of(opened) if "score_status" in _OF.get(key, ()) else [None]
        for base in bases:
            asked = Selection(county_code="25" if key == "similar" else None, window_days=window, base=base)
            try:
                rows = question.ask(opened, asked).rows()
            except AipulsenError:  # the edition lacks the table, or there is no such base here
                continue
            for row in rows:
                statuses = {name for name in row if name == "status" or name.endswith("_status")}
                assert statuses - _OF_OTHERS.get(key, set()) <= set(_OF.get(key, ())), key
                seen |= {f"{key} {name}" for name in statuses}
                for status, value in _OF.get(key, {}).items():
                    there = row.get(value, row.get(_IS_ANOTHER_COLUMN.get(value, value)))
                    if status in row and (there is None) != (row[status] in (None, "missing")):
                        wrong.append((key, base, status, row[status], value, there))
    assert len(seen) > 20  # it looked
    assert wrong == []
