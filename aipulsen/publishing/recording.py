"""Save what services answered, for the tests to replay: verbatim, but of ads only their shape.

A folder of answers and an `index.json` that says which question each answered. Ads hold people's contacts and texts:
of them the names and kinds of the fields are kept, nothing else.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from aipulsen.errors import ParameterError
from aipulsen.settings import Settings
from aipulsen.sources.http_answers import Answer, public_address
from aipulsen.text.reasons import reason_of


class Recorder:
    """Writes every answer it is shown to a folder; `count` is how many."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.count = 0
        self._ads_at = (settings.jobstream_url, settings.jobsearch_url)
        self._index: list[dict[str, Any]] = []

    def __call__(self, method: str, url: str, answer: Answer) -> None:
        """Save one answer and the question it answered."""
        self.count += 1
        parts = urlsplit(public_address(url))
        body, ending = answer.body, "json" if answer.body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") else "txt"
        is_of_ads = url.startswith(self._ads_at) and "limit=0" not in url
        if is_of_ads:
            body, ending = orjson.dumps(_shape_of_head(body), option=orjson.OPT_INDENT_2), "shape.json"
        slug = re.sub(r"[^\w.-]+", "-", parts.path.strip("/"))[-60:] or "root"
        name = f"{self.count:03d}-{slug}.{ending}"
        asked = {"method": method, "path": parts.path, "query": sorted(parse_qsl(parts.query, keep_blank_values=True))}
        told = {"status": answer.status, "content_type": answer.headers.get("Content-Type", "")}
        self._index.append({"file": name, **asked, **told, "only_shape": is_of_ads})
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(body)
            index = json.dumps(self._index, ensure_ascii=False, indent=1)
            (self.folder / "index.json").write_text(index + "\n", "utf-8")
        except OSError as exc:
            raise ParameterError("ads.cannot_write", path=self.folder, reason=reason_of(exc)) from exc


def shape(value: Any, levels: int = 20) -> Any:
    """A JSON value without its contents, so many levels deep: names of fields and kinds of values.

    >>> shape({"id": "30000001", "positions": [1, 2], "removed": None})
    {'id': 'str', 'positions': ['int'], 'removed': 'null'}
    """
    if isinstance(value, dict | list) and levels == 0:
        return "…"
    if isinstance(value, dict):
        return {name: shape(inner, levels - 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0], levels - 1)] if value else []
    return "null" if value is None else type(value).__name__


def _shape_of_head(body: bytes) -> Any:
    """The shape of the first object of an answer that may be cut off."""
    try:
        return shape(orjson.loads(body))
    except orjson.JSONDecodeError:
        decoder = json.JSONDecoder()
        text = body.decode("utf-8", "replace").lstrip("\ufeff[ \r\n\t")
        try:
            return [shape(decoder.raw_decode(text)[0])]
        except (ValueError, RecursionError):
            return type(body).__name__
