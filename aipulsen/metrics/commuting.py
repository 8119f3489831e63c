"""Commuting: in-commuters to a hub, its largest origins, and supply moved to where it works."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from aipulsen.provenance import weakest_status


def hub_comparison(totals: pd.DataFrame | None, matrix: pd.DataFrame, hubs: Sequence[str]) -> pd.DataFrame:
    """In-commuters to each hub: hub, in_commuters, year, status, is_complete; one row per hub, as given.

    A published total (hub_municipality_code, year, in_commuters_persons, status) is used when there is one, the
    latest, unless the whole matrix is of a later year. Else the matrix's latest year is summed over homes other than
    the hub; then `is_complete` tells whether it holds every municipality as a home that year: if not, the sum is a
    lower bound. A hub that neither knows is missing.
    """
    rows = []
    for hub in hubs:
        row: dict[str, object] = {
            "hub": hub,
            "in_commuters": None,
            "year": None,
            "status": "missing",
            "is_complete": False,
        }
        known = totals[totals.hub_municipality_code == hub] if totals is not None else pd.DataFrame()
        into = matrix[(matrix.work_municipality_code == hub) & (matrix.home_municipality_code != hub)]
        newest = str(into.year.max()) if len(into) else ""
        is_newer = len(known) and newest > str(known.year.max()) and is_whole(matrix, newest)
        if len(known) and not is_newer:
            latest = known.sort_values("year").iloc[-1]
            row |= {
                "in_commuters": int(latest.in_commuters_persons),
                "year": latest.year,
                "status": latest.status,
                "is_complete": True,
            }
        elif len(into):
            year = into.year.max()
            into = into[into.year == year]
            row |= {
                "in_commuters": int(into.employed_persons.sum()),
                "year": year,
                "status": weakest_status(*into.status.unique()),
                "is_complete": is_whole(matrix, year),
            }
        rows.append(row)
    frame = pd.DataFrame(rows)
    return frame.assign(in_commuters=pd.array(frame.in_commuters, "Int64"))


# Part of a matrix is not the matrix: SCB's has all 290 homes. A few may be lost to secrecy in small places.
WHOLE_MATRIX_HOMES = 280


def is_whole(matrix: pd.DataFrame, year: str) -> bool:
    """Whether the matrix of a year holds (nearly) every municipality as a home."""
    return int(matrix[matrix.year == year].home_municipality_code.nunique()) >= WHOLE_MATRIX_HOMES


def largest_origins(matrix: pd.DataFrame, hub: str, count: int, *, prefer_year: str | None = None) -> pd.DataFrame:
    """The municipalities that send most commuters to the hub: origin_code, employed_persons, year, status;
    most first. Of `prefer_year` (the year of the hub's total) when the matrix has it, else of the latest.
    Nothing known: no rows."""
    into = matrix[(matrix.work_municipality_code == hub) & (matrix.home_municipality_code != hub)]
    years = set(into.year)
    into = into[into.year == (prefer_year if prefer_year in years else into.year.max())] if years else into
    into = into.sort_values(["employed_persons", "home_municipality_code"], ascending=[False, True]).head(count)
    renamed = into.rename(columns={"home_municipality_code": "origin_code"})
    return renamed[["origin_code", "employed_persons", "year", "status"]].reset_index(drop=True)


def adjusted_supply(supply: pd.Series, matrix: pd.DataFrame) -> pd.Series:
    """Supply moved to where it works: S'_j = Σ_i S_i · C_ij / Σ_j C_ij, indexed by work municipality.

    supply: persons by home municipality (index = code). matrix: home_municipality_code,
    work_municipality_code, employed_persons of one year. Σ S' = Σ S. Raises ValueError when a home of the
    supply is not in the matrix: without the whole matrix there is no answer. A home where nobody works keeps its
    supply.

    >>> supply = pd.Series({"a": 100.0, "b": 50.0})
    >>> matrix = pd.DataFrame({"home_municipality_code": ["a", "a", "b"],
    ...     "work_municipality_code": ["a", "b", "b"], "employed_persons": [30, 10, 20]})
    >>> adjusted_supply(supply, matrix).to_dict()
    {'a': 75.0, 'b': 75.0}
    """
    lost = sorted(set(supply.index) - set(matrix.home_municipality_code))
    if lost:
        raise ValueError(f"{len(lost)} homes are not in the matrix, first {lost[0]}")
    used = matrix[matrix.home_municipality_code.isin(supply.index)]
    sent = used.groupby("home_municipality_code").employed_persons.transform("sum").astype(float)
    moved = used.home_municipality_code.map(supply).astype(float) * used.employed_persons.astype(float) / sent
    summed = moved.groupby(used.work_municipality_code).sum()
    workers = used.groupby("home_municipality_code").employed_persons.sum()
    still = supply[(workers.reindex(supply.index) == 0).to_numpy()]  # nobody there works: nobody moves
    summed = summed.add(still.astype(float), fill_value=0.0)
    return summed.reindex(sorted(set(supply.index) | set(summed.index)), fill_value=np.float64(0.0))


def summed_to_counties(matrix: pd.DataFrame, county_of: Callable[[str], str]) -> pd.DataFrame:
    """The matrix between counties, in the columns `adjusted_supply` reads: for education known by county only.

    Moving a county's educated through it assumes that they live and commute within the county as all its
    employed do.
    """
    summed = matrix.assign(
        home_municipality_code=matrix.home_municipality_code.map(county_of),
        work_municipality_code=matrix.work_municipality_code.map(county_of),
    )
    keys = ["home_municipality_code", "work_municipality_code"]
    between: pd.DataFrame = summed.groupby(keys, as_index=False).employed_persons.sum()
    return between
