"""What do two definitions do to the ranking, and how right is the classifier behind both?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.errors import ParameterError
from aipulsen.evaluation.accuracy import Accuracy, all_accuracies, measured_accuracy, pooled_unseen_accuracy
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.correction import corrected_shares
from aipulsen.metrics.counting import count_by_county, window_start
from aipulsen.metrics.rank_change import rank_changes
from aipulsen.metrics.uncertainty import wilson_interval
from aipulsen.queries.counts import ads_in_window, ads_status, bases_of, cluster_effects
from aipulsen.queries.gap_scores import ask_gap
from aipulsen.queries.scope import Scope, default_base, open_selected, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.queries.similar import of_asked
from aipulsen.store.editions import Edition

_REPORT_ENGINE = "1.0"
# Each alternative sets one part of the definition; what the selection already has is no alternative.
ALTERNATIVES: dict[str, tuple[str, str]] = {
    f"{part}-{value}": (field, value)
    for part, field, values in (
        ("base", "base", ("scb", "it", "report")),
        ("level", "level", ("competence", "role")),
        ("counting", "counting", ("all", "unique")),
        ("staffing", "staffing", ("without", "all")),
    )
    for value in values
}


@dataclass(frozen=True, slots=True)
class MeasuredAccuracy:
    """The classifier against people's labels at one level: precision and recall, each with Wilson's interval."""

    level: str
    engine_version: str
    labelled_ads: int
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float
    dataset: str


@dataclass(frozen=True, slots=True)
class DefinitionsAnswer:
    """The change of rank per county from the chosen definition to another, largest first."""

    scope: Scope
    changes: pd.DataFrame
    against: str
    alternatives: tuple[str, ...]
    accuracy: tuple[MeasuredAccuracy, ...]

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.changes)


@dataclass(frozen=True, slots=True)
class SharesAnswer:
    """Share of all ads that are AI ads, per county and for the country, apparent and corrected."""

    scope: Scope
    shares: pd.DataFrame
    accuracy: MeasuredAccuracy

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.shares)


def alternatives_to(edition: Edition, selection: Selection) -> tuple[str, ...]:
    """The definitions an edition can set against the chosen one: those that differ from it in one part."""
    base = selection.base or default_base(edition)
    now = {**dataclasses.asdict(selection), "base": base}
    possible = []
    for key, (field, value) in ALTERNATIVES.items():
        needs_ads = field != "base" and not edition.has("ads")
        if now[field] != value and not needs_ads and (field != "base" or value in bases_of(edition)):
            possible.append(key)
    return tuple(possible)


def ask_rank_changes(selection: Selection, root: Path | None = None) -> DefinitionsAnswer:
    """Which counties change rank most between the chosen definition and the one in `against`?

    Without `against`: the first alternative the edition has. Counties whose rate is hidden in either have no change.
    """
    selection = selection.checked()
    edition = open_selected(selection, root)
    alternatives = alternatives_to(edition, selection)
    against = selection.against or alternatives[0]
    if against not in alternatives:
        raise ParameterError("queries.invalid", name="against", value=against, valid=", ".join(alternatives))
    field, value = ALTERNATIVES[against]
    whole = dataclasses.replace(selection, county_code=None, against=None)
    other = dataclasses.replace(whole, **{field: value})  # type: ignore[arg-type]  # the fields are text
    answer = ask_gap(whole, root)
    changes = rank_changes(answer.gap, ask_gap(other, root).gap)
    changes.insert(1, "county_name", [codes.county_name(code) for code in changes.county_code])
    changes = changes.assign(against=against, window_days=selection.window_days, level=selection.level)
    changes = of_asked(changes, edition, selection)
    levels = dict.fromkeys((whole.level, other.level))
    found = tuple(a for level in levels if (a := accuracy_of(edition, level)) is not None)
    return DefinitionsAnswer(answer.scope, changes, against, alternatives, found)


def _stored_accuracy(edition: Edition, level: str) -> Accuracy:
    """The measurement of the edition's engine; the made-up edition is shown with the newest engine's."""
    if edition.manifest.is_demo:
        return [a for a in all_accuracies() if a.level == level][-1]
    version = edition.manifest.engine.version if edition.manifest.engine else _REPORT_ENGINE
    return measured_accuracy(level, version)  # type: ignore[arg-type]


def accuracy_of(edition: Edition, level: str) -> MeasuredAccuracy | None:
    """The measured accuracy of the engine behind an edition, or None when it was never measured."""
    try:
        found = _stored_accuracy(edition, level)
    except ParameterError:
        return None
    return _with_intervals(found)


def _with_intervals(found: Accuracy) -> MeasuredAccuracy:
    precision = wilson_interval(found.tp, found.tp + found.fp)
    recall = wilson_interval(found.tp, found.tp + found.fn)
    return MeasuredAccuracy(
        level=found.level,
        engine_version=found.engine_version,
        labelled_ads=found.tp + found.fp + found.fn + found.tn,
        precision=found.precision,
        precision_low=precision[0],
        precision_high=precision[1],
        recall=found.sensitivity,
        recall_low=recall[0],
        recall_high=recall[1],
        dataset=found.dataset,
    )


def ask_shares(selection: Selection, root: Path | None = None) -> SharesAnswer:
    """What share of all ads are AI ads, as counted and corrected for the classifier's error?

    All published ads count, staffing agencies too, because the whole is counted so; the selection's own choice of
    unique ads and staffing does not apply. The error is that of engine 2 on ads it had not met, its versions together
    (`accuracy`): what an engine gives on the ads it was written after says nothing of others. An edition without all
    ads' totals (the report's), or with an engine of another kind, is refused with the reason (ParameterError).
    """
    selection = dataclasses.replace(selection.checked(), counting="all", staffing="all")
    edition = open_selected(selection, root)
    if not edition.has("ad_totals"):
        raise ParameterError("definitions.no_totals", edition=edition.name)
    _stored_accuracy(edition, selection.level)  # an engine never measured is refused
    accuracy = pooled_unseen_accuracy(selection.level)
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
    shares.insert(1, "county_name", [codes.county_name(code) for code in shares.county_code])
    shares = shares.assign(
        status=ads_status(edition),
        engine_version=accuracy.engine_version,
        window_days=selection.window_days,
        level=selection.level,
    )
    shares = of_asked(shares, edition, selection, and_also=(WHOLE,))
    scope = scope_of(edition, selection, ("ads", "ad_totals"), int(counted.ads.sum()))
    return SharesAnswer(scope, shares, _with_intervals(accuracy))
