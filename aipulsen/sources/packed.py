"""Files as they come packed: plain, gzip, zstd, or the members of a zip, each a stream that cannot grow without end.

How a file is packed is told by its first bytes: a browser unpacks what it saves and leaves the name. A member that is
encrypted, a link, another archive, or packed in an unknown way costs only itself. Nothing is ever written where a
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
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from aipulsen.errors import AipulsenError, DataContractError
from aipulsen.text.reasons import Reason, reason_of
from aipulsen.text.safety import one_line

_LOOK = 512  # bytes of a file's beginning that tell how it is packed
_MARKS: Mapping[str, tuple[bytes, ...]] = {
    "gzip": (b"\x1f\x8b",),
    "zstd": (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + n]) + b"\x2a\x4d\x18" for n in range(16))),
    "zip": (b"PK\x03\x04", b"PK\x05\x06"),
}
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_ENDINGS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd", ".zip": "zip"}
_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n\x1e"
_MOST_LEVELS = 2  # of packing in packing; there are files that unpack to themselves
_NO_MEMBERS = ("__MACOSX/", ".DS_Store")
_MOST_EXPANSION = 200  # times its packed size; ads pack to a tenth
_FREE_EXPANSION = 1 << 30


class BadArchiveError(Exception):
    """A packed file is damaged, or is none."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.fallback)
        self.reason = reason


class ExpandsError(BadArchiveError):
    """A packed file gives far more than its packed size can hold."""


# What the unpackers raise for what they cannot unpack: nearly anything.
_FAULTS = (
    OSError, ValueError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error,
    RuntimeError, NotImplementedError, OverflowError,
)  # fmt: skip


class Member(NamedTuple):
    """A stream: a file, or a file in an archive; or why a member is not read. `size` is its packed size in bytes."""

    name: str
    stream: Any = None
    path: str | None = None  # of a plain file, which can be read in places
    problem: AipulsenError | None = None
    size: int = 0
    is_inner: bool = False  # one of an archive's


def members(path: Path) -> Iterator[Member]:
    """What a file holds: itself unpacked, or each file in it. BadArchiveError while it is read, OSError where the file
    cannot be opened."""
    with path.open("rb") as plain:
        kind = _kind(plain.peek(_LOOK), path.suffix.lower())
        if kind == "zip":
            yield from zip_members(path)
        else:
            yield from _unpacked(plain, kind, Member(path.name, plain, str(path), size=path.stat().st_size))


def _kind(head: bytes, ending: str = "") -> str | None:
    """How something is packed by its first bytes; by its name's ending where they are neither a mark nor JSON's."""
    for kind, marks in _MARKS.items():
        if head.startswith(marks):
            return kind
    if head[_TAR_MARK_AT:].startswith(_TAR_MARK):
        return "tar"
    return None if head.lstrip(_BEFORE_JSON)[:1] in (b"{", b"[") else _ENDINGS.get(ending)


def _unpacked(stream: io.BufferedReader, kind: str | None, member: Member, level: int = 0) -> Iterator[Member]:
    """The member as a stream of what is packed in it; an archive within is named and left."""
    if kind is None:
        yield member._replace(stream=stream)
    elif kind not in _UNPACKERS or level == _MOST_LEVELS:
        yield member._replace(stream=None, path=None, problem=DataContractError("ads.member", reason=kind))
    else:
        with _UNPACKERS[kind](stream) as inner:
            plain = _bounded(inner, member.size)
            yield from _unpacked(plain, _kind(plain.peek(_LOOK)), member._replace(path=None), level + 1)


# Arrow tells a zstd stream that ends before its end; the library of that name takes it for whole.
_UNPACKERS: Mapping[str, Callable[[Any], Any]] = {
    "gzip": lambda stream: gzip.GzipFile(fileobj=stream, mode="rb"),
    "zstd": lambda stream: pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd"),
}


def zip_members(path: Path) -> Iterator[Member]:
    """The files in a zip, whatever it is called."""
    try:
        archive = zipfile.ZipFile(path)
    except _FAULTS as exc:
        raise BadArchiveError(reason_of(exc)) from exc
    with archive:
        for info in archive.infolist():
            if (
                not info.is_dir()
                and not info.filename.startswith(_NO_MEMBERS[0])
                and _NO_MEMBERS[1] not in info.filename
            ):
                yield from _zip_member(archive, info, f"{path.name}:{one_line(info.filename)}")


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[Member]:
    told = "encrypted" if info.flag_bits & 1 else "link" if stat.S_ISLNK(info.external_attr >> 16) else None
    reason = reason_of(told) if told else None
    member = Member(name, size=max(info.compress_size, 1), is_inner=True)
    if reason is None:
        try:
            opened = archive.open(info)
        except _FAULTS as exc:
            reason = reason_of(exc)
        else:
            with opened:
                stream = _bounded(opened, info.compress_size)
                yield from _unpacked(stream, _kind(stream.peek(_LOOK)), member)
            return
    yield member._replace(problem=DataContractError("ads.member", reason=reason))


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
            raise BadArchiveError(reason_of(exc)) from exc
        self._left -= len(data)
        if self._left < 0:
            raise ExpandsError(reason_of(f"expands more than {_MOST_EXPANSION} times"))
        buffer[: len(data)] = data
        return len(data)


def _bounded(stream: Any, packed: int) -> io.BufferedReader:
    return io.BufferedReader(_Bounded(stream, packed), 1 << 20)
