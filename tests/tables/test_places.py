"""A place is found by code, concept or name in any usual spelling; what is no place is told apart."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aipulsen import codes
from aipulsen.errors import DataContractError
from aipulsen.tables import remote as remote_work
from aipulsen.tables.places import county_by_name, county_of_location, municipality_by_name, place_of
from aipulsen.tables.remote import says_remote

NFD = "NFD"


def _ascii(name: str) -> str:
    return unicodedata.normalize(NFD, name).encode("ascii", "ignore").decode()


COUNTY_SPELLINGS = {
    "official": lambda full, short: full,
    "short": lambda full, short: short,
    "County": lambda full, short: f"{short} County",
    "genitive": lambda full, short: full.removesuffix(" län"),
    "small": lambda full, short: full.lower(),
    "capitals": lambda full, short: full.upper(),
    "NFD": lambda full, short: unicodedata.normalize(NFD, full),
    "ASCII": lambda full, short: f"{_ascii(short)} County",
    "two letters": lambda full, short: full.lower().replace("ä", "ae").replace("ö", "oe").replace("å", "aa"),
    "Region": lambda full, short: f"Region {short}",
    "wide": lambda full, short: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in short),
}


@pytest.mark.parametrize("spell", COUNTY_SPELLINGS.values(), ids=COUNTY_SPELLINGS)
def test_every_county_in_every_spelling(spell: Any) -> None:
    """21 counties."""
    found = {code: county_by_name(spell(c.name, c.short_name)) for code, c in codes.counties().items()}
    assert found == {code: code for code in codes.counties()}


TOWN_SPELLINGS = {
    "official": lambda name: name,
    "kommun": lambda name: f"{name} kommun",
    "genitive": lambda name: name if name.endswith("s") else f"{name}s kommun",
    "Municipality": lambda name: f"{name} Municipality",
    "NFD": lambda name: unicodedata.normalize(NFD, name),
    "capitals": lambda name: name.upper(),
    "ASCII, in its county": _ascii,
}


@pytest.mark.parametrize("spelling", TOWN_SPELLINGS)
def test_every_municipality_in_every_spelling(spelling: str) -> None:
    """290 municipalities; without å, ä and ö two of them are one name, and the county tells them apart."""
    county = (lambda code: code[:2]) if "county" in spelling else (lambda _: None)
    spell = TOWN_SPELLINGS[spelling]
    found = {code: municipality_by_name(spell(p.name), county(code)) for code, p in codes.municipalities().items()}
    assert {code: named for code, named in found.items() if named != code} == {}


@pytest.mark.parametrize(
    "pattern",
    ["Greater {} Metropolitan Area", "Greater {} Area", "{} Metropolitan Area, Sweden", "{} (Remote)", "{}, AB, SE"],
)
def test_the_boards_own_areas(pattern: str) -> None:
    """Of any town, not only of the largest three."""
    for town, code in (("Linköping", "05"), ("Umea", "24"), ("Gothenburg", "14"), ("Malmö", "12"), ("Västerås", "19")):
        assert county_of_location(pattern.format(town)) == code, town


@pytest.mark.parametrize(
    "location",
    [
        "Remote, Sweden",
        "European Union",
        "Mora, Minnesota, USA",
        "Mora, MN, US",
        "Vara, Latvia",
        "Stockholm, New Jersey",
    ],
)
def test_a_place_elsewhere_is_no_county(location: str) -> None:
    """Towns abroad bear Swedish names."""
    assert county_of_location(location) is None


SWEDISH = {"country_code": "199", "country": "Sverige"}
ADDRESSES: dict[str, tuple[list[dict[str, Any]], tuple[tuple[str, ...], str | None, bool]]] = {
    "municipality's code": ([{"municipality_code": "2580", **SWEDISH}], (("25",), "2580", False)),
    "a code as a number": ([{"municipality_code": 180}], (("01",), "0180", False)),
    "codes as pandas writes them": (
        [{"municipality_code": 2580.0, "region_code": 25.0, "country_code": 199.0}], (("25",), "2580", False),
    ),
    "the same as text": ([{"region_code": "25.0", "country_code": "199.0"}], (("25",), None, False)),
    "a column's gap": ([{"municipality_code": float("nan"), "region_code": 9.0}], (("09",), None, False)),
    "municipality's concept": ([{"municipality_concept_id": "CXbY_gui_14v"}], (("25",), "2580", False)),
    "county's concept": ([{"region_concept_id": "9hXe_F4g_eTG"}], (("25",), None, False)),
    "county's name": ([{"region": "Norrbottens län", "municipality": "Luleå"}], (("25",), "2580", False)),
    "a country by letters": ([{"municipality_code": "2580", "country_code": "SE"}], (("25",), "2580", False)),
    "junk at both levels": (
        [{"municipality_code": "9090", "region_code": "90", "municipality": "Ospecificerad arbetsort", **SWEDISH}],
        ((), None, False),
    ),
    "the country alone": ([SWEDISH], ((), None, False)),
    "no address": ([], ((), None, False)),
    "abroad": ([{"country_code": "155", "country": "Norge"}], ((), None, True)),
    "abroad by name": ([{"country": "Norge"}], ((), None, True)),
    "several counties": (
        [{"region_code": "25"}, {"region_code": "24"}, {"municipality_code": "2580"}],
        (("25", "24"), "2580", False),
    ),
    "here and abroad": ([{"country": "Norge"}, {"region_code": "25"}], (("25",), None, False)),
    "an unknown code beside a known county": (
        [{"municipality_code": "2599", "region_code": "25"}],
        (("25",), None, False),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("addresses", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_where_an_ad_is(addresses: list[dict[str, Any]], expected: Any) -> None:
    """Counties, municipality, abroad."""
    assert place_of(addresses)[:3] == expected


@pytest.mark.parametrize("address", [{"region_code": "77"}, {"municipality_code": "2599"}])
def test_an_ad_whose_only_place_is_unknown_is_refused(address: dict[str, str]) -> None:
    """Alone: it would be counted as «not stated» in silence."""
    with pytest.raises(DataContractError, match="känd"):
        place_of([address])


@pytest.mark.parametrize(
    ("text", "remote"),
    [
        ("Du kan arbeta helt på distans.", True),
        ("Möjlighet att jobba hemifrån två dagar i veckan.", True),
        ("This is a fully remote position.", True),
        ("Data scientist (remote)", True),
        ("Tjänsten går inte att utföra som distansarbete.", False),
        ("Distansarbete är inte möjligt.", False),
        ("No remote work. On site in Luleå.", False),
        ("Plats: Luleå\nDistansarbete: Nej", False),
        ("Location: Luleå\nRemote work: No\nDuration: 12 months", False),
        ("Remote work: no limits, wherever you are.", True),
        ("Du studerar på distans vid sidan av.", False),
        ("Vi söker en utvecklare i Luleå.", False),
    ],
)
def test_remote_is_what_the_text_says(text: str, remote: bool) -> None:
    """And what it denies is not remote."""
    assert says_remote(text) is remote


@settings(max_examples=200)
@given(st.from_regex(remote_work._SAYS, fullmatch=True, alphabet=st.characters(max_codepoint=0xFF)))
def test_all_that_says_remote_holds_a_word_that_is_looked_for_first(words: str) -> None:
    """A wording without one would never be searched for."""
    assert any(hint in words.lower() for hint in remote_work._HINTS)
