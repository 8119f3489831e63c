"""The comparison group in a chart: only its rows, and the chosen county's place among them, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from aipulsen import codes
from aipulsen.charts.figure import ChartContext


def of_group(
    frame: pd.DataFrame, context: ChartContext, column: str = "county_code", *, and_also: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The rows of the comparison group, and of the codes that belong beside it; every row when there is no group."""
    return frame[frame[column].isin([*context.comparison, *and_also])] if context.comparison else frame


def home_words(home_region: str, context: ChartContext) -> str:
    """«Övre Norrland, där Norrbotten ligger»; the region alone where it is the county, or where none is chosen."""
    region = context.say.region(home_region)
    county = context.say.county(context.county_code or codes.COUNTRY_CODE)
    if context.county_code is None or region == county:
        return region
    return context.say("charts.home_region", region=region, county=county)


def placed_title(finding: str, values: Mapping[str, float | None], context: ChartContext) -> str:
    """«… – nummer 2 av 6 bland liknande län», highest value first; the finding alone without anyone to compare with.

    values: by county code. Counties without a value are not counted, and equal values share the better place.
    """
    place = place_among(values, context.comparison)
    if place is None:
        return finding
    return context.say("comparison_group.placed", finding=finding, place=place[0], count=place[1])


def place_among(values: Mapping[str, float | None], group: tuple[str, ...]) -> tuple[int, int] | None:
    """The place of the group's first county, and among how many that have a value; None where it has none to be placed
    by, or stands alone with one.

    >>> place_among({"24": 1.0, "25": 2.0, "06": None}, ("24", "25", "06")), place_among({"24": 1.0}, ("24", "25"))
    ((2, 2), None)
    """
    known = {c: values[c] for c in group if c in values and pd.notna(values[c])}
    if len(known) < 2 or group[0] not in known:
        return None
    own = known[group[0]]
    return 1 + sum(value > own for value in known.values()), len(known)  # type: ignore[operator]  # none is missing
