"""The contracts' limits, each with its reason: the program's `contracts.toml`, and a person's corrections over it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from aipulsen.sources.beliefs import TomlFile, checked, overrides_file, read_beliefs, wrong

LIMITS_FILE = Path(__file__).with_name("contracts.toml")
_LARGEST_LIMIT = 1e12  # «not a number» and infinity would turn a check off in silence


class _Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A limit and why it is that."""

    limit: Annotated[float, msgspec.Meta(ge=0, le=_LARGEST_LIMIT)]
    why: Annotated[str, msgspec.Meta(min_length=1)]


_Limits = Mapping[str, Mapping[str, _Limit]]


@cache
def _shipped() -> _Limits:
    raw = tomllib.loads(LIMITS_FILE.read_text("utf-8"))
    return msgspec.convert(raw, dict[str, dict[str, _Limit]])


_IN_USE: ContextVar[_Limits | None] = ContextVar("limits", default=None)


def limits_in_use() -> _Limits:
    """By table and name; outside `limits_of` the program's own."""
    return _IN_USE.get() or _shipped()


@contextmanager
def limits_of(data_dir: Path) -> Iterator[None]:
    """The checks within use the data folder's corrected limits; a wrong one is a ParameterError with its line."""
    token = _IN_USE.set(read_limits(data_dir))
    try:
        yield
    finally:
        _IN_USE.reset(token)


def read_limits(data_dir: Path) -> _Limits:
    """The program's limits with the data folder's corrections; a wrong one is a ParameterError with its line."""
    corrected = read_beliefs(data_dir).limits
    files = [TomlFile.read(overrides_file(data_dir))] if corrected else []
    limits = {table: dict(entries) for table, entries in _shipped().items()}
    for table, entries in corrected.items():
        if table not in limits or not isinstance(entries, dict):
            raise wrong(files, ("limits", table), f"unknown field `{table}`", tuple(limits))
        for name, entry in entries.items():
            if name not in limits[table]:
                raise wrong(files, ("limits", table), f"unknown field `{name}`", tuple(limits[table]))
            limits[table][name] = checked(_Limit, entry, ("limits", table, name), files)
    return limits


def limit(table: str, name: str) -> float:
    """A limit by table and name."""
    return limits_in_use()[table][name].limit


def has_limit(table: str, name: str) -> bool:
    """Whether the table has a limit of that name."""
    return name in limits_in_use().get(table, {})
