"""`/oembed?url=…`: whoever is given a link of ours gets the frame that shows its figure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aipulsen import topics
from aipulsen.charts import card
from aipulsen.errors import ParameterError
from aipulsen.figures.sharing import EMBED_HEIGHT, EMBED_WIDTH, embed_address, frame_of
from aipulsen.text.readable import as_json
from aipulsen.web import links
from aipulsen.web.answers import Asking, NotHereError, Question, Reply
from aipulsen.web.asked import Asked, asked_by_page, asked_for, parameters, refuse_others
from aipulsen.web.files import figure_asked
from aipulsen.web.metadata import SITE

_FIGURE = re.compile(r"/f/([a-z-]+)/([a-z0-9]+)\.[a-z.]+")
_VALID = ("url", "maxwidth", "maxheight", "format")
_SMALLEST = 200


def frame(asking: Asking) -> Question:
    """The frame of a page's or a figure's address; another's address is not here (404), as the protocol has it."""
    refuse_others(asking.given, _VALID)
    if asking.given.get("format", "json") != "json":
        raise ParameterError("queries.invalid", name="format", value="", valid="json")
    key, asked = _meant(asking)
    width = _at_most(asking.given.get("maxwidth"), EMBED_WIDTH)
    height = _at_most(asking.given.get("maxheight"), EMBED_HEIGHT)
    return Question(("oembed", key, asked.key, width, height), lambda: _frame(key, asked, width, height, asking.root))


def _frame(key: str, asked: Asked, width: int, height: int, root: str) -> Reply:
    figure = figure_asked(key, asked)
    address = embed_address(root, links.shared_of(figure, asked), "frozen" if asked.frozen else "follows")
    told = {
        "version": "1.0",
        "type": "rich",
        "title": figure.quoted,
        "provider_name": SITE,
        "provider_url": f"{root}/",
        "width": width,
        "height": height,
        "html": frame_of(address, figure.quoted, f"{width}px", height),
        "thumbnail_url": links.figure_link(root, key, asked, "card.png"),
        "thumbnail_width": card.PIXELS[0],
        "thumbnail_height": card.PIXELS[1],
    }
    return Reply(as_json(told), "application/json")


def _meant(asking: Asking) -> tuple[str, Asked]:
    """The figure and the choice that an address of ours means."""
    try:
        parts = urlsplit(asking.given.get("url", ""))
    except ValueError as exc:
        raise NotHereError("web.no_embed") from exc
    root = urlsplit(asking.root)
    if parts.netloc != root.netloc or not parts.path.startswith(root.path):
        raise NotHereError("web.no_embed")
    path, given = parts.path.removeprefix(root.path), parameters(parts.query)
    figure = _FIGURE.fullmatch(path)
    if figure is not None and figure[1] in topics.FIGURES:
        choices = {name: value for name, value in given.items() if name != "embed"}
        key = figure[1]
        return key, asked_for(
            choices, "address", figure[2], key, lambda other: links.oembed_link(asking.root, key, other)
        )
    page = next((page for page in topics.PAGES if path.strip("/") == page.address), None)
    if page is None or page.lead is None:
        raise NotHereError("web.no_embed")
    asked = asked_by_page(given)
    if not topics.FIGURES[page.lead].is_in(asked.edition):
        raise NotHereError("web.no_embed")
    return page.lead, asked


def _at_most(text: str | None, usual: int) -> int:
    if text is None:
        return usual
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        raise ParameterError("queries.invalid", name="maxwidth, maxheight", value="", valid=f"{_SMALLEST}–{usual}")
    if int(text) < _SMALLEST:  # nothing may be wider or higher than was asked for
        raise ParameterError("queries.invalid", name="maxwidth, maxheight", value="", valid=f"{_SMALLEST}–{usual}")
    return min(usual, int(text))
