"""What drives the gap: demand against supply, and what it says."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.drivers import DEMAND, SUPPLY, draw_drivers
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines, status_line
from aipulsen.charts.small_numbers import compared_words, reliability_words
from aipulsen.figures.comparison import of_group, placed_title
from aipulsen.figures.context import about_every_county, whole_country
from aipulsen.figures.gap import gap_notes
from aipulsen.provenance import is_counted, status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_NEARLY_ALIKE = 0.05  # a part that differs less from the rest's is told as alike
_STEPS_SHARE = 0.36


def gap_drivers(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """What drives the gap: demand against supply per county, and the steps to the chosen one."""
    answer = queries.ask_drivers(whole_country(selection), root)
    context = about_every_county(
        answer.scope, gap_notes(answer.gap, lang, root, selection.county_code), selection, lang, root
    )
    return build_drivers_figure(answer.drivers, answer.gap.country, answer.employees_year, context)


def build_drivers_figure(
    drivers: pd.DataFrame, country: dict[str, Any], employees_year: str, context: ChartContext
) -> Figure:
    """Two bars per county that sum to its difference from the rest of the country; for the chosen county also the
    steps there.

    drivers: rows of `gap_drivers` with county_name. country: the gap of all counties together.
    """
    lang = context.lang
    people = t(f"drivers.people.{context.base}", lang)
    drivers = of_group(drivers, context)
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
        subtitle=t(
            "drivers.measure",
            lang,
            people=people,
            window=context.window_words(),
            level=t(f"level.{context.level}", lang),
            ads=count_words(context),
            base=context.base_label,
        ),
        caption=(
            *rest,
            t("drivers.reading", lang),
            t(years, lang, year=employees_year),
            *status_line(drivers.score_status, lang),
            *source_lines(context),
        ),
        alt=" ".join([f"{title}.", *rest]),
        table=_table(drivers, lang),
        parts=tuple(parts),
        context=context,
        extra={"lead": " ".join(rest)},
    )


def drivers_finding(drivers: pd.DataFrame, context: ChartContext) -> list[str]:
    """Which part weighs most among the counties that differ with certainty from the rest of the country."""
    lang, people = context.lang, t(f"drivers.people.{context.base}", context.lang)
    different = drivers[drivers.compared_with_rest.isin(["higher", "lower"]) & drivers.gap_log.notna()]
    if different.empty:
        return [t("drivers.title_none", lang)]
    by_demand = int((different.demand_log.abs() > different.supply_log.abs()).sum())
    by_supply = len(different) - by_demand
    key = "title" if by_demand > by_supply else "title_supply" if by_supply > by_demand else "title_even"
    title = t(f"drivers.{key}", lang, people=people)
    weighs = t("drivers.weighs", lang, count=len(different), demand=by_demand, supply=by_supply, people=people)
    return [title, weighs]


def drivers_sentences(row: Any, context: ChartContext) -> list[str]:
    """A county's difference from the rest of the country and its two parts, in one or two sentences.

    The county was chosen beforehand: its own test decides whether the gap and the ads are called different. The parts
    are what they are, per employee and against the same group as the test; nothing is said to cause anything.
    """
    lang = context.lang
    ads = "" if pd.isna(row.ads) else fmt.number(int(row.ads), 0, lang)
    if pd.isna(row.gap_log):
        return [t(f"drivers.{_why_no_parts(row)}", lang, county=row.county_name, ads=ads)]
    parts = t(
        "drivers.parts",
        lang,
        demand=_demand_words(row, lang),
        people=t(f"drivers.people.{context.base}", lang),
        supply=_times_words(float(row.supply_ratio), lang),
    )
    return [_difference(row, ads, lang), parts]


def _why_no_parts(row: Any) -> str:
    """Too few ads, ads that nobody counted, or something missing."""
    if row.reliability == "hidden":
        return "hidden"
    return "missing" if row.ads_status == "missing" or is_counted(row.ads_status) else "imputed"


def _difference(row: Any, ads: str, lang: Lang) -> str:
    """«92 % högre än övriga landets», from twice on «2,5 gånger övriga landets»; or that none is established."""
    if row.compared_alone not in ("higher", "lower"):
        return t("drivers.alike", lang, county=row.county_name, ads=ads)
    ratio = math.exp(row.gap_log)
    if ratio >= 2:
        return t("drivers.times", lang, county=row.county_name, times=fmt.number(ratio, 1, lang), ads=ads)
    key = "drivers.higher" if ratio > 1 else "drivers.lower"
    return t(key, lang, county=row.county_name, difference=fmt.percent(abs(ratio - 1), 0, lang), ads=ads)


def _demand_words(row: Any, lang: Lang) -> str:
    """How many more or fewer ads per employee, or that the difference is not established."""
    if row.demand_compared_alone not in ("higher", "lower"):
        return t("drivers.amount.not_sure", lang)
    return _times_words(float(row.demand_ratio), lang)


def _times_words(ratio: float, lang: Lang) -> str:
    """«2,5 gånger så många», «20 % fler», «20 % färre», «ungefär lika många»."""
    if ratio >= 2:
        return t("drivers.amount.times", lang, times=fmt.number(ratio, 1, lang))
    if abs(ratio - 1) < _NEARLY_ALIKE:
        return t("drivers.amount.alike", lang)
    key = "more" if ratio > 1 else "fewer"
    return t(f"drivers.amount.{key}", lang, share=fmt.percent(abs(ratio - 1), 0, lang))


def _table(drivers: pd.DataFrame, lang: Lang) -> pd.DataFrame:
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
            compared_with_rest=[compared_words(c, lang) for c in table.compared_with_rest],
            reliability=reliability_words(table.reliability, lang),
            score_status=[status_label(s, lang) for s in table.score_status],
        )
        .reset_index(drop=True)
    )


def draw_steps(row: Any, country: dict[str, Any], context: ChartContext, width: Width, height: int) -> Any:
    """From the gap of the rest of the country to the county's in two steps: its ads, then its base."""
    lang = context.lang
    start = float(row.rest_gap_score)
    middle = start * float(row.demand_ratio)
    people = t(f"drivers.people.{context.base}", lang)

    def step(value: float, factor: float) -> str:
        return t("drivers.step_words", lang, value=fmt.number(value, 2, lang), factor=fmt.number(factor, 2, lang))

    bars: list[Bar] = [
        {
            "label": t("drivers.step_rest", lang),
            "value": start,
            "words": fmt.number(start, 2, lang),
            "fill": theme.PALE,
        },
        {
            "label": t("drivers.step_demand", lang),
            "value": middle,
            "words": step(middle, float(row.demand_ratio)),
            "fill": DEMAND,
        },
        {
            "label": t("drivers.step_supply", lang, people=people),
            "value": float(row.gap_score),
            "words": step(float(row.gap_score), 1 / float(row.supply_ratio)),
            "fill": SUPPLY,
        },
    ]
    return draw_bars(bars, lang, width, height, room=0.45, heading=t("drivers.steps", lang, county=row.county_name))
