"""How the pages read: each headline once, in the reader's language, about what the reader chose."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.app.test_pages import PAGES, open_view


@pytest.mark.parametrize("page", PAGES)
def test_no_headline_stands_twice_on_a_page(page: str, data_folder: Path) -> None:
    """Two charts that say the same are one chart too many, or one finding too few."""
    headlines = Counter(s.value for s in open_view(page, lan="25").subheader)
    assert [h for h, times in headlines.items() if times > 1] == []
