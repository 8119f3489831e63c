"""A page holds what it has: its edition is opened once each time the page runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from aipulsen.store import editions
from tests.app.opening import open_view
from tests.app.test_pages import PAGES


def test_a_page_opens_its_edition_once(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through every page of the demo, with a county: each opens one edition, the demo, one time.

    At the first run the list of editions is made, which opens each.
    """
    choices = {"utgava": "demo", "lan": "25"}
    app = open_view("app.py", **choices)
    opened: list[str] = []
    opens = editions._open

    def counted(path: Path) -> editions.Edition:
        opened.append(path.name)
        return opens(path)

    monkeypatch.setattr(editions, "_open", counted)
    opened_by = {}
    for page in PAGES:
        opened.clear()
        for name, value in choices.items():
            app.query_params[name] = value
        app.switch_page(page).run()
        assert not app.exception
        opened_by[page] = list(opened)
    assert opened_by == {page: ["demo"] for page in PAGES}
