"""No line breaks within a range, a number, before its unit or in a compound, wherever words are set.

Taken apart again the words are the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aipulsen.charts import theme
from aipulsen.text import LANGS, Lang
from aipulsen.text.unbroken import JOINER, cell_unbroken, rejoined, unbroken
from aipulsen.ui.markdown import plain
from aipulsen.web import documents
from tests.chosen import ANSWERED, Chosen

TEMPLATES = Path(documents.__file__).parent / "templates"
_LOOSE = re.compile(r"(?<!\w)[A-ZÅÄÖ]{2,4}-[^\W\d]")
_BREAKABLE = re.compile(r"\d–[\d+−]|[\d ]%–|\d %|(?<![\w.,])\d{1,3} \d{3}(?!\d)|(?<=[ (])\d+ [^\W\d]")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", ["demo", "rapport-2026-04"])
def test_no_sentence_of_a_figure_breaks_within_a_number(edition: str, lang: Lang) -> None:
    """On a page and in a document; taken apart again it is the same sentence."""
    for key in ("gap-ranking", "gap-drivers", "employers", "big-city-split", "wage-spread", "report-check"):
        if (key, edition) in ANSWERED:
            figure = Chosen(edition, county_code="25").figure(key, lang)
            for line in (figure.title, figure.subtitle, *figure.caption):
                assert rejoined(unbroken(line)) == line
                assert _BREAKABLE.findall(unbroken(line)) == [], line
                assert JOINER not in line


@pytest.mark.parametrize("text", ["AI-pulsen", "AI-annonser i IT-yrken", "57 AI-jobb", "«AI-jobb»", "FA-region"])
def test_a_compound_is_held_together_but_in_a_tables_cell(text: str) -> None:
    assert _LOOSE.findall(unbroken(text)) == []
    assert rejoined(plain(text)).replace("\\", "") == text
    assert _LOOSE.findall(cell_unbroken(text)) != []


def test_every_heading_of_a_document_is_set_as_one() -> None:
    """Each `<h1>` to `<h3>` of the templates that is filled in."""
    told = [
        head for file in TEMPLATES.glob("*.html") for head in re.findall(r"<h[1-3][^>]*>(.*?)</h", file.read_text())
    ]
    assert len(told) > 10
    assert [head for head in told if "{{" in head and "| unbroken }}" not in head] == []


@pytest.mark.parametrize("text", ["(1–25 %)", "25–64 år", "+10 till +38 %", "1 000 ads", "2016–2024", "95 % intervall"])
def test_a_number_is_held_together_however_it_is_written(text: str) -> None:
    assert _BREAKABLE.findall(unbroken(text)) == []
    assert rejoined(plain(text)).replace("\\", "") == text
    for line in theme.wrapped(f"ord {text} ord", 12, 30):
        assert not re.search(r"\d$", line) or re.search(r"\d$", text)
