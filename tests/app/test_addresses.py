"""Addresses that were given out once still open their page, with what the reader chose kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.source_util import page_icon_and_name

from aipulsen import topics
from aipulsen.text import t
from aipulsen.ui.markdown import plain
from tests.app.opening import Viewed
from tests.app.test_pages import shown_in
from tests.conftest import ROOT

# Every address that has ever been published, and the page it promised. Lines are added, never changed.
PUBLISHED = {
    "": "overview",
    "berattelsen": "story",
    "kompetensgap": "gap",
    "storstad": "big_city",
    "arbetsgivare": "employers",
    "ai_jobben": "work",
    "loner": "wages",
    "pendling": "commuting",
    "kompetensforsorjning": "supply",
    "korsvalidering": "cross_check",
    "lansprofil": "profile",
    "utveckling": "trend",
    "rapporten": "report",
    "om_siffrorna": "about",
    "ordlista": "glossary",
}


def scripts() -> dict[str, Path]:
    """The script that Streamlit runs for each address, by its own rules."""
    return {"": ROOT / "app.py"} | {page_icon_and_name(file)[1]: file for file in (ROOT / "pages").glob("*.py")}


@pytest.mark.parametrize(("address", "page"), PUBLISHED.items())
def test_a_published_address_opens_its_page_with_the_readers_choices(address: str, page: str, viewed: Viewed) -> None:
    """The page's title is there, and county and window from the address are chosen and stay in it."""
    file = scripts()[address].relative_to(ROOT)
    app = shown_in("county", str(file), viewed)
    titled = "profile.title_of" if page == "profile" else f"{page}.title"
    assert [title.value for title in app.title] == [plain(t(f"pages.{titled}", county="Norrbotten"))]
    assert topics.PAGE_OF[page].has_choices == ("url:lan" in app.session_state)
    kept = {name: "".join(app.query_params[name]) for name in ("lan", "fonster")}
    assert kept == {"lan": "25", "fonster": "180"}


def test_every_page_has_an_address_that_is_promised() -> None:
    """A new page is written into the list above, so that its address is kept from then on."""
    assert scripts().keys() == PUBLISHED.keys()


@pytest.mark.parametrize("question", ["plats", "orsak", "arbetsgivare", "kompetens", "liknande"])
def test_a_published_question_about_a_county_is_unfolded(question: str, viewed: Viewed) -> None:
    """Links of the days when the county page answered one question at a time open that question."""
    app = viewed(str(scripts()["lansprofil"].relative_to(ROOT)), lan="25", utgava="demo", fraga=question)
    assert [toggle.key for toggle in app.toggle if toggle.value] == [f"question:{question}"]


def test_page_files_are_numbered_in_the_menus_order() -> None:
    """Who looks into `pages/` sees the order that readers see: 1, 2, 3 …"""
    numbers = [int(Path(page.file).stem.split("_")[0]) for page in topics.PAGES[1:]]
    assert numbers == list(range(1, len(topics.PAGES)))
