"""A county without ads: a line that says so, and no empty chart."""

from __future__ import annotations

import pytest

from aipulsen import queries
from aipulsen.figures.changes import parts_sentence
from aipulsen.text import LANGS, Lang
from aipulsen.voice import Voice
from tests.chosen import Chosen


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", ["trend", "places-map", "employers"])
def test_a_county_without_ads_has_words_and_no_drawing(key: str, lang: Lang) -> None:
    """Gotland has none in the demo: an axis with nothing over it, or a map of noughts, tells nothing."""
    figure = Chosen(edition="demo", county_code="09").figure(key, lang)
    assert figure.parts == ()
    assert figure.title.startswith("Gotland: ")
    assert Chosen(edition="demo", county_code="25").figure(key, lang).parts


@pytest.mark.parametrize("lang", LANGS)
def test_no_ads_before_and_none_now_are_no_change(lang: Lang) -> None:
    """«0 annonser blev 0: 0 nya, 0 har lämnat fönstret» is four noughts in a row."""
    changes = queries.ask_edition_changes(*Chosen(edition="demo", county_code="09").asked).changes
    said = {row.region_code: parts_sentence(row, Voice(lang)) for row in changes.itertuples()}
    assert "0" not in said["09"]
    assert any("639" in words for words in said.values())
