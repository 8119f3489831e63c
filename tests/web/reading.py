"""What machines read of a document: the head as services that show links read it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any


class Head(HTMLParser):
    """Language, title, meta tags by name or property, links by rel, and linked data."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.lang = self.title = ""
        self.meta: dict[str, str] = {}
        self.links: dict[str, list[dict[str, str]]] = {}
        self.data: list[Any] = []
        self.loads: list[str] = []  # what else would be asked for: scripts, pictures, frames, styles
        self._within = ""
        self._is_drawing = False
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._within = tag if tag != "script" or given.get("type") == "application/ld+json" else ""
        self._is_drawing = self._is_drawing or tag == "svg"
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "meta":
            self.meta[given.get("property") or given.get("name", "")] = given.get("content", "")
        if tag == "link":
            self.links.setdefault(given.get("rel", ""), []).append(given)
        if tag in ("script", "img", "iframe", "image", "use", "video", "audio", "object", "embed"):
            self.loads += [given[name] for name in ("src", "href", "xlink:href", "data") if name in given]

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "title" and not self._is_drawing:
            self.title += data
        if self._within == "script":
            self.data.append(json.loads(data))
