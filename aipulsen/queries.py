"""One function per question a page asks; each returns a small frozen result. The only place that wires
the store to the measures.

A `Selection` is what the reader has chosen. It is checked once, here, so that the page, the picture, the
CSV and the command line all ask the same question and get the same number.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.errors import ParameterError
from aipulsen.metrics import big_city, commuting, counting, employers, gap, wages
from aipulsen.provenance import Origin, weakest_status
from aipulsen.store import editions
from aipulsen.store.editions import Edition
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

WINDOWS = (90, 180)
LEVELS = ("role", "competence")
BASES = ("report", "scb", "it")
DEFINITIONS = ("counties", "municipalities", "metropolitan")
COUNTINGS = ("unique", "all")
STAFFINGS = ("all", "without")
DEFAULT_HUBS = ("0180", "2580")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the reader has chosen. None means «the edition's own default»."""

    edition: str | None = None
    window_days: int = 90
    county_code: str | None = None
    level: str = "role"
    base: str | None = None
    definition: str = "counties"
    counting: str = "unique"
    staffing: str = "all"
    hubs: tuple[str, ...] = DEFAULT_HUBS
    reference_region: str | None = None
    wage_series: str | None = None

    def checked(self) -> Selection:
        """This selection, or ParameterError naming the parameter, its value and the valid values."""
        _one_of("window", self.window_days, WINDOWS)
        _one_of("level", self.level, LEVELS)
        if self.base is not None:
            _one_of("base", self.base, BASES)
        _one_of("definition", self.definition, DEFINITIONS)
        _one_of("counting", self.counting, COUNTINGS)
        _one_of("staffing", self.staffing, STAFFINGS)
        if self.county_code is not None:
            codes.check_county(self.county_code)
        for hub in self.hubs:
            codes.check_municipality(hub)
        return self


def _one_of(name: str, value: object, valid: tuple[object, ...]) -> None:
    if value not in valid:
        raise ParameterError("queries.invalid", name=name, value=value, valid=", ".join(map(str, valid)))


@dataclass(frozen=True, slots=True)
class Scope:
    """What every answer carries: the edition, the checked selection, and where its numbers come from."""

    edition: str
    kind: str
    as_of: dt.date
    as_of_precision: str
    selection: Selection
    base: str
    origins: tuple[Origin, ...]
    total_ads: int | None

    @property
    def is_demo(self) -> bool:
        """True when every number here is made up."""
        return self.kind == "demo"

    def as_of_label(self, lang: Lang = "sv") -> str:
        """The data date in words; a month when the source says no more."""
        return fmt.month(self.as_of, lang) if self.as_of_precision == "month" else fmt.day(self.as_of, lang)

    def sources(self) -> tuple[str, ...]:
        """Producer, and title of each origin, without repetition."""
        return tuple(dict.fromkeys(f"{origin.producer}: {origin.title}" for origin in self.origins))

    def producers(self) -> tuple[str, ...]:
        """The producers, without repetition, for the short source line in a picture."""
        return tuple(dict.fromkeys(origin.producer for origin in self.origins))


def open_selected(selection: Selection, root: Path | None = None) -> Edition:
    """The edition chosen, or the default: the newest live one, else the report's."""
    if selection.edition is None:
        return editions.default_edition(root)
    return editions.open_edition(selection.edition, root)


def default_base(edition: Edition) -> str:
    """The report's base in the report's edition, SCB elsewhere."""
    return "report" if edition.manifest.kind == "report" else "scb"


def _scope(
    edition: Edition,
    selection: Selection,
    tables: tuple[str, ...],
    total_ads: int | None,
) -> Scope:
    ids = dict.fromkeys(
        origin for table in tables if edition.has(table) for origin in edition.manifest.tables[table].origins
    )
    return Scope(
        edition=edition.name,
        kind=edition.manifest.kind,
        as_of=edition.manifest.as_of,
        as_of_precision=edition.manifest.as_of_precision,
        selection=selection,
        base=selection.base or default_base(edition),
        origins=tuple(edition.manifest.origins[i] for i in ids),
        total_ads=total_ads,
    )


def _ads_status(edition: Edition) -> str:
    return "synthetic" if edition.manifest.is_demo else "measured"


def _count_table(edition: Edition) -> str:
    return "ads" if edition.has("ads") else "county_counts"


