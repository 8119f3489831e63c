"""From page to page as a reader walks: each opens its edition once, and is the page behind its link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aipulsen.store import editions
from tests.app.opening import Viewed, open_view
from tests.app.test_pages import FACES, PAGES, shown_in, specs, words

FACE = "english-demo"


@dataclass(frozen=True)
class Visit:
    """What a reader who comes from another page meets, and the editions that were opened for it."""

    words: str
    charts: list[dict[str, Any]]
    errors: list[str]
    opened: list[str]


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Visit]:
    """From the start page through the whole menu, once for all that is promised of it."""
    opened: list[str] = []
    opens = editions._open

    def counted(path: Path) -> editions.Edition:
        opened.append(path.name)
        return opens(path)

    met = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AIPULSEN_DATA_DIR", str(tmp_path_factory.mktemp("no-editions")))
        app = open_view("app.py", **FACES[FACE])  # makes the list of editions, which opens each
        patched.setattr(editions, "_open", counted)
        for page in PAGES:
            opened.clear()
            for name, value in FACES[FACE].items():
                app.query_params[name] = value
            app.switch_page(page).run()
            met[page] = Visit(words(app), specs(app), [e.value for e in app.exception], list(opened))
    return met


def test_a_page_opens_its_edition_once(visits: dict[str, Visit]) -> None:
    """Through every page of the demo, with a county: each opens one edition, the demo, one time."""
    assert {page: visit.errors for page, visit in visits.items()} == {page: [] for page in PAGES}
    assert {page: visit.opened for page, visit in visits.items()} == {page: ["demo"] for page in PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reached_from_another_is_the_page_behind_its_link(
    page: str, visits: dict[str, Visit], viewed: Viewed
) -> None:
    """The same words and charts as for the reader who had the link."""
    by_link = shown_in(FACE, page, viewed)
    assert visits[page].words
    assert (visits[page].words, visits[page].charts) == (words(by_link), specs(by_link))
