"""Where are the ads more common than people: quotients, the Lorenz curve, and the big cities' share over time."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aipulsen import codes
from aipulsen.metrics import concentration, trend
from aipulsen.metrics.uncertainty import RATED, reliability, share_interval
from aipulsen.provenance import is_counted, quotient_status, quotient_statuses, status_where, weakest_status
from aipulsen.queries.big_city import county_group, group_population, municipality_group, split_effect
from aipulsen.queries.comparison_group import group_codes, in_order
from aipulsen.queries.counts import (
    ads_status,
    cluster_effects,
    cluster_lots,
    count_table,
    country_ads_status,
    country_total,
    county_counts,
    latest,
    texts_in_window,
)
from aipulsen.queries.keeping import answered_alike, answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.queries.trend import (
    ads_of_all_days,
    break_days,
    breaks_of,
    days_covered,
    spans_break,
    week_ends,
    why_not_over_time,
)
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class ConcentrationAnswer:
    """Location quotients per county, the Lorenz curve, and the Gini coefficient with its interval and the status of its
    weakest part."""

    scope: Scope
    quotients: pd.DataFrame
    curve: pd.DataFrame
    gini: float | None
    gini_low: float | None
    gini_high: float | None
    gini_status: str
    group: tuple[str, ...] | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per county, with the country's Gini coefficient beside it."""
        return records(self.quotients if self.group is None else in_order(self.quotients, self.group))


@dataclass(frozen=True, slots=True)
class ShareOverTimeAnswer:
    """The big cities' share of the ads in a moving window, on one definition; `reason` says why there is none."""

    scope: Scope
    windows: pd.DataFrame
    population_share: float
    population_status: str
    breaks: pd.DataFrame
    reason: str | None

    def rows(self) -> list[dict[str, Any]]:
        """One row per window."""
        return records(self.windows)


@answered_once
def ask_concentration(edition: Edition, selection: Selection) -> ConcentrationAnswer:
    """In which counties are AI ads more common than people, and how concentrated are they?"""
    return dataclasses.replace(_in_all_counties(edition, selection), group=group_codes(edition, selection))


@answered_alike(*COUNTED)
def _in_all_counties(edition: Edition, selection: Selection) -> ConcentrationAnswer:
    counts = county_counts(edition, selection)
    placed = counts[counts.county_code != codes.NOT_STATED_CODE].reset_index(drop=True)
    people = edition.read("population")
    people = latest(people[people.region_level == "county"], "period").rename(columns={"region_code": "county_code"})
    effects = cluster_effects(edition, selection)
    total_status = country_ads_status(edition, placed)
    quotients = concentration.location_quotients(
        placed, people[["county_code", "population_persons"]], effects, country_ads_status=total_status
    )
    people_statuses = people.set_index("county_code").status
    known = bool(quotients.ads.notna().all()) and int(quotients.ads.sum()) > 0
    gini: tuple[float | None, ...] = (None, None, None)
    curve = pd.DataFrame()
    if known:
        gini = _gini(quotients, cluster_lots(edition, selection))
        curve = concentration.lorenz_curve(quotients)
    quotients = quotients.assign(
        county_name=[codes.county_name(c) for c in quotients.county_code],
        is_big_city=[codes.counties()[c].is_big_city for c in quotients.county_code],
        gini=gini[0],
        gini_low=gini[1],
        gini_high=gini[2],
        ads_placed=pd.array([int(quotients.ads.sum()) if known else None] * len(quotients), "Int64"),
        window_days=selection.window_days,
        level=selection.level,
        population_period=str(people.period.iloc[0]),
        base_status=[people_statuses[c] for c in quotients.county_code],
    )
    quotients["score_status"] = quotient_statuses(
        quotients.location_quotient, quotients.ads_status, quotients.base_status
    )
    of_all = quotient_status(weakest_status(*quotients.ads_status), weakest_status(*quotients.base_status))
    (gini_status,) = status_where(gini[:1], [of_all])
    quotients["gini_status"] = gini_status
    total = country_total(edition, selection) if known else None
    texts = texts_in_window(edition, selection)
    scope = scope_of(edition, selection, (count_table(edition), "population"), total, texts)
    return ConcentrationAnswer(scope, quotients, curve, gini[0], gini[1], gini[2], gini_status)


def _gini(quotients: pd.DataFrame, lots: pd.Series | None) -> tuple[float | None, ...]:
    """The Gini coefficient and its interval; without the interval where a count was imputed."""
    ads, people = (quotients[c].to_numpy(dtype=float) for c in ("ads", "population_persons"))
    if not quotients.ads_status.map(is_counted).all():
        return float(concentration.gini(ads, people)), None, None
    return tuple(None if np.isnan(v) else float(v) for v in concentration.gini_interval(ads, people, lots))


@answered_alike(*COUNTED, "definition")
def ask_share_over_time(edition: Edition, selection: Selection) -> ShareOverTimeAnswer:
    """How has the big cities' share of the placed ads developed, on the chosen definition?

    One row per moving window: window_end, ads_big_city, ads_placed, ads_share with its interval (clusters by employer
    and group counted in, as in the latest window), reliability, spans_break. A window with fewer than 5 ads in the big
    cities has counts but no share, as in `big_city_split`.
    """
    people = group_population(edition, selection.definition).set_index("group")
    share = float(people.population_share["big_city"])
    status = str(people.population_status["big_city"])
    covered = days_covered(edition)
    breaks = breaks_of(edition)
    reason = why_not_over_time(covered, selection.window_days)
    if covered is None or reason is not None:
        scope = scope_of(edition, selection, (count_table(edition), "population"), None)
        return ShareOverTimeAnswer(scope, pd.DataFrame(), share, status, breaks, reason)
    ads = ads_of_all_days(edition, selection)
    if selection.definition == "counties":
        groups = [county_group(c) if isinstance(c, str) else "not_stated" for c in ads.county_code]
    else:
        groups = [municipality_group(c, selection.definition) for c in ads.municipality_code]
    by_group = pd.Series(groups, index=ads.index)
    counts = {
        group: trend.moving_total(ads[by_group == group], *covered, selection.window_days, counting=selection.counting)
        for group in ("big_city", "rest")
    }
    big, placed = counts["big_city"], counts["big_city"] + counts["rest"]
    days = break_days(breaks)
    effect = split_effect(edition, selection, selection.definition) or 1.0
    rows = []
    for end in week_ends(covered[1], big.index):
        n, total = int(big[end]), int(placed[end])
        low, high = share_interval(n, total, effect)
        trust = reliability(n)
        shown = trust in RATED
        rows.append(
            {
                "window_end": end.isoformat(),
                "ads_big_city": n,
                "ads_placed": total,
                "ads_share": n / total if shown else None,
                "ads_share_low": low if shown else None,
                "ads_share_high": high if shown else None,
                "reliability": trust,
                "spans_break": spans_break(end, selection.window_days, days),
                "definition": selection.definition,
                "window_days": selection.window_days,
                "level": selection.level,
                "population_share": share,
                "status": weakest_status(ads_status(edition), status),
            }
        )
    frame = pd.DataFrame(rows)
    shares = {c: frame[c].astype("Float64") for c in ("ads_share", "ads_share_low", "ads_share_high")}
    scope = scope_of(edition, selection, ("ads", "population"), int(frame.ads_placed.iloc[-1]))
    return ShareOverTimeAnswer(scope, frame.assign(**shares), share, status, breaks, None)
