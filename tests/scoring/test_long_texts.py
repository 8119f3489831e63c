"""A text takes time by its length, whatever stands in it."""

from __future__ import annotations

import time

import pytest

from aipulsen.scoring import AdText, load_engine


@pytest.mark.parametrize("piece", ["a.b,AI,", "https://a/AI/", "AI:", "Du leder projektet AI; ", "jobb@bolag.ai ", "x"])
def test_a_text_without_end_is_scored_in_time_by_its_length(piece: str) -> None:
    """Four times the text may take four times the time, with room for noise; a square would take sixteen."""
    engine = load_engine()

    def seconds(length: int) -> float:
        ad, took = AdText("x", "AI-utvecklare", (piece * length)[:length]), []
        for _ in range(3):
            start = time.process_time()
            engine.score(ad)
            took.append(time.process_time() - start)
        return min(took)

    assert seconds(48_000) < 10 * max(seconds(12_000), 0.005)


@pytest.mark.parametrize(
    "piece", ["a.b,AI,", "iso  9xxxnis 2xai-förordning AI\n", "AI <p>. ", "AI \\. ", "AI &amp;\n", "AI-platforms"]
)
def test_the_dearest_texts_are_scored_in_a_twentieth_of_a_second(piece: str) -> None:
    """Of fifty thousand characters. Other work on the machine only ever slows: one quick time of many tells."""
    engine = load_engine()
    ad = AdText("x", "AI-ingenjör", (piece * 50_000)[:50_000], "Exempel AI AB")

    def seconds() -> float:
        start = time.process_time()
        engine.score(ad)
        return time.process_time() - start

    assert any(seconds() < 0.05 for _ in range(50))
