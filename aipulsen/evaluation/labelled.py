"""Measure the engine against labelled ads: precision, recall, F1 and their intervals, per stratum and sector."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aipulsen.errors import DataContractError, ParameterError
from aipulsen.evaluation.accuracy import measured_accuracy, unseen_accuracy
from aipulsen.levels import AskedLevel
from aipulsen.metrics.uncertainty import wilson_interval
from aipulsen.scoring import CURRENT_ENGINE_VERSION, AdText, Engine, Score
from aipulsen.sources.ad_files import read_ads
from aipulsen.voice import Voice

# A level holds from this label of the annotation guide on.
LEAST_LABEL: dict[AskedLevel, int] = {"role": 3, "competence": 2}
CELLS = ("tp", "fp", "fn", "tn")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An ad with people's label (0–3) and the engine's verdict."""

    headline: str
    employer: str
    stratum: str
    label: int
    score: Score


def read_labelled(files: Sequence[str], engine: Engine) -> list[Labelled]:
    """The ads of the files with `gold.label` (0–3), scored. An ad without one raises ParameterError naming its line."""
    labelled = []
    for raw in read_ads(list(files)):
        label = (raw.payload or {}).get("gold", {}).get("label") if isinstance(raw.payload, dict) else None
        if not isinstance(label, int) or label not in range(4):
            raise ParameterError("evaluation.no_label", file=raw.file, line=raw.line)
        ad = ad_text(raw.payload)
        stratum = raw.payload["gold"].get("stratum") or "–"
        labelled.append(Labelled(ad.headline, ad.employer_name or ad.id, stratum, label, engine.score(ad)))
    return labelled


def evaluate_files(files: Sequence[str], engine: Engine) -> dict[str, Any]:
    """All measures of the engine on files of ads with `gold.label` (0–3), ready for JSON.

    Shares without a denominator are null. An ad without a label raises ParameterError naming its line.
    """
    labelled = read_labelled(files, engine)
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
    return of_counts(tp, fp, fn, len(pairs) - tp - fp - fn)


def of_counts(tp: int, fp: int, fn: int, tn: int) -> dict[str, Any]:
    """The same of counts; what has no denominator is None."""
    return {
        "precision": tp / (tp + fp) if tp + fp else None,
        "recall": tp / (tp + fn) if tp + fn else None,
        "f1": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else None,
        "precision_interval": _interval(tp, tp + fp),
        "recall_interval": _interval(tp, tp + fn),
        "tp": tp,
        "fp": fp,
        "fn": fn,
        "tn": tn,
    }


def unseen_sentence(say: Voice) -> str:
    """What readers are told beside the engine's accuracy: how right it is with thresholds chosen on other employers,
    and how right it was on ads no rule was written for."""

    def shares(level: AskedLevel, tp: int, fp: int, fn: int) -> str:
        return say(
            "definitions.accuracy_unseen_level",
            level=say(f"level_within.{level}"),
            precision=say.percent(tp / (tp + fp)),
            precision_range=say.percent_range(*wilson_interval(tp, tp + fp)),
            recall=say.percent(tp / (tp + fn)),
            recall_range=say.percent_range(*wilson_interval(tp, tp + fn)),
        )

    def out_of_fold(level: AskedLevel) -> str:
        a = measured_accuracy(level, CURRENT_ENGINE_VERSION)
        return shares(level, a.out_of_fold_tp, a.out_of_fold_fp, a.out_of_fold_fn)

    def unseen(level: AskedLevel) -> str:
        a = unseen_accuracy(level)
        return shares(level, a.tp, a.fp, a.fn)

    a = unseen_accuracy("role")
    folded = say("definitions.accuracy_folds", role=out_of_fold("role"), competence=out_of_fold("competence"))
    return f"{folded} " + say(
        "definitions.accuracy_unseen",
        ads=say.number(a.tp + a.fp + a.fn + a.tn),
        engine=a.engine_version,
        role=unseen("role"),
        competence=unseen("competence"),
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
