"""How right is the classifier behind an edition, against people's labels?"""

from __future__ import annotations

from dataclasses import dataclass

from aipulsen.errors import ParameterError
from aipulsen.evaluation.accuracy import Accuracy, all_accuracies, measured_accuracy
from aipulsen.levels import AskedLevel
from aipulsen.metrics.uncertainty import wilson_interval
from aipulsen.store.editions import Edition

_REPORT_ENGINE = "1.0"


@dataclass(frozen=True, slots=True)
class MeasuredAccuracy:
    """The classifier against people's labels at one level: precision and recall, each with Wilson's interval."""

    level: AskedLevel
    engine_version: str
    labelled_ads: int
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float
    dataset: str


def stored_accuracy(edition: Edition, level: AskedLevel) -> Accuracy:
    """The measurement of the edition's engine; the made-up edition is shown with the newest engine's.

    An engine never measured at that level is a ParameterError."""
    if edition.manifest.is_demo:
        return [a for a in all_accuracies() if a.level == level][-1]
    version = edition.manifest.engine.version if edition.manifest.engine else _REPORT_ENGINE
    return measured_accuracy(level, version)


def accuracy_of(edition: Edition, level: AskedLevel) -> MeasuredAccuracy | None:
    """The measured accuracy of the engine behind an edition, or None when it was never measured."""
    try:
        found = stored_accuracy(edition, level)
    except ParameterError:
        return None
    return with_intervals(found)


def with_intervals(found: Accuracy) -> MeasuredAccuracy:
    """Precision and recall of a measurement, each with Wilson's 95 % interval."""
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
