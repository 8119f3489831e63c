"""What is kept of an ad holds no way to reach a person, and loses nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from aipulsen.tables.contacts import MASK, strip_contacts
from tests.conftest import ROOT
from tests.walk import walked

_FILE = Path(__file__).with_name("contact_spellings.csv")
SPELLINGS = [(r["kind"], r["spelling"]) for r in csv.DictReader(_FILE.read_text("utf-8").split("\n")) if r["kind"]]


def _left(spelling: str) -> str:
    return strip_contacts(f"Frågor besvaras av {spelling}. Välkommen!")


@walked(("kind", "spelling"), [pair for pair in SPELLINGS if pair[0] != "name"])
def test_a_contact_is_taken_away_in_every_spelling(kind: str, spelling: str) -> None:
    """Nothing of it is left, and nothing beside it is lost; the word before a number without 0 stays."""
    assert _left(spelling).replace("Tel. ", "") == f"Frågor besvaras av {MASK}. Välkommen!"


def test_the_measure_is_what_the_document_says() -> None:
    """95 of 99 spellings, by kind; a name is in no pattern, and the document says so."""
    told = (ROOT / "docs" / "contacts.md").read_text("utf-8")
    for kind in ("phone", "mail", "personal number", "profile", "name"):
        of_kind = [spelling for k, spelling in SPELLINGS if k == kind]
        gone = sum(MASK in _left(spelling) for spelling in of_kind)
        assert f"| {kind} | {len(of_kind)} | {gone} |" in told
    assert len(SPELLINGS) == len(set(SPELLINGS)) == 99
    assert sum(MASK in _left(spelling) for _, spelling in SPELLINGS) == 95


@pytest.mark.parametrize(
    "text",
    [
        "Vi är 1 200 medarbetare sedan 1985, 90 % i Umeå.",
        "Organisationsnummer 556000-0000, lön 45 000–52 000 kr.",
        "Python 3.11, C++17, ISO 27001, SS-EN 1090-2, 24/7.",
        "Se https://exempel.invalid/jobb/30016621?ref=2026-11-25",
        "Tillträde 2026-12-01, period 2026–2028.",
        "Öppet 08.00-17.00 och 07.30–16.00, 0730-1630.",
        "Start 01-12-2026, 08.12.2026 eller 01/12/2026.",
        "2026-06-01 – 2026-12-31 och 2026-06-01 2026-12-31",
        "AI @ Volvo, IT@Volvo och @angular/core",
        "Read more at www.exempel.com and work at exempel.com",
        "0 - 1 000 000 kr, +5 000 000 kr, mobil 2 000 000 kr",
        "linkedin.com/company/exempel",
        "Version 0.12.345.67, 0,75-0,80 och dnr 2026/0123456",
        "C/C++, CI/CD, (AI/ML), [R&D], Node.js @ 100 %",
        "ISBN 978-91-27-12345-6, ref 2026/01234-5678",
        "½ tjänst™ №1, 10\u2011årig – två ″tum″",
    ],
)
def test_all_else_stays(text: str) -> None:
    """Years, hours, salaries, versions, organisations, addresses, signs that have a plainer form."""
    assert strip_contacts(text) == text


_ADVERSE = ["a@", "@", " at", "a.b,", "0", "0 ", "07-", "a", "a.", "+4 ", "noll ", "linkedin.com/in/", "k ", " dot "]


@pytest.mark.parametrize("piece", [*_ADVERSE, "é\u200b", "(", "tel. ", "850101 ", "&#0", "http://", "@a"])
def test_a_text_without_end_is_cleaned_as_a_short_one_is(piece: str) -> None:
    """In a second by its length; by the square of it, no test would live to see it."""
    assert strip_contacts((piece * 400_000)[:400_000])[:100] == strip_contacts(piece * 1_000)[:100]
