"""What every figure says besides its values: its scope, its comparison group, its known faults."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts.figure import ChartContext
from aipulsen.errors import EditionError
from aipulsen.figures import report_marks
from aipulsen.queries import Scope, Selection
from aipulsen.text import Lang, t


def context_of(scope: Scope, lang: Lang, notes: tuple[str, ...] = ()) -> ChartContext:
    """What a picture says besides its values, from the scope of its answer."""
    selection = scope.selection
    return ChartContext(
        lang=lang,
        edition=scope.edition,
        edition_label=scope.edition,
        window_days=selection.window_days,
        level=selection.level,
        base=scope.base,
        base_label=t(f"base.{scope.base}", lang),
        as_of_label=scope.as_of_label(lang),
        total_ads=scope.total_ads,
        total_texts=scope.total_texts,
        sources=scope.producers(lang),
        notes=notes,
        is_demo=scope.is_demo,
        county_code=selection.county_code,
    )


def compared_context(
    scope: Scope, lang: Lang, root: Path | None, notes: tuple[str, ...] = (), *, intervals: bool = True, mark: str = ""
) -> ChartContext:
    """The context with the comparison group the reader asked for, and a line that names it. `intervals`: the chart
    has them, so the line warns of places that cannot be told apart; registers have none. `mark`: how a map shows it."""
    group = queries.comparison_codes(queries.open_selected(scope.selection, root), scope.selection) or ()
    line = (group_line(group, lang, intervals=intervals, mark=mark),) if group else ()
    return dataclasses.replace(context_of(scope, lang, (*line, *notes)), comparison=group)


def group_line(group: tuple[str, ...], lang: Lang, *, intervals: bool = True, mark: str = "") -> str:
    """The comparison group in one line: how the chart marks it, and the warning that overlapping intervals need."""
    named = ", ".join(codes.county_name(code, lang) for code in group[1:])
    line = t("charts.comparison_line", lang, county=codes.county_name(group[0], lang), others=named, mark=mark)
    return f"{line} {t('charts.comparison_places', lang)}" if intervals else line


def of_register(scope: Scope, lang: Lang, root: Path | None) -> ChartContext:
    """The context of a register's figure with its comparison group."""
    return compared_context(scope, lang, root, intervals=False)


def about_every_county(
    scope: Scope, notes: tuple[str, ...], selection: Selection, lang: Lang, root: Path | None, *, mark: str = ""
) -> ChartContext:
    """The context of a figure that asked about every county, with the reader's county, group and known fault."""
    chosen = dataclasses.replace(scope, selection=dataclasses.replace(selection, edition=scope.edition))
    context = compared_context(chosen, lang, root, notes, mark=mark)
    return dataclasses.replace(context, fault=report_marks.base_fault(scope, lang))


def whole_country(selection: Selection) -> Selection:
    """Map and ranking always show every county; the chosen one is highlighted."""
    return dataclasses.replace(selection, county_code=None)


def present(table: pd.DataFrame, name: str, scope: Scope) -> None:
    """Refuse (EditionError) when the edition has no such table."""
    if table.empty:
        raise EditionError("editions.no_table", name=scope.edition, table=name)
