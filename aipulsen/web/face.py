"""The routes and what stands around them, as Streamlit's application takes them: `App(__file__, **face())`."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aipulsen import __version__, log
from aipulsen.clock import SYSTEM_CLOCK
from aipulsen.errors import AipulsenError
from aipulsen.settings import settings
from aipulsen.store import sight
from aipulsen.text.readable import as_json
from aipulsen.voice import SWEDISH, Voice
from aipulsen.web import asked, catalogue, data, feed, files, llms, oembed, sentence
from aipulsen.web.answers import Room, answer, bare, language_given, told
from aipulsen.web.headers import SafeHeaders, add_missing
from aipulsen.web.shell import Shell

_LOG = logging.getLogger("aipulsen.web")
# Every address that is no page: the room that answers, and how an error is told there.
ROOMS: tuple[tuple[str, Room, str], ...] = (
    ("/f/{figure}/{file}", files.figure_file, ""),
    ("/c/{code}", sentence.checked, "html"),
    ("/api/v1/{question}", data.answer_rows, "json"),
    ("/api/openapi.json", bare(data.description), "json"),
    ("/api", data.examples, "html"),
    ("/feed/{place}.atom", feed.feed, "text"),
    ("/oembed", oembed.frame, "json"),
    ("/dcat.jsonld", bare(catalogue.dcat), "json"),
    ("/sitemap.xml", bare(catalogue.sitemap), "text"),
    ("/llms.txt", bare(llms.guide), "text"),
    ("/robots.txt", bare(catalogue.robots), "text"),
    ("/site.webmanifest", bare(catalogue.web_manifest), "json"),
    ("/favicon.ico", bare(catalogue.icon), "text"),
)


def face(base: str = "") -> dict[str, Any]:
    """Routes, middleware and handlers; `base` is the path below which the server lies («/statistik»), else nothing."""
    log.start(settings().log_level)
    base = f"/{base.strip('/')}" if base.strip("/") else ""
    routes = [Route(base + path, _endpoint(room, kind), methods=["GET"]) for path, room, kind in ROOMS]
    return {
        "routes": [*routes, Route(f"{base}/healthz", health, methods=["GET"])],
        "middleware": [Middleware(SafeHeaders, base=base), Middleware(Shell, base=base)],
        "exception_handlers": {HTTPException: _refused, Exception: _failed},
    }


def _endpoint(room: Room, kind: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await answer(request, room, kind or _kind_of(request))

    return endpoint


def _kind_of(request: Request) -> str:
    """How an error is told where the address says what kind of file is wanted."""
    return {"html": "html", "json": "json"}.get(str(request.path_params["file"]).partition(".")[2], "text")


async def health(_request: Request) -> Response:
    """Whether an edition can be read, which, of what day and how old; 503 where none can. For those who watch."""
    try:
        edition = sight.leading(sight.known_editions()[0])
    except AipulsenError as error:
        failed = as_json({"status": "failed", "error": error.key, "version": __version__})
        return Response(failed, 503, {"Cache-Control": "no-store"}, media_type="application/json")
    manifest = edition.manifest
    told_of = {
        "status": "ok",
        "version": __version__,
        "edition": edition.name,
        "kind": manifest.kind,
        "as_of": manifest.as_of.isoformat(),
        "age_days": (SYSTEM_CLOCK.now().date() - manifest.as_of).days,
        "published_at": manifest.published_at,
    }
    return Response(as_json(told_of), 200, {"Cache-Control": "no-store"}, media_type="application/json")


async def _refused(request: Request, error: HTTPException) -> Response:
    """What Starlette refuses (405, 404 …), in words where we have them."""
    lang = _language(request)
    key = {404: "web.not_here", 405: "web.wrong_way"}.get(error.status_code)
    if key is None:
        return Response(status_code=error.status_code, headers=error.headers)
    kind = "html" if "text/html" in request.headers.get("accept", "") else "text"
    return told(error.status_code, Voice(lang)(key), kind, lang, error.headers)


async def _failed(request: Request, error: Exception) -> Response:
    """A bug: written down with its kind, told without it. It stands outside all else, so it brings its own headers."""
    _LOG.error("request failed error=%s", type(error).__name__)
    response = told(500, SWEDISH("web.failed"), "text", _language(request))
    add_missing(response.headers)
    return response


def _language(request: Request) -> Any:
    return language_given(asked.as_far_as_read(request.scope["query_string"][:2000].decode("latin-1")))
