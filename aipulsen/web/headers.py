"""The headers that every response carries, Streamlit's own too, and which hosts are answered (OWASP ASVS 5, 3.4)."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aipulsen.settings import settings
from aipulsen.voice import SWEDISH
from aipulsen.web import documents
from aipulsen.web.answers import BASE, HOST, host_of, told

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# What Streamlit's own pages need, and no more: no eval (charts are interpreted), no other host. Styles are written by
# its components into the document; maps and workers are made from blobs; WebAssembly is compiled for Parquet tables.
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'{sockets}; worker-src 'self' blob:; "
    "media-src 'self' blob:; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
OTHER_POLICY = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def page_policy(shell: str, host: str) -> str:
    """The policy of a page: the scripts that stand in its shell are named by their hashes, its socket by its host."""
    hashes = [documents.hash_of(script) for script in _SCRIPT.findall(shell)]
    # Older browsers do not count sockets as 'self'; a host that is none could write a policy of its own.
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return _PAGE_POLICY.format(scripts=" ".join(hashes), sockets=sockets)


_OF_ALL_PAGES = "/app/static/"  # shapes and icons, which change with the program
_FOR_A_DAY = "public, max-age=86400"


class SafeHeaders:
    """Refuses hosts that are not ours and sockets beyond the most there may be, and adds what is missing to every
    response."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base
        self.sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; whatever answers below, the headers are there."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        scope[BASE] = self.base
        if not _is_ours(host_of(scope)):
            await _refuse(scope, receive, send)
            return

        if scope["type"] == "websocket":
            await self._connected(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                add_missing(headers)
                if _OF_ALL_PAGES in scope["path"] and message["status"] == 200:
                    headers.setdefault("Cache-Control", _FOR_A_DAY)
            await send(message)

        await self.app(scope, receive, with_headers)

    async def _connected(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A browser's socket, from its first message to its last, where there is room for one more."""
        most = settings().open_sessions
        if most and self.sockets >= most:
            await receive()
            await send({"type": "websocket.close", "code": 1013})
            return
        self.sockets += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.sockets -= 1


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    more = {**ALWAYS, "Content-Security-Policy": OTHER_POLICY}
    await told(421, SWEDISH("web.unknown_host"), "text", "sv", more)(scope, receive, send)


def add_missing(headers: MutableHeaders) -> None:
    """What every response says, where it does not say it itself."""
    for name, value in {**ALWAYS, "Content-Security-Policy": OTHER_POLICY}.items():
        if name not in headers:
            headers[name] = value


def _is_ours(host: str) -> bool:
    allowed = [name.strip().lower() for name in settings().allowed_hosts.split(",") if name.strip()]
    if not allowed:
        return True
    name = host.lower() if host.endswith("]") else host.lower().rsplit(":", 1)[0]
    return name in allowed or host.lower() in allowed