def ads_in_window(edition: Edition, selection: Selection) -> pd.DataFrame:
    """The ads the selection counts; an edition without ads (the report's) gives EditionError."""
    return counting.ads_in_window(
        edition.read("ads"),
        edition.manifest.as_of,
        selection.window_days,
        selection.level,
        counting=selection.counting,
        staffing=selection.staffing,
    )


def county_counts(edition: Edition, selection: Selection) -> pd.DataFrame:
    """AI ads per county in the window: county_code, ads, status; and «ej angivet» where there are such.

    The report's edition has totals at level AI role only; what it does not have is missing, not zero.
    """
    if edition.has("ads"):
        counts = counting.count_by_county(ads_in_window(edition, selection))
        counts = counts.assign(status=_ads_status(edition))
        not_stated_empty = (counts.county_code == codes.NOT_STATED_CODE) & (counts.ads == 0)
        return counts[~not_stated_empty].reset_index(drop=True)
    table = edition.read("county_counts")
    chosen = table[(table.window_days == selection.window_days) & (table.level == selection.level)]
    every = pd.DataFrame({"county_code": sorted(codes.county_codes())})
    counts = every.merge(chosen[["county_code", "ads", "status"]], on="county_code", how="left")
    return counts.assign(status=counts.status.fillna("missing"))


