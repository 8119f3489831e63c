"""A command line that cannot be understood, said in the reader's language: the library speaks English only."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

import typer
import typer.core

from aipulsen.errors import ParameterError
from aipulsen.voice import Voice

_OF_NUMBERS = re.compile("integer|greater|less")  # the library's words when a number is none, or out of range


def usage_sentence(error: typer.TyperException, say: Voice) -> str:
    """What is wrong with the command line, and where help is: an unknown command or option with those that there are, a
    value of the wrong kind, something missing."""
    context = getattr(error, "ctx", None)
    told: dict[str, Any] = {"help": f"{context.command_path} --help" if context else "aipulsen --help"}
    parameter = getattr(error, "param", None)
    if parameter is not None:
        told["name"] = max([*parameter.opts, parameter.name or ""], key=lambda n: (n.startswith("--"), len(n)))
        is_missing = type(error).__name__ == "MissingParameter"
        kind = "missing" if is_missing else "whole_number" if _OF_NUMBERS.search(error.message) else "value"
        return say(f"cli.usage.{kind}", **told)
    if option := getattr(error, "option_name", None):
        key = "needs_value" if type(error).__name__ == "BadOptionUsage" else "option"
        here = [max(known.opts, key=len) for known in context.command.params] if context else []
        valid = ", ".join(name for name in here if name.startswith("--")) or "--help"
        return say(f"cli.usage.{key}", option=option, valid=valid, **told)
    group = getattr(context, "command", None)
    if group is not None and hasattr(group, "list_commands"):
        return say("cli.usage.command", valid=", ".join(group.list_commands(context)), **told)
    return say("cli.usage.other", **told)


class OnceEach(typer.core.TyperCommand):
    """A command that refuses an option given twice: the library would take the last and say nothing."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, read; an option that may stand once and stands twice is a ParameterError."""
        given = [argument.partition("=")[0] for argument in takewhile("--".__ne__, args)]
        for parameter in self.params:
            names = [name for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-")]
            if not parameter.multiple and sum(name in names for name in given) > 1:
                raise ParameterError("cli.twice", option=max(names, key=len))
        read: list[str] = super().parse_args(ctx, args)
        return read
