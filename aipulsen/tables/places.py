"""Where a job is: county and municipality from code, concept or name in any usual spelling; abroad is its own answer.

An ad may state several addresses; each county among them is one of the ad's counties (docs/places.md has the rule).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from aipulsen import codes
from aipulsen.errors import DataContractError

SWEDEN = frozenset({"199", "i46j_hmg_v64", "se", "swe", "sverige", "sweden", "752"})
ABROAD = "abroad"  # what the store says for any other country
_JUNK = frozenset({"", "null", "none", "nan", "0", "00", "0000", "90", "9090", "99", "9999"})

# What comes before and after a place's own name in the spellings that are met.
_ASIDE = re.compile(r"\([^()]*\)")
_BEFORE = re.compile(r"^(?:greater|region|city of|stor-) ?")
_AFTER = re.compile(
    r" (?:(?P<county>county|län|lan|laen)|(?P<town>kommun|municipality|stad|city)"
    r"|metropolitan (?:area|region)|metro area|area|region|(?:och|med) omnejd)$"
)
# English names, towns that are no municipality of their own, and names of old: each with its county.
_OTHER_NAMES = {
    "gothenburg": "14",
    "scania": "12",
    "dalecarlia": "20",
    "sörmland": "04",
    "kista": "01",
    "arlanda": "01",
    "visby": "09",
    "huskvarna": "06",
    "landvetter": "14",
}
# ISO 3166-2:SE, as some boards write counties: «Solna, AB, SE».
_COUNTY_LETTERS = {
    "ab": "01", "c": "03", "d": "04", "e": "05", "f": "06", "g": "07", "h": "08", "i": "09", "k": "10", "m": "12",
    "n": "13", "o": "14", "s": "17", "t": "18", "u": "19", "w": "20", "x": "21", "y": "22", "z": "23", "ac": "24",
    "bd": "25",
}  # fmt: skip


class Place(NamedTuple):
    """Where an ad says that the job is. No county and not abroad: not stated."""

    county_codes: tuple[str, ...] = ()  # each once, in the order of the addresses
    municipality_code: str | None = None  # of the first address that names one
    is_abroad: bool = False  # every address that names a country is outside Sweden
    strangers: int = 0  # addresses with an unknown code, where the county is known all the same


NOWHERE = Place()


@cache
def place_of_town(code: str) -> Place:
    """The place of an ad with one address in a known municipality: nearly every ad."""
    return Place((codes.county_of_municipality(code),), code)


def place_of(addresses: Iterable[Mapping[str, Any]]) -> Place:
    """The place of an ad's addresses. DataContractError when a code is unknown and no address is known."""
    counties: dict[str, None] = {}
    municipality: str | None = None
    abroad = strangers = 0
    stranger: DataContractError | None = None
    for address in addresses:
        if _is_abroad(address):
            abroad += 1
            continue
        try:
            county, town, is_strange = _place_in_sweden(address)
        except DataContractError as error:
            stranger, strangers = stranger or error, strangers + 1
            continue
        strangers += is_strange
        if county is not None:
            counties.setdefault(county)
            municipality = municipality or town
    if stranger is not None and not counties:
        raise stranger
    return Place(tuple(counties), municipality, bool(abroad) and not counties, strangers)


def _is_abroad(address: Mapping[str, Any]) -> bool:
    for field in ("country_code", "country_concept_id", "country"):
        if (value := _said(address.get(field))) is not None:
            return value.casefold() not in SWEDEN
    return False


def _place_in_sweden(address: Mapping[str, Any]) -> tuple[str | None, str | None, bool]:
    """County and municipality of an address, the municipality's code, concept or name before the county's; and
    whether a code in it is unknown."""
    town_code, county_code = _said(address.get("municipality_code")), _said(address.get("region_code"))
    if town_code is not None and (town := town_code.zfill(4)) in codes.municipality_codes():
        return codes.county_of_municipality(town), town, False
    concept = _said(address.get("municipality_concept_id"))
    if concept is not None and (known := codes.municipality_by_concept_id(concept)) is not None:
        return codes.county_of_municipality(known), known, False
    county = _county(address, county_code)
    name = _said(address.get("municipality"))
    if name is not None and (named := municipality_by_name(name, county)) is not None:
        return codes.county_of_municipality(named), named, town_code is not None
    if county is None and county_code is not None:
        raise DataContractError("ads.unknown_county", code=county_code[:10])
    if county is None and town_code is not None:
        raise DataContractError("codes.unknown_municipality", code=town_code[:10])
    return county, None, town_code is not None


def _county(address: Mapping[str, Any], code: str | None) -> str | None:
    if code is not None and code.zfill(2) in codes.county_codes():
        return code.zfill(2)
    concept = _said(address.get("region_concept_id"))
    if concept is not None and (known := codes.county_by_concept_id(concept)) is not None:
        return known
    name = _said(address.get("region"))
    return county_by_name(name) if name is not None else None