def _latest(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame[frame[column] == frame[column].max()]


def dated_status(status: str, period: str) -> str:
    """An estimate carries its year: «estimate 2018»; other statuses stand as they are."""
    return f"{status} {period[:4]}" if status == "estimate" else status


def county_bases(edition: Edition, base: str) -> pd.DataFrame:
    """The denominators per county: county_code, base_persons, status, period."""
    if base == "report":
        if not edition.has("report_bases"):
            raise ParameterError("queries.base_not_here", edition=edition.name, valid="scb, it")
        frame = edition.read("report_bases").assign(period="april 2026")
    elif base == "scb":
        table = edition.read("education")
        table = _latest(table[table.region_level == "county"], "year")
        frame = table.rename(
            columns={"region_code": "county_code", "post_secondary_persons": "base_persons", "year": "period"}
        )
    else:
        table = _latest(edition.read("it_specialists"), "year")
        frame = table.rename(columns={"it_specialists_persons": "base_persons", "year": "period"})
    frame = frame.assign(status=[dated_status(s, p) for s, p in zip(frame.status, frame.period, strict=True)])
    return frame[["county_code", "base_persons", "status", "period"]].reset_index(drop=True)


_BASE_TABLE = {"report": "report_bases", "scb": "education", "it": "it_specialists"}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; missing is None, never NaN (JSON has no NaN)."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """Gap scores: one row per county, the country, and the ads that name no county."""

    scope: Scope
    gap: pd.DataFrame
    country: dict[str, Any]
    not_stated_ads: int

    @property
    def compared_with_rest(self) -> gap.Comparison:
        """Whether the (single) shown county differs from the rest of the country at 95 %."""
        row = self.gap.iloc[0]
        return gap.compared_with_rest(
            _plain(row.ads), _plain(row.base_persons), self.country["ads"], self.country["base_persons"]
        )

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return _records(self.gap)


def ask_gap(selection: Selection, root: Path | None = None) -> GapAnswer:
    """How many AI ads per 1 000 post-secondary educated has each county, and how sure is it?"""
    selection = selection.checked()
    edition = open_selected(selection, root)
    base = selection.base or default_base(edition)
    counts = county_counts(edition, selection)
    bases = county_bases(edition, base)
    placed = counts[counts.county_code != codes.NOT_STATED_CODE]
    scored = gap.gap_scores(placed, bases)
    country = gap.country_gap(placed, bases)
    not_stated = counts[counts.county_code == codes.NOT_STATED_CODE]
    if len(not_stated):
        scored = pd.concat([scored, not_stated.assign(ads_status=not_stated.status)], ignore_index=True)
        scored["reliability"] = scored.reliability.fillna("not_applicable")
    scored = scored.assign(
        county_name=[codes.county_name(c) for c in scored.county_code],
        window_days=selection.window_days,
        level=selection.level,
        base=base,
        base_period=bases.period.iloc[0],
    )
    if edition.has("report_figures") and base == "report" and selection.level == "role":
        printed = edition.read("report_figures")
        printed = printed[printed.figure == "gap_score"].set_index("region_code")["value"]
        if selection.window_days == 90:
            scored["gap_score_printed"] = scored.county_code.map(printed)
    lead = ["county_code", "county_name", "ads", "base_persons", "gap_score", "gap_low", "gap_high"]
    scored = scored[lead + [c for c in scored.columns if c not in lead]]
    if selection.county_code is not None:
        shown = scored[scored.county_code == selection.county_code].reset_index(drop=True)
    else:
        shown = scored
    total = None if placed.ads.isna().all() else int(counts.ads.sum())
    scope = _scope(edition, selection, (_count_table(edition), _BASE_TABLE[base]), total)
    return GapAnswer(scope, shown, country, int(not_stated.ads.sum()) if len(not_stated) else 0)


def bases_of(edition: Edition) -> tuple[str, ...]:
    """The bases this edition can divide by; the report's own base exists only in its edition."""
    return tuple(base for base in BASES if edition.has(_BASE_TABLE[base]))


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """Big cities against the rest: the chosen definition, and all three side by side."""

    scope: Scope
    split: pd.DataFrame
    all_definitions: dict[str, pd.DataFrame]

    def rows(self) -> list[dict[str, Any]]:
        """The chosen definition's rows."""
        return _records(self.split)


def _group_counts(edition: Edition, selection: Selection, definition: str) -> pd.DataFrame:
    """AI ads per group of a definition; null where the edition cannot place its ads that finely."""
    if definition == "counties":
        counts = county_counts(edition, selection)
        groups = [_county_group(code) for code in counts.county_code]
    elif edition.has("ads"):
        ads = ads_in_window(edition, selection)
        counts = pd.DataFrame({"ads": 1, "status": _ads_status(edition)}, index=ads.index)
        groups = [_municipality_group(code, definition) for code in ads.municipality_code]
    else:
        return pd.DataFrame(
            {"group": ["big_city", "rest"], "ads": pd.array([None, None], "Int64"), "status": "missing"}
        )
    summed = counts.assign(group=groups).groupby("group", as_index=False)
    return summed.agg(
        ads=("ads", lambda s: s.sum(min_count=1)),
        status=("status", lambda s: weakest_status(*s)),
    )


def _county_group(code: str) -> str:
    if code == codes.NOT_STATED_CODE:
        return "not_stated"
    return "big_city" if codes.counties()[code].is_big_city else "rest"


def _municipality_group(code: object, definition: str) -> str:
    if not isinstance(code, str) or code not in codes.municipalities():
        return "not_stated"
    place = codes.municipalities()[code]
    inside = place.is_big_city if definition == "municipalities" else bool(place.metropolitan_area)
    return "big_city" if inside else "rest"


def _group_population(edition: Edition, definition: str) -> pd.DataFrame:
    """Population per group: group, population_persons, population_share, status, period."""
    if definition == "municipalities" and edition.has("report_figures"):
        figures = edition.read("report_figures").set_index("figure")["value"]
        share = float(figures["big_city_population_share"])
        return pd.DataFrame(
            {
                "group": ["big_city", "rest"],
                "population_persons": pd.array([None, None], "Int64"),
                "population_share": [share, 1 - share],
                "population_status": "published",
                "population_period": "april 2026",
            }
        )
    level = "county" if definition == "counties" else "municipality"
    people = edition.read("population")
    people = _latest(people[people.region_level == level], "period")
    group_of = _county_group if level == "county" else lambda code: _municipality_group(code, definition)
    people = people.assign(group=[group_of(code) for code in people.region_code])
    summed = people.groupby("group", as_index=False).agg(
        population_persons=("population_persons", "sum"),
        population_status=("status", lambda s: weakest_status(*s)),
        population_period=("period", "first"),
    )
    total = summed.population_persons.sum()
    return summed.assign(population_share=summed.population_persons.astype("float64") / float(total))


def _split(edition: Edition, selection: Selection, definition: str) -> pd.DataFrame:
    counts = _group_counts(edition, selection, definition)
    return big_city.big_city_split(counts, _group_population(edition, definition)).assign(
        definition=definition, window_days=selection.window_days, level=selection.level
    )


def ask_split(selection: Selection, root: Path | None = None) -> SplitAnswer:
    """How much of the demand is in the big cities, against how much of the population?"""
    selection = selection.checked()
    edition = open_selected(selection, root)
    every = {definition: _split(edition, selection, definition) for definition in DEFINITIONS}
    chosen = every[selection.definition]
    total = None if chosen.ads.isna().all() else int(chosen.ads.sum())
    scope = _scope(edition, selection, (_count_table(edition), "population"), total)
    return SplitAnswer(scope, chosen, every)


@dataclass(frozen=True, slots=True)
class EmployersAnswer:
    """Who advertises in the county (or the country), and how much hangs on one of them."""

    scope: Scope
    employers: pd.DataFrame
    ads: pd.DataFrame
    dependence: employers.Dependence | None
    is_named_only: bool

    def rows(self) -> list[dict[str, Any]]:
        """One row per employer."""
        return _records(self.employers)


def ask_employers(selection: Selection, root: Path | None = None) -> EmployersAnswer:
    """Who are the employers behind the county's AI ads?

    In the report's edition only the employers the report names, with its words; a number only where it
    prints one. Elsewhere every employer in the window.
    """
    selection = selection.checked()
    edition = open_selected(selection, root)
    if edition.has("ads"):
        ads = ads_in_window(edition, selection)
        if selection.county_code is not None:
            ads = ads[ads.county_code == selection.county_code]
        table = employers.employer_table(ads).assign(status=_ads_status(edition), words=None)
        base = _base_of(edition, selection)
        dependence = employers.dependence(table, base) if len(ads) else None
        scope = _scope(edition, selection, ("ads",), len(ads))
        listed = ads.sort_values(["published_date", "id"], ascending=[False, True]).reset_index(drop=True)
        return EmployersAnswer(scope, table, listed, dependence, is_named_only=False)
    named = edition.read("report_employers")
    if selection.county_code is not None:
        named = named[named.county_code == selection.county_code]
    named = named[named.window_days == selection.window_days]
    if selection.level != "role":
        named = named.iloc[0:0]
    counts = county_counts(edition, selection)
    in_county = named.merge(counts[["county_code", "ads"]], on="county_code", suffixes=("", "_county"))
    share = in_county.ads_share.fillna(in_county.ads.astype("Float64") / in_county.ads_county.astype("Float64"))
    # A share that the report gives of a county is no share of the country.
    of_region = share if selection.county_code is not None else share.where(share.isna())
    table = in_county.assign(ads_share=of_region, county_ads_share=share, is_staffing=False)[
        [
            "employer",
            "employer_kind",
            "is_staffing",
            "ads",
            "ads_share",
            "roles",
            "status",
            "words",
            "county_code",
            "county_ads_share",
        ]
    ]
    chosen = counts if selection.county_code is None else counts[counts.county_code == selection.county_code]
    total = None if chosen.ads.isna().all() else int(chosen.ads.sum())
    scope = _scope(edition, selection, ("report_employers", "county_counts"), total)
    return EmployersAnswer(scope, table, pd.DataFrame(), None, is_named_only=True)


def _base_of(edition: Edition, selection: Selection) -> float | None:
    bases = county_bases(edition, selection.base or default_base(edition))
    if selection.county_code is not None:
        bases = bases[bases.county_code == selection.county_code]
    return float(bases.base_persons.sum()) if bases.base_persons.notna().all() else None


@dataclass(frozen=True, slots=True)
class WagesAnswer:
    """Wage gaps per region and occupation against a reference region, beside the window's AI ads."""

    scope: Scope
    wages: pd.DataFrame
    series: str
    reference_region: str
    all_series: tuple[str, ...]
    all_regions: tuple[str, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row per region and occupation."""
        return _records(self.wages)


# Series in the order they are preferred, and the region each is compared with unless the reader says.
WAGE_SERIES = ("report", "scb_ssyk4", "demo", "scb_ssyk3")
IT_OCCUPATIONS = ("2511", "2512", "251")


def ask_wages(selection: Selection, root: Path | None = None) -> WagesAnswer:
    """What does an IT specialist earn in each region, and how far is that from the reference region?"""
    selection = selection.checked()
    edition = open_selected(selection, root)
    table = edition.read("wages")
    table = table[table.occupation_code.isin(IT_OCCUPATIONS)]
    regional = table[table.region_level != "country"]
    known = tuple(s for s in dict.fromkeys((*WAGE_SERIES, *sorted(table.series.unique()))) if s in set(regional.series))
    series = selection.wage_series or known[0]
    _one_of("wage-series", series, known)
    rows = regional[(regional.series == series) & (regional.statistic == "mean")]
    regions = tuple(sorted(rows.region_code.unique()))
    reference = selection.reference_region or regions[0]
    _one_of("reference", reference, regions)
    gaps = wages.wage_gaps(rows, reference_region_code=reference)
    ads = _ads_by_region(edition, selection, rows.region_level.iloc[0])
    gaps = gaps.merge(ads, on="region_code", how="left").assign(
        region_name=lambda f: [codes.region_name(c) for c in f.region_code],
        occupation_name=lambda f: [t(f"occupation.{c}") for c in f.occupation_code],
        is_reference=lambda f: f.region_code == reference,
        reference_region=reference,
        series=series,
        window_days=selection.window_days,
        level=selection.level,
    )
    total = None if ads.ads.isna().all() else int(county_counts(edition, selection).ads.sum())
    scope = _scope(edition, selection, (_count_table(edition),), total)
    used = tuple(edition.manifest.origins[i] for i in sorted(rows.origin.unique()))
    scope = dataclasses.replace(scope, origins=(*used, *scope.origins))
    return WagesAnswer(scope, gaps, series, reference, known, regions)


def _ads_by_region(edition: Edition, selection: Selection, region_level: str) -> pd.DataFrame:
    counts = county_counts(edition, selection)
    counts = counts[counts.county_code != codes.NOT_STATED_CODE]
    regions = [codes.region_of_county(code, region_level) for code in counts.county_code]
    summed = counts.assign(region_code=regions).groupby("region_code", as_index=False)
    return summed.agg(ads=("ads", lambda s: s.sum(min_count=1)), ads_status=("status", lambda s: weakest_status(*s)))


@dataclass(frozen=True, slots=True)
class CommutingAnswer:
    """In-commuters to each hub, the largest origins, and the ratio between the first two hubs."""

    scope: Scope
    hubs: pd.DataFrame
    origins: pd.DataFrame
    ratio: float | None

    def rows(self) -> list[dict[str, Any]]:
        """One row per hub."""
        return _records(self.hubs)


def ask_commuting(selection: Selection, root: Path | None = None) -> CommutingAnswer:
    """How many commute into each hub, from where, and how do the hubs compare?"""
    selection = selection.checked()
    edition = open_selected(selection, root)
    matrix = edition.read("commuting")
    totals = edition.read("commuting_totals") if edition.has("commuting_totals") else None
    hubs = commuting.hub_comparison(totals, matrix, selection.hubs)
    counts = county_counts(edition, selection).set_index("county_code")
    hub_counties = [codes.county_of_municipality(hub) for hub in hubs.hub]
    hubs = hubs.assign(
        hub_name=[codes.municipalities()[hub].name for hub in hubs.hub],
        county_code=hub_counties,
        county_ads=[counts.ads.get(code) for code in hub_counties],
        window_days=selection.window_days,
        level=selection.level,
    )
    largest = [
        commuting.largest_origins(matrix, hub, 8, prefer_year=year).assign(hub=hub)
        for hub, year in zip(hubs.hub, hubs.year, strict=True)
    ]
    origins = pd.concat(largest, ignore_index=True)
    origins = origins.assign(origin_name=[codes.municipalities()[c].name for c in origins.origin_code])
    ratio = None
    pair = hubs.head(2)
    if len(pair) == 2 and pair.is_complete.all() and (pair.in_commuters.fillna(0) > 0).all():
        ratio = float(hubs.in_commuters.iloc[0]) / float(hubs.in_commuters.iloc[1])
    total = None if counts.ads.isna().all() else int(counts.ads.sum())
    scope = _scope(edition, selection, ("commuting_totals", "commuting", _count_table(edition)), total)
    return CommutingAnswer(scope, hubs, origins, ratio)


def newer_edition(edition: Edition, root: Path | None = None) -> str | None:
    """The name of a live edition with newer data than this one, or None."""
    if edition.manifest.is_demo:
        return None
    newest = editions.default_edition(root)
    return newest.name if newest.manifest.as_of > edition.manifest.as_of else None
