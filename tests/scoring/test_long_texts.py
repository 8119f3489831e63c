"""A text takes work by its length, whatever stands in it; how long that takes, `benchmarks.adversarial` measures."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from aipulsen.scoring import AdText, load_engine

PIECES = ["a.b,AI,", "https://a/AI/", "AI:", "Du leder projektet AI; ", "jobb@bolag.ai ", "x", "AI <p>. ", "AI &amp;\n"]
ONCE_A_SQUARE = ["AI ", "AI.,", "\\", "AI \\. ", "AI-platforms", "iso  9xxxnis 2xai-förordning AI\n"]


def _ad(piece: str, length: int) -> AdText:
    return AdText("x", "AI-utvecklare", (piece * length)[:length], "Exempel AI AB")


@pytest.mark.parametrize("piece", [*PIECES, *ONCE_A_SQUARE])
def test_a_text_without_end_takes_calls_by_its_length(piece: str) -> None:
    """Four times the text calls at most four times as many functions, on every machine; a square would be sixteen."""
    engine = load_engine()

    def calls(length: int) -> int:
        count = 0

        def seen(_: FrameType, event: str, __: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(seen)
        try:
            engine.score(_ad(piece, length))
        finally:
            sys.setprofile(before)
        return count

    calls(12_000)  # what is looked up once is known
    assert calls(48_000) <= 4 * calls(12_000)


@pytest.mark.parametrize("piece", ONCE_A_SQUARE)
def test_a_text_of_millions_of_characters_is_scored_as_a_shorter_one_is(piece: str) -> None:
    """In a second or two by its length; by the square of it, no test would live to see it."""
    engine = load_engine()
    shorter, longer = (engine.score(_ad(piece, length)) for length in (250_000, 2_500_000))
    assert (longer.level, longer.score) == (shorter.level, shorter.score)
