"""A snapshot of other job boards: rows of a file → checked rows with a county, and what could not be placed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from aipulsen.errors import DataContractError
from aipulsen.tables.ads import LONGEST_HEADLINE, LONGEST_NAME
from aipulsen.tables.contacts import strip_contacts
from aipulsen.tables.places import county_of_location
from aipulsen.text.safety import one_line

SITES = ("linkedin", "indeed")
_MILLISECONDS = range(10**12, 4 * 10**12)  # 2001–2096


def is_other_site(cells: Mapping[str, str | None]) -> bool:
    """Whether a row comes from a board that is not compared with: no fault, and no row of ours."""
    site = (cells.get("site") or "").casefold()
    return bool(site) and site not in SITES


def parse_board_row(cells: Mapping[str, str | None]) -> dict[str, Any]:
    """A row of the table job_board_snapshot, without status and origin; a fault is a DataContractError.

    Confidential ads name no employer, and a date may be missing or of no known form: both are missing then.
    """
    site = (cells.get("site") or "").casefold()
    if site not in SITES:
        raise DataContractError("boards.missing", field="site")
    read = {field: one_line(cells.get(field) or "") for field in ("id", "title", "company")}
    for field, most in (("id", LONGEST_NAME), ("title", LONGEST_HEADLINE)):
        if not read[field]:
            raise DataContractError("boards.missing", field=field)
        if len(read[field]) > most:
            raise DataContractError("ads.too_long", field=field, most=most)
    return {
        "id": read["id"],
        "site": site,
        "headline": strip_contacts(read["title"]),
        "employer": strip_contacts(read["company"][:LONGEST_NAME]) or None,
        "county_code": county_of_location((cells.get("location") or "")[:LONGEST_NAME]),
        "posted_date": posted_date(cells.get("date_posted")),
    }


def posted_date(value: str | None) -> str | None:
    """The day of a date as pandas writes one, ISO or milliseconds since 1970; None for any other form: 11/06/2026 may
    be June or November.

    >>> posted_date("2026-06-11 00:00:00"), posted_date("1781176800000"), posted_date("11/06/2026")
    ('2026-06-11', '2026-06-11', None)
    """
    if value is None:
        return None
    if value.isdecimal() and len(value) < 20 and int(value) in _MILLISECONDS:
        return dt.datetime.fromtimestamp(int(value) / 1000, dt.UTC).date().isoformat()
    try:
        return dt.date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return None
