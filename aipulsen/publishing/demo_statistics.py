"""The demo's statistics and places: persons, wages, commuting, graduates and their like, made up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aipulsen import codes

STATUS = {"status": "synthetic", "origin": "demo"}
_OCCUPATIONS = {"2511": 54_000, "2512": 50_000, "2514": 45_000, "2519": 47_000, "1311": 72_000}


def made_up_persons(rng: np.random.Generator) -> pd.Series:
    """Made-up persons per municipality: a power law, larger where a county's seat is; no real number."""
    places = codes.municipalities()
    rank = rng.permutation(len(places)) + 1
    persons = (180_000 / rank**0.62).round().astype(int) + 2_500
    series = pd.Series(persons, index=list(places))
    boost = {"0180": 9, "1480": 7, "1280": 6, "0380": 3, "0580": 3, "2580": 2, "2480": 2, "0680": 2}
    for code, factor in boost.items():
        series[code] = 60_000 * factor + int(rng.integers(0, 9_000))
    small = {"0980": 21_000}
    for code, value in small.items():
        series[code] = value
    return series


def _by_county(people: pd.Series) -> pd.Series:
    return people.groupby(people.index.str[:2]).sum()


def made_up_county_weights(people: pd.Series) -> pd.Series:
    """Where ads fall: as people live, tilted to the large, with three counties kept small on purpose so that
    the faces «dolt», «osäkert» and «inga annonser» can be seen."""
    weights = _by_county(people).astype(float) ** 1.05
    weights["25"] *= 3.2  # one county that is clearly higher, to be found
    weights /= weights.sum()
    for code, value in (("09", 0.0002), ("23", 0.004), ("10", 0.012)):
        weights[code] = value
    return weights / weights.sum()


