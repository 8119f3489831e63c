"""Whose clause a term stands in: the nearest subject before it decides."""

from __future__ import annotations

import pytest

from aipulsen.scoring.normalise import small_letters
from aipulsen.scoring.rules import current_rules
from aipulsen.scoring.subjects import SubjectFinder, clause

FINDER = SubjectFinder(current_rules().subjects)
EVERY = range(len(current_rules().subjects))


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Du utvecklar AI", "hired"),
        ("I rollen utvecklar du AI", "hired"),
        ("Med AI utvecklar du appar", "hired"),
        ("With AI we change the world", "employer"),
        ("Vi bygger AI och du sköter lönerna", "employer"),
        ("Vi söker dig som har byggt AI", "hired"),
        ("Lumina söker någon som kan AI", "hired"),
        ("Lumina bygger AI åt bönder", "employer"),
        ("På Lumina bygger du AI", "hired"),
        ("You join a team that builds AI", "employer"),
        ("You lead a team that builds AI", "hired"),
        ("You decide how we use AI", "hired"),
        ("Du leder projektet om AI", "hired"),
        ("Our cameras see with AI", "employer"),
        ("We are looking for a developer who builds AI", "hired"),
        ("AI is part of everything", "employer"),
        ("Vill du vara med när AI förändrar branschen", "employer"),
        ("Erfarenhet av AI", "none"),
        ("Build AI that we can sell", "none"),
        ("I projektet ska vi utveckla AI", "hired"),
    ],
)
def test_the_nearest_subject_before_a_term_decides(sentence: str, who: str) -> None:
    words, start = small_letters(sentence), sentence.index("AI")
    assert clause(words, FINDER.markers(words, "lumina", EVERY), start, start + 2).who == who


def test_a_clause_begins_at_its_subject_or_at_the_verb_before_it() -> None:
    """«leder du»: the verb stands first, and belongs to the clause."""
    words = small_letters("Vi är tio, och här leder du AI")
    start = words.index("ai")
    found = clause(words, FINDER.markers(words, "", EVERY), start, start + 2)
    assert words[found.start :] == "leder du ai"
