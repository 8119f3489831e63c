"""Dependence on one employer: the worked example of its page, and that nothing is lost when one is left out."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aipulsen import queries
from aipulsen.figures.dependence import dependence_sentences, dependence_tip, dependence_tips
from aipulsen.figures.gap import gap_deck
from aipulsen.metrics import dependence
from aipulsen.text import numbers as fmt
from aipulsen.text import t
from aipulsen.voice import SWEDISH
from tests.chosen import Chosen

REPORT = "rapport-2026-04"


def by_county(**choices: object) -> pd.DataFrame:
    """The dependence of every county in the report's edition."""
    return queries.ask_dependence(*Chosen(edition=REPORT, **choices).asked).dependence.set_index("county_code")


def test_norrbotten_without_ltu_s_third() -> None:
    """57 × 2/3 = 38 ads on the report's base are 2,05; LTU's 19 of 57 are 33 % (21–47 %), and only «ungefär»."""
    row = by_county().loc["25"]
    assert (row.largest_employer, row.largest_ads, row.ads_without_largest) == ("Luleå tekniska universitet", 19, 38)
    assert round(row.gap_without_largest, 2) == 2.05
    assert [round(v, 2) for v in (row.largest_share, row.largest_share_low, row.largest_share_high)] == [
        0.33,
        0.21,
        0.47,
    ]
    assert row.is_approximate
    assert row.employer_status == "implied"
    assert pd.isna(row.effective_employers)


def test_vasterbotten_has_fourteen_of_forty_one() -> None:
    """Umeå universitet's 14 of 41 in 180 days are printed; 27 ads are left."""
    row = by_county(window_days=180).loc["24"]
    assert (row.largest_employer, row.largest_ads, row.ads, row.ads_without_largest) == ("Umeå universitet", 14, 41, 27)
    assert not row.is_approximate


def test_a_county_whose_employers_have_no_number_is_missing_not_zero() -> None:
    """The report gives no employer's number in Stockholm, and none at all for the broad level."""
    row = by_county().loc["01"]
    assert pd.isna(row.largest_employer)
    assert pd.isna(row.gap_without_largest)
    assert row.employer_status == "missing"
    assert by_county(level="competence").largest_employer.isna().all()


def test_fewer_than_five_ads_left_give_no_gap() -> None:
    """6 ads, 2 of them the largest's: 4 are left, and the rate is hidden."""
    found = dependence.dependence_on("A", 2, 6, 1000)
    assert found.ads_without_largest == 4
    assert found.gap_without_largest is None
    assert "för få" in dependence_sentences(found, "X", SWEDISH, "utbildade")[1]


@settings(max_examples=50)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(1, 100_000))
def test_removing_and_adding_any_employer_returns_the_number(counts: list[int], base: int) -> None:
    """For every employer, the ads left and the employer's own are all the ads."""
    total = sum(counts)
    for own in counts:
        found = dependence.dependence_on("A", own, total, base)
        assert found.ads_without_largest + found.largest_ads == total
        if found.gap_without_largest is not None:
            assert found.gap_without_largest + own / base * 1000 == pytest.approx(total / base * 1000)


def test_all_counties_at_once_say_what_each_says_alone() -> None:
    """The one question for all counties and the employers' view of one agree, in the demo with its many names."""
    every = queries.ask_dependence(*Chosen(edition="demo").asked).dependence.set_index("county_code")
    for code in ("01", "14", "25"):
        alone = queries.ask_employers(*Chosen(edition="demo", county_code=code).asked).dependence
        assert alone is not None
        row = every.loc[code]
        assert (row.largest_employer, row.largest_ads, row.ads) == (
            alone.largest_employer,
            alone.largest_ads,
            alone.ads,
        )
        assert row.effective_employers == pytest.approx(alone.effective_employers)
        assert row.gap_without_largest == pytest.approx(alone.gap_without_largest)


def test_only_a_largest_that_was_found_is_said_to_have_been_lucky() -> None:
    """The report names LTU beforehand, with its exact intervals; the demo's largest are found among all."""
    told = {e: " ".join(Chosen(edition=e).figure("dependence").caption) for e in (REPORT, "demo")}
    lucky = t("dependence.widened", "sv")
    assert lucky not in told[REPORT]
    assert lucky in told["demo"]


def test_the_map_s_tooltip_says_the_dependence_and_escapes_names() -> None:
    """Norrbotten's tooltip has 2,05 without LTU; an employer called <img> is text."""
    selection = Chosen(edition=REPORT)
    answer, figure = queries.ask_gap(*selection.asked), selection.figure("gap-map")
    tips = dependence_tips(*selection.shown())
    assert (
        tips["25"].replace("\u00a0", " ")
        == "Utan Luleå tekniska universitet (ungefär 33 % av annonserna): 2,05 (38 annonser)"
    )
    assert "saknas" in tips["01"]
    hostile = {"25": dependence_tip(dependence.dependence_on("<img src=x>", 19, 57, 18_567), SWEDISH)}
    drawn = gap_deck(answer.gap, figure.context, hostile).layers[0].data["features"]
    words = next(f["properties"]["dependence"] for f in drawn if f["properties"]["county_code"] == "25")
    assert "<img" not in words
    assert "&lt;img" in words


def test_the_largest_employer_has_one_interval_wherever_it_is_told() -> None:
    """The headline, the bar, the table and the sentence about what hangs on it: the same share, the same limits."""
    answer = queries.ask_employers(*Chosen(edition="demo", county_code="25").asked)
    assert answer.dependence is not None
    row = answer.employers.set_index("employer").loc[answer.dependence.largest_employer]
    told = answer.dependence.largest_share_low, answer.dependence.largest_share_high
    assert (row.ads_low_share, row.ads_high_share) == told
    title = Chosen(edition="demo", county_code="25").figure("employers").title
    assert fmt.percent_range(*told, "sv") in title
