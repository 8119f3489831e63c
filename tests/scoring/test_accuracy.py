"""The accuracy told to readers is the accuracy measured."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aipulsen.cli import program
from aipulsen.errors import ParameterError
from aipulsen.evaluation.accuracy import all_accuracies, measured_accuracy, unread_of, unseen_accuracy
from aipulsen.evaluation.labelled import unseen_sentence
from aipulsen.evaluation.measured import measured_accuracies
from aipulsen.scoring import CURRENT_ENGINE_VERSION, ENGINE_VERSIONS
from aipulsen.scoring.rules import current_rules
from aipulsen.voice import Voice
from tests.conftest import LABELLED_ADS, needs_labelled_ads

DEV = [LABELLED_ADS / name for name in ("dev_ads.jsonl", "dev_ads_2.jsonl")]


def test_every_version_is_measured_at_both_levels_with_these_rules() -> None:
    """A changed lexicon demands a new measurement."""
    assert [(a.engine_version, a.level) for a in all_accuracies()] == [
        (version, level) for version in ENGINE_VERSIONS for level in ("role", "competence")
    ]
    rules = current_rules()
    stamps = {(a.lexicon_hash, a.thresholds_hash) for a in all_accuracies()}
    assert stamps == {(rules.lexicon_hash, rules.thresholds_hash)}


def test_shares_follow_from_the_counts() -> None:
    """Sensitivity, specificity, precision and F1 of 8 right, 2 false, 4 missed, 6 left."""
    a = dataclasses.replace(measured_accuracy("role", CURRENT_ENGINE_VERSION), tp=8, fp=2, fn=4, tn=6)
    assert (a.sensitivity, a.specificity, a.precision) == (8 / 12, 6 / 8, 8 / 10)
    assert a.f1 == pytest.approx(2 * (8 / 10) * (8 / 12) / (8 / 10 + 8 / 12))


def test_a_version_never_measured_is_refused() -> None:
    """The error names the versions that were."""
    with pytest.raises(ParameterError, match=CURRENT_ENGINE_VERSION):
        measured_accuracy("role", "0.1")


def test_readers_are_told_of_ads_no_rule_was_written_for() -> None:
    """The sentence holds the counts' shares and intervals, of an engine that had not read the ads."""
    unseen = unseen_accuracy("role")
    assert (unseen.tp, unseen.fp, unseen.fn, unseen.tn) == (15, 1, 1, 95)
    told = unseen_sentence(Voice("en"))
    assert "112 other real ads" in told
    assert "AI jobs precision 94% (72–99%) and recall 94% (72–99%)" in told
    assert "precision 91% (81–96%) and recall 96% (87–99%)" in told


def test_readers_are_told_of_thresholds_chosen_on_other_employers() -> None:
    """The folded shares stand beside the fitted ones, and differ from the unseen ones."""
    a = measured_accuracy("competence", CURRENT_ENGINE_VERSION)
    assert a.out_of_fold_tp + a.out_of_fold_fp + a.out_of_fold_fn + a.out_of_fold_tn == a.tp + a.fp + a.fn + a.tn
    precision = round(100 * a.out_of_fold_tp / (a.out_of_fold_tp + a.out_of_fold_fp))
    assert "With thresholds chosen on other employers' ads: for AI jobs" in unseen_sentence(Voice("en"))
    assert f"precision {precision}%" in unseen_sentence(Voice("en")).split(".")[0]


@needs_labelled_ads
def test_the_stored_counts_can_be_measured_again() -> None:
    """The same ads give the same counts."""
    stored = list(all_accuracies())
    assert measured_accuracies([*map(str, DEV)], stored[0].measured_on) == stored


def test_evaluate_tells_what_no_fold_can_beside_what_was_fitted() -> None:
    """Rules written with an ad in sight are not unlearnt by folds: the stored measurements on unread ads stand in the
    same table, and belong to the version that was asked for."""
    ads = str(Path(__file__).parent / "made_up_ads_2.jsonl")
    told = CliRunner().invoke(program(), ["evaluate", ads, "--format", "json"])
    assert told.exit_code == 0
    unread = [(row["level"], row["tp"], row["fp"], row["fn"]) for row in json.loads(told.output)["unread"]]
    latest = unseen_accuracy("role")
    assert unread[-2] == ("role", latest.tp, latest.fp, latest.fn)
    assert {a.engine_version for a in unread_of(CURRENT_ENGINE_VERSION)} == {CURRENT_ENGINE_VERSION}
    lines = CliRunner().invoke(program(), ["evaluate", ads]).output.splitlines()
    assert [line.split("  P ")[0].split() for line in lines[:3]] == [
        ["role", "as", "fitted"],
        ["role", "other", "employers"],
        ["competence", "as", "fitted"],
    ]
    assert sum("ads unread" in line for line in lines) == len(unread)
    none = CliRunner().invoke(program(), ["evaluate", ads, "--engine", "1.0"])
    assert "unread" not in none.output
