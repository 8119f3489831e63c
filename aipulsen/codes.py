"""Code lists: counties, municipalities, NUTS. What is not in a list is a stranger and stops the run."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from aipulsen.errors import DataContractError, ParameterError
from aipulsen.paths import REFERENCE_DIR
from aipulsen.text import Lang, t

COUNTRY_CODE = "00"
IT_OCCUPATIONS = "251"  # SSYK 2012: an ad for an IT specialist has a code that begins so
NOT_STATED_CODE = ""  # an ad that names no county: its own row, never dropped

# Values that stand where a county code should and mean "no county": known junk, not strangers.
COUNTY_JUNK = frozenset({"", "00", "90", "99", "null", "None"})


@dataclass(frozen=True, slots=True)
class County:
    """One of the 21 counties with its place in the European regions."""

    code: str
    name: str
    short_name: str
    nuts1_code: str
    nuts2_code: str
    nuts2_name: str
    concept_id: str
    is_big_city: bool


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of the 290 municipalities with the divisions it belongs to."""

    code: str
    name: str
    county_code: str
    fa_region_code: str
    fa_region_name: str
    metropolitan_area: str
    concept_id: str
    is_big_city: bool


def _rows(file: str) -> list[dict[str, str]]:
    with (REFERENCE_DIR / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def counties() -> dict[str, County]:
    """The 21 counties by code, in code order."""
    return {
        row["county_code"]: County(
            code=row["county_code"],
            name=row["county_name"],
            short_name=row["county_short_name"],
            nuts1_code=row["nuts1_code"],
            nuts2_code=row["nuts2_code"],
            nuts2_name=row["nuts2_name"],
            concept_id=row["taxonomy_concept_id"],
            is_big_city=row["is_big_city_county"] == "1",
        )
        for row in _rows("counties.csv")
    }


@cache
def municipalities() -> dict[str, Municipality]:
    """The 290 municipalities by code, in code order."""
    return {
        row["municipality_code"]: Municipality(
            code=row["municipality_code"],
            name=row["municipality_name"],
            county_code=row["county_code"],
            fa_region_code=row["fa_region_code"],
            fa_region_name=row["fa_region_name"],
            metropolitan_area=row["metropolitan_area"],
            concept_id=row["taxonomy_concept_id"],
            is_big_city=row["is_big_city_municipality"] == "1",
        )
        for row in _rows("municipalities.csv")
    }


@cache
def county_codes() -> frozenset[str]:
    """The 21 valid county codes."""
    return frozenset(counties())


@cache
def municipality_codes() -> frozenset[str]:
    """The 290 valid municipality codes."""
    return frozenset(municipalities())


@cache
def _county_by_concept() -> dict[str, str]:
    return {county.concept_id: code for code, county in counties().items()}


@cache
def _municipality_by_concept() -> dict[str, str]:
    return {place.concept_id: code for code, place in municipalities().items()}


def county_by_concept_id(concept_id: str) -> str | None:
    """The county code of a JobTech concept id, or None when it is not a county's."""
    return _county_by_concept().get(concept_id)


def municipality_by_concept_id(concept_id: str) -> str | None:
    """The municipality code of a JobTech concept id, or None when it is not a municipality's."""
    return _municipality_by_concept().get(concept_id)


def county_of_municipality(code: str) -> str:
    """The county a municipality lies in; an unknown code raises DataContractError."""
    try:
        return municipalities()[code].county_code
    except KeyError as exc:
        raise DataContractError("codes.unknown_municipality", code=code) from exc


def check_county(code: str) -> str:
    """A county code given by a person, checked; an unknown one names the valid codes."""
    if code not in counties():
        valid = ", ".join(f"{c.code} {c.short_name}" for c in counties().values())
        raise ParameterError("codes.invalid_county", code=code, valid=valid)
    return code


def check_municipality(code: str) -> str:
    """A municipality code given by a person, checked."""
    if code not in municipalities():
        raise ParameterError("codes.invalid_municipality", code=code)
    return code


def county_name(code: str, lang: Lang = "sv") -> str:
    """A county's short name for people; the country and «ej angivet» have names too."""
    if code == COUNTRY_CODE:
        return t("common.country", lang)
    if code == NOT_STATED_CODE:
        return t("common.not_stated", lang)
    return counties()[code].short_name


def county_in_full(code: str, lang: Lang = "sv") -> str:
    """What a county is called where a municipality may have the same name.

    >>> [county_in_full("01", lang) for lang in ("sv", "en")]
    ['Stockholms län', 'Stockholm County']
    """
    county = counties()[code]
    return t("places.county", lang, name=county.name if lang == "sv" else county.short_name)


def region_name(code: str, lang: Lang = "sv") -> str:
    """The name of a county, municipality, NUTS1 or NUTS2 region, or the country, by its code."""
    if code in counties() or code in (COUNTRY_CODE, NOT_STATED_CODE):
        return county_name(code, lang)
    if code in municipalities():
        return municipalities()[code].name
    if code == "SE":
        return t("common.country", lang)
    for row in _rows("counties.csv"):
        if row["nuts1_code"] == code:
            return row["nuts1_name"]
        if row["nuts2_code"] == code:
            return row["nuts2_name"]
    raise DataContractError("codes.unknown_region", code=code)


@cache
def _occupations() -> dict[str, dict[Lang, str]]:
    return {row["code"]: {"sv": row["name_sv"], "en": row["name_en"]} for row in _rows("ssyk_2012.csv")}


def occupation_name(code: str, lang: Lang = "sv") -> str:
    """The official name of an occupation by its SSYK 2012 code, three or four digits; the Swedish one, marked so, where
    Statistics Sweden publishes no English one that we have, and the code itself where it is in no list.

    >>> occupation_name("2512", "en"), occupation_name("336", "en")
    ('Software- and system developers', 'Poliser (Swedish title)')
    """
    names = _occupations().get(code, {})
    if lang != "sv" and names.get("sv") and not names.get(lang):
        return t("codes.swedish_title", lang, name=names["sv"])
    return names.get(lang) or code


def region_of_county(county_code: str, region_level: str) -> str:
    """The NUTS1 or NUTS2 region a county belongs to (`region_level` «nuts1» or «nuts2»)."""
    county = counties()[county_code]
    return county.nuts1_code if region_level == "nuts1" else county.nuts2_code
