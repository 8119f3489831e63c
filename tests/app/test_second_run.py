"""What depends on edition and choice alone is computed once: a second reader of a page waits for nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from aipulsen import topics
from tests.app.opening import open_view
from tests.app.test_pages import FACES, PAGES, WITH_TABLES

# With as little chosen as can be, with an edition, a county and a language, and with all of a county unfolded: as other
# tests open them too.
ADDRESSES = [(page, face in WITH_TABLES, FACES[face]) for face in ("typical", "english-demo") for page in PAGES]
ADDRESSES.append((topics.page_file("profile"), False, {"utgava": "demo", "lan": "25", "fraga": "alla"}))


@pytest.mark.parametrize(("page", "unfolded", "choice"), ADDRESSES)
def test_a_second_run_asks_nothing_and_works_on_no_table(
    page: str, unfolded: bool, choice: dict[str, str], done: Counter[str]
) -> None:
    """Whoever opens the page again, in the same choice, gets what is kept: answers, figures, drawings, words."""
    open_view(page, unfolded=unfolded, **choice)
    done.clear()
    again = open_view(page, unfolded=unfolded, **choice)
    assert not again.exception
    assert dict(done) == {}


def test_a_table_is_sent_when_it_is_unfolded() -> None:
    """A page that nobody has unfolded a table of sends none of those that lie behind its charts."""
    folded, unfolded = (len(open_view(topics.page_file("wages"), unfolded=u).dataframe) for u in (False, True))
    assert folded < unfolded
