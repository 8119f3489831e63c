"""What depends on edition and choice alone is computed once: a second reader of a page waits for nothing."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from aipulsen import topics
from aipulsen.charts import drawing
from aipulsen.store.editions import Edition
from tests.app.opening import open_view
from tests.app.test_pages import FACES, PAGES, WITH_TABLES

# With as little chosen as can be, and with an edition, a county and a language; what other tests have opened already.
CHOICES = ("typical", "english-demo")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often something was done that costs time: a table read, a figure built, a chart drawn."""
    counts: Counter[str] = Counter()
    read, build, drawn = Edition.read, topics.FigureEntry.build, drawing.drawn

    def counted_read(edition: Edition, table: str) -> pd.DataFrame:
        counts[f"read {table}"] += 1
        return read(edition, table)

    def counted_build(entry: topics.FigureEntry, desk: object, selection: object) -> object:
        counts[f"built {entry.key}"] += 1
        return build(entry, desk, selection)

    def counted_drawn(*what: object) -> object:
        counts["drawn"] += 1
        return drawn(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(Edition, "read", counted_read)
    monkeypatch.setattr(topics.FigureEntry, "build", counted_build)
    monkeypatch.setattr(drawing, "drawn", counted_drawn)
    return counts


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("page", PAGES)
def test_a_second_run_asks_nothing_and_draws_nothing(page: str, choice: str, done: Counter[str]) -> None:
    """Whoever opens the page again, in the same choice, gets what is kept: answers, figures, drawings."""
    unfolded = choice in WITH_TABLES
    open_view(page, unfolded=unfolded, **FACES[choice])
    done.clear()
    again = open_view(page, unfolded=unfolded, **FACES[choice])
    assert not again.exception
    assert dict(done) == {}


def test_a_table_is_sent_when_it_is_unfolded() -> None:
    """A page that nobody has unfolded a table of sends none of those that lie behind its charts."""
    folded, unfolded = (len(open_view(topics.page_file("wages"), unfolded=u).dataframe) for u in (False, True))
    assert folded < unfolded
