"""The engine says of fifty made-up ads exactly what it said when their hit tables were last read and stored."""

from __future__ import annotations

import json

import pytest

from aipulsen.scoring import AdText, load_engine
from tests.scoring.golden import GOLDEN, golden_ads, golden_line

STORED = dict(zip((ad.id for ad in golden_ads()), GOLDEN.read_text("utf-8").splitlines(), strict=True))


@pytest.mark.parametrize("ad", golden_ads(), ids=lambda ad: ad.id)
def test_the_hit_table_is_the_stored_one(ad: AdText) -> None:
    """Byte for byte: level, score, thresholds, every hit with place, points, cues and what took its points."""
    assert golden_line(ad) == STORED[ad.id]


def test_the_stored_points_sum_to_the_stored_scores() -> None:
    """The explanation is whole in the file, too; and it is of this engine."""
    for line in STORED.values():
        told = json.loads(line)
        assert told["score"] == sum(hit["points"] for hit in told["hits"])
        assert told["engine_version"] == load_engine().version


def test_fifty_ads_hold_all_levels_and_ways_to_lose_points() -> None:
    """The file is worth keeping only while it has something of everything."""
    told = [json.loads(line) for line in STORED.values()]
    assert len(told) == 50
    assert {one["level"] for one in told} == {"none", "competence", "role"}
    assert {hit["zone"] for one in told for hit in one["hits"]} >= {"title", "introduction", "body", "employer"}
    assert {"cap", "alone"} <= {hit["suppressed_by"] for one in told for hit in one["hits"]}


def test_order_and_repetition_change_nothing() -> None:
    """The same ads backwards, and again: the same bytes."""
    backwards = {ad.id: golden_line(ad) for ad in reversed(golden_ads())}
    assert backwards == STORED
