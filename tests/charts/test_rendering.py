"""The renderer measures words in the house's font, and fetches nothing that a chart names."""

from __future__ import annotations

import re

import pytest

from aipulsen.charts import picture, theme

WORDS = "Västra Götaland: 0,75 (osäkert)"


def test_words_are_measured_in_the_font_that_they_are_drawn_in() -> None:
    """With the families that a page names, of which the renderer knows the second only: where it took another for the
    first, room and shortened words would be wrong."""
    mark = {"type": "text", "font": theme.SANS, "fontSize": 12, "align": "left", "x": 0}
    svg = picture.rendered(
        {
            "data": {"values": [{"words": WORDS}]},
            "mark": mark,
            "encoding": {"text": {"field": "words"}},
            "width": 10,
            "height": 10,
            "padding": 0,
        }
    )
    wide = re.search(r'<svg[^>]* width="([\d.]+)"', svg)
    assert wide is not None
    assert abs(float(wide[1]) - theme.text_width(WORDS, 12)) <= 3
    assert f'font-family="{theme.SANS}"' in svg


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/rows.csv", "file:///etc/hosts", "/etc/hosts"])
def test_nothing_that_a_chart_names_is_fetched(address: str) -> None:
    """Neither from a service nor from the disk: the renderer says that it may not."""
    spec = {"data": {"url": address}, "mark": "point", "encoding": {"x": {"field": "a"}}}
    with pytest.raises(PermissionError, match="VLC_ACCESS_DENIED"):
        picture.rendered(spec)
