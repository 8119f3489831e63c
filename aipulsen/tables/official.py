"""Official statistics: what a request read (one frame per table) as schema-valid tables of an edition.

Each function takes the frame of the request with the same key in `sources/data/official_tables.toml`: the
kept dimensions as columns, `value` (missing is missing), and the id of the origin its rows come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from aipulsen import codes, periods, schemas
from aipulsen.errors import DataContractError
from aipulsen.tables import reference

STATUS = "published"
WAGE_SERIES = "scb_ssyk4_all"  # all sectors, both sexes: not comparable with the private sector's series


def _level(code: str) -> str:
    return "county" if code in codes.county_codes() else "municipality"


def _finished(table: str, frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    full = frame.assign(status=STATUS, origin=origin)
    return schemas.validate(table, full[list(schemas.SCHEMAS[table].columns)].reset_index(drop=True))


def _whole(values: pd.Series) -> pd.Series:
    return values.round().astype("Int64")


def education(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Post-secondary educated 25–64 per county and municipality, both sexes added on purpose.

    frame: region, sex (men, women), level (lower, post_secondary_short, post_secondary_long, unknown),
    period. Post-secondary is short + long of both sexes; unknown level belongs to the population only.
    """
    wide = frame.set_index(["region", "period", "sex", "level"]).value.unstack(["sex", "level"])
    post = wide.xs("post_secondary_short", axis=1, level="level") + wide.xs(
        "post_secondary_long", axis=1, level="level"
    )
    result = pd.DataFrame(
        {
            "population_25_64_persons": _whole(wide.sum(axis=1, skipna=False)),
            "post_secondary_persons": _whole(post.men + post.women),
            "post_secondary_3y_plus_persons": _whole(
                wide["men", "post_secondary_long"] + wide["women", "post_secondary_long"]
            ),
            "post_secondary_men_persons": _whole(post.men),
            "post_secondary_women_persons": _whole(post.women),
            "unknown_level_persons": _whole(wide["men", "unknown"] + wide["women", "unknown"]),
        }
    ).reset_index()
    result = result.rename(columns={"region": "region_code", "period": "year"})
    return _finished("education", result.assign(region_level=result.region_code.map(_level)), origin)


def population(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Total population per county and municipality, as published; frame: region, period (2026M04 or 2025)."""
    result = pd.DataFrame(
        {
            "region_code": frame.region,
            "region_level": frame.region.map(_level),
            "period": frame.period,
            "population_persons": _whole(frame.value),
        }
    )
    return _finished("population", result, origin)


def it_specialists(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Employees and IT specialists by county of work; earlier years from the reference table, own origin.

    frame: region, occupation (it, other), period.
    """
    wide = frame.set_index(["region", "period", "occupation"]).value.unstack("occupation")
    result = pd.DataFrame(
        {"it_specialists_persons": _whole(wide["it"]), "employees_persons": _whole(wide["it"] + wide["other"])}
    ).reset_index()
    live = _finished("it_specialists", result.rename(columns={"region": "county_code", "period": "year"}), origin)
    earlier = reference.it_specialists()
    return pd.concat([earlier[earlier.year < live.year.min()], live], ignore_index=True)


def wages(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Mean monthly salaries per NUTS2 and occupation; beside them SCB's three-digit series, and what ships of the same
    series for years, occupations and statistics that the answer lacks.

    frame: region, occupation, period. A suppressed value has no row: missing, never zero.
    """
    known = frame.dropna(subset=["value"])
    result = pd.DataFrame(
        {
            "series": WAGE_SERIES,
            "region_code": known.region,
            "region_level": known.region.map(lambda code: "country" if code == "SE" else "nuts2"),
            "occupation_code": known.occupation,
            "year": known.period,
            "statistic": "mean",
            "sector": "all",
            "salary_low_sek": known.value,
            "salary_high_sek": known.value,
            "employees_persons": pd.array([None] * len(known), dtype="Int64"),
        }
    )
    shipped = reference.scb_wages()
    of_series = (shipped.series == WAGE_SERIES) & (shipped.statistic == "mean") & (shipped.sector == "all")
    asked = pd.MultiIndex.from_frame(frame[["region", "occupation", "period"]].astype(str))
    told = pd.MultiIndex.from_frame(shipped[["region_code", "occupation_code", "year"]].astype(str)).isin(asked)
    return pd.concat([_finished("wages", result, origin), shipped[~(of_series & told)]], ignore_index=True)


def commuting(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """The whole commuting matrix of one year; frame: home, work, period. A pair without value has no row."""
    known = frame.dropna(subset=["value"])
    result = pd.DataFrame(
        {
            "year": known.period,
            "home_municipality_code": known.home,
            "work_municipality_code": known.work,
            "employed_persons": _whole(known.value),
        }
    )
    return _finished("commuting", result, origin)


def commuting_totals(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """In-commuters per hub as published; frame: municipality, period."""
    known = frame.dropna(subset=["value"])
    result = pd.DataFrame(
        {
            "hub_municipality_code": known.municipality,
            "year": known.period,
            "in_commuters_persons": _whole(known.value),
        }
    )
    return _finished("commuting_totals", result, origin)


def flows(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Moves of post-secondary educated over the county border; frame: region, contents, period."""
    wide = frame.set_index(["region", "period", "contents"]).value.unstack("contents")
    result = pd.DataFrame(
        {
            "moved_in_persons": _whole(wide.moved_in.abs()),
            "moved_out_persons": _whole(wide.moved_out.abs()),  # some tables print those who left as negative
            "education_group": "post_secondary",
        }
    ).reset_index()
    return _finished("flows", result.rename(columns={"region": "county_code", "period": "year"}), origin)


def labour_shortage(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Share of firms that report shortage of labour; frame: region (NUTS2), period, value in per cent."""
    known = frame.dropna(subset=["value"])
    result = pd.DataFrame(
        {
            "region_code": known.region,
            "period": known.period.map(quarter),
            "shortage_share": (known.value / 100).astype("Float64"),
        }
    )
    return _finished("labour_shortage", result, origin)


def graduates(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Graduates per institution, degree and academic year; frame: institution_label, degree, period."""
    known = frame.dropna(subset=["value"])
    places = reference.institutions()
    seat = dict(zip(places.institution.str.casefold(), places.municipality_code, strict=True))
    result = pd.DataFrame(
        {
            "institution": known.institution_label.str.strip(),
            "municipality_code": known.institution_label.str.strip().str.casefold().map(seat),
            "academic_year": known.period,
            "degree": known.degree,
            "graduates_persons": _whole(known.value),
        }
    )
    return _finished("graduates", result[result.graduates_persons > 0], origin)


def quarter(text: str) -> str:
    """A quarter as «2025Q4», from what the services write («2025Q4», «2025K4»; «2025 kv 4» is a stranger)."""
    found = periods.quarter(text)
    if found is None:
        raise DataContractError("stats.strange_period", table="labour_shortage", period=text)
    return found


TABLES: Mapping[str, Callable[[pd.DataFrame, str], pd.DataFrame]] = {
    "education": education,
    "population": population,
    "it_specialists": it_specialists,
    "wages": wages,
    "commuting": commuting,
    "commuting_totals": commuting_totals,
    "flows": flows,
    "labour_shortage": labour_shortage,
    "graduates": graduates,
}
