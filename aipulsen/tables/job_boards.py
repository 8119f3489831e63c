"""A snapshot of other job boards: rows of a file → checked rows with a county, and what could not be placed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from aipulsen import codes
from aipulsen.errors import DataContractError

SITES = ("linkedin", "indeed")
_COUNTY_WORDS = re.compile(r"\s+(?:county|län)$", re.IGNORECASE)
# The boards' own names of labour markets, and English town names: known fixes, each to its county.
_KNOWN = {
    "greater stockholm metropolitan area": "01",
    "greater gothenburg metropolitan area": "14",
    "greater malmö metropolitan area": "12",
    "gothenburg": "14",
    "scania": "12",
}


def county_of_location(location: str | None) -> str | None:
    """The county a board's location names, or None: «Luleå, Norrbotten County, Sweden» → «25».

    County names are tried before town names, because some towns share a name with another county's
    municipality. «Sweden» alone names no county.

    >>> county_of_location("Luleå, Norrbotten County, Sweden"), county_of_location("Sweden")
    ('25', None)
    """
    parts = [part.strip().casefold() for part in (location or "").split(",") if part.strip()]
    for part in parts:
        if part in _KNOWN:
            return _KNOWN[part]
    for part in parts:
        bare = _COUNTY_WORDS.sub("", part)
        if bare != part and (code := _county_names().get(bare)):
            return code
    return next((_town_names()[part] for part in parts if part in _town_names()), None)


@cache
def _county_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for county in codes.counties().values():
        full = _COUNTY_WORDS.sub("", county.name)
        names |= {name.casefold(): county.code for name in (full, full.removesuffix("s"), county.short_name)}
    return names


@cache
def _town_names() -> dict[str, str]:
    return {place.name.casefold(): place.county_code for place in codes.municipalities().values()}


def parse_board_row(cells: Mapping[str, str | None]) -> dict[str, str | None]:
    """A row of the table job_board_snapshot, without status and origin; a fault is a DataContractError."""
    site = (cells.get("site") or "").casefold()
    if site not in SITES:
        raise DataContractError("boards.site", value=site or "–", valid=", ".join(SITES))
    for field in ("id", "title", "company"):
        if cells.get(field) is None:
            raise DataContractError("boards.missing", field=field)
    posted = cells.get("date_posted")
    if posted is not None:
        try:
            posted = dt.date.fromisoformat(posted[:10]).isoformat()
        except ValueError as exc:
            raise DataContractError("boards.date", value=posted[:40]) from exc
    return {
        "id": cells["id"],
        "site": site,
        "headline": cells["title"],
        "employer": cells["company"],
        "county_code": county_of_location(cells.get("location")),
        "posted_date": posted,
    }
