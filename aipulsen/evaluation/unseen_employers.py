"""How the engine would do on employers it was not tuned on: thresholds chosen on some, judged on the others."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aipulsen.evaluation.labelled import LEAST_LABEL, Labelled, measures, read_labelled
from aipulsen.levels import AskedLevel
from aipulsen.scoring import Engine
from aipulsen.scoring.rules import current_rules

FOLDS = 5
_GRID = range(10, 95, 5)
_RESEARCH = "research"
_FEWEST_POSITIVES = 5


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The thresholds that did best on the training folds."""

    research: int
    others: int

    def of(self, ad: Labelled) -> int:
        return self.research if _is_about_research(ad) else self.others


def cross_validate(files: Sequence[str], engine: Engine, folds: int = FOLDS) -> dict[str, Any]:
    """Out-of-fold precision, recall and F1 with exact intervals for both levels, and each fold's thresholds.

    Ads of one employer are always in one fold; folds follow from the employers' names alone, so the result is the
    same on every run. On the other folds the thresholds with the highest F1 are chosen (a tie goes to those
    nearest the thresholds in use), for research posts apart from the rest; the fold is judged with them. The words
    of the rules themselves are not chosen anew: they were written with all these ads at hand.
    """
    labelled = read_labelled(files, engine)
    fold_of = _folds(labelled, folds)
    result: dict[str, Any] = {"engine_version": engine.version, "folds": folds, "ads": len(labelled), "levels": {}}
    for level, least in LEAST_LABEL.items():
        pairs: list[tuple[bool, bool]] = []
        per_fold = []
        for fold in range(folds):
            held = [ad for ad in labelled if fold_of[ad.employer] == fold]
            chosen = _best([ad for ad in labelled if fold_of[ad.employer] != fold], level)
            judged = [(ad.score.score >= chosen.of(ad), ad.label >= least) for ad in held]
            pairs += judged
            per_fold.append(
                {
                    "employers": len({ad.employer for ad in held}),
                    "ads": len(held),
                    "threshold": chosen.others,
                    "research_threshold": chosen.research,
                    **measures(judged),
                }
            )
        result["levels"][level] = {"out_of_fold": measures(pairs), "per_fold": per_fold}
    return result


def _is_about_research(ad: Labelled) -> bool:
    """A research post whose project is about AI: the engine holds it against a threshold of its own."""
    return ad.score.sector == _RESEARCH and ad.score.role_threshold < current_rules().thresholds["default"].role


def _folds(labelled: list[Labelled], folds: int) -> dict[str, int]:
    """A fold for each employer: in the order of a digest of the name, into the fold with the fewest ads."""
    ads = Counter(ad.employer for ad in labelled)
    sizes = [0] * folds
    fold_of = {}
    for employer in sorted(ads, key=lambda name: hashlib.sha256(name.encode()).hexdigest()):
        fold = min(range(folds), key=lambda i: (sizes[i], i))
        fold_of[employer] = fold
        sizes[fold] += ads[employer]
    return fold_of


def _best(training: list[Labelled], level: AskedLevel) -> _Chosen:
    research = [ad for ad in training if _is_about_research(ad)]
    others = _best_threshold([ad for ad in training if not _is_about_research(ad)], level)
    positives = sum(ad.label >= LEAST_LABEL[level] for ad in research)
    # A sector with few positives inherits the threshold of the rest.
    return _Chosen(_best_threshold(research, level) if positives >= _FEWEST_POSITIVES else others, others)


def _best_threshold(training: list[Labelled], level: AskedLevel) -> int:
    def in_use(ad: Labelled) -> int:
        return ad.score.role_threshold if level == "role" else ad.score.competence_threshold

    now = Counter(map(in_use, training)).most_common(1)[0][0]

    def worth(threshold: int) -> tuple[float, int]:
        f1 = measures([(ad.score.score >= threshold, ad.label >= LEAST_LABEL[level]) for ad in training])["f1"]
        return (f1 or 0.0, -abs(threshold - now))

    return max(_GRID, key=worth)
