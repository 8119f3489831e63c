"""The demo's ads: made-up employers that publish in clusters, one change of engine, every level and every kind."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from aipulsen import codes
from aipulsen.metrics.clusters import LABELLED_LOTS
from aipulsen.publishing import demo_work
from aipulsen.publishing.demo_statistics import STATUS

AI_SHARE = 0.12  # far more than in life: a small demo must fill every view
IT_SHARE = 0.15  # of the ads that are not AI ads, those for IT specialists
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
_CALL_FROM_ADS = 3  # so many at once are most often a university's call, published within a week
_CALL_IS_UNIVERSITY = 0.7
_TWIN = 0.1  # of an employer's further ads: the same text again
_TITLES = (
    ("AI-ingenjör", "role"),
    ("Maskininlärningsingenjör", "role"),
    ("Doktorand i maskininlärning", "role"),
    ("AI-strateg", "role"),
    ("Dataingenjör med AI-inriktning", "competence"),
    ("Backendutvecklare, språkmodeller", "competence"),
    ("Verksamhetsutvecklare", "competence"),
    ("Processingenjör", "competence"),
)
_TITLE_WEIGHTS = (0.16, 0.12, 0.12, 0.06, 0.18, 0.16, 0.10, 0.10)


def made_up_ads(
    rng: np.random.Generator, as_of: dt.date, days: int, ads_per_day: int, county_weights: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The AI ads, and how many ads of any kind there were by day and county."""
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
    ai_ads = all_ads[chosen].assign(cluster=cluster, size=size)
    ai_ads = ai_ads.sort_values(["published_date", "cluster"], kind="stable", ignore_index=True)
    dressed = _dressed(rng, ai_ads)
    return dressed, _with_it_ads(totals, dressed)


def _with_it_ads(totals: pd.DataFrame, ai_ads: pd.DataFrame) -> pd.DataFrame:
    """The totals with their IT ads: the AI ads for IT specialists, and a share of the other ads (its own numbers)."""
    rng, key = np.random.default_rng(len(totals)), ["published_date", "county_code"]
    placed = ai_ads.assign(county_code=ai_ads.county_code.fillna(""))
    placed["it"] = placed.ssyk_code.fillna("").str.startswith(codes.IT_OCCUPATIONS)
    counted = placed.groupby(key).agg(ai=("id", "size"), it=("it", "sum")).reset_index()
    merged = totals.merge(counted, on=key, how="left").fillna({"ai": 0, "it": 0})
    others = (merged.ads - merged.ai).astype(int)
    it_ads = merged["it"].astype(int) + rng.binomial(others, IT_SHARE)
    county = totals.county_code.where(totals.county_code != "", None)
    return totals.assign(it_ads=it_ads, county_code=county)


def _clusters(rng: np.random.Generator, county: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which employer's lot each AI ad belongs to (numbered), and how many ads the lot has.

    A county's ads in order of time are cut into lots of the sizes in `LABELLED_LOTS`; its last lot may be cut short.
    """
    cluster, size = np.zeros(len(county), dtype=int), np.zeros(len(county), dtype=int)
    number = 0
    for code in np.unique(county):
        rows = np.flatnonzero(county == code)
        start = 0
        while start < len(rows):
            lot = rows[start : start + int(rng.choice(LABELLED_LOTS))]
            cluster[lot], size[lot] = number, len(lot)
            number, start = number + 1, start + len(lot)
    return cluster, size


def _called_at_once(rng: np.random.Generator, day: np.ndarray, cluster: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The days of publication, where the ads of a call are moved to the week of its first."""
    first = pd.Series(day).groupby(cluster).transform("min").to_numpy()
    within = first + rng.integers(0, 5, size=len(day))
    moved: np.ndarray = np.where((size >= _CALL_FROM_ADS) & (within <= day), within, day)
    return moved


def made_up_breaks(as_of: dt.date, days: int) -> pd.DataFrame:
    """The made-up engine change behind the rise in `made_up_ads`: without its line the rise would look like news."""
    new = as_of - dt.timedelta(days=days - 1) + dt.timedelta(days=int(days * 2 / 3) + 1)
    return pd.DataFrame({"date": [new.isoformat()], "kind": "engine", "detail": "demo 2", **STATUS})


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
    is_further = chosen.cluster.duplicated().to_numpy()
    first_text = pd.Series(text).groupby(chosen.cluster.to_numpy()).transform("first").to_numpy()
    text = np.where(is_further & (rng.random(n) < _TWIN), first_text, text)
    ads = pd.DataFrame(
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
            "ssyk_code": None,
            "occupation_name": None,
            "level": level,
            "score": score,
            "threshold": np.where(level == "role", 65, 25),
            "sector": "demo",
            "terms": [("AI|maskininlärning" if t % 2 else "AI") for t in title],
            "text_hash": [f"{value:016x}" for value in text],
            "vacancies": rng.integers(1, 4, size=n),
            "link": None,
        }
    )
    return demo_work.with_work(ads, title, chosen.cluster.to_numpy())


def made_up_snapshot(rng: np.random.Generator, as_of: dt.date, county_weights: pd.Series) -> pd.DataFrame:
    """Some ads of two job boards at one time, drawn by the same counties."""
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
            **STATUS,
        }
    )
