"""What share of all ads are AI ads, as counted and corrected for the classifier's error?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.errors import EditionError
from aipulsen.evaluation.accuracy import pooled_unseen_accuracy
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.counting import count_by_county, window_start
from aipulsen.metrics.shares import corrected_shares, why_not_corrected
from aipulsen.queries.accuracy import MeasuredAccuracy, stored_accuracy, with_intervals
from aipulsen.queries.comparison_group import of_asked
from aipulsen.queries.counts import ads_in_window, ads_status, cluster_effects
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class SharesAnswer:
    """Share of all ads that are AI ads, per county and for the country, apparent and corrected.

    labelled_ai_ads: the AI ads among the labelled ones that the engine had not met. not_corrected: why only the share
    as counted is told («too_few_labelled», «too_few_ads»), or None.
    """

    scope: Scope
    shares: pd.DataFrame
    accuracy: MeasuredAccuracy
    labelled_ai_ads: int
    not_corrected: str | None

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.shares)


@answered_once
def ask_shares(edition: Edition, selection: Selection) -> SharesAnswer:
    """What share of all ads are AI ads, as counted and corrected for the classifier's error?

    All published ads count, staffing agencies too, because the whole is counted so; the selection's own choice of
    unique ads, staffing and research does not apply. The error is that of the edition's engine on ads it had not met,
    its generation together (`accuracy`): what an engine gives on the ads it was written after says nothing of others.
    Where the interval would not hold what it promises the share is told as counted and not corrected (`not_corrected`).
    An edition without all ads' totals (the report's) is refused (EditionError), as is an engine never measured
    (ParameterError).
    """
    selection = dataclasses.replace(selection.checked(), counting="all", staffing="all", research="all")
    if not edition.has("ad_totals"):
        raise EditionError("shares.no_totals", edition=edition.name)
    engine = stored_accuracy(edition, selection.level).engine_version  # an engine never measured is refused
    accuracy = pooled_unseen_accuracy(selection.level, engine)
    as_of = edition.manifest.as_of
    first, last = window_start(as_of, selection.window_days).isoformat(), as_of.isoformat()
    totals = edition.read("ad_totals")
    totals = totals[totals.published_date.between(first, last)]
    every = totals.dropna(subset=["county_code"]).groupby("county_code").ads.sum()
    counted = count_by_county(ads_in_window(edition, selection))
    counted = counted[counted.county_code != codes.NOT_STATED_CODE]
    counts = counted.rename(columns={"ads": "ai_ads"}).assign(
        all_ads=[int(every.get(code, 0)) for code in counted.county_code]
    )
    effects = cluster_effects(edition, selection)
    effect = 1.0 if effects is None else float(effects[WHOLE])
    shares = corrected_shares(counts, accuracy.tp, accuracy.fp, accuracy.fn, effect)
    labelled = accuracy.tp + accuracy.fn
    reason = why_not_corrected(labelled, int(shares.ai_ads.iloc[-1]))
    if reason is not None:
        names = [name for name in shares if name.startswith("corrected")]
        shares[names] = shares[names].mask(shares[names].notna())
    shares.insert(1, "county_name", [codes.county_name(code) for code in shares.county_code])
    shares = shares.assign(
        status=ads_status(edition),
        engine_version=accuracy.engine_version,
        window_days=selection.window_days,
        level=selection.level,
    )
    shares = of_asked(shares, edition, selection, and_also=(WHOLE,))
    scope = scope_of(edition, selection, ("ads", "ad_totals"), int(counted.ads.sum()))
    return SharesAnswer(scope, shares, with_intervals(accuracy), labelled, reason)
