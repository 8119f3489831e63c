"""What PxWeb services say of themselves and their tables beside json-stat: limits, the list of a search, v1's form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from aipulsen.errors import SourceError
from aipulsen.sources.json_stat import Dimension, TableMeta
from aipulsen.text.reasons import Reason, reason_of

_FEWEST_CELLS = 100  # a smaller limit is no limit of a service, and would be a hundred thousand questions
_LONGEST_WINDOW_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service lets one question and one second hold; 0 values is no limit."""

    max_cells: int
    max_values: int
    max_calls: int
    window_seconds: float


def parse_limits(raw: Any, fallback: Limits) -> Limits:
    """The limits in a v2 `/config` or v1 `?config` answer; what it does not state, or no service can mean, stays
    ours."""
    if not isinstance(raw, Mapping):
        return fallback

    def stated(names: tuple[str, ...], ours: float, least: float = 1, most: float = 1e9) -> float:
        found = (raw.get(name) for name in names)
        numbers = [n for n in found if isinstance(n, (int, float)) and not isinstance(n, bool)]
        return next((float(n) for n in numbers if least <= n <= most), ours)

    return Limits(
        max_cells=int(stated(("maxDataCells", "maxCells"), fallback.max_cells, _FEWEST_CELLS)),
        max_values=int(stated(("maxValues",), fallback.max_values)),
        max_calls=int(stated(("maxCallsPerTimeWindow", "maxCalls"), fallback.max_calls)),
        window_seconds=stated(("timeWindow",), fallback.window_seconds, 0.001, _LONGEST_WINDOW_SECONDS),
    )


class _V1Variable(msgspec.Struct):
    code: str
    values: list[str]
    valueTexts: list[str]  # noqa: N815  the service's own name
    text: str | None = None
    time: bool = False


class _V1Metadata(msgspec.Struct):
    variables: list[_V1Variable]
    title: str | None = None


def parse_v1_metadata(raw: Any, what: str, table: str) -> TableMeta:
    """The description of a table in PxWeb v1's own form."""
    try:
        told = msgspec.convert(raw, _V1Metadata)
    except msgspec.ValidationError as exc:
        raise SourceError("stats.odd_answer", what=what, reason=reason_of(exc)) from exc
    dimensions = []
    for variable in told.variables:
        if not variable.values or len(variable.values) != len(variable.valueTexts):
            reason = f"{variable.code}: {len(variable.values)} values, {len(variable.valueTexts)} texts"
            raise SourceError("stats.odd_answer", what=what, reason=reason)
        dimensions.append(
            Dimension(
                code=variable.code,
                label=variable.text or variable.code,
                codes=tuple(variable.values),
                labels=tuple(variable.valueTexts),
                role="time" if variable.time else "classification",
            )
        )
    return TableMeta(table.rsplit("/", 1)[-1], told.title or "", "", "", (), tuple(dimensions))


class _Step(msgspec.Struct):
    id: str = ""


class Listed(msgspec.Struct):
    """A table in the list that a search gives, as far as we read it."""

    id: str
    label: str = ""
    variableNames: list[str] = []  # noqa: N815  the service's own names
    paths: list[list[_Step]] = []
    lastPeriod: str | None = None  # noqa: N815
    discontinued: bool | None = None

    @property
    def last_period(self) -> str:
        """The newest period as it is written; empty when none is stated."""
        return self.lastPeriod or ""

    @property
    def folders(self) -> list[str]:
        """Every folder it lies in."""
        return [step.id for path in self.paths for step in path]


def parse_list(raw: Any, what: str) -> tuple[list[Listed], int]:
    """The tables on a page of the list, and how many pages there are. An entry of another form is passed over; a list
    of nothing else is a SourceError."""
    found = raw.get("tables") if isinstance(raw, Mapping) else None
    if not isinstance(found, list):
        raise SourceError("stats.odd_answer", what=what, reason="no list of tables")
    tables = []
    reason: Reason | None = None
    for entry in found:
        try:
            table = msgspec.convert(entry, Listed)
        except msgspec.ValidationError as exc:
            reason = reason or reason_of(exc)
            continue
        tables += [table] if table.id else []
    if found and reason and not tables:
        raise SourceError("stats.odd_answer", what=what, reason=reason)
    page = raw.get("page")
    last = page.get("totalPages") if isinstance(page, Mapping) else None
    return tables, last if isinstance(last, int) else 1
