"""Code lists are whole and refuse strangers."""

from __future__ import annotations

import pytest

from aipulsen import codes
from aipulsen.errors import DataContractError, ParameterError


def test_sweden_has_21_counties_and_290_municipalities() -> None:
    """The lists are whole."""
    assert (len(codes.counties()), len(codes.municipalities())) == (21, 290)


def test_every_municipality_lies_in_the_county_its_code_begins_with() -> None:
    """SCB's rule holds for all 290."""
    assert all(place.county_code == code[:2] for code, place in codes.municipalities().items())


def test_an_unknown_county_names_the_valid_ones() -> None:
    """A typing mistake is answered with what could have been meant."""
    with pytest.raises(ParameterError, match="25 Norrbotten"):
        codes.check_county("26")


def test_an_unknown_municipality_in_data_stops_the_run() -> None:
    """A stranger in data is never guessed."""
    with pytest.raises(DataContractError, match="9999"):
        codes.county_of_municipality("9999")


def test_concept_ids_lead_to_the_right_county() -> None:
    """9hXe_F4g_eTG is Norrbotten, whatever public code says."""
    assert codes.county_by_concept_id("9hXe_F4g_eTG") == "25"
    assert codes.county_by_concept_id("unknown") is None


def test_region_names() -> None:
    """Counties, municipalities, NUTS regions and the country have names for people."""
    names = [codes.region_name(code) for code in ("25", "2580", "SE33", "SE3", "SE", "")]
    assert names == ["Norrbotten", "Luleå", "Övre Norrland", "Norra Sverige", "Riket", "ej angivet"]
