"""The place's box, the national line, what changed and the days open, as pages show them; and what the report lacks."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from aipulsen import codes, topics
from aipulsen.figures.changes import country_notice
from aipulsen.store import editions
from aipulsen.text import LANGS, Lang, t
from aipulsen.text.unbroken import rejoined
from aipulsen.ui.markdown import plain
from aipulsen.voice import Voice
from tests.app.opening import Viewed, open_view
from tests.app.test_pages import FACES, shown_in, words
from tests.chosen import Chosen

REPORT = "rapport-2026-04"


def _sent(typed: str, lang: Lang = "sv") -> AppTest:
    """The start page of the demo after this was typed in the place's box and sent."""
    app = open_view("app.py", utgava="demo", sprak=lang)
    app.text_input(key="search:ort").set_value(typed)
    (send,) = [button for button in app.button if button.label == t("filters.search", lang)]
    return send.click().run()


@pytest.mark.parametrize(("typed", "county"), [("Kiruna", "25"), ("kirun", "25"), ("jönk", "06"), ("Göteborg", "14")])
def test_a_name_of_places_in_one_county_opens_the_countys_page(typed: str, county: str, data_folder: object) -> None:
    """When it is sent, with the reader's choices kept."""
    app = _sent(typed)
    assert not app.exception
    assert (app.query_params["lan"], app.query_params["utgava"]) == (county, "demo")
    assert app.title[0].value == plain(t("pages.profile.title_of", county=Voice("sv").county(county)))


def test_a_name_of_places_in_several_counties_gives_a_link_to_each(data_folder: object) -> None:
    """Uppsala and Uppvidinge begin alike: the reader chooses; a name of no place is said to be none."""
    app = _sent("upp")
    asked = [parse_qs(link.proto.query_string) for link in app.get("page_link")]
    named = [given for given in asked if "lan" in given]
    assert {given["lan"][0] for given in named} >= {"01", "03", "07"}
    assert {given["utgava"][0] for given in named} == {"demo"}
    assert t("places.unknown", "sv", words="Xyzå") in words(_sent("Xyzå"))


@pytest.mark.parametrize(("lang", "county"), [("sv", "Uppsala län"), ("en", "Uppsala County")])
def test_a_link_to_a_county_says_its_name_in_the_readers_language(lang: Lang, county: str, data_folder: object) -> None:
    """With the towns that begin alike, each with the county that it lies in."""
    labels = [link.proto.label for link in _sent("upp", lang).get("page_link")]
    assert county in labels
    assert t("places.found", lang, place="Upplands Väsby", county=codes.county_in_full("01", lang)) in labels


@pytest.mark.parametrize("lang", LANGS)
def test_the_start_page_has_the_national_line_where_there_is_one(viewed: Viewed, lang: Lang) -> None:
    """And no box about it where there is none: the menu says that the edition has nothing over time."""
    assert Chosen("demo").figure("national-share", lang).title in words(viewed("app.py", utgava="demo", sprak=lang))
    app = viewed("app.py", utgava=REPORT, sprak=lang)
    assert t("national_share.nothing", lang) not in words(app)
    assert [*app.info] == []
    assert [c for c in app.sidebar.caption if t("pages.trend.link", lang) in c.value]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", [REPORT, "demo"])
def test_the_start_page_says_what_this_is_and_tells_the_story(edition: str, lang: Lang, viewed: Viewed) -> None:
    """One sentence of purpose; five findings, those of the edition, with the question that each answers."""
    app = viewed("app.py", utgava=edition, sprak=lang)
    assert t("pages.overview.purpose", lang) in words(app)
    for key in ("big-city-split", "wage-gap", "commuting"):
        assert Chosen(edition).figure(key, lang).title in words(app)
    for key in ("big-city-split", "wage-gap", "commuting"):  # each number with its year
        told = Chosen(edition).figure(key, lang).time_of_finding
        assert re.search(r"20\d\d", told)
        assert told in [rejoined(caption.value).replace("\\", "") for caption in app.caption]
    links = [link.proto.label for link in app.get("page_link")]
    for step in ("where", "who", "pay", "commute", "supply"):
        assert t(f"pages.overview.step.{step}", lang) in links


