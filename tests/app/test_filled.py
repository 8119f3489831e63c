"""What an edition's pages show is there before anybody asks: after the shelf is filled a first visit makes nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from aipulsen import keepers, topics
from aipulsen.figures import prepared
from aipulsen.queries import Selection
from aipulsen.queries.scope import default_base
from aipulsen.settings import Settings
from aipulsen.store.editions import open_edition
from tests.app.opening import open_view

CHOSEN = [("demo", None), ("demo", "25"), ("rapport-2026-04", "25")]


@pytest.fixture(scope="module", params=CHOSEN, ids=str)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str | None, Path]:
    """An edition and a place whose choice lies on a shelf, and where."""
    name, county = request.param
    folder = tmp_path_factory.mktemp("data")
    prepared.open_shelf(Settings(data_dir=folder), is_behind=False)
    keepers.forget()
    edition = open_edition(name)
    prepared.make(edition, Selection(county_code=county, base=default_base(edition)))
    keepers.use_shelf(None)
    return name, county, folder


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_first_visit_of_a_filled_choice_makes_nothing(
    filled: tuple[str, str | None, Path], lang: str, done: Counter[str]
) -> None:
    """No figure is built, no chart drawn, no week counted, no table read, on any page."""
    name, county, folder = filled
    found = dict[str, dict[str, int]]()
    for page in topics.PAGES:
        keepers.forget()
        prepared.open_shelf(Settings(data_dir=folder), is_behind=False)
        done.clear()
        view = open_view(page.file, utgava=name, sprak=lang, **({"lan": county} if county else {}))
        keepers.use_shelf(None)
        assert not view.exception
        found[page.key] = dict(done)
    assert {key: what for key, what in found.items() if what} == {}
