"""How right the engine was on labelled ads: measured counts per engine version and level, with their origin."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from aipulsen.errors import ParameterError
from aipulsen.levels import AskedLevel
from aipulsen.scoring.rules import DATA

MEASURED = DATA / "accuracy.json"
UNSEEN = DATA / "accuracy_unseen.json"  # counted once: ads that have been read are not unseen again


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The engine's verdicts against people's labels, in ads. Written by `python -m benchmarks.record_accuracy`.

    `tp`, `fp`, `fn`, `tn` count the whole set, which is enriched with AI ads; `random_fp` and `random_tn` count the
    negatives of its random stratum alone: only they tell of false alarms among ordinary ads. `out_of_fold_…` count
    the same ads, each judged with thresholds chosen on other employers' ads; 0 where nobody asked.
    """

    engine_version: str
    lexicon_hash: str
    thresholds_hash: str
    level: AskedLevel
    dataset: str
    measured_on: str
    tp: int
    fp: int
    fn: int
    tn: int
    random_tp: int
    random_fp: int
    random_fn: int
    random_tn: int
    out_of_fold_tp: int = 0
    out_of_fold_fp: int = 0
    out_of_fold_fn: int = 0
    out_of_fold_tn: int = 0
    is_narrowed: bool = False  # measured again on a part of these ads, when the others had been read

    @property
    def sensitivity(self) -> float:
        """Share of the ads labelled positive that the engine finds, 0–1 (recall)."""
        return self.tp / (self.tp + self.fn)

    @property
    def specificity(self) -> float:
        """Share of the ads labelled negative that the engine leaves, 0–1; in the enriched set, so a hard test."""
        return self.tn / (self.tn + self.fp)

    @property
    def precision(self) -> float:
        """Share of the ads found that are labelled positive, 0–1; holds for the enriched set only."""
        return self.tp / (self.tp + self.fp)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and sensitivity, 0–1."""
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn)


@cache
def all_accuracies() -> tuple[Accuracy, ...]:
    """Every measurement stored, oldest engine first."""
    return tuple(Accuracy(**row) for row in json.loads(MEASURED.read_text("utf-8")))


@cache
def unseen_accuracy(level: AskedLevel) -> Accuracy:
    """The latest measurement at a level on ads that nobody had read while the rules were written."""
    rows = [Accuracy(**row) for row in json.loads(UNSEEN.read_text("utf-8"))]
    return next(a for a in reversed(rows) if a.level == level)


def unread_of(engine_version: str) -> list[Accuracy]:
    """The measurements of one version on ads whose errors nobody had read: of the rules themselves, which no choice of
    thresholds can unlearn."""
    rows = [Accuracy(**row) for row in json.loads(UNSEEN.read_text("utf-8"))]
    return [a for a in rows if a.engine_version == engine_version]


@cache
def pooled_unseen_accuracy(level: AskedLevel, engine_version: str) -> Accuracy:
    """What may be expected at a level of an engine on ads it has not met: the measurements on unseen ads of its
    generation (the first number of its version) together, for one version alone has few.

    Each ad counts once: of ads measured again after some of them had been read only the later measurement counts, that
    of those still unread (`is_narrowed` marks the earlier). `engine_version` names the first version and the last. A
    generation never measured so raises ParameterError.
    """
    stored = [Accuracy(**row) for row in json.loads(UNSEEN.read_text("utf-8"))]
    generation = engine_version.split(".")[0]
    of_level = [a for a in stored if a.level == level and not a.is_narrowed]
    rows = [a for a in of_level if a.engine_version.split(".")[0] == generation]
    if not rows:
        raise _not_measured(level, engine_version, of_level)
    counts = {
        name: sum(getattr(a, name) for a in rows)
        for name in ("tp", "fp", "fn", "tn", "random_tp", "random_fp", "random_fn", "random_tn")
    }
    versions = dict.fromkeys((rows[0].engine_version, rows[-1].engine_version))
    return dataclasses.replace(
        rows[-1], engine_version="–".join(versions), dataset="; ".join(a.dataset for a in rows), **counts
    )


def measured_accuracy(level: AskedLevel, engine_version: str) -> Accuracy:
    """The measurement of an engine version at a level; a version never measured raises ParameterError."""
    found = [a for a in all_accuracies() if (a.level, a.engine_version) == (level, engine_version)]
    if not found:
        raise _not_measured(level, engine_version, all_accuracies())
    return found[0]


def _not_measured(level: AskedLevel, engine_version: str, measured: Iterable[Accuracy]) -> ParameterError:
    valid = ", ".join(dict.fromkeys(a.engine_version for a in measured))
    return ParameterError("rules.not_measured", version=engine_version, level=level, valid=valid)
