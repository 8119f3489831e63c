"""Cross-validation: employers stay together, the result is the same on every run, thresholds come from the others."""

from __future__ import annotations

import json
from pathlib import Path

from aipulsen.evaluation.unseen_employers import cross_validate
from aipulsen.scoring import load_engine
from tests.conftest import LABELLED_ADS, needs_labelled_ads

DEV = LABELLED_ADS / "dev_ads.jsonl"
DEV_2 = LABELLED_ADS / "dev_ads_2.jsonl"
KINDS = [
    (3, "AI-utvecklare", "Du utvecklar AI-lösningar.\nKrav\nErfarenhet av maskininlärning."),
    (2, "Systemutvecklare", "Du ska integrera språkmodeller."),
    (1, "Säljare", "Vi är ett AI-bolag."),
    (0, "Kock", "Du lagar mat."),
]


def made_up_file(folder: Path) -> Path:
    """Twelve made-up employers with four ads each."""
    file = folder / "labelled.jsonl"
    rows = [
        {
            "id": f"{employer}-{label}",
            "headline": title,
            "description": {"text": text},
            "employer": {"name": f"Exempel {employer} AB"},
            "gold": {"label": label},
        }
        for employer in range(12)
        for label, title, text in KINDS
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return file


def test_every_ad_is_judged_once_by_thresholds_of_other_employers(tmp_path: Path) -> None:
    """The folds cover all ads, four of each employer together, and clear cases are all told right."""
    result = cross_validate([str(made_up_file(tmp_path))], load_engine(), folds=4)
    for level, positives in (("role", 12), ("competence", 24)):
        judged = result["levels"][level]
        assert sum(fold["ads"] for fold in judged["per_fold"]) == 48
        assert all(fold["ads"] == 4 * fold["employers"] for fold in judged["per_fold"])
        assert (judged["out_of_fold"]["tp"], judged["out_of_fold"]["fp"]) == (positives, 0)


def test_two_runs_give_the_same_folds(tmp_path: Path) -> None:
    """No chance is involved."""
    file = str(made_up_file(tmp_path))
    assert cross_validate([file], load_engine()) == cross_validate([file], load_engine())


@needs_labelled_ads
def test_thresholds_in_use_are_those_every_fold_would_choose() -> None:
    """Out-of-fold accuracy holds the promise too."""
    levels = cross_validate([str(DEV), str(DEV_2)], load_engine())["levels"]
    assert levels["role"]["out_of_fold"]["f1"] >= 0.95
    assert levels["competence"]["out_of_fold"]["f1"] >= 0.93
    assert {fold["threshold"] for fold in levels["role"]["per_fold"]} == {65}
    assert {fold["threshold"] for fold in levels["competence"]["per_fold"]} == {25}
