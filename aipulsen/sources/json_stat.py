"""Read json-stat2, the format SCB and Konjunkturinstitutet answer in, into a cube with codes and labels.

Every form the standard allows is read: `index` as list or object or absent, `label` absent, `value` as list
or sparse object, `status` as list, object or one word for all. A missing value is missing (NaN), never zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

import msgspec
import numpy as np
import orjson
import pandas as pd

from aipulsen.errors import DataContractError, SourceError
from aipulsen.text.reasons import Reason, reason_of

MOST_CELLS = 20_000_000  # a hundred times the largest question: an answer of more is none of ours
_SHOWN = 160  # characters of an odd answer that are shown to the person who must find out what it is


_REFERENCE_YEAR = re.compile(r"och med referens\w*\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of a table: its values' codes and labels in the table's order."""

    code: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    role: str = "classification"  # or time, metric, geo
    units: Mapping[str, str] = field(default_factory=dict)  # of a metric: unit per code

    def label_of(self, code: str) -> str:
        """The label of one of its codes."""
        return self.labels[self.codes.index(code)]

    def described(self, limit: int = 12) -> str:
        """Its first values as «code label», for a message."""
        shown = [f"{code} «{label}»" for code, label in zip(self.codes[:limit], self.labels[:limit], strict=True)]
        return "; ".join(shown) + ("; …" if len(self.codes) > limit else "")


@dataclass(frozen=True, slots=True)
class TableMeta:
    """What a table says about itself, before or together with its values."""

    table_id: str
    title: str
    source: str
    updated: str
    notes: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    sums_allowed: bool | None = None  # PX «aggregallowed»; None when the table does not say

    def dimension(self, code: str) -> Dimension:
        """The dimension of that code; absent → KeyError (names are checked when a request is resolved)."""
        return next(d for d in self.dimensions if d.code == code)

    @property
    def is_noisy(self) -> bool:
        """True when the publisher has added noise (the cell key method): parts do not sum to the total."""
        return bool(self._noise_notes)

    @property
    def noisy_from(self) -> str:
        """The first reference year with noise, where the notes say it; «» is noise in every year, or none at all."""
        found = _REFERENCE_YEAR.search(" ".join(self._noise_notes))
        return found[1] if found else ""

    @property
    def _noise_notes(self) -> list[str]:
        notes = [note.casefold() for note in self.notes]
        return [note for note in notes if "cell key" in note or "(ckm)" in note or "ckm-metoden" in note]


@dataclass(frozen=True, slots=True)
class Cube:
    """A table's values in the order of its dimensions, the last dimension running fastest."""

    meta: TableMeta
    values: np.ndarray[Any, np.dtype[np.float64]]
    statuses: Mapping[int, str]

    @property
    def cells(self) -> int:
        """How many cells the cube has."""
        return int(self.values.size)

    def frame(self) -> pd.DataFrame:
        """One row per cell: per dimension CODE and CODE_label, then `value` and `status` («» if none)."""
        sizes = [len(d.codes) for d in self.meta.dimensions]
        columns: dict[str, Any] = {}
        for position, dimension in enumerate(self.meta.dimensions):
            inner = math.prod(sizes[position + 1 :])
            outer = math.prod(sizes[:position])
            index = np.tile(np.repeat(np.arange(sizes[position]), inner), outer)
            columns[dimension.code] = np.array(dimension.codes, dtype=object)[index]
            columns[f"{dimension.code}_label"] = np.array(dimension.labels, dtype=object)[index]
        status = np.full(self.cells, "", dtype=object)
        for cell, word in self.statuses.items():
            status[cell] = word
        return pd.DataFrame({**columns, "value": self.values, "status": status})


def decode(data: bytes, what: str) -> Any:
    """The JSON in an answer's bytes; a byte-order mark is taken away.

    Empty, HTML, cut-off or wrongly encoded answers raise SourceError with what was asked and the beginning of
    what came.
    """
    body = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        raise SourceError("stats.empty_answer", what=what)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        start = body[:_SHOWN].decode("utf-8", "replace").replace("\n", " ")
        key = "stats.html_answer" if body[:1] == b"<" else "stats.not_json"
        raise SourceError(key, what=what, size=len(data), start=start, reason=reason_of(exc)) from exc


