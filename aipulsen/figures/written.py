"""How the numbers of a figure's table are written: shares in per cent, counts whole, the rest with decimals."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from aipulsen.charts.quantities import DECIMALS, quantity_of
from aipulsen.text.numbers import is_missing
from aipulsen.voice import Voice


def written_value(column: str, value: float, say: Voice) -> str:
    """One number of a column of that name."""
    return written_as(pd.Series([value], name=column), say)(value)


def written_as(column: pd.Series, say: Voice) -> Callable[[float | None], str]:
    """A function that writes a number of this column, after its name; missing in words."""
    quantity = quantity_of(str(column.name), column)
    if quantity == "share":
        return lambda value: say.percent(value, DECIMALS["share"])
    if quantity == "mixed":
        return lambda value: say.number(value, 0 if is_missing(value) or float(value or 0).is_integer() else 2)
    return lambda value: say.number(value, DECIMALS[quantity])
