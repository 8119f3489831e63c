"""Figures of the gap score: map, ranking, what drives it, similar counties, and its caveats."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes, queries, report_check
from aipulsen.charts import drivers, gap, similar
from aipulsen.charts.figure import ChartContext, Figure
from aipulsen.figures.context import about_every_county, context_of, whole_country
from aipulsen.figures.employers import dependence_tips
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def gap_map(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The county map of gap scores with the ranking beside it."""
    return _gap(selection, lang, root, gap.build_gap_figure, mark=t("charts.comparison_outlined", lang))


def gap_ranking(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The ranking of gap scores with intervals."""
    return _gap(selection, lang, root, gap.build_ranking_figure)


def gap_drivers(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """What drives the gap: demand against supply per county, and the steps to the chosen one."""
    answer = queries.ask_drivers(whole_country(selection), root)
    context = about_every_county(
        answer.scope, gap_notes(answer.gap, lang, root, selection.county_code), selection, lang, root
    )
    return drivers.build_drivers_figure(answer.drivers, answer.gap.country, answer.employees_year, context)


def similar_to(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The other counties by their distance to the chosen one, nearest first."""
    answer = queries.ask_similar(selection, root)
    context = dataclasses.replace(context_of(answer.scope, lang), comparison=())
    return similar.build_similar_figure(answer, context)


def legend(context: ChartContext) -> Any:
    """The map's classes as a row of swatches, for the interactive map that has no legend of its own."""
    return gap.draw_legend(context)


def gap_notes(
    answer: queries.GapAnswer, lang: Lang, root: Path | None = None, county_code: str | None = None
) -> tuple[str, ...]:
    """The caveats of a gap score: the report's base, its two figures, ads without county, estimates. `county_code`: the
    reader's, where the answer is about every county."""
    scope, notes = answer.scope, []
    if scope.base == "report":
        spoken = _spoken(answer, county_code or scope.selection.county_code)
        notes += [*_base_mark(answer, spoken, lang, root), *_printed_bases(spoken, lang)]
    if answer.not_stated_ads:
        notes.append(t("notes.not_stated", lang, ads=fmt.number(answer.not_stated_ads, 0, lang)))
    if any(str(status).startswith("estimate") for status in answer.gap.base_status.dropna()):
        notes.append(t("notes.base_estimate", lang, year=str(answer.gap.base_period.dropna().iloc[0])))
    return tuple(notes)


def _gap(
    selection: Selection, lang: Lang, root: Path | None, build: Callable[..., Figure], *, mark: str = ""
) -> Figure:
    answer = queries.ask_gap(whole_country(selection), root)
    notes = gap_notes(answer, lang, root, selection.county_code)
    context = about_every_county(answer.scope, notes, selection, lang, root, mark=mark)
    counties = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE]
    tips = dependence_tips(selection, lang, root)
    whole = build(counties, answer.country, context, tips)
    if not context.comparison:
        return whole
    few = build(counties[counties.county_code.isin(context.comparison)], answer.country, context, tips)
    return _limited_to_group(whole, few, counties, context.comparison, lang)


def _limited_to_group(whole: Figure, few: Figure, gap: pd.DataFrame, group: tuple[str, ...], lang: Lang) -> Figure:
    """A gap figure whose ranking and table hold the comparison group only; the map keeps every county and outlines
    the group, and the ranks stay those among all 21."""
    ranking = {part.name: part for part in few.parts}["ranking"]
    rows = gap[gap.county_code.isin(group)].sort_values("gap_score", ascending=False, na_position="last")
    place = list(rows.county_code).index(group[0]) + 1
    rated = pd.notna(rows.set_index("county_code").gap_score[group[0]])
    title = t(
        "charts.comparison_place" if rated else "charts.comparison_unrated",
        lang,
        county=codes.county_name(group[0], lang),
        place=place,
        count=len(group),
    )
    return dataclasses.replace(
        whole,
        title=title,
        alt=title,
        table=few.table,
        parts=tuple(ranking if part.name == "ranking" else part for part in whole.parts),
    )


def _spoken(answer: queries.GapAnswer, chosen: str | None) -> pd.DataFrame:
    """The rows that notes speak of: the chosen county's, without those it is compared with; else every county's."""
    return answer.gap if chosen is None else answer.gap[answer.gap.county_code == chosen]


def _base_mark(answer: queries.GapAnswer, spoken: pd.DataFrame, lang: Lang, root: Path | None) -> list[str]:
    """The report's one-sex base, said of the chosen county, or of that with the highest score in this window, on SCB's
    base; without a county's number where the chosen one has no score but others are shown."""
    rated = spoken[spoken.gap_score.notna()].sort_values("gap_score", ascending=False)
    mark = report_check.mark_for("gap_score", "25", root)
    if rated.empty and answer.gap.gap_score.notna().any():
        return [t("report_check.row.base", lang)]
    if rated.empty or mark is None:
        return []
    county = str(rated.county_code.iloc[0])
    selection = dataclasses.replace(
        answer.scope.selection, edition=answer.scope.edition, county_code=county, base="scb"
    )
    scb = queries.ask_gap(selection, root).gap.gap_score.iloc[0]
    return [mark.words(lang, region_code=county, ours=float(scb))]


def _printed_bases(spoken: pd.DataFrame, lang: Lang) -> list[str]:
    """The bases that the report's text prints rounder than its scores: both figures; nothing where it prints none."""
    rows = spoken[spoken.base_printed_persons.notna()]
    bases = [
        t(
            "notes.printed_base",
            lang,
            county=codes.county_name(row.county_code, lang),
            ours=fmt.number(int(row.base_persons), 0, lang),
            printed=fmt.number(int(row.base_printed_persons), 0, lang),
        )
        for row in rows.itertuples()
        if row.base_persons != row.base_printed_persons
    ]
    return [t("notes.printed_bases", lang, bases=", ".join(bases))] if bases else []
