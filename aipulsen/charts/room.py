"""Room for the words after a mark: how far a scale goes, worked out for the width that the chart gets.

Only the reader's screen knows how wide a chart is, so Vega-Lite hands an expression to it: on a phone the marks give
way to the words, on a wide screen they take what the words leave. Neither is cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import altair as alt

from aipulsen.charts import theme

AFTER = 9  # pixels from a row's last mark to its words
_SLACK = 5  # between how wide we measure words and how wide a browser draws them
_HALF = 0.65  # of their width, which leaves the lines some room to differ: where words are broken in two
_LINE = 14  # pixels from a line to the next
_NARROW = 220  # pixels that a phone leaves for marks and words, beside the rows' names
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


def in_lines(words: str, wide: float) -> dict[str, Any]:
    """What a row's data need for `whole_or_in_lines`: its words, how wide they are, and broken in two."""
    first, *rest = theme.wrapped(words, 12, wide * _HALF)
    return {"words": words, "wide": wide, "broken": "\n".join([first, " ".join(rest)]) if rest else words}


def whole_or_in_lines(last: str) -> dict[str, Any]:
    """How a text mark writes the words after the mark at `last` (an expression): in one line where it has room, else in
    two about the row's middle."""
    has_room = f"scale('x', {last}) + {AFTER} + datum.wide <= width || datum.broken == datum.words"
    return {
        "text": alt.ExprRef(f"{has_room} ? datum.words : datum.broken"),
        "dy": alt.ExprRef(f"{has_room} ? 0 : -{_LINE / 2:g}"),
        "lineBreak": "\n",
        "limit": width_left(last),
    }


def size_of_words(size: int) -> alt.ExprRef:
    """The size of a row's words: on a phone a little smaller, which is a word more."""
    return alt.ExprRef(f"width < {_NARROW} ? {min(size, 11)} : {size}")


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
