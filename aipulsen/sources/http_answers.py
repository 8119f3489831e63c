"""What came over HTTP: an answer, what it may be called, and its JSON; every refusal is a SourceError."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import orjson

from aipulsen.errors import SourceError
from aipulsen.text.reasons import reason_of

_SECRET = re.compile(r"key|token|secret|password|signature", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOST_DIGITS = 15
_SPACE = b" \t\r\n"


class HttpStatusError(SourceError):
    """The service answered with a status that is not a success; `status` is its number."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(str(self.values["status"]))


class OddAnswerError(SourceError):
    """An answer came whole and is not what was asked for: cut off, a web page, no JSON. Asking again may help."""


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
        return http_date(self.headers.get("Date"))


def status_error(answer: Answer, *, what: str, setting: str = "") -> HttpStatusError:
    """An answer of status 400 or more as an error that says what to do next."""
    keys = {400: "bad_request", 401: "refused", 403: "refused", 404: "not_found", 413: "bad_request"}
    return HttpStatusError(
        f"sources.{keys.get(answer.status, 'status')}",
        what=what,
        url=public_address(answer.url),
        status=answer.status,
        said=excerpt(answer.body),
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
        raise OddAnswerError("sources.web_page", **told, said=excerpt(body))
    text = decoded(body, told)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as exc:
        key = "cut" if text.rstrip()[-1:] not in "]}" else "bad_json"
        raise OddAnswerError(f"sources.{key}", **told, got=len(body), reason=reason_of(exc.msg)) from exc


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
            raise OddAnswerError("sources.cut", **told, got=len(body), reason=reason_of(exc.reason)) from exc
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


def http_date(value: str | None) -> dt.datetime | None:
    """A header's moment, UTC; None when it is none."""
    try:
        moment = parsedate_to_datetime(value) if value else None
        return moment.astimezone(dt.UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def whole_number(value: str | None) -> int | None:
    """A header's number; None when it is none, or more than any size or wait can be.

    >>> whole_number(" 120 "), whole_number("²"), whole_number("-5"), whole_number("9" * 400)
    (120, None, None, None)
    """
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def excerpt(body: bytes) -> str:
    """What the service said, one short line without tags."""
    text = body[:2000].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:200] or "–"
