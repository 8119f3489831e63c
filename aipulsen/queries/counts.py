"""The two numbers every rate is made of: the ads in the window and the base."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd

from aipulsen import codes
from aipulsen.bases import BASES, Base
from aipulsen.errors import ParameterError
from aipulsen.keepers import ANSWERS, TABLES, kept_in
from aipulsen.metrics import clusters, counting
from aipulsen.metrics.counting import window_start
from aipulsen.provenance import weakest_status
from aipulsen.queries.scope import default_base
from aipulsen.queries.selection import COUNTED, WINDOWS, Selection
from aipulsen.store.editions import Edition


def ads_status(edition: Edition) -> str:
    """The status of counts made from ads: measured, or made up."""
    return "synthetic" if edition.manifest.is_demo else "measured"


def count_table(edition: Edition) -> str:
    """The table an edition's counts come from."""
    return "ads" if edition.has("ads") else "county_counts"


def chosen_ads(edition: Edition, selection: Selection) -> pd.DataFrame:
    """Every ad of the edition, or with `research` «without» all but those whose title is a research post's."""
    ads = edition.read("ads")
    if selection.research == "all":
        return ads
    from aipulsen.scoring.skills import is_research_title  # the engine's own words load with the first who asks

    return ads[~ads.headline.map(is_research_title).astype(bool)]


