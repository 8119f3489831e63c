"""In which occupations AI ads are, and how many outside IT."""

from __future__ import annotations

import pandas as pd

from aipulsen import codes

IT_OCCUPATIONS = (codes.IT_OCCUPATIONS,)  # the group that the product counts as IT everywhere (base, IT ads, wages)
WIDER_IT_OCCUPATIONS = ("251", "131", "351")  # with IT managers, and operations and support technicians
DIGITS = (3, 4)


def occupation_of(ads: pd.DataFrame, digits: int) -> pd.Series:
    """Each ad's SSYK 2012 code of so many digits; missing where it states no occupation.

    >>> occupation_of(pd.DataFrame({"ssyk_code": ["2512", "2511", None]}), 3).dropna().tolist()
    ['251', '251']
    """
    return ads.ssyk_code.astype("object").map(lambda code: code[:digits] if isinstance(code, str) else None)


def is_it(ssyk: pd.Series, it: tuple[str, ...] = IT_OCCUPATIONS) -> pd.Series:
    """Which codes, of three digits or four, are IT occupations; a missing code is not one.

    >>> is_it(pd.Series(["2512", "1311", "251", None])).tolist()
    [True, False, True, False]
    """
    return ssyk.astype("object").map(lambda code: isinstance(code, str) and code.startswith(it)).astype(bool)


def outside_it(ads: pd.DataFrame, it: tuple[str, ...] = IT_OCCUPATIONS) -> int:
    """Ads whose occupation is known and is not an IT occupation."""
    return int((ads.ssyk_code.notna() & ~is_it(ads.ssyk_code, it)).sum())
