"""The Lorenz curve: its words clear of each other, its fillers told apart from what was counted."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from aipulsen.charts import drawing, picture, theme
from aipulsen.text import LANGS, Lang
from tests.chosen import Chosen

_SVG = "{http://www.w3.org/2000/svg}"
_CASES = [
    Chosen("demo"),
    Chosen("demo", county_code="09"),
    Chosen("demo", county_code="09", window_days=180),
    Chosen("rapport-2026-04"),
    Chosen("rapport-2026-04", county_code="25"),
]


def _texts(node: ElementTree.Element, x: float = 0.0, y: float = 0.0) -> Iterator[tuple[str, float, float, float]]:
    """Every upright text with its left edge, baseline and width."""
    moved = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", node.get("transform", ""))
    if moved:
        x, y = x + float(moved.group(1)), y + float(moved.group(2))
    if node.tag == f"{_SVG}text" and "rotate" not in node.get("transform", ""):
        words = "".join(node.itertext())
        wide = theme.text_width(words, int(node.get("font-size", "0px")[:-2]))
        yield words, x - {"start": 0.0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")], y, wide
    for child in node:
        yield from _texts(child, x, y)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("chosen", _CASES)
@pytest.mark.parametrize("width", [220, 300, 700, 900])  # the plot of phones, of a square picture, of a wide screen
def test_no_word_lies_over_another(chosen: Chosen, lang: Lang, width: int) -> None:
    """Names of counties, of the diagonal and the axes' numbers keep clear of each other."""
    theme.register_fonts()
    figure = chosen.figure("big-city-lorenz", lang)
    spec = drawing.drawn(figure.parts[0], width, 420)
    placed = set(_texts(ElementTree.fromstring(picture.rendered(spec))))
    assert len({words for words, *_ in placed} & {"Stockholm", "Skåne", "Västra Götaland"}) == 3
    meeting = [
        (one[0], other[0])
        for one, other in itertools.combinations(sorted(placed), 2)
        if abs(one[2] - other[2]) < 10 and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
    ]
    assert meeting == []


@pytest.mark.parametrize(
    ("key", "edition", "fillers"),
    [
        ("big-city-lorenz", "demo", 0),
        ("big-city-lorenz", "rapport-2026-04", 19),
        ("big-city-quotients", "demo", 0),
        ("big-city-quotients", "rapport-2026-04", 18),  # Gotland's ads are too few for a quotient
    ],
)
def test_a_value_that_nobody_counted_is_a_hollow_point(key: str, edition: str, fillers: int) -> None:
    """Hollow where the ads are fillers, and said so; filled where they were counted."""
    figure = Chosen(edition=edition).figure(key)
    spec = drawing.drawn(figure.parts[0], 400, 420)
    (points,) = (
        layer for layer in spec["layer"] if layer["mark"].get("filled") and "fill" in layer.get("encoding", {})
    )
    rows = points.get("data", spec.get("data"))["values"]
    assert sum(row["fill"] == theme.GROUND for row in rows) == fillers
    assert any(mark.startswith("Ihålig punkt: utfyllnad") for mark in figure.marks) == bool(fillers)
    dashes = {tuple(layer["mark"].get("strokeDash", ())) for layer in spec["layer"] if layer["mark"]["type"] == "line"}
    assert key != "big-city-lorenz" or ((5, 4) in dashes) == bool(fillers)
