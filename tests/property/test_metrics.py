"""What must hold for any counts: sums, order, purity."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from aipulsen import codes
from aipulsen.metrics import counting, gap, uncertainty

CODES = sorted(codes.county_codes())
some_counts = st.lists(st.integers(0, 3000), min_size=21, max_size=21)


def frames(ads: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All 21 counties with these counts, and bases that differ."""
    counts = pd.DataFrame({"county_code": CODES, "ads": ads, "status": "measured"})
    bases = pd.DataFrame(
        {"county_code": CODES, "base_persons": [5000 + 997 * i for i in range(21)], "status": "published"}
    )
    return counts, bases


@settings(max_examples=25)
@given(some_counts)
def test_regions_sum_to_the_country(ads: list[int]) -> None:
    """The country's ads and base are the regions' sums."""
    counts, bases = frames(ads)
    country = gap.country_gap(counts, bases)
    assert (country["ads"], country["base_persons"]) == (sum(ads), int(bases.base_persons.sum()))


@settings(max_examples=15)
@given(some_counts, st.randoms(use_true_random=False))
def test_order_of_rows_is_irrelevant(ads: list[int], random: object) -> None:
    """Shuffled input gives the same scores, intervals and rank ranges."""
    counts, bases = frames(ads)
    shuffled = counts.sample(frac=1, random_state=random.randint(0, 999))  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(gap.gap_scores(counts, bases), gap.gap_scores(shuffled, bases))


@settings(max_examples=15)
@given(some_counts)
def test_inputs_are_not_changed(ads: list[int]) -> None:
    """A measure leaves its frames as they were."""
    counts, bases = frames(ads)
    before = counts.copy(), bases.copy()
    gap.gap_scores(counts, bases)
    pd.testing.assert_frame_equal(counts, before[0])
    pd.testing.assert_frame_equal(bases, before[1])


@settings(max_examples=40)
@given(st.integers(0, 5000))
def test_an_interval_holds_its_count(n: int) -> None:
    """low ≤ n ≤ high, and more ads give a higher interval."""
    low, high = uncertainty.poisson_interval(n)
    assert low <= n <= high
    assert uncertainty.poisson_interval(n + 1)[0] > low or n == 0


@settings(max_examples=25)
@given(st.lists(st.sampled_from([*CODES, None]), max_size=80))
def test_no_ad_is_dropped_by_counting(places: list[str | None]) -> None:
    """The rows of a count sum to all ads, with or without a county."""
    ads = pd.DataFrame({"county_code": pd.Series(places, dtype="object")})
    counted = counting.count_by_county(ads)
    assert int(counted.ads.sum()) == len(places)
    assert len(counted) == 22
