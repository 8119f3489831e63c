"""Files as they come packed: plain, .gz, .zst, or the members of a .zip, each a stream that cannot grow without end.

A member that is encrypted, a link, or packed in an unknown way costs only itself. Nothing is ever written where a
member's name points.
"""

from __future__ import annotations

import gzip
import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import zstandard

from aipulsen.errors import AipulsenError, DataContractError
from aipulsen.text.safety import one_line

_NO_MEMBERS = ("__MACOSX/", ".DS_Store")
_MOST_EXPANSION = 200  # times its packed size; ads pack to a tenth
_FREE_EXPANSION = 1 << 30


class BadArchiveError(Exception):
    """A packed file is damaged, or is none; the text is the unpacker's reason."""


class ExpandsError(BadArchiveError):
    """A packed file gives far more than its packed size can hold."""


# What the unpackers raise for what they cannot unpack: nearly anything.
_FAULTS = (
    OSError, ValueError, zipfile.BadZipFile, zstandard.ZstdError, zlib.error, lzma.LZMAError, EOFError, struct.error,
    RuntimeError, NotImplementedError, OverflowError,
)  # fmt: skip


class Member(NamedTuple):
    """A stream: a file, or a file in an archive; or why a member is not read, and its packed size in bytes."""

    name: str
    stream: Any = None
    path: str | None = None  # of a plain file, which can be read in places
    problem: AipulsenError | None = None
    size: int = 0


def members(path: Path) -> Iterator[Member]:
    """What a file holds, by its ending: itself unpacked, or each file in it. BadArchiveError while it is read."""
    suffix, packed = path.suffix.lower(), path.stat().st_size
    if suffix == ".gz":
        with gzip.open(path, "rb") as stream:
            yield Member(path.name, _bounded(stream, packed))
    elif suffix == ".zip":
        yield from zip_members(path)
    elif suffix in (".zst", ".zstd"):
        with _unzstd(path) as unpacked:
            yield Member(path.name, _bounded(unpacked, packed))
    else:
        with path.open("rb") as plain:
            yield Member(path.name, plain, str(path))


def zip_members(path: Path) -> Iterator[Member]:
    """The files in a zip, whatever it is called."""
    try:
        archive = zipfile.ZipFile(path)
    except _FAULTS as exc:
        raise BadArchiveError(one_line(str(exc))) from exc
    with archive:
        for info in archive.infolist():
            if (
                not info.is_dir()
                and not info.filename.startswith(_NO_MEMBERS[0])
                and _NO_MEMBERS[1] not in info.filename
            ):
                yield from _zip_member(archive, info, f"{path.name}:{one_line(info.filename)}")


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[Member]:
    reason = "encrypted" if info.flag_bits & 1 else "link" if stat.S_ISLNK(info.external_attr >> 16) else None
    if reason is None:
        try:
            stream = archive.open(info)
        except _FAULTS as exc:
            reason = one_line(str(exc))
        else:
            with stream:
                yield Member(name, _bounded(stream, info.compress_size))
            return
    problem = DataContractError("ads.member", reason=reason)
    yield Member(name, problem=problem, size=max(info.compress_size, 1))


@contextmanager
def _unzstd(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        yield zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)


class _Bounded(io.RawIOBase):
    """A stream that ends in an error when it gives far more than its packed size can hold."""

    def __init__(self, stream: Any, packed: int) -> None:
        super().__init__()
        self._stream = stream
        self._left = max(_FREE_EXPANSION, _MOST_EXPANSION * packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except _FAULTS as exc:
            raise BadArchiveError(one_line(str(exc))) from exc
        self._left -= len(data)
        if self._left < 0:
            raise ExpandsError(f"expands more than {_MOST_EXPANSION} times")
        buffer[: len(data)] = data
        return len(data)


def _bounded(stream: Any, packed: int) -> io.BufferedReader:
    return io.BufferedReader(_Bounded(stream, packed), 1 << 20)
