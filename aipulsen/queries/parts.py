"""What is shared by questions about parts of AI ads: the region's ads, the rest's, and those of two earlier windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from aipulsen import codes
from aipulsen.metrics import counting, parts
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.parts import Whole
from aipulsen.metrics.trend import YEAR_DAYS
from aipulsen.queries.counts import ads_in_window, ads_status, cluster_effects
from aipulsen.queries.scope import Scope, scope_of
from aipulsen.queries.selection import PERIODS, Selection
from aipulsen.queries.trend import break_days, breaks_of, days_covered
from aipulsen.store.editions import Edition

Count = Callable[[pd.DataFrame], pd.Series]  # ads → ads per key
Among = Callable[[pd.DataFrame], pd.Series]  # ads → which of them the parts are parts of


def every_ad(ads: pd.DataFrame) -> pd.Series:
    """All of them."""
    return pd.Series(True, index=ads.index)


@dataclass(frozen=True, slots=True)
class RegionAds:
    """The window's ads of the chosen county, or of the country, with the country's and the rest of it beside."""

    ads: pd.DataFrame
    whole: Whole
    country_ads: pd.DataFrame
    country: Whole
    rest_ads: pd.DataFrame
    region_code: str
    among: Among

    @property
    def rest(self) -> Whole:
        """The ads of the country that are not the county's; none where no county is chosen."""
        return Whole(len(self.rest_ads), self.country.effect)


def region_ads(edition: Edition, selection: Selection, among: Among = every_ad) -> RegionAds:
    """The ads that the selection counts, of those `among` which parts are counted; an edition without ads gives
    EditionError."""
    country_ads = ads_in_window(edition, selection)
    country_ads = country_ads[among(country_ads)]
    effects = cluster_effects(edition, selection)
    assert effects is not None
    country, region = float(effects[WHOLE]), selection.county_code or codes.COUNTRY_CODE
    ads = country_ads if selection.county_code is None else counting.of_county(country_ads, selection.county_code)
    return RegionAds(
        ads=ads,
        whole=Whole(len(ads), float(effects.get(region, country))),
        country_ads=country_ads,
        country=Whole(len(country_ads), country),
        rest_ads=country_ads.drop(index=ads.index),
        region_code=region,
        among=among,
    )


def scope_of_region(edition: Edition, selection: Selection, region: RegionAds) -> Scope:
    """The scope of an answer about the region's ads."""
    return scope_of(edition, selection, ("ads",), len(region.ads), counting.count_texts(region.ads))


def part_rows(
    edition: Edition, selection: Selection, region: RegionAds, count: Count, keys: Iterable[str] | None = None
) -> pd.DataFrame:
    """A row per key: `parts` of the region, the country's share, the verdict against the rest, and against the window
    before and the year before (`_earlier`).

    keys: what has a row whatever its count; None: what the region's ads have, most ads first.
    """
    own = count(region.ads)
    named = own[own > 0] if keys is None else own.reindex(list(keys), fill_value=0)
    table = parts.parts(named, region.whole)
    country = parts.parts(count(region.country_ads).reindex(named.index, fill_value=0), region.country)
    table = table.assign(country_ads=country.ads, country_share=country.ads_share)
    rest = parts.compared(table, region.whole, count(region.rest_ads).to_dict(), region.rest)
    has_rest = selection.county_code is not None
    table["compared_with_rest"] = rest.verdict if has_rest else None
    for period in PERIODS:
        table = table.join(_earlier(edition, selection, region, table, count, period))
    table = table.assign(region_code=region.region_code, window_days=selection.window_days, level=selection.level)
    table = table.assign(status=ads_status(edition))
    return table.sort_values(["ads", "key"], ascending=[False, True], ignore_index=True)


def _earlier(
    edition: Edition, selection: Selection, region: RegionAds, own: pd.DataFrame, count: Count, period: str
) -> pd.DataFrame:
    """The same parts in an earlier window: ads_<period>, share_<period>, change_<period>. «break» and «too_few_days»
    where the windows cannot be compared: counts across a break stand, days that nobody counted are missing."""
    back = selection.window_days if period == "previous" else YEAR_DAYS
    names = {"other_ads": f"ads_{period}", "other_share": f"share_{period}", "verdict": f"change_{period}"}
    covered = days_covered(edition)
    assert covered is not None
    last = edition.manifest.as_of - dt.timedelta(days=back)
    first = counting.window_start(last, selection.window_days)
    if first < covered[0]:
        missing = pd.DataFrame({"other_ads": pd.array([None] * len(own), "Int64")}, index=own.index)
        missing = missing.assign(other_share=pd.array([None] * len(own), "Float64"), verdict="too_few_days")
        return missing.rename(columns=names)
    ads = _ads_until(edition, selection, last)
    ads = ads[region.among(ads)]
    found = parts.compared(own, region.whole, count(ads).to_dict(), Whole(len(ads), region.whole.effect))
    if any(first < day <= edition.manifest.as_of for day in break_days(breaks_of(edition))):
        found["verdict"] = "break"
    return found[list(names)].rename(columns=names)


def _ads_until(edition: Edition, selection: Selection, last: dt.date) -> pd.DataFrame:
    """The region's ads of the window that ends that day."""
    ads = counting.ads_in_window(
        edition.read("ads"),
        last,
        selection.window_days,
        selection.level,
        counting=selection.counting,
        staffing=selection.staffing,
    )
    return ads if selection.county_code is None else counting.of_county(ads, selection.county_code)
