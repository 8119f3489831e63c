"""The addresses of figures and pages as they were asked for."""

from __future__ import annotations

from urllib.parse import urlencode

from aipulsen import topics
from aipulsen.charts.figure import Figure
from aipulsen.figures.sharing import Shared, chosen_query, figure_address, place_of
from aipulsen.queries.choices import in_address
from aipulsen.web.asked import Asked


def query_of(asked: Asked, **more: str) -> dict[str, str]:
    """The choices of what was asked as addresses name them, the place left out; the edition where it was named."""
    named = {"utgava": asked.edition.name} if asked.frozen else {}
    return chosen_query(asked.selection, asked.lang) | named | more


def figure_link(root: str, key: str, asked: Asked, ending: str, **more: str) -> str:
    """The address of a figure as it was asked for, in another kind of file."""
    return figure_address(root, key, place_of(asked.selection), ending, query_of(asked, **more))


def oembed_link(root: str, key: str, asked: Asked) -> str:
    """Where the frame of a figure's document is asked for."""
    document = figure_link(root, key, asked, "html")
    return f"{root}/oembed?{urlencode({'url': document, 'format': 'json'})}"


def page_link(root: str, page: topics.Page, asked: Asked) -> str:
    """The address of the page with the same choices."""
    query = in_address(asked.selection) | query_of(asked)
    return f"{root}/{page.address}" + (f"?{urlencode(query)}" if query else "")


def shared_of(figure: Figure, asked: Asked) -> Shared:
    """The figure as others may show it."""
    context = figure.context
    return Shared(figure.key, figure.quoted, context.edition, context.base, asked.selection, asked.lang)
