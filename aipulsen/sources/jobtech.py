"""JobTech's ads: the snapshot, the stream of changes, JobSearch's total, and what of them can be asked in a minute.

What came is a file on disk, whole and checked, before anyone reads it. The snapshot is the dangerous one: 390 MB
in one line, uncompressed, which the server ends cleanly in the middle of an ad after ten minutes. It is believed when
it closes its bracket; else it is asked for again and what came stays as `.part`. A closed one with another number of
ads than JobSearch says is whole all the same, and told. Files hold people's contacts: only their owner can read them,
and they are removed when their ads are stored.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, cast

import ijson
import orjson

from aipulsen.clock import swedish_text
from aipulsen.errors import DataContractError, EditionError, ParameterError, SourceError
from aipulsen.settings import Settings, variable
from aipulsen.sources._http import (
    Answer,
    ByteProgress,
    HttpClient,
    OddAnswerError,
    Patience,
    is_web_page,
    status_error,
)
from aipulsen.sources.jobs import PlannedRequest

SNAPSHOT_BYTES = 390 << 20  # measured 2026-08-11; a guess for the plan only
STREAM_BYTES_A_DAY = 40 << 20
_STAMP = "%Y%m%dT%H%M%SZ"
_STAMPED = re.compile(r"-(\d{8}T\d{6}Z)\.")
_BOM = b"\xef\xbb\xbf"


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
        """Its objects, one at a time."""
        return read_items(self.path, what=self.kind, setting="–")


class JobTech:
    """JobTech's services, asked as politely as their guide wishes: JobStream one question a minute."""

    def __init__(self, client: HttpClient, settings: Settings, folder: Path) -> None:
        self.client, self.settings, self.folder = client, settings, folder
        client.pace(settings.jobstream_url, calls=1, seconds=settings.stream_pause_seconds)
        key = settings.jobtech_api_key
        self._headers = {"Accept": "application/json", **({"api-key": key} if key else {})}

    def plan(self, cursor: dt.datetime | None, now: dt.datetime) -> list[PlannedRequest]:
        """What a refresh of the ads would ask."""
        s, asked = self.settings, []
        if needs_snapshot(cursor, now, s):
            asked.append(
                PlannedRequest(what="JobStream snapshot", url=s.jobstream_url + s.snapshot_path, bytes=SNAPSHOT_BYTES)
            )
            asked.append(PlannedRequest(what="JobSearch total", url=f"{s.jobsearch_url}/search?limit=0", bytes=300))
            cursor = now
        assert cursor is not None
        days = (now - cursor) / dt.timedelta(days=1) + s.stream_overlap_minutes / 1440
        size = int(max(days, 0) * STREAM_BYTES_A_DAY)
        asked.append(PlannedRequest(what="JobStream stream", url=self._stream_url(cursor), bytes=size))
        return asked

    def fetch_snapshot(self, progress: ByteProgress | None = None) -> AnswerFile:
        """The whole snapshot on disk; `expected` is what JobSearch said, for the account. An empty one is refused."""
        s = self.settings
        if (ready := self._ready_snapshot()) is not None:
            return ready
        total = self.total()
        what, setting = "JobStream snapshot", variable("jobstream_url")
        counted = 0

        def check(answer: Answer) -> None:
            nonlocal counted
            assert answer.path is not None
            counted = count_items(answer.path, answer, what=what, setting=setting)
            if counted == 0:
                told = {"what": what, "url": answer.url, "setting": setting, "tries": 1, "seconds": 0}
                raise SourceError("jobtech.no_ads", **told, expected=total or "–")

        part = self._file("snapshot.json.part")
        patience = Patience(
            read_seconds=s.http_read_seconds,
            body_seconds=s.snapshot_seconds,
            tries=s.snapshot_tries,
            total_seconds=s.snapshot_tries * s.snapshot_seconds,
            first_wait_seconds=s.http_first_wait_seconds,
        )
        begin = self.client.clock.now()
        answer = self.client.download(
            s.jobstream_url + s.snapshot_path,
            part,
            what=what,
            setting=setting,
            headers=self._headers,
            progress=progress,
            check=check,
            patience=patience,
        )
        return replace(self._named(part, "snapshot", answer, begin, counted), expected=total)

    def fetch_stream(self, cursor: dt.datetime, progress: ByteProgress | None = None) -> AnswerFile:
        """All changes after the cursor, with overlap, up to now, as one whole answer on disk.

        The lower bound is Swedish local time. No upper bound is sent: the service's own now is the only one that
        is right in the night when an hour stands twice.
        """
        what, setting = "JobStream stream", variable("jobstream_url")
        counted = 0

        def check(answer: Answer) -> None:
            nonlocal counted
            assert answer.path is not None
            counted = count_items(answer.path, answer, what=what, setting=setting)

        part, begin = self._file("stream.json.part"), self.client.clock.now()
        answer = self.client.download(
            self._stream_url(cursor),
            part,
            what=what,
            setting=setting,
            headers=self._headers,
            progress=progress,
            check=check,
        )
        return self._named(part, "stream", answer, begin, counted)

    def set_back(self, answer: AnswerFile) -> None:
        """A snapshot that was refused stays to be looked at, and is not taken for one that waits to be stored."""
        answer.path.replace(self.folder / f"{answer.kind}.json.part")

    def first_ads(self, size: int = 1 << 16) -> list[Any]:
        """The whole ads in the first bytes of the snapshot; nothing is kept of it."""
        s, what = self.settings, "JobStream snapshot, 64 KiB"
        url, setting = s.jobstream_url + s.snapshot_path, variable("jobstream_url")
        answer = self.client.ask("GET", url, what=what, setting=setting, headers=self._headers, most=size)
        told = {"what": what, "url": url, "setting": setting, "tries": 1, "seconds": 0}
        if answer.status >= 400:
            raise status_error(answer, what=what, setting=setting)
        if is_web_page(answer.body, answer.headers):
            raise OddAnswerError("sources.web_page", **told, said=answer.body[:80].decode("utf-8", "replace"))
        found = _whole_items(answer.body.removeprefix(_BOM))
        if not found:
            start = answer.body[:80].decode("utf-8", "replace")
            raise OddAnswerError("sources.bad_json", **told, got=answer.size, reason=f"no array of ads: «{start}»")
        return found

    def last_changes(self, since: dt.datetime) -> list[Any]:
        """The events of the stream since a moment, without the overlap; nothing is kept of them."""
        setting = variable("jobstream_url")
        url = f"{self.settings.jobstream_url}{self.settings.stream_path}?updated-after={swedish_text(since)}"
        events = self.client.json(url, what="JobStream stream", setting=setting, headers=self._headers)
        if not isinstance(events, list):
            told = {"what": "JobStream stream", "url": url, "setting": setting, "tries": 1, "seconds": 0}
            raise OddAnswerError("sources.bad_json", **told, got=0, reason=f"{type(events).__name__}, no list")
        return events

    def ask_total(self) -> int:
        """How many ads JobSearch says are published now; SourceError when it does not say."""
        url, setting = f"{self.settings.jobsearch_url}/search", variable("jobsearch_url")
        what, patience = "JobSearch total", Patience(tries=2, total_seconds=30, read_seconds=20)
        answer = self.client.json(
            url, what=what, setting=setting, params={"limit": 0}, headers=self._headers, patience=patience
        )
        try:
            return int(answer["total"]["value"])
        except (KeyError, TypeError, ValueError) as exc:
            told = {"what": what, "url": url, "setting": setting, "tries": 1, "seconds": 0}
            raise OddAnswerError("sources.bad_json", **told, got=0, reason="no total.value") from exc

    def total(self) -> int | None:
        """The same, for the account of a snapshot; None when it cannot be asked."""
        try:
            return self.ask_total()
        except SourceError:
            return None

    def clean(self, kind: str) -> None:
        """The ads of this kind of answer are stored: what was downloaded, contacts and all, goes."""
        for path in [*self.folder.glob(f"{kind}-*.json"), self.folder / f"{kind}.json.part"]:
            path.unlink(missing_ok=True)

    def _stream_url(self, cursor: dt.datetime) -> str:
        s = self.settings
        after = swedish_text(cursor - dt.timedelta(minutes=s.stream_overlap_minutes))
        return f"{s.jobstream_url}{s.stream_path}?updated-after={after}"

    def _file(self, name: str) -> Path:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as exc:
            raise EditionError("editions.not_writable", path=str(self.folder), reason=exc.strerror or exc) from exc
        return self.folder / name

    def _named(self, part: Path, kind: str, answer: Answer, begin: dt.datetime, count: int) -> AnswerFile:
        served = answer.served_at or begin
        final = part.with_name(f"{kind}-{served.strftime(_STAMP)}.json")
        part.replace(final)
        return AnswerFile(final, kind, served, count, answer.served_at is None)

    def _ready_snapshot(self) -> AnswerFile | None:
        """A whole snapshot that an earlier run fetched and was killed before storing."""
        oldest = self.client.clock.now() - dt.timedelta(hours=self.settings.snapshot_reuse_hours)
        for path in sorted(self.folder.glob("snapshot-*.json"), reverse=True):
            served = _stamp_of(path)
            if served is not None and served > oldest:
                with contextlib.suppress(SourceError):
                    return AnswerFile(path, "snapshot", served, count_items(path, None, what="snapshot", setting="–"))
            path.unlink(missing_ok=True)
        return None


