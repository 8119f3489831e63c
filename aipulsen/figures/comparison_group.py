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
    known = {c: values[c] for c in context.comparison if c in values and pd.notna(values[c])}
    if len(known) < 2 or context.comparison[0] not in known:
        return finding
    own = known[context.comparison[0]]
    place = 1 + sum(value > own for value in known.values())  # type: ignore[operator]  # no missing value is left
    return context.say("comparison_group.placed", finding=finding, place=place, count=len(known))