def _said(value: Any) -> str | None:
    """A field's words; what stands there for nothing is nothing. pandas writes a code as 2580.0 where another lacks."""
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    text = str(value).strip().removesuffix(".0")
    return None if text.casefold() in _JUNK else text


# --------------------------------------------------------------------------------------------------------- names


def folded(name: str) -> str:
    """A name for comparison: composed, small letters, plain spaces, nothing in brackets.

    >>> folded("  Stockholm (Remote)"), folded("Malmo\\u0308")
    ('stockholm', 'malmö')
    """
    plain = _ASIDE.sub(" ", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(plain.replace("-", " ").replace("_", " ").split()).strip(" .")


def _ascii_forms(name: str) -> tuple[str, str]:
    """A folded name without å, ä and ö: one letter for each, or two as in old telegrams."""
    single = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return single, name.replace("å", "aa").replace("ä", "ae").replace("ö", "oe")


def _bare(name: str) -> tuple[str, str]:
    """A name without what is written around it, and what that says it is: «county», «town» or nothing."""
    said, bare = "", _BEFORE.sub("", folded(name))
    while (found := _AFTER.search(bare)) is not None:
        said, bare = said or found.lastgroup or "", bare[: found.start()]
    return bare, said


Names = tuple[dict[str, str], dict[str, frozenset[str]]]


def _names(spelt: Iterable[tuple[str, str]]) -> Names:
    """Codes by folded name, and by ASCII form, which may mean several («Habo»: Habo and Håbo)."""
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for name, code in spelt:
        plain = folded(name)
        exact.setdefault(plain, code)
        for form in (plain, *_ascii_forms(plain)):
            loose.setdefault(form, set()).add(code)
    return exact, {form: frozenset(found) for form, found in loose.items()}


@cache
def _county_names() -> Names:
    spelt: list[tuple[str, str]] = []
    for county in codes.counties().values():
        full = _bare(county.name)[0]
        spelt += [(name, county.code) for name in (full, full.removesuffix("s"), county.short_name)]
    return _names(spelt)


@cache
def _town_names() -> Names:
    towns = [(place.name, code) for code, place in codes.municipalities().items()]
    return _names(towns + [(f"{name}s", code) for name, code in towns if not name.endswith("s")])


def county_by_name(name: str) -> str | None:
    """The county of a name in any usual spelling, or None.

    >>> [county_by_name(n) for n in ("Norrbottens län", "Vastra Gotaland County", "Region Skåne", "Ospecificerad")]
    ['25', '14', '12', None]
    """
    bare, said = _bare(name)
    return None if said == "town" else _one(_county_names(), bare)


def municipality_by_name(name: str, county: str | None = None) -> str | None:
    """The municipality of a name in any usual spelling, in that county when it is known; or None.

    >>> [municipality_by_name(n) for n in ("Göteborgs kommun", "Lulea", "Solna Municipality")]
    ['1480', '2580', '0184']
    >>> municipality_by_name("Habo", "03"), municipality_by_name("Habo")
    ('0305', '0643')
    """
    bare, said = _bare(name)
    return None if said == "county" else _one(_town_names(), bare, county)


def _one(names: Names, bare: str, county: str | None = None) -> str | None:
    """The one code of a name: as it is written, else as ASCII writes it; none when several would fit."""
    exact, loose = names

    def fits(code: str) -> bool:
        return county is None or code[:2] == county

    if (code := exact.get(bare)) is not None and fits(code):
        return code
    found = [code for code in loose.get(bare, ()) if fits(code)]
    return found[0] if len(found) == 1 else None


def county_of_location(location: str | None) -> str | None:
    """The county of a place as job boards write it, or None: «Luleå, Norrbotten County, Sweden» → «25».

    A county that is called one is believed before a town, because some towns share their name with another's
    municipality. Where the last part is no place in Sweden, the first is none either: Mora lies in Minnesota, too.

    >>> county_of_location("Luleå, Norrbotten County, Sweden"), county_of_location("Sweden")
    ('25', None)
    >>> county_of_location("Greater Linköping Metropolitan Area"), county_of_location("Mora, Minnesota")
    ('05', None)
    """
    parts = [part for part in (folded(part) for part in (location or "").split(",")) if part]
    in_sweden = bool(parts) and parts[-1] in SWEDEN
    parts = parts[:-1] if in_sweden else parts
    if not parts:
        return None
    found = [_county_of_part(part, in_sweden) for part in parts]
    if not in_sweden and found[-1] is None:
        return None
    called = (code for part, code in zip(parts, found, strict=True) if code and _bare(part)[1] == "county")
    return next(called, None) or next((code for code in found if code), None)


def _county_of_part(part: str, in_sweden: bool) -> str | None:
    """The county of one part of a location: by name, by town, by other name, by letter where Sweden is named."""
    bare, _ = _bare(part)
    town = municipality_by_name(part)
    return (
        county_by_name(part)
        or (codes.county_of_municipality(town) if town else None)
        or _OTHER_NAMES.get(bare)
        or (_COUNTY_LETTERS.get(bare) if in_sweden else None)
    )
