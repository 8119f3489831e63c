"""Cards of an edition, made when it is published: what a pasted link shows is there before anybody pastes it.

They lie in the data folder beside the editions, below `cards/<edition>~<seal>~<version>/`, for the two editions that
were published last; a server only reads them. Every other card is drawn when it is first asked for.
"""

from __future__ import annotations

import dataclasses
import logging
import shutil
from pathlib import Path

from aipulsen import __version__, codes, log, queries, topics
from aipulsen.disk import whole_file
from aipulsen.errors import AipulsenError
from aipulsen.figures import workshop
from aipulsen.figures.desk import Desk
from aipulsen.figures.files import FileOrder, file_bytes
from aipulsen.figures.sharing import place_of
from aipulsen.queries import Selection
from aipulsen.store.editions import Edition
from aipulsen.text import LANGS
from aipulsen.topics import FileFormat
from aipulsen.voice import Voice

CARD = FileFormat("card", ".card.png", "image/png", "charts.card.card_bytes", is_drawn=True)
KEPT_EDITIONS = 2
# Who runs us ends the run; the disk fails the next card, too.
_OURS_TO_RAISE = (KeyboardInterrupt, SystemExit, OSError)
_MOST_FAULTS = 3  # a drawing that never ends costs four minutes: a renderer that is broken is not asked a hundred times
_LOG = logging.getLogger("aipulsen.figures")


def made_at_publication(edition: Edition) -> list[FileOrder]:
    """The cards that are made: of each page's lead figure for the country and for every county, in both languages, as a
    reader gets them who has chosen nothing else. The country's come first, for they are pasted most."""
    leads = dict.fromkeys(page.lead for page in topics.PAGES if page.lead is not None)
    places: tuple[str | None, ...] = (None, *codes.counties())
    asked = [(key, place) for place in places for key in leads if place or not topics.FIGURES[key].needs_county]
    return [
        FileOrder(
            desk=Desk(edition, Voice(lang)), selection=Selection(county_code=county), file_format=CARD, figure=key
        )
        for key, county in asked
        if topics.FIGURES[key].is_in(edition)
        for lang in LANGS
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """How many cards of an edition were drawn, how many were not, and the first of these with what it failed by."""

    drawn: int
    left: int = 0
    first: str = ""
    fault: str = ""


def make(edition: Edition) -> Made:
    """Draw the cards of a published edition and keep them. The edition is whole without them: whatever a card fails by
    is told, and the card is left to be drawn when it is asked for; after `_MOST_FAULTS` all others are, and at once
    where nothing can be written."""
    ordered, drawn, faults = list[FileOrder](), 0, list[tuple[str, str]]()
    try:
        with log.timed(_LOG, "cards", edition=edition.name) as told:
            ordered = made_at_publication(edition)
            folder = folder_of(edition)
            folder.mkdir(parents=True, exist_ok=True)
            _forget_older(folder)
            for order in ordered:  # one by one: a core is left to those who read
                try:
                    data = workshop.workshop().do(file_bytes, order)
                except _OURS_TO_RAISE:
                    raise
                except BaseException as error:  # a renderer's panic is no Exception
                    faults.append((_name(order), _kind(error)))
                    if len(faults) == _MOST_FAULTS:
                        break
                    continue
                with whole_file(folder / _name(order)) as file:
                    file.write(data)
                drawn += 1
            told["made"] = drawn
    except Exception as error:  # the edition is published: not even a bug of ours here may say that it is not
        at = drawn + len(faults)
        faults.append((_name(ordered[at]) if at < len(ordered) else "", _kind(error)))
    if not faults:
        return Made(drawn)
    (first, fault), left = faults[0], max(len(ordered) - drawn, 1)
    _LOG.warning("cards are left to be drawn when they are asked for card=%s error=%s left=%s", first, fault, left)
    return Made(drawn, left, first, fault)


def _kind(error: BaseException) -> str:
    """What a fault is called: our key, or its class, but nothing that it may hold of an ad."""
    return error.key if isinstance(error, AipulsenError) else type(error).__name__


def kept(order: FileOrder) -> bytes | None:
    """The card of an order as it was made at publication; None where it was not."""
    edition, selection = order.desk.edition, order.selection
    if selection.base == queries.default_base(edition):  # a link that names the default asks for the same picture
        order = dataclasses.replace(order, selection=dataclasses.replace(selection, base=None))
    if order.selection != Selection(county_code=selection.county_code):
        return None
    try:
        return (folder_of(edition) / _name(order)).read_bytes()
    except OSError:
        return None


def folder_of(edition: Edition) -> Path:
    """Where an edition's cards lie; another edition of the same name, or another version of us, has its own folder."""
    return edition.path.parent.with_name("cards") / f"{edition.name}~{edition.seal}~{__version__}"


def _name(order: FileOrder) -> str:
    return f"{order.figure}~{place_of(order.selection)}~{order.desk.say.lang}.png"


def _forget_older(folder: Path) -> None:
    """Of the editions whose cards lie there those that were published last stay, this one among them; of one name its
    newest content alone."""
    others = [other for other in folder.parent.iterdir() if other != folder]
    earlier = [other for other in others if other.name.partition("~")[0] == folder.name.partition("~")[0]]
    rest = sorted((other for other in others if other not in earlier), key=lambda other: other.stat().st_mtime)
    for other in (*earlier, *rest[: max(0, len(rest) - KEPT_EDITIONS + 1)]):
        shutil.rmtree(other, ignore_errors=True)
