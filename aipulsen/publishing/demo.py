"""The demo edition: every name and number drawn from a seeded generator, so that each view can be tried.

Nothing here is data. Employers are plainly fictitious, populations are drawn around a power law, and every
row says `synthetic`. The same parameters give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aipulsen import codes
from aipulsen.paths import rebuilt_editions_dir
from aipulsen.provenance import EngineStamp, Manifest, reference_origin
from aipulsen.store import editions

AS_OF = dt.date(2026, 6, 30)
DAYS = 730
ADS_PER_DAY = 80
SEED = 20260630
AI_SHARE = 0.12  # far more than in life: a small demo must fill every view
_STATUS = {"status": "synthetic", "origin": "demo"}

_KIND_NAMES: dict[str, tuple[str, ...]] = {
    "university": ("{Word}högskolan i {place}", "{Word}universitetet i {place}"),
    "institute": ("Exempelinstitutet för {word}",),
    "agency": ("{Word}verket", "{Word}myndigheten"),
    "municipality_region": ("Sagostads kommun i {place}", "Region Exempel {place}", "{Word}kommunen"),
    "industry": ("Demogruvan {word} i {place} AB", "{Word} Stål & Skruv AB", "Fiktiva {word} AB"),
    "consulting": ("{Word} & Fantasi AB", "Exempelkonsulterna {word} AB"),
    "staffing": ("Demobemanning {word} AB",),
    "other": ("Exempelappar {word} AB", "Molnslottet {word} AB", "{Word}banken", "Fabelhandel {word} i {place} AB"),
}
_WORDS = (
    "påhitt", "låtsas", "saga", "fabel", "luftslott", "dimma", "drake", "enhörning", "regnbåge", "gåta", "myt", "dröm",
    "tomte", "troll", "älva", "kvast", "spegel", "skugga", "eko", "viska", "bubbla", "fjäder", "knut", "prick",
    "streck", "cirkel", "kub", "prisma", "spiral", "vågor",
)  # fmt: skip
_KIND_WEIGHTS = {
    "university": 0.06, "institute": 0.06, "agency": 0.1, "municipality_region": 0.13, "industry": 0.2,
    "consulting": 0.21, "staffing": 0.09, "other": 0.15,
}  # fmt: skip
# How many AI ads one employer has at a time: as the employers of the labelled ads, Σn²/Σn = 2.56.
CLUSTER_ADS = (8, 7, 5, 4, 3, 3, 3, *[2] * 11, *[1] * 54)
_CALL_FROM_ADS = 3  # so many at once are most often a university's call, published within a week
_CALL_IS_UNIVERSITY = 0.7
_TWIN = 0.1  # of an employer's further ads: the same text again
_TITLES = (
    ("AI-ingenjör", "role", "2512", "Mjukvaruutvecklare"),
    ("Maskininlärningsingenjör", "role", "2512", "Mjukvaruutvecklare"),
    ("Doktorand i maskininlärning", "role", "2314", "Doktorand"),
    ("AI-strateg", "role", "1311", "IT-chef"),
    ("Dataingenjör med AI-inriktning", "competence", "2511", "Systemarkitekt"),
    ("Backendutvecklare, språkmodeller", "competence", "2512", "Mjukvaruutvecklare"),
    ("Verksamhetsutvecklare", "competence", "2422", "Utredare"),
    ("Processingenjör", "competence", "2145", "Civilingenjör"),
)
# Groups of AI work and tools that ads with each title may name (made up), the likeliest first.
_WORK_GROUPS = (
    ("machine_learning", "generative", "data_mlops", "agents"),
    ("machine_learning", "data_mlops", "vision", "speech_language"),
    ("research", "machine_learning", "vision"),
    ("strategy_leadership", "governance_law", "generative"),
    ("data_mlops", "machine_learning"),
    ("generative", "agents", "tool_use"),
    ("tool_use", "strategy_leadership", "governance_law"),
    ("machine_learning", "tool_use"),
)
_NAMED_TOOLS = ("Python", "SQL", "Azure", "AWS", "PyTorch", "Kubernetes", "Power BI", "Copilot")
_TITLE_WEIGHTS = (0.16, 0.12, 0.12, 0.06, 0.18, 0.16, 0.10, 0.10)
_OCCUPATIONS = {"2511": 54_000, "2512": 50_000, "2514": 45_000, "2519": 47_000, "1311": 72_000}


def generate_demo_tables(
    *, as_of: dt.date = AS_OF, days: int = DAYS, ads_per_day: int = ADS_PER_DAY, seed: int = SEED
) -> dict[str, pd.DataFrame]:
    """Every table of the demo edition. `ads_per_day` counts all ads, AI or not."""
    rng = np.random.default_rng(seed)
    people = _population(rng)
    county_weights = _county_weights(people)
    ads, totals = _ads(rng, as_of, days, ads_per_day, county_weights)
    commuting = _commuting(rng, people)
    return {
        "ads": ads,
        "ad_totals": totals,
        "breaks": _breaks(as_of, days),
        "education": _education(rng, people),
        "it_specialists": _it_specialists(rng, people),
        "population": _population_table(people),
        "wages": _wages(rng),
        "commuting": commuting,
        "commuting_totals": _commuting_totals(commuting),
        "flows": _flows(rng, people),
        "graduates": _graduates(rng),
        "institutions": _institutions(),
        "labour_shortage": _labour_shortage(rng),
        "job_board_snapshot": _snapshot(rng, as_of, county_weights),
        "ai_exposure": _exposure(rng),
        "published_ads": _published_ads(rng, people),
        "occupation_outlook": _outlook(rng),
    }


def build_demo_edition(folder: Path | None = None, **parameters: Any) -> editions.Edition:
    """Publish the demo edition; the same parameters give the same bytes."""
    frames = generate_demo_tables(**parameters)
    as_of = parameters.get("as_of", AS_OF)
    manifest = Manifest(
        name=editions.DEMO_EDITION,
        kind="demo",
        as_of=as_of,
        as_of_precision="day",
        published_at=f"{as_of.isoformat()}T12:00:00+02:00",
        tables={},
        origins={"demo": reference_origin("demo")},
        engine=EngineStamp("demo", "0" * 16, "0" * 16),
        period_start=as_of - dt.timedelta(days=parameters.get("days", DAYS) - 1),
    )
    return editions.publish(
        folder or rebuilt_editions_dir(),
        manifest,
        frames,
        origins_of=dict.fromkeys(frames, ("demo",)),
        periods=dict.fromkeys(frames, "påhittad"),
        replace=True,
    )


def _population(rng: np.random.Generator) -> pd.Series:
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


def _county_weights(people: pd.Series) -> pd.Series:
    """Where ads fall: as people live, tilted to the large, with three counties kept small on purpose so that
    the faces «dolt», «osäkert» and «inga annonser» can be seen."""
    weights = _by_county(people).astype(float) ** 1.05
    weights["25"] *= 3.2  # one county that is clearly higher, to be found
    weights /= weights.sum()
    for code, value in (("09", 0.0002), ("23", 0.004), ("10", 0.012)):
        weights[code] = value
    return weights / weights.sum()


def _ads(
    rng: np.random.Generator, as_of: dt.date, days: int, ads_per_day: int, county_weights: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    start = np.datetime64(as_of) - np.timedelta64(days - 1, "D")
    calendar = start + np.arange(days)
    weekday = (calendar.astype("datetime64[D]").astype(int) + 3) % 7
    rhythm = np.array([1.25, 1.3, 1.25, 1.2, 1.1, 0.45, 0.45])[weekday]
    growth = np.linspace(0.85, 1.15, days)
    lot = rng.poisson(ads_per_day * rhythm * growth)
    day_of = np.repeat(np.arange(days), lot)
    everywhere = np.array([*county_weights.index, ""])
    shares = np.append(county_weights.to_numpy() * 0.95, 0.05)
    county = everywhere[rng.choice(len(everywhere), size=len(day_of), p=shares)]
    notice = rng.random(len(day_of)) < 0.02
    # A break: after two thirds of the period the share of AI ads rises by half.
    chance = AI_SHARE * np.where(day_of > days * 2 / 3, 1.5, 1.0)
    chosen = rng.random(len(day_of)) < chance
    cluster, size = _clusters(rng, county[chosen])
    day_of[chosen] = _called_at_once(rng, day_of[chosen], cluster, size)
    all_ads = pd.DataFrame({"published_date": calendar[day_of].astype(str), "county_code": county})
    totals = (
        all_ads.assign(ads=1, notice_ads=notice.astype(int))
        .groupby(["published_date", "county_code"], as_index=False)[["ads", "notice_ads"]]
        .sum()
    )
    totals["county_code"] = totals.county_code.where(totals.county_code != "", None)
    ai_ads = all_ads[chosen].assign(cluster=cluster, size=size)
    ai_ads = ai_ads.sort_values(["published_date", "cluster"], kind="stable", ignore_index=True)
    return _dressed(rng, ai_ads), totals


def _clusters(rng: np.random.Generator, county: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which employer's lot each AI ad belongs to (numbered), and how many ads the lot has.

    A county's ads in order of time are cut into lots of the sizes in `CLUSTER_ADS`; its last lot may be cut short.
    """
    cluster, size = np.zeros(len(county), dtype=int), np.zeros(len(county), dtype=int)
    number = 0
    for code in np.unique(county):
        rows = np.flatnonzero(county == code)
        start = 0
        while start < len(rows):
            lot = rows[start : start + int(rng.choice(CLUSTER_ADS))]
            cluster[lot], size[lot] = number, len(lot)
            number, start = number + 1, start + len(lot)
    return cluster, size


