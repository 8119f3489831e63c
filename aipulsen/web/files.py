"""`/f/<figure>/<place>.<ending>`: every figure of the list in every format, through the one path that pages use."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable

import pandas as pd
from pandas.api.types import is_numeric_dtype

from aipulsen import figures, topics
from aipulsen.charts.figure import Figure
from aipulsen.figures import workshop
from aipulsen.figures.cards import CARD, kept
from aipulsen.figures.files import FileOrder
from aipulsen.figures.sharing import CODE_KINDS, embed_code, place_of
from aipulsen.figures.written import written_as
from aipulsen.topics import FileFormat
from aipulsen.web import documents, links, metadata
from aipulsen.web.answers import Asking, NotHereError, Question, Reply, page_reply
from aipulsen.web.asked import Asked, asked_for, places
from aipulsen.web.standing import standing

_WIDE = FileFormat("wide", ".svg", "image/svg+xml", "charts.embedded.wide_bytes", is_drawn=True)
_NARROW = FileFormat("narrow", ".svg", "image/svg+xml", "charts.embedded.narrow_bytes", is_drawn=True)
_JSON = FileFormat("json", ".json", "application/json", "charts.export.json_bytes")
FORMATS: dict[str, FileFormat] = {
    **{ending.removeprefix("."): kind for ending, kind in topics.endings(topics.FIGURE_FORMATS).items()},
    "json": _JSON,
    "card.png": CARD,
}
ENDINGS = ("html", *FORMATS)


def figure_file(asking: Asking) -> Question:
    """A figure as a file, or as a document of its own; unknown figures, places and endings are not here."""
    key = asking.path["figure"]
    place, _, ending = asking.path["file"].partition(".")
    if key not in topics.FIGURES:
        raise NotHereError("web.no_figure", valid=", ".join(topics.FIGURES))
    if place not in places():
        raise NotHereError("web.no_place", valid=", ".join(places()))
    if ending not in ENDINGS:
        raise NotHereError("web.no_ending", valid=", ".join(ENDINGS))
    asked = asked_for(asking.given, "address", place, key, lambda other: _elsewhere(asking.root, key, other, ending))
    identity: tuple[Hashable, ...] = ("f", key, ending, asked.key)
    if ending == "html":
        others = tuple(metadata.seals())  # what it says of newer editions changes with them
        return Question((*identity, others), lambda: _document(key, asked, asking.root), asked.frozen)
    if any(question.between_editions for question in topics.topic_of(key).questions):
        identity = (*identity, *metadata.seals())
    return Question(identity, lambda: _file(key, asked, ending), asked.frozen)


def _elsewhere(root: str, key: str, other: Asked, ending: str) -> str:
    framed = {"embed": "true"} if other.embed else {}
    return links.figure_link(root, key, other, ending, **framed)


def picture_bytes(file_format: FileFormat, figure: Figure) -> bytes:
    """The file's bytes, from the keeper or drawn by the workshop: no drawing holds the server."""
    desk, selection = figure.asked
    return workshop.made(FileOrder(desk=desk, selection=selection, file_format=file_format, figure=figure.key))


def figure_asked(key: str, asked: Asked) -> Figure:
    """The figure, as a page and a command get it."""
    return figures.build_figure(key, asked.desk, asked.selection)


def _file(key: str, asked: Asked, ending: str) -> Reply:
    file_format = FORMATS[ending]
    name = f"aipulsen-{key}-{place_of(asked.selection)}-{asked.edition.name}.{ending}"
    headers = {"Content-Language": asked.lang, "Content-Disposition": f'inline; filename="{name}"'}
    mime = f"{file_format.mime}; charset=utf-8" if file_format.mime == "text/csv" else file_format.mime
    ordered = FileOrder(desk=asked.desk, selection=asked.selection, file_format=file_format, figure=key)
    ready = kept(ordered) if file_format is CARD else None
    return Reply(ready or picture_bytes(file_format, figure_asked(key, asked)), mime, headers=headers)


def _document(key: str, asked: Asked, root: str) -> Reply:
    figure = figure_asked(key, asked)
    say = asked.desk.say
    drawings = {}
    if figure.parts:
        drawings = {
            drawn.key: documents.safe(picture_bytes(drawn, figure).decode("utf-8")) for drawn in (_WIDE, _NARROW)
        }
    body = documents.document(
        "figure.html",
        asked.lang,
        is_embed=asked.embed,
        figure=figure,
        wide=drawings.get(_WIDE.key, ""),
        narrow=drawings.get(_NARROW.key, ""),
        columns=[say(f"columns.{column}") for column in figure.table],
        rows=rows_in_words(figure),
        notice=_notice(figure, asked) if asked.frozen else "",
        page=links.page_link(root, topics.page_of(key), dataclasses.replace(asked, embed=False)),
        head=metadata.head_of_figure(figure, asked, root),
        files=[(ending, links.figure_link(root, key, asked, ending)) for ending in _files_of(figure)],
        codes=_codes(figure, asked, root),
    )
    return page_reply(body, asked.lang, ancestors="*" if asked.embed else "'self'")


def _files_of(figure: Figure) -> list[str]:
    """The endings that a reader is offered; no table of why there is nothing."""
    offered = {ending: kind for ending, kind in FORMATS.items() if kind is not CARD}
    return [ending for ending, kind in offered.items() if figure.has_rows or kind.is_drawn]


def _codes(figure: Figure, asked: Asked, root: str) -> list[tuple[str, str]]:
    shared = links.shared_of(figure, asked)
    return [(kind, embed_code(root, shared, kind)) for kind in CODE_KINDS]


def _notice(figure: Figure, asked: Asked) -> str:
    """That a newer edition has moved the finding outside its interval; silent where it has not."""
    found = standing(figure, asked)
    if found.verdict != "changed":
        return ""
    say = asked.desk.say
    return say("web.moved", before=found.written(found.before, say), **found.told_now(say))


def rows_in_words(figure: Figure) -> list[list[tuple[str, bool]]]:
    """The table's cells in words, and whether each is a number."""
    say, table = figure.context.say, figure.table
    writers = {c: written_as(table[c], say) for c in table if is_numeric_dtype(table[c])}
    return [
        [(writers[c](row[c]) if c in writers else _words(row[c]), c in writers) for c in table]
        for row in table.to_dict("records")
    ]


def _words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)
