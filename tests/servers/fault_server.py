"""A real HTTP server on this machine that does, on request, everything services do to those who depend on them.

    with FaultServer(app) as server:
        server.fail("/v2/stream", status(503), status(429, retry_after="1"), reset(after=100))
        …server.url…

`app` gives the right answer to a request; faults queued for a path are used up one a request, in order, and the
path answers rightly again after them. Every request is logged with its time and headers.
"""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    at: float  # monotonic seconds

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


@dataclass(frozen=True)
class Reply:
    """What is to be sent, and how: `chunked`, or with a length, or (`close`) ended by closing as HTTP/1.0 does."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    framing: str = "length"  # length, chunked, close
    reset_after: int | None = None  # bytes, then a TCP reset
    drip_seconds: float = 0  # between pieces of `drip_bytes`
    drip_bytes: int = 1
    on_sent: Callable[[], None] | None = None  # called when the last byte has left


App = Callable[[Request], Reply]
Fault = Callable[[Reply], Reply]


def status(code: int, *, retry_after: str | None = None, body: bytes = b"no") -> Fault:
    """A status with a short text, with or without Retry-After."""
    headers = {"Content-Type": "text/plain", **({"Retry-After": retry_after} if retry_after is not None else {})}
    return lambda reply: Reply(body, code, headers)


def reset(after: int) -> Fault:
    """The connection is reset in the middle of the body."""
    return lambda reply: replace(reply, reset_after=after)


def drip(seconds: float, size: int = 1) -> Fault:
    """The body comes a few bytes at a time."""
    return lambda reply: replace(reply, drip_seconds=seconds, drip_bytes=size)


def cut(at: int, framing: str = "chunked") -> Fault:
    """The body ends early as if it were whole (as JobStream's snapshot does after ten minutes)."""
    return lambda reply: replace(reply, body=reply.body[:at], framing=framing, on_sent=None)


def short(at: int) -> Fault:
    """The body ends before its stated length."""
    return lambda reply: replace(
        reply, body=reply.body[:at], headers={**reply.headers, "X-Length": str(len(reply.body))}, on_sent=None
    )


def page() -> Fault:
    """A web page, status 200, where data were asked for."""
    html = b"<!DOCTYPE html><html><title>Underh\xc3\xa5ll</title><body>Vi \xc3\xa4r snart tillbaka</body></html>"
    return lambda reply: Reply(html, 200, {"Content-Type": "text/html; charset=utf-8"})


def recoded(encoding: str) -> Fault:
    """The body in another encoding than JSON's."""
    return lambda reply: replace(reply, body=reply.body.decode("utf-8").encode(encoding, "replace"), on_sent=None)


def bom() -> Fault:
    """A byte order mark before the body: odd, harmless."""
    return lambda reply: replace(reply, body=b"\xef\xbb\xbf" + reply.body)


def body(data: bytes) -> Fault:
    """Another body."""
    return lambda reply: replace(reply, body=data, on_sent=None)


def changed(change: Callable[[list[Any]], list[Any]]) -> Fault:
    """The right answer with its ads changed."""
    return lambda reply: replace(reply, body=json.dumps(change(json.loads(reply.body))).encode(), on_sent=None)


def elsewhere(url: str) -> Fault:
    """A redirect."""
    return lambda reply: Reply(b"", 302, {"Location": url})


class FaultServer:
    """The server; `chance` adds a random fault from `random_faults` to that share of requests."""

    def __init__(self, app: App, *, chance: float = 0, random_faults: tuple[Fault, ...] = (), seed: int = 1) -> None:
        self.app = app
        self.log: list[Request] = []
        self.chance, self.random_faults = chance, random_faults
        self._rng = random.Random(seed)
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer._serve(self)

            def do_POST(self) -> None:
                outer._serve(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_: Any) -> None:
                pass  # clients are killed on purpose

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FaultServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fail(self, path: str, *faults: Fault) -> None:
        """The next requests to the path get these faults, one each."""
        with self._lock:
            self._faults[path].extend(faults)

    def asked(self, path: str) -> list[Request]:
        """The requests to a path so far."""
        with self._lock:
            return [request for request in self.log if request.path == path]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        length = int(handler.headers.get("Content-Length") or 0)
        headers = {k.title(): v for k, v in handler.headers.items()}
        query = parse_qs(parts.query, keep_blank_values=True)
        request = Request(handler.command, parts.path, query, headers, handler.rfile.read(length), time.monotonic())
        with self._lock:
            self.log.append(request)
            queue = self._faults[parts.path]
            fault = queue.popleft() if queue else None
            if fault is None and self.random_faults and self._rng.random() < self.chance:
                fault = self._rng.choice(self.random_faults)
        reply = self.app(request)
        _send(handler, fault(reply) if fault else reply)


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    headers = {"Content-Type": "application/json", **reply.headers}
    stated = headers.pop("X-Length", str(len(reply.body)))
    handler.send_response_only(reply.status)
    if headers.setdefault("Date", handler.date_time_string()) == "":
        del headers["Date"]  # a service without a clock
    for name, value in headers.items():
        handler.send_header(name, value)
    if reply.framing == "chunked":
        handler.send_header("Transfer-Encoding", "chunked")
    elif reply.framing == "length":
        handler.send_header("Content-Length", stated)
    if reply.framing == "close" or stated != str(len(reply.body)):
        handler.send_header("Connection", "close")
        handler.close_connection = True
    handler.end_headers()
    piece = reply.drip_bytes if reply.drip_seconds else 1 << 18
    sent = 0
    while sent < len(reply.body):
        data = reply.body[sent : sent + piece]
        if reply.reset_after is not None and sent + len(data) > reply.reset_after:
            handler.wfile.write(_framed(reply.body[sent : reply.reset_after], reply.framing))
            handler.wfile.flush()
            _reset(handler)
            return
        handler.wfile.write(_framed(data, reply.framing))
        handler.wfile.flush()
        sent += len(data)
        if reply.drip_seconds:
            time.sleep(reply.drip_seconds)
    if reply.framing == "chunked":
        handler.wfile.write(b"0\r\n\r\n")
    handler.wfile.flush()
    if reply.on_sent is not None:
        reply.on_sent()


def _framed(data: bytes, framing: str) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data) if framing == "chunked" and data else data


def _reset(handler: BaseHTTPRequestHandler) -> None:
    """Close with a TCP reset: what has not been read is thrown away."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()
