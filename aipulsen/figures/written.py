"""How the numbers of a figure's table are written: shares in per cent, counts whole, the rest with decimals."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from aipulsen.voice import Voice


def written_as(column: pd.Series, say: Voice) -> Callable[[float | None], str]:
    """A function that writes a number of this column, after its name and its numbers; missing in words."""
    name = str(column.name)
    if name.endswith("_share") or "_share_" in name:
        return lambda value: say.percent(value, 1)
    known = column.dropna()
    decimals = 0 if (known == known.round()).all() else 2
    return lambda value: say.number(value, decimals)
