"""Measure the engine against labelled ads: precision, recall, F1 and their intervals, per stratum and sector."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aipulsen.errors import DataContractError, ParameterError
from aipulsen.metrics.uncertainty import wilson_interval
from aipulsen.scoring import ENGINE_VERSIONS, AdText, Engine, Score, load_engine
from aipulsen.scoring.accuracy import Accuracy, AccuracyLevel
from aipulsen.sources.ad_files import read_ads

# A level holds from this label of the annotation guide on.
LEVELS: dict[AccuracyLevel, int] = {"role": 3, "competence": 2}
_CELLS = ("tp", "fp", "fn", "tn")
DATASET = "234 Platsbanken ads of October 2024 to August 2026, enriched with AI ads, labelled 0–3 by two annotators"


def evaluate_file(file: str, engine: Engine) -> dict[str, Any]:
    """All measures of the engine on a file of ads with `gold.label` (0–3), ready for JSON.

    Shares without a denominator are null. An ad without a label raises ParameterError naming its line.
    """
    labelled: list[tuple[dict[str, Any], int, Score]] = []
    for raw in read_ads([file]):
        label = (raw.payload or {}).get("gold", {}).get("label") if isinstance(raw.payload, dict) else None
        if not isinstance(label, int) or label not in range(4):
            raise ParameterError("evaluation.no_label", file=raw.file, line=raw.line)
        labelled.append((raw.payload, label, engine.score(_ad_text(raw.payload))))
    strata = sorted({ad["gold"].get("stratum") or "–" for ad, _, _ in labelled})
    sectors = sorted({score.sector for _, _, score in labelled})
    return {
        "engine_version": engine.version,
        "lexicon_hash": engine.lexicon_hash,
        "thresholds_hash": engine.thresholds_hash,
        "ads": len(labelled),
        "levels": {level: _measured(labelled, level) for level in LEVELS},
        "strata": {
            s: {
                level: _measured([x for x in labelled if (x[0]["gold"].get("stratum") or "–") == s], level)
                for level in LEVELS
            }
            for s in strata
        },
        "sectors": {
            s: {level: _measured([x for x in labelled if x[2].sector == s], level) for level in LEVELS} for s in sectors
        },
        "errors": [error for level in LEVELS for error in _errors(labelled, level)],
    }


def measured_accuracies(file: str, day: str) -> list[Accuracy]:
    """Every engine version at both levels on the labelled ads of `file`; `day` (ISO) is when it was measured."""
    accuracies = []
    for version in ENGINE_VERSIONS:
        result = evaluate_file(file, load_engine(version))
        for level in LEVELS:
            whole, ordinary = result["levels"][level], result["strata"].get("random", {}).get(level, {})
            accuracies.append(
                Accuracy(
                    engine_version=version,
                    lexicon_hash=result["lexicon_hash"],
                    thresholds_hash=result["thresholds_hash"],
                    level=level,
                    dataset=DATASET,
                    measured_on=day,
                    **{cell: whole[cell] for cell in _CELLS},
                    **{f"random_{cell}": ordinary.get(cell, 0) for cell in _CELLS},
                )
            )
    return accuracies


def _ad_text(payload: dict[str, Any]) -> AdText:
    group = payload.get("occupation_group") or {}
    group = group[0] if isinstance(group, list) else group
    try:
        text = payload["description"]["text"]
        return AdText(
            id=str(payload["id"]),
            headline=payload["headline"],
            text=text,
            employer_name=(payload.get("employer") or {}).get("name"),
            ssyk_code=group.get("legacy_ams_taxonomy_id"),
        )
    except (KeyError, TypeError) as exc:
        raise DataContractError("ads.missing", field=str(exc)) from exc


def _predicted(score: Score, level: str) -> bool:
    return score.level == "role" or (level == "competence" and score.level == "competence")


def _measured(labelled: Iterable[tuple[dict[str, Any], int, Score]], level: AccuracyLevel) -> dict[str, Any]:
    pairs = [(_predicted(score, level), label >= LEVELS[level]) for _, label, score in labelled]
    tp = sum(p and g for p, g in pairs)
    fp = sum(p and not g for p, g in pairs)
    fn = sum(g and not p for p, g in pairs)
    return {
        "precision": tp / (tp + fp) if tp + fp else None,
        "recall": tp / (tp + fn) if tp + fn else None,
        "f1": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else None,
        "precision_interval": _interval(tp, tp + fp),
        "recall_interval": _interval(tp, tp + fn),
        "tp": tp,
        "fp": fp,
        "fn": fn,
        "tn": len(pairs) - tp - fp - fn,
    }


def _interval(successes: int, total: int) -> list[float] | None:
    return list(wilson_interval(successes, total)) if total else None


def _errors(labelled: Iterable[tuple[dict[str, Any], int, Score]], level: AccuracyLevel) -> list[dict[str, Any]]:
    return [
        {
            "level": level,
            "kind": "false_positive" if _predicted(score, level) else "false_negative",
            "id": score.id,
            "label": label,
            "headline": ad["headline"],
            "score": score.score,
            "threshold": score.role_threshold if level == "role" else score.competence_threshold,
            "hits": [
                {
                    "text": h.text,
                    "zone": h.zone,
                    "points": h.points,
                    "cues": list(h.cues),
                    "suppressed_by": h.suppressed_by,
                }
                for h in score.hits
            ],
        }
        for ad, label, score in labelled
        if _predicted(score, level) != (label >= LEVELS[level])
    ]
