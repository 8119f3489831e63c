"""What drives the gap: by hand, in every case of signs, and always summing to the whole."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aipulsen import codes, queries
from aipulsen.charts.figure import ChartContext
from aipulsen.figures.drivers import drivers_sentences
from aipulsen.metrics.drivers import gap_drivers
from aipulsen.metrics.gap import gap_scores
from aipulsen.text import LANGS, Lang
from tests.chosen import Chosen

CODES = sorted(codes.county_codes())
CONTEXT = ChartContext(
    edition="x", edition_label="x", window_days=90, level="role", base="scb", base_label="SCB",
    as_of_label="april 2026", total_ads=1, sources=(),
)  # fmt: skip


def split(ads: list[int | None], base: list[int], employed: list[int]) -> pd.DataFrame:
    """The drivers of regions that together are the country."""
    names = [f"{i:02}" for i in range(len(ads))]  # in code order, as the measure returns them
    counts = pd.DataFrame({"county_code": names, "ads": pd.array(ads, "Int64"), "status": "measured"})
    bases = pd.DataFrame({"county_code": names, "base_persons": base, "status": "published"})
    employees = pd.DataFrame({"county_code": names, "employees_persons": employed, "status": "published"})
    return gap_drivers(gap_scores(counts, bases), employees).assign(county_name=names)


def test_the_worked_example() -> None:
    """20 of 100 ads, 5 000 of 100 000 in the base, 20 000 of 200 000 employed: ×4 = ×2 · ×2."""
    row = split([20, 80], [5_000, 95_000], [20_000, 180_000]).iloc[0]
    assert (row.demand_ratio, row.supply_ratio) == (pytest.approx(2.0), pytest.approx(0.5))
    assert math.exp(row.gap_log) == pytest.approx(4.0)
    assert row.demand_log == pytest.approx(row.supply_log)
    assert drivers_sentences(row, CONTEXT)[1] == (
        "Ungefär hälften av skillnaden mot riket beror på fler annonser per anställd, "
        "hälften på färre högutbildade per anställd."
    )


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 400_000), st.integers(1, 900_000)), min_size=2, max_size=21)
)
def test_the_parts_sum_to_the_whole(regions: list[tuple[int, int, int]]) -> None:
    """demand + supply = ln(gap / the country's gap), for every region that has a rate; the others have no parts."""
    ads, base, employed = (list(values) for values in zip(*regions, strict=True))
    frame = split(ads, base, employed)
    country = sum(ads) / sum(base) if sum(ads) else math.nan
    for row, n, b in zip(frame.itertuples(), ads, base, strict=True):
        if n < 5:
            assert pd.isna(row.gap_log)
            continue
        assert row.demand_log + row.supply_log == pytest.approx(row.gap_log, abs=1e-9)
        assert row.gap_log == pytest.approx(math.log(n / b / country), abs=1e-9)
        assert row.gap_log_low <= row.gap_log <= row.gap_log_high


def test_order_of_rows_is_irrelevant_and_nothing_is_changed() -> None:
    """Shuffled employees give the same parts, and the inputs stay as they were."""
    answer = queries.ask_gap(*Chosen(edition="rapport-2026-04").asked).gap
    employees = pd.DataFrame({"county_code": CODES, "employees_persons": range(50_000, 50_021), "status": "published"})
    before = answer.copy(), employees.copy()
    first = gap_drivers(answer, employees)
    pd.testing.assert_frame_equal(first, gap_drivers(answer, employees.iloc[::-1]))
    pd.testing.assert_frame_equal(answer, before[0])
    pd.testing.assert_frame_equal(employees, before[1])


def test_hidden_and_missing_counts_have_no_parts() -> None:
    """4 ads are hidden; with one count missing there is no country, and nobody has parts."""
    hidden = split([4, 100], [1000, 1000], [1000, 1000])
    assert hidden.gap_log.isna().tolist() == [True, False]
    assert "för få" in drivers_sentences(hidden.iloc[0], CONTEXT)[0]
    missing = split([None, 100], [1000, 1000], [1000, 1000])
    assert missing.gap_log.isna().all()
    assert "saknas" in drivers_sentences(missing.iloc[0], CONTEXT)[0]


@pytest.mark.parametrize(
    ("ads", "base", "employed", "said"),
    [
        # the county's own; the rest of the country has 1 000 ads, 1 000 000 in the base, 2 000 000 employed
        (300, 100_000, 200_000, "Nästan hela skillnaden mot riket beror på fler annonser per anställd."),
        (20, 100_000, 200_000, "Nästan hela skillnaden mot riket beror på färre annonser per anställd."),
        (200, 50_000, 400_000, "Den säkra delen är färre högutbildade per anställd"),
        (300, 50_000, 200_000, "fler annonser per anställd, två femtedelar på färre högutbildade per anställd."),
        (20, 200_000, 200_000, "färre annonser per anställd, en fjärdedel på fler högutbildade per anställd."),
        (900, 150_000, 200_000, "beror på fler annonser per anställd; fler högutbildade per anställd håller emot"),
        (20, 60_000, 200_000, "beror på färre annonser per anställd; färre högutbildade per anställd höjer värdet"),
        (60, 10_000, 200_000, "beror på färre högutbildade per anställd; färre annonser per anställd håller emot"),
        (200, 600_000, 200_000, "beror på fler högutbildade per anställd; fler annonser per anställd höjer värdet"),
        (100, 50_000, 200_000, "Den säkra delen är färre högutbildade per anställd"),
        (100, 100_000, 200_000, "det finns ingen säker skillnad att förklara"),
        (200, 200_000, 200_000, "trots fler annonser per anställd. Länet har också fler högutbildade per anställd"),
    ],
)
def test_the_sentence_is_right_in_every_case_of_signs(ads: int, base: int, employed: int, said: str) -> None:
    """Same direction, opposing drivers either way, one part alone, no certain difference."""
    row = split([ads, 1000], [base, 1_000_000], [employed, 2_000_000]).iloc[0]
    assert said in " ".join(drivers_sentences(row, CONTEXT))


@pytest.mark.parametrize("lang", LANGS)
def test_a_county_like_the_country_is_explained_by_nothing(lang: Lang) -> None:
    """No cause of a difference is told for any county whose difference is not certain."""
    answer = queries.ask_drivers(*Chosen(edition="rapport-2026-04").asked)
    alike = answer.drivers[answer.drivers.compared_with_rest == "not_different"]
    assert len(alike) > 5
    for code in alike.county_code:
        figure = Chosen(edition="rapport-2026-04", county_code=code, window_days=90).figure("gap-drivers", lang)
        assert "skillnaden mot riket beror" not in figure.alt
        assert "difference from Sweden is due" not in figure.alt
        assert "Skillnaden beror" not in figure.alt


def test_norrbotten_in_the_report() -> None:
    """Three quarters of Norrbotten's 2,5 times the country are more ads, a quarter fewer educated."""
    answer = queries.ask_drivers(*Chosen(edition="rapport-2026-04", county_code="25").asked)
    row = answer.drivers.iloc[0]
    assert round(math.exp(row.gap_log), 1) == 2.5
    assert round(row.demand_log / row.gap_log, 2) == 0.75
    assert drivers_sentences(row, CONTEXT)[1].startswith(
        "Ungefär tre fjärdedelar av skillnaden mot riket beror på fler"
    )
