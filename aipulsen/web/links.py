"""The addresses of figures, answers and pages, and the codes that put a figure into another's page."""

from __future__ import annotations

import dataclasses
from html import escape
from urllib.parse import urlencode

from aipulsen import queries, topics
from aipulsen.queries import Selection
from aipulsen.queries.choices import fixed, in_address
from aipulsen.store.editions import Edition
from aipulsen.text import Lang
from aipulsen.web.asked import Asked, place_of, without_county

EMBED_WIDTH, EMBED_HEIGHT = 960, 720


def query_of(asked: Asked, **more: str) -> dict[str, str]:
    """The choices of what was asked as addresses name them, the place left out; the edition where it was named."""
    chosen = in_address(without_county(asked.selection))
    named = {"utgava": asked.edition.name} if asked.frozen else {}
    spoken = {"sprak": asked.lang} if asked.lang != "sv" else {}
    return chosen | named | spoken | more


def figure_address(root: str, key: str, place: str, ending: str, query: dict[str, str]) -> str:
    """`/f/gap-map/25.svg?fonster=180` below a root."""
    return f"{root}/f/{key}/{place}.{ending}" + (f"?{urlencode(query)}" if query else "")


def figure_link(root: str, key: str, asked: Asked, ending: str, **more: str) -> str:
    """The address of a figure as it was asked for, in another kind of file."""
    return figure_address(root, key, place_of(asked.selection), ending, query_of(asked, **more))


def page_link(root: str, page: topics.Page, asked: Asked) -> str:
    """The address of the page with the same choices."""
    query = in_address(asked.selection) | query_of(asked)
    return f"{root}/{page.address}" + (f"?{urlencode(query)}" if query else "")


def followed(asked: Asked) -> Asked:
    """The same choice of the newest edition, whichever it is."""
    return dataclasses.replace(asked, frozen=False, embed=True)


def pinned(asked: Asked) -> Asked:
    """The same choice of this very edition, with window, level and base named."""
    return dataclasses.replace(asked, frozen=True, embed=True)


def frozen_query(edition: Edition, selection: Selection, lang: Lang) -> dict[str, str]:
    """What an address must name so that it shows the same numbers for ever."""
    base = selection.base or queries.default_base(edition)
    named = fixed(without_county(selection), base) | {"utgava": edition.name}
    return named | ({"sprak": lang} if lang != "sv" else {})


def embed_address(root: str, key: str, asked: Asked, *, frozen: bool) -> str:
    """The address of a figure alone: of this very edition, or of whichever is newest."""
    if frozen:
        query = frozen_query(asked.edition, asked.selection, asked.lang)
    else:
        query = query_of(dataclasses.replace(asked, frozen=False))
    return figure_address(root, key, place_of(asked.selection), "html", query | {"embed": "true"})


def embed_code(root: str, key: str, title: str, asked: Asked, *, frozen: bool) -> str:
    """What is pasted into another's page: a frame that is as high as the figure, without scripts of others.

    The few lines of script set the height; where scripts are not let in the frame keeps the height it has.
    """
    address = embed_address(root, key, asked, frozen=frozen)
    return frame_of(address, title) + (
        '<script>addEventListener("message",function(e){var d=e.data;if(d&&d.type==="aipulsen:height"){'
        'document.querySelectorAll("iframe.aipulsen").forEach(function(f){'
        'if(f.contentWindow===e.source)f.style.height=d.height+"px"})}});</script>'
    )


def frame_of(address: str, title: str, width: str = "100%", height: int = EMBED_HEIGHT) -> str:
    """The frame alone."""
    return (
        f'<iframe class="aipulsen" src="{escape(address)}" title="{escape(title)}" loading="lazy" '
        f'style="width:{width};height:{height}px;border:0"></iframe>'
    )
