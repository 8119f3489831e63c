"""One worked example per measure: what a statistician would do by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from aipulsen.catalogue import MEASURES, PARTS, render_measure_page
from aipulsen.data_dictionary import render_data_dictionary
from aipulsen.errors import ParameterError
from aipulsen.metrics import big_city, commuting, counting, dependence, gap, uncertainty, wages
from aipulsen.schemas import SCHEMAS
from aipulsen.voice import Voice
from tests.conftest import ROOT


def counts(**ads: int | None) -> pd.DataFrame:
    """Counts per made-up region, all published."""
    return pd.DataFrame({"county_code": list(ads), "ads": pd.array(list(ads.values()), "Int64"), "status": "published"})


def bases(**persons: int | None) -> pd.DataFrame:
    """Bases per made-up region, all estimated."""
    return pd.DataFrame(
        {
            "county_code": list(persons),
            "base_persons": pd.array(list(persons.values()), "Int64"),
            "status": "estimate 2018",
        }
    )


def test_gap_score_is_ads_per_thousand() -> None:
    """57 ads on 18 567 persons are 3,07, between 2,33 and 3,98."""
    row = gap.gap_scores(counts(a=57), bases(a=18567)).iloc[0]
    assert [round(float(v), 2) for v in (row.gap_score, row.gap_low, row.gap_high)] == [3.07, 2.33, 3.98]
    assert (row.ads_status, row.base_status, row.score_status) == ("published", "estimate 2018", "estimate 2018")


@pytest.mark.parametrize("n", [0, 1, 4, 57, 495, 12_345])
def test_intervals_are_the_chi_square_quantiles(n: int) -> None:
    """Garwood's interval agrees with scipy's χ² to 1e-9."""
    low, high = uncertainty.poisson_interval(n)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * n) / 2 if n else 0.0, abs=1e-9)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * n + 2) / 2, abs=1e-9)


def test_interval_coverage_is_between_94_and_98_per_cent() -> None:
    """In 20 000 draws of a rate of 60 the interval holds the truth as often as it promises."""
    rng = np.random.default_rng(1)
    draws = rng.poisson(60, 20_000)
    bounds = {n: uncertainty.poisson_interval(int(n)) for n in set(draws)}
    covered = np.mean([bounds[n][0] <= 60 <= bounds[n][1] for n in draws])
    assert 0.94 <= covered <= 0.98


def test_fewer_than_five_ads_give_no_rate_but_keep_the_count() -> None:
    """4 ads are hidden, 5 are uncertain, 20 are shown."""
    frame = gap.gap_scores(counts(a=4, b=5, c=20), bases(a=1000, b=1000, c=1000))
    assert frame.reliability.tolist() == ["hidden", "uncertain", "ok"]
    assert frame.ads.tolist() == [4, 5, 20]
    assert frame.gap_score.isna().tolist() == [True, False, False]


def test_missing_is_never_zero() -> None:
    """A missing count or base gives a missing score and the status «missing»."""
    frame = gap.gap_scores(counts(a=None, b=10, c=10), bases(a=1000, b=None))
    assert frame.gap_score.isna().all()
    assert frame.reliability.tolist() == ["missing"] * 3


def test_a_base_of_nobody_gives_no_rate() -> None:
    """Zero in the denominator is missing, not infinite."""
    assert gap.gap_scores(counts(a=10), bases(a=0)).reliability.tolist() == ["missing"]


def test_a_part_is_not_the_country() -> None:
    """The country's score is missing when a region's count is."""
    assert gap.country_gap(counts(a=1, b=None), bases(a=10, b=10))["gap_score"] is None


def test_rank_of_clearly_different_regions_is_certain() -> None:
    """With thousands of ads and rates 3 : 2 : 1 nobody changes place."""
    frame = gap.gap_scores(counts(a=1000, b=3000, c=2000), bases(a=10**6, b=10**6, c=10**6))
    assert frame[["rank", "rank_low", "rank_high"]].to_numpy().tolist() == [[3, 3, 3], [1, 1, 1], [2, 2, 2]]


def test_window_holds_exactly_its_days() -> None:
    """90 days to 30 June begin on 2 April; the day before does not count."""
    ads = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "published_date": ["2026-04-01", "2026-04-02", "2026-06-30"],
            "level": "role",
            "employer": ["x", "y", "z"],
            "text_hash": ["1", "2", "3"],
            "county_code": "25",
            "municipality_code": "2580",
            "is_staffing": False,
        }
    )
    assert counting.ads_in_window(ads, dt.date(2026, 6, 30), 90, "role").id.tolist() == ["b", "c"]


def test_same_text_again_counts_once_but_five_towns_count_five() -> None:
    """One employer, one text: twice in Luleå is one, in five towns is five."""
    places = ["2580", "2580", "2581", "2582", "2584", "2505"]
    ads = pd.DataFrame(
        {
            "id": [str(i) for i in range(6)],
            "published_date": "2026-06-01",
            "level": "role",
            "employer": "Exempel AB",
            "text_hash": "same",
            "county_code": "25",
            "municipality_code": places,
            "is_staffing": False,
        }
    )
    as_of = dt.date(2026, 6, 30)
    assert len(counting.ads_in_window(ads, as_of, 90, "role")) == 5
    assert len(counting.ads_in_window(ads, as_of, 90, "role", counting="all")) == 6


def test_split_shares_are_of_what_can_be_placed() -> None:
    """6 of 8 placed ads are 75 %; the ninth, without a place, has a row of its own and no share."""
    found = pd.DataFrame({"group": ["big_city", "rest", "not_stated"], "ads": [6, 2, 1], "status": "measured"})
    people = pd.DataFrame(
        {
            "group": ["big_city", "rest"],
            "population_persons": [54, 46],
            "population_share": [0.54, 0.46],
            "population_status": "published",
            "population_period": "2026",
        }
    )
    split = big_city.big_city_split(found, people).set_index("group")
    assert split.ads_share["big_city"] == 0.75
    assert split.ads["not_stated"] == 1
    assert pd.isna(split.ads_share["not_stated"])


def test_removing_and_adding_an_employer_returns_the_number() -> None:
    """The gap without the largest plus the largest's own part is the gap."""
    table = pd.DataFrame({"employer": ["A", "B", "C"], "ads": [30, 10, 10], "ads_share": [0.6, 0.2, 0.2]})
    found = dependence.dependence(table, 10_000)
    assert found is not None
    assert found.gap_without_largest == 2.0
    assert found.gap_without_largest + found.largest_ads / 10_000 * 1000 == pytest.approx(5.0)
    assert found.effective_employers == pytest.approx(1 / (0.36 + 0.04 + 0.04))


