"""A pasted paragraph: what is ours is found and its numbers are held against it; what is not ours is not judged."""

from __future__ import annotations

import dataclasses
import re

import pytest

from aipulsen.figures import press
from aipulsen.figures.claims import OPPOSITES, compared
from aipulsen.figures.desk import Desk
from aipulsen.figures.paragraph import Judged, Said, _judged, _nearest, judge, numbers_in, said_of
from aipulsen.queries import Selection
from aipulsen.text import LANGS, Lang, all_texts
from aipulsen.text.prose import sentences
from aipulsen.text.unbroken import unbroken
from tests.chosen import Chosen

_NOT: dict[Lang, str] = {"sv": " inte ", "en": " not "}


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


@pytest.mark.parametrize("lang", LANGS)
def test_an_opposite_word_is_never_the_same_claim(lang: Lang) -> None:
    """In every text of ours, whence every finding of every edition is made: each word that points, turned."""
    turned = [
        (text[lang], other)
        for text in all_texts().values()
        if len(text[lang]) < 250
        for other in _turned(text[lang], lang)
    ]
    assert len(turned) > 300
    assert [one for one in turned if compared(one[1], one[0], lang, is_close=True) == "same"] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_denial_that_comes_or_goes_and_names_that_change_places_are_another_claim(lang: Lang) -> None:
    said = {"sv": "Luleå ligger högre än Malmö, 3 %", "en": "Luleå is higher than Malmö, 3%"}[lang]
    denied = re.sub("ligger högre|is higher", lambda found: found[0].replace(" ", _NOT[lang]), said)
    swapped = re.sub("Luleå|Malmö", lambda found: {"Luleå": "Malmö", "Malmö": "Luleå"}[found[0]], said)
    for theirs, ours in ((denied, said), (said, denied), (swapped, said)):
        assert compared(theirs, ours, lang, is_close=True) == "turned"
    assert compared(said, said.replace("Luleå", "Luleå, Boden"), lang, is_close=True) == "same"
    assert compared(said.replace("Luleå", "Luleå, Boden"), said, lang, is_close=True) == "added"


def test_a_countys_page_is_right_with_opposite_words_wrong_and_its_definitions_are_not_judged() -> None:
    """What the brief and the figures of a county say, pasted back one by one, whoever is chosen."""
    for edition, counties in (("rapport-2026-04", ("25", "09", "12")), ("demo", ("09",))):
        for county in counties:
            desk, chosen = Chosen(edition, county_code=county).shown("sv")
            said = _some_said(desk, chosen) if edition == "demo" else list(said_of(desk, chosen))
            for one in (one for one in said if re.search(r"\d", one.text)):
                others = [_held(other, said, 90) for other in _turned(one.text, "sv")] if one.code else []
                assert [other.sentence for other in others if other.verdict == "right"] == []
                verdict = _held(one.text, said, 90).verdict
                assert verdict == ("right" if one.code else "definition"), one
    desk, nobody = Chosen("rapport-2026-04").shown("sv")
    ours = "Stockholm tar emot 288 gånger så många inpendlare som Gotland."
    assert judge(ours, desk, dataclasses.replace(nobody, county_code="09"))[0].verdict == "right"


def _held(pasted: str, said: list[Said], window_days: int) -> Judged:
    """The verdict on a sentence that is held against all of these at once."""
    return _judged(pasted, _nearest(pasted, said), window_days)


def _some_said(desk: Desk, chosen: Selection) -> list[Said]:
    """Of an edition with ads, whose figures take long: the brief alone."""
    brief = press.county_brief(desk, chosen)
    return [Said(part, "sv", "code", 90) for one in brief.said for part in sentences(one.text)]


@pytest.mark.parametrize(
    "text",
    [
        "AI-annonser per 1 000 eftergymnasialt utbildade 25–64 år (rapportens bas).",
        "90 dagar till april 2026 · AI-jobb · rapportens bas",
        "AI ads per 1,000 people aged 25–64 with post-secondary education (the report's base).",
        "90 days to April 2026 · AI jobs · the report's base",
    ],
)
def test_a_definition_is_not_judged(text: str) -> None:
    desk, selection = Chosen("rapport-2026-04").shown("sv")
    assert [one.verdict for one in judge(text, desk, selection)] == ["definition"]


def test_what_another_window_says_names_it() -> None:
    said = [Said("Umeå: 1,64 AI-annonser per 1 000 invånare", "sv", "code", 180)]
    for pasted, verdict in ((said[0].text, "right"), (said[0].text.replace("1,64", "1,65"), "wrong")):
        one = _held(pasted, said, 90)
        assert (one.verdict, one.window_days) == (verdict, 180)
        assert _held(pasted, said, 180).window_days is None


def _turned(text: str, lang: Lang) -> list[str]:
    """The text with one word that points turned the other way, for each and for each opposite that it has."""
    pairs = [turned for pair in OPPOSITES[lang] for turned in (pair, pair[::-1])]
    return [
        text[: found.start()] + opposite + text[found.end() :]
        for word, opposite in pairs
        for found in re.finditer(rf"\b{word}\b", text, re.IGNORECASE)
    ]


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
