"""Made-up ads in the shape Platsbanken gives them, any number of them: for benchmarks and for the tests' servers.

Employers, people and texts are fictitious. The same seed gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import orjson

from aipulsen import codes

_SUBJECTS = ("Vi", "Verksamheten", "Teamet", "Avdelningen", "Kommunen", "Du", "Kollegorna", "Enheten", "Ledningen")
_VERBS = ("planerar", "följer upp", "ansvarar för", "utvecklar", "säkrar", "förbättrar", "samordnar", "stöttar")
_OBJECTS = (
    "det dagliga arbetet med brukare och anhöriga", "kvaliteten i våra leveranser", "schemaläggning och bemanning",
    "underhållet av maskiner och lokaler", "kundernas ärenden från början till slut", "rutiner för säkerhet och miljö",
    "budget och ekonomisk uppföljning", "undervisningen i de yngre årskurserna", "samarbetet med andra förvaltningar",
    "inköp av material till bygget", "system för order och lager", "dokumentation enligt gällande lagar",
)  # fmt: skip
_ENDS = (
    "varje vecka",
    "i nära samarbete",
    "med stort eget ansvar",
    "på flera orter",
    "tillsammans med chefen",
    "året om",
)
_TITLES = (
    "Undersköterska", "Lärare", "Snickare", "Ekonom", "Lagerarbetare", "Systemutvecklare", "Kock", "Projektledare",
    "Sjuksköterska", "Säljare", "Servicetekniker", "Handläggare",
)  # fmt: skip
_AI_TITLES = ("AI-ingenjör", "Machine learning engineer", "Utvecklare inom maskininlärning", "Forskare i AI")
_AI_SENTENCES = (
    "Du kommer att utveckla modeller med maskininlärning.",
    "Erfarenhet av PyTorch och neurala nätverk är ett krav.",
    "Vi använder AI i rekryteringen.",
    "Du är nyfiken på AI.",
    "You will build and deploy LLM services.",
)
_HEADINGS = ("Om rollen", "Dina arbetsuppgifter", "Kvalifikationer", "Om oss", "Vi erbjuder", "Ansökan")
_SSYK = ("2512", "2511", "5330", "2341", "7111", "3313", "4321", "5120", "2221", "3322", "7412", "3353")
FIRST_DAY = dt.date(2026, 4, 1)


def _text(rng: random.Random, characters: int, ai_sentences: int) -> str:
    lines: list[str] = []
    length = 0
    while length < characters:
        if len(lines) % 4 == 0:
            lines.append(_HEADINGS[(len(lines) // 4) % len(_HEADINGS)])
        sentences = [
            f"{rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {rng.choice(_OBJECTS)} {rng.choice(_ENDS)}."
            for _ in range(rng.randint(2, 4))
        ]
        lines.append(" ".join(sentences))
        length += len(lines[-1]) + 1
    for _ in range(ai_sentences):
        at = rng.randrange(1, len(lines))
        lines[at] += " " + rng.choice(_AI_SENTENCES)
    if rng.random() < 0.5:  # half of all texts leave Latin-1
        lines = [f"• {line}" if number % 4 else line for number, line in enumerate(lines)]
    lines.append("Frågor besvaras av Kim Exempel, kim@exempel.invalid, 070-000 00 00.")
    return "\n".join(lines)


def made_up_ads(
    count: int,
    *,
    seed: int = 1,
    ai_share: float = 0.02,
    characters: int = 3000,
    days: int = 90,
    first_id: int = 30_000_000,
) -> Iterator[dict[str, Any]]:
    """`count` ads in JobTech's raw form; `ai_share` of them speak of AI in one to three sentences."""
    rng = random.Random(seed)
    municipalities = sorted(codes.municipalities())
    for number in range(count):
        is_ai = rng.random() < ai_share
        municipality = rng.choice(municipalities)
        published = dt.datetime.combine(FIRST_DAY, dt.time(8)) + dt.timedelta(
            days=rng.randrange(days), minutes=rng.randrange(600)
        )
        title = rng.choice(_AI_TITLES if is_ai and rng.random() < 0.5 else _TITLES)
        text = _text(rng, characters, rng.randint(1, 3) if is_ai else 0)
        yield {
            "id": str(first_id + number),
            "original_id": None,
            "external_id": None,
            "webpage_url": f"https://arbetsformedlingen.se/platsbanken/annonser/{first_id + number}",
            "headline": f"{title} till Exempelbolaget {number % 997}",
            "application_deadline": (published + dt.timedelta(days=21)).isoformat(),
            "number_of_vacancies": 1,
            "description": {"text": text, "text_formatted": None},
            "employment_type": {"concept_id": "PFZr_Syz_cUq", "label": "Vanlig anställning"},
            "occupation": {"concept_id": "x", "label": title},
            "occupation_group": {"concept_id": "y", "label": "Påhittad", "legacy_ams_taxonomy_id": rng.choice(_SSYK)},
            "employer": {"name": f"Exempelbolaget {number % 997} AB", "organization_number": "5560000000"},
            "application_contacts": [{"name": "Kim Exempel", "email": "kim@exempel.invalid"}],
            "workplace_address": {
                "municipality_code": municipality,
                "region_code": codes.county_of_municipality(municipality),
                "country_code": "199",
            },
            "publication_date": published.isoformat(),
            "last_publication_date": (published + dt.timedelta(days=30)).isoformat(),
            "removed": False,
            "removed_date": None,
        }


def jsonl_lines(count: int, **options: Any) -> Iterator[bytes]:
    """The ads as lines of a JSONL file."""
    return (orjson.dumps(ad) + b"\n" for ad in made_up_ads(count, **options))
