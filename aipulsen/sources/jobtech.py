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
from dataclasses import replace
from pathlib import Path
from typing import Any

from aipulsen.clock import swedish_text
from aipulsen.errors import EditionError, SourceError
from aipulsen.settings import Settings, variable
from aipulsen.sources.answer_files import STAMP, AnswerFile, count_items, first_objects, stamp_of
from aipulsen.sources.http_answers import Answer, OddAnswerError, is_web_page, status_error
from aipulsen.sources.http_call import ByteProgress, Patience
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.jobs import PlannedRequest
from aipulsen.text.reasons import reason_of

SNAPSHOT_BYTES = 390 << 20  # measured 2026-08-11; a guess for the plan only
STREAM_BYTES_A_DAY = 40 << 20


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
        found = first_objects(answer.body)
        if not found:
            start = answer.body[:40].decode("utf-8", "replace")  # no more: what follows may be an ad's
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
            raise EditionError("editions.not_writable", path=str(self.folder), reason=reason_of(exc)) from exc
        return self.folder / name

    def _named(self, part: Path, kind: str, answer: Answer, begin: dt.datetime, count: int) -> AnswerFile:
        served = answer.served_at or begin
        final = part.with_name(f"{kind}-{served.strftime(STAMP)}.json")
        part.replace(final)
        return AnswerFile(final, kind, served, count, answer.served_at is None)

    def _ready_snapshot(self) -> AnswerFile | None:
        """A whole snapshot that an earlier run fetched and was killed before storing."""
        oldest = self.client.clock.now() - dt.timedelta(hours=self.settings.snapshot_reuse_hours)
        for path in sorted(self.folder.glob("snapshot-*.json"), reverse=True):
            served = stamp_of(path)
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