def needs_snapshot(cursor: dt.datetime | None, now: dt.datetime, settings: Settings) -> bool:
    """Without a cursor, or with one too old for the stream (or from the future), everything is read anew."""
    if cursor is None:
        return True
    return not dt.timedelta(hours=-1) <= now - cursor <= dt.timedelta(days=settings.stream_longest_days)


def files_in(folder: Path) -> list[AnswerFile]:
    """Answers already downloaded, snapshots first, then the stream, each kind by name. `snapshot*` and `stream*`,
    `.json`, `.jsonl` or either with `.gz`; the service's time stands in the name or is left to the newest ad."""
    found = []
    for kind in ("snapshot", "stream"):
        for ending in ("json", "jsonl", "json.gz", "jsonl.gz"):
            for path in sorted(folder.glob(f"{kind}*.{ending}")):
                count = count_items(path, None, what=path.name, setting="--from-dir")
                found.append(AnswerFile(path, kind, _stamp_of(path), count))
    if not found:
        raise ParameterError("jobtech.no_files", folder=folder)
    return found


def _stamp_of(path: Path) -> dt.datetime | None:
    match = _STAMPED.search(path.name)
    return dt.datetime.strptime(match.group(1), _STAMP).replace(tzinfo=dt.UTC) if match else None


def count_items(path: Path, answer: Answer | None, *, what: str, setting: str) -> int:
    """How many objects a whole answer holds. Cut off, a web page, or in other letters → SourceError."""
    told = {"what": what, "url": str(answer.url if answer else path), "setting": setting, "tries": 1, "seconds": 0}
    with path.open("rb") as stream:
        head = stream.read(200)
    if not head.removeprefix(_BOM).strip() and path.suffix != ".gz":
        raise OddAnswerError("sources.empty", **told)
    if is_web_page(head, answer.headers if answer else {}) and path.suffix != ".gz":
        raise OddAnswerError("sources.web_page", **told, said=head[:80].decode("utf-8", "replace"))
    return sum(1 for _ in read_items(path, what=what, setting=setting, url=str(told["url"])))


