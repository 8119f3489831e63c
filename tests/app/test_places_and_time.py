"""The place's box, the national line, what changed and the days open, as pages show them; and what the report lacks."""

from __future__ import annotations

import pytest

from aipulsen import topics
from aipulsen.text import LANGS, Lang, t
from tests.app.opening import Viewed, open_view
from tests.app.test_pages import words
from tests.chosen import Chosen

REPORT = "rapport-2026-04"


def test_a_place_in_the_box_chooses_its_county_on_every_page(data_folder: object) -> None:
    app = open_view("app.py", utgava="demo")
    app.selectbox(key="place-search").set_value("Kiruna").run()
    assert app.query_params["lan"] == "25"
    assert "Kiruna ligger i Norrbottens län." in words(app)
    assert not app.exception


@pytest.mark.parametrize("lang", LANGS)
def test_the_start_page_has_the_national_line_or_says_why_not(viewed: Viewed, lang: Lang) -> None:
    assert Chosen("demo").figure("national-share", lang).title in words(viewed("app.py", utgava="demo", sprak=lang))
    assert t("national_share.reason.no_ads", lang) in words(viewed("app.py", utgava=REPORT, sprak=lang))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", [REPORT, "demo"])
def test_the_start_page_says_what_this_is_and_tells_the_story(edition: str, lang: Lang, viewed: Viewed) -> None:
    """One sentence of purpose; five findings, those of the edition, with the question that each answers."""
    app = viewed("app.py", utgava=edition, sprak=lang)
    assert t("pages.overview.purpose", lang) in words(app)
    for key in ("big-city-split", "wage-gap", "commuting"):
        assert Chosen(edition).figure(key, lang).title in words(app)
    links = [link.proto.label for link in app.get("page_link")]
    for step in ("where", "who", "pay", "commute", "supply"):
        assert t(f"pages.overview.step.{step}", lang) in links


@pytest.mark.parametrize(("page", "line"), [("supply", "days_open.none"), ("gap", "places.no_ads")])
def test_the_report_says_in_one_line_what_it_lacks(viewed: Viewed, page: str, line: str) -> None:
    assert t(line, "sv", edition=REPORT) in words(viewed(topics.page_file(page), utgava=REPORT, lan="25"))


def test_the_countys_page_tells_what_changed_there(viewed: Viewed) -> None:
    said = words(viewed(topics.page_file("profile"), utgava="demo", lan="25"))
    assert "Sedan 1 april 2026: Norrbotten:" in said
    assert "Sedan" not in words(viewed(topics.page_file("profile"), utgava=REPORT, lan="25")).split("Länet i ord")[0]


def test_the_report_has_no_changes_to_tell_and_the_demo_has(viewed: Viewed) -> None:
    page = topics.page_file("trend")
    assert t("changes.reason.no_ads", "sv", edition=REPORT) in words(viewed(page, utgava=REPORT))
    assert t("changes.heading", "sv") in words(viewed(page, utgava="demo"))
