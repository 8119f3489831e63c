"""What an address does not know it refuses: one rule for every route, in the reader's language."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from aipulsen import topics
from aipulsen.queries.choices import CHOICES, known_to
from aipulsen.text import LANGS, Lang, t
from aipulsen.web.data import names_of
from aipulsen.web.face import ROOMS
from tests.web.conftest import Get

# An address of each route that answers, with what may stand in it (figures and answers have lists of their own), its
# name of the language, and a parameter that contradicts it.
ASKED: dict[str, tuple[str, str, str]] = {
    "/f/{figure}/{file}": ("/f/gap-ranking/25.json?utgava=demo", "sprak", "lan=01"),
    "/c/{code}": ("/c/25~gap-ranking~demo~90~role~scb?", "sprak", "lan=01"),
    "/api/v1/{question}": ("/api/v1/gap?edition=demo", "lang", "utgava=demo"),
    "/api/openapi.json": ("/api/openapi.json?", "", "lan=01"),
    "/api": ("/api?", "sprak", "lan=01"),
    "/feed/{place}.atom": ("/feed/25.atom?", "sprak", "lan=01"),
    "/oembed": (f"/oembed?url={quote('{root}/f/gap-ranking/25.html?utgava=demo')}", "", "lan=01"),
    "/dcat.jsonld": ("/dcat.jsonld?", "", "lan=01"),
    "/sitemap.xml": ("/sitemap.xml?", "", "lan=01"),
    "/llms.txt": ("/llms.txt?", "", "lan=01"),
    "/robots.txt": ("/robots.txt?", "", "lan=01"),
    "/site.webmanifest": ("/site.webmanifest?", "", "lan=01"),
    "/favicon.ico": ("/favicon.ico?", "", "lan=01"),
}
CARD = "/f/gap-ranking/25.card.png?utgava=demo"


def test_every_route_is_asked() -> None:
    assert set(ASKED) == {path for path, _, _ in ROOMS}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("route", [*ASKED, CARD])
def test_what_an_address_does_not_know_or_has_twice_or_contradicts_is_refused(
    route: str, lang: Lang, get: Get, root: str
) -> None:
    """400 with what is valid, in the language that the address asks for where it knows one; without it, it answers."""
    address, spoken, contradicts = ASKED.get(route, (CARD, "sprak", "lan=01"))
    address = address.replace(quote("{root}"), quote(root))
    if route != CARD:  # a drawing
        assert get(address).status_code == 200
    language = f"&{spoken}={lang}" if spoken else "&sprak=en" * (lang == "en")
    for more in (contradicts, "nosuch=1", "NoSuch=1", "fonster=90&fonster=180", "nosuch=1&nosuch=1"):
        given = get(f"{address}&{more}{language}")
        assert (given.status_code, given.headers["content-language"]) == (400, lang), more
        assert given.headers["cache-control"] == "no-store"
        assert "nosuch" not in given.text.lower()
        twice = "&" in more
        words = {"sv": ("valen är", "inga parametrar", "två gånger"), "en": ("choices are", "no parameters", "twice")}
        assert [part in given.text for part in words[lang]].count(True) == 1, given.text
        assert (words[lang][2] in given.text) == twice


@pytest.mark.parametrize("route", ASKED)
def test_what_other_services_hang_on_to_a_link_chooses_nothing(route: str, get: Get, root: str) -> None:
    """A link that was shared in a feed or a letter comes back with their marks: the same answer, however many."""
    address = ASKED[route][0].replace(quote("{root}"), quote(root))
    plain, marked = get(address), get(f"{address}&utm_source=brev&utm_source=brev&fbclid=1&gclid=2&mc_eid=3")
    assert (marked.status_code, marked.content) == (plain.status_code, plain.content)


def test_the_place_stands_in_the_path_alone(get: Get) -> None:
    """Neither another, nor the same, nor one for the country; the refusal names what may stand there."""
    for address in ("/f/gap-ranking/25.csv?lan=01", "/f/gap-ranking/25.csv?lan=25", "/f/gap-ranking/riket.csv?lan=25"):
        given = get(address)
        assert given.status_code == 400
        assert "utgava, sprak, embed, fonster, jamfor" in given.text


def test_two_names_of_one_choice_are_refused(get: Get) -> None:
    for address in (
        "/f/places-map/riket.csv?utgava=demo&regionniva=kommun&indelning=fa-region",
        "/c/riket~places-map~demo~90~role~scb~indelning=kommun~regionniva=fa-region",
        "/api/v1/changes?to=demo&edition=demo",
    ):
        given = get(address)
        assert given.status_code == 400, address
        assert "betyder samma val" in given.text


@pytest.mark.parametrize("key", topics.QUESTIONS)
def test_a_question_refuses_a_choice_that_changes_nothing_in_its_answer(key: str, get: Get) -> None:
    """And names those that do."""
    question, known = topics.QUESTIONS[key], names_of(topics.QUESTIONS[key])
    own = {choice.option for choice in known_to(question)}
    assert {"from" if choice == "since" and question.between_editions else choice for choice in own} < set(known)
    for name in {choice.option for choice in CHOICES} - {*own, *known}:
        given = get(f"/api/v1/{key}?{name}=x")
        assert given.status_code == 400
        assert given.json()["title"] == t("queries.unknown_name", "sv", name="…", valid=", ".join(known))
