"""One question over HTTP with its tries: how long we wait, how often we try, and what went wrong in the end."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import orjson
import requests
import tenacity

from aipulsen.errors import EditionError, SourceError
from aipulsen.sources.http_answers import (
    Answer,
    HttpStatusError,
    OddAnswerError,
    excerpt,
    http_date,
    public_address,
    status_error,
    whole_number,
)
from aipulsen.sources.http_faults import NO_ADDRESS, NOBODY_MET, TEMPORARY, TRANSPORT, innermost, why_unmet
from aipulsen.text.reasons import reason_of

if TYPE_CHECKING:
    from aipulsen.sources.http_client import HttpClient

_WAIT_TOLD = 2.0  # seconds
_LOG = logging.getLogger("aipulsen.sources")
_CHUNK = 1 << 16
_LONGEST_BODY = 1 << 28  # bytes held in memory, unpacked; a table of 150 000 cells has two million

Check = Callable[[Answer], None]
ByteProgress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long we wait and how often we try: seconds, and tries in all."""

    connect_seconds: float = 5
    read_seconds: float = 90  # between two bytes
    body_seconds: float = 1800  # for a whole answer, however slowly it drips
    tries: int = 6
    total_seconds: float = 900  # of waiting between tries and of failed tries, together
    first_wait_seconds: float = 1
    longest_wait_seconds: float = 60


