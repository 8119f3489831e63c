"""Class limits of the map: round, fixed per base, level and window, the same for every edition."""

from __future__ import annotations

import itertools

from aipulsen.voice import Voice

# Five limits make six classes. For 90 days and AI roles; 180 days has twice the limits, AI competence too.
_LIMITS_90: dict[str, tuple[float, ...]] = {
    "report": (0.5, 0.75, 1.0, 1.5, 2.0),
    "scb": (0.2, 0.3, 0.4, 0.6, 0.8),
    "it": (2.0, 4.0, 6.0, 10.0, 20.0),
}


def limits(base: str, level: str, window_days: int) -> tuple[float, ...]:
    """The limits between the six classes.

    >>> limits("report", "role", 180)
    (1.0, 1.5, 2.0, 3.0, 4.0)
    """
    factor = (window_days / 90) * (1 if level == "role" else 2)
    return tuple(limit * factor for limit in _LIMITS_90[base])


def class_of(value: float, bounds: tuple[float, ...]) -> int:
    """The class 0–5 of a value; a limit belongs to the class above it.

    >>> [class_of(v, (0.5, 0.75, 1.0, 1.5, 2.0)) for v in (0.49, 0.5, 3.07)]
    [0, 1, 5]
    """
    return sum(value >= bound for bound in bounds)


def class_labels(bounds: tuple[float, ...], say: Voice) -> list[str]:
    """The six classes in words: «under 0,5», «0,5–0,75», …, «2 och över»."""
    words = [say.number(b, 2).rstrip("0").rstrip(",.") for b in bounds]
    between = [f"{low}–{high}" for low, high in itertools.pairwise(words)]
    return [say("charts.under", limit=words[0]), *between, say("charts.over", limit=words[-1])]
