"""Words in drawings: long labels keep to their row, and a number stays with what it counts."""

from __future__ import annotations

import pytest

from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, draw_bars
from aipulsen.voice import Voice

_LONG = ["Demogruvan knut i Luleå AB", "Exempelkonsulterna fjäder AB", "+ eftergymnasialt utbildade 25–64 år"]


def _labels(width: int, height: int) -> tuple[list[str], int]:
    """The rows' labels as they are broken, and how wide a line of them may be."""
    bars: list[Bar] = [{"label": name, "value": 1.0, "words": "1", "fill": theme.DEEP} for name in _LONG]
    spec = draw_bars(bars, Voice("sv"), width, height).to_dict()
    y = spec["layer"][0]["encoding"]["y"]
    return y["sort"], y["axis"]["labelLimit"]


@pytest.mark.parametrize(("height", "most"), [(24 * 3, 1), (34 * 3, 2)])
def test_a_long_label_takes_two_lines_only_where_its_row_has_room(height: int, most: int) -> None:
    """A second line in a low row would run into the row under it."""
    labels, _ = _labels(860, height)
    assert max(label.count("\n") + 1 for label in labels) == most
    assert [" ".join(label.split("\n")) for label in labels] == _LONG


@pytest.mark.parametrize("width", [180, 250, 290, 500])
def test_no_line_of_a_label_is_cut_where_it_could_have_been_broken(width: int) -> None:
    """Lines are broken at the width that the axis gives them."""
    labels, limit = _labels(width, 300)
    lines = [line for label in labels for line in label.split("\n")]
    assert [line for line in lines if theme.text_width(line, 12) > limit] == []


@pytest.mark.parametrize("width", range(60, 400, 20))
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_line_ends_between_a_number_and_what_it_counts(width: int, lang: str) -> None:
    """«(74 annonser)» stays on one line, as does «25–64 år»."""
    text = {"sv": "Gap-värdet är 3,4 gånger övriga landets (74 annonser) av 25–64 år", "en": "Gap 3.4 times (74 ads)"}
    lines = theme.wrapped(text[lang], 12, width)
    assert " ".join(lines) == text[lang]
    assert not any(line[-1].isdigit() for line in lines)
