"""Streamlit's one HTML document made each page's own: its language, title, card and policy; and a 404 that is one.

Streamlit answers every address with the same empty shell. The page's address and choice are known before it answers,
so the head is written here; an address that is no page, no route and no file is not found.
"""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections.abc import Mapping
from functools import partial

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aipulsen import topics
from aipulsen.errors import AipulsenError, ParameterError
from aipulsen.settings import settings
from aipulsen.text import Lang
from aipulsen.voice import Voice
from aipulsen.web import asked, documents, links, metadata
from aipulsen.web.answers import BASE, Asking, Question, Reply, host_of, kept_or_made, root_of, told
from aipulsen.web.headers import page_policy

_LOG = logging.getLogger("aipulsen.web")
PAGES: Mapping[str, topics.Page] = {page.address: page for page in topics.PAGES}
_METRICS = "_stcore/metrics"
_CLOSED = re.compile(r"(?:^|/)_stcore/(?:upload_file|agent|script-health-check)(?:/|$)")
_OF_THE_CACHE = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
_HTML = re.compile(r'<html lang="[^"]*">')
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)


class Shell:
    """Writes the head of a page's shell, and says of what is nothing that it is not here."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but documents, which are held back until they are whole."""
        path = str(scope.get("path", "")).removeprefix(self.base).strip("/")
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _CLOSED.search(path) or (path.endswith(_METRICS) and not settings().open_metrics):
            await _not_here(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        if path in PAGES and (alone := await _alone(PAGES[path], scope)):
            await Response(status_code=307, headers={"Location": alone, "Cache-Control": "no-store"})(
                scope, receive, send
            )
            return
        inner = dict(scope)
        if path in PAGES or path == "index.html":  # whole and uncompressed, so that it can be read
            inner["method"] = "GET"
            inner["headers"] = [(name, value) for name, value in scope["headers"] if name not in _OF_THE_CACHE]
        await _Held(self.app, path, scope, send).run(inner, receive)


class _Held:
    """One response: passed on as it comes, unless it is an HTML document of Streamlit's."""

    def __init__(self, app: ASGIApp, path: str, scope: Scope, send: Send) -> None:
        self.app, self.path, self.scope, self.send = app, path, scope, send
        self.start: Message | None = None
        self.body = bytearray()

    async def run(self, inner: Scope, receive: Receive) -> None:
        """Let the app answer, and send what became of it."""
        await self.app(inner, receive, self._take)
        if self.start is not None:
            await self._finish(receive)

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_shell(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    async def _finish(self, receive: Receive) -> None:
        assert self.start is not None
        page = PAGES.get("" if self.path == "index.html" else self.path)
        if page is None:
            meant = PAGES.get(_as_addresses_are(self.path) or self.path)
            away = _not_here if meant is None else partial(_moved, meant)
            await away(self.scope, receive, self.send)
            return
        shell = self.body.decode("utf-8")
        document = (await _with_head(shell, page, self.scope)).encode("utf-8")
        headers = MutableHeaders(raw=list(self.start["headers"]))
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        headers["content-security-policy"] = page_policy(shell, host_of(self.scope))
        headers["content-language"] = _language(self.scope)
        headers["vary"] = "Host"
        headers["content-length"] = str(len(document))
        await self.send({**self.start, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": document})


def _is_shell(start: Message) -> bool:
    """A document of Streamlit's: ours name their policy themselves."""
    headers = Headers(raw=start["headers"])
    is_document = headers.get("content-type", "").startswith("text/html")
    return start["status"] == 200 and is_document and "content-security-policy" not in headers


def _given(scope: Scope) -> dict[str, str]:
    try:
        return asked.parameters(scope["query_string"][: settings().address_bytes].decode("latin-1"))
    except ParameterError:
        return {}


def _language(scope: Scope) -> Lang:
    return asked.language_of(_given(scope))


async def _with_head(shell: str, page: topics.Page, scope: Scope) -> str:
    """The shell in the page's language with the page's head; with its plain title where that cannot be told in time."""
    lang, root = _language(scope), root_of(scope)
    asking = Asking(_given(scope), {}, root)
    try:
        making = asyncio.ensure_future(kept_or_made(asking, lambda a: _head_of(page, a)))
        making.add_done_callback(_looked_at)
        head = (await asyncio.wait_for(asyncio.shield(making), settings().head_seconds)).body.decode("utf-8")
    except (AipulsenError, asyncio.QueueFull, TimeoutError) as error:
        _LOG.warning("head is plain page=%s error=%s", page.key, getattr(error, "key", "busy"))
        head = f"<title>{Voice(lang)(f'pages.{page.key}.title')} – {metadata.SITE}</title>"
    return _TITLE.sub(lambda _: head, _HTML.sub(f'<html lang="{lang}">', shell, count=1), count=1)


def _looked_at(making: asyncio.Future[Reply]) -> None:
    """A head that came too late is kept for the next; that it failed was of no use to anybody."""
    if not making.cancelled():
        making.exception()


def _head_of(page: topics.Page, asking: Asking) -> Question:
    what = asked.asked_by_page(asking.given)

    def make() -> Reply:
        head = metadata.head_of_page(page, what, asking.root)
        icons = documents.document("links.html", what.lang, root=asking.root)
        return Reply(documents.document("head.html", what.lang, head=head) + icons, "text/html")

    return Question(("head", page.key, what.key), make, what.frozen)


def _as_addresses_are(path: str) -> str:
    """What somebody wrote by heart, as our addresses are written.

    >>> _as_addresses_are("Länsprofil"), _as_addresses_are("AI-jobben")
    ('lansprofil', 'ai_jobben')
    """
    parts = unicodedata.normalize("NFKD", path.casefold())
    return re.sub(r"[- ]", "_", "".join(sign for sign in parts if not unicodedata.combining(sign)))


async def _alone(page: topics.Page, scope: Scope) -> str:
    """Where the chart of a page stands alone with its source, as «?embed=true» asks; empty where it does not, or there
    is none. The way names no host."""
    given = _given(scope)
    if page.lead is None or given.get("embed") != "true":
        return ""
    try:
        what = await asyncio.to_thread(asked.asked_by_page, given)
    except AipulsenError:
        return ""
    figure = topics.FIGURES[page.lead]
    if not figure.is_in(what.edition) or (figure.needs_county and what.selection.county_code is None):
        return ""
    return links.figure_link(str(scope.get(BASE, "")), figure.key, what, "html", embed="true")


async def _moved(page: topics.Page, scope: Scope, receive: Receive, send: Send) -> None:
    """On to the page itself, with the same choices; the way names no host."""
    query = scope["query_string"].decode("latin-1")
    way = f"{scope.get(BASE, '')}/{page.address}" + (f"?{query}" if query else "")
    await Response(status_code=308, headers={"Location": way, "Cache-Control": "no-store"})(scope, receive, send)


async def _not_here(scope: Scope, receive: Receive, send: Send) -> None:
    lang = _language(scope)
    await told(404, Voice(lang)("web.not_here"), "html", lang)(scope, receive, send)
