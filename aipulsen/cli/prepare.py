"""The command that makes what every page shows before anybody asks, for the next start and the other processes."""

from __future__ import annotations

from typing import Annotated

import typer

from aipulsen.ads.workers import end_with
from aipulsen.cli.output import tell
from aipulsen.cli.published import fill_shelf
from aipulsen.errors import ParameterError
from aipulsen.settings import settings
from aipulsen.store import editions, sight


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("prepare")(prepare)


def prepare(
    edition: Annotated[
        list[str] | None, typer.Argument(help="Editions; default: the one that is shown first, report and demo.")
    ] = None,
    server: Annotated[int | None, typer.Option(hidden=True, help="Process to end with: the server's.")] = None,
) -> None:
    """Make what pages show before anybody asks: each window, place and language of an edition."""
    if server is not None:
        end_with(server)
    if not settings().shelf_megabytes:
        raise ParameterError("cli.no_shelf")
    first = sight.leading(sight.known_editions()[0]).name
    named = edition or list(dict.fromkeys((first, editions.REPORT_EDITION, editions.DEMO_EDITION)))
    tell("cli.fill_begins")
    fill_shelf([editions.open_edition(name) for name in named], settings().data_dir)
