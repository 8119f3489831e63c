"""Records found in JSON by its brackets: arrays, answers with a list of hits, values one after another.

A record is cut out here, not read: what is broken in it costs that record, and the next is found at its end. Memory is
bounded by the longest record allowed, whatever stands in the stream and however deep it is nested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from aipulsen.errors import AipulsenError, DataContractError

LONGEST_RECORD = 4 << 20  # bytes; an ad has some ten thousand
_LONGEST_SEARCH = 4 * LONGEST_RECORD  # bytes, for the end of a record that is too long
CHUNK = 1 << 20
_HEAD = 64 << 10  # bytes of a record's beginning, where its id stands
# Keys whose list holds records. Elasticsearch has one list in another: {"hits": {"hits": […]}}.
LISTS = frozenset({b"hits", b"ads", b"annonser", b"items", b"results", b"data"})
_NESTED = b"hits"

_STRING = rb'"(?:[^"\\\n]++|\\[^\n])*+"'
_BETWEEN_BRACKETS = rb'(?:[^\[\]{}"]++|' + _STRING + rb")*+"
_TO_BRACKET = re.compile(_BETWEEN_BRACKETS + rb"([\[\]{}])")
# A string that meets the end of its line is broken: no JSON has a line break in one.
_TO_BROKEN_STRING = re.compile(_BETWEEN_BRACKETS + rb'"(?:[^"\\\n]++|\\[^\n])*+\\?\n')


def _whole(levels: int) -> bytes:
    """A pattern of an object or list with everything in it, some levels deep: an ad found in one step."""
    inner = rb'[^\[\]{}"]++|' + _STRING
    pattern = rb"[\[{](?:" + inner + rb")*+[\]}]"
    for _ in range(levels):
        pattern = rb"[\[{](?:" + inner + rb"|" + pattern + rb")*+[\]}]"
    return pattern


_WHOLE = re.compile(_whole(5))
_MAY_BE_ANSWER = re.compile(rb'"(?:' + b"|".join(sorted(LISTS)) + rb')"\s*:\s*[\[{]')
_OPENER = {ord("}"): b"{", ord("]"): b"["}
_LOOK_BACK = 64  # brackets; a closing one whose opening one is further off is passed over
_KEY = re.compile(rb'"([^"\\]{1,40})"\s*:\s*\Z')
_HEADLINE = b'"headline"'
# The id of a record that is too long, when it stands before any list or object in it.
_ID = re.compile(rb'\A\s*\{[^{}\[\]]*?"id"\s*:\s*"?([\w.:-]{1,100})["\s,}]')
# What may stand between records; \x1e begins one in JSON text sequences, a byte-order mark a file joined to another.
_BETWEEN = b" \t\r\n,\x1e\xef\xbb\xbf"


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes at most; none at the end."""


class Record(NamedTuple):
    """The bytes of a record, on one line; or what is wrong, and how many bytes of the stream it left unread."""

    data: bytes = b""
    problem: AipulsenError | None = None
    unread: int = 0


class _Scan:
    """Where in the JSON we are: the brackets that are open, the lists of records, the record."""

    def __init__(self) -> None:
        self.open = bytearray()
        self.lists: list[tuple[int, int]] = []  # depths of open lists of records, and of the objects that hold them
        self.record = 0  # depth of the open record; 0: between records
        self.is_answer = False  # the open record holds a list of records, and is none itself
        self.has_headline = False
        self.nested = 0  # depth of an object that may hold the list, as Elasticsearch's answers do

    @property
    def depth(self) -> int:
        return len(self.open)

    def opens(self, bracket: bytes, before: bytes) -> bool:
        """Take an opening bracket; True when a record begins with it."""
        self.open += bracket
        if not self.record:
            if bracket == b"[" and self.depth == 1:
                self._open_list(0)
                return False
            self.record, self.is_answer, self.has_headline, self.nested = self.depth, False, False, 0
            return True
        if self.depth == self.record + 1:
            self.has_headline = self.has_headline or _HEADLINE in before
            key = _key(before)
            if bracket == b"[" and key in LISTS and not self.has_headline:
                self._open_list(self.record)
            elif bracket == b"{" and key == _NESTED:
                self.nested = self.depth
        elif self._is_nested_list(bracket, before):
            self._open_list(self.record)
        return False

    def _is_nested_list(self, bracket: bytes, before: bytes) -> bool:
        is_here = self.nested and self.depth == self.nested + 1 and bracket == b"["
        return bool(is_here) and not self.has_headline and _key(before) == _NESTED

    def closes(self, bracket: bytes) -> bool:
        """Take a closing bracket, and with it those within that were never closed; True when a record that is no
        answer ends with it."""
        opened = self.open.rfind(_OPENER[bracket[0]], max(0, self.depth - _LOOK_BACK))
        ended = False
        while opened >= 0 and self.depth > opened:
            ended |= self._pop()
        return ended

    def give_up_record(self) -> None:
        """The open record is broken: go on after it, between records."""
        del self.open[self.record - 1 :]
        self.record = self.nested = 0

    def _pop(self) -> bool:
        ended = False
        if self.record and self.depth == self.record:
            ended = not self.is_answer
            self.record, self.is_answer = 0, False
        elif not self.record and self.lists and self.depth == self.lists[-1][0]:
            self.record = self.lists.pop()[1]
            self.is_answer = bool(self.record)
        elif self.depth == self.nested:
            self.nested = 0
        self.open.pop()
        return ended

    def _open_list(self, holder: int) -> None:
        self.lists.append((self.depth, holder))
        self.record, self.is_answer = 0, False


