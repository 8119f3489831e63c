"""What drives the gap: demand against supply, and what it says."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.drivers import DEMAND, SUPPLY, draw_drivers, why_not_split
from aipulsen.charts.figure import (
    ChartContext,
    Figure,
    Part,
    Width,
    facts_of,
    measure_words,
    nothing_figure,
    status_words,
)
from aipulsen.charts.small_numbers import compared_words, reliability_words
from aipulsen.figures.comparison_group import of_group, placed_title
from aipulsen.figures.context import about_every_county, whole_country
from aipulsen.figures.desk import Desk
from aipulsen.figures.gap import gap_notes, gap_warnings
from aipulsen.figures.gap_sentences import rest_is
from aipulsen.figures.left_out import named_or_counted
from aipulsen.figures.tested import is_tested, said_of_tests
from aipulsen.provenance import is_counted
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_NEARLY_ALIKE = 0.05  # a part that differs less from the rest's is told as alike
_STEPS_SHARE = 0.36


def gap_drivers(desk: Desk, selection: Selection) -> Figure:
    """What drives the gap: demand against supply per county, and the steps to the chosen one."""
    answer = queries.ask_drivers(desk.edition, whole_country(selection))
    warnings, notes = (told(desk, answer.gap, selection.county_code) for told in (gap_warnings, gap_notes))
    if answer.scope.base != (selection.base or queries.default_base(desk.edition)):
        warnings = (desk.say("drivers.on_educated"), *warnings)
    context = about_every_county(desk, answer.scope, selection, warnings=warnings, notes=notes)
    return build_drivers_figure(answer, context)


def build_drivers_figure(answer: queries.DriversAnswer, context: ChartContext) -> Figure:
    """Two bars per county that sum to its difference from the rest of the country; steps for the chosen one."""
    say = context.say
    people = context.people
    drivers = of_group(answer.drivers, context)
    chosen = drivers[drivers.county_code == context.county_code]
    if drivers.gap_log.isna().all():
        return _nothing(drivers, chosen, context)
    title, *rest = drivers_sentences(chosen.iloc[0], context) if len(chosen) else drivers_finding(drivers, context)
    title = placed_title(title.removesuffix("."), drivers.set_index("county_code").gap_log.to_dict(), context)
    drawn = drivers[drivers.gap_log.notna()]
    left_out = _left_out(drivers.drop(drawn.index), say)
    height = bar_height(len(drawn), each=27, least=80) + 90  # the axis above and the legend below
    years = "drivers.employed_it" if context.base == "it" else "drivers.employed"
    parts = [Part("drivers", lambda w, h: draw_drivers(drawn, context, w, h), height, 1 - _STEPS_SHARE)]
    if len(chosen) and pd.notna(chosen.gap_log.iloc[0]):
        row = chosen.iloc[0]
        parts.append(Part("steps", lambda w, h: draw_steps(row, context, w, h), 170, _STEPS_SHARE))
    return Figure(
        key="gap-drivers",
        title=title,
        measure=measure_words("drivers.measure", context, people=people, base=context.base_label),
        facts=facts_of(context),
        marks=(
            say("drivers.reading" if any(map(is_tested, drivers.compared_with_rest)) else "drivers.reading_untested"),
        ),
        warnings=(left_out,) if left_out else (),  # in sight, as the ranking's: the title is of those drawn
        reading=(
            *rest,
            *_tests(answer, chosen, say),
            say(years, year=answer.employees_year),
        ),
        status=status_words(drivers.score_status, say),
        alt=" ".join([f"{title}.", *rest]),
        table=_table(drivers, say),
        parts=tuple(parts),
        context=context,
        extra={"lead": " ".join(rest)},
    )


def _tests(answer: queries.DriversAnswer, chosen: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    """What is said of the tests; where the gap has none, that of the chosen county's ads per employee may have one."""
    is_gap = any(map(is_tested, chosen.compared_alone))
    is_alone = is_gap or any(map(is_tested, chosen.demand_compared_alone))
    return said_of_tests(
        answer.drivers.compared_with_rest,
        say,
        alone=str(chosen.county_code.iloc[0]) if is_alone else None,
        what="alone" if is_gap else "alone_ads",
        kinds=answer.gap.gap.interval_kind,
    )


def _left_out(without: pd.DataFrame, say: Voice, key: str = "drivers.left_out") -> str:
    """«Inte i diagrammet: 18 län (ej i rapporten); Gotland (dolt: 3 annonser, färre än 5).»; nothing where all are."""
    by_reason: dict[str, list[str]] = {}
    for row in without.sort_values("county_name").itertuples():
        by_reason.setdefault(why_not_split(row, say), []).append(str(row.county_name))
    groups = [
        say("drivers.left_out_group", reason=reason, counties=named_or_counted(counties, say))
        for reason, counties in sorted(by_reason.items(), key=lambda found: -len(found[1]))
    ]
    return say(key, groups="; ".join(groups)) if groups else ""


