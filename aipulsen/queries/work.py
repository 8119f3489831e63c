"""Who asks for AI work, and on what terms is it offered?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.parts import Told, part_rows, region_ads, scope_of_region
from aipulsen.queries.scope import Scope, records
from aipulsen.queries.selection import Selection
from aipulsen.schemas import AD_LANGUAGES, EMPLOYER_KINDS, EMPLOYMENTS
from aipulsen.scoring.seniority import LEVELS, seniority
from aipulsen.store.editions import Edition

# Research institutes are counted as public: those that advertise are the state's (RISE, FOI, VTI, SMHI).
SECTORS = {
    "university": "public",
    "institute": "public",
    "agency": "public",
    "municipality_region": "public",
    "staffing": "staffing",
}
WHO = ("sector", "employer_kind")
HOW = ("employment", "hours", "language", "remote", "seniority")


@dataclass(frozen=True, slots=True)
class Theme:
    """What is told of each ad: the keys it may have, and how it is read: empty where it has none of them."""

    keys: tuple[str, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class WorkAnswer:
    """Kinds of employer and terms of the region's AI ads, a row per theme and key; themes nobody read are absent."""

    scope: Scope
    work: pd.DataFrame
    unknown: tuple[str, ...]  # themes that the edition knows of no ad
    vacancies: int | None
    ads_with_vacancies: int

    def rows(self) -> list[dict[str, Any]]:
        """One row per theme and key."""
        return records(self.work)

    def of(self, theme: str) -> pd.DataFrame:
        """The rows of a theme, in the order of its keys."""
        own = self.work[self.work.theme == theme].set_index("key", drop=False)
        return own.loc[list(THEMES[theme].keys)].reset_index(drop=True) if len(own) else own


def _as_keys(column: str, names: dict[Any, str]) -> Theme:
    """A theme that stands in a column: each value with its key."""

    def told(ads: pd.DataFrame) -> pd.Series:
        if column not in ads:
            return pd.Series(None, index=ads.index, dtype="object")
        return ads[column].astype("object").map(lambda value: names.get(value, "") if pd.notna(value) else None)

    return Theme(tuple(names.values()), told)


THEMES: dict[str, Theme] = {
    "sector": Theme(
        ("public", "private", "staffing"),
        lambda ads: ads.employer_kind.astype("object").map(lambda kind: SECTORS.get(kind, "private")),
    ),
    "employer_kind": _as_keys("employer_kind", {kind: kind for kind in EMPLOYER_KINDS}),
    "employment": _as_keys("employment", {form: form for form in EMPLOYMENTS}),
    "hours": _as_keys("is_full_time", {True: "full_time", False: "part_time"}),
    "language": _as_keys("ad_language", {language: language for language in AD_LANGUAGES}),
    "remote": _as_keys("is_remote", {True: "remote"}),
    "seniority": Theme(LEVELS, lambda ads: ads.headline.astype("object").map(lambda title: seniority(title) or "")),
}


@answered_once
def ask_work(edition: Edition, selection: Selection) -> WorkAnswer:
    """Which kinds of employer ask for AI work, and how is it offered?

    A row per theme and key: ads, share of the region's ads that state the theme with interval, the country's share,
    verdicts against the rest of the country and two earlier windows, and `vacancies`, the positions in those ads that
    state how many. A theme that no ad of the window states is left out (`unknown`): an edition made before the
    theme was kept, or a source without it. Seniority is what the title says; most titles say nothing.
    """
    return _of_themes(edition, selection.checked(), tuple(THEMES))


@answered_once
def ask_employer_kinds(edition: Edition, selection: Selection) -> WorkAnswer:
    """The same of who asks alone: of two themes in seven, for the figure that shows no more."""
    return _of_themes(edition, selection.checked(), WHO)


def _of_themes(edition: Edition, selection: Selection, themes: tuple[str, ...]) -> WorkAnswer:
    region = region_ads(edition, selection)
    found = {name: _rows_of(edition, selection, name) for name in themes}
    work = pd.concat([rows for rows in found.values() if rows is not None], ignore_index=True)
    lead = ["theme", "key", "ads", "vacancies"]
    work = work[lead + [c for c in work.columns if c not in lead]]
    stated = int(region.ads.vacancies.notna().sum())
    unknown = tuple(name for name, rows in found.items() if rows is None)
    return WorkAnswer(scope_of_region(region), work, unknown, _vacancies(region.ads.vacancies), stated)


@kept_in(ANSWERS)
def _rows_of(edition: Edition, selection: Selection, name: str) -> pd.DataFrame | None:
    """The theme's rows; None where no ad of the window states it."""
    region, theme = region_ads(edition, selection), THEMES[name]
    if not region.tally(theme.told).ads.get(codes.COUNTRY_CODE) and len(region.country_ads):
        return None
    table, read = part_rows(region, theme.told, theme.keys), region.named(theme.told)
    positions = [_vacancies(region.ads.vacancies[read == key]) for key in table.key]
    return table.assign(vacancies=pd.array(positions, "Int64")).assign(theme=name)


def _vacancies(positions: pd.Series) -> int | None:
    """The positions in ads that state how many; missing where none does."""
    return int(positions.sum()) if positions.notna().any() else None
