"""Foreign words in files: a cell that a spreadsheet would run as a formula is made to be read."""

from __future__ import annotations

from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralised(value: Any) -> Any:
    """Text that starts like a formula gets an apostrophe before it; numbers are left alone.

    >>> neutralised("=HYPERLINK(1)"), neutralised(-3.5), neutralised("Exempel AB")
    ("'=HYPERLINK(1)", -3.5, 'Exempel AB')
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
