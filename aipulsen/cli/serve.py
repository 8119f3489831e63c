"""The command that starts the dashboard, from a checkout or from an installed package."""

from __future__ import annotations

import runpy
import socket
import sys
from itertools import pairwise
from typing import Annotated

import typer

from aipulsen.errors import ParameterError
from aipulsen.paths import ROOT
from aipulsen.text.reasons import reason_of

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("serve", context_settings=PASSED_ON)(serve)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
) -> None:
    """Start the dashboard on this machine; further options go to `streamlit run`, as --server.address 0.0.0.0."""
    _refuse_taken(port, _address(context.args))
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}", *context.args]
    runpy.run_module("streamlit", run_name="__main__")  # in this process: whoever stops us stops the server


def _address(passed_on: list[str]) -> str:
    """The address that streamlit is told to listen at; every one where it is told none."""
    given = " ".join(passed_on).replace("=", " ").split()
    return next((value for name, value in pairwise(given) if name == "--server.address"), "")


def _refuse_taken(port: int, address: str) -> None:
    """A port that cannot be listened at is told in a sentence: streamlit would say it in its own words."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as tried:
        if sys.platform != "win32":  # there it would let two listen at one port
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError as exc:
            raise ParameterError("cli.port", port=port, reason=reason_of(exc)) from exc
