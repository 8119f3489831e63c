"""Wages follow the reader: the region the chosen county lies in is what the sentence and the marks are about."""

from __future__ import annotations

import pytest

from aipulsen import codes, queries
from aipulsen.errors import ParameterError
from tests.chosen import Chosen


def told(**chosen: str) -> str:
    """The figure's finding, with plain spaces."""
    return Chosen(**chosen).figure("wage-gap").title.replace("\u00a0", " ")


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
@pytest.mark.parametrize("county", codes.counties())
def test_the_finding_is_about_the_region_of_the_chosen_county(edition: str, county: str) -> None:
    """Also where the series has no salary there, and where the region is the reference."""
    asked = queries.ask_wages(*Chosen(edition=edition, county_code=county).asked)
    assert asked.home_region is not None
    assert codes.region_name(asked.home_region) in told(edition=edition, county_code=county)
    assert codes.county_name(county) in told(edition=edition, county_code=county)


def test_the_report_s_three_kinds_of_counties() -> None:
    """Norrbotten's region earns less, Stockholm's is the reference, Skåne's has no salary in the report's own series.

    50 200 kr against 40 000–43 500 kr, as the report prints developers' salaries.
    """
    report = {"edition": "rapport-2026-04", "wage_series": "report"}
    assert told(**report, county_code="25") == (
        "Norra Sverige, där Norrbotten ligger: medellönen för mjukvaru- och systemutvecklare är 6 700–10 200 kr lägre "
        "än i Östra Sverige"
    )
    assert told(**report, county_code="01") == (
        "Östra Sverige, där Stockholm ligger: medellönen för mjukvaru- och systemutvecklare är 50 200 kr i månaden; "
        "övriga regioner jämförs med den"
    )
    assert told(**report, county_code="12") == ("Den valda källan har ingen lön för Södra Sverige, där Skåne ligger")


def test_a_comparison_keeps_the_group_s_regions_and_the_reference() -> None:
    """Östergötland among similar counties in the demo: the regions those lie in, and Stockholm as reference."""
    selection = Chosen(edition="demo", county_code="05", comparison="similar")
    group = queries.group_codes(*selection.asked)
    assert group is not None
    expected = {codes.region_of_county(county, "nuts2") for county in group} | {"SE11"}
    shown = queries.ask_wages(*selection.asked).wages
    assert set(shown.region_code) == expected
    assert set(shown[shown.is_home].region_code) == {codes.region_of_county("05", "nuts2")}


def test_a_move_goes_to_the_chosen_county_s_region() -> None:
    """From Stockholm to where the county lies; without a county to the north, and from home to the north."""
    assert queries.ask_move(*Chosen(edition="demo", county_code="12").asked).move_to == "SE22"
    assert queries.ask_move(*Chosen(edition="demo").asked).move_to == "SE33"
    assert queries.ask_move(*Chosen(edition="demo", county_code="01").asked).move_to == "SE33"


@pytest.mark.parametrize("key", ["wage-gap", "wage-move"])
def test_occupations_are_named_with_their_code(key: str) -> None:
    """Name and code stand in the chart itself, not the code alone."""
    drawn = str([p.draw(500, 400).to_dict() for p in Chosen().figure(key).parts])
    drawn = drawn.replace("\\n", " ").replace("\\\\n", " ").replace("\\xa0", " ").replace("\u00a0", " ")
    assert "Mjukvaru- och systemutvecklare (SSYK 2512)" in drawn
    assert "Systemanalytiker och IT-arkitekter (SSYK 2511)" in drawn


def test_the_spread_draws_what_the_source_publishes() -> None:
    """2025: developers' tenth and ninetieth percentile; median, mean and middle half lie between, in that order."""
    figure = Chosen(edition="rapport-2026-04").figure("wage-spread")
    assert "39 600" in figure.title.replace("\u00a0", " ")
    assert "72 600" in figure.title.replace("\u00a0", " ")
    rows = figure.table[["p10_sek", "p25_sek", "median_sek", "mean_sek", "p75_sek", "p90_sek"]]
    assert (rows.diff(axis=1).iloc[:, 1:] > 0).all().all()
    assert set(figure.table.year) == {"2023", "2024", "2025"}
    assert not any("rapport 1" in line for line in figure.caption)  # none of it is the report's


def test_a_source_without_percentiles_has_no_spread() -> None:
    """The report prints means only: refused with the source's name."""
    with pytest.raises(ParameterError, match="lönespridning"):
        Chosen(edition="rapport-2026-04", wage_series="report").figure("wage-spread")
