"""What a picture says besides its values, taken from the scope of its answer: one place for every figure."""

from __future__ import annotations

from aipulsen.charts.figure import ChartContext
from aipulsen.queries import Scope
from aipulsen.text import Lang, t


def context_of(scope: Scope, lang: Lang, notes: tuple[str, ...] = ()) -> ChartContext:
    """What a picture says besides its values, from the scope of its answer."""
    selection = scope.selection
    return ChartContext(
        lang=lang,
        edition=scope.edition,
        edition_label=scope.edition,
        window_days=selection.window_days,
        level=selection.level,
        base=scope.base,
        base_label=t(f"base.{scope.base}", lang),
        as_of_label=scope.as_of_label(lang),
        total_ads=scope.total_ads,
        total_texts=scope.total_texts,
        sources=scope.producers(lang),
        notes=notes,
        is_demo=scope.is_demo,
        county_code=selection.county_code,
    )
