"""Supply of competence: IT specialists' share of the employed, and moves of post-secondary educated."""

from __future__ import annotations

import pandas as pd


def specialist_shares(specialists: pd.DataFrame) -> pd.DataFrame:
    """IT specialists (SSYK 251) as a share of all employees, per county and year, and for the country.

    specialists: county_code, year, employees_persons, it_specialists_persons, status. The country («00») is the
    sum over all counties of a year, and missing that year when a county is. A share, because the number of
    employees covered by the register jumps between years; a share survives most of the jump. No employees: missing.

    >>> frame = pd.DataFrame({"county_code": ["01", "25"], "year": ["2024", "2024"], "status": ["published"] * 2,
    ...     "employees_persons": [1000, 200], "it_specialists_persons": [60, 4]})
    >>> specialist_shares(frame)[["county_code", "specialist_share"]].values.tolist()
    [['00', 0.05333333333333334], ['01', 0.06], ['25', 0.02]]
    """
    counts = ["employees_persons", "it_specialists_persons"]
    counties = specialists[["county_code", "year", *counts, "status"]]
    most = counties.groupby("year").county_code.nunique().max()
    country = counties.groupby("year", as_index=False).agg(
        employees_persons=("employees_persons", lambda s: s.sum(skipna=False)),
        it_specialists_persons=("it_specialists_persons", lambda s: s.sum(skipna=False)),
        status=("status", "first"),
        counties=("county_code", "nunique"),
    )
    country = country[country.counties == most].drop(columns="counties").assign(county_code="00")
    every = pd.concat([country, counties], ignore_index=True)
    employed = every.employees_persons.astype("Float64")
    share = every.it_specialists_persons.astype("Float64") / employed.where(employed > 0)
    return every.assign(specialist_share=share).sort_values(["county_code", "year"], ignore_index=True)


def net_moves(flows: pd.DataFrame, education: pd.DataFrame) -> pd.DataFrame:
    """Post-secondary educated who moved in, moved out, the difference, and the difference per 1 000 of the stock.

    flows: county_code, year, moved_in_persons, moved_out_persons, status (the latest year is used). education:
    county_code, base_persons. net_persons = in - out: a flow, never the stock it changes. Missing stays missing.

    >>> flows = pd.DataFrame({"county_code": ["25"], "year": ["2025"], "status": ["published"],
    ...     "moved_in_persons": [900], "moved_out_persons": [1000]})
    >>> net_moves(flows, pd.DataFrame({"county_code": ["25"], "base_persons": [50_000]})).net_per_1000.tolist()
    [-2.0]
    """
    latest = flows[flows.year == flows.year.max()]
    merged = latest.merge(education[["county_code", "base_persons"]], on="county_code", how="left")
    net = merged.moved_in_persons.astype("Int64") - merged.moved_out_persons.astype("Int64")
    base = merged.base_persons.astype("Float64")
    columns = ["county_code", "year", "moved_in_persons", "moved_out_persons", "status"]
    return merged[columns].assign(net_persons=net, net_per_1000=net.astype("Float64") / base.where(base > 0) * 1000)


def graduates_by_county(graduates: pd.DataFrame, county_of: dict[str, str]) -> pd.DataFrame:
    """Graduates of the latest academic year per county: county_code, graduates_persons, institutions.

    graduates: institution, municipality_code, academic_year, degree, graduates_persons. `county_of` maps
    municipality codes. An institution without a place is left out of the counties (its place is missing).
    """
    latest = graduates[(graduates.academic_year == graduates.academic_year.max()) & graduates.municipality_code.notna()]
    placed = latest.assign(county_code=latest.municipality_code.map(county_of))
    return placed.groupby("county_code", as_index=False).agg(
        graduates_persons=("graduates_persons", "sum"), institutions=("institution", "nunique")
    )
