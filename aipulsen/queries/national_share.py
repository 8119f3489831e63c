"""How has the share of AI ads among all ads developed in the country, since the edition's first day?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen.metrics import trend
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.uncertainty import RATED, reliability, share_interval
from aipulsen.queries.counts import ads_status, cluster_effects
from aipulsen.queries.keeping import answered_alike
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection
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

SPAN_DAYS = 28  # four whole weeks: every weekday four times, and a line that begins a month after the first day


@dataclass(frozen=True, slots=True)
class NationalShareAnswer:
    """One row per week: the share of AI ads in the four weeks until then; `reason` says why there is none."""

    scope: Scope
    windows: pd.DataFrame
    breaks: pd.DataFrame
    first_day: dt.date | None
    reason: str | None = None

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.windows)


@answered_alike("level")
def ask_national_share(edition: Edition, selection: Selection) -> NationalShareAnswer:
    """What share of all published ads were AI ads, in a moving span of four weeks, with interval?

    Rows: window_end, ads (AI ads of the level), all_ads, ads_share with its interval (`share_interval` with the
    country's design effect), reliability, spans_break. Every published ad counts, each once, staffing agencies' too,
    because the whole is counted so; ads abroad in neither. The window of the page, the county and the base change
    nothing. With an archive loaded the line has its years. An edition without ads, or of fewer than 28 days, has no
    rows.
    """
    covered = days_covered(edition) if edition.has("ad_totals") else None
    scope = scope_of(edition, selection, ("ads", "ad_totals"), None)
    breaks = breaks_of(edition)
    reason = why_not_over_time(covered, SPAN_DAYS)
    if covered is None or reason is not None:
        return NationalShareAnswer(scope, pd.DataFrame(), breaks, None, reason)
    first, last = covered
    every = Selection(level=selection.level, counting="all")
    ai = trend.moving_total(ads_of_all_days(edition, every), first, last, SPAN_DAYS, counting="all")
    by_day = edition.read("ad_totals").groupby("published_date").first_county_ads.sum()
    days = [(first + dt.timedelta(days=i)).isoformat() for i in range((last - first).days + 1)]
    whole = by_day.reindex(days, fill_value=0).astype(int).rolling(SPAN_DAYS).sum().dropna().astype(int)
    whole.index = ai.index
    effects = cluster_effects(edition, every)
    effect = 1.0 if effects is None else float(effects[WHOLE])
    ends = week_ends(last, ai.index)
    rows = [_row(end, int(ai[end]), int(whole[end]), effect, break_days(breaks)) for end in ends]
    frame = pd.DataFrame(rows)
    shares = {name: frame[name].astype("Float64") for name in ("ads_share", "ads_share_low", "ads_share_high")}
    frame = frame.assign(**shares, level=selection.level, status=ads_status(edition))
    counted = scope_of(edition, selection, ("ads", "ad_totals"), int(ai[last]))
    return NationalShareAnswer(counted, frame, breaks, first)


def _row(end: dt.date, ads: int, all_ads: int, effect: float, breaks: list[dt.date]) -> dict[str, Any]:
    trust = reliability(ads if all_ads else None)
    shown = trust in RATED
    low, high = share_interval(ads, all_ads, effect) if shown else (None, None)
    return {
        "window_end": end.isoformat(),
        "ads": ads,
        "all_ads": all_ads,
        "ads_share": ads / all_ads if shown else None,
        "ads_share_low": low,
        "ads_share_high": high,
        "reliability": trust,
        "spans_break": spans_break(end, SPAN_DAYS, breaks),
    }
