"""One polite HTTP client: who we are, how long we wait, how often we try, how much we ask, and what went wrong.

Every failure becomes a SourceError that says what was asked, where, what came, after how many tries, and which
setting to look at. Retries are bounded in number and in time, with jitter, for named faults only; a service's
Retry-After is kept; the pace set for a host holds under retries too. Where nobody is met at all (no name, no route,
nobody at the port, a proxy's no) it is known after two tries, within seconds.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from aipulsen import __version__
from aipulsen.clock import SYSTEM_CLOCK, Clock
from aipulsen.settings import Settings
from aipulsen.sources.http_answers import Answer, read_json
from aipulsen.sources.http_call import ByteProgress, Call, Check, Patience, Session

_TRIES_UNMET = 2  # at an address where nobody has been met in this run; one may be a hiccup


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
        self.rng = rng or random.Random()
        self.paces: dict[str, _Pace] = {}
        self.on_wait: Callable[[str, float], None] | None = None  # is told what is waited for, and how many seconds
        self.recorder: Callable[[str, str, Answer], None] | None = None  # sees every answer that is no file
        self.met: set[str] = set()  # hosts that have answered in this run
        self._unmet: set[str] = set()  # hosts that could not be met at all
        self.session = Session()
        self.session.headers["User-Agent"] = f"aipulsen/{__version__}" + (f" (+{contact})" if contact else "")
        self.session.max_redirects = 5

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
        self.session.close()

    def pace(self, url: str, *, calls: int, seconds: float) -> None:
        """From now on at most `calls` calls in `seconds` seconds to the address's host, retries included."""
        host = urlsplit(url).netloc
        made = self.paces[host].made if host in self.paces else deque[float]()
        self.paces[host] = _Pace(max(calls, 1), seconds, made)

    def tries_unmet(self, host: str, patience: Patience) -> int:
        """How often a host is tried where nobody is met: as ever when it has answered in this run (a network that is
        lost may come back), else twice, and once when another host was not met either and none has been."""
        if host in self.met:
            return patience.tries
        others = self._unmet - {host}
        self._unmet.add(host)
        return min(patience.tries, 1 if others and not self.met else _TRIES_UNMET)

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
        call = Call(self, patience or self.patience, method, url, what, payload, setting, dict(headers or {}), check)
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
        call = Call(
            self, patience, "GET", url, what, None, setting, dict(headers or {}), check, target, resume, progress
        )
        return call.run()
