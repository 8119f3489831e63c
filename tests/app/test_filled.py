"""What an edition's pages show is there before anybody asks: after the shelf is filled a first visit makes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from aipulsen import keepers, topics
from aipulsen.figures import prepared
from aipulsen.queries import Selection
from aipulsen.queries.scope import default_base
from aipulsen.settings import Settings
from aipulsen.store.editions import open_edition
from tests.app.opening import open_view

pytestmark = pytest.mark.fresh

CHOSEN = [("demo", None, "sv"), ("demo", "25", "en"), ("rapport-2026-04", "25", "sv")]


@pytest.fixture(params=CHOSEN, ids=str)
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Settings, dict[str, str]]]:
    """The settings with a shelf on which one choice of an edition lies, and how an address names that choice."""
    name, county, lang = request.param
    shelved, edition = Settings(data_dir=tmp_path), open_edition(name)
    prepared.open_shelf(shelved, is_behind=False)
    keepers.forget()
    prepared.make(edition, Selection(county_code=county, base=default_base(edition)))
    yield shelved, {"utgava": name, "sprak": lang, **({"lan": county} if county else {})}
    keepers.use_shelf(None)
    keepers.forget()


@pytest.mark.slow
def test_a_first_visit_of_a_filled_choice_makes_nothing(
    filled: tuple[Settings, dict[str, str]], done: Counter[str]
) -> None:
    """By a process that remembers nothing: no figure is built, no chart drawn, no week counted, no table read."""
    shelved, address = filled
    found = dict[str, dict[str, int]]()
    for page in topics.PAGES:
        prepared.open_shelf(shelved, is_behind=False)
        keepers.forget()
        done.clear()
        view = open_view(page.file, **address)
        assert not view.exception
        found[page.key] = dict(done)
    assert {key: what for key, what in found.items() if what} == {}
