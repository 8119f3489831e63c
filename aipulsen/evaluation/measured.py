"""Measure every engine version on the labelled ads, as fitted and by employers it was not tuned on."""

from __future__ import annotations

from collections.abc import Sequence

from aipulsen.evaluation.accuracy import Accuracy
from aipulsen.evaluation.labelled import CELLS, LEAST_LABEL, evaluate_files
from aipulsen.evaluation.unseen_employers import cross_validate
from aipulsen.scoring import ENGINE_VERSIONS, load_engine

DATASET = (
    "570 Platsbanken ads of October 2024 to August 2026, enriched with AI ads, labelled 0–3: 234 by two annotators, "
    "336 by one reader, half of them twice"
)


def measured_accuracies(files: Sequence[str], day: str) -> list[Accuracy]:
    """Every engine version at both levels on the labelled ads of the files; `day` (ISO) is when it was measured."""
    accuracies = []
    for version in ENGINE_VERSIONS:
        engine = load_engine(version)
        result, folds = evaluate_files(files, engine), cross_validate(files, engine)
        for level in LEAST_LABEL:
            whole, ordinary = result["levels"][level], result["strata"].get("random", {}).get(level, {})
            held_out = folds["levels"][level]["out_of_fold"]
            accuracies.append(
                Accuracy(
                    engine_version=version,
                    lexicon_hash=result["lexicon_hash"],
                    thresholds_hash=result["thresholds_hash"],
                    level=level,
                    dataset=DATASET,
                    measured_on=day,
                    **{cell: whole[cell] for cell in CELLS},
                    **{f"random_{cell}": ordinary.get(cell, 0) for cell in CELLS},
                    **{f"out_of_fold_{cell}": held_out[cell] for cell in CELLS},
                )
            )
    return accuracies
