"""Lines and sentences are where a plain reading finds them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from aipulsen.scoring.layout import Layout

PIECES = ["AI", " ", ". ", "! ", "\n", "• ", "a.b", "?  ", "Du bygger"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def _plain(text: str, start: int, end: int) -> tuple[int, int]:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end) if "\n" in text[end:] else len(text)
    ends = [stop.end() for stop in re.finditer(r"[.!?] +|[•●▪·*✔►]+", text[first:last])]
    return (
        max([first, *(first + e for e in ends if first + e <= start)]),
        min([last, *(first + e for e in ends if first + e > end)]),
    )


@given(TEXTS)
def test_every_word_stands_in_its_sentence(text: str) -> None:
    """Whatever was asked before, in one order or the other."""
    places = [word.span() for word in re.finditer(r"\w+(?:\n\w+)?", text)]
    layout = Layout(text)
    for start, end in [*places, *reversed(places)]:
        assert layout.sentence(start, end) == _plain(text, start, end)


def test_an_item_has_a_mark_or_no_full_stop() -> None:
    """A sentence with its full stop is no item; the rest of a list is."""
    layout = Layout("Om rollen\n- Bygga AI.\nBygga AI\nVi bygger AI.")
    places = [found.start() for found in re.finditer("AI", layout.text)]
    assert [layout.is_item(place) for place in places] == [True, True, False]