def _called_at_once(rng: np.random.Generator, day: np.ndarray, cluster: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The days of publication, where the ads of a call are moved to the week of its first."""
    first = pd.Series(day).groupby(cluster).transform("min").to_numpy()
    within = first + rng.integers(0, 5, size=len(day))
    moved: np.ndarray = np.where((size >= _CALL_FROM_ADS) & (within <= day), within, day)
    return moved


def _breaks(as_of: dt.date, days: int) -> pd.DataFrame:
    """The made-up engine change behind the rise in `_ads`: without its line the rise would look like news."""
    new = as_of - dt.timedelta(days=days - 1) + dt.timedelta(days=int(days * 2 / 3) + 1)
    return pd.DataFrame({"date": [new.isoformat()], "kind": "engine", "detail": "demo 2", **_STATUS})


def _employers(rng: np.random.Generator, chosen: pd.DataFrame) -> pd.DataFrame:
    """An employer's name and kind for each lot, indexed by its number; plainly fictitious, seldom the same twice."""
    lots = chosen.drop_duplicates("cluster").sort_values("cluster").set_index("cluster")
    kinds, weights = list(_KIND_WEIGHTS), list(_KIND_WEIGHTS.values())
    names, found = [], []
    for row in lots.itertuples():
        is_call = row.size >= _CALL_FROM_ADS and rng.random() < _CALL_IS_UNIVERSITY
        kind = "university" if is_call else str(rng.choice(kinds, p=weights))
        form = _KIND_NAMES[kind][int(rng.integers(len(_KIND_NAMES[kind])))]
        word = _WORDS[int(rng.integers(len(_WORDS)))]
        names.append(form.format(place=_seat_name(row.county_code), word=word, Word=word.capitalize()))
        found.append(kind)
    return pd.DataFrame({"employer": names, "employer_kind": found}, index=lots.index)


def _seat_name(county: str) -> str:
    """The municipality that a county's made-up employers are called after."""
    if not county:
        return "Ingenstans"
    towns = [m for m in codes.municipalities() if m[:2] == county]
    return codes.municipalities()[f"{county}80" if f"{county}80" in towns else towns[0]].name


def _municipalities(rng: np.random.Generator, county: np.ndarray) -> list[str | None]:
    """Where in the county each ad is: nowhere stated now and then, most often the seat."""
    homes = {c: [m for m in codes.municipalities() if m[:2] == c] for c in codes.counties()}
    places: list[str | None] = []
    for code, pick in zip(county, rng.random(len(county)), strict=True):
        seat = f"{code}80"
        if not code or pick < 0.06:
            places.append(None)
        elif pick < 0.6 and seat in codes.municipalities():
            places.append(seat)
        else:
            places.append(homes[code][int(pick * 1e6) % len(homes[code])])
    return places


def _dressed(rng: np.random.Generator, chosen: pd.DataFrame) -> pd.DataFrame:
    """AI ads given an employer, a title, a score, and now and then a twin.

    chosen: published_date, county_code («» for none), cluster (one employer's lot), size.
    """
    n = len(chosen)
    county = chosen.county_code.to_numpy()
    employer = _employers(rng, chosen).loc[chosen.cluster]
    names, kinds = employer.employer.tolist(), employer.employer_kind.tolist()
    places = _municipalities(rng, county)
    # One employer's lot is one kind of job: its ads are alike, as those of a call are.
    title = rng.choice(len(_TITLES), size=chosen.cluster.max() + 1 if n else 0, p=_TITLE_WEIGHTS)[chosen.cluster]
    level = np.array([_TITLES[t][1] for t in title])
    score = np.where(level == "role", rng.choice([65, 75, 80, 90], size=n), rng.choice([25, 40, 50], size=n))
    text = rng.integers(0, 2**62, size=n)
    words = np.random.default_rng(n).random((n, len(_NAMED_TOOLS)))  # its own numbers: the rest stays as it was
    is_further = chosen.cluster.duplicated().to_numpy()
    first_text = pd.Series(text).groupby(chosen.cluster.to_numpy()).transform("first").to_numpy()
    text = np.where(is_further & (rng.random(n) < _TWIN), first_text, text)
    return pd.DataFrame(
        {
            "id": [f"demo-{i:08d}" for i in range(n)],
            "original_id": None,
            "headline": [f"{_TITLES[t][0]} (DEMO)" for t in title],
            "employer": names,
            "employer_kind": kinds,
            "is_staffing": [k == "staffing" for k in kinds],
            "county_code": np.where(county == "", None, county),
            "municipality_code": places,
            "published_date": chosen.published_date,
            "last_published_date": None,
            "ssyk_code": [_TITLES[t][2] for t in title],
            "occupation_name": [_TITLES[t][3] for t in title],
            "level": level,
            "score": score,
            "threshold": np.where(level == "role", 65, 25),
            "sector": "demo",
            "terms": [("AI|maskininlärning" if t % 2 else "AI") for t in title],
            "text_hash": [f"{value:016x}" for value in text],
            "vacancies": rng.integers(1, 4, size=n),
            "link": None,
            "work_groups": [_named(_WORK_GROUPS[t], draw) for t, draw in zip(title, words, strict=True)],
            "named_tools": [_named(_NAMED_TOOLS, draw) for draw in words],
        }
    )


def _named(names: tuple[str, ...], draw: npt.NDArray[np.float64]) -> str | None:
    """Some of the names, the first ones likelier, as the column joins them."""
    chosen = [name for place, (name, drawn) in enumerate(zip(names, draw, strict=False)) if drawn < 0.8 / (1 + place)]
    return "|".join(chosen) or None


def _education(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
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
                    **_STATUS,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _it_specialists(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
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
                    **_STATUS,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def _population_table(people: pd.Series) -> pd.DataFrame:
    frames = [
        pd.DataFrame(
            {
                "region_code": series.index,
                "region_level": level,
                "period": "2025-12-31",
                "population_persons": series.to_numpy(),
                **_STATUS,
            }
        )
        for level, series in (("county", _by_county(people)), ("municipality", people))
    ]
    return pd.concat(frames, ignore_index=True)


_SPREAD = {"mean": 1.0, "p10": 0.7, "p25": 0.83, "median": 0.98, "p75": 1.14, "p90": 1.32}


def _wages(rng: np.random.Generator) -> pd.DataFrame:
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
                        **_STATUS,
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


def _commuting(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
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
            **_STATUS,
        }
    )


def _commuting_totals(commuting: pd.DataFrame) -> pd.DataFrame:
    into = commuting[commuting.home_municipality_code != commuting.work_municipality_code]
    summed = into.groupby("work_municipality_code").employed_persons.sum()
    return pd.DataFrame(
        {
            "hub_municipality_code": summed.index,
            "year": "2025",
            "in_commuters_persons": summed.to_numpy(),
            **_STATUS,
        }
    )


def _flows(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
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
                    **_STATUS,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def _seats() -> dict[str, str]:
    return {c: f"{c}80" for c in codes.counties() if f"{c}80" in codes.municipalities()}


def _institutions() -> pd.DataFrame:
    rows = [
        {
            "institution": f"Demouniversitetet i {codes.municipalities()[seat].name}",
            "municipality_code": seat,
            **_STATUS,
        }
        for seat in _seats().values()
    ]
    return pd.DataFrame(rows)


def _graduates(rng: np.random.Generator) -> pd.DataFrame:
    rows = [
        {
            "institution": institution,
            "municipality_code": municipality,
            "academic_year": year,
            "degree": degree,
            "graduates_persons": int(rng.integers(20, 900)),
            **_STATUS,
        }
        for institution, municipality in zip(
            _institutions().institution, _institutions().municipality_code, strict=True
        )
        for year in ("2022/23", "2023/24", "2024/25")
        for degree in ("Civilingenjör", "Högskoleingenjör", "Systemvetare")
    ]
    return pd.DataFrame(rows)


def _labour_shortage(rng: np.random.Generator) -> pd.DataFrame:
    regions = sorted({county.nuts2_code for county in codes.counties().values()})
    rows = [
        {"region_code": r, "period": f"{y}Q{q}", "shortage_share": round(float(rng.uniform(0.2, 0.6)), 3), **_STATUS}
        for r in regions
        for y in (2024, 2025)
        for q in (1, 2, 3, 4)
    ]
    return pd.DataFrame(rows)


def _snapshot(rng: np.random.Generator, as_of: dt.date, county_weights: pd.Series) -> pd.DataFrame:
    n = 240
    county = rng.choice(county_weights.index.to_numpy(), size=n, p=county_weights.to_numpy())
    kinds = [f"{word.capitalize()}banken" for word in _WORDS] + [f"Fiktiva {word} AB" for word in _WORDS]
    return pd.DataFrame(
        {
            "id": [f"demo-li-{i}" for i in range(n)],
            "site": np.where(rng.random(n) < 0.6, "linkedin", "indeed"),
            "headline": [f"{_TITLES[i % len(_TITLES)][0]} (DEMO)" for i in range(n)],
            "employer": [kinds[i % len(kinds)] for i in rng.integers(0, 99, n)],
            "county_code": county,
            "posted_date": [(as_of - dt.timedelta(days=int(d))).isoformat() for d in rng.integers(0, 30, n)],
            **_STATUS,
        }
    )


def _published_ads(rng: np.random.Generator, people: pd.Series) -> pd.DataFrame:
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
            **_STATUS,
        }
    )


def _outlook(rng: np.random.Generator) -> pd.DataFrame:
    """An assessment per county and occupation; the country's is its counties' most common, without a situation."""
    rows = [
        {
            "region_code": code,
            "occupation_code": occupation,
            "period": "2026-03–2026-05",
            "recruitment_situation": str(rng.choice(["shortage", "balance", "surplus"])),
            "job_opportunities": str(rng.choice(["large", "medium", "small"])),
            "demand_5_years": str(rng.choice(["increase", "unchanged", "decrease"])),
            **_STATUS,
        }
        for code in codes.counties()
        for occupation in ("2511", "2512", "2516", "3512")
    ]
    counties = pd.DataFrame(rows)
    country = counties.groupby("occupation_code", as_index=False).agg(lambda values: values.mode().iloc[0])
    country = country.assign(region_code=codes.COUNTRY_CODE, recruitment_situation=None)
    return pd.concat([country[counties.columns], counties], ignore_index=True)


def _exposure(rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "county_code": list(codes.counties()),
            "year": "2025",
            "exposed_share": rng.uniform(0.12, 0.32, 21).round(4),
            **_STATUS,
        }
    )
