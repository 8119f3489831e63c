"""The command line: everything a page shows, with the same numbers; errors in one sentence and an exit code."""

from __future__ import annotations

import io
import os
import sys

import typer

from aipulsen import log
from aipulsen.cli.commands import LazyGroup
from aipulsen.cli.output import tell_line, voice
from aipulsen.cli.usage import usage_sentence
from aipulsen.errors import AipulsenError, ParameterError
from aipulsen.settings import settings
from aipulsen.text.reasons import NO_ROOM, reason_of
from aipulsen.text.safety import one_line
from aipulsen.voice import SWEDISH, Voice

_OPTIONS = {"similar.needs_county": "--county"}


def program() -> typer.Typer:
    """The commands; each loads what it needs when it is asked for."""
    app = typer.Typer(
        cls=LazyGroup,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_everything)
    return app


def _everything() -> None:
    """Sveriges AI-kompetensgeografi: everything a page shows, with the same numbers."""


def _refuse_empty(given: list[str]) -> None:
    """An empty value is a variable that was never set: no option means anything by it, and a path would be here."""
    for before, value in zip(["aipulsen", *given], given, strict=False):
        name, sign, rest = value.partition("=")
        if not value.strip() or (name.startswith("--") and sign and not rest.strip()):
            raise ParameterError("cli.empty_value", name=name.strip() or before)


def _voice_of_errors() -> Voice:
    """The voice of this run; Swedish when the settings themselves are at fault."""
    try:
        return voice()
    except ParameterError:
        return SWEDISH


def _speak_utf8() -> None:
    """Every system gets the same bytes: a pipe on Windows would choose a code page without a minus sign."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _option_of(error: AipulsenError, say: Voice) -> str:
    """The option that a missing choice has here; pages say the same sentence beside their own filter."""
    option = _OPTIONS.get(error.key)
    return "" if option is None else say("cli.option", option=option)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; a known error is one sentence on stderr and its branch's exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    _speak_utf8()
    try:
        log.start(settings().log_level)
        _refuse_empty(given)
        code = program()(given, standalone_mode=False)  # a code of typer.Exit, or None
        sys.stdout.flush()  # what is held back may not find room
        sys.exit(code)
    except AipulsenError as error:
        say = _voice_of_errors()
        tell_line(say("cli.error", sentence=one_line(error.sentence(say.lang) + _option_of(error, say))))
        sys.exit(error.exit_code)
    except typer.TyperException as error:
        say = _voice_of_errors()
        is_help = type(error).__name__ == "NoArgsIsHelpError"
        tell_line(error.format_message() if is_help else say("cli.error", sentence=usage_sentence(error, say)))
        sys.exit(ParameterError.exit_code)
    except BrokenPipeError:  # the reader of our output has closed it: not our failure
        _write_no_more()
        sys.exit(0)
    except OSError as error:
        if error.errno not in NO_ROOM or error.filename is not None:
            raise
        _write_no_more()
        say = _voice_of_errors()
        tell_line(say("cli.error", sentence=say("cli.no_room", reason=reason_of(error))))
        sys.exit(ParameterError.exit_code)


def _write_no_more() -> None:
    """What standard output still holds is written nowhere, instead of failing once more when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
