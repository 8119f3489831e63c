"""The whole server as the README starts it: each page's head before any script, real 404s, headers everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
import requests
import websockets
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from websockets.sync.client import connect

from aipulsen import topics
from aipulsen.text import LANGS, Lang, t
from benchmarks.axe import settled
from tests.chosen import Chosen
from tests.web.conftest import serve
from tests.web.reading import Head

pytestmark = pytest.mark.browser
OF_STREAMLIT = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/favicon.png",
    "/app/static/icon.png",
    "/app/static/blank.json",
    "/app/static/counties.json",
)


def test_what_all_pages_share_is_fetched_once_a_day(server: str) -> None:
    """The counties' shapes, small on the way, and no other answer by that rule."""
    shapes = requests.get(f"{server}/app/static/counties.json", timeout=60)
    assert shapes.headers["Cache-Control"] == "public, max-age=86400"
    assert int(shapes.headers["Content-Length"]) < 20_000
    assert "max-age=86400" not in requests.get(f"{server}/app/static/none.json", timeout=60).headers.get(
        "Cache-Control", ""
    )


@pytest.fixture
def newspaper() -> Iterator[Callable[[str], str]]:
    """Another's server on this machine: the address of a page that holds what is pasted into it."""

    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(f"<!DOCTYPE html><title>Tidningen</title>{pasted[-1]}")

    pasted: list[str] = []
    served = serve(Starlette(routes=[Route("/", page)]))
    address = next(served)

    def paste(code: str) -> str:
        pasted.append(code)
        return address

    yield paste
    next(served, None)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", topics.PAGES, ids=lambda page: page.key)
def test_a_link_unfolds_into_its_finding(page: topics.Page, lang: Lang, server: str) -> None:
    """Language, title with the finding of page, county and choice, description, card, canonical address, data set, and
    where a frame and a feed are; also when the reader's browser takes compressed answers."""
    query = {"lan": "25", "fonster": "180", "utgava": "demo", "sprak": lang}
    answer = requests.get(f"{server}/{page.address}", params=query, timeout=120)
    head = Head(answer.text)
    assert (answer.status_code, head.lang, answer.headers["content-language"]) == (200, lang, lang)
    assert "Streamlit" not in head.title
    assert head.links["canonical"][0]["href"].startswith(f"{server}/{page.address}?")
    assert head.links["alternate"][-1]["href"].startswith(f"{server}/feed/25.atom")
    assert 20 < len(head.meta["description"]) <= 300
    if page.lead is None:
        assert head.title == f"{t(f'pages.{page.key}.title', lang)} – AI-pulsen"
        return
    figure = Chosen("demo", county_code="25", window_days=180).figure(page.lead, lang)
    mark = f"{t('common.demo_mark', lang)}: " if figure.context.is_demo else ""
    assert head.title == head.meta["og:title"] == f"{mark}{figure.title} – AI-pulsen"
    picture = urlsplit(head.meta["og:image"])
    assert picture.path == f"/f/{page.lead}/25.card.png"
    assert "fonster=180" in picture.query
    assert (head.meta["og:image:width"], head.meta["og:image:height"]) == ("1200", "630")
    assert (head.data[0]["@type"], head.data[0]["inLanguage"]) == ("Dataset", lang)


def test_a_card_is_there_for_who_asks(server: str) -> None:
    head = Head(requests.get(f"{server}/lansprofil?lan=25", timeout=120).text)
    picture = requests.get(head.meta["og:image"], timeout=120)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    told = requests.get(head.links["alternate"][0]["href"], timeout=120).json()
    assert "<iframe" in told["html"]


def test_an_address_that_is_nothing_is_not_found_in_the_readers_language(server: str) -> None:
    for lang in LANGS:
        for path in (
            "/nosuch",
            "/kompetensgap/nosuch",
            "/Kompetensgapet",
            "/f",
            "/f/gap-map",
            "/wp-login.php",
            "/_stcore/metrics",
        ):
            answer = requests.get(f"{server}{path}?sprak={lang}", timeout=60)
            assert (answer.status_code, Head(answer.text).lang) == (404, lang), path


def test_every_response_has_its_headers_and_streamlits_own_paths_answer(server: str) -> None:
    """A policy without eval, nosniff, referrer, and no framing by others: pages, files, refusals, Streamlit's own."""
    paths = [f"/{page.address}" for page in topics.PAGES] + [*OF_STREAMLIT, "/nosuch", "/f/gap-ranking/99.csv"]
    paths += ["/f/gap-ranking/25.csv", "/api", "/healthz", "/_stcore/metrics"]
    for path in paths:
        answer = requests.get(server + path, timeout=60)
        assert answer.status_code == (
            404 if path in ("/nosuch", "/f/gap-ranking/99.csv", "/_stcore/metrics") else 200
        ), path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        policy = answer.headers["content-security-policy"]
        assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
        assert "object-src 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "frame-ancestors 'self'" in policy
    whole, head = (ask(f"{server}/kompetensgap", timeout=60) for ask in (requests.get, requests.head))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-security-policy"] == whole.headers["content-security-policy"]
    assert requests.post(f"{server}/f/gap-ranking/25.csv", timeout=60).status_code == 405


def test_a_socket_from_anothers_page_is_refused(server: str) -> None:
    """A page of another's cannot open a session here in its reader's name; one of ours can."""

    def open_from(origin: str) -> None:
        address = server.replace("http", "ws") + "/_stcore/stream"
        with connect(address, origin=origin, subprotocols=["streamlit"], proxy=None):
            pass

    open_from(server)
    with pytest.raises(websockets.InvalidStatus):
        open_from("https://annan.invalid")


def test_from_the_start_page_to_a_frame_in_a_newspapers_page_it_is_three_clicks(
    server: str, browser: Browser, newspaper: Callable[[str], str]
) -> None:
    """The code is had by opening «Använd och dela» and copying; pasted into a page of another's, the frame gets the
    document's own height, and asks nobody but us for anything."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    clicks = []  # at the document: a try that the browser's driver takes back at the window is no click
    page.expose_function("clicked", lambda: clicks.append(1))
    page.add_init_script("document.addEventListener('click', () => clicked(), true)")
    settled(page, server)  # what opens over a page that still grows is carried off with its button
    page.get_by_role("button", name=t("share.open")).first.click()
    page.get_by_role("tab", name=t("share.tab.embed")).click()
    code = page.get_by_role("tabpanel").filter(visible=True).locator("[data-testid=stCode]").first
    code.hover()
    code.locator("xpath=..").locator("button").first.click()
    assert len(clicks) == 3
    pasted = page.evaluate("navigator.clipboard.readText()")
    asked: list[str] = []
    paper = context.new_page()
    paper.on("request", lambda request: asked.append(request.url))
    paper.goto(newspaper(pasted), wait_until="commit")  # the frame's drawing may have to wait for its worker
    paper.wait_for_function("parseInt(document.querySelector('iframe').style.height) != 720", timeout=60_000)
    told = int(paper.evaluate("parseInt(document.querySelector('iframe').style.height)"))
    own = paper.frames[1].evaluate("document.documentElement.scrollHeight")
    assert told == own > 300
    frames = [url for url in asked if "favicon" not in url][1:]
    assert frames
    assert [url for url in frames if not url.startswith(f"{server}/f/gap-map/riket.html")] == []
    context.close()
