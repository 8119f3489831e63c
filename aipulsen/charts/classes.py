"""Class limits of the map: round, fixed per base, level and window, the same for every edition."""

from __future__ import annotations

import itertools

from aipulsen.bases import BASES
from aipulsen.charts import theme
from aipulsen.voice import Voice


def limits(base: str, level: str, window_days: int) -> tuple[float, ...]:
    """The limits between the six classes: twice as high for AI skills, and for 180 days unless the base grows with
    the window.

    >>> limits("report", "role", 180)
    (1.0, 1.5, 2.0, 3.0, 4.0)
    >>> limits("ads", "role", 180)
    (0.25, 0.5, 0.75, 1.0, 1.5)
    """
    row = BASES[base]
    factor = (1.0 if row.counts_ads else window_days / 90) * (1 if level == "role" else 2)
    return tuple(limit * factor for limit in row.class_limits)


def class_of(value: float, bounds: tuple[float, ...]) -> int:
    """The class 0–5 of a value; a limit belongs to the class above it.

    >>> [class_of(v, (0.5, 0.75, 1.0, 1.5, 2.0)) for v in (0.49, 0.5, 3.07)]
    [0, 1, 5]
    """
    return sum(value >= bound for bound in bounds)


def hatch_colour(level: int) -> str:
    """The colour of lines over a county of that class: the ground's on strong colours, a strong one on pale."""
    return theme.TEAL if level < len(theme.RAMP) // 2 else theme.GROUND


def limit_words(bounds: tuple[float, ...], say: Voice) -> list[str]:
    """The limits in words: «0,5», «0,75», «1», …"""
    return [say.number(b, 2).rstrip("0").rstrip(",.") for b in bounds]


def class_labels(bounds: tuple[float, ...], say: Voice) -> list[str]:
    """The six classes in words: «under 0,5», «0,5–0,75», …, «2 och över»."""
    words = limit_words(bounds, say)
    between = [f"{low}–{high}" for low, high in itertools.pairwise(words)]
    return [say("charts.under", limit=words[0]), *between, say("charts.over", limit=words[-1])]
