"""What is shared by questions about parts of AI ads: the region's ads, the rest's, and those of two earlier windows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from aipulsen import codes
from aipulsen.metrics import counting, parts
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.parts import Whole
from aipulsen.metrics.trend import YEAR_DAYS, is_broken
from aipulsen.queries.counts import ads_in_window, ads_status, cluster_effects, of_region
from aipulsen.queries.scope import Scope, scope_of
from aipulsen.queries.selection import PERIODS, Selection
from aipulsen.queries.trend import break_days, breaks_of, days_covered
from aipulsen.store.editions import Edition

Count = Callable[[pd.DataFrame], pd.Series]  # ads → ads per key
Among = Callable[[pd.DataFrame], pd.Series]  # ads → which of them the parts are parts of


@dataclass(frozen=True, slots=True)
class RegionAds:
    """The window's ads of the chosen county, or of the country, with the country's and earlier windows' beside."""

    edition: Edition
    selection: Selection
    ads: pd.DataFrame
    effect: float
    country_ads: pd.DataFrame
    country_effect: float
    earlier: Mapping[str, pd.DataFrame | None]  # the region's, by period; None: days that nobody counted
    broken: frozenset[str]  # periods with a break between then and now

    @property
    def region_code(self) -> str:
        """The chosen county, or the country."""
        return self.selection.county_code or codes.COUNTRY_CODE

    @property
    def whole(self) -> Whole:
        """What the region's parts are parts of."""
        return Whole(len(self.ads), self.effect)

    def among(self, chosen: Among) -> RegionAds:
        """The same with only some ads, now and earlier: those that tell what is asked."""
        earlier = {period: None if ads is None else ads[chosen(ads)] for period, ads in self.earlier.items()}
        country = self.country_ads[chosen(self.country_ads)]
        return dataclasses.replace(self, ads=self.ads[chosen(self.ads)], country_ads=country, earlier=earlier)


def region_ads(edition: Edition, selection: Selection) -> RegionAds:
    """The ads that the selection counts; an edition without ads gives EditionError."""
    country_ads = ads_in_window(edition, selection)
    effects = cluster_effects(edition, selection)
    assert effects is not None
    country, region = float(effects[WHOLE]), selection.county_code or codes.COUNTRY_CODE
    last_days = {period: _last_day(edition, selection, period) for period in PERIODS}
    return RegionAds(
        edition=edition,
        selection=selection,
        ads=of_region(country_ads, selection),
        effect=float(effects.get(region, country)),
        country_ads=country_ads,
        country_effect=country,
        earlier={period: _ads_until(edition, selection, day) for period, day in last_days.items()},
        broken=frozenset(p for p, day in last_days.items() if _is_broken(edition, selection, day)),
    )


def scope_of_region(region: RegionAds) -> Scope:
    """The scope of an answer about the region's ads."""
    texts = counting.count_texts(region.ads)
    return scope_of(region.edition, region.selection, ("ads",), len(region.ads), texts)


def part_rows(region: RegionAds, count: Count, keys: Iterable[str] | None = None) -> pd.DataFrame:
    """A row per key: `parts` of the region, the country's share, the verdict against the rest of the country, and
    ads_<period>, share_<period> and change_<period> of the window before and the year before.

    keys: what has a row whatever its count; None: what the region's ads have. Most ads first. A change is «break» or
    «too_few_days» where the windows cannot be compared: counts across a break stand, days nobody counted are missing.
    """
    selection, own, of_country = region.selection, count(region.ads), count(region.country_ads)
    named = own[own > 0] if keys is None else own.reindex(list(keys), fill_value=0)
    table = parts.parts(named, region.whole)
    country = Whole(len(region.country_ads), region.country_effect)
    beside = parts.parts(of_country.reindex(named.index, fill_value=0), country)
    table = table.assign(country_ads=beside.ads, country_share=beside.ads_share, compared_with_rest=None)
    if selection.county_code is not None:
        rest = Whole(country.ads - region.whole.ads, region.country_effect)
        against = parts.compared(table, region.whole, of_country.sub(own, fill_value=0).to_dict(), rest)
        table["compared_with_rest"] = against.verdict
    for period in PERIODS:
        table = table.join(_earlier(region, table, count, period))
    shared = {"window_days": selection.window_days, "level": selection.level, "status": ads_status(region.edition)}
    table = table.assign(region_code=region.region_code, **shared)
    return table.sort_values(["ads", "key"], ascending=[False, True], ignore_index=True)


def _earlier(region: RegionAds, own: pd.DataFrame, count: Count, period: str) -> pd.DataFrame:
    """The same parts in an earlier window."""
    ads = region.earlier[period]
    if ads is None:
        found = pd.DataFrame({"other_ads": pd.array([None] * len(own), "Int64")}, index=own.index)
        found = found.assign(other_share=pd.array([None] * len(own), "Float64"), verdict="too_few_days")
    else:
        found = parts.compared(own, region.whole, count(ads).to_dict(), Whole(len(ads), region.effect))
    if ads is not None and period in region.broken:
        found["verdict"] = "break"
    names = {"other_ads": f"ads_{period}", "other_share": f"share_{period}", "verdict": f"change_{period}"}
    return found[list(names)].rename(columns=names)


def _last_day(edition: Edition, selection: Selection, period: str) -> dt.date:
    back = selection.window_days if period == "previous" else YEAR_DAYS
    return edition.manifest.as_of - dt.timedelta(days=back)


def _ads_until(edition: Edition, selection: Selection, last: dt.date) -> pd.DataFrame | None:
    """The region's ads of the window that ends that day; None where the edition does not cover all of it."""
    covered = days_covered(edition)
    if covered is None or counting.window_start(last, selection.window_days) < covered[0]:
        return None
    return of_region(ads_in_window(edition, selection, last), selection)


def _is_broken(edition: Edition, selection: Selection, last: dt.date) -> bool:
    return is_broken(last, selection.window_days, edition.manifest.as_of, break_days(breaks_of(edition)))
