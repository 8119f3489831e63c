"""Files of ads, streamed: JSONL, a JSON array, `{"hits": […]}`, plain or in .gz, .zip, .zst, or standard input.

Memory is bounded by the longest ad, not by the file. A line that cannot be read is a problem that names file
and line; the ads around it are kept.
"""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import ijson
import orjson
import zstandard

from aipulsen.errors import AipulsenError, DataContractError, ParameterError

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RawAd:
    """One payload and where it stood. `problem` is set, and the payload None, when it could not be read."""

    file: str
    line: int
    payload: Any
    problem: AipulsenError | None = None


def read_ads(files: list[str]) -> Iterator[RawAd]:
    """Every ad of the files, in order. A missing, empty or unreadable file raises ParameterError."""
    for name in files:
        yield from _read_file(name)


def _read_file(name: str) -> Iterator[RawAd]:
    if name == "-":
        yield from _read_stream(sys.stdin.buffer, "-")
        return
    path = Path(name)
    if not path.is_file():
        raise ParameterError("ads.no_file", file=name)
    if path.stat().st_size == 0:
        raise ParameterError("ads.empty_file", file=name)
    try:
        for member, stream in _members(path):
            yield from _read_stream(stream, member)
    except (gzip.BadGzipFile, zipfile.BadZipFile, zstandard.ZstdError, EOFError) as exc:
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


def _read_stream(stream: Any, name: str) -> Iterator[RawAd]:
    buffered = io.BufferedReader(stream, 1 << 20) if not hasattr(stream, "peek") else stream
    head = buffered.peek(4096)[:4096].removeprefix(_BOM).lstrip()
    if not head:
        raise ParameterError("ads.empty_file", file=name)
    if head.startswith(b"["):
        yield from _read_array(buffered, name, "item")
    elif head.startswith(b"{") and b'"hits"' in head and not _is_one_ad(head):
        yield from _read_array(buffered, name, "hits.item")
    else:
        yield from _read_lines(buffered, name)


def _is_one_ad(head: bytes) -> bool:
    """A line that is an ad of its own, even if the word «hits» stands in it."""
    first_line = head.split(b"\n", 1)[0]
    return b'"headline"' in first_line and first_line.find(b'"headline"') < first_line.find(b'"hits"')


def _read_lines(stream: Any, name: str) -> Iterator[RawAd]:
    for number, line in enumerate(stream, 1):
        data = line.removeprefix(_BOM).strip() if number == 1 else line.strip()
        if not data:
            continue
        try:
            yield RawAd(name, number, orjson.loads(data))
        except orjson.JSONDecodeError as exc:
            yield RawAd(name, number, None, DataContractError("ads.bad_json", reason=exc.msg))


def _read_array(stream: Any, name: str, prefix: str) -> Iterator[RawAd]:
    """An array, ad by ad; `line` is then the ad's place in it. What is cut off is one problem at its end."""
    number = 0
    if stream.peek(3)[:3] == _BOM:
        stream.read(3)
    try:
        for payload in ijson.items(stream, prefix, use_float=True):
            number += 1
            yield RawAd(name, number, payload)
    except (ijson.JSONError, UnicodeDecodeError) as exc:
        reason = str(exc).split("\n", 1)[0]
        yield RawAd(name, number + 1, None, DataContractError("ads.bad_json", reason=reason))
