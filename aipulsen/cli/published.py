"""What follows a publication: the person is told of it, and the cards of pasted links are made."""

from __future__ import annotations

from aipulsen.cli.output import tell
from aipulsen.settings import settings
from aipulsen.store.editions import Edition


def tell_published(edition: Edition) -> None:
    """Say where the edition lies; then, while it is read already, make its cards, unless the settings say no."""
    tell("cli.published", name=edition.name, path=edition.path)
    if settings().cards_at_publication:
        from aipulsen.figures import cards  # charts and their renderer: what only lists or scores does not load them

        tell("cli.cards", count=cards.make(edition))
