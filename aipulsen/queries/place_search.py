"""Which county does a place lie in? A reader's words become a municipality or a county."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from aipulsen import codes
from aipulsen.errors import ParameterError
from aipulsen.tables.places import county_by_name, county_of_location, folded, municipality_by_name

MOST_FOUND = 8
_LETTER_CODE = 2  # «AB» and «BD» are counties to job boards, not to readers


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that a reader's words may mean: its name, its county, its municipality where it is one."""

    name: str
    county_code: str
    municipality_code: str | None = None


def search_places(words: str) -> tuple[FoundPlace, ...]:
    """The places that a reader's words may mean, likeliest first, at most eight; none: no place is called so.

    A name in any spelling that ads may have («Kiruna», «Norrbottens län», «Gothenburg»); else the names that begin
    with the words; else those that hold them. Accents may be left out.

    >>> [place.county_code for place in (*search_places("kiruna"), *search_places("Visby"))]
    ['25', '09']
    >>> [place.name for place in search_places("lule")]
    ['Luleå']
    """
    if not words.strip():
        return ()
    town, county = municipality_by_name(words), county_by_name(words)
    if town is not None:
        return (_town(town),)
    if county is not None:
        return (FoundPlace(codes.counties()[county].name, county),)
    if len(words.strip()) > _LETTER_CODE and (other := county_of_location(f"{words}, Sverige")) is not None:
        return (FoundPlace(words.strip(), other),)
    if not (wanted := _plain(words)):
        return ()
    every = [*(FoundPlace(c.name, code) for code, c in codes.counties().items()), *map(_town, codes.municipalities())]
    begins = [place for place in every if _plain(place.name).startswith(wanted)]
    holds = [place for place in every if wanted in _plain(place.name)] if len(wanted) > _LETTER_CODE else []
    return tuple((begins or holds)[:MOST_FOUND])


def _town(code: str) -> FoundPlace:
    place = codes.municipalities()[code]
    return FoundPlace(place.name, place.county_code, code)


def _plain(name: str) -> str:
    """A name without accents."""
    return unicodedata.normalize("NFKD", folded(name)).encode("ascii", "ignore").decode()


def county_asked(words: str) -> str:
    """The county code that a person gave as a code or as a place's name. Refused (ParameterError): a name of no place,
    with the valid codes; one that may mean places of several counties, with those."""
    found = search_places(words)
    if not found:
        return codes.check_county(words.strip())
    counties = {place.county_code for place in found}
    if len(counties) == 1:
        return counties.pop()
    named = ", ".join(f"{place.name} ({place.county_code})" for place in found)
    raise ParameterError("places.several", words=words, found=named)
