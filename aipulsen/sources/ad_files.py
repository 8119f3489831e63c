"""Files of ads, streamed: JSONL, or any JSON that holds ads, plain or packed (gzip, zip, zstd), or standard input.

Which it is is told by parsing the first value. Files are cut into blocks of whole lines, so that memory is bounded
whatever the file's size and several processes can work on one file. A line that cannot be read is a problem that
names file and line; the ads around it are kept. What could not be read at all is counted in bytes.
"""

from __future__ import annotations

import io
import json
import math
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow as pa

from aipulsen.errors import AipulsenError, DataContractError, ParameterError
from aipulsen.sources import packed
from aipulsen.sources.json_records import LONGEST_RECORD, holds_list, records, too_long
from aipulsen.text.reasons import reason_of
from aipulsen.text.safety import showable_within

_BOM = b"\xef\xbb\xbf"
BLOCK_BYTES = 8 << 20
_HEAD_BYTES = 1 << 20  # looked at to tell what the file is


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
    one each; a `problem` stands after its last line, with the bytes that could not be read for it."""

    file: str
    data: bytes | None = None
    path: str | None = None
    offset: int = 0
    length: int = 0
    problem: AipulsenError | None = None
    unread: int = 0

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
    """The payload of a line; what is not JSON raises DataContractError.

    What other programs write and JSON lacks costs nothing: a byte-order mark of a file that was joined to another; NaN
    and Infinity, which are null, as is a number that no computer holds; bare control characters and halves of
    surrogate pairs in texts, which become spaces.
    """
    line = line.removeprefix(_BOM)
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as exc:
        broken = exc
    if "UTF-8" in broken.msg:
        raise DataContractError("ads.bad_encoding")
    try:
        payload = json.loads(line, strict=False, parse_constant=lambda _: None, parse_float=_finite, parse_int=_whole)
        return showable_within(payload)
    except (ValueError, RecursionError) as exc:
        raise DataContractError("ads.bad_json", reason=reason_of(broken.msg)) from exc


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _whole(digits: str) -> int | None:
    try:
        return int(digits)
    except ValueError:  # some thousand digits
        return None


def other_encoding(head: bytes) -> str | None:
    """What JSON that is not UTF-8 is written in, told from a file's first bytes: UTF-16 or UTF-32; else None."""
    name = json.detect_encoding(head)
    is_marked = name in ("utf-16", "utf-32")
    start = head[:64].decode(name, "ignore").lstrip("\ufeff \t\r\n")
    is_wide = is_marked or (not name.startswith("utf-8") and start.startswith(("{", "[")))
    return name[:6].upper() if is_wide else None


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
            before += 1
            yield RawAd(file, before, None, block.problem)


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
    if path.is_dir():
        raise ParameterError("ads.is_folder", file=name)
    if not path.exists():
        raise ParameterError("ads.no_file", file=name)
    try:
        if path.is_file():
            for member in packed.members(path):
                yield from _read_member(member, size)
        else:  # a pipe
            with path.open("rb") as stream:
                yield from _read_stream(stream, name, size)
    except packed.BadArchiveError as exc:
        raise ParameterError("ads.bad_archive", file=name, reason=exc.reason) from exc
    except OSError as exc:
        raise ParameterError("ads.unreadable", file=name, reason=reason_of(exc)) from exc


def _read_member(member: packed.Member, size: int) -> Iterator[Block]:
    """A file, or one of an archive's, of which one that holds no ads costs itself, and an empty one nothing."""
    if member.problem is not None or member.stream is None:
        yield Block(member.name, b"", problem=member.problem, unread=member.size)
        return
    try:
        yield from _read_stream(member.stream, member.name, size, member.path)
    except ParameterError as error:
        if not member.is_inner:
            raise
        if error.key != "ads.empty_file":
            problem = DataContractError("ads.member", reason=error.values.get("encoding", "HTML"))
            yield Block(member.name, b"", problem=problem, unread=member.size)


