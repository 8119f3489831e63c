"""How an address is answered: kept answers at once, new ones in a worker thread, within limits, with the right headers.

The event loop serves Streamlit's sessions too, so nothing is computed in it. An answer that is kept is given from
memory; one that must be made waits its turn in a small pool, and who asks for many new ones is told to wait.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
import time
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import cachetools
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from aipulsen import __version__
from aipulsen.errors import AipulsenError, EditionError, ParameterError, SourceError
from aipulsen.keepers import REPLIES
from aipulsen.settings import settings
from aipulsen.text import Lang
from aipulsen.text.readable import as_json
from aipulsen.voice import Voice
from aipulsen.web import asked, documents

HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
FROZEN_SECONDS, NEWEST_SECONDS = 86_400, 300  # how long others may keep what names its edition, and what does not
_MINUTE = 60.0
_PACKED_ALREADY = ("image/png", "application/vnd.")
_LEAST_PACKED = 500  # bytes; fewer are not worth it
_MOMENT = 2.0  # seconds after which an address that is asked again looks for new editions
# What is wrong with an edition itself; any other fault is that it does not hold what was asked for.
_DAMAGES = tuple(
    f"editions.{what}" for what in ("bad_hash", "bad_manifest", "exchanged", "missing_table_file", "wrong_version")
)
BASE = "aipulsen.base"  # in a request's scope: the path below which the server lies


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer's bytes, their kind, and the headers that are its own."""

    body: bytes
    mime: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What must be made, and when it is the same as before. make: called in a worker, at most once for a key."""

    key: tuple[Hashable, ...]
    make: Callable[[], Reply]
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """A request as the rooms below see it: its parameters, its path's parts, and the address that links begin with."""

    given: Mapping[str, str]
    path: Mapping[str, str]
    root: str


Room = Callable[[Asking], Question]


def bare(room: Room) -> Room:
    """A room whose address has no parameters: any is refused (ParameterError)."""

    def asked_barely(asking: Asking) -> Question:
        asked.refuse_others(asking.given, ())
        return room(asking)

    return asked_barely


def page_reply(body: bytes, lang: Lang, *, ancestors: str = "'self'") -> Reply:
    """A document of ours, with its language and its policy; `ancestors` may frame it."""
    headers = {"Content-Language": lang, "Content-Security-Policy": documents.policy(ancestors=ancestors)}
    return Reply(body, "text/html; charset=utf-8", headers=headers)


class NotHereError(AipulsenError):
    """An address that there is nothing at."""


async def answer(request: Request, room: Room, kind: str = "text") -> Response:
    """The answer to a request: kept, made, or why there is none; `kind` is how an error is told (text, json, html)."""
    given: dict[str, str] = {}
    try:
        query = request.scope["query_string"]
        given = asked.as_far_as_read(query[: settings().address_bytes].decode("latin-1"))
        if len(query) > settings().address_bytes:
            lang = language_given(given)
            return told(414, Voice(lang)("web.too_long", most=settings().address_bytes), kind, lang)
        given = asked.parameters(query.decode("latin-1"))
        asking = Asking(given, dict(request.path_params), root_of(request.scope))
        question = await _read((request.scope["path"], query, asking.root), asking, room)
        key = (asking.root, *question.key)
        headers = _caching(key, question)
        held = request.headers.get("if-none-match", "")
        if headers["ETag"] in held:
            return Response(status_code=304, headers=headers)
        reply = REPLIES.peek(key)
        if reply is None:
            if (refused := _too_many(request, kind, given)) is not None:
                return refused
            reply = await _made(key, question)
        if held.strip() == "*":  # whatever there is; so it must be known that there is something
            return Response(status_code=304, headers=headers)
        body, encoding = await _packed(key, reply, request.headers.get("accept-encoding", ""))
        return Response(body, reply.status, {**headers, **reply.headers, **encoding}, media_type=reply.mime)
    except asyncio.QueueFull:
        lang = language_given(given)
        return told(503, Voice(lang)("web.busy"), kind, lang, {"Retry-After": "5"}, is_framed=_is_framed(given))
    except AipulsenError as error:
        lang = language_given(given)
        sentence = asked.sentence_of(error, lang, given)
        nearest = error if isinstance(error, asked.NotKeptError) else None
        return told(status_of(error), sentence, kind, lang, nearest=nearest, is_framed=_is_framed(given))


async def _read(address: Hashable, asking: Asking, room: Room) -> Question:
    """What an address means; of one that was asked a moment ago it is known, without looking for new editions."""
    question: Question | None = _read_lately().get(address)
    if question is None:
        question = await _in(_reading(), lambda: room(asking))
        _read_lately()[address] = question
    return question


async def kept_or_made(asking: Asking, room: Room) -> Reply:
    """What a room answers, without headers of its own and without counting who asked; asyncio.QueueFull when too many
    wait already."""
    question = await _in(_reading(), lambda: room(asking))
    key = (asking.root, *question.key)
    return REPLIES.peek(key) or await _made(key, question)


def language_given(given: Mapping[str, str]) -> Lang:
    """The language of an address, whichever of its two names it has there."""
    return asked.language_of(given, "option" if "lang" in given else "address")


def status_of(error: AipulsenError) -> int:
    """The HTTP status of an error: what the asker can mend is 400, what is not in the edition 404, a damage 503."""
    if isinstance(error, NotHereError):
        return 404
    if isinstance(error, asked.NotKeptError):
        return 410 if error.was_here else 400
    if isinstance(error, ParameterError):
        return 400
    if isinstance(error, SourceError):
        return 503
    return 404 if isinstance(error, EditionError) and error.key not in _DAMAGES else 503


