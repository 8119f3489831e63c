"""Words after a mark have their room at any width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aipulsen.charts.room import AFTER, end_for_words

pytestmark = pytest.mark.quick

ROWS = st.lists(st.tuples(st.floats(0.1, 100), st.floats(10, 150)), min_size=1, max_size=21)


@given(rows=ROWS, width=st.integers(240, 2000), logarithmic=st.booleans())
def test_words_end_before_the_edge(rows: list[tuple[float, float]], width: int, logarithmic: bool) -> None:
    """Wherever a row's marks end, its words do not run over the right edge; no mark does either."""
    import math

    highest, start = max(last for last, _ in rows), 0.05 if logarithmic else 0.0
    written = end_for_words(rows, start, highest, logarithmic=logarithmic).expr
    end = eval(str(written), {"max": max, "pow": pow, "width": width})  # what Vega reckons, in the words they share
    scaled = math.log if logarithmic else float
    for last, wide in rows:
        at = (scaled(last) - scaled(start)) / (scaled(end) - scaled(start)) * width
        assert at <= width + 1e-6
        if AFTER + wide + 5 <= 0.7 * width:
            assert at + AFTER + wide <= width + 1e-6
