"""Supply of competence: worked examples, and what missing means."""

from __future__ import annotations

import pandas as pd
import pytest

from aipulsen import codes, queries
from aipulsen.errors import EditionError
from aipulsen.figures import build_figure
from aipulsen.metrics import supply
from tests.chosen import Chosen

REPORT = "rapport-2026-04"


def specialists(*rows: tuple[str, str, int | None, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["county_code", "year", "employees_persons", "it_specialists_persons"])
    counts = {c: frame[c].astype("Int64") for c in ("employees_persons", "it_specialists_persons")}
    return frame.assign(status="published", **counts)


def test_the_country_is_the_sum_of_its_counties() -> None:
    """64 specialists of 1 200 employed are 5.33 per cent, not the mean of 6 and 2 per cent."""
    shares = supply.specialist_shares(specialists(("01", "2024", 1000, 60), ("25", "2024", 200, 4)))
    country = shares[shares.county_code == "00"].iloc[0]
    assert country.specialist_share == pytest.approx(64 / 1200)


def test_a_county_without_a_value_makes_the_country_missing_not_smaller() -> None:
    """A sum over a part is not the whole; the county itself is missing, the others stand."""
    shares = supply.specialist_shares(specialists(("01", "2024", 1000, 60), ("25", "2024", None, None)))
    by_county = shares.set_index("county_code").specialist_share
    assert pd.isna(by_county["00"])
    assert pd.isna(by_county["25"])
    assert by_county["01"] == pytest.approx(0.06)


def test_a_net_move_is_a_flow_per_thousand_of_the_stock() -> None:
    """900 in and 1 000 out of 50 000 are -100 persons, -2 per 1 000; the latest year only."""
    flows = pd.DataFrame(
        {
            "county_code": ["25", "25"],
            "year": ["2024", "2025"],
            "moved_in_persons": [5000, 900],
            "moved_out_persons": [0, 1000],
            "status": "published",
        }
    )
    moves = supply.net_moves(flows, pd.DataFrame({"county_code": ["25"], "base_persons": [50_000]}))
    assert moves[["year", "net_persons", "net_per_1000"]].values.tolist() == [["2025", -100, -2.0]]


def test_an_institution_without_a_place_is_in_no_county() -> None:
    """30 graduates of a placed institution count; those of an unplaced one are nowhere."""
    graduates = pd.DataFrame(
        {
            "institution": ["A", "A", "B"],
            "municipality_code": ["2580", "2580", None],
            "academic_year": ["2024/25"] * 3,
            "degree": ["x", "y", "x"],
            "graduates_persons": [10, 20, 99],
        }
    )
    counted = supply.graduates_by_county(graduates, {"2580": "25"})
    assert counted.values.tolist() == [["25", 30, 1]]


def test_norrbotten_has_half_the_countrys_share_of_specialists() -> None:
    """SCB 2024: 2 247 of 119 001 employees are 1.9 per cent; 182 155 in the country."""
    answer = queries.ask_supply(*Chosen(edition=REPORT, county_code="25").asked)
    row = answer.rows()[0]
    assert (row["it_specialists_persons"], row["specialists_year"]) == (2247, "2024")
    assert round(row["specialist_share"], 3) == 0.019
    country = answer.specialists[(answer.specialists.county_code == "00") & (answer.specialists.year == "2024")]
    assert int(country.it_specialists_persons.iloc[0]) == 182_155


def test_the_reports_stock_is_never_shown_as_a_flow() -> None:
    """The report's edition has no moves: the query says null, the picture is refused in one sentence."""
    assert all(row["net_persons"] is None for row in queries.ask_supply(*Chosen(edition=REPORT).asked).rows())
    with pytest.raises(EditionError, match="flows"):
        build_figure("moves", *Chosen(edition=REPORT).shown())


def test_one_known_region_is_not_called_the_largest() -> None:
    """The report prints one region's shortage: the title says so, the other seven are missing in words."""
    figure = build_figure("labour-shortage", *Chosen(edition=REPORT).shown())
    assert "övriga områden saknas" in figure.title
    assert figure.table.shortage_share.isna().sum() == 7


def test_breaks_are_drawn_for_published_series_only() -> None:
    """SCB's series has three breaks, told in the caption; a made-up series has none."""
    caption = build_figure("it-specialists", *Chosen(edition=REPORT).shown()).caption
    assert any("2020: nytt register" in line for line in caption)
    assert queries.ask_supply(*Chosen(edition="demo").asked).breaks == ()


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
def test_the_outlook_is_a_mark_for_each_county_and_occupation(edition: str) -> None:
    """Every county's assessment of each occupation is drawn once; the country, which has no situation, is not."""
    figure = Chosen(edition=edition).figure("outlook")
    table = queries.ask_outlook(*Chosen(edition=edition).asked).outlook
    counties = table[table.region_code != codes.COUNTRY_CODE]
    drawn = figure.parts[0].draw(340, 500).to_dict()["data"]["values"]
    assert len(drawn) == len(counties) == len({(cell["county"], cell["occupation"]) for cell in drawn})
    assert "Riket" not in {cell["county"] for cell in drawn}
    assert "Riket" in set(figure.table.region_name)


def test_the_outlook_s_finding_counts_the_county_s_shortages() -> None:
    """Norrbotten: four of seven occupations; developers in all 21 counties."""
    assert "brist i 4 av 7 IT-yrken" in Chosen(edition="rapport-2026-04", county_code="25").figure("outlook").title
    assert "brist i 21 av 21 län" in Chosen(edition="rapport-2026-04").figure("outlook").title


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
def test_the_country_has_an_outlook_without_a_situation(edition: str) -> None:
    """Job opportunities and demand are assessed for the country, the recruitment situation is not."""
    table = queries.ask_outlook(*Chosen(edition=edition).asked).outlook
    country = table[table.region_code == codes.COUNTRY_CODE]
    assert len(country) == table.occupation_code.nunique()
    assert country.recruitment_situation.isna().all()
    assert country[["job_opportunities", "demand_5_years"]].notna().all().all()
