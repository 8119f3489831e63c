"""A whole answer of JobStream on disk: its objects, one at a time.

Nothing is believed that does not close its bracket. The objects are found by brackets (`json_records`), so that memory
is bounded however deep or long one is; one that cannot be read costs itself, and comes as the error that says why.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aipulsen.clock import swedish_text
from aipulsen.errors import DataContractError, ParameterError, SourceError
from aipulsen.sources import packed
from aipulsen.sources.ad_files import other_encoding, read_line
from aipulsen.sources.http_answers import Answer, OddAnswerError, is_web_page
from aipulsen.sources.json_records import holds_list, records
from aipulsen.text.reasons import reason_of
from aipulsen.text.safety import one_line

STAMP = "%Y%m%dT%H%M%SZ"  # of the service's clock, in a file's name
_STAMPED = re.compile(r"-(\d{8}T\d{6}Z)\.")
_BOM = b"\xef\xbb\xbf"
_HEAD_BYTES = 1 << 20  # looked at to tell lines from a list
_ID = re.compile(rb'"id"\s*:\s*"?(\w{1,40})')


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A whole answer on disk: what it is, when the service gave it (its clock, UTC), how many objects it holds."""

    path: Path
    kind: str
    served_at: dt.datetime | None
    count: int
    dated_by_us: bool = False  # the service stated no time: `served_at` is our own clock's
    expected: int | None = None  # how many ads JobSearch said there were, where it was asked

    def deviates(self, share: float) -> bool:
        """Whether it holds more or fewer ads than JobSearch says, by more than that share."""
        return bool(self.expected) and abs(self.count - (self.expected or 0)) > share * (self.expected or 0)

    def items(self) -> Iterator[Any]:
        """Its objects, one at a time; a DataContractError in the place of one that cannot be read."""
        return read_items(self.path, what=self.kind, setting="–")


def files_in(folder: Path) -> list[AnswerFile]:
    """Answers already downloaded, snapshots first, then the stream, each kind by name. `snapshot*` and `stream*`,
    `.json`, `.jsonl` or either with `.gz`; the service's time stands in the name or is left to the newest ad. One that
    cannot be opened is a SourceError."""
    found = []
    for kind in ("snapshot", "stream"):
        for ending in ("json", "jsonl", "json.gz", "jsonl.gz"):
            for path in sorted(folder.glob(f"{kind}*.{ending}")):
                try:
                    count = count_items(path, None, what=path.name, setting="--from-dir")
                except OSError as exc:
                    raise SourceError("official.unreadable", folder=str(path), reason=reason_of(exc)) from exc
                found.append(AnswerFile(path, kind, stamp_of(path), count))
    if not found:
        raise ParameterError("jobtech.no_files", folder=folder)
    return found


def stamp_of(path: Path) -> dt.datetime | None:
    """The service's time as it stands in a file's name, UTC; None where none does, or none that can be."""
    match = _STAMPED.search(path.name)
    try:
        return dt.datetime.strptime(match.group(1), STAMP).replace(tzinfo=dt.UTC) if match else None
    except ValueError:
        return None


def count_items(path: Path, answer: Answer | None, *, what: str, setting: str) -> int:
    """How many objects a whole answer holds. Cut off, a web page, mostly broken or in other letters → SourceError."""
    told = {"what": what, "url": str(answer.url if answer else path), "setting": setting, "tries": 1, "seconds": 0}
    with path.open("rb") as stream:
        head = stream.read(200)
    if not head.removeprefix(_BOM).strip():
        raise OddAnswerError("sources.empty", **told)
    if is_web_page(head, answer.headers if answer else {}):
        raise OddAnswerError("sources.web_page", **told, said=head[:80].decode("utf-8", "replace"))
    count, broken = 0, list[DataContractError]()
    for item in read_items(path, what=what, setting=setting, url=str(told["url"])):
        count += 1
        if isinstance(item, DataContractError):
            broken.append(item)
    if 2 * len(broken) > count:
        if any(error.key == "ads.bad_encoding" for error in broken):
            raise SourceError("sources.encoding", **told, found=f"{len(broken)}/{count}")
        reason = broken[0].values.get("reason", "")
        raise OddAnswerError("sources.bad_json", **told, got=path.stat().st_size, reason=reason)
    return count


