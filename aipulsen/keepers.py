"""Keepers: what was computed or read is kept, up to a stated number of bytes, and shared by all readers.

A keeper is cachetools' LRU cache whose room is counted in bytes, with a lock. What was used longest ago goes first; a
value larger than the whole room is given away and not kept. `kept_in` makes a function of hashable arguments ask its
keeper first; who asks what another is just working out waits for that answer. `kept_for` keeps one answer for some
seconds, where a folder or a service is asked.

Who gets a kept value shares it with everybody: a function that hands out frames gives copies.

Below some rooms stands the shelf (`shelf.py`), where a process has one: what is not in memory is looked for there
before it is made, and laid there when it was. A value that another edition was read for than those it was asked by is
kept in memory alone: its name would not say what it depends on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Callable, Hashable, Iterable
from functools import partial, wraps
from itertools import chain
from pathlib import Path
from threading import Condition, RLock, local
from typing import Any, ParamSpec, TypeVar

import cachetools
import cachetools.keys

from aipulsen.shelf import MISSING, Sealed, Shelf, sealed_in

Given = ParamSpec("Given")
Kept = TypeVar("Kept")

MEGABYTE = 1 << 20
_POINTER_BYTES = 8


def bytes_of(value: Any) -> int:
    """How much memory a value takes, in bytes: what frames say of themselves, else its parts added up, each once.

    A function's are what it was made with (a part of a figure draws the frames that it holds). An estimate that leans
    upwards: what two values share counts in both.
    """
    return _bytes_of(value, set())


def _bytes_of(value: Any, counted: set[int]) -> int:
    if id(value) in counted:
        return 0
    counted.add(id(value))
    if hasattr(value, "memory_usage"):  # a DataFrame or Series, without importing pandas here
        columns = [column for _, column in value.items()] if hasattr(value, "columns") else [value]
        return int(value.index.memory_usage(deep=True)) + sum(_bytes_of_column(column) for column in columns)
    return sys.getsizeof(value, _POINTER_BYTES) + sum(_bytes_of(part, counted) for part in _parts_of(value))


def _bytes_of_column(column: Any) -> int:
    """Without its index. pandas' own `memory_usage` of a frame makes a table of them first: of small frames it is most
    of what keeping them costs."""
    if column.dtype == object:
        return int(column.memory_usage(index=False, deep=True))
    return int(column.array.nbytes)


def _parts_of(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return chain(value.keys(), value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    if isinstance(value, partial):
        return (value.func, value.args, value.keywords)
    return [cell.cell_contents for cell in getattr(value, "__closure__", None) or ()]


class _Making(local):
    """Of this thread: where the editions lie that are read for what is being made, innermost last."""

    def __init__(self) -> None:
        self.read: list[set[Path]] = []


_MAKING = _Making()
_shelf: Shelf | None = None


def use_shelf(shelf: Shelf | None) -> None:
    """From now on what is made is looked for and laid there; None: in memory alone."""
    global _shelf
    _shelf = shelf


def shelf_in_use() -> Shelf | None:
    """The shelf of this process."""
    return _shelf


def note_read(edition: Sealed) -> None:
    """An edition is read: what is being made depends on it."""
    if _MAKING.read:
        _MAKING.read[-1].add(edition.path)


class Keeper(cachetools.LRUCache[Hashable, Any]):
    """A room of so many bytes; used from several threads. Below one that `is_shelved` stands the shelf."""

    def __init__(self, name: str, megabytes: float, *, is_shelved: bool = False) -> None:
        super().__init__(maxsize=megabytes * MEGABYTE, getsizeof=bytes_of)
        self.name = name
        self.is_shelved = is_shelved
        self.lock = RLock()
        self._is_made = Condition(self.lock)
        self._in_the_making: set[Hashable] = set()
        self._elsewhere: dict[Hashable, set[Path]] = {}  # other editions that a kept value was read from

    def ask(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The kept value of that key; where there is none it is made, once for all who wait for it, and kept. A value
        larger than the room is not kept; whoever waited for one that failed makes his own."""
        if _MAKING.read:  # a part of something larger, which depends on what this one does
            _MAKING.read[-1].update(edition.path for edition in sealed_in(key))
        with self.lock:
            while key in self._in_the_making:
                self._is_made.wait()
            kept: Any = self.get(key, MISSING)
            if kept is not MISSING:
                if _MAKING.read:
                    _MAKING.read[-1].update(self._elsewhere.get(key, ()))
                value: Kept = kept
                return value
            self._in_the_making.add(key)
        try:
            value = make() if _shelf is None else self._shelved(_shelf, key, make)
            with self.lock, contextlib.suppress(ValueError):  # what cachetools says of a value larger than the room
                self[key] = value
            return value
        finally:
            with self.lock:
                self._in_the_making.discard(key)
                self._is_made.notify_all()

    def _shelved(self, shelf: Shelf, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The value from the shelf; or made, and laid there if it depends on nothing that its key does not name."""
        editions = list(sealed_in(key))
        place = shelf.place_of(key) if self.is_shelved else None
        if place is not None and (found := shelf.take(place, editions)) is not MISSING:
            value: Kept = found
            return value
        _MAKING.read.append(set())
        try:
            value = make()
        finally:
            elsewhere = _MAKING.read.pop() - {edition.path for edition in editions} - shelf.known
            if _MAKING.read:
                _MAKING.read[-1].update(elsewhere)
        with self.lock:
            if elsewhere:
                self._elsewhere[key] = elsewhere
            else:
                self._elsewhere.pop(key, None)
        if place is not None and not elsewhere:
            shelf.lay(place, value, editions)
        return value

    def peek(self, key: Hashable) -> Any:
        """The kept value, or None; nothing is made and nobody waits."""
        with self.lock:
            return self.get(key)

    def bytes_kept(self) -> int:
        """How many bytes it holds now."""
        with self.lock:
            return int(self.currsize)


# Rooms of their own, so that large tables cannot push out small answers.
TABLES = Keeper("tables", 256)  # editions' Parquet tables as frames
ANSWERS = Keeper("answers", 64, is_shelved=True)  # about every county, by edition and choice
INTERVALS = Keeper("intervals", 8)  # exact intervals by count: a page's counties have the same counts on its next run
HASHES = Keeper("hashes", 4)  # of edition files, by size and age
FIGURES = Keeper("figures", 128, is_shelved=True)  # as a page or a command gets them, by edition, voice and choice
DRAWINGS = Keeper("drawings", 32, is_shelved=True)  # charts as Vega-Lite specifications, by figure and size
WORDS = Keeper("words", 16, is_shelved=True)  # sentences and tables of words on pages, by edition, voice and choice
ESCAPED = Keeper("escaped", 4)  # figures' words as markdown: a tenth of a millisecond each, dozens at each run
PICTURES = Keeper("pictures", 128)  # PNG, SVG and workbooks as they were downloaded
REPLIES = Keeper("replies", 96)  # whole answers of the server, by address and edition; pictures are PICTURES' own
KEEPERS = (TABLES, ANSWERS, INTERVALS, HASHES, FIGURES, DRAWINGS, WORDS, ESCAPED, PICTURES, REPLIES)


def kept_in(keeper: Keeper) -> Callable[[Callable[Given, Kept]], Callable[Given, Kept]]:
    """Ask the keeper before the function; its name is part of the key, so that functions may share a room."""

    def decorate(function: Callable[Given, Kept]) -> Callable[Given, Kept]:
        owner = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def kept(*args: Given.args, **kwargs: Given.kwargs) -> Kept:
            key: Hashable = cachetools.keys.hashkey(owner, *args, **kwargs)  # type: ignore[arg-type]
            return keeper.ask(key, lambda: function(*args, **kwargs))

        return kept

    return decorate


def kept_for(seconds: float, most: int = 8) -> Callable[[Callable[Given, Kept]], Callable[Given, Kept]]:
    """Keep answers for so many seconds: where a folder or a service is asked, and a moment's age does no harm."""

    def decorate(function: Callable[Given, Kept]) -> Callable[Given, Kept]:
        cache: cachetools.TTLCache[Hashable, Kept] = cachetools.TTLCache(maxsize=most, ttl=seconds)
        kept: Callable[Given, Kept] = cachetools.cached(cache, lock=RLock())(function)
        return kept

    return decorate


def forget() -> None:
    """Empty every keeper, for tests and for a process that wants its memory back."""
    for keeper in KEEPERS:
        with keeper.lock:
            keeper.clear()
