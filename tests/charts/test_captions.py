"""What is said of a figure, by kind: one line and warnings in sight, two lines in a picture, the rest a step away."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
from collections import Counter

import pytest
from PIL import Image

from aipulsen import figures, topics
from aipulsen.charts import drawing, export, picture, theme
from aipulsen.charts.figure import Figure
from aipulsen.charts.picture import rendered
from aipulsen.settings import settings
from aipulsen.text import LANGS, Lang
from tests.charts.test_figures import CASES
from tests.chosen import ANSWERED, Chosen
from tests.walk import walked

PHONE = 288  # pixels that a screen of 320 leaves a drawing
CHOICES = ({}, {"county_code": "25"}, {"county_code": "25", "comparison": "similar"})
OF_REPORT = {key: {"wage_series": "report"} for key in ("wage-gap", "wage-move")}


def every_choice(key: str, edition: str, lang: Lang) -> list[Figure]:
    """For the country, a county and its comparison group, and with the report's salaries where it has any."""
    entry = topics.FIGURES[key]
    asked = [choice for choice in CHOICES if choice or not entry.needs_county]
    asked += [OF_REPORT[key]] if key in OF_REPORT and edition != "demo" else []
    return [Chosen(edition=edition, **choice).figure(key, lang) for choice in asked]


@pytest.mark.parametrize("lang", LANGS)
@walked(("key", "edition"), ANSWERED)
def test_a_picture_says_its_warnings_and_its_source_in_two_lines(key: str, edition: str, lang: Lang) -> None:
    """In either shape, whole; and the rest of what is said of it is none of them."""
    for figure in every_choice(key, edition, lang):
        for width, _ in picture.SHAPES.values():
            lines = picture.under_drawing(figure, 11, width - 64).lines
            assert len(lines) <= 2, lines
            told = " ".join(lines)
            assert [words for words in (*figure.all_warnings, figure.closing) if words not in told] == []
            assert [words for words in figure.about if words in told] == []


@pytest.mark.parametrize("lang", LANGS)
@walked(("key", "edition"), ANSWERED)
def test_what_is_said_of_a_figure_is_said_once(key: str, edition: str, lang: Lang) -> None:
    """Each line is of one kind: a fact, a mark, a warning or something to know besides."""
    for figure in every_choice(key, edition, lang):
        lines = Counter((*figure.facts, *figure.marks, *figure.all_warnings, *figure.about, *figure.status_lines))
        assert [line for line, times in lines.items() if times > 1 or not line] == []
        assert [fact for fact in figure.facts if fact in figure.measure] == []


@pytest.mark.parametrize("lang", LANGS)
@walked(("key", "edition"), ANSWERED)
def test_the_line_under_a_figure_tells_source_period_number_and_status(key: str, edition: str, lang: Lang) -> None:
    """In one line, which a page shows and a sentence's address repeats in its own words."""
    for figure in every_choice(key, edition, lang):
        assert "\n" not in figure.line
        for words in (*figure.context.sources, *figure.facts, ", ".join(figure.status), figure.status_beside):
            assert words in figure.line
        assert "Status:" not in figure.line  # the words say it
        assert figure.closing.startswith("Status: " if figure.status else figure.source)
        assert [fact for fact in figure.facts if fact.casefold() not in figure.subtitle.casefold()] == []


@pytest.mark.parametrize("lang", LANGS)
@walked(("key", "edition"), ANSWERED)
def test_what_is_empty_has_no_status_and_no_source_of_nothing(key: str, edition: str, lang: Lang) -> None:
    """No «Källa: .»; no status of a value where none is drawn."""
    for figure in every_choice(key, edition, lang):
        assert not re.search(r": *\.", figure.closing)
        assert figure.parts or figure.status_lines == ()


def test_a_picture_names_the_address_that_tells_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the server's address is known and there is room: it gives way to every warning and mark."""
    bare = Chosen(edition="demo", county_code="25").figure("trend-changes")
    assert bare.address == ""
    served = dataclasses.replace(settings(), public_url="https://exempel.invalid")
    monkeypatch.setattr("aipulsen.figures.settings", lambda: served)
    named = dataclasses.replace(bare, address=figures.address_of(bare, bare.asked[1]))
    assert named.address == "exempel.invalid/c/25~trend-changes~demo~90~role~scb"
    said, bare_words = (" ".join(picture.under_drawing(one, 11, 896).lines) for one in (named, bare))
    assert said == f"{bare_words} {named.address}"
    narrow = picture.under_drawing(named, 11, 420)
    assert named.address not in " ".join(narrow.lines)


def test_few_rows_fill_a_square_and_a_headline_has_no_line_of_one_word() -> None:
    """Two bars on a square canvas: nearer, with larger words; nowhere is a fifth of the picture empty."""
    figure = Chosen(edition="rapport-2026-04", county_code="25").figure("big-city-split")
    assert _emptiest(export.svg_text(figure, "1:1")) < 1 / 5
    for lines in (picture._balanced(title, 35, 714, "serif") for title in (figure.title, "Ett och två och tre " * 4)):
        widths = [theme.text_width(line, 35, "serif") for line in lines]
        assert len(lines) > 1
        assert min(widths) > max(widths) / 2


def _emptiest(svg: str) -> float:
    """The highest band of a picture without any ink, of its height."""
    drawn = Image.open(io.BytesIO(picture.to_png(svg, 0.25))).convert("L")
    rows = [drawn.crop((0, y, drawn.width, y + 1)).getextrema()[0] < 200 for y in range(drawn.height)]
    return max(len(list(run)) for is_inked, run in itertools.groupby(rows) if not is_inked) / drawn.height


@pytest.mark.parametrize("key", topics.FIGURES)
def test_a_square_picture_is_filled_and_no_word_of_it_is_cut(key: str) -> None:
    """Nowhere are three tenths of it empty, and the renderer shortens nothing: where words have no room beside each
    other the drawings stand under one another, or are less near."""
    figure = CASES[key].figure(key)
    if not figure.parts:
        assert not figure.has_finding
        return
    svg = export.svg_text(figure, "1:1")
    drawn = " ".join(str(drawing.drawn(part, 400, part.screen_height)) for part in figure.parts)
    assert [word for word in re.findall("([^<>]*\u2026)<", svg) if word not in drawn] == []
    assert _emptiest(svg) < 3 / 10


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", topics.FIGURES)
def test_no_word_of_a_drawing_is_cut_on_a_phone(key: str, lang: Lang) -> None:
    """What has no room beside its mark at 320 pixels is broken in two, goes under it or is written smaller."""
    for part in CASES[key].figure(key, lang).parts:
        spec = drawing.drawn(part, "container", part.screen_height) | {"width": PHONE}
        svg = rendered(spec | {"autosize": {"type": "fit", "contains": "padding"}})
        assert [word for word in re.findall("([^<>]*\u2026)<", svg) if word not in str(spec)] == []
