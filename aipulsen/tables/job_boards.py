"""A snapshot of other job boards: rows of a file → checked rows with a county, and what could not be placed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from aipulsen.errors import DataContractError
from aipulsen.tables.places import county_of_location

SITES = ("linkedin", "indeed")


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
