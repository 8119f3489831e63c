"""An ad is read the same whichever way, and nothing in it is beyond bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aipulsen.errors import DataContractError
from aipulsen.sources.ad_files import read_line
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


def test_a_code_that_became_a_number_is_the_code() -> None:
    """As pandas writes a column where another row lacks one; the ad is where it was, and the same ad."""
    place = {"municipality_code": "2580", "region_code": "25", "country_code": "199"}
    group = {"legacy_ams_taxonomy_id": "2512"}
    said = {**AD, "id": "30000001", "original_id": "7", "workplace_address": place, "occupation_group": group}
    numbers = {
        **said,
        "id": 30000001.0,
        "original_id": 7.0,
        "workplace_address": {name: float(code) for name, code in place.items()},
        "occupation_group": {"legacy_ams_taxonomy_id": 2512.0},
    }
    assert parse_ad(numbers) == parse_ad(said)


ODD_VALUES = [
    "NaN",
    "-Infinity",
    "1e999",
    "-0",
    "01",
    "1.",
    "true",
    "null",
    "[]",
    "{}",
    "[[]]",
    '"2580.0"',
    "2580.0",
    "199.0",
    '"\\ud83d"',
    '"\\ud83d\\ude00"',
    '"a\\u0000b"',
    '"a\tb"',
    '"a\\xb"',
    '"\u2028"',
    '"\ufeff"',
    '""',
    '" "',
    "undefined",
    "[1,]",
    '{"a": 1, "a": 2}',
    '{"x": NaN}',
    "[" * 2000 + "]" * 2000,
    "1" + "0" * 400,
    "9" * 5000,
    "9223372036854775808",
    "18446744073709551617",
    "-9223372036854775809",
    "1.7976931348623159e308",
]
PLACES_IN_AN_AD = [
    "id",
    "original_id",
    "headline",
    "description",
    "description.text",
    "description.needs",
    "publication_date",
    "last_publication_date",
    "workplace_address",
    "workplace_address.municipality_code",
    "workplace_address.country_code",
    "workplace_addresses",
    "number_of_vacancies",
    "employer",
    "employer.name",
    "occupation_group.legacy_ams_taxonomy_id",
    "webpage_url",
    "timestamp",
    "duration",
    "nobody_reads_this",
]


@pytest.mark.parametrize("place", PLACES_IN_AN_AD)
def test_both_readers_of_an_ad_have_one_verdict(place: str) -> None:
    """Any odd value in any place: what the short way reads the whole way reads the same, and nothing gets out."""
    for odd in ODD_VALUES:
        payload: dict[str, Any] = json.loads(json.dumps({**AD, "employer": {"name": "Exempel AB"}}))
        *above, last = place.split(".")
        held = payload
        for name in above:
            held = held.setdefault(name, {})
        held[last] = "@@"
        line = json.dumps(payload, ensure_ascii=False).replace('"@@"', odd).encode()
        usual = read_ad_line(line)
        short = usual.ad_without_text() if usual is not None else None
        try:
            whole = parse_ad(read_line(line))
        except DataContractError:
            assert short is None, odd[:40]
            continue
        assert short is None or short == whole._replace(text=""), odd[:40]


REFUSED: dict[str, dict[str, Any]] = {
    "a date before all dates": {"publication_date": "0001-01-01T00:00:00+14:00"},
    "a date after all dates": {"publication_date": "9999-12-31T23:59:59-12:00"},
    "a year nobody means": {"publication_date": "0202-06-01T00:00:00"},
    "a headline of 2 000 letters": {"headline": "x" * 2000},
    "a text without end": {"description": {"text": "x " * LONGEST_TEXT}},
    "a date in an object": {"publication_date": {"$date": "2026-06-01"}},
    "a headline in two languages": {"headline": {"sv": "AI-ingenjör"}},
    "an id that is a truth": {"id": True},
}


@pytest.mark.parametrize("odd", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_an_ad_is_refused_with_a_sentence(odd: dict[str, Any]) -> None:
    """And with no other kind of error; what stands there is never called missing."""
    with pytest.raises(DataContractError) as refusal:
        parse_ad({**AD, **odd})
    assert refusal.value.key != "ads.missing"


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
