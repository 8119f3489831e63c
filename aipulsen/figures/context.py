"""What every figure says besides its values: its scope, its comparison group, its known faults."""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import queries
from aipulsen.charts.figure import ChartContext
from aipulsen.errors import EditionError
from aipulsen.figures import report_marks
from aipulsen.figures.desk import Desk
from aipulsen.provenance import Origin
from aipulsen.queries import Scope, Selection
from aipulsen.voice import Voice


def context_of(
    scope: Scope, say: Voice, *, warnings: tuple[str, ...] = (), notes: tuple[str, ...] = ()
) -> ChartContext:
    """What a picture says besides its values, from the scope of its answer."""
    selection = scope.selection
    return ChartContext(
        say=say,
        edition=scope.edition,
        edition_label=scope.edition,
        window_days=selection.window_days,
        level=selection.level,
        base=scope.base,
        base_label=say(f"base_short.{scope.base}"),
        as_of_label=scope.as_of_label(say),
        total_ads=scope.total_ads,
        total_texts=scope.total_texts,
        is_filler=scope.is_filler,
        sources=scope.producers(say),
        titles=scope.sources(say),
        warnings=warnings,
        notes=notes,
        is_demo=scope.is_demo,
        county_code=selection.county_code,
        without_research=selection.research == "without" and scope.kind != "report",
    )


def context_of_drawn(
    scope: Scope, drawn: tuple[Origin, ...], ads: tuple[Origin, ...], say: Voice, *, notes: tuple[str, ...] = ()
) -> ChartContext:
    """The context of a figure that draws some origins' numbers and tells of ads beside: its source is of what is drawn,
    and a note names that of the ads where it is another."""
    of_ads = ", ".join(dataclasses.replace(scope, origins=ads).producers(say))
    beside = () if set(ads) <= set(drawn) else (say("notes.ads_source", sources=of_ads),)
    return context_of(dataclasses.replace(scope, origins=drawn), say, notes=(*beside, *notes))


def compared_context(
    desk: Desk,
    scope: Scope,
    *,
    intervals: bool = True,
    mark: str = "",
    warnings: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> ChartContext:
    """The context with the comparison group the reader asked for, and a line that names it. `intervals`: the chart
    has them, so the line warns of places that cannot be told apart; registers have none. `mark`: how a map shows it."""
    group = queries.group_codes(desk.edition, scope.selection) or ()
    line = (group_line(group, desk.say, intervals=intervals, mark=mark),) if group else ()
    context = context_of(scope, desk.say, warnings=warnings, notes=(*line, *notes))
    return dataclasses.replace(context, comparison=group)


def group_line(group: tuple[str, ...], say: Voice, *, intervals: bool = True, mark: str = "") -> str:
    """The comparison group in one line: how the chart marks it, and the warning that overlapping intervals need."""
    named = ", ".join(say.county(code) for code in group[1:])
    line = say("comparison_group.line", county=say.county(group[0]), others=named, mark=mark)
    return f"{line} {say('comparison_group.places')}" if intervals else line


def of_register(desk: Desk, scope: Scope) -> ChartContext:
    """The context of a register's figure with its comparison group."""
    return compared_context(desk, scope, intervals=False)


def about_every_county(
    desk: Desk,
    scope: Scope,
    selection: Selection,
    *,
    mark: str = "",
    warnings: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> ChartContext:
    """The context of a figure that asked about every county, with the reader's county, group and known fault."""
    chosen = dataclasses.replace(scope, selection=selection)
    context = compared_context(desk, chosen, mark=mark, warnings=warnings, notes=notes)
    return dataclasses.replace(context, fault=report_marks.base_fault(scope, desk.say))


def whole_country(selection: Selection) -> Selection:
    """Map and ranking always show every county; the chosen one is highlighted."""
    return dataclasses.replace(selection, county_code=None)


def present(table: pd.DataFrame, name: str, scope: Scope) -> None:
    """Refuse (EditionError) when the edition has no such table."""
    if table.empty:
        raise EditionError("editions.no_table", name=scope.edition, table=name)
