"""What is shared by questions about parts of AI ads: the region's ads, the rest's, and counts of two earlier windows.

What an ad tells is counted for all regions at once (`metrics.parts.tally`) and kept: another county picks its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from aipulsen import codes
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import counting, parts
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.parts import Tally, Whole
from aipulsen.metrics.trend import YEAR_DAYS, is_broken
from aipulsen.queries.counts import ads_in_window, ads_status, cluster_effects, of_region, what_counts
from aipulsen.queries.scope import Scope, scope_of
from aipulsen.queries.selection import PERIODS, Selection
from aipulsen.queries.trend import days_covered, days_of_breaks
from aipulsen.store.editions import Edition

# ads → what each of them names, joined with «|»; missing: it does not tell, and is no part of the whole. One and the
# same function for every asker: what it told is kept under it.
Told = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True, slots=True)
class RegionAds:
    """The window's ads of the chosen county, or of the country, with the country's beside, and two earlier windows."""

    edition: Edition
    selection: Selection
    ads: pd.DataFrame
    effect: float
    country_ads: pd.DataFrame
    country_effect: float
    earlier: Mapping[str, dt.date | None]  # the last day by period; None: days that nobody counted
    broken: frozenset[str]  # periods with a break between then and now

    @property
    def region_code(self) -> str:
        """The chosen county, or the country."""
        return self.selection.county_code or codes.COUNTRY_CODE

    def named(self, told: Told) -> pd.Series:
        """What each of the region's ads names."""
        every = _told(self.edition, what_counts(self.selection), self.edition.manifest.as_of, told)
        return every[self.ads.index]

    def tally(self, told: Told, last: dt.date | None = None) -> Tally:
        """All regions' ads of the window, or of the one that ended on `last`, counted by what they name."""
        return _tally(self.edition, what_counts(self.selection), last or self.edition.manifest.as_of, told)


@kept_in(ANSWERS)
def _told(edition: Edition, counted: Selection, last: dt.date, told: Told) -> pd.Series:
    return told(ads_in_window(edition, counted, last))


@kept_in(ANSWERS)
def _tally(edition: Edition, counted: Selection, last: dt.date, told: Told) -> Tally:
    return parts.tally(ads_in_window(edition, counted, last), _told(edition, counted, last, told))


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
        earlier={p: day if _is_covered(edition, selection, day) else None for p, day in last_days.items()},
        broken=frozenset(p for p, day in last_days.items() if _is_broken(edition, selection, day)),
    )


def scope_of_region(region: RegionAds) -> Scope:
    """The scope of an answer about the region's ads."""
    texts = counting.count_texts(region.ads)
    return scope_of(region.edition, region.selection, ("ads",), len(region.ads), texts)


def part_rows(region: RegionAds, told: Told, keys: Iterable[str] | None = None) -> pd.DataFrame:
    """A row per key: `parts` of the region, the country's share, the verdict against the rest of the country, and
    ads_<period>, share_<period> and change_<period> of the window before and the year before.

    keys: what has a row whatever its count; None: what the region's ads have. Most ads first. A change is «break» or
    «too_few_days» where the windows cannot be compared: counts across a break stand, days nobody counted are missing.
    """
    selection, now = region.selection, region.tally(told)
    own, of_country = now.of(region.region_code), now.of(codes.COUNTRY_CODE)
    whole = now.whole(region.region_code, region.effect)
    country = now.whole(codes.COUNTRY_CODE, region.country_effect)
    named = own if keys is None else own.reindex(list(keys), fill_value=0)
    table = parts.parts(named, whole)
    beside = parts.parts(of_country.reindex(named.index, fill_value=0), country)
    table = table.assign(country_ads=beside.ads, country_share=beside.ads_share, compared_with_rest=None)
    if selection.county_code is not None:
        rest = Whole(country.ads - whole.ads, region.country_effect)
        against = parts.compared(table, whole, of_country.sub(own, fill_value=0).to_dict(), rest)
        table["compared_with_rest"] = against.verdict
    for period in PERIODS:
        table = table.join(_earlier(region, table, whole, told, period))
    shared = {"window_days": selection.window_days, "level": selection.level, "status": ads_status(region.edition)}
    table = table.assign(region_code=region.region_code, **shared)
    return table.sort_values(["ads", "key"], ascending=[False, True], ignore_index=True)


def _earlier(region: RegionAds, own: pd.DataFrame, whole: Whole, told: Told, period: str) -> pd.DataFrame:
    """The same parts in an earlier window."""
    last = region.earlier[period]
    if last is None:
        found = pd.DataFrame({"other_ads": pd.array([None] * len(own), "Int64")}, index=own.index)
        found = found.assign(other_share=pd.array([None] * len(own), "Float64"), verdict="too_few_days")
    else:
        then = region.tally(told, last)
        before = then.named.get(region.region_code, {})
        found = parts.compared(own, whole, before, then.whole(region.region_code, region.effect))
    if last is not None and period in region.broken:
        found["verdict"] = "break"
    names = {"other_ads": f"ads_{period}", "other_share": f"share_{period}", "verdict": f"change_{period}"}
    return found[list(names)].rename(columns=names)


def _last_day(edition: Edition, selection: Selection, period: str) -> dt.date:
    back = selection.window_days if period == "previous" else YEAR_DAYS
    return edition.manifest.as_of - dt.timedelta(days=back)


def _is_covered(edition: Edition, selection: Selection, last: dt.date) -> bool:
    """Whether the edition covers all of the window that ends that day."""
    covered = days_covered(edition)
    return covered is not None and counting.window_start(last, selection.window_days) >= covered[0]


def _is_broken(edition: Edition, selection: Selection, last: dt.date) -> bool:
    return is_broken(last, selection.window_days, edition.manifest.as_of, days_of_breaks(edition))