def _odd(what: str, reason: str | Reason) -> SourceError:
    return SourceError("stats.odd_answer", what=what, reason=reason)


class _Category(msgspec.Struct):
    """The values of a dimension as the standard writes them."""

    index: dict[str, int] | list[str | int] | None = None
    label: dict[str, str] | None = None
    unit: dict[str, dict[str, Any] | None] | None = None


class _RawDimension(msgspec.Struct):
    category: _Category
    label: str | None = None


class _Px(msgspec.Struct):
    tableid: str | None = None
    aggregallowed: bool | None = None


class _Extension(msgspec.Struct):
    px: _Px | None = None


class _Described(msgspec.Struct):
    """A dataset without its values. Any other type than these in an answer is an odd answer, never a bug."""

    class_: Literal["dataset"] = msgspec.field(name="class")
    id: list[str]
    dimension: dict[str, _RawDimension]
    size: list[int] | None = None
    role: dict[str, list[str] | None] | None = None
    label: str | None = None
    source: str | None = None
    updated: str | None = None
    note: str | list[str | None] | None = None
    extension: _Extension | None = None


class _Values(msgspec.Struct):
    value: list[float | int | str | bool | None] | dict[int, float | int | str | bool | None]
    status: str | list[str | None] | dict[int, str | None] | None = None


_Shape = TypeVar("_Shape", _Described, _Values)


def _shaped(raw: Any, shape: type[_Shape], what: str) -> _Shape:
    try:
        return msgspec.convert(raw, shape, str_keys=True)
    except msgspec.ValidationError as exc:
        raise _odd(what, reason_of(exc)) from exc


def _ordered_codes(category: _Category, code: str, what: str) -> tuple[str, ...]:
    index, labels = category.index, category.label or {}
    if index is None:
        if len(labels) != 1:
            raise _odd(what, f"dimension {code} has no index and {len(labels)} labels")
        return tuple(labels)
    if isinstance(index, dict):
        positions = sorted(index.items(), key=lambda item: item[1])
        if [p for _, p in positions] != list(range(len(positions))):
            raise _odd(what, f"dimension {code} has positions that do not run from 0")
        return tuple(c for c, _ in positions)
    codes = tuple(str(c) for c in index)
    if len(set(codes)) != len(codes):
        raise _odd(what, f"dimension {code} holds a code twice")
    return codes


def _dimension(code: str, raw: _RawDimension, role: str, what: str) -> Dimension:
    codes, labels = _ordered_codes(raw.category, code, what), raw.category.label or {}
    return Dimension(
        code=code,
        label=raw.label or code,
        codes=codes,
        labels=tuple(labels.get(c, c) for c in codes),
        role=role,
        units={c: str((u or {}).get("base", "")) for c, u in (raw.category.unit or {}).items()},
    )


def parse_meta(raw: Any, what: str, table_id: str = "") -> TableMeta:
    """The description in a json-stat2 answer (SCB v2's `/metadata` is one without values).

    Whatever is not json-stat2 is a SourceError that says which part has another form than the standard's.
    """
    if not isinstance(raw, Mapping) or raw.get("class") != "dataset":
        found = raw.get("class") or ", ".join(sorted(raw)[:6]) if isinstance(raw, Mapping) else type(raw).__name__
        raise _odd(what, f"not a json-stat2 dataset but {found!r}")
    told = _shaped(raw, _Described, what)
    lost = [c for c in told.id if c not in told.dimension]
    if lost or len(set(told.id)) != len(told.id):
        raise _odd(what, f"dimensions are named but not described, or twice: {', '.join(lost or told.id)}")
    roles = {code: role for role, codes in (told.role or {}).items() for code in codes or ()}
    dimensions = tuple(_dimension(c, told.dimension[c], roles.get(c, "classification"), what) for c in told.id)
    sizes = [len(d.codes) for d in dimensions]
    if told.size is not None and told.size != sizes:
        raise _odd(what, f"size says {told.size}, the categories {sizes}")
    px = (told.extension or _Extension()).px or _Px()
    notes = [told.note] if isinstance(told.note, str) else told.note or []
    return TableMeta(
        table_id=table_id or px.tableid or "",
        title=told.label or "",
        source=told.source or "",
        updated=told.updated or "",
        notes=tuple(note for note in notes if note),
        dimensions=dimensions,
        sums_allowed=px.aggregallowed,
    )


