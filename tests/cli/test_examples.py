"""Every example in `--help`, README and the documents is one that the program takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from aipulsen.cli import main
from aipulsen.cli.commands import COMMANDS, _command
from aipulsen.queries.choices import known_to
from aipulsen.topics import QUESTIONS
from tests.conftest import ROOT

_EXAMPLE = re.compile(r"e\.g\. ([^;)]+?)[.)]?$|«([^»]+)»")
_DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
_RUN = ("query", "export", "editions")  # what needs neither files nor services


def _examples() -> list[tuple[str, str, str]]:
    """The values that the help of a question's options gives as examples: question, option, value."""
    group, found = _command("query"), {}
    for name, question in QUESTIONS.items():
        options = {f"--{choice.option}" for choice in known_to(question)} | {"--from", "--to"}
        for parameter in group.get_command(None, name).params:
            told = _EXAMPLE.search(parameter.help or "")
            for value in re.split(r" or |, ", told[1] or told[2]) if told else []:
                for option in set(parameter.opts) & options:
                    found.setdefault((option, value, parameter.help), (name, option, value))
    return list(found.values())


@pytest.mark.parametrize(("name", "option", "value"), _examples())
def test_an_example_of_an_option_is_answered(
    name: str, option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the question as it is asked without any other option."""
    with pytest.raises(SystemExit) as stop:
        main(["query", name, option, value])
    assert (stop.value.code or 0) == 0, capsys.readouterr().err


def _lines() -> list[str]:
    """Every command line of ours in a document's code, without what is said beside it; in running text those
    that have an option, for the others are but a command's name."""
    found: dict[str, None] = {}
    for path in _DOCUMENTS:
        text = path.read_text("utf-8")
        fenced = re.findall(r"^(?:    |)(?:\S*python -m )?aipulsen ([a-z-]+(?: .*)?)$", text, flags=re.MULTILINE)
        inline = re.findall(r"`(?:[A-Z_]+=\S+ )?(?:\S*python -m )?aipulsen ([a-z-]+(?: [^`]*)?)`", text)
        inline = [line for line in inline if "--" in line]
        found |= dict.fromkeys(line.partition("#")[0].strip() for line in (*fenced, *inline))
    meant = [line for line in found if "…" not in line and "NAME" not in line and "<" not in line]
    return [line for line in meant if line.split()[0] in COMMANDS and "breadth" not in line]


def test_the_documents_have_examples() -> None:
    assert {line.split()[0] for line in _lines()} >= {
        "query",
        "export",
        "score",
        "evaluate",
        "build",
        "refresh",
        "serve",
    }


@pytest.mark.parametrize("line", _lines())
def test_a_command_line_in_a_document_is_one(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its command takes the options that it is given; what needs neither a file nor a service is run as it stands."""
    command, *given = shlex.split(line)
    monkeypatch.chdir(tmp_path)
    if command in _RUN and "--from E" not in line:
        with pytest.raises(SystemExit) as stop:
            main([command, *given])
        assert (stop.value.code or 0) == 0, capsys.readouterr().err
        return
    asked: Any = _command(command)
    if command == "query":
        asked, given = asked.get_command(None, given[0]), given[1:]
    asked.make_context(command, [*given])  # raises where an option is none of its own
