"""What a reader writes – an ad, a paragraph, a search, a link – is in no keeper afterwards: the page promises it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aipulsen import keepers, topics
from aipulsen.text import t
from tests.app.opening import open_view
from tests.app.test_try_ad import with_own

pytestmark = pytest.mark.fresh

OWN = "Zqxjfors"
ABOUT = topics.page_file("about")


def _ad() -> AppTest:
    text = f"Vi söker en AI-ingenjör i {OWN}.\nDu bygger modeller i {OWN} med Python.\nRing Eva {OWN}."
    return with_own(open_view(ABOUT, avsnitt="prova"), f"AI-ingenjör till {OWN}", text)


def _paragraph() -> AppTest:
    app = open_view(ABOUT, avsnitt="kontrollera")
    app.text_area[0].set_value(f"I {OWN} fanns 57 AI-annonser. {OWN} har 3,07 per 1 000.")
    return app.main.button[-1].click().run()


def _search(name: str, page: str) -> AppTest:
    app = open_view(page)
    app.text_input(key=f"search:{name}").set_value(OWN)
    send = [button for button in app.button if button.label == t("filters.search")]  # of a form alone
    return send[0].click().run() if send else app.run()


WAYS_IN: dict[str, Callable[[], AppTest]] = {
    "ad": _ad,
    "paragraph": _paragraph,
    "glossary": lambda: _search("ord", topics.page_file("glossary")),
    "place": lambda: _search("ort", "app.py"),
    "link": lambda: open_view(topics.page_file("gap"), lan=OWN, niva=OWN),
}


def _holding(words: str) -> list[str]:
    """The keepers that hold the words, in a key or in what is kept."""
    return [one.name for one in keepers.KEEPERS if words in "".join(f"{key!r}{kept!r}" for key, kept in one.items())]


@pytest.mark.parametrize("way", WAYS_IN)
def test_what_a_reader_writes_is_kept_nowhere(way: str) -> None:
    keepers.forget()
    app = WAYS_IN[way]()
    assert not app.exception
    shown = " ".join(str(one.value) for kind in ("markdown", "caption", "warning", "table") for one in app.get(kind))
    assert OWN in shown
    assert _holding(OWN) == []
