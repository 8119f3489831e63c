"""Rows of points and whiskers: what is written in them, in the drawing that a reader gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from aipulsen.charts import drawing, picture, theme
from aipulsen.figures.trend import signed
from aipulsen.text import LANGS, Lang
from aipulsen.voice import Voice
from tests.chosen import Chosen

_SVG = "{http://www.w3.org/2000/svg}"


def _marks(node: ElementTree.Element, x: float = 0.0) -> Iterator[tuple[ElementTree.Element, float]]:
    """Every element with its absolute x."""
    moved = re.match(r"translate\(([-\d.]+)", node.get("transform", ""))
    x += float(moved.group(1)) if moved else 0.0
    yield node, x
    for child in node:
        yield from _marks(child, x)


# The plot of a phone, of half a page, of a wide screen.
@pytest.mark.parametrize(("lang", "width"), [("sv", 250), ("en", 250), ("sv", 360), ("en", 900)])
@pytest.mark.parametrize(
    ("key", "edition"),
    [
        ("wage-move", "rapport-2026-04"),
        ("wage-move", "demo"),
        ("big-city-quotients", "rapport-2026-04"),
        ("trend-changes", "demo"),
    ],
)
def test_no_row_s_words_lie_over_the_dashed_line(key: str, edition: str, lang: Lang, width: int) -> None:
    """In the finished drawing, the words of every row that has a value end before the line or begin after it."""
    theme.register_fonts()
    spec = drawing.drawn(Chosen(edition=edition).figure(key, lang).parts[0], width, 500)
    placed = list(_marks(ElementTree.fromstring(picture.rendered(spec))))
    (line,) = {x for node, x in placed if node.tag == f"{_SVG}line" and node.get("stroke-dasharray") == "4,4"}
    words = [
        (x, max(theme.text_width(part, int(node.get("font-size", "0px")[:-2])) for part in node.itertext()))
        for node, x in placed
        if node.tag == f"{_SVG}text" and node.get("text-anchor") == "start" and node.get("font-style") != "italic"
    ]
    assert len(words) >= 4
    assert [x for x, wide in words if x - 1 < line < x + wide + 1] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_value_without_an_interval_has_a_point_and_no_whisker(lang: Lang) -> None:
    """Nobody counted the ads of eighteen of the report's counties: their quotients are fillers, and points."""
    theme.register_fonts()
    figure = Chosen(edition="rapport-2026-04").figure("big-city-quotients", lang)
    spec = drawing.drawn(figure.parts[0], 700, 600)
    rules = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rule" and "x2" in layer["encoding"]]
    whiskers = [row["label"] for layer in rules for row in layer["data"]["values"]]
    assert sorted(whiskers) == ["Norrbotten", "Östergötland"]
    points = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point" and layer["mark"]["filled"])
    told = [row["words"] for row in points["data"]["values"] if row["label"] not in whiskers]
    assert len(told) == 18
    assert all(re.fullmatch(r"[\d.,]+ \((utfyllnad|filler)\)", words) for words in told)


@pytest.mark.parametrize("lang", LANGS)
def test_no_words_of_a_change_are_cut_on_the_narrowest_phone(lang: Lang) -> None:
    """In the 190 pixels that a phone of 320 leaves, each row says its counts and that it is uncertain or hidden."""
    theme.register_fonts()
    part = Chosen(edition="demo").figure("trend-changes", lang).parts[0]
    svg = picture.rendered(drawing.drawn(part, 190, part.screen_height))
    texts = ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{_SVG}text")]
    assert [words for words in texts if "…" in words] == []
    assert any(mark in words for words in texts for mark in ("osäkert", "uncertain"))


@pytest.mark.parametrize(("ratio", "words"), [(1.0, "0\u00a0%"), (1.004, "0\u00a0%"), (0.996, "0\u00a0%")])
def test_no_change_has_no_sign(ratio: float, words: str) -> None:
    """«+0 %» would say that there were more."""
    assert signed(ratio, Voice("sv")) == words
    assert signed(1.23, Voice("sv")) == "+23\u00a0%"
    assert signed(0.77, Voice("sv")) == "−23\u00a0%"
