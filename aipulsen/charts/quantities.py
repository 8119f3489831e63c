"""What kind of quantity a column holds, by name and values: the page's table and the workbook write it so."""

from __future__ import annotations

import re
from typing import Literal

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

Quantity = Literal["share", "rate", "count", "mixed", "year", "date", "text"]

DECIMALS: dict[Quantity, int] = {"share": 1, "rate": 2, "count": 0}  # a share's are those of the per cent
_MIXED = frozenset({"printed", "ours"})  # figures of many kinds below one another, each with its unit beside it
_WHOLE = frozenset({"ads", "texts", "persons", "employers", "institutions", "vacancies", "days", "rank", "sek"})
_NOT_WHOLE = frozenset({"share", "per", "score", "ratio", "log", "effective"})
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"\d{4}")


def quantity_of(column: str, values: pd.Series) -> Quantity:
    """A share 0–1, a rate with decimals, a whole count (kronor among them), figures of mixed kinds; of texts, years and
    dates where every value is one.

    >>> quantity_of("largest_share_low", pd.Series([0.2])), quantity_of("gini", pd.Series([0.3]))
    ('share', 'rate')
    >>> quantity_of("year", pd.Series(["2025", None])), quantity_of("county_code", pd.Series(["0180"]))
    ('year', 'text')
    """
    words = set(column.split("_"))
    if not is_numeric_dtype(values) or is_bool_dtype(values):
        return _of_text(words, values)
    if column in _MIXED:
        return "mixed"
    if "share" in words:
        return "share"
    return "count" if words & _WHOLE and not words & _NOT_WHOLE else "rate"


def _of_text(words: set[str], values: pd.Series) -> Quantity:
    present = [str(value) for value in values.dropna() if value != ""]
    if present and "year" in words and all(_YEAR.fullmatch(text) for text in present):
        return "year"
    return "date" if present and all(_DATE.fullmatch(text) for text in present) else "text"
