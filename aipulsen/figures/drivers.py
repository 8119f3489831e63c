"""What drives the gap: demand against supply, and what it says."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.drivers import DEMAND, SUPPLY, draw_drivers
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines, status_line
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures.comparison_group import of_group, placed_title
from aipulsen.figures.context import about_every_county, whole_country
from aipulsen.figures.desk import Desk
from aipulsen.figures.gap import gap_notes
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_NEARLY_ALL = 0.05  # a part smaller than this of both is not worth a fraction
# The smaller part in words a person uses; its complement has the same key with «rest_».
_FRACTIONS = {"10": 1 / 10, "5": 1 / 5, "4": 1 / 4, "3": 1 / 3, "of_5": 2 / 5, "2": 1 / 2}
_STEPS_SHARE = 0.36


def gap_drivers(desk: Desk, selection: Selection) -> Figure:
    """What drives the gap: demand against supply per county, and the steps to the chosen one."""
    answer = queries.ask_drivers(desk.edition, whole_country(selection))
    context = about_every_county(desk, answer.scope, gap_notes(desk, answer.gap, selection.county_code), selection)
    return build_drivers_figure(answer, context)


def build_drivers_figure(answer: queries.DriversAnswer, context: ChartContext) -> Figure:
    """Two bars per county that sum to its difference from the country; for the chosen county also the steps there."""
    country = answer.gap.country
    say = context.say
    people = say(f"drivers.people.{context.base}")
    drivers = of_group(answer.drivers, context)
    chosen = drivers[drivers.county_code == context.county_code]
    title, *rest = drivers_sentences(chosen.iloc[0], context) if len(chosen) else drivers_finding(drivers, context)
    title = placed_title(title.removesuffix("."), drivers.set_index("county_code").gap_log.to_dict(), context)
    height = bar_height(len(drivers), each=27, least=230) + 70  # the axis above and the legend below
    years = "drivers.employed_it" if context.base == "it" else "drivers.employed"
    parts = [Part("drivers", lambda w, h: draw_drivers(drivers, context, w, h), height, 1 - _STEPS_SHARE)]
    if len(chosen) and pd.notna(chosen.gap_log.iloc[0]):
        row = chosen.iloc[0]
        parts.append(Part("steps", lambda w, h: draw_steps(row, country, context, w, h), 170, _STEPS_SHARE))
    return Figure(
        key="gap-drivers",
        title=title,
        subtitle=say(
            "drivers.measure",
            people=people,
            window=context.window_words(),
            level=say(f"level.{context.level}"),
            ads=count_words(context),
            base=context.base_label,
        ),
        caption=(
            *rest,
            say("drivers.reading"),
            say(years, year=answer.employees_year),
            *status_line(drivers.status, say),
            *source_lines(context),
        ),
        alt=" ".join([f"{title}.", *rest]),
        table=_table(drivers, say),
        parts=tuple(parts),
        context=context,
        extra={"lead": " ".join(rest)},
    )


def drivers_finding(drivers: pd.DataFrame, context: ChartContext) -> list[str]:
    """Which part weighs most among the counties that differ with certainty from the rest of the country."""
    say, people = context.say, context.say(f"drivers.people.{context.base}")
    different = drivers[drivers.compared_with_rest.isin(["higher", "lower"]) & drivers.gap_log.notna()]
    if different.empty:
        return [say("drivers.title_none")]
    by_demand = int((different.demand_log.abs() > different.supply_log.abs()).sum())
    by_supply = len(different) - by_demand
    key = "title" if by_demand > by_supply else "title_supply" if by_supply > by_demand else "title_even"
    title = say(f"drivers.{key}", people=people)
    weighs = say("drivers.weighs", count=len(different), demand=by_demand, supply=by_supply, people=people)
    return [title, weighs]


def drivers_sentences(row: Any, context: ChartContext) -> list[str]:
    """A county's difference from the country and its causes, in one or two sentences a politician understands.

    «Higher», «lower», «more» and «fewer» ads are said only where the 95 % test against the rest of the country
    says so; the base and the employed are registers, taken as known.
    """
    say, people = context.say, context.say(f"drivers.people.{context.base}")
    ads = "" if pd.isna(row.ads) else say.number(row.ads)
    if pd.isna(row.gap_log):
        key = "drivers.hidden" if row.reliability == "hidden" else "drivers.missing"
        return [say(key, county=row.county_name, ads=ads)]
    demand = say(f"drivers.cause.demand_{'up' if row.demand_log > 0 else 'down'}")
    supply = say(f"drivers.cause.supply_{'up' if row.supply_log > 0 else 'down'}", people=people)
    demand_differs = row.demand_compared in ("higher", "lower")
    opposed = row.demand_log * row.supply_log < 0
    if row.compared_with_rest not in ("higher", "lower"):
        if not demand_differs:
            return [say("drivers.alike", county=row.county_name, ads=ads)]
        first = say("drivers.alike_but_demand", county=row.county_name, ads=ads, demand=demand)
        return [first, say("drivers.alike_evened", supply=supply)] if opposed else [first]
    return [_difference(row, ads, say), _causes(row, demand, supply, demand_differs, opposed, say)]


def _difference(row: Any, ads: str, say: Voice) -> str:
    """«92 % högre än rikets», from twice on «2,5 gånger rikets»."""
    ratio = math.exp(row.gap_log)
    if ratio >= 2:
        return say("drivers.times", county=row.county_name, times=say.number(ratio, 1), ads=ads)
    key = "drivers.higher" if ratio > 1 else "drivers.lower"
    return say(key, county=row.county_name, difference=say.percent(abs(ratio - 1)), ads=ads)


def _causes(row: Any, demand: str, supply: str, demand_differs: bool, opposed: bool, say: Voice) -> str:
    supply_pulls_along = row.supply_log * row.gap_log > 0
    if not demand_differs:
        return say("drivers.supply_only" if supply_pulls_along else "drivers.neither", supply=supply)
    sizes = {demand: abs(row.demand_log), supply: abs(row.supply_log)}
    first, second = (demand, supply) if sizes[demand] >= sizes[supply] else (supply, demand)
    least = sizes[second] / (sizes[first] + sizes[second])
    if least < _NEARLY_ALL:
        return say("drivers.nearly_all", first=first)
    if opposed:
        return say("drivers.opposed_up" if row.gap_log > 0 else "drivers.opposed_down", first=first, second=second)
    key = min(_FRACTIONS, key=lambda k: abs(_FRACTIONS[k] - least))
    return say(
        "drivers.shared",
        most=say(f"drivers.fraction.rest_{key}"),
        least=say(f"drivers.fraction.{key}"),
        first=first,
        second=second,
    )


def _table(drivers: pd.DataFrame, say: Voice) -> pd.DataFrame:
    ratios = {
        f"gap_ratio{end}": drivers[f"gap_log{end}"].map(lambda v: math.exp(v), na_action="ignore")
        for end in ("", "_low", "_high")
    }
    table = drivers.assign(**ratios)
    columns = ["county_code", "county_name", "ads", "base_persons", "employees_persons", *ratios]
    columns += ["demand_ratio", "supply_ratio", "demand_log", "supply_log", "gap_log"]
    table = table.sort_values(["gap_log", "county_code"], ascending=[False, True], na_position="last")
    return (
        table[[*columns, "compared_with_rest", "reliability", "status"]]
        .assign(
            compared_with_rest=[say(f"charts.gap.compared.{c}") for c in table.compared_with_rest],
            reliability=reliability_words(table.reliability, say),
            status=[say.status(s) for s in table.status],
        )
        .reset_index(drop=True)
    )


def draw_steps(row: Any, country: dict[str, Any], context: ChartContext, width: Width, height: int) -> Any:
    """From the country's gap to the county's in two steps: its ads, then its base."""
    say = context.say
    start = float(country["gap_score"])
    middle = start * float(row.demand_ratio)
    people = say(f"drivers.people.{context.base}")

    def step(value: float, factor: float) -> str:
        return say("drivers.step_words", value=say.number(value, 2), factor=say.number(factor, 2))

    bars: list[Bar] = [
        {"label": say("common.country"), "value": start, "words": say.number(start, 2), "fill": theme.PALE},
        {
            "label": say("drivers.step_demand"),
            "value": middle,
            "words": step(middle, float(row.demand_ratio)),
            "fill": DEMAND,
        },
        {
            "label": say("drivers.step_supply", people=people),
            "value": float(row.gap_score),
            "words": step(float(row.gap_score), 1 / float(row.supply_ratio)),
            "fill": SUPPLY,
        },
    ]
    return draw_bars(bars, say, width, height, room=0.45, heading=say("drivers.steps", county=row.county_name))
