"""The house rules that a tool can hold: short pages, no HTML, said purposes, no forbidden words."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "aipulsen").rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]


@pytest.mark.parametrize("path", [*MODULES, *PAGES], ids=lambda p: str(p.relative_to(ROOT)))
def test_every_room_says_what_it_is_for(path: Path) -> None:
    """A module's first line is a sentence about its purpose."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring
    assert len(docstring.splitlines()[0]) > 20


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_pages_read_like_a_table_of_contents(path: Path) -> None:
    """At most 60 lines, ASCII file name, `open_page` first."""
    source = path.read_text("utf-8")
    assert source.count("\n") <= 60
    assert path.name.isascii()
    assert "page = open_page(" in source


def test_no_page_injects_html() -> None:
    """Employer names are hostile input: unsafe HTML is never allowed."""
    guilty = [p for p in [*MODULES, *PAGES] if "unsafe_allow_html" in p.read_text("utf-8")]
    assert guilty == []


def test_importing_the_core_writes_and_downloads_nothing(tmp_path: Path) -> None:
    """Importing every module in an empty folder leaves it empty and says nothing."""
    import sys

    names = [".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for p in MODULES]
    code = "\n".join(f"import {name}" for name in names if not name.endswith("__main__"))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_no_user_sentence_stands_in_code() -> None:
    """Swedish words in the core's code belong in aipulsen/text; patterns and made-up names are exempt."""
    exempt = {
        "engine.py",
        "engine_v1.py",
        "scanner.py",
        "rules.py",
        "normalise.py",
        "reference.py",
        "demo.py",
        "schemas.py",
        "contacts.py",
        "places.py",
        "remote.py",
    }
    guilty = []
    for path in MODULES:
        if path.name in exempt:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            is_literal = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_literal and id(node) not in docstrings and re.search("[åäöÅÄÖ]", node.value):
                guilty.append((path.name, node.lineno, node.value))
    assert guilty == []
