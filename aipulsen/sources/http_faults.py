"""Why nobody was met: no name, no route, nobody at the port, a proxy's no, silence – each by its own key."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

import requests
import urllib3

TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
# Nobody was met: no network, a wrong address, a proxy that says no. Waiting does not help as it does against load.
NOBODY_MET = frozenset(
    {"sources.no_name", "sources.no_route", "sources.nobody_there", "sources.proxy", "sources.no_answer"}
)
# After the client's own tries: a service that failed so is left alone for the rest of the run.
OUT_OF_REACH = NOBODY_MET | {"sources.unreachable", "sources.tls", "sources.throttled", "sources.moved"}
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})
NO_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
)
TRANSPORT = (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, ConnectionError, TimeoutError)


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


def why_unmet(exc: Exception) -> str:
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


def innermost(exc: BaseException) -> str:
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