def _wage(region: str, low: float, high: float, statistic: str = "mean") -> dict[str, object]:
    return {
        "series": "s", "region_code": region, "region_level": "nuts1", "occupation_code": "2512", "year": "2024",
        "statistic": statistic, "salary_low_sek": low, "salary_high_sek": high, "status": "published",
    }  # fmt: skip


def test_wage_gap_of_a_range_is_a_range() -> None:
    """40 000–43 500 against 50 200 is 10 200 to 6 700 less: 20 to 13 %."""
    frame = pd.DataFrame([_wage("SE1", 50_200, 50_200), _wage("SE3", 40_000, 43_500)])
    row = wages.wage_gaps(frame, reference_region_code="SE1").set_index("region_code").loc["SE3"]
    assert (row.gap_low_sek, row.gap_high_sek) == (-10_200, -6_700)
    assert (round(row.gap_low_share, 2), round(row.gap_high_share, 2)) == (-0.20, -0.13)


def test_mean_and_median_are_never_mixed() -> None:
    """A frame that holds both is refused."""
    frame = pd.DataFrame([_wage("SE1", 5e4, 5e4), _wage("SE3", 4e4, 4e4, "median")])
    with pytest.raises(ParameterError, match="median"):
        wages.wage_gaps(frame, reference_region_code="SE1")


def test_a_partial_matrix_gives_a_lower_bound() -> None:
    """Without every home municipality the sum over origins is marked as incomplete."""
    matrix = pd.DataFrame(
        {
            "year": "2024",
            "home_municipality_code": ["2582", "2581", "2580"],
            "work_municipality_code": "2580",
            "employed_persons": [3456, 2586, 30_000],
            "status": "published",
        }
    )
    row = commuting.hub_comparison(None, matrix, ["2580", "0180"]).set_index("hub")
    assert row.in_commuters["2580"] == 6042
    assert not row.is_complete["2580"]
    assert pd.isna(row.in_commuters["0180"])


def test_adjusted_supply_by_hand() -> None:
    """100 in a (a quarter commutes to b) and 50 in b: 75 and 75; an unknown home is refused."""
    supply = pd.Series({"a": 100.0, "b": 50.0})
    matrix = pd.DataFrame(
        {
            "home_municipality_code": ["a", "a", "b"],
            "work_municipality_code": ["a", "b", "b"],
            "employed_persons": [30, 10, 20],
        }
    )
    assert commuting.adjusted_supply(supply, matrix).to_dict() == {"a": 75.0, "b": 75.0}
    with pytest.raises(ValueError, match="1 homes"):
        commuting.adjusted_supply(pd.Series({"a": 1.0, "z": 1.0}), matrix)


@pytest.mark.parametrize("key", MEASURES)
def test_every_measure_is_described_and_its_page_is_committed(key: str) -> None:
    """Each part of the catalogue has words, and docs/measures holds exactly them."""
    assert all(MEASURES[key].text(part) and MEASURES[key].text(part, Voice("en")) for part in PARTS)
    committed = ROOT / "docs" / "measures" / f"{key}.md"
    assert committed.read_text("utf-8") == render_measure_page(key)


def test_the_data_dictionary_is_the_schemas() -> None:
    """The committed page is what `build-docs` writes, and holds every table and column."""
    page = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert page == render_data_dictionary()
    for table, schema in SCHEMAS.items():
        section = page.split(f"## {table}\n")[1].split("\n## ")[0]
        assert all(f"| `{column}` |" in section for column in schema.columns), table
