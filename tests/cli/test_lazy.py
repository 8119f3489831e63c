"""A command loads what it needs: whoever asks for help or for a number waits for no charts, engine or server."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer

from aipulsen import topics
from aipulsen.cli import program
from aipulsen.cli.commands import COMMANDS

FOR_PICTURES = {
    "altair",
    "resvg",
    "vl_convert",
    "PIL",
    "openpyxl",
    "pydeck",
    "loky",
}  # geopandas: pandera asks whether it is there
FOR_MAKING = {"duckdb", "hyperscan", "requests", "rich", "streamlit", "distributed"}
FOR_NUMBERS = {"numpy", "pandas", "pyarrow", "pandera", "scipy"}
UNASKED = FOR_PICTURES | FOR_MAKING | {"pandera"}
WHAT_IS_LOADED = """
import contextlib, io, json, sys
from aipulsen.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize(
    ("asked", "unneeded"),
    [
        (["--help"], FOR_PICTURES | FOR_MAKING | FOR_NUMBERS),
        (["serve", "--help"], FOR_PICTURES | FOR_MAKING | FOR_NUMBERS),
        (["query", "gap", "--edition", "rapport-2026-04"], UNASKED | {"scipy.stats"}),
        (["score", "--help"], FOR_PICTURES | {"scipy", "duckdb"}),
    ],
)
def test_a_command_loads_no_room_that_it_does_not_need(asked: list[str], unneeded: set[str]) -> None:
    """In a process of its own, as a shell starts it."""
    done = subprocess.run([sys.executable, "-c", WHAT_IS_LOADED, *asked], capture_output=True, text=True, check=True)
    assert unneeded & set(json.loads(done.stdout.splitlines()[-1])) == set()


EVERY_QUESTION = """
import contextlib, io, json, sys
from aipulsen.cli import main
loaded = {}
for name in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.suppress(SystemExit):
        main(["query", name, "--edition", "demo"])
    loaded[name] = [bool(told.getvalue()), *sys.modules]
print(json.dumps(loaded))
"""
WITHOUT_ROWS = {"report", "changes", "commuting-adjusted", "similar"}  # of the demo, and of no county


def test_no_question_loads_what_draws_or_makes() -> None:
    """Each of them, in one process, which forgets nothing: the first to load too much is named first."""
    done = subprocess.run(
        [sys.executable, "-c", EVERY_QUESTION, *topics.QUESTIONS], capture_output=True, text=True, check=True
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    # A question about groups of terms reads the engine's words, one about the report a file that is held to its schema.
    unasked = UNASKED - {"hyperscan", "pandera"}
    assert {name: found for name, (_, *modules) in loaded.items() if (found := unasked & {*modules})} == {}
    assert {name for name, (is_answered, *_) in loaded.items() if not is_answered} <= WITHOUT_ROWS


def test_the_list_in_help_names_every_command_as_the_command_does() -> None:
    """Each name leads to a command whose own help begins with the same words."""
    group = typer.main.get_command(program())
    context = typer.Context(group)
    for name, told in COMMANDS.items():
        command = group.get_command(context, name)  # type: ignore[attr-defined]
        assert " ".join(command.help.split()).startswith(told.help.rstrip(".")), (name, command.help)
    assert group.get_command(context, "no-such") is None  # type: ignore[attr-defined]