def told(
    status: int,
    sentence: str,
    kind: str,
    lang: Lang,
    headers: Mapping[str, str] | None = None,
    *,
    nearest: asked.NotKeptError | None = None,
    is_framed: bool = False,
) -> Response:
    """A sentence instead of an answer, as a document, as a problem (RFC 9457) or as plain text; nobody keeps it.

    nearest: the edition that stands in for one that is gone is offered with it. is_framed: it stands where an embed
    should, in others' pages.
    """
    more = {"Cache-Control": "no-store", "Content-Language": lang, **(headers or {})}
    if kind == "html":
        policy = {"Content-Security-Policy": documents.policy(ancestors="*" if is_framed else "'self'")}
        body = documents.problem(status, sentence, lang, nearest.address if nearest else "", is_framed=is_framed)
        return Response(body, status, policy | more, media_type="text/html")
    if kind == "json":
        offered = {"nearest": _nearest(nearest)} if nearest else {}
        problem = as_json({"status": status, "title": sentence} | offered)
        return Response(problem, status, more, media_type="application/problem+json")
    lines = [sentence] + ([nearest.address] if nearest and nearest.address else [])
    return Response("".join(f"{line}\n" for line in lines), status, more, media_type="text/plain")


def _nearest(error: asked.NotKeptError) -> dict[str, str]:
    edition = error.nearest
    told_of = {"edition": edition.name, "as_of": edition.manifest.as_of.isoformat(), "address": error.address}
    return {name: value for name, value in told_of.items() if value}


def _is_framed(given: Mapping[str, str]) -> bool:
    return given.get("embed") == "true"


def host_of(scope: Scope) -> str:
    """The host that was asked for, port and all; as it stands in the request."""
    return Headers(scope=scope).get("host", "")


def root_of(scope: Scope) -> str:
    """The address that links begin with: the one that is set, else the one that was asked, which may hold nothing that
    is no name of a host."""
    if settings().public_url:
        return settings().public_url
    host = host_of(scope)
    scheme = "https" if scope.get("scheme") == "https" else "http"
    base = scope.get(BASE, "")
    return f"{scheme}://{host}{base}" if HOST.fullmatch(host) else str(base)


def _caching(key: tuple[Hashable, ...], question: Question) -> dict[str, str]:
    seconds = FROZEN_SECONDS if question.is_frozen else NEWEST_SECONDS
    etag = hashlib.sha256(repr((__version__, key)).encode("utf-8")).hexdigest()[:24]
    return {"ETag": f'"{etag}"', "Cache-Control": f"public, max-age={seconds}", "Access-Control-Allow-Origin": "*"}


@cache
def _making() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, settings().answers_at_once), "aipulsen-web-making")


@cache
def _reading() -> ThreadPoolExecutor:
    """Where addresses are read: it never waits behind a drawing."""
    return ThreadPoolExecutor(2, "aipulsen-web-reading")


@cache
def _read_lately() -> cachetools.TTLCache[Hashable, Question]:
    return cachetools.TTLCache(maxsize=2_000, ttl=_MOMENT)


@cache
def _clients() -> cachetools.TTLCache[str, list[float]]:
    return cachetools.TTLCache(maxsize=10_000, ttl=_MINUTE)


def forget_clients() -> None:
    """Forget who has asked for how much and for what, for tests."""
    _clients().clear()
    _read_lately().clear()


_waiting = 0


async def _made(key: Hashable, question: Question) -> Reply:
    """The reply, made in a worker and kept; asyncio.QueueFull when too many wait already."""
    global _waiting
    if _waiting >= settings().waiting_answers:
        raise asyncio.QueueFull
    _waiting += 1
    try:
        reply: Reply = await _in(_making(), lambda: REPLIES.ask(key, question.make))
        return reply
    finally:
        _waiting -= 1


async def _packed(key: Hashable, reply: Reply, accepted: str) -> tuple[bytes, dict[str, str]]:
    """The reply's bytes as the client takes them, and the headers that say so. Words are packed once for all who ask,
    not once for each, and in a worker."""
    if reply.mime.startswith(_PACKED_ALREADY) or len(reply.body) < _LEAST_PACKED:
        return reply.body, {}
    varies = {"Vary": "Accept-Encoding"}
    if "gzip" not in accepted.lower():
        return reply.body, varies
    packed: bytes | None = REPLIES.peek((key, "gzip"))
    if packed is None:
        make = partial(gzip.compress, reply.body, mtime=0)
        packed = await _in(_reading(), lambda: REPLIES.ask((key, "gzip"), make))
    return packed, {**varies, "Content-Encoding": "gzip"}


async def _in(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(pool, work)


def _too_many(request: Request, kind: str, given: Mapping[str, str]) -> Response | None:
    """A refusal for a client that has had its share of new answers this minute; None where it may go on."""
    most, now, lang = settings().new_answers_per_minute, time.monotonic(), language_given(given)
    if not most:
        return None
    client = request.client.host if request.client else ""
    recent = [moment for moment in _clients().get(client, []) if now - moment < _MINUTE]
    if len(recent) >= most:
        wait = {"Retry-After": str(max(1, round(_MINUTE - (now - recent[0]))))}
        said = Voice(lang)("web.too_many_answers", most=most)
        return told(429, said, kind, lang, wait, is_framed=_is_framed(given))
    _clients()[client] = [*recent, now]
    return None