def of_region(ads: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The chosen county's ads; all of them where no county is chosen."""
    return ads if selection.county_code is None else counting.of_county(ads, selection.county_code)


def what_counts(selection: Selection) -> Selection:
    """Of a selection what decides which of the country's ads count: every county and page asks for the same ads."""
    return selection.only(*COUNTED)


def ads_in_window(edition: Edition, selection: Selection, last: dt.date | None = None) -> pd.DataFrame:
    """The ads the selection counts, in the window that ends with the data date or with `last`; an edition without ads
    (the report's) gives EditionError. The frame is yours to change."""
    return _counted_ads(edition, what_counts(selection), last or edition.manifest.as_of).copy(deep=False)


@kept_in(TABLES)
def _counted_ads(edition: Edition, counted: Selection, last: dt.date) -> pd.DataFrame:
    return counting.ads_in_window(
        chosen_ads(edition, counted),
        last,
        counted.window_days,
        counted.level,
        counting=counted.counting,
        staffing=counted.staffing,
    )


def county_counts(edition: Edition, selection: Selection) -> pd.DataFrame:
    """AI ads per county in the window: county_code, ads, status; and «ej angivet» where there are such.

    The report's edition has totals at level AI job only; what it does not have is missing, not zero.
    """
    if edition.has("ads"):
        counts = counting.count_by_county(ads_in_window(edition, selection))
        counts = counts.assign(status=ads_status(edition))
        not_stated_empty = (counts.county_code == codes.NOT_STATED_CODE) & (counts.ads == 0)
        return counts[~not_stated_empty].reset_index(drop=True)
    table = edition.read("county_counts")
    chosen = table[(table.window_days == selection.window_days) & (table.level == selection.level)]
    every = pd.DataFrame({"county_code": sorted(codes.county_codes())})
    counts = every.merge(chosen[["county_code", "ads", "status"]], on="county_code", how="left")
    return counts.assign(status=counts.status.fillna("missing"))


def country_total(edition: Edition, selection: Selection) -> int | None:
    """The country's ads, each once: with those that state no county, without those abroad. Missing where a part is."""
    if edition.has("ads"):
        return len(ads_in_window(edition, selection))
    counts = county_counts(edition, selection)
    return None if counts.ads.isna().any() else int(counts.ads.sum())


def ads_abroad(edition: Edition, selection: Selection) -> int | None:
    """The window's ads for work outside Sweden, which no count holds; missing where the edition cannot tell."""
    if not edition.has("ads"):
        return None
    ads = edition.read("ads")
    if "place_kind" not in ads or ads.place_kind.isna().any():
        return None
    abroad = counting.ads_in_window(
        chosen_ads(edition, selection),
        edition.manifest.as_of,
        selection.window_days,
        selection.level,
        counting=selection.counting,
        staffing=selection.staffing,
        abroad=True,
    )
    return len(abroad)


def remote_ads(edition: Edition, selection: Selection) -> int | None:
    """The window's ads whose text says that the work may be done remotely; missing where the edition cannot tell."""
    if not edition.has("ads"):
        return None
    ads = ads_in_window(edition, selection)
    return int(ads.is_remote.sum()) if "is_remote" in ads and ads.is_remote.notna().all() else None


def country_ads_status(edition: Edition, counts: pd.DataFrame) -> str:
    """The status of the country's total, which may be firmer than its parts: the report prints 380 ads outside three
    counties that have 68 % of all, so its total follows from print although most counties' parts do not."""
    weakest = weakest_status(*counts.status)
    if not edition.has("report_figures") or weakest != "reconstructed" or counts.ads.isna().any():
        return weakest
    rest, share = printed_split(edition)
    return "implied" if round(rest / (1 - share)) == int(counts.ads.sum()) else weakest


def printed_split(edition: Edition) -> tuple[float, float]:
    """What the report prints of the country: ads outside the big-city counties, and those counties' share of all."""
    values = edition.read("report_figures").set_index("figure")["value"]
    return float(values["rest_ai_ads_90d"]), float(values["big_city_ai_ads_share"])


def cluster_effects(edition: Edition, selection: Selection, regions: pd.Series | None = None) -> pd.Series | None:
    """How much more the ads of each region vary than independent ones; None where there are no ads to tell.

    `regions`: each ad's region, where it is not its county.
    """
    if not edition.has("ads"):
        return None
    if regions is None:
        return _county_effects(edition, what_counts(selection), by_week=False).copy()
    return clusters.design_effects(ads_in_window(edition, selection), regions)


def cluster_lots(edition: Edition, selection: Selection) -> pd.Series | None:
    """How common each number of ads of one employer in a county is; None where there are no ads to tell."""
    if not edition.has("ads"):
        return None
    placed = counting.in_counties(ads_in_window(edition, selection)).reset_index(drop=True)
    return clusters.lots(clusters.cluster_sizes(placed))


def burst_effects(edition: Edition, selection: Selection) -> pd.Series:
    """The same over employer and week: how much an employer's own count varies because it advertises in bursts."""
    return _county_effects(edition, what_counts(selection), by_week=True).copy()


@kept_in(ANSWERS)
def _county_effects(edition: Edition, counted: Selection, *, by_week: bool) -> pd.Series:
    placed = counting.in_counties(ads_in_window(edition, counted)).reset_index(drop=True)
    return clusters.design_effects(placed, by_week=by_week)


def texts_in_window(edition: Edition, selection: Selection) -> int | None:
    """Different texts among the ads the selection counts; missing where the edition has no ads (the report's)."""
    return counting.count_texts(ads_in_window(edition, selection)) if edition.has("ads") else None


def latest(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows of the latest period."""
    return frame[frame[column] == frame[column].max()]


def dated_status(status: str, period: str) -> str:
    """An estimate carries its year: «estimate 2018»; other statuses stand as they are."""
    return f"{status} {period[:4]}" if status == "estimate" else status


def county_bases(edition: Edition, base: str, window_days: int = WINDOWS[0]) -> pd.DataFrame:
    """The denominators per county: county_code, base_persons, status, period.

    The latest statistics; of a base of ads (`Base.counts_ads`) the ads of the window, in each of their counties, which
    stand in base_persons too (`with_base_named`). A base that the edition lacks is refused (ParameterError).
    """
    if base not in bases_of(edition):
        raise ParameterError(
            "queries.base_not_here", base=base, edition=edition.name, valid=", ".join(bases_of(edition))
        )
    row = BASES[base]
    if row.counts_ads:
        totals = totals_in_window(edition, window_days)
        summed = totals.groupby("county_code")[row.column].sum()
        frame = pd.DataFrame({"county_code": sorted(codes.county_codes())})
        frame["base_persons"] = frame.county_code.map(summed).fillna(0).astype("Int64")
        first = window_start(edition.manifest.as_of, window_days)
        return frame.assign(status=ads_status(edition), period=f"{first}–{edition.manifest.as_of}")
    table = edition.read(row.table)
    if "region_level" in table:
        table = table[table.region_level == "county"].rename(columns={"region_code": "county_code"})
    dated = next((name for name in ("year", "period") if name in table), None)
    frame = (
        table.assign(period="april 2026") if dated is None else latest(table, dated).assign(period=lambda t: t[dated])
    )
    frame = frame.assign(
        base_persons=frame[row.column],
        status=[dated_status(s, p) for s, p in zip(frame.status, frame.period, strict=True)],
    )
    return frame[["county_code", "base_persons", "status", "period"]].reset_index(drop=True)


def totals_in_window(edition: Edition, window_days: int) -> pd.DataFrame:
    """All ads per day and county in the window (`ad_totals`)."""
    totals, as_of = edition.read("ad_totals"), edition.manifest.as_of
    return totals[totals.published_date.between(window_start(as_of, window_days).isoformat(), as_of.isoformat())]


def whole_base(edition: Edition, base: str, window_days: int) -> int | None:
    """The country's own base where it is not the counties' sum: its ads, each once, with those without county."""
    row = BASES[base]
    return int(totals_in_window(edition, window_days)[f"first_county_{row.column}"].sum()) if row.counts_ads else None


@kept_in(ANSWERS)  # every run of every page asks, for its filters
def bases_of(edition: Edition) -> tuple[str, ...]:
    """The bases this edition can divide by: those whose table it has, with the column filled."""
    return tuple(key for key, row in BASES.items() if edition.has(row.table) and _has_column(edition, row))


def _has_column(edition: Edition, row: Base) -> bool:
    """A column that came later is missing in older editions; only a base of ads is so new."""
    return not row.counts_ads or bool(edition.read(row.table)[row.column].notna().all())


def counted_on(edition: Edition, selection: Selection) -> Selection:
    """The selection as its base counts ads: a base of ads holds every published ad, staffing agencies' too, so every
    published AI ad is set against it."""
    if not BASES[selection.base or default_base(edition)].counts_ads:
        return selection
    return dataclasses.replace(selection, counting="all", staffing="all", research="all")


def with_base_named(frame: pd.DataFrame, base: str) -> pd.DataFrame:
    """The frame as it leaves us: what is divided by is called base_ads where it is ads."""
    return frame.rename(columns={"base_persons": "base_ads"}) if BASES[base].counts_ads else frame


def base_of(edition: Edition, selection: Selection) -> float | None:
    """The base of the chosen county or the country; missing when a part is."""
    key = selection.base or default_base(edition)
    if selection.county_code is None and BASES[key].counts_ads:
        return whole_base(edition, key, selection.window_days)
    bases = county_bases(edition, key, selection.window_days)
    if selection.county_code is not None:
        bases = bases[bases.county_code == selection.county_code]
    return float(bases.base_persons.sum()) if bases.base_persons.notna().all() else None


def ads_by_region(edition: Edition, selection: Selection, region_level: str) -> pd.DataFrame:
    """AI ads in the window per NUTS region: region_code, ads, ads_status; placed ads only."""
    return _ads_by_region(edition, what_counts(selection), region_level).copy(deep=False)


@kept_in(ANSWERS)
def _ads_by_region(edition: Edition, selection: Selection, region_level: str) -> pd.DataFrame:
    counts = county_counts(edition, selection)
    counts = counts[counts.county_code != codes.NOT_STATED_CODE]
    regions = [codes.region_of_county(code, region_level) for code in counts.county_code]
    summed = counts.assign(region_code=regions).groupby("region_code", as_index=False)
    return summed.agg(ads=("ads", lambda s: s.sum(skipna=False)), ads_status=("status", lambda s: weakest_status(*s)))