def _number(value: float | int | str | bool | None) -> tuple[float, str | None]:
    """A cell's number, and the sign that stands where a number should («..» is secrecy, not zero)."""
    if value is None:
        return math.nan, None
    if isinstance(value, bool):
        return math.nan, str(value)
    if not isinstance(value, str):
        return float(value), None  # a number beyond what a float holds is refused when the JSON is read
    text = value.strip()
    try:
        number = float(text)
    except ValueError:
        return math.nan, text or None
    return (number, None) if math.isfinite(number) else (math.nan, text[:12])


_Entry = TypeVar("_Entry")


def _pairs(raw: list[_Entry] | dict[int, _Entry], cells: int, what: str, name: str) -> Iterable[tuple[int, _Entry]]:
    if isinstance(raw, dict):
        if any(not 0 <= cell < cells for cell in raw):
            raise _odd(what, f"{name} points outside the {cells} cells")
        return raw.items()
    if len(raw) != cells:
        raise _odd(what, f"{len(raw)} entries in {name}, {cells} cells")
    return enumerate(raw)


def parse_cube(data: bytes, what: str, table_id: str = "") -> Cube:
    """A json-stat2 answer as a cube; `what` says in a message which table and part was asked for."""
    raw = decode(data, what)
    meta = parse_meta(raw, what, table_id)
    told = _shaped(raw, _Values, what)
    cells = math.prod(len(d.codes) for d in meta.dimensions)
    if cells > MOST_CELLS:
        raise _odd(what, f"{cells} cells, more than {MOST_CELLS}")
    values = np.full(cells, np.nan)
    statuses: dict[int, str] = {}
    for cell, value in _pairs(told.value, cells, what, "value"):
        values[cell], sign = _number(value)
        if sign is not None:
            statuses[cell] = sign
    if isinstance(told.status, str):
        statuses = dict.fromkeys(range(cells), told.status) | statuses
    elif told.status:
        statuses |= {cell: s.strip() for cell, s in _pairs(told.status, cells, what, "status") if s is not None}
    return Cube(meta, values, statuses)


def union(cubes: list[Cube], what: str) -> Cube:
    """The parts of a split question put together again: exact, or refused.

    The parts' rows must make a whole (every combination of the values seen) and never overlap.
    """
    if len(cubes) == 1:
        return cubes[0]
    first = cubes[0].meta
    dimensions = []
    for dimension in first.dimensions:
        labels: dict[str, str] = {}
        for cube in cubes:
            part = cube.meta.dimension(dimension.code)
            labels.update(zip(part.codes, part.labels, strict=True))
        dimensions.append(replace(dimension, codes=tuple(labels), labels=tuple(labels.values())))
    sizes = [len(d.codes) for d in dimensions]
    values = np.full(math.prod(sizes), np.nan)
    seen = np.zeros(values.size, dtype=np.int8)
    statuses: dict[int, str] = {}
    for cube in cubes:
        places = [[d.codes.index(c) for c in cube.meta.dimension(d.code).codes] for d in dimensions]
        cells = np.arange(values.size).reshape(sizes)[np.ix_(*places)].ravel()
        values[cells] = cube.values
        seen[cells] += 1
        statuses |= {int(cells[cell]): word for cell, word in cube.statuses.items()}
    if (seen != 1).any():
        raise DataContractError(
            "stats.parts_do_not_fit", what=what, lost=int((seen == 0).sum()), twice=int((seen > 1).sum())
        )
    return Cube(replace(first, dimensions=tuple(dimensions)), values, statuses)