@pytest.mark.parametrize(("page", "line"), [("supply", "days_open.none"), ("gap", "places.no_ads")])
def test_the_report_says_in_one_line_what_it_lacks(viewed: Viewed, page: str, line: str) -> None:
    assert t(line, "sv", edition=REPORT) in words(viewed(topics.page_file(page), utgava=REPORT, lan="25"))


def test_the_countys_page_tells_what_changed_there(viewed: Viewed) -> None:
    said = words(viewed(topics.page_file("profile"), utgava="demo", lan="25"))
    assert "Sedan 1 april 2026: Norrbotten:" in said
    assert "Sedan" not in words(viewed(topics.page_file("profile"), utgava=REPORT, lan="25"))


def test_the_demo_tells_what_changed_between_editions(viewed: Viewed) -> None:
    assert t("changes.heading", "sv") in words(viewed(topics.page_file("trend"), utgava="demo"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_start_page_tells_what_is_new_where_there_is_something_to_compare_with(viewed: Viewed, lang: Lang) -> None:
    """One line about the country, that leads to the page about it; of an edition without ads not a word."""
    desk, selection = Chosen("demo").shown(lang)
    told = country_notice(desk, selection)
    assert told is not None
    for edition, has in (("demo", True), (REPORT, False)):
        app = viewed("app.py", utgava=edition, sprak=lang)
        assert (told in words(app)) == has
        ways = [link.proto for link in app.main.get("page_link") if link.proto.label == t("pages.overview.new", lang)]
        assert [way.page for way in ways] == ["utveckling"] * has


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", [REPORT, "demo"])
def test_what_an_edition_lacks_is_said_in_the_menu_and_on_the_page(edition: str, lang: Lang, viewed: Viewed) -> None:
    """Before the click; and on each such page in one line, with the way to what there is instead."""
    opened = editions.open_edition(edition)
    lacking = [page for page in topics.PAGES if not page.is_in(opened)]
    assert bool(lacking) == (edition == REPORT)
    menu = words(viewed("app.py", utgava=edition, sprak=lang))
    for page in lacking:
        assert t(f"pages.{page.key}.link", lang) in menu
        app = viewed(page.file, utgava=edition, sprak=lang)
        named = t(f"pages.edition_label.{opened.manifest.kind}", lang, name=edition)
        assert t(f"pages.{page.key}.lacks", lang, edition=named) in words(app)
        assert t(f"pages.{page.instead}.link", lang) in [link.proto.label for link in app.get("page_link")]
        assert t("doors.in_demo", lang) in [button.label for button in app.button]


@pytest.mark.parametrize("page", topics.PAGES, ids=lambda page: page.key)
def test_the_menu_has_at_most_eight_doors_and_every_page_is_reached(page: topics.Page, viewed: Viewed) -> None:
    """Each door in the menu, the pages behind the reader's door in a row; place, window and edition told in words where
    they act."""
    app = viewed(page.file)
    links = [link.proto.label for link in app.main.get("page_link")]
    menu = [link.proto.label for link in app.sidebar.get("page_link")]
    doors = [t(f"doors.{door.key}") for door in topics.DOORS]
    assert len(doors) <= 8
    assert menu[: len(doors)] == doors
    behind = topics.door_of(page.key).pages
    if len(behind) > 1:
        assert all(any(label.startswith(t(f"pages.{other.key}.link")) for label in links) for other in behind)
    assert (t("charts.window", days=90, as_of="april 2026") in words(app)) == page.has_choices
    shown = {widget.key for widget in [*app.main.selectbox, *app.main.get("button_group")]}
    filters = {"url:lan", "url:fonster", "url:utgava"}
    assert shown & filters == (filters if page.has_choices else set())


@pytest.mark.parametrize("page", [page for page in topics.PAGES if not page.has_choices], ids=lambda page: page.key)
def test_where_there_are_no_filters_no_choice_changes_anything(page: topics.Page, viewed: Viewed) -> None:
    """The link keeps what was chosen, for the way on."""
    usual, chosen, other = (shown_in(face, page.file, viewed) for face in ("typical", "county", "demo"))
    said = [
        [block.value for block in [*app.title, *app.main.header, *app.main.markdown, *app.main.caption]]
        + [table.value.to_csv() for table in app.main.table]
        for app in (usual, chosen, other)
    ]
    assert said[0] == said[1] == said[2]
    assert {name: "".join(chosen.query_params[name]) for name in chosen.query_params} == FACES["county"]
