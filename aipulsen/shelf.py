"""The shelf: what was made for an edition and a choice, in files, for other processes and for the next start.

It stands below the keepers (`keepers.py`). A value lies in a file of its own, named by a hash of what it was asked by:
the content of the edition and of the program, never a name alone. A file appears whole by a rename and holds its own
hash; nothing is synced and nobody waits for a lock: what is lost or damaged is made anew. A thread writes, readers
never do. When the shelf is full, what was used longest ago goes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import io
import logging
import os
import pickle
import queue
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

MISSING = object()
_MEGABYTE = 1 << 20
_HASH_BYTES = 16
_PLAIN = (str, bytes, int, float, bool, type(None), dt.date)
_WAITING = 4000  # values that may wait to be written; beyond it they are let go
_FRESH_SECONDS = 3600  # a file that was used within the hour is not marked as used again
_ROOM_LEFT = 0.9  # a shelf that is full is emptied down to this share of its bound
_REST_SECONDS = 60  # nothing is packed for a disk that is full, or that is not ours to write
_LOOKS_PER_BOUND = 50  # how often files are counted while the shelf is filled once
_LOG = logging.getLogger("aipulsen.shelf")


@runtime_checkable
class Sealed(Protocol):
    """What an edition says of itself: `seal` changes when anything in it does; `path` is where it lies."""

    @property
    def seal(self) -> str: ...

    @property
    def path(self) -> Path: ...


class _NotNamedError(Exception):
    """A part of a key has no name that is the same in another process."""


class _NotPackedError(Exception):
    """The value holds an edition that was not asked about."""


def program_hash(*folders: Path) -> str:
    """What changes when the program does: its sources, texts and reference data, the packages beside it, Python."""
    told = hashlib.sha256(sys.version.encode("utf-8"))
    for path in sorted(Path(entry) for entry in {*sys.path} if entry.endswith("site-packages")):
        told.update(repr(sorted(found.name for found in path.glob("*.dist-info"))).encode("utf-8"))
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in (".pyc", ".pyo"):
                told.update(file.relative_to(folder).as_posix().encode("utf-8"))
                told.update(hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()[:16]


def sealed_in(key: Any) -> Iterator[Sealed]:
    """The editions that a key names, in desks too."""
    if isinstance(key, _PLAIN):
        return
    if hasattr(key, "seal"):
        yield key
    elif isinstance(key, tuple):
        for part in key:
            yield from sealed_in(part)
    elif dataclasses.is_dataclass(key) and not isinstance(key, type):
        for field in dataclasses.fields(key):
            yield from sealed_in(getattr(key, field.name))


def _named(part: Any) -> str:
    """A part of a key in words that mean the same in every process."""
    if isinstance(part, _PLAIN):
        return repr(part)
    if hasattr(part, "seal"):
        return f"edition {part.seal}"
    if isinstance(part, tuple):
        return f"({','.join(map(_named, part))})"
    if isinstance(part, type):
        return part.__qualname__
    if dataclasses.is_dataclass(part):
        fields = (f"{field.name}={_named(getattr(part, field.name))}" for field in dataclasses.fields(part))
        return f"{type(part).__qualname__}({','.join(fields)})"
    raise _NotNamedError(type(part).__name__)


_asked = threading.local()  # the editions of the key whose value is read


def _asked_edition(seal: str, manifest: Any = None) -> Any:
    edition = _asked.editions[seal]
    return edition if manifest is None else dataclasses.replace(edition, manifest=manifest)


class _Packer(pickle.Pickler):
    """Packs a value without the editions it was asked by: whoever reads it has them open."""

    def __init__(self, sink: io.BytesIO, editions: Mapping[str, Any]) -> None:
        super().__init__(sink, protocol=pickle.HIGHEST_PROTOCOL)
        self._editions = editions

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, type) or not hasattr(value, "seal"):
            return NotImplemented
        if value.seal in self._editions:
            return _asked_edition, (value.seal,)
        for seal, edition in self._editions.items():
            if edition.path == value.path:  # as it stood on an earlier day: the same tables
                return _asked_edition, (seal, value.manifest)
        raise _NotPackedError


def _packed(value: Any, editions: Mapping[str, Any]) -> bytes:
    sink = io.BytesIO()
    _Packer(sink, editions).dump(value)
    content = zlib.compress(sink.getvalue(), 1)
    return hashlib.sha256(content).digest()[:_HASH_BYTES] + content


def _unpacked(data: bytes, editions: Mapping[str, Any]) -> Any:
    content = data[_HASH_BYTES:]
    if hashlib.sha256(content).digest()[:_HASH_BYTES] != data[:_HASH_BYTES]:
        raise ValueError("damaged")
    _asked.editions = editions
    try:
        return pickle.loads(zlib.decompress(content))
    finally:
        del _asked.editions


class Shelf:
    """A folder of so many bytes. With `is_behind` a thread writes and what it cannot take is let go; without, whoever
    lays a value there waits until it is written. `known` are the places of editions that the program's name covers."""

    def __init__(
        self, folder: Path, megabytes: float, program: str, *, known: Iterable[Path] = (), is_behind: bool = True
    ) -> None:
        self.folder = folder
        self.most_bytes = int(megabytes * _MEGABYTE)
        self.program = program
        self.known = frozenset(known)
        self._told = set[str]()
        self._rests_until = 0.0  # after a write that failed
        self._since_look = self.most_bytes  # the first value looks
        self._waiting: queue.Queue[tuple[Path, Any, Mapping[str, Any]]] | None = None
        if is_behind:
            self._waiting = queue.Queue(_WAITING)
            threading.Thread(target=self._write_all, daemon=True, name="shelf").start()

    def place_of(self, key: Hashable) -> Path | None:
        """Where the value of that key lies; None where the key means nothing to another process."""
        try:
            name = hashlib.sha256(f"{self.program} {_named(key)}".encode()).hexdigest()
        except _NotNamedError:
            return None
        return self.folder / name[:2] / name[2:40]

    def take(self, place: Path, editions: Iterable[Sealed]) -> Any:
        """The value that lies there, MISSING where none does or where it cannot be read."""
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            return MISSING
        except OSError as error:
            self._tell("not read", error)
            return MISSING
        try:
            value = _unpacked(data, {edition.seal: edition for edition in editions})
        except Exception as error:  # whatever a damaged file makes of itself
            self._tell("damaged", error)
            with contextlib.suppress(OSError):
                place.unlink()
            return MISSING
        with contextlib.suppress(OSError):
            if time.time() - place.stat().st_mtime > _FRESH_SECONDS:
                os.utime(place)
        return value

    def lay(self, place: Path, value: Any, editions: Iterable[Sealed]) -> None:
        """Have the value written there."""
        asked = {edition.seal: edition for edition in editions}
        if self._waiting is None:
            self._write(place, value, asked)
            return
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait((place, value, asked))

    def settle(self) -> None:
        """Wait until all that was laid there is written."""
        if self._waiting is not None:
            self._waiting.join()

    def bytes_kept(self) -> int:
        """How many bytes lie on it now."""
        return sum(size for _, size, _ in self._files())

    def _write_all(self) -> None:
        assert self._waiting is not None
        while True:
            place, value, asked = self._waiting.get()
            try:
                self._write(place, value, asked)
            finally:
                del value
                self._waiting.task_done()

    def _write(self, place: Path, value: Any, editions: Mapping[str, Any]) -> None:
        if time.monotonic() < self._rests_until:
            return
        try:
            data = _packed(value, editions)
        except Exception as error:  # whatever cannot be packed is kept in memory alone
            if not isinstance(error, _NotPackedError):
                self._tell("not packed", error)
            return
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            number, beside = tempfile.mkstemp(dir=place.parent, prefix=".")
            try:
                with os.fdopen(number, "wb") as sink:
                    sink.write(data)
                Path(beside).replace(place)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(beside).unlink()
                raise
            self._make_room(len(data))
        except OSError as error:
            self._tell("not written", error)
            self._rests_until = time.monotonic() + _REST_SECONDS

    def _make_room(self, written: int) -> None:
        """Count what lies there now and then, and when it is too much let go what was used longest ago."""
        self._since_look += written
        if self._since_look < self.most_bytes / _LOOKS_PER_BOUND:
            return
        self._since_look = 0
        files = sorted(self._files())
        kept = sum(size for _, size, _ in files)
        if kept <= self.most_bytes:
            return
        for _, size, path in files:
            if kept <= self.most_bytes * _ROOM_LEFT:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                kept -= size

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """When each file was used last, and its bytes; what a killed writer left behind is among them."""
        for folder in _entries(self.folder):
            for entry in _entries(Path(folder.path)) if folder.is_dir() else ():
                with contextlib.suppress(OSError):  # another process let it go
                    stat = entry.stat()
                    yield stat.st_mtime, stat.st_size, Path(entry.path)

    def _tell(self, what: str, error: Exception) -> None:
        """One line for each kind of fault; readers notice nothing."""
        if what not in self._told:
            self._told.add(what)
            _LOG.warning("shelf %s error=%s", what, type(error).__name__)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def opened(
    folder: Path, megabytes: float, program: str, *, known: Iterable[Path] = (), is_behind: bool = True
) -> Shelf | None:
    """The shelf in that folder; None, with a line in the log, where others may write: who writes there decides what our
    process does. Where it cannot be made it is looked for in vain, and nothing is laid there."""
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (who := getattr(os, "geteuid", None)) is not None and folder.exists():  # Windows has rights of its own
        stat = folder.stat()
        if stat.st_uid not in (0, who()) or stat.st_mode & 0o022:
            _LOG.warning("shelf is not used: others may write there folder=%s", folder.name)
            return None
    return Shelf(folder, megabytes, program, known=known, is_behind=is_behind)