class _Joined(io.RawIOBase):
    """What was looked at of a stream, and then the rest of it."""

    def __init__(self, head: bytes, stream: Any) -> None:
        super().__init__()
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        data = data or self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _read_stream(stream: Any, name: str, size: int, path: str | None = None) -> Iterator[Block]:
    head = stream.read(_HEAD_BYTES)
    start = head.removeprefix(_BOM).lstrip()
    if not start:
        raise ParameterError("ads.empty_file", file=name)
    if (encoding := other_encoding(head)) is not None:
        raise ParameterError("ads.other_encoding", file=name, encoding=encoding)
    if start.startswith(b"<"):
        raise ParameterError("ads.web_page", file=name)
    is_jsonl = _is_jsonl(start)
    if is_jsonl and path is not None:
        yield from _cut_in_place(stream, name, path, size)
        return
    rest = io.BufferedReader(_Joined(head.removeprefix(_BOM), stream), 1 << 20)
    yield from _cut(rest, name, size) if is_jsonl else _read_records(rest, name, size)


def _is_jsonl(start: bytes) -> bool:
    """Whether a file's beginning is lines, one value each. An answer on a line of its own is none of them."""
    if not start.startswith((b"{", b"[")):
        return not start.startswith(b"\x1e")
    if start.startswith(b"[") or holds_list(start):
        return False
    first, _, more = start.partition(b"\n")
    if _is_object(first):
        return True
    if not more:  # values one after another on one line, or one line too long to see
        return len(start) >= _HEAD_BYTES // 2
    return _is_object(more.lstrip().partition(b"\n")[0])  # the first line is broken, the second is whole


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(read_line(line.strip()), dict)
    except DataContractError:
        return False


def _cut(stream: Any, name: str, size: int) -> Iterator[Block]:
    """Whole lines, some `size` bytes at a time. A line too long for an ad is let go."""
    while data := stream.read(size):
        data += stream.readline(LONGEST_RECORD)
        if data.endswith(b"\n") or len(data) < size:
            yield Block(name, data)
            continue
        whole = data.rfind(b"\n") + 1
        unread = len(data) - whole
        while unread and (part := stream.readline(LONGEST_RECORD)):
            unread += len(part)
            if part.endswith(b"\n"):
                break
        is_long = unread > LONGEST_RECORD
        yield _with_long_line(name, data[:whole], unread, data[whole:]) if is_long else Block(name, data)


def _cut_in_place(stream: Any, name: str, path: str, size: int) -> Iterator[Block]:
    """Where the blocks of a plain file begin and end: who works on a block reads it."""
    offset, end = 0, Path(path).stat().st_size
    while offset < end:
        stream.seek(min(offset + size, end))
        while (part := stream.readline(LONGEST_RECORD)) and not part.endswith(b"\n"):
            pass
        cut = stream.tell()
        if cut - offset > size + LONGEST_RECORD:
            stream.seek(offset)
            data = stream.read(size)
            whole = data.rfind(b"\n") + 1
            yield _with_long_line(name, data[:whole], cut - offset - whole, data[whole:])
        else:
            yield Block(name, path=path, offset=offset, length=cut - offset)
        offset = cut


def _with_long_line(name: str, lines: bytes, unread: int, head: bytes) -> Block:
    return Block(name, lines, problem=too_long(head), unread=unread)


def _read_records(stream: Any, name: str, size: int) -> Iterator[Block]:
    """The ads of any JSON, a line each."""
    lines: list[bytes] = []
    length = 0
    for record in records(stream):
        if record.problem is None:
            lines.append(record.data + b"\n")
            length += len(lines[-1])
        if length >= size or record.problem is not None:
            yield Block(name, b"".join(lines), problem=record.problem, unread=record.unread)
            lines, length = [], 0
    if lines:
        yield Block(name, b"".join(lines))
