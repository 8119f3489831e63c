"""The address of a figure, and the codes that put it into another's page: what pages offer and routes answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from html import escape
from typing import Literal
from urllib.parse import urlencode

from aipulsen.queries import Selection
from aipulsen.queries.choices import HELD, fixed, held, in_address
from aipulsen.text import Lang

COUNTRY = "riket"  # in the address: the whole country
CodeKind = Literal["follows", "frozen"]
CODE_KINDS: tuple[CodeKind, ...] = ("follows", "frozen")
EMBED_WIDTH, EMBED_HEIGHT = 960, 720
# Sets the frame's height to what the document in it says; where scripts are not let in it keeps the height it has.
_LISTENER = (
    '<script>addEventListener("message",function(e){var d=e.data;if(d&&d.type==="aipulsen:height"){'
    'document.querySelectorAll("iframe.aipulsen").forEach(function(f){'
    'if(f.contentWindow===e.source)f.style.height=d.height+"px"})}});</script>'
)


@dataclasses.dataclass(frozen=True, slots=True)
class Shared:
    """A figure as it is shown: its key and finding, its edition and base, the choice and the language."""

    key: str
    title: str
    edition: str
    base: str
    selection: Selection
    lang: Lang


def place_of(selection: Selection) -> str:
    """The place of a selection as addresses name it."""
    return selection.county_code or COUNTRY


def chosen_query(selection: Selection, lang: Lang) -> dict[str, str]:
    """What is not the default, as addresses name it; the place stands in the path."""
    return in_address(_without_place(selection)) | language_named(lang)


def frozen_query(selection: Selection, edition: str, base: str, lang: Lang) -> dict[str, str]:
    """What an address must name so that it shows the same numbers for ever."""
    return fixed(_without_place(selection), base) | {"utgava": edition} | language_named(lang)


def _without_place(selection: Selection) -> Selection:
    return dataclasses.replace(selection, county_code=None)


def language_named(lang: Lang) -> dict[str, str]:
    """The parameter that asks for a language; nothing for Swedish."""
    return {"sprak": lang} if lang != "sv" else {}


def spoken_query(lang: Lang) -> str:
    """The whole query of an address that asks for a language alone: «?sprak=en», or nothing."""
    return f"?{urlencode(language_named(lang))}" if language_named(lang) else ""


def sentence_address(root: str, code: str, lang: Lang) -> str:
    """The address that shows what stands behind a sentence of that code."""
    return f"{root}/c/{code}{spoken_query(lang)}"


def frozen_parameters(given: Mapping[str, str], edition: str, selection: Selection, base: str) -> dict[str, str]:
    """A page's parameters with edition, window, level and base among them, which show the same numbers for ever."""
    return {**given, "utgava": edition, **held(selection, base)}


def live_parameters(given: Mapping[str, str]) -> dict[str, str]:
    """A page's parameters without those that hold it still: it follows the newest edition.

    >>> live_parameters({"lan": "25", "utgava": "demo", "bas": "scb"})
    {'lan': '25'}
    """
    return {name: value for name, value in given.items() if name not in ("utgava", *HELD)}


def figure_address(root: str, key: str, place: str, ending: str, query: dict[str, str]) -> str:
    """`/f/gap-map/25.svg?fonster=180` below a root.

    >>> figure_address("https://exempel.invalid", "gap-map", "25", "svg", {"fonster": "180"})
    'https://exempel.invalid/f/gap-map/25.svg?fonster=180'
    """
    return f"{root}/f/{key}/{place}.{ending}" + (f"?{urlencode(query)}" if query else "")


def embed_address(root: str, shared: Shared, kind: CodeKind) -> str:
    """The address of the figure alone: of this very edition, or of whichever is newest."""
    if kind == "frozen":
        query = frozen_query(shared.selection, shared.edition, shared.base, shared.lang)
    else:
        query = chosen_query(shared.selection, shared.lang)
    return figure_address(root, shared.key, place_of(shared.selection), "html", query | {"embed": "true"})


def embed_code(root: str, shared: Shared, kind: CodeKind) -> str:
    """What is pasted into another's page: a frame that is as high as the figure, without anything of others."""
    return frame_of(embed_address(root, shared, kind), shared.title) + _LISTENER


def frame_of(address: str, title: str, width: str = "100%", height: int = EMBED_HEIGHT) -> str:
    """The frame alone."""
    return (
        f'<iframe class="aipulsen" src="{escape(address)}" title="{escape(title)}" loading="lazy" '
        f'style="width:{width};height:{height}px;border:0"></iframe>'
    )
