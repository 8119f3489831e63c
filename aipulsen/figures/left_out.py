"""Places whose number nobody knows: a chart has one line for them all, no row each; its table has every row."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from aipulsen.charts.figure import ChartContext
from aipulsen.voice import Voice

_MOST_NAMED = 4  # by name; more are counted, and the table has them


def named_or_counted(counties: Sequence[str], say: Voice) -> str:
    """«Gotland, Kalmar», or «18 län»."""
    few = len(counties) <= _MOST_NAMED
    return ", ".join(counties) if few else say("left_out.counties", count=len(counties))


def has_number(found: pd.DataFrame, value: str) -> pd.Series:
    """Which rows say something of their own: the value, or how many ads are too few for it."""
    kept: pd.Series = found[value].notna() | found.ads.notna()
    return kept


def without_ads(
    left: pd.DataFrame, context: ChartContext, *, is_report: bool, is_hatched: bool = False
) -> tuple[str, ...]:
    """Whose ads nobody has told for this window; nothing where all are. left: county_code of the rows left
    out; `is_hatched`: a map shows them so."""
    if left.empty:
        return ()
    say = context.say
    counties = named_or_counted([say.county(code) for code in left.county_code], say)
    key = "left_out.not_in_report" if is_report else "left_out.unknown"
    mark = say("left_out.hatched") if is_hatched else ""
    return (say(key, counties=counties, days=context.window_days, mark=mark),)
