"""A page holds what it has: its edition is opened once each time the page runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from aipulsen.store import editions
from tests.app.test_pages import PAGES, open_view


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_its_edition_once(page: str, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of the demo, with a county: run again, it opens one edition, the demo, one time.

    At the first run the list of editions is made, which opens each.
    """
    app = open_view(page, utgava="demo", lan="25")
    opened = []
    opens = editions._open

    def counted(path: Path) -> editions.Edition:
        opened.append(path.name)
        return opens(path)

    monkeypatch.setattr(editions, "_open", counted)
    app.run()
    assert not app.exception
    assert opened == ["demo"]
