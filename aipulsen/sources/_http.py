"""One polite HTTP client: who we are, how long we wait, how often we try, how much we ask, and what went wrong.

Every failure becomes a SourceError that says what was asked, where, what came, after how many tries, and which
setting to look at. Retries are bounded in number and in time, with jitter, for named faults only; a service's
Retry-After is kept; the pace set for a host holds under retries too. Where nobody is met at all (no name, no route,
nobody at the port, a proxy's no) it is known after two tries, within seconds.
"""

from __future__ import annotations

import datetime as dt
import errno
import logging
import os
import random
import re
import socket
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import orjson
import requests
import tenacity
import urllib3

from aipulsen import __version__
from aipulsen.clock import SYSTEM_CLOCK, Clock
from aipulsen.errors import EditionError, SourceError
from aipulsen.settings import Settings

TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
# Nobody was met: no network, a wrong address, a proxy that says no. Waiting does not help as it does against load.
NOBODY_MET = frozenset(
    {"sources.no_name", "sources.no_route", "sources.nobody_there", "sources.proxy", "sources.no_answer"}
)
# After the client's own tries: a service that failed so is left alone for the rest of the run.
OUT_OF_REACH = NOBODY_MET | {"sources.unreachable", "sources.tls", "sources.throttled", "sources.moved"}
_WAIT_TOLD = 2.0  # seconds
_TRIES_UNMET = 2  # at an address where nobody has been met in this run; one may be a hiccup
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})
_LOG = logging.getLogger("aipulsen.sources")
_CHUNK = 1 << 16
_SECRET = re.compile(r"key|token|secret|password|signature", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SPACE = b" \t\r\n"

Check = Callable[["Answer"], None]
ByteProgress = Callable[[int, int | None], None]


class HttpStatusError(SourceError):
    """The service answered with a status that is not a success; `status` is its number."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(str(self.values["status"]))


class OddAnswerError(SourceError):
    """An answer came whole and is not what was asked for: cut off, a web page, no JSON. Asking again may help."""


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


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer read to its end. A downloaded body lies in `path`, another in `body`."""

    status: int
    headers: Mapping[str, str]
    url: str
    body: bytes = b""
    path: Path | None = None
    size: int = 0

    @property
    def served_at(self) -> dt.datetime | None:
        """The service's own clock when it answered (the Date header), UTC."""
        return _http_date(self.headers.get("Date"))


class _Fault(Exception):  # noqa: N818  a signal inside this module: it leaves as SourceError
    """One failed try."""

    def __init__(self, error: SourceError, *, again: bool, retry_after: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.again, self.retry_after = error, again, retry_after


@dataclass(slots=True)
class _Pace:
    """At most `calls` calls in any `seconds` seconds."""

    calls: int
    seconds: float
    made: deque[float] = field(default_factory=deque)

    def wait(self, sleep: Callable[[float], None], clock: Clock) -> None:
        while len(self.made) >= self.calls:
            left = self.made[0] + self.seconds - clock.monotonic()
            if left > 0:
                sleep(left)
            else:
                self.made.popleft()
        self.made.append(clock.monotonic())


class _Moved(Exception):  # noqa: N818  a signal inside this module
    """The service sends us to another host."""


class _Session(requests.Session):
    """Follows a service within its own host only: another is for a person to confirm, and gets no key of ours."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        if target is not None:
            to = urljoin(resp.url, target)
            if urlsplit(to).hostname != urlsplit(resp.url).hostname:
                resp.close()
                raise _Moved(to)
        return target


class HttpClient:
    """The only way out of the house. One may be shared by several sources; it is not for several threads."""

    def __init__(
        self,
        *,
        contact: str = "",
        patience: Patience | None = None,
        clock: Clock = SYSTEM_CLOCK,
        rng: random.Random | None = None,
    ) -> None:
        self.patience = patience or Patience()
        self.clock = clock
        self._rng = rng or random.Random()
        self._paces: dict[str, _Pace] = {}
        self.on_wait: Callable[[str, float], None] | None = None  # is told what is waited for, and how many seconds
        self.recorder: Callable[[str, str, Answer], None] | None = None  # sees every answer that is no file
        self._met: set[str] = set()  # hosts that have answered in this run
        self._unmet: set[str] = set()  # hosts that could not be met at all
        self._session = _Session()
        self._session.headers["User-Agent"] = f"aipulsen/{__version__}" + (f" (+{contact})" if contact else "")
        self._session.max_redirects = 5

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = SYSTEM_CLOCK) -> HttpClient:
        """The client as the settings have it."""
        patience = Patience(
            read_seconds=settings.http_read_seconds,
            tries=max(settings.http_tries, 1),
            total_seconds=settings.http_total_seconds,
            first_wait_seconds=settings.http_first_wait_seconds,
        )
        return cls(contact=settings.contact, patience=patience, clock=clock)

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def pace(self, url: str, *, calls: int, seconds: float) -> None:
        """From now on at most `calls` calls in `seconds` seconds to the address's host, retries included."""
        host = urlsplit(url).netloc
        made = self._paces[host].made if host in self._paces else deque[float]()
        self._paces[host] = _Pace(max(calls, 1), seconds, made)

    def tries_unmet(self, host: str, patience: Patience) -> int:
        """How often a host is tried where nobody is met: as ever when it has answered in this run (a network that is
        lost may come back), else twice, and once when another host was not met either and none has been."""
        if host in self._met:
            return patience.tries
        others = self._unmet - {host}
        self._unmet.add(host)
        return min(patience.tries, 1 if others and not self._met else _TRIES_UNMET)

    def ask(
        self,
        method: str,
        url: str,
        *,
        what: str,
        payload: Any = None,
        setting: str = "",
        headers: Mapping[str, str] | None = None,
        check: Check | None = None,
        patience: Patience | None = None,
        most: int | None = None,
    ) -> Answer:
        """The answer, whole, or its first `most` bytes. A status of 400 or more that waiting cannot mend comes back as
        it is, for the caller to judge; what could not be had at all is a SourceError. `check` may call an answer odd:
        it is asked again."""
        call = _Call(self, patience or self.patience, method, url, what, payload, setting, dict(headers or {}), check)
        call.most = most
        return call.run()

    def json(
        self,
        url: str,
        *,
        what: str,
        setting: str = "",
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        patience: Patience | None = None,
    ) -> Any:
        """The JSON at an address. Web pages, broken or wrongly encoded JSON and every refusal are SourceErrors."""
        address = f"{url}?{urlencode(params, doseq=True)}" if params else url
        wanted = {"Accept": "application/json", **(headers or {})}
        read: list[Any] = []

        def check(answer: Answer) -> None:
            read[:] = [read_json(answer, what=what, setting=setting)]

        self.ask("GET", address, what=what, setting=setting, headers=wanted, check=check, patience=patience)
        return read[0]

    def download(
        self,
        url: str,
        target: Path,
        *,
        what: str,
        setting: str = "",
        headers: Mapping[str, str] | None = None,
        resume: bool = False,
        progress: ByteProgress | None = None,
        check: Check | None = None,
        patience: Patience | None = None,
    ) -> Answer:
        """The body at an address, straight from the socket into `target`, readable by the owner only.

        With `resume`, what `target` holds already is kept and the rest asked for by range, as long as the service
        says (ETag or Last-Modified, kept in `target` + `.etag`) that it is the same file. Other statuses than
        success are raised (HttpStatusError). After a failure `target` holds what came.
        """
        patience = patience or self.patience
        call = _Call(
            self, patience, "GET", url, what, None, setting, dict(headers or {}), check, target, resume, progress
        )
        return call.run()


@dataclass(slots=True)
class _Call:
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
        jitter = 1 + self.client._rng.random() / 2
        if isinstance(fault, _Fault) and fault.retry_after is not None:
            return fault.retry_after + self.client._rng.random() * patience.first_wait_seconds
        doubled = patience.first_wait_seconds * 2.0 ** (state.attempt_number - 1)
        return min(doubled * jitter, patience.longest_wait_seconds)

    def _once(self) -> Answer:
        self.tries += 1
        self.got = None
        pace = self.client._paces.get(self.host)
        if pace is not None:
            pace.wait(self._sleep, self.client.clock)
        patience = self.patience
        headers, have = dict(self.headers), 0
        if self.target is not None:
            headers.setdefault("Accept-Encoding", "identity")
            have = self._ask_for_the_rest(headers)
        response = None
        try:
            response = self.client._session.request(
                self.method,
                self.url,
                headers=headers,
                data=self.payload if isinstance(self.payload, bytes | None) else orjson.dumps(self.payload),
                timeout=(patience.connect_seconds, patience.read_seconds),
                stream=True,
                allow_redirects=True,
            )
            self.got = 0
            self.client._met.add(self.host)
            answer = self._read(response, have)
        except _Moved as exc:
            raise _Fault(self._error("moved", to=public_address(str(exc))), again=False) from exc
        except _TRANSPORT as exc:
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
        reason = _innermost(exc)
        if isinstance(exc, _NO_ADDRESS):
            return _Fault(self._error("bad_address", reason=reason), again=False)
        if isinstance(exc, requests.exceptions.TooManyRedirects):
            return _Fault(self._error("moved", to=reason), again=False)
        if isinstance(exc, requests.exceptions.SSLError):
            return _Fault(self._error("tls", reason=reason), again=False)
        if self.got is not None:
            return _Fault(self._error("cut", OddAnswerError, got=self.got, reason=reason), again=True)
        return _Fault(self._error(_why_unmet(exc), reason=reason), again=True)

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
                error = self._error(key, HttpStatusError, status=status, said=_excerpt(body), wait=wait)
                raise _Fault(error, again=True, retry_after=after)
            answer = Answer(status, response.headers, response.url, body, size=len(body))
            if self.target is not None or self.check is not None:
                raise _Fault(status_error(answer, what=self.what, setting=self.setting), again=False)
            return answer
        if self.target is None:
            body = b"".join(self._chunks(response, self.most))[: self.most]
            return Answer(status, response.headers, response.url, body, size=len(body))
        return self._read_to_file(response, self.target, have if status == 206 else 0)

    def _read_to_file(self, response: requests.Response, target: Path, have: int) -> Answer:
        length = response.headers.get("Content-Length", "")
        total = have + int(length) if length.isdigit() else None
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
        if value is None:
            return None
        if value.strip().isdigit():
            return float(value.strip())
        moment = _http_date(value)
        return max((moment - self.client.clock.now()).total_seconds(), 0.0) if moment else None


_NO_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
)
_TRANSPORT = (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, ConnectionError, TimeoutError)


def _chain(exc: BaseException) -> Iterator[BaseException]:
    """An error and the errors it is wrapped around, outermost first."""
    seen: set[int] = set()
    waiting: list[BaseException] = [exc]
    while waiting:
        here = waiting.pop(0)
        if id(here) in seen:
            continue
        seen.add(id(here))
        yield here
        inner = [getattr(here, "reason", None), here.__cause__, here.__context__, *here.args]
        waiting += [error for error in inner if isinstance(error, BaseException)]


def _why_unmet(exc: Exception) -> str:
    """Why nobody was met, as a text key; «unreachable» when somebody was and hung up."""
    chain = list(_chain(exc))
    if any(isinstance(e, requests.exceptions.ProxyError | urllib3.exceptions.ProxyError) for e in chain):
        return "proxy"
    if any(isinstance(e, socket.gaierror | urllib3.exceptions.NameResolutionError) for e in chain):
        return "no_name"
    if any(isinstance(e, ConnectionRefusedError) for e in chain):
        return "nobody_there"
    if any(isinstance(e, OSError) and e.errno in _NO_ROUTE for e in chain):
        return "no_route"
    if any(isinstance(e, requests.exceptions.ConnectTimeout | urllib3.exceptions.ConnectTimeoutError) for e in chain):
        return "no_answer"
    return "unreachable"


@contextmanager
def _told_when_full(target: Path) -> Iterator[None]:
    """A disk that is full or not ours to write on is said in one sentence; the network's errors pass."""
    try:
        yield
    except (ConnectionError, TimeoutError, requests.exceptions.RequestException):
        raise
    except OSError as exc:
        raise EditionError("editions.not_writable", path=str(target.parent), reason=exc.strerror or exc) from exc


def status_error(answer: Answer, *, what: str, setting: str = "") -> HttpStatusError:
    """An answer of status 400 or more as an error that says what to do next."""
    keys = {400: "bad_request", 401: "refused", 403: "refused", 404: "not_found", 413: "bad_request"}
    return HttpStatusError(
        f"sources.{keys.get(answer.status, 'status')}",
        what=what,
        url=public_address(answer.url),
        status=answer.status,
        said=_excerpt(answer.body),
        setting=setting or "–",
        tries=1,
        seconds=0,
    )


def read_json(answer: Answer, *, what: str, setting: str = "") -> Any:
    """The JSON of an answer: a byte order mark is taken off; a page, cut JSON or other letters raise SourceError."""
    told = {"what": what, "url": public_address(answer.url), "setting": setting or "–", "tries": 1, "seconds": 0}
    body = answer.body
    if not body.strip():
        raise OddAnswerError("sources.empty", **told)
    if is_web_page(body, answer.headers):
        raise OddAnswerError("sources.web_page", **told, said=_excerpt(body))
    text = decoded(body, told)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as exc:
        key = "cut" if text.rstrip()[-1:] not in "]}" else "bad_json"
        raise OddAnswerError(f"sources.{key}", **told, got=len(body), reason=exc.msg) from exc


def decoded(body: bytes, told: Mapping[str, object]) -> str:
    """The text of a JSON body, which is UTF-8 by its own standard; anything else is said, not guessed."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            body, found = body[len(mark) :], encoding
            break
    else:
        found = "utf-8"
    if found != "utf-8":
        raise SourceError("sources.encoding", **told, found="UTF-16")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as exc:
        if len(body) - exc.start < 4 and "unexpected end" in exc.reason:
            raise OddAnswerError("sources.cut", **told, got=len(body), reason=exc.reason) from exc
        raise SourceError("sources.encoding", **told, found=f"byte {exc.start}: 0x{body[exc.start]:02x}") from exc


def is_web_page(head: bytes, headers: Mapping[str, str]) -> bool:
    """Whether an answer is HTML (by its first bytes, else by its type) where data were asked for."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(_SPACE)[:1]
    return start == b"<" or (start not in (b"{", b"[") and "html" in headers.get("Content-Type", "").lower())


def public_address(url: str) -> str:
    """The address as it may be said: no user, password or key.

    >>> public_address("https://kim:hemligt@exempel.invalid/a?api-key=123&x=1")
    'https://exempel.invalid/a?api-key=***&x=1'
    """
    parts = urlsplit(url)
    pairs = [(k, "***" if _SECRET.search(k) else v) for k, v in parse_qsl(parts.query, keep_blank_values=True)]
    shown = urlencode(pairs, safe="*,:[]")
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, shown, ""))


def _identity(headers: Mapping[str, str]) -> str:
    """What tells one version of a file from another: a strong ETag, else its date."""
    etag = headers.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")


def _etag_file(target: Path) -> Path:
    return target.with_name(target.name + ".etag")


def _http_date(value: str | None) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment is not None and moment.tzinfo is not None else None


def _excerpt(body: bytes) -> str:
    """What the service said, one short line without tags."""
    text = body[:2000].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:200] or "–"


def _innermost(exc: BaseException) -> str:
    """The operating system's own reason under a stack of wrappers."""
    seen = str(exc)
    cause: BaseException | None = exc
    while cause is not None:
        reason = getattr(cause, "reason", None)
        nested = reason if isinstance(reason, BaseException) else None
        args = [a for a in cause.args if isinstance(a, BaseException)]
        seen = str(cause)
        cause = nested or (args[0] if args else cause.__cause__)
    return " ".join(seen.split())[:200]
