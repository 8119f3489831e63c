"""How many counties were tested at once, and whether the chosen one was tested alone: told by all figures that test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from aipulsen.charts.figure import Figure
from aipulsen.metrics.uncertainty import LABELLED_DESIGN_EFFECT
from aipulsen.voice import Voice

# The lower ends of intervals of ads, in the tables of figures; those of salaries are the source's own.
LOW_ENDS = frozenset(
    {"gap_low", "quotient_low", "ads_low_share", "ads_low", "gap_ratio_low", "largest_share_low", "gap_without_low"}
)
_OUTCOMES = ("higher", "lower", "not_different")


def is_tested(verdict: object) -> bool:
    """Whether a verdict is a test's; that there are too few ads, or a break, is none."""
    return verdict in _OUTCOMES


def said_of_tests(
    verdicts: Iterable[object],
    say: Voice,
    *,
    alone: str | None = None,
    what: str = "alone",
    kinds: Iterable[object] = (),
) -> tuple[str, ...]:
    """Holm's correction and for how many counties, where several have a verdict; that the county `alone` has another
    test in the title (or of `what`, a key of `tested`); on what assumption, where an interval of `kinds` is the
    counting error only."""
    count = sum(map(is_tested, verdicts))
    together = (say("tested.together", count=count),) if count > 1 else ()
    by_itself = (say(f"tested.{what}", county=say.county(alone)),) if alone is not None else ()
    is_assumed = (together or by_itself) and is_counting_error(kinds)
    assumed = (say("tested.assumed", effect=say.number(LABELLED_DESIGN_EFFECT, 1)),) if is_assumed else ()
    return (*together, *by_itself, *assumed)


def is_counting_error(kinds: Iterable[object]) -> bool:
    """Whether intervals are the counting error only: no ads are at hand to tell how they cluster. kinds:
    `interval_kind` of what is shown; what has no interval has none. The one question that every figure and sentence
    asks."""
    return {kind for kind in kinds if pd.notna(kind)} == {"counting_error"}


def kind_words(kinds: Iterable[object], say: Voice) -> str:
    """«, bara räknefelet» to stand after «95 % intervall» where it is that."""
    return say("charts.gap.interval_kind.counting_error") if is_counting_error(kinds) else ""


def with_counting_error(figure: Figure) -> Figure:
    """The figure; where it has intervals of ads that are not at hand, why they are the counting error only, once."""
    why = figure.context.say("charts.gap.counting_error")
    bounds = [column for column in figure.table.columns if column in LOW_ENDS and figure.table[column].notna().any()]
    if not bounds or why in figure.reading:
        return figure
    return replace(figure, reading=(*figure.reading, why))
