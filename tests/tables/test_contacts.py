"""What is kept of an ad holds no way to reach a person, and loses nothing else."""

from __future__ import annotations

import pytest

from aipulsen.tables.ads import strip_contacts


@pytest.mark.parametrize(
    "contact",
    [
        "kim@exempel.invalid",
        "Kim.Exempel+jobb@post.exempel.invalid",
        "kim(at)exempel.invalid",
        "kim [at] exempel.invalid",
        "kim (snabel-a) exempel.invalid",
        "070-123 45 67",
        "070 - 123 45 67",
        "070 123 45 67",
        "0701234567",
        "070.123.45.67",
        "+46 (0)70 123 45 67",
        "+46701234567",
        "0046 8 123 456",
        "08-123 456 78",
        "08/123 45 67",
        "0910–12 34 56",
        "850101-1234",
        "19850101-1234",
    ],
)
def test_contacts_are_taken_away(contact: str) -> None:
    """Each form people write them in."""
    said = strip_contacts(f"Frågor besvaras av {contact}. Välkommen!")
    assert said == "Frågor besvaras av [borttaget]. Välkommen!"


@pytest.mark.parametrize(
    "text",
    [
        "Vi är 1 200 medarbetare sedan 1985, 90 % i Umeå.",
        "Organisationsnummer 556000-0000, lön 45 000–52 000 kr.",
        "Python 3.11, C++17, ISO 27001, SS-EN 1090-2, 24/7.",
        "Se https://exempel.invalid/jobb/30016621?ref=2026-11-25",
        "Tillträde 2026-12-01, period 2026–2028.",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    """Years, salaries, versions, organisations and addresses."""
    assert strip_contacts(text) == text
