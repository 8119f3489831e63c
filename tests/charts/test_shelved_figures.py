"""A figure that comes from the shelf is the figure: the same words, files and drawings as one that was just built."""

from __future__ import annotations

import dataclasses
import json

import pytest

from aipulsen import shelf, topics
from aipulsen.charts import drawing
from aipulsen.charts.figure import Figure
from tests.chosen import ANSWERED, Chosen

pytestmark = pytest.mark.fresh

NUMBERS = next(form for form in topics.FIGURE_FORMATS if form.key == "csv")
OF_SEVERAL_PARTS = ("gap-map", "wage-move", "commuting-map")


def _from_shelf(figure: Figure) -> Figure:
    """As another process reads it, which has the same edition open."""
    edition = figure.asked[0].edition
    found = shelf._unpacked(shelf._packed(figure, {edition.seal: edition}), {edition.seal: edition})
    assert isinstance(found, Figure)
    return found


@pytest.mark.parametrize(("key", "edition"), ANSWERED)
def test_every_figure_comes_back_as_it_was(key: str, edition: str) -> None:
    """All fields but the functions that draw it, what names its drawings, and the file of its numbers."""
    figure = Chosen(edition, county_code="25").figure(key)
    found = _from_shelf(figure)
    assert found.asked[0].edition is figure.asked[0].edition
    assert "fingerprint" in found.__dict__
    assert found.fingerprint == figure.fingerprint
    for field in dataclasses.fields(Figure):
        if field.name not in ("table", "parts", "extra"):
            assert getattr(found, field.name) == getattr(figure, field.name)
    assert found.table.dtypes.to_dict() == figure.table.dtypes.to_dict()
    assert found.extra.keys() == figure.extra.keys()
    assert [(p.name, p.screen_height, p.share, p.measure, p.facts) for p in found.parts] == [
        (p.name, p.screen_height, p.share, p.measure, p.facts) for p in figure.parts
    ]
    assert found.has_rows == figure.has_rows
    if figure.has_rows:  # else there is no file
        assert NUMBERS.data(found) == NUMBERS.data(figure)


@pytest.mark.parametrize("key", OF_SEVERAL_PARTS)
def test_a_drawing_that_nobody_kept_is_drawn_anew(key: str) -> None:
    """Each part as it would have been, at any size."""
    figure = Chosen("demo", county_code="25").figure(key)
    found = _from_shelf(figure)
    for old, new in zip(figure.parts, found.parts, strict=True):
        told = [json.dumps(drawing.drawn(part, 400, 300)) for part in (old, new)]
        assert told[0] == told[1]
