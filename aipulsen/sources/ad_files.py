"""Files of ads, streamed: JSONL, a JSON array, `{"hits": […]}`, plain or in .gz, .zip, .zst, or standard input.

Files are cut into blocks of whole lines, so that memory is bounded whatever the file's size and several
processes can work on one file. A line that cannot be read is a problem that names file and line; the ads around
it are kept.
"""

from __future__ import annotations

import gzip
import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import ijson
import orjson
import pyarrow as pa
import zstandard

from aipulsen.errors import AipulsenError, DataContractError, ParameterError

_BOM = b"\xef\xbb\xbf"
_PACKED = (".gz", ".zip", ".zst", ".zstd")
BLOCK_BYTES = 8 << 20


class RawAd(NamedTuple):
    """One payload and where it stood. `problem` is set, and the payload None, when it could not be read."""

    file: str
    line: int
    payload: Any
    problem: AipulsenError | None = None


class Lines(NamedTuple):
    """The lines of a block, one at a time: where the one before stood the next is put, which is still at hand in the
    processor. `is_utf8`: all of them are UTF-8."""

    lines: Iterator[bytes]
    is_utf8: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole lines of a file: at hand in `data`, or to be read from `path`. An array's ads are lines too,
    one each; what could not be read of it is the `problem` after its last line."""

    file: str
    data: bytes | None = None
    path: str | None = None
    offset: int = 0
    length: int = 0
    problem: AipulsenError | None = None

    def lines(self) -> Lines:
        """The block read, and its lines."""
        data = self._read()
        return Lines(io.BytesIO(data), _is_utf8(data))

    def _read(self) -> bytes:
        if self.data is not None:
            return self.data.removeprefix(_BOM)
        assert self.path is not None
        with Path(self.path).open("rb") as stream:
            stream.seek(self.offset)
            data = stream.read(self.length)
        return data.removeprefix(_BOM) if self.offset == 0 else data


def read_line(line: bytes) -> Any:
    """The payload of a line; what is not JSON raises DataContractError."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as exc:
        raise DataContractError("ads.bad_json", reason=exc.msg) from exc


def read_ads(files: list[str]) -> Iterator[RawAd]:
    """Every ad of the files, in order. A missing, empty or unreadable file raises ParameterError."""
    before, file = 0, ""
    for block in read_blocks(files):
        if block.file != file:
            before, file = 0, block.file
        for line in block.lines().lines:
            before += 1
            if line.strip():
                try:
                    yield RawAd(file, before, read_line(line))
                except DataContractError as error:
                    yield RawAd(file, before, None, error)
        if block.problem is not None:
            yield RawAd(file, before + 1, None, block.problem)


def read_blocks(files: list[str]) -> Iterator[Block]:
    """The files cut into blocks of some `BLOCK_BYTES` bytes, in order."""
    for name in files:
        yield from _read_file(name, BLOCK_BYTES)


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8: Arrow tells it four times as fast as decoding them does."""
    ends = pa.py_buffer(struct.pack("=qq", 0, len(data)))
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _read_file(name: str, size: int) -> Iterator[Block]:
    if name == "-":
        yield from _read_stream(sys.stdin.buffer, "-", size)
        return
    path = Path(name)
    if not path.is_file():
        raise ParameterError("ads.no_file", file=name)
    if path.stat().st_size == 0:
        raise ParameterError("ads.empty_file", file=name)
    try:
        for member, stream in _members(path):
            in_place = str(path) if member == path.name and path.suffix.lower() not in _PACKED else None
            yield from _read_stream(stream, member, size, in_place)
    except (gzip.BadGzipFile, zipfile.BadZipFile, zstandard.ZstdError, zlib.error, EOFError) as exc:
        raise ParameterError("ads.bad_archive", file=name, reason=exc) from exc


def _members(path: Path) -> Iterator[tuple[str, Any]]:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        with gzip.open(path, "rb") as stream:
            yield path.name, stream
    elif suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if not member.endswith("/"):
                    with archive.open(member) as stream:
                        yield f"{path.name}:{member}", stream
    elif suffix in (".zst", ".zstd"):
        with _unzstd(path) as stream:
            yield path.name, stream
    else:
        with path.open("rb") as stream:
            yield path.name, stream


@contextmanager
def _unzstd(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        yield io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(raw), 1 << 20)


def _read_stream(stream: Any, name: str, size: int, in_place: str | None = None) -> Iterator[Block]:
    buffered = io.BufferedReader(stream, 1 << 20) if not hasattr(stream, "peek") else stream
    head = buffered.peek(4096)[:4096].removeprefix(_BOM).lstrip()
    if not head:
        raise ParameterError("ads.empty_file", file=name)
    if head.startswith(b"["):
        yield from _read_array(buffered, name, "item", size)
    elif head.startswith(b"{") and b'"hits"' in head and not _is_one_ad(head):
        yield from _read_array(buffered, name, "hits.item", size)
    elif in_place is not None:
        yield from _cut_in_place(buffered, name, in_place, size)
    else:
        yield from _cut(buffered, name, size)


def _is_one_ad(head: bytes) -> bool:
    """A line that is an ad of its own, even if the word «hits» stands in it."""
    first_line = head.split(b"\n", 1)[0]
    return b'"headline"' in first_line and first_line.find(b'"headline"') < first_line.find(b'"hits"')


def _cut(stream: Any, name: str, size: int) -> Iterator[Block]:
    """Whole lines, some `size` bytes at a time."""
    while data := stream.read(size):
        yield Block(name, data + stream.readline())


def _cut_in_place(stream: Any, name: str, path: str, size: int) -> Iterator[Block]:
    """Where the blocks of a plain file begin and end: who works on a block reads it."""
    offset, end = 0, Path(path).stat().st_size
    while offset < end:
        stream.seek(min(offset + size, end))
        stream.readline()
        cut = stream.tell()
        yield Block(name, path=path, offset=offset, length=cut - offset)
        offset = cut


def _read_array(stream: Any, name: str, prefix: str, size: int) -> Iterator[Block]:
    """An array, each ad a line of its own. What is cut off is one problem at its end."""
    lines: list[bytes] = []
    length = 0
    problem: AipulsenError | None = None
    if stream.peek(3)[:3] == _BOM:
        stream.read(3)
    try:
        for payload in ijson.items(stream, prefix, use_float=True):
            lines.append(orjson.dumps(payload) + b"\n")
            length += len(lines[-1])
            if length >= size:
                yield Block(name, b"".join(lines))
                lines, length = [], 0
    except (ijson.JSONError, UnicodeDecodeError) as exc:
        problem = DataContractError("ads.bad_json", reason=str(exc).split("\n", 1)[0])
    if lines or problem is not None:
        yield Block(name, b"".join(lines), problem=problem)