class _Fault(Exception):  # noqa: N818  a signal inside this module: it leaves as SourceError
    """One failed try."""

    def __init__(self, error: SourceError, *, again: bool, retry_after: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.again, self.retry_after = error, again, retry_after


class Moved(Exception):  # noqa: N818  a signal inside this module
    """The service sends us to another host."""


class Session(requests.Session):
    """Follows a service within its own host only: another is for a person to confirm, and gets no key of ours."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        try:
            target = super().get_redirect_target(resp)
            to = urljoin(resp.url, target) if target is not None else resp.url
            is_here = urlsplit(to).hostname == urlsplit(resp.url).hostname
        except ValueError:  # no address at all
            is_here, to = False, "–"
        if not is_here:
            resp.close()
            raise Moved(to)
        return target


@dataclass(slots=True)
class Call:
    """One question with its tries."""

    client: HttpClient
    patience: Patience
    method: str
    url: str
    what: str
    payload: Any
    setting: str
    headers: dict[str, str]
    check: Check | None = None
    target: Path | None = None
    resume: bool = False
    progress: ByteProgress | None = None
    most: int | None = None  # bytes that are read of the body; the rest is left with the service
    tries: int = 0
    got: int | None = None  # bytes of this try's body; None until an answer has begun

    @property
    def host(self) -> str:
        """Whom this asks."""
        return urlsplit(self.url).netloc

    def run(self) -> Answer:
        """The answer, after as many tries as patience has."""
        client, patience = self.client, self.patience
        begin = client.clock.monotonic()

        def stop(state: tenacity.RetryCallState) -> bool:
            spent = client.clock.monotonic() - begin
            fault = state.outcome.exception() if state.outcome else None
            unmet = isinstance(fault, _Fault) and fault.error.key in NOBODY_MET
            tries = client.tries_unmet(self.host, patience) if unmet else patience.tries
            return state.attempt_number >= tries or spent + state.upcoming_sleep > patience.total_seconds

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda exc: isinstance(exc, _Fault) and exc.again),
            wait=self._wait,
            stop=stop,
            sleep=self._sleep,
            reraise=True,
        )
        address = public_address(self.url)
        try:
            answer = retrying(self._once)
            spent = client.clock.monotonic() - begin
            _LOG.debug("asked url=%s status=%d tries=%d seconds=%.2f", address, answer.status, self.tries, spent)
            return answer
        except _Fault as fault:
            _LOG.warning("asked in vain url=%s tries=%d error=%s", address, self.tries, fault.error.key)
            told = {**fault.error.values, "tries": self.tries, "seconds": round(client.clock.monotonic() - begin)}
            raise type(fault.error)(fault.error.key, **told) from fault.__cause__

    def _sleep(self, seconds: float) -> None:
        """Wait, and say so when it is long enough to be wondered at."""
        if self.client.on_wait is not None and seconds >= _WAIT_TOLD:
            self.client.on_wait(self.what, seconds)
        self.client.clock.sleep(seconds)

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """What the service asked for, else twice as long each time; a little more by chance, never a little less."""
        patience = self.patience
        fault = state.outcome.exception() if state.outcome else None
        jitter = 1 + self.client.rng.random() / 2
        if isinstance(fault, _Fault) and fault.retry_after is not None:
            return fault.retry_after + self.client.rng.random() * patience.first_wait_seconds
        doubled = patience.first_wait_seconds * 2.0 ** (state.attempt_number - 1)
        return min(doubled * jitter, patience.longest_wait_seconds)

    def _once(self) -> Answer:
        self.tries += 1
        self.got = None
        pace = self.client.paces.get(self.host)
        if pace is not None:
            pace.wait(self._sleep, self.client.clock)
        patience = self.patience
        headers, have = dict(self.headers), 0
        if self.target is not None:
            headers.setdefault("Accept-Encoding", "identity")
            have = self._ask_for_the_rest(headers)
        response = None
        try:
            response = self.client.session.request(
                self.method,
                self.url,
                headers=headers,
                data=self.payload if isinstance(self.payload, bytes | None) else orjson.dumps(self.payload),
                timeout=(patience.connect_seconds, patience.read_seconds),
                stream=True,
                allow_redirects=True,
            )
            self.got = 0
            self.client.met.add(self.host)
            answer = self._read(response, have)
        except Moved as exc:
            raise _Fault(self._error("moved", to=public_address(str(exc))), again=False) from exc
        except TRANSPORT as exc:
            fault = self._transport_fault(exc)
            if pace is not None and fault.error.key in NOBODY_MET and pace.made:
                pace.made.pop()  # nobody was asked anything
            raise fault from exc
        finally:
            if response is not None:
                response.close()
        if self.client.recorder is not None and self.target is None:
            self.client.recorder(self.method, self.url, answer)
        if self.check is not None:
            try:
                self.check(answer)
            except OddAnswerError as exc:
                raise _Fault(exc, again=True) from exc
            except SourceError as exc:
                raise _Fault(exc, again=False) from exc
        return answer

    def _error(self, key: str, kind: type[SourceError] = SourceError, **values: object) -> SourceError:
        told = {"what": self.what, "url": public_address(self.url), "setting": self.setting or "–"}
        return kind(f"sources.{key}", **told, tries=self.tries, seconds=0, **values)

    def _transport_fault(self, exc: Exception) -> _Fault:
        reason = reason_of(innermost(exc))
        if isinstance(exc, NO_ADDRESS):
            return _Fault(self._error("bad_address", reason=reason), again=False)
        if isinstance(exc, requests.exceptions.TooManyRedirects):
            return _Fault(self._error("moved", to=innermost(exc)), again=False)
        if isinstance(exc, requests.exceptions.SSLError):
            return _Fault(self._error("tls", reason=reason), again=False)
        if self.got is not None:
            return _Fault(self._error("cut", OddAnswerError, got=self.got, reason=reason), again=True)
        return _Fault(self._error(why_unmet(exc), reason=reason), again=True)

    def _read(self, response: requests.Response, have: int) -> Answer:
        status = response.status_code
        if status == 416 and have and self.target is not None:
            self.target.unlink(missing_ok=True)  # what we have is not the beginning of what is there: begin anew
            raise _Fault(self._error("cut", OddAnswerError, got=have, reason="416"), again=True)
        if status >= 400:
            body = b"".join(self._chunks(response, limit=_CHUNK))
            if status in TEMPORARY:
                after = self._retry_after(response.headers.get("Retry-After"))
                key = "throttled" if status == 429 else "server_fault"
                wait = "–" if after is None else str(round(after))
                error = self._error(key, HttpStatusError, status=status, said=excerpt(body), wait=wait)
                raise _Fault(error, again=True, retry_after=after)
            answer = Answer(status, response.headers, response.url, body, size=len(body))
            if self.target is not None or self.check is not None:
                raise _Fault(status_error(answer, what=self.what, setting=self.setting), again=False)
            return answer
        if self.target is None:
            body = b"".join(self._chunks(response, self.most or _LONGEST_BODY + 1))[: self.most]
            if self.most is None and len(body) > _LONGEST_BODY:
                raise _Fault(self._error("too_long", got=len(body)), again=False)
            return Answer(status, response.headers, response.url, body, size=len(body))
        return self._read_to_file(response, self.target, have if status == 206 else 0)

    def _read_to_file(self, response: requests.Response, target: Path, have: int) -> Answer:
        length = whole_number(response.headers.get("Content-Length"))
        total = None if length is None else have + length
        if self.resume:
            _etag_file(target).write_text(_identity(response.headers), "utf-8")
        done = have
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if have else os.O_TRUNC)
        with _told_when_full(target), os.fdopen(os.open(target, flags, 0o600), "ab" if have else "wb") as sink:
            for chunk in self._chunks(response):
                sink.write(chunk)
                done += len(chunk)
                if self.progress is not None:
                    self.progress(done, total)
            sink.flush()
            os.fsync(sink.fileno())
        if total is not None and done != total:
            raise _Fault(self._error("cut", OddAnswerError, got=done, reason=f"{done}/{total} byte"), again=True)
        return Answer(response.status_code, response.headers, response.url, path=target, size=done)

    def _ask_for_the_rest(self, headers: dict[str, str]) -> int:
        assert self.target is not None
        if not (self.resume and self.target.exists() and _etag_file(self.target).exists()):
            return 0
        identity, have = _etag_file(self.target).read_text("utf-8"), self.target.stat().st_size
        if not identity or not have:
            return 0
        headers["Range"] = f"bytes={have}-"
        headers["If-Range"] = identity
        return have

    def _chunks(self, response: requests.Response, limit: int | None = None) -> Iterator[bytes]:
        """The body as it comes; whoever drips for longer than `body_seconds` is cut off."""
        begin, patience = self.client.clock.monotonic(), self.patience
        self.got = 0
        while limit is None or self.got < limit:
            chunk = response.raw.read1(_CHUNK, decode_content=True)
            if not chunk:
                return
            self.got += len(chunk)
            yield chunk
            if self.client.clock.monotonic() - begin > patience.body_seconds:
                error = self._error("too_slow", got=self.got, limit=round(patience.body_seconds))
                raise _Fault(error, again=True)

    def _retry_after(self, value: str | None) -> float | None:
        """Seconds to wait: a number, or a date by the service's clock; anything else is no wish at all."""
        if (seconds := whole_number(value)) is not None:
            return float(seconds)
        moment = http_date(value)
        return max((moment - self.client.clock.now()).total_seconds(), 0.0) if moment else None


@contextmanager
def _told_when_full(target: Path) -> Iterator[None]:
    """A disk that is full or not ours to write on is said in one sentence; the network's errors pass."""
    try:
        yield
    except (ConnectionError, TimeoutError, requests.exceptions.RequestException):
        raise
    except OSError as exc:
        raise EditionError("editions.not_writable", path=str(target.parent), reason=reason_of(exc)) from exc


def _identity(headers: Mapping[str, str]) -> str:
    """What tells one version of a file from another: a strong ETag, else its date."""
    etag = headers.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")


def _etag_file(target: Path) -> Path:
    return target.with_name(target.name + ".etag")
