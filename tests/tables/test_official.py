"""From read requests to an edition's tables: hand-made numbers, one promise each."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from aipulsen.errors import DataContractError
from aipulsen.tables import official, reference

LEVELS = ("lower", "post_secondary_short", "post_secondary_long", "unknown")


def _education(values: dict[tuple[str, str], float]) -> pd.DataFrame:
    cells = itertools.product(("men", "women"), LEVELS)
    return pd.DataFrame(
        [{"region": "25", "period": "2024", "sex": s, "level": lv, "value": values[s, lv]} for s, lv in cells]
    )


HAND: dict[tuple[str, str], float] = {
    **dict(zip(itertools.product(["men"], LEVELS), (40, 8, 10, 2), strict=True)),
    **dict(zip(itertools.product(["women"], LEVELS), (30, 9, 17, 1), strict=True)),
}


def test_both_sexes_make_the_base_and_unknown_level_is_only_population() -> None:
    """8+10 men and 9+17 women are 44 post-secondary of 117; the 3 unknown are in neither level."""
    row = official.education(_education(HAND), "o").iloc[0]
    assert row.post_secondary_persons == 44
    assert row.post_secondary_men_persons == 18
    assert row.post_secondary_women_persons == 26
    assert row.post_secondary_3y_plus_persons == 27
    assert row.unknown_level_persons == 3
    assert row.population_25_64_persons == 117
    assert (row.region_level, row.year, row.status, row.origin) == ("county", "2024", "published", "o")


def test_a_suppressed_part_hides_the_sum() -> None:
    """A county whose women are hidden has no base; it is refused rather than halved."""
    with pytest.raises(DataContractError, match="education"):
        official.education(_education({**HAND, ("women", "post_secondary_long"): np.nan}), "o")


def test_it_specialists_keep_the_years_before_the_live_table_with_their_own_origin() -> None:
    """2014–2019 from the reference, 2020 from SCB today; employees are it + other."""
    frame = pd.DataFrame(
        {"region": "25", "period": "2020", "occupation": ["it", "other"], "value": [2_000.0, 100_000.0]}
    )
    table = official.it_specialists(frame, "live")
    live = table[table.origin == "live"].iloc[0]
    assert (live.it_specialists_persons, live.employees_persons) == (2_000, 102_000)
    earlier = table[table.origin != "live"]
    assert earlier.year.max() == "2019"
    assert set(earlier.origin) == set(reference.it_specialists().origin)


def test_a_hidden_salary_has_no_row() -> None:
    """«..» is missing, never zero; the older series stand beside, unmixed."""
    frame = pd.DataFrame(
        {"region": ["SE11", "SE33"], "occupation": "2512", "period": "2025", "value": [60_000.0, np.nan]}
    )
    table = official.wages(frame, "live")
    of_series = table[(table.series == official.WAGE_SERIES) & (table.statistic == "mean")]
    asked = of_series[(of_series.year == "2025") & (of_series.occupation_code == "2512")]
    assert "SE33" not in set(asked.region_code)  # hidden today: what was shipped of it does not stand in
    live = of_series[of_series.origin == "live"]
    assert live.region_code.tolist() == ["SE11"]
    assert not asked.duplicated("region_code").any()
    assert live.salary_low_sek.tolist() == live.salary_high_sek.tolist() == [60_000.0]
    assert {"scb_ssyk3", "scb_ssyk4_all"} <= set(table.series)


def test_a_salary_off_by_ten_breaks_the_schema() -> None:
    """600 000 a month is refused."""
    frame = pd.DataFrame({"region": ["SE11"], "occupation": "2512", "period": "2025", "value": [600_000.0]})
    with pytest.raises(DataContractError, match="wages"):
        official.wages(frame, "live")


def test_those_who_left_are_counted_whatever_their_sign() -> None:
    """Some tables print them as negative."""
    frame = pd.DataFrame(
        {"region": "25", "period": "2021-2022", "contents": ["moved_in", "moved_out"], "value": [900.0, -1_100.0]}
    )
    row = official.flows(frame, "o").iloc[0]
    assert (row.moved_in_persons, row.moved_out_persons, row.education_group) == (900, 1_100, "post_secondary")


def test_per_cent_becomes_a_share_and_the_quarter_is_named_alike() -> None:
    """56 per cent is 0.56; 2025K4 is 2025Q4; anything else stops the table."""
    frame = pd.DataFrame({"region": ["SE33"], "period": ["2025K4"], "value": [56.0]})
    row = official.labour_shortage(frame, "o").iloc[0]
    assert (row.shortage_share, row.period) == (0.56, "2025Q4")
    with pytest.raises(DataContractError, match="2025 vår"):
        official.labour_shortage(frame.assign(period="2025 vår"), "o")
    with pytest.raises(DataContractError, match="labour_shortage"):
        official.labour_shortage(frame.assign(value=560.0), "o")


def test_an_institution_gets_its_municipality_by_name_or_none() -> None:
    """A name we do not know has no place, and is kept."""
    frame = pd.DataFrame(
        {
            "institution_label": ["Uppsala universitet ", "Nya högskolan"],
            "degree": "Civilingenjör",
            "period": "2023/24",
            "value": [500.0, 3.0],
        }
    )
    table = official.graduates(frame, "o")
    assert table.municipality_code.tolist()[0] == "0380"
    assert pd.isna(table.municipality_code[1])
