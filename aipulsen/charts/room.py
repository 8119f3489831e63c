"""Room for the words after a mark: how far a scale goes, worked out for the width that the chart gets.

Only the reader's screen knows how wide a chart is, so Vega-Lite hands an expression to it: on a phone the marks give
way to the words, on a wide screen they take what the words leave. Neither is cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import altair as alt

AFTER = 9  # pixels from a row's last mark to its words
_SLACK = 5  # between how wide we measure words and how wide a browser draws them
_MARKS = 0.3  # the part of the width that marks keep, however long the words are


def end_for_words(
    rows: Iterable[tuple[float, float]],
    start: float,
    highest: float,
    *,
    after: float = AFTER,
    logarithmic: bool = False,
) -> alt.ExprRef:
    """Where a scale from `start` ends so that each row's words fit. rows: where its marks end, in the scale's unit, and
    how wide its words are, in pixels. `highest` is where the marks of all rows end."""
    terms = []
    for last, wide in _hardest(rows):
        stretch = f"width / max({_MARKS} * width, width - {AFTER + wide + _SLACK:.0f})"
        if logarithmic:
            terms.append(f"{start} * pow({last / start}, {stretch})")
        else:
            terms.append(f"{start} + {last - start} * {stretch}")
    return alt.ExprRef(f"max({', '.join([str(highest), *terms])})")


def width_left(last: str) -> alt.ExprRef:
    """How wide the words after the mark at `last` (an expression) may be; longer ones end in an ellipsis."""
    return alt.ExprRef(f"max(40, width - scale('x', {last}) - {AFTER})")


def _hardest(rows: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The rows that no other row outdoes both in reach and in width."""
    kept: list[tuple[float, float]] = []
    for last, wide in sorted(rows, reverse=True):
        if not kept or wide > kept[-1][1]:
            kept.append((last, wide))
    return kept


def round_ticks(low: float, high: float, count: int = 3) -> list[float]:
    """Round numbers from `low` to `high`, about `count` of them: an axis names what marks can reach, not the room that
    words take (a share has no 150 %).

    >>> round_ticks(0, 1)
    [0.0, 0.5, 1.0]
    >>> round_ticks(-4376, 3501)
    [-2500.0, 0.0, 2500.0]
    """
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.8)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * number, 10) + 0.0 for number in range(first, last + 1)]