def too_long(head: bytes) -> DataContractError:
    """That a record is longer than an ad can be; named by its id where its beginning tells it."""
    found = _ID.match(head)
    most = LONGEST_RECORD >> 20
    if found is None:
        return DataContractError("ads.long_ad", most=most)
    return DataContractError("ads.long_ad_named", id=_id_of(found), most=most)


def _key(before: bytes) -> bytes | None:
    found = _KEY.search(before[-64:])
    return found[1] if found else None


def holds_list(head: bytes) -> bool | None:
    """Whether the first value is a list of records or an answer with one, told from a stream's beginning; None when
    it is an object that ends without, or has not ended."""
    scan, position = _Scan(), 0
    while (found := _TO_BRACKET.match(head, position)) is not None:
        bracket, before = found[1], head[position : found.start(1)]
        position = found.end()
        if bracket in b"[{":
            scan.opens(bracket, before)
            if scan.lists:
                return True
        elif scan.closes(bracket) or not scan.depth:
            return None
    return None


def records(stream: Readable) -> Iterator[Record]:
    """The records of a stream of JSON, in order; after a fault the rest, where it can be found again."""
    scan = _Scan()
    buffer, position, start = b"", 0, -1  # start: where the open record begins in the buffer; -1: it is not kept
    dropped, head = 0, b""  # of the open record that is too long: bytes let go, and its beginning
    ended = False
    while True:
        found = _TO_BRACKET.match(buffer, position)
        if found is None:
            broken = _TO_BROKEN_STRING.match(buffer, position)
            if broken is not None and (ended or broken.end() < len(buffer)):
                position = broken.end()
                if start >= 0 and _is_line_of_its_own(buffer, start, position):
                    yield Record(buffer[start : position - 1])
                    scan.give_up_record()
                    start = -1
                continue
            if ended:
                break
            keep = start if start >= 0 else position
            if len(buffer) - keep > LONGEST_RECORD:
                # No bracket in all of it, or one without end: nothing can be found again.
                if len(buffer) - position > LONGEST_RECORD or dropped > _LONGEST_SEARCH:
                    head = head or buffer[keep : keep + _HEAD]
                    yield _not_read(len(buffer) - keep + dropped + _rest(stream), head)
                    return
                head = head or buffer[keep : keep + _HEAD]
                dropped += position - keep
                start, keep = -1, position
            chunk = stream.read(CHUNK)
            ended = not chunk
            buffer = buffer[keep:] + chunk
            position -= keep
            start = start - keep if start >= 0 else -1
            continue
        bracket, at = found[1], found.start(1)
        between = not scan.record
        before = buffer[position:at] if between or scan.depth <= max(scan.record, scan.nested) else b""
        if between and before.strip(_BETWEEN):
            yield Record(_on_one_line(before.strip(_BETWEEN)))  # null, NaN, words: no ad
        whole = _WHOLE.match(buffer, at) if between and bracket == b"{" and scan.lists else None
        if whole is not None and _MAY_BE_ANSWER.search(buffer, at, whole.end()) is None:
            position = whole.end()
            yield Record(_on_one_line(whole[0]))
            continue
        position = found.end()
        if bracket in b"[{":
            if scan.opens(bracket, before):
                start, dropped, head = at, 0, b""
            elif not scan.record:  # a list of records: what holds it need not be kept
                start = -1
        elif scan.closes(bracket):
            if start < 0:
                yield Record(problem=too_long(head), unread=dropped or 1)
            else:
                yield Record(_on_one_line(buffer[start:position]))
            start, dropped = -1, 0
    rest = buffer[start if start >= 0 else position :]
    if scan.depth:
        yield _not_read(len(rest) + dropped, head)
    elif rest.strip(_BETWEEN):
        yield Record(_on_one_line(rest.strip(_BETWEEN)))


def _is_line_of_its_own(buffer: bytes, start: int, end: int) -> bool:
    """Whether a broken record began on the line that ends here, and the next line begins another."""
    return buffer.find(b"\n", start, end - 1) < 0 and buffer[end : end + 64].lstrip()[:1] == b"{"


def _on_one_line(data: bytes) -> bytes:
    return data.replace(b"\n", b" ").replace(b"\r", b" ")


def _not_read(count: int, head: bytes = b"") -> Record:
    found = _ID.match(head)
    problem = DataContractError("ads.not_read", bytes=count)
    if found is not None:
        problem = DataContractError("ads.not_read_from", id=_id_of(found), bytes=count)
    return Record(problem=problem, unread=max(count, 1))


def _id_of(found: re.Match[bytes]) -> str:
    return found[1].decode("utf-8", "replace")


def _rest(stream: Readable) -> int:
    count = 0
    while chunk := stream.read(CHUNK):
        count += len(chunk)
    return count