def read_items(path: Path, *, what: str, setting: str, url: str = "") -> Iterator[Any]:
    """The objects of a JSON array, of an answer with a list of ads, or of JSON lines, one at a time; a
    DataContractError in the place of one that cannot be read. What is cut off raises SourceError after the whole
    objects before it."""
    told = {"what": what, "url": url or str(path), "setting": setting, "tries": 1, "seconds": 0}
    size = path.stat().st_size
    try:
        for member in packed.members(path):
            if member.problem is not None:
                raise OddAnswerError("sources.bad_json", **told, got=size, reason=member.problem.values["reason"])
            yield from _items(_Watched(member.stream), told, size)
    except packed.BadArchiveError as exc:
        raise OddAnswerError("sources.cut", **told, got=size, reason=exc.reason) from exc


class _Watched:
    """A stream of which the beginning can be looked at, and that remembers its last byte."""

    def __init__(self, stream: Any) -> None:
        self.head: bytes = stream.read(_HEAD_BYTES)
        self._waiting: bytes | None = self.head.removeprefix(_BOM)
        self._stream = stream
        self.last = b""

    def read(self, size: int = -1) -> bytes:
        data = self._waiting if self._waiting is not None else bytes(self._stream.read(size))
        self._waiting = None
        self.last = data[-1:] or self.last
        return data


def _items(stream: _Watched, told: dict[str, object], size: int) -> Iterator[Any]:
    if (encoding := other_encoding(stream.head)) is not None:
        raise SourceError("sources.encoding", **told, found=encoding)
    is_lines = not holds_list(stream.head.removeprefix(_BOM).lstrip())
    alone: Any = None  # an object that nothing comes after
    for number, record in enumerate(records(stream)):
        item = _object(record.data) if record.problem is None else record.problem
        alone = None if number else item
        if record.problem is None:
            yield item
        elif record.problem.key == "ads.not_read":
            reason = f"{record.unread} bytes after the last whole object"
            key = "bad_json" if stream.last == b"]" else "cut"
            raise OddAnswerError(f"sources.{key}", **told, got=size, reason=reason)
        else:
            yield record.problem
    if is_lines and isinstance(alone, dict) and not {"id", "_source"} & alone.keys():
        # A service's own words, such as «not authorised»: whole, and no answer of ours.
        names = one_line(", ".join(sorted(alone)[:6])[:80])
        raise OddAnswerError("sources.bad_json", **told, got=size, reason=f"no ads, but an object with {names}")
    if is_lines and stream.last != b"\n":  # nothing closes lines: the last must end in a line break to be believed
        raise OddAnswerError("sources.cut", **told, got=size, reason="the last line has no end")


def _object(data: bytes) -> Any:
    """The object, or why there is none, with the ad's id where it can be seen."""
    try:
        payload = read_line(data)
    except DataContractError as error:
        found = _ID.search(data)
        return DataContractError(error.key, **error.values, ad_id=found[1].decode() if found else "")
    return payload if isinstance(payload, dict) else DataContractError("ads.not_an_object", ad_id="")


def first_objects(head: bytes) -> list[Any]:
    """The whole objects at the beginning of an array that is cut off; none of what is no array."""
    if not head.removeprefix(_BOM).lstrip().startswith(b"["):
        return []
    found = [_object(r.data) for r in records(io.BytesIO(head.removeprefix(_BOM))) if r.problem is None]
    return [item for item in found if not isinstance(item, DataContractError)]


def is_removal(payload: Any) -> bool:
    """Whether an object of the stream says that an ad is gone."""
    return isinstance(payload, dict) and payload.get("removed") is True


def check_dates(answer: AnswerFile, newest: dt.datetime | None, now: dt.datetime) -> None:
    """An answer dated by our own clock (no Date header) far after its newest ad: the clock has jumped, refused."""
    if newest is not None and answer.dated_by_us and now - newest > dt.timedelta(days=3):
        raise DataContractError("jobtech.clock", now=swedish_text(now), newest=swedish_text(newest))
