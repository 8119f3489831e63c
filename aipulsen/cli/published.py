"""What follows a publication: the person is told of it, and the cards of pasted links are made."""

from __future__ import annotations

from aipulsen.cli.output import tell
from aipulsen.settings import settings
from aipulsen.store.editions import Edition


def tell_published(edition: Edition) -> None:
    """Say where the edition lies; then, while it is read already, make its cards, unless the settings say no. Cards
    that could not be made are told of in a sentence: the publication has succeeded."""
    tell("cli.published", name=edition.name, path=edition.path)
    if settings().cards_at_publication:
        from aipulsen.figures import cards  # charts and their renderer: what only lists or scores does not load them

        tell("cli.cards_begin")
        made = cards.make(edition)
        tell("cli.cards", count=made.drawn)
        if made.left:
            tell("cli.cards_left", count=made.left, first=made.first or edition.name, fault=made.fault)