def made_up_education(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
    """Persons of 25–64 and the post-secondary among them, by municipality and county."""
    working = (people * 0.51).round().astype(int)
    share = pd.Series(rng.normal(0.36, 0.04, len(people)).clip(0.24, 0.55), index=people.index)
    educated = (working * share).round().astype(int)
    frames = []
    for level, group in (("municipality", pd.Series.copy), ("county", _by_county)):
        base, post = group(working), group(educated)
        frames.append(
            pd.DataFrame(
                {
                    "region_code": base.index,
                    "region_level": level,
                    "year": "2025",
                    "population_25_64_persons": base.to_numpy(),
                    "post_secondary_persons": post.to_numpy(),
                    "post_secondary_3y_plus_persons": None,
                    "post_secondary_men_persons": None,
                    "post_secondary_women_persons": None,
                    "unknown_level_persons": None,
                    **STATUS,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def made_up_it_specialists(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
    """Employed IT specialists and all employed by county of work."""
    county = _by_county(people)
    years = [str(y) for y in range(2016, 2026)]
    rows = []
    for step, year in enumerate(years):
        employed = (county * 0.46 * (1 + 0.008 * step)).round().astype(int)
        share = 0.018 + 0.022 * (county / county.max()) + 0.001 * step
        specialists = (employed * share * rng.normal(1, 0.02, len(county))).round().astype(int)
        rows.append(
            pd.DataFrame(
                {
                    "county_code": county.index,
                    "year": year,
                    "employees_persons": employed.to_numpy(),
                    "it_specialists_persons": specialists.to_numpy(),
                    **STATUS,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def made_up_population(people: pd.Series) -> pd.DataFrame:
    """Persons by municipality, county and country, in the form of SCB's monthly table."""
    frames = [
        pd.DataFrame(
            {
                "region_code": series.index,
                "region_level": level,
                "period": "2025-12-31",
                "population_persons": series.to_numpy(),
                **STATUS,
            }
        )
        for level, series in (("county", _by_county(people)), ("municipality", people))
    ]
    return pd.concat(frames, ignore_index=True)


_SPREAD = {"mean": 1.0, "p10": 0.7, "p25": 0.83, "median": 0.98, "p75": 1.14, "p90": 1.32}


def made_up_wages(rng: np.random.Generator) -> pd.DataFrame:
    """Monthly salaries by occupation and region, around one level for each occupation."""
    regions = sorted({county.nuts2_code for county in codes.counties().values()})
    rows = []
    for occupation, level in _OCCUPATIONS.items():
        for i, region in enumerate(regions):
            for step, year in enumerate(("2023", "2024", "2025")):
                salary = round(level * (1.08 if i == 0 else 0.93 + 0.01 * i) * 1.03**step * rng.normal(1, 0.01), -2)
                rows.append(
                    {
                        "series": "demo",
                        "region_code": region,
                        "region_level": "nuts2",
                        "occupation_code": occupation,
                        "year": year,
                        "statistic": "mean",
                        "sector": "all",
                        "salary_low_sek": salary,
                        "salary_high_sek": salary,
                        "employees_persons": int(rng.integers(200, 9_000)),
                        **STATUS,
                    }
                )
    return pd.concat([pd.DataFrame(rows), _wage_spread(pd.DataFrame(rows))], ignore_index=True)


def _wage_spread(regional: pd.DataFrame) -> pd.DataFrame:
    """The country's mean, median and percentiles, as parts of the mean over the regions."""
    country = {"region_code": "SE", "region_level": "country", "employees_persons": None}
    rows = []
    for _, group in regional.groupby(["occupation_code", "year"]):
        for statistic, part in _SPREAD.items():
            salary = round(float(group.salary_low_sek.mean()) * part, -2)
            told = {"statistic": statistic, "salary_low_sek": salary, "salary_high_sek": salary}
            rows.append(dict(group.iloc[0]) | country | told)
    return pd.DataFrame(rows)


def made_up_commuting(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
    """The whole matrix, gravity-like: every ordered pair, fewer the farther apart the codes stand."""
    persons = people.to_numpy(dtype=float)
    index = np.arange(len(persons))
    same_county = np.equal.outer(people.index.str[:2], people.index.str[:2])
    distance = np.abs(np.subtract.outer(index, index)) + 1.0
    pull = np.multiply.outer(np.ones(len(persons)), persons) / distance**1.1 * np.where(same_county, 6.0, 0.05)
    np.fill_diagonal(pull, 0.0)
    pull /= pull.sum(axis=1, keepdims=True)
    employed = persons * 0.46
    away = employed * rng.uniform(0.18, 0.5, len(persons))
    flows = np.floor(pull * away[:, None]).astype(int)
    np.fill_diagonal(flows, (employed - flows.sum(axis=1)).astype(int))
    home, work = np.meshgrid(people.index.to_numpy(), people.index.to_numpy(), indexing="ij")
    return pd.DataFrame(
        {
            "year": "2025",
            "home_municipality_code": home.ravel(),
            "work_municipality_code": work.ravel(),
            "employed_persons": flows.ravel(),
            **STATUS,
        }
    )


def made_up_commuting_totals(commuting: pd.DataFrame) -> pd.DataFrame:
    """In-commuters by municipality: the sums of the matrix."""
    into = commuting[commuting.home_municipality_code != commuting.work_municipality_code]
    summed = into.groupby("work_municipality_code").employed_persons.sum()
    return pd.DataFrame(
        {
            "hub_municipality_code": summed.index,
            "year": "2025",
            "in_commuters_persons": summed.to_numpy(),
            **STATUS,
        }
    )


def made_up_flows(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
    """Educated people who moved in and out, by county."""
    county = _by_county(people)
    rows = []
    for year in ("2022", "2023", "2024"):
        moved_in = (county * rng.uniform(0.010, 0.020, len(county))).round().astype(int)
        moved_out = (county * rng.uniform(0.010, 0.020, len(county))).round().astype(int)
        rows.append(
            pd.DataFrame(
                {
                    "county_code": county.index,
                    "year": year,
                    "education_group": "post_secondary",
                    "moved_in_persons": moved_in.to_numpy(),
                    "moved_out_persons": moved_out.to_numpy(),
                    **STATUS,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def _seats() -> dict[str, str]:
    return {c: f"{c}80" for c in codes.counties() if f"{c}80" in codes.municipalities()}


def made_up_institutions() -> pd.DataFrame:
    """One university for each county, where its seat is."""
    rows = [
        {
            "institution": f"Demouniversitetet i {codes.municipalities()[seat].name}",
            "municipality_code": seat,
            **STATUS,
        }
        for seat in _seats().values()
    ]
    return pd.DataFrame(rows)


def made_up_graduates(rng: np.random.Generator) -> pd.DataFrame:
    """Degrees by institution and kind, of three academic years."""
    rows = [
        {
            "institution": institution,
            "municipality_code": municipality,
            "academic_year": year,
            "degree": degree,
            "graduates_persons": int(rng.integers(20, 900)),
            **STATUS,
        }
        for institution, municipality in zip(
            made_up_institutions().institution, made_up_institutions().municipality_code, strict=True
        )
        for year in ("2022/23", "2023/24", "2024/25")
        for degree in ("Civilingenjör", "Högskoleingenjör", "Systemvetare")
    ]
    return pd.DataFrame(rows)


def made_up_labour_shortage(rng: np.random.Generator) -> pd.DataFrame:
    """Share of firms that report a shortage, by region and quarter."""
    regions = sorted({county.nuts2_code for county in codes.counties().values()})
    rows = [
        {"region_code": r, "period": f"{y}Q{q}", "shortage_share": round(float(rng.uniform(0.2, 0.6)), 3), **STATUS}
        for r in regions
        for y in (2024, 2025)
        for q in (1, 2, 3, 4)
    ]
    return pd.DataFrame(rows)


def made_up_published_ads(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
    """All ads and those for IT of one year, by county."""
    county = _by_county(people)
    every = (county * rng.uniform(0.05, 0.09, len(county))).round().astype(int)
    it = (every * rng.uniform(0.02, 0.06, len(county))).round().astype(int)
    return pd.DataFrame(
        {
            "county_code": county.index,
            "year": "2025",
            "ads": every.to_numpy(),
            "it_ads": it.to_numpy(),
            "developer_architect_ads": (it * 0.6).round().astype(int).to_numpy(),
            **STATUS,
        }
    )


def made_up_outlook(rng: np.random.Generator) -> pd.DataFrame:
    """The outlook of some occupations by county, in the words of the real source; the country's is its counties' most
    common, without a situation."""
    rows = [
        {
            "region_code": code,
            "occupation_code": occupation,
            "period": "2026-03–2026-05",
            "recruitment_situation": str(rng.choice(["shortage", "balance", "surplus"])),
            "job_opportunities": str(rng.choice(["large", "medium", "small"])),
            "demand_5_years": str(rng.choice(["increase", "unchanged", "decrease"])),
            **STATUS,
        }
        for code in codes.counties()
        for occupation in ("2511", "2512", "2516", "3512")
    ]
    counties = pd.DataFrame(rows)
    country = counties.groupby("occupation_code", as_index=False).agg(lambda values: values.mode().iloc[0])
    country = country.assign(region_code=codes.COUNTRY_CODE, recruitment_situation=None)
    return pd.concat([country[counties.columns], counties], ignore_index=True)


def made_up_exposure(rng: np.random.Generator) -> pd.DataFrame:
    """How exposed each county's jobs are to AI."""
    return pd.DataFrame(
        {
            "county_code": list(codes.counties()),
            "year": "2025",
            "exposed_share": rng.uniform(0.12, 0.32, 21).round(4),
            **STATUS,
        }
    )
