"""A pasted paragraph: what is ours is found and its numbers are held against it; what is not ours is not judged."""

from __future__ import annotations

import re

import pytest

from aipulsen.figures import press
from aipulsen.figures.paragraph import judge, numbers_in
from aipulsen.text import LANGS, Lang
from aipulsen.text.unbroken import unbroken
from tests.chosen import Chosen


@pytest.mark.parametrize("lang", LANGS)
def test_our_own_sentences_are_right_and_with_another_number_wrong(lang: Lang) -> None:
    """Every sentence of a county's brief, as it stands and with its first number changed; in both languages, whichever
    language the page has."""
    chosen = Chosen("rapport-2026-04", county_code="25")
    desk, selection = chosen.shown("sv")
    brief = press.county_brief(*chosen.shown(lang))
    told = [line for line in brief.sentences if numbers_in(line, lang)]
    right = judge(unbroken(" ".join(told)), desk, chosen.selection)  # as it is copied from a page
    assert len(right) >= 4
    assert [one.sentence for one in right if one.verdict != "right"] == []
    changed = [re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), one.sentence, count=1) for one in right]
    wrong = judge(" ".join(changed), desk, selection)
    assert [one.sentence for one in wrong if one.verdict == "right"] == []


def test_ours_in_other_words_is_right_and_what_others_say_is_not_judged() -> None:
    desk, selection = Chosen("rapport-2026-04").shown("sv")
    said = Chosen("rapport-2026-04", county_code="25").figure("gap-ranking").title
    theirs = "Kommunen köpte 12 bussar för 340 miljoner kronor. Det regnade i 14 dagar."
    verdicts = [one.verdict for one in judge(f"{theirs} {said}. Inga tal här.", desk, selection)]
    assert verdicts[:2] == ["not_ours", "not_ours"]
    assert verdicts[-1] == "right"


def test_a_text_without_numbers_or_without_end_costs_nothing() -> None:
    desk, selection = Chosen("rapport-2026-04").shown("sv")
    assert judge("Inga tal.", desk, selection) == []
    assert len(judge("1. " * 100_000, desk, selection)) <= 1
