"""What a move gives or costs: by hand, recomputed from the report's own salaries, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from aipulsen import queries
from aipulsen.errors import ParameterError
from aipulsen.metrics.wage_move import wage_moves
from tests.chosen import Chosen


def salary(region: str, low: float, high: float, year: str = "2024", **other: str) -> dict[str, object]:
    """A made-up salary."""
    return {
        "series": "s", "region_code": region, "region_level": "nuts1", "occupation_code": "2512", "year": year,
        "statistic": "mean", "salary_low_sek": low, "salary_high_sek": high, "status": "published", **other,
    }  # fmt: skip


def test_a_range_stays_a_range_both_ways() -> None:
    """50 200 against 40 000–43 500: 10 200 to 6 700 less; the way back 6 700 to 10 200 more, of its own middle."""
    frame = pd.DataFrame([salary("SE1", 50_200, 50_200), salary("SE3", 40_000, 43_500)])
    north = wage_moves(frame, from_region="SE1", to_region="SE3").iloc[0]
    assert (north.change_low_sek, north.change_high_sek) == (-10_200, -6_700)
    assert (round(north.change_low_share, 2), round(north.change_high_share, 2)) == (-0.20, -0.13)
    back = wage_moves(frame, from_region="SE3", to_region="SE1").iloc[0]
    assert (back.change_low_sek, back.change_high_sek) == (6_700, 10_200)
    assert back.change_low_share == pytest.approx(6_700 / 41_750)


def test_only_a_year_that_both_regions_have_is_compared() -> None:
    """2024 in one and 2023 in both: 2023; the weaker status; none in common is refused."""
    rows = [
        salary("SE1", 60_000, 60_000),
        salary("SE1", 50_000, 50_000, "2023"),
        salary("SE3", 45_000, 45_000, "2023", status="estimate"),
    ]
    move = wage_moves(pd.DataFrame(rows), from_region="SE1", to_region="SE3").iloc[0]
    assert (move.year, move.change_low_sek, move.status) == ("2023", -5_000, "estimate")
    with pytest.raises(ParameterError, match="gemensamt år"):
        wage_moves(pd.DataFrame([rows[0], rows[2]]), from_region="SE1", to_region="SE3")


def test_what_cannot_be_compared_is_refused() -> None:
    """Mean with median, and a move to where one is."""
    frame = pd.DataFrame([salary("SE1", 5e4, 5e4), salary("SE3", 4e4, 4e4, statistic="median")])
    with pytest.raises(ParameterError, match="median"):
        wage_moves(frame, from_region="SE1", to_region="SE3")
    with pytest.raises(ParameterError, match="samma region"):
        wage_moves(frame.head(1), from_region="SE1", to_region="SE1")


def test_the_report_s_sentence_recomputed() -> None:
    """«Förlorar 6 000–10 000» from its own salaries: 6 700–10 200 for developers, 5 200–11 300 for analysts."""
    rows = {
        r["occupation_code"]: r
        for r in queries.ask_move(*Chosen(edition="rapport-2026-04", wage_series="report").asked).rows()
    }
    assert (rows["2512"]["change_low_sek"], rows["2512"]["change_high_sek"]) == (-10_200, -6_700)
    assert (rows["2511"]["change_low_sek"], rows["2511"]["change_high_sek"]) == (-11_300, -5_200)
    assert {r["status"] for r in rows.values()} == {"published"}
    figure = Chosen(edition="rapport-2026-04").figure("wage-move")
    title, caption = (s.replace("\u00a0", " ") for s in (figure.title, " ".join(figure.caption)))
    assert title == "Den som flyttar från Östra Sverige till Norra Sverige får 5 200–11 300 kr lägre månadslön"
    assert "6 000–10 000 kr per månad" in caption
    assert "levnadskostnader" in caption
    assert "2024" in figure.subtitle


def test_nuts2_as_scb_publishes_it() -> None:
    """Stockholm to Övre Norrland, SSYK 251, 2020: one number, an estimate because SCB hides one sex."""
    selection = Chosen(edition="rapport-2026-04", wage_series="scb_ssyk3", move_from="SE11", move_to="SE33")
    (row,) = queries.ask_move(*selection.asked).rows()
    assert (row["occupation_code"], row["year"], row["status"]) == ("251", "2020", "estimate")
    assert row["change_low_sek"] == row["change_high_sek"] < 0
    with pytest.raises(ParameterError, match="SE33"):
        queries.ask_move(*Chosen(edition="rapport-2026-04", wage_series="scb_ssyk3", move_to="SE9").asked)