def read_items(path: Path, *, what: str, setting: str, url: str = "") -> Iterator[Any]:
    """The objects of a JSON array, or of JSON lines, one at a time; what is cut off or broken raises SourceError
    after the whole objects before it."""
    told = {"what": what, "url": url or str(path), "setting": setting, "tries": 1, "seconds": 0}
    size = path.stat().st_size
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        head = stream.read(200)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise SourceError("sources.encoding", **told, found="UTF-16")
        start = head.removeprefix(_BOM)
        stream.seek(len(head) - len(start))
        try:
            if _is_search_answer(start):
                yield from ijson.items(stream, "hits.item", use_float=True)
            elif start.lstrip().startswith(b"{"):
                yield from _lines(cast(IO[bytes], stream), size)
            else:
                yield from ijson.items(stream, "item", use_float=True)
        except (ijson.JSONError, UnicodeDecodeError, orjson.JSONDecodeError, EOFError) as exc:
            reason = " ".join(str(exc).split())[:120]
            if "UTF8" in reason or "UTF-8" in reason or "utf-8" in reason:
                raise SourceError("sources.encoding", **told, found=reason) from exc
            cut = isinstance(exc, EOFError) or "premature EOF" in reason or "incomplete" in reason.lower()
            raise OddAnswerError(f"sources.{'cut' if cut else 'bad_json'}", **told, got=size, reason=reason) from exc


def _whole_items(head: bytes) -> list[Any]:
    """The whole objects at the beginning of an array that is cut off."""
    found: list[Any] = []
    with contextlib.suppress(ijson.JSONError, UnicodeDecodeError):
        found.extend(ijson.items(io.BytesIO(head), "item", use_float=True, buf_size=512))
    return found


def _is_search_answer(start: bytes) -> bool:
    """JobSearch's `{"total": …, "hits": […]}`, saved as a file: its ads are read."""
    return re.match(rb'\s*\{\s*"total"\s*:\s*\{', start) is not None


def _lines(stream: IO[bytes], size: int) -> Iterator[Any]:
    """JSON lines. Nothing closes them, so the last must end in a line break to be believed."""
    line = b"\n"
    for line in stream:
        if line.strip():
            yield orjson.loads(line)
    if not line.endswith(b"\n"):
        raise EOFError(f"the last line has no end at {size}")


def is_removal(payload: Any) -> bool:
    """Whether an object of the stream says that an ad is gone."""
    return isinstance(payload, dict) and payload.get("removed") is True


def check_dates(answer: AnswerFile, newest: dt.datetime | None, now: dt.datetime) -> None:
    """An answer dated by our own clock (no Date header) far after its newest ad: the clock has jumped, refused."""
    if newest is not None and answer.dated_by_us and now - newest > dt.timedelta(days=3):
        raise DataContractError("jobtech.clock", now=swedish_text(now), newest=swedish_text(newest))
