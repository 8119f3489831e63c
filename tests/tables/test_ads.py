"""An ad is read the same whichever way, and nothing in it is beyond bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aipulsen.errors import DataContractError
from aipulsen.tables.ads import LONGEST_TEXT, Ad, parse_ad, read_ad_line
from aipulsen.text.safety import showable

AD: dict[str, Any] = {
    "id": "1",
    "headline": "AI-ingenjör",
    "description": {"text": "Du utvecklar maskininlärning."},
    "publication_date": "2026-06-01T08:00:00",
    "workplace_address": {"region_code": "25"},
}
HTML = "<p>Du utvecklar <b>maskininlärning</b> &amp; data.</p>"
TEXTS: dict[str, tuple[Any, str, bool]] = {
    "text": ({"text": "Ord."}, "Ord.", True),
    "null, and HTML": ({"text": None, "text_formatted": HTML}, "Du utvecklar maskininlärning & data.", True),
    "false, and HTML": ({"text": False, "text_formatted": HTML}, "Du utvecklar maskininlärning & data.", True),
    "empty, and HTML": ({"text": "", "text_formatted": HTML}, "Du utvecklar maskininlärning & data.", True),
    "nothing but a headline": ({"text": None}, "", False),
}


@pytest.mark.parametrize(("description", "text", "is_full"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_what_stands_anywhere(description: Any, text: str, is_full: bool) -> None:
    """One verdict, whichever field has the words; the short way takes only the usual one."""
    payload = {**AD, "description": description}
    ad = parse_ad(payload)
    assert (ad.text, ad.has_full_text) == (text, is_full)
    usual = read_ad_line(json.dumps(payload).encode())
    assert (usual is not None) == (description["text"] == "Ord.")


def test_a_brief_is_read_and_is_no_whole_text() -> None:
    """JobAd Links has no more."""
    ad = parse_ad({**AD, "description": None, "brief": "Vi söker en AI-utvecklare"})
    assert (ad.text, ad.has_full_text) == ("Vi söker en AI-utvecklare", False)


BEYOND: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "vacancies of 10³⁰": ({"number_of_vacancies": 10**30}, {"vacancies": None}),
    "vacancies without end": ({"number_of_vacancies": float("inf")}, {"vacancies": None}),
    "negative vacancies": ({"number_of_vacancies": -1}, {"vacancies": None}),
    "a state beyond time": ({"timestamp": 2**63}, {"state_ms": None}),
    "a last day that is none": ({"last_publication_date": "snart"}, {"last_published": None}),
    "an employer's name of 5 000 letters": ({"employer": {"name": "x" * 5000}}, {"employer": None}),
}


@pytest.mark.parametrize(("odd", "read"), BEYOND.values(), ids=BEYOND)
def test_what_is_out_of_range_is_missing_and_told(odd: dict[str, Any], read: dict[str, Any]) -> None:
    """The ad stays, and the field is named."""
    ad = parse_ad({**AD, **odd})
    assert {name: getattr(ad, name) for name in read} == read
    assert len(ad.made_missing) == 1


REFUSED: dict[str, dict[str, Any]] = {
    "a date before all dates": {"publication_date": "0001-01-01T00:00:00+14:00"},
    "a date after all dates": {"publication_date": "9999-12-31T23:59:59-12:00"},
    "a year nobody means": {"publication_date": "0202-06-01T00:00:00"},
    "a headline of 2 000 letters": {"headline": "x" * 2000},
    "a text without end": {"description": {"text": "x " * LONGEST_TEXT}},
}


@pytest.mark.parametrize("odd", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_an_ad_is_refused_with_a_sentence(odd: dict[str, Any]) -> None:
    """And with no other kind of error."""
    with pytest.raises(DataContractError):
        parse_ad({**AD, **odd})


CHARACTERS = [
    *map(chr, [*range(0x20), 0x7F, 0x85, 0x9B, 0x200E, 0x2028, 0x202E, 0x2066, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0xFFFF]),
    "\U0001fffe",
    "\U0010ffff",
]
FIELDS: dict[str, Any] = {
    "id": lambda x: {"id": x},
    "original_id": lambda x: {"original_id": x},
    "headline": lambda x: {"headline": x},
    "employer": lambda x: {"employer": {"name": x}},
    "occupation_name": lambda x: {"occupation": {"label": x}},
    "ssyk_code": lambda x: {"occupation_group": {"legacy_ams_taxonomy_id": x}},
    "link": lambda x: {"webpage_url": f"https://exempel.se/{x}"},
}


@pytest.mark.parametrize("field", FIELDS)
def test_no_character_that_cannot_be_shown_is_kept_in_any_field(field: str) -> None:
    """Every control character and noncharacter, at either end and within."""
    for character in CHARACTERS:
        for text in (f"Ord{character}ord", f"{character}Ord", f"Ord{character}"):
            kept = getattr(parse_ad({**AD, **FIELDS[field](text)}), field)
            assert kept is None or (kept == showable(kept) and character.strip(" ") not in (kept or "\0")), hex(
                ord(character)
            )


def test_a_contact_in_any_kept_field_is_gone() -> None:
    """Headline, employer, occupation and link."""
    contact = "kim@exempel.se"
    ad: Ad = parse_ad(
        {
            **AD,
            "headline": f"AI, {contact}",
            "employer": {"name": f"Kim {contact}"},
            "occupation": {"label": contact},
            "webpage_url": f"https://exempel.se/{contact}",
        }
    )
    assert contact not in repr(ad._replace(text=""))
