"""The command that starts the dashboard, from a checkout or from an installed package."""

from __future__ import annotations

import runpy
import sys
from typing import Annotated

import typer

from aipulsen.paths import ROOT

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("serve", context_settings=PASSED_ON)(serve)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
) -> None:
    """Start the dashboard on this machine; further options go to `streamlit run`, as --server.address 0.0.0.0."""
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}", *context.args]
    runpy.run_module("streamlit", run_name="__main__")  # in this process: whoever stops us stops the server
