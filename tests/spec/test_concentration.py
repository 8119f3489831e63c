"""Concentration: quotients, curve, Gini, and the big cities' share over time, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from aipulsen import queries
from aipulsen.metrics import concentration
from tests.chosen import Chosen


def quotients(ads: list[int | None], people: list[int]) -> pd.DataFrame:
    """Quotients of made-up regions."""
    names = [f"{i:02d}" for i in range(len(ads))]
    counts = pd.DataFrame({"county_code": names, "ads": pd.array(ads, "Int64"), "status": "measured"})
    return concentration.location_quotients(
        counts, pd.DataFrame({"county_code": names, "population_persons": pd.array(people, "Int64")})
    )


def test_forty_of_a_hundred_ads_on_a_fifth_of_the_people_are_two() -> None:
    """2,00 between 1,52 and 2,51: the exact interval of 40 among 100, over 0,2."""
    row = quotients([60, 40], [80, 20]).iloc[1]
    exact = stats.binomtest(40, 100).proportion_ci(0.95, "exact")
    assert float(row.location_quotient) == 2.0
    assert float(row.quotient_low) == pytest.approx(exact.low / 0.2, abs=1e-9)
    assert float(row.quotient_high) == pytest.approx(exact.high / 0.2, abs=1e-9)
    assert (round(float(row.quotient_low), 2), round(float(row.quotient_high), 2)) == (1.52, 2.51)


def test_a_share_of_a_part_is_no_share_of_the_whole() -> None:
    """One missing count makes every quotient missing; four ads are a count without a quotient."""
    assert quotients([60, None], [80, 20]).location_quotient.isna().all()
    few = quotients([60, 4], [80, 20])
    assert few.location_quotient.isna().tolist() == [False, True]
    assert few.reliability.tolist() == ["ok", "hidden"]
    assert few.ads.tolist() == [60, 4]
    assert few.ads_share.isna().tolist() == [False, True]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(5, 500), st.integers(1, 10**6)), min_size=2, max_size=21))
def test_quotients_weighted_by_people_are_one(rows: list[tuple[int, int]]) -> None:
    """The country is the mean of its regions, whatever they are; and the interval holds the value."""
    found = quotients([n for n, _ in rows], [p for _, p in rows])
    assert float((found.location_quotient * found.population_share).sum()) == pytest.approx(1.0)
    assert (found.quotient_low <= found.location_quotient).all()
    assert (found.location_quotient <= found.quotient_high).all()


def test_the_curve_and_its_gini_by_hand() -> None:
    """Two equal regions with 3 and 1 ads: through (0,5; 0,25), Gini 0,25."""
    frame = pd.DataFrame({"county_code": ["a", "b"], "ads": [3, 1], "population_persons": [50, 50]})
    curve = concentration.lorenz_curve(frame)
    assert curve[["population_cumulated_share", "ads_cumulated_share"]].to_numpy().tolist() == [
        [0.0, 0.0],
        [0.5, 0.25],
        [1.0, 1.0],
    ]
    assert concentration.gini(np.array([3.0, 1.0]), np.array([50.0, 50.0])) == 0.25


def test_the_gini_interval_is_the_same_on_every_run_and_missing_for_few_ads() -> None:
    """A fixed seed; below 20 ads nothing is said."""
    ads, people = np.array([40.0, 25.0, 10.0]), np.array([30.0, 30.0, 40.0])
    assert concentration.gini_interval(ads, people) == concentration.gini_interval(ads, people)
    assert np.isnan(concentration.gini_interval(ads / 5, people)).all()


def test_the_gini_interval_is_drawn_from_the_employers_lots_and_never_leaves_the_value_out() -> None:
    """Larger lots of the same ads are wider; where chance alone explains the value it is the upper end."""
    ads, people = np.array([40.0, 25.0, 10.0, 20.0]), np.array([30.0, 30.0, 40.0, 20.0])
    widths = []
    for lots in (None, pd.Series({1: 1.0, 2: 1.0}), pd.Series({1: 3.0, 9: 1.0})):
        value, low, high = concentration.gini_interval(ads, people, lots)
        assert low <= value <= high
        widths.append(high - low)
    assert widths == sorted(widths)
    assert concentration.gini_interval(ads, people, pd.Series({1: 5.0})) == concentration.gini_interval(ads, people)


def test_the_report_s_concentration_has_its_number_and_status() -> None:
    """Gini 0,30, without an interval: most of its counts are fillers."""
    answer = queries.ask_concentration(*Chosen(edition="rapport-2026-04").asked)
    assert [round(v, 2) for v in (answer.gini, answer.gini_low, answer.gini_high) if v] == [0.30]
    row = answer.quotients.set_index("county_code").loc["25"]
    assert (round(float(row.location_quotient), 2), row.ads, row.score_status) == (2.04, 57, "computed")
    assert answer.quotients[answer.quotients.county_code == "09"].location_quotient.isna().all()


def test_the_broad_level_is_missing_in_the_report_s_concentration() -> None:
    """No counts at that level: no quotient, no Gini, no curve, and no zero."""
    answer = queries.ask_concentration(*Chosen(edition="rapport-2026-04", level="competence").asked)
    assert answer.gini is None
    assert answer.curve.empty
    assert answer.quotients.location_quotient.isna().all()


@pytest.mark.parametrize("definition", queries.DEFINITIONS)
def test_the_share_over_time_ends_in_the_split_s_share(definition: str) -> None:
    """The last moving window is the window of the split, on each definition, with the same population's share."""
    selection = Chosen(edition="demo", definition=definition)
    last = queries.ask_share_over_time(*selection.asked).windows.iloc[-1]
    split = queries.ask_split(*selection.asked).split.set_index("group")
    assert int(last.ads_big_city) == int(split.ads["big_city"])
    assert float(last.ads_share) == pytest.approx(float(split.ads_share["big_city"]))
    assert float(last.population_share) == pytest.approx(float(split.population_share["big_city"]))
