"""What an ad's fields and text say of the terms: permanent or not, full-time or not, its language; else missing."""

from __future__ import annotations

from typing import Any

import pytest

from aipulsen.tables.ads import parse_ad, read_ad_line
from aipulsen.tables.terms import ad_language, employment, is_full_time


@pytest.mark.parametrize(
    ("form", "duration", "expected"),
    [
        ("Tillsvidareanställning (inkl. eventuell provanställning)", None, "permanent"),
        ("Vanlig anställning", "Tills vidare", "permanent"),
        ("Vanlig anställning", "6 månader eller längre", "fixed_term"),
        ("Vanlig anställning", "11 dagar - 3 månader", "fixed_term"),
        ("Tidsbegränsad anställning", "Tills vidare", "fixed_term"),  # the form decides where it says so itself
        ("Sommarjobb / feriejobb", None, "fixed_term"),
        ("Behovsanställning", None, "fixed_term"),
        ("Vanlig anställning", None, None),
        ("Arbete utomlands", None, None),
        (None, None, None),
    ],
)
def test_whether_the_employment_has_an_end(form: str | None, duration: str | None, expected: str | None) -> None:
    assert employment(form, duration) == expected


def test_hours_that_say_both_or_nothing_are_missing() -> None:
    assert [is_full_time(said) for said in ("Heltid", "deltid", "Heltid/Deltid", "", None)] == [
        True,
        False,
        None,
        None,
        None,
    ]


def test_the_language_is_that_of_most_small_words() -> None:
    assert ad_language("Vi söker dig som vill arbeta med AI och är van vid att leda.") == "sv"
    assert ad_language("We are looking for you who will work with AI and lead the team.") == "en"
    assert ad_language("AI-ingenjör") is None


@pytest.mark.parametrize("word", ["och", "FÖR", "Är", "the", "WITH"])
def test_a_small_word_counts_whole_whatever_its_case(word: str) -> None:
    """Between any signs; a word that holds it is another word."""
    assert ad_language(f"{word}, {word}/{word} ({word})-{word}") is not None
    assert ad_language(f"{word}a x{word} {word}1 _{word} å{word}") is None


RAW: dict[str, Any] = {
    "id": "1",
    "headline": "AI-ingenjör",
    "publication_date": "2026-06-01T08:00:00",
    "description": {"text": "Du utvecklar modeller."},
    "employment_type": {"label": "Vanlig anställning"},
    "duration": {"label": "Tills vidare"},
    "working_hours_type": {"label": "Deltid"},
}


def test_both_ways_of_reading_an_ad_find_its_terms() -> None:
    import json

    quick = read_ad_line(json.dumps(RAW).encode())
    assert quick is not None
    for ad in (parse_ad(RAW), quick.ad_without_text()):
        assert ad is not None
        assert (ad.employment, ad.is_full_time) == ("permanent", False)


def test_an_ad_that_does_not_say_has_no_terms() -> None:
    bare = parse_ad({key: RAW[key] for key in ("id", "headline", "publication_date", "description")})
    assert (bare.employment, bare.is_full_time) == (None, None)
