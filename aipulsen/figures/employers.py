"""Figures of employers: who they are, and how a county depends on the largest."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from aipulsen import codes, queries, report_check
from aipulsen.charts import employers
from aipulsen.charts.dependence import build_dependence_figure, dependence_tip
from aipulsen.charts.figure import Figure
from aipulsen.figures.context import about_every_county, compared_context, whole_country
from aipulsen.queries import Selection
from aipulsen.text import Lang, t


def employers_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The employers behind a region's ads."""
    answer = queries.ask_employers(selection, root)
    notes = (t("notes.named_only", lang),) if answer.is_named_only else ()
    region = codes.county_name(selection.county_code or codes.COUNTRY_CODE, lang)
    context = compared_context(answer.scope, lang, root, notes)
    if context.comparison:
        of_largest = queries.ask_dependence(selection, root).dependence
        context = dataclasses.replace(context, notes=(*context.notes, employers.in_group(of_largest, lang)))
    return employers.build_employers_figure(answer.employers, region, context)


def dependence_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Each county's largest employer, and the gap with and without it."""
    answer = queries.ask_dependence(whole_country(selection), root)
    mark = report_check.base_fault(answer.scope, lang)
    context = about_every_county(answer.scope, (mark,) if mark else (), selection, lang, root)
    return build_dependence_figure(answer.dependence, context)


def dependence_tips(selection: Selection, lang: Lang, root: Path | None = None) -> dict[str, str]:
    """What the map's tooltip says about each county's dependence on its largest employer."""
    answer = queries.ask_dependence(whole_country(selection), root)
    return {row.county_code: dependence_tip(row, lang) for row in answer.dependence.itertuples()}
