"""The commuting-adjusted gap: a toy matrix by hand, the whole demo, and the faces where it is missing."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aipulsen import queries
from aipulsen.metrics import commuting, gap
from tests.chosen import Chosen


def toy_matrix() -> pd.DataFrame:
    """Of A's 500 employed 400 work in A, 100 in B; of B's 300 half in A, half in B; of C's 200 50 in A, 150 in C."""
    flows = [("a", "a", 400), ("a", "b", 100), ("b", "a", 150), ("b", "b", 150), ("c", "a", 50), ("c", "c", 150)]
    columns = ["home_municipality_code", "work_municipality_code", "employed_persons"]
    return pd.DataFrame(flows, columns=columns)


def test_the_adjusted_gap_by_hand() -> None:
    """1 000, 600 and 400 educated: reachable in A 800 + 300 + 100; 24 ads are 24 per 1 000 who live there, 20 of
    those who work there."""
    supply = pd.Series({"a": 1000.0, "b": 600.0, "c": 400.0})
    reachable = commuting.adjusted_supply(supply, toy_matrix())
    assert reachable.to_dict() == {"a": 1200.0, "b": 500.0, "c": 300.0}
    counts = pd.DataFrame({"region_code": ["a"], "ads": [24], "status": ["measured"]})
    scores = []
    for persons in (supply, reachable):
        bases = pd.DataFrame({"region_code": ["a"], "base_persons": [int(persons["a"])], "status": ["published"]})
        scores.append(float(gap.gap_scores(counts, bases, key="region_code").gap_score.iloc[0]))
    assert scores == pytest.approx([24.0, 20.0])


def test_a_home_where_nobody_works_keeps_its_educated() -> None:
    """No commuter to follow is not nobody: the 600 of b stay in b."""
    matrix = toy_matrix()
    matrix.loc[matrix.home_municipality_code == "b", "employed_persons"] = 0
    supply = pd.Series({"a": 1000.0, "b": 600.0, "c": 400.0})
    assert commuting.adjusted_supply(supply, matrix).to_dict() == {"a": 900.0, "b": 800.0, "c": 300.0}


def test_counties_alone_can_be_moved_by_the_summed_matrix() -> None:
    """a and b one county, c the other: of 1 600 educated all stay; of 400 a quarter works next door."""
    between = commuting.summed_to_counties(toy_matrix(), lambda code: "x" if code in "ab" else "y")
    moved = commuting.adjusted_supply(pd.Series({"x": 1600.0, "y": 400.0}), between)
    assert moved.to_dict() == {"x": 1700.0, "y": 300.0}


@settings(max_examples=30)
@given(st.lists(st.integers(0, 50), min_size=16, max_size=16), st.lists(st.integers(0, 10**5), min_size=4, max_size=4))
def test_nobody_is_lost_on_the_way_to_work(flows: list[int], supply: list[int]) -> None:
    """The reachable competence of all regions sums to the competence of all homes, also of a home without flows."""
    names = list("abcd")
    pairs = [(home, work) for home in names for work in names]
    matrix = pd.DataFrame(pairs, columns=["home_municipality_code", "work_municipality_code"])
    moved = commuting.adjusted_supply(
        pd.Series(dict(zip(names, map(float, supply), strict=True))), matrix.assign(employed_persons=flows)
    )
    assert float(moved.sum()) == pytest.approx(float(sum(supply)))


@pytest.mark.parametrize("level", queries.REGION_LEVELS)
def test_the_whole_demo_at_every_level(level: str) -> None:
    """Who works somewhere lives somewhere: the sums agree; the residents' gap is the gap of the map."""
    answer = queries.ask_adjusted(*Chosen(edition="demo", region_level=level).asked)
    assert (answer.reason, answer.method) == (None, "municipality")
    rows = answer.regions
    assert abs(int(rows.reachable_persons.sum()) - int(rows.base_persons.sum())) <= len(rows)
    assert int(rows.ads.sum()) + answer.not_placed_ads == answer.scope.total_ads
    if level == "county":
        on_map = queries.ask_gap(*Chosen(edition="demo").asked).gap.set_index("county_code").gap_score
        assert rows.gap_score.isna().tolist() == on_map[rows.region_code].isna().tolist()
        assert rows.gap_score.dropna().tolist() == on_map[rows.region_code].dropna().tolist()


def test_a_part_of_a_matrix_is_no_matrix() -> None:
    """The report's edition holds 14 homes of 290: missing, with the reason, and never zero."""
    answer = queries.ask_adjusted(*Chosen(edition="rapport-2026-04").asked)
    assert (answer.reason, answer.homes_known, answer.homes_needed) == ("partial_matrix", 14, 290)
    assert answer.regions.adjusted_score.isna().all()
    assert answer.regions.reachable_persons.isna().all()
    assert set(answer.regions.adjusted_status) == {"missing"}
    assert answer.regions.gap_score.notna().sum() == 20


def test_specialists_are_not_moved_twice() -> None:
    """IT specialists are counted where they work already."""
    assert queries.ask_adjusted(*Chosen(edition="demo", base="it").asked).reason == "it_is_by_work"
