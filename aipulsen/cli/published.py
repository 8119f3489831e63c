"""What follows a publication: the person is told of it, what pages show is made, and the cards of pasted links."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path

from aipulsen.cli.output import tell
from aipulsen.settings import settings
from aipulsen.store.editions import Edition


def tell_published(edition: Edition) -> None:
    """Say where the edition lies; then, while it is read already, make what its pages show and its cards, unless the
    settings say no. What could not be made is told of in a sentence: the publication has succeeded."""
    tell("cli.published", name=edition.name, path=edition.path)
    if settings().shelf_megabytes and settings().fill_at_publication:
        tell("cli.fill_begins")
        fill_shelf([edition], edition.path.parent.parent)
    if settings().cards_at_publication:
        from aipulsen.figures import cards  # charts and their renderer: what only lists or scores does not load them

        tell("cli.cards_begin")
        made = cards.make(edition)
        tell("cli.cards", count=made.drawn)
        if made.left:
            tell("cli.cards_left", count=made.left, first=made.first or edition.name, fault=made.fault)


def fill_shelf(editions: Iterable[Edition], data_dir: Path) -> None:
    """Make what every page of these editions shows, and lay it on that data folder's shelf."""
    from aipulsen import keepers  # charts, as above
    from aipulsen.figures import prepared

    before = keepers.shelf_in_use()
    try:
        prepared.open_shelf(dataclasses.replace(settings(), data_dir=data_dir), is_behind=False)
        for edition in editions:
            filled = prepared.fill(edition)
            tell("cli.filled" if filled.is_whole else "cli.not_filled", name=edition.name, count=filled.choices)
    finally:
        keepers.use_shelf(before)