def _nothing(drivers: pd.DataFrame, chosen: pd.DataFrame, context: ChartContext) -> Figure:
    """No county's gap can be split: why, and every row in the table; that nobody differs is not known either."""
    said = drivers_sentences(chosen.iloc[0], context)[0] if len(chosen) else context.say("drivers.title_untested")
    empty = nothing_figure(
        "gap-drivers", said.removesuffix("."), _left_out(drivers, context.say, "drivers.no_chart"), context
    )
    return dataclasses.replace(empty, alt=said, table=_table(drivers, context.say))


def drivers_finding(drivers: pd.DataFrame, context: ChartContext) -> list[str]:
    """Which part weighs most among the counties that differ with certainty from the rest of the country; of how many
    that is said, where some county's ads are not known."""
    say, people = context.say, context.people
    different = drivers[drivers.compared_with_rest.isin(["higher", "lower"]) & drivers.gap_log.notna()]
    if drivers.compared_with_rest.isna().all():
        return [say("drivers.title_untested")]
    if different.empty:
        return [say("drivers.title_none")]
    by_demand = int((different.demand_log.abs() > different.supply_log.abs()).sum())
    by_supply = len(different) - by_demand
    key = "title" if by_demand > by_supply else "title_supply" if by_supply > by_demand else "title_even"
    is_known = drivers.ads.notna() & drivers.ads_status.map(is_counted).astype(bool)
    few = "" if is_known.all() else "_few"
    title = say(f"drivers.{key}{few}", people=people, count=int(drivers.gap_log.notna().sum()))
    weighs = say("drivers.weighs", count=len(different), demand=by_demand, supply=by_supply, people=people)
    return [title, weighs]


def drivers_sentences(row: Any, context: ChartContext) -> list[str]:
    """A county's difference from the rest of the country and its two parts, in one or two sentences.

    The county was chosen beforehand: its own test decides whether the gap and the ads are called different. The parts
    are what they are, per employee and against the same group as the test; nothing is said to cause anything.
    """
    say, made, demand = context.say, rest_is(row.rest_base_status, context.say), row.demand_compared_alone
    ads = "" if pd.isna(row.ads) else say.number(row.ads)
    if pd.isna(row.gap_log):
        return [say(f"drivers.{_why_no_parts(row)}", county=row.county_name, ads=ads)]
    key = "parts" if demand in ("higher", "lower") else "parts_unsure" if is_tested(demand) else "parts_untested"
    parts = say(
        f"drivers.{key}",
        more_ads=_times_words(float(row.demand_ratio), say),
        people=context.people,
        supply=_times_words(float(row.supply_ratio), say),
        made=made,
    )
    return [_difference(row, ads, made, say), parts]


def _why_no_parts(row: Any) -> str:
    """No ads or too few, ads that nobody counted, something missing of the county or of the others."""
    if row.reliability == "hidden" and is_counted(row.ads_status):
        return "hidden" if row.ads else "none"
    if is_counted(row.ads_status):
        return "missing" if pd.isna(row.ads) or pd.isna(row.gap_score) else "rest_missing"
    return "missing" if row.ads_status == "missing" else "imputed"


def _difference(row: Any, ads: str, made: str, say: Voice) -> str:
    """«92 % högre än övriga landets», from twice on «2,5 gånger övriga landets»; or that none is established, or that
    nobody tested it. made: of what the rest's base is, where nobody counted it."""
    told = {"county": row.county_name, "ads": ads, "made": made}
    if row.compared_alone not in ("higher", "lower"):
        return say("drivers.alike" if is_tested(row.compared_alone) else "drivers.untested", **told)
    ratio = math.exp(row.gap_log)
    if ratio >= 2:
        return say("drivers.times", times=say.number(ratio, 1), **told)
    key = "drivers.higher" if ratio > 1 else "drivers.lower"
    return say(key, difference=say.percent(abs(ratio - 1)), **told)


def _times_words(ratio: float, say: Voice) -> str:
    """«2,5 gånger så många», «20 % fler», «20 % färre», «ungefär lika många»."""
    if ratio >= 2:
        return say("drivers.amount.times", times=say.number(ratio, 1))
    if abs(ratio - 1) < _NEARLY_ALIKE:
        return say("drivers.amount.alike")
    key = "more" if ratio > 1 else "fewer"
    return say(f"drivers.amount.{key}", share=say.percent(abs(ratio - 1)))


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
        table[[*columns, "compared_with_rest", "reliability", "score_status"]]
        .assign(
            compared_with_rest=[compared_words(c, say) for c in table.compared_with_rest],
            reliability=reliability_words(table.reliability, say),
            score_status=[say.status(s) for s in table.score_status],
        )
        .reset_index(drop=True)
    )


def draw_steps(row: Any, context: ChartContext, width: Width, height: int) -> Any:
    """From the rest of the country's gap to the county's in two steps: its ads, then its base."""
    say = context.say
    start = float(row.rest_gap_score)
    middle = start * float(row.demand_ratio)
    people = context.people

    def step(value: float, factor: float) -> str:
        return say("drivers.step_words", value=say.number(value, 2), factor=say.number(factor, 2))

    bars: list[Bar] = [
        {"label": say("drivers.step_rest"), "value": start, "words": say.number(start, 2), "fill": theme.PALE},
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
    return draw_bars(bars, say, width, height, heading=say("drivers.steps", county=row.county_name))
