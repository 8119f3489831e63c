"""Pages opened for tests: one of its own for a test that does something, one kept for all tests that only read."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest
from streamlit.testing.v1 import AppTest

from aipulsen import topics
from tests.conftest import ROOT


class Viewed(Protocol):
    """What the fixture `viewed` gives: an address, that is a page and the parameters of its link, opened once."""

    def __call__(self, page: str, *, unfolded: bool = False, **parameters: str) -> AppTest: ...


def open_view(page: str, *, unfolded: bool = False, **parameters: str) -> AppTest:
    """A page opened by its own link, with these parameters in its URL; unfolded, the tables behind its charts too.

    Half of a page's time goes to its tables: they are unfolded for those who read them.
    """
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    for key in topics.FIGURES if unfolded else ():
        app.session_state[f"table:{key}"] = True
    for name, value in parameters.items():
        app.query_params[name] = value
    if page != "app.py":
        app.switch_page(page)
    return app.run()


class Views:
    """Each address opened once, on the embedded editions alone; whoever gets it reads and leaves it as it is."""

    def __init__(self, empty_folder: Path) -> None:
        self._folder = empty_folder
        self._kept: dict[tuple[str, bool, frozenset[tuple[str, str]]], AppTest] = {}

    def __call__(self, page: str, *, unfolded: bool = False, **parameters: str) -> AppTest:
        address = (page, unfolded, frozenset(parameters.items()))
        if address not in self._kept:
            with pytest.MonkeyPatch.context() as patched:
                patched.setenv("AIPULSEN_DATA_DIR", str(self._folder))
                self._kept[address] = open_view(page, unfolded=unfolded, **parameters)
        return self._kept[address]
