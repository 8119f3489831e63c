"""Reference tables: `data/reference/*.csv`, each row with its status and origin, as schema-valid frames."""

from __future__ import annotations

import pandas as pd

from aipulsen import schemas
from aipulsen.paths import REFERENCE_DIR
from aipulsen.provenance import reference_origin

_REPORT = "ai-pulsen-rapport-1"
_RECONSTRUCTION = "rekonstruktion-rapport-1"


def read_reference(file: str) -> pd.DataFrame:
    """One reference CSV as text, empty cells as missing; nothing is guessed."""
    return pd.read_csv(REFERENCE_DIR / file, dtype="str", keep_default_na=False, na_values=[""])


def _numeric(frame: pd.DataFrame) -> pd.DataFrame:
    units = ("_persons", "_sek", "_share", "_ads", "_days")
    columns = [c for c in frame.columns if c.endswith(units) or c in ("ads", "value")]
    return frame.assign(**{c: pd.to_numeric(frame[c], errors="raise") for c in columns})


def _with_origin(frame: pd.DataFrame, origin: str, **constants: str) -> pd.DataFrame:
    return frame.assign(status=reference_origin(origin).status, origin=origin, **constants)


def _only(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    return schemas.validate(table, _numeric(frame[list(schemas.SCHEMAS[table].columns)]))


def county_counts() -> pd.DataFrame:
    """AI ads per county and window in the report's edition. 180 days: only Västerbotten, which the report prints; the
    other counties have no row (twice the 90 days would be no count)."""
    raw = read_reference("report_counties.csv")
    parts = [
        pd.DataFrame(
            {
                "county_code": raw.county_code,
                "window_days": days,
                "level": "role",
                "ads": raw[f"ai_ads_{days}d"],
                "status": raw[status],
            }
        )
        for days, status in ((90, "ads_status"), (180, "ads_180d_status"))
    ]
    frame = pd.concat(parts, ignore_index=True).dropna(subset=["ads"])
    frame["origin"] = frame.status.map(lambda s: _REPORT if s == "published" else _RECONSTRUCTION)
    return _only("county_counts", frame)


def report_bases() -> pd.DataFrame:
    """The report's denominators: printed ads / printed score («implied»), else reconstructed: from SCB's men, or from
    a printed score and ads that are themselves reconstructed."""
    raw = read_reference("report_counties.csv")
    frame = raw.rename(columns={"report_base_persons": "base_persons", "base_status": "status"})
    frame["origin"] = frame.status.map(lambda s: _REPORT if s == "implied" else _RECONSTRUCTION)
    return _only("report_bases", frame)


def education() -> pd.DataFrame:
    """Post-secondary educated 25–64 per county and municipality, both sexes and each: SCB's table of 2019."""
    return _only("education", _with_origin(read_reference("education_2019.csv"), "scb-uf0506-2019"))


def it_specialists() -> pd.DataFrame:
    """Employees and IT specialists (SSYK 251) by county of work, 2014–2024."""
    return _only("it_specialists", _with_origin(read_reference("it_specialists_county.csv"), "scb-yreg60"))


def population() -> pd.DataFrame:
    """Total population: counties in April 2026, municipalities at the end of 2025."""
    counties = read_reference("population_county.csv").rename(columns={"county_code": "region_code", "month": "period"})
    places = read_reference("population_municipality.csv").rename(columns={"municipality_code": "region_code"})
    frames = [
        _with_origin(counties, "scb-befolkning-2026m04", region_level="county"),
        _with_origin(places, "scb-befolkning-2025", region_level="municipality"),
    ]
    return _only("population", pd.concat(frames, ignore_index=True))


# SCB suppressed the men's values here: the women's mean stands in for both, and is marked as an estimate.
_ONE_SEX_NUTS2, _ONE_SEX_YEAR = ("SE32", "SE33"), "2020"


def scb_wages() -> pd.DataFrame:
    """SCB's monthly salaries: means per NUTS2 by SSYK 4-digit 2023–2025 and 3-digit 2014–2020; and the country's mean,
    median and percentiles by SSYK 4-digit. All sectors, both sexes."""
    means = [
        read_reference(file).assign(
            series=series,
            region_level="nuts2",
            statistic="mean",
            sector="all",
            salary_low_sek=lambda f: f.salary_sek,
            salary_high_sek=lambda f: f.salary_sek,
        )
        for file, series in (("salary_nuts2_ssyk3.csv", "scb_ssyk3"), ("salary_nuts2_ssyk4.csv", "scb_ssyk4_all"))
    ]
    old, new = _with_origin(means[0], "scb-lonyrkeregion4a"), _with_origin(means[1], "scb-lonyrkeregion4an")
    old["status"] = old.status.mask(old.region_code.isin(_ONE_SEX_NUTS2) & (old.year == _ONE_SEX_YEAR), "estimate")
    spread = read_reference("salary_percentiles_ssyk4.csv").melt(
        ["occupation_code", "year"], value_name="salary_low_sek", var_name="statistic"
    )
    spread = spread.dropna(subset=["salary_low_sek"]).assign(
        series="scb_ssyk4_all",
        statistic=lambda f: f.statistic.str.removesuffix("_sek"),
        region_code="SE",
        region_level="country",
        sector="all",
        salary_high_sek=lambda f: f.salary_low_sek,
        employees_persons=None,
    )
    frames = [old, new, _with_origin(spread, "scb-lonespridsektyrk4an")]
    return _only("wages", pd.concat(frames, ignore_index=True))


def report_wages() -> pd.DataFrame:
    """The salaries the report prints for NUTS1 «Östra» and «Norra Sverige»: means 2024, some as ranges."""
    figures = report_figures()
    salaries = figures[figures.figure.str.startswith("salary_")].copy()
    salaries["occupation_code"] = salaries.figure.str.extract(r"salary_(\d+)")[0]
    wide = salaries.groupby(["occupation_code", "region_code"], as_index=False).agg(
        salary_low_sek=("value", "min"), salary_high_sek=("value", "max")
    )
    wide = wide.assign(
        series="report",
        region_level="nuts1",
        year="2024",
        statistic="mean",
        sector="all",
        employees_persons=None,
        status="published",
        origin=_REPORT,
    )
    return _only("wages", wide)


def commuting() -> pd.DataFrame:
    """The parts of the commuting matrix that are at hand: Norrbotten, Luleå, Stockholm."""
    return _only("commuting", read_reference("commuting.csv").assign(status="published"))


def report_commuting_totals() -> pd.DataFrame:
    """In-commuters per municipality as in `commuting_totals`; Stockholm's and Luleå's of 2021 as the report prints them
    (334 000 and 9 000, which SCB's 334 177 and 8 999 confirm)."""
    figures = report_figures()
    rows = figures[figures.figure == "in_commuters"]
    printed = pd.DataFrame(
        {
            "hub_municipality_code": rows.region_code,
            "year": "2021",
            "in_commuters_persons": rows.value,
            "status": "published",
            "origin": _REPORT,
        }
    )
    keys = ["hub_municipality_code", "year"]
    both = pd.concat([printed, commuting_totals()], ignore_index=True).drop_duplicates(keys, keep="first")
    return _only("commuting_totals", both.sort_values(keys, ignore_index=True))


def commuting_totals() -> pd.DataFrame:
    """In-commuters to each of the 290 municipalities from everywhere, 2004–2015 and 2019–2021 (RAMS)."""
    return _only("commuting_totals", _with_origin(read_reference("commuting_totals.csv"), "scb-rams-pendling"))


def occupation_outlook() -> pd.DataFrame:
    """Arbetsförmedlingen's assessment of seven IT occupations per county and for the country: no measured shortage."""
    raw = read_reference("occupation_outlook.csv")
    return _only("occupation_outlook", _with_origin(raw, "af-yrkesbarometern-2025"))


def published_ads() -> pd.DataFrame:
    """All Platsbanken ads published in 2024 that state a county, and those of IT specialists (SSYK 251)."""
    return _only("published_ads", _with_origin(read_reference("published_ads_county.csv"), "platsbanken-annonser-2024"))


def institutions() -> pd.DataFrame:
    """Higher-education institutions and their main municipality: compiled by hand, unverified."""
    return _only("institutions", _with_origin(read_reference("institutions_unverified.csv"), "larosaten-overifierad"))


def ai_exposure() -> pd.DataFrame:
    """Share of employees in the fifth of occupations most exposed to generative AI, 2024."""
    return _only("ai_exposure", _with_origin(read_reference("ai_exposure_county.csv"), "daioe-2024"))


def report_labour_shortage() -> pd.DataFrame:
    """The 56 % of employers in Övre Norrland; the report does not say which quarter."""
    figures = report_figures()
    row = figures[figures.figure == "labour_shortage_share"]
    frame = pd.DataFrame({"region_code": row.region_code, "period": "okänt kvartal", "shortage_share": row.value})
    return _only("labour_shortage", frame.assign(status="published", origin=_REPORT))


def report_figures() -> pd.DataFrame:
    """Every figure the report prints, with its own words."""
    raw = read_reference("report_figures.csv").rename(columns={"region": "region_code", "words_of_the_report": "words"})
    return _only("report_figures", raw.assign(origin=_REPORT))


def report_employers() -> pd.DataFrame:
    """The employers the report names, with its words; a count only where it prints one."""
    raw = read_reference("report_employers.csv").rename(
        columns={"words_of_the_report": "words", "ads_status": "status"}
    )
    return _only("report_employers", raw.assign(origin=_REPORT))
