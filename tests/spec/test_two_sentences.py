"""The county's page and its page in print choose the same two sentences, and both are answers."""

from __future__ import annotations

import pytest

from aipulsen.figures import press
from aipulsen.figures.county_sentences import two_to_print
from tests.chosen import Chosen

REPORT = "rapport-2026-04"


@pytest.mark.parametrize(
    ("edition", "county", "window", "second"),
    [
        (REPORT, "25", 90, "county-specialists"),  # counted, but the base of the others is reconstructed
        (REPORT, "08", 90, "county-specialists"),  # a filler
        (REPORT, "01", 90, "county-specialists"),  # a printed score of ads that are not
        (REPORT, "09", 90, "county-specialists"),  # too few ads
        (REPORT, "24", 180, "county-specialists"),  # counted, but the others are not
        (REPORT, "25", 180, "county-specialists"),  # missing
        ("demo", "25", 90, "county-compared"),
        ("demo", "09", 90, "county-specialists"),
    ],
)
def test_the_second_sentence_is_an_answer(edition: str, county: str, window: int, second: str) -> None:
    """That nobody can compare the county is said on the page and is no sentence to print: its specialists are."""
    brief = press.county_brief(*Chosen(edition, county_code=county, window_days=window).shown())
    lead = two_to_print(brief.said)
    assert [sentence.key for sentence in lead] == ["county-gap", second]
    printed, others = press._for_print(brief)
    assert printed == [sentence.text for sentence in lead]
    assert sorted([*printed, *others]) == sorted(brief.sentences)
