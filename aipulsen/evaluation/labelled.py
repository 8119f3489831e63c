"""Measure the engine against labelled ads: precision, recall, F1 and their intervals, per stratum and sector."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aipulsen.errors import DataContractError, ParameterError
from aipulsen.evaluation.accuracy import Accuracy, unseen_accuracy
from aipulsen.levels import AskedLevel
from aipulsen.metrics.uncertainty import wilson_interval
from aipulsen.scoring import ENGINE_VERSIONS, AdText, Engine, Score, load_engine
from aipulsen.sources.ad_files import read_ads
from aipulsen.voice import Voice

# A level holds from this label of the annotation guide on.
LEAST_LABEL: dict[AskedLevel, int] = {"role": 3, "competence": 2}
_CELLS = ("tp", "fp", "fn", "tn")
DATASET = "234 Platsbanken ads of October 2024 to August 2026, enriched with AI ads, labelled 0–3 by two annotators"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An ad with people's label (0–3) and the engine's verdict."""

    headline: str
    employer: str
    stratum: str
    label: int
    score: Score


def read_labelled(file: str, engine: Engine) -> list[Labelled]:
    """The ads of a file with `gold.label` (0–3), scored. An ad without one raises ParameterError naming its line."""
    labelled = []
    for raw in read_ads([file]):
        label = (raw.payload or {}).get("gold", {}).get("label") if isinstance(raw.payload, dict) else None
        if not isinstance(label, int) or label not in range(4):
            raise ParameterError("evaluation.no_label", file=raw.file, line=raw.line)
        ad = ad_text(raw.payload)
        stratum = raw.payload["gold"].get("stratum") or "–"
        labelled.append(Labelled(ad.headline, ad.employer_name or ad.id, stratum, label, engine.score(ad)))
    return labelled


def evaluate_file(file: str, engine: Engine) -> dict[str, Any]:
    """All measures of the engine on a file of ads with `gold.label` (0–3), ready for JSON.

    Shares without a denominator are null. An ad without a label raises ParameterError naming its line.
    """
    labelled = read_labelled(file, engine)
    strata = sorted({ad.stratum for ad in labelled})
    sectors = sorted({ad.score.sector for ad in labelled})

    def both(ads: list[Labelled]) -> dict[str, Any]:
        return {level: _measured(ads, level) for level in LEAST_LABEL}

    return {
        "engine_version": engine.version,
        "lexicon_hash": engine.lexicon_hash,
        "thresholds_hash": engine.thresholds_hash,
        "ads": len(labelled),
        "levels": both(labelled),
        "strata": {s: both([ad for ad in labelled if ad.stratum == s]) for s in strata},
        "sectors": {s: both([ad for ad in labelled if ad.score.sector == s]) for s in sectors},
        "errors": [error for level in LEAST_LABEL for error in _errors(labelled, level)],
    }


def measured_accuracies(file: str, day: str) -> list[Accuracy]:
    """Every engine version at both levels on the labelled ads of `file`; `day` (ISO) is when it was measured."""
    accuracies = []
    for version in ENGINE_VERSIONS:
        result = evaluate_file(file, load_engine(version))
        for level in LEAST_LABEL:
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


def ad_text(payload: dict[str, Any]) -> AdText:
    """What the engine reads of a labelled ad; a field that is missing raises DataContractError."""
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


def _measured(labelled: Iterable[Labelled], level: AskedLevel) -> dict[str, Any]:
    return measures([(_predicted(ad.score, level), ad.label >= LEAST_LABEL[level]) for ad in labelled])


def measures(pairs: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    """Precision, recall, F1 (0–1), Wilson 95 % intervals and counts of pairs (found, labelled so)."""
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


def unseen_sentence(say: Voice) -> str:
    """What readers are told beside the engine's accuracy: how right it was on ads no rule was written for."""

    def words(level: AskedLevel) -> str:
        a = unseen_accuracy(level)
        return say(
            "definitions.accuracy_unseen_level",
            level=say(f"level.{level}"),
            precision=say.percent(a.precision),
            precision_range=say.percent_range(*wilson_interval(a.tp, a.tp + a.fp)),
            recall=say.percent(a.sensitivity),
            recall_range=say.percent_range(*wilson_interval(a.tp, a.tp + a.fn)),
        )

    a = unseen_accuracy("role")
    return say(
        "definitions.accuracy_unseen",
        ads=say.number(a.tp + a.fp + a.fn + a.tn),
        engine=a.engine_version,
        role=words("role"),
        competence=words("competence"),
    )


def _interval(successes: int, total: int) -> list[float] | None:
    return list(wilson_interval(successes, total)) if total else None


def _errors(labelled: Iterable[Labelled], level: AskedLevel) -> list[dict[str, Any]]:
    return [
        {
            "level": level,
            "kind": "false_positive" if _predicted(ad.score, level) else "false_negative",
            "id": ad.score.id,
            "label": ad.label,
            "headline": ad.headline,
            "score": ad.score.score,
            "threshold": ad.score.role_threshold if level == "role" else ad.score.competence_threshold,
            "hits": [
                {
                    "text": h.text,
                    "zone": h.zone,
                    "points": h.points,
                    "cues": list(h.cues),
                    "suppressed_by": h.suppressed_by,
                }
                for h in ad.score.hits
            ],
        }
        for ad in labelled
        if _predicted(ad.score, level) != (ad.label >= LEAST_LABEL[level])
    ]
