"""Rate, size, hosts and health are settings that hold."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import websockets
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.sync.client import connect

from aipulsen.keepers import REPLIES
from aipulsen.settings import settings
from aipulsen.text import t
from aipulsen.web import answers
from aipulsen.web.face import face
from aipulsen.web.headers import SafeHeaders
from tests.web.conftest import serve


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that makes two new answers a minute, below a path, for one name."""
    for name, value in (("NEW_ANSWERS_PER_MINUTE", "2"), ("ALLOWED_HOSTS", "127.0.0.1, exempel.invalid")):
        monkeypatch.setenv(f"AIPULSEN_{name}", value)
    settings.cache_clear()
    answers.forget_clients()
    with REPLIES.lock:
        REPLIES.clear()
    yield from serve(Starlette(**face("/statistik")))
    settings.cache_clear()
    answers.forget_clients()


def test_new_answers_are_counted_and_kept_ones_are_not(narrow: str) -> None:
    """The third new one is refused with how long to wait; what was given before still is."""
    paths = [f"{narrow}/statistik/f/graduates/{county}.json?utgava=demo" for county in ("01", "03", "04")]
    given = [requests.get(path, timeout=60) for path in (*paths, paths[0])]
    assert [answer.status_code for answer in given] == [200, 200, 429, 200]
    assert 0 < int(given[2].headers["retry-after"]) <= 60


def test_other_hosts_and_paths_are_not_ours(narrow: str) -> None:
    """Another name is 421; links of ours hold the name asked for and the path below which we lie."""
    path = f"{narrow}/statistik/robots.txt"
    assert requests.get(path, headers={"Host": "annan.invalid"}, timeout=60).status_code == 421
    told = requests.get(path, headers={"Host": "exempel.invalid:8080"}, timeout=60)
    assert "http://exempel.invalid:8080/statistik/sitemap.xml" in told.text
    assert requests.get(f"{narrow}/robots.txt", timeout=60).status_code == 404


def test_what_is_not_for_readers_is_not_there(narrow: str) -> None:
    """Counts of sessions, uploads, the framework's interface for agents and its check of scripts, by any method."""
    for path in (
        "metrics",
        "upload_file/a/b",
        "agent/interact",
        "agent/mcp",
        "agent/openapi.json",
        "script-health-check",
    ):
        for method in ("GET", "POST", "PUT", "OPTIONS"):
            answer = requests.request(method, f"{narrow}/statistik/_stcore/{path}", timeout=60)
            assert answer.status_code == 404, (method, path)


def test_one_browser_more_than_there_is_room_for_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are connected, the third is closed with «try again later», and when one leaves there is room."""

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            await socket.receive_text()

    def come_and_go(address: str) -> None:
        with contextlib.ExitStack() as stays, contextlib.ExitStack() as leaves:
            stays.enter_context(connect(address, proxy=None))
            leaves.enter_context(connect(address, proxy=None))
            with pytest.raises(websockets.WebSocketException), connect(address, proxy=None):
                pass
            leaves.close()
            with connect(address, proxy=None):
                pass

    monkeypatch.setenv("AIPULSEN_OPEN_SESSIONS", "2")
    settings.cache_clear()
    served = serve(Starlette(routes=[WebSocketRoute("/s", talk)], middleware=[Middleware(SafeHeaders)]))
    come_and_go(next(served).replace("http", "ws") + "/s")
    next(served, None)
    settings.cache_clear()


def test_health_says_which_edition_and_how_old(narrow: str) -> None:
    told = requests.get(f"{narrow}/statistik/healthz", timeout=60).json()
    assert (told["status"], told["edition"], told["as_of"]) == ("ok", "rapport-2026-04", "2026-04-30")
    assert told["age_days"] > 0


def test_a_page_does_not_wait_for_its_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is in time gets the page's name; the finding is made all the same, and kept for the next."""
    monkeypatch.setenv("AIPULSEN_HEAD_SECONDS", "0")
    settings.cache_clear()
    with REPLIES.lock:
        REPLIES.clear()

    async def shell(_request: Request) -> Response:
        return HTMLResponse('<html lang="en"><head><title>Streamlit</title></head></html>')

    for address in serve(Starlette(routes=[Route("/loner", shell)], middleware=face()["middleware"])):
        first = requests.get(f"{address}/loner", timeout=60)
        assert f"<title>{t('pages.wages.title')} – AI-pulsen</title>" in first.text
        monkeypatch.setenv("AIPULSEN_HEAD_SECONDS", "100")
        settings.cache_clear()
        assert "og:title" in requests.get(f"{address}/loner", timeout=120).text
    settings.cache_clear()


def test_an_address_written_by_heart_leads_to_its_page() -> None:
    """Capitals, our letters and a hyphen: on to the page with the same choices, never to another host; what is no page
    stays nothing."""

    async def shell(_request: Request) -> Response:
        return HTMLResponse('<html lang="en"><head><title>Streamlit</title></head></html>')

    application = Starlette(routes=[Route("/{path:path}", shell)], middleware=face("/statistik")["middleware"])
    for address in serve(application):
        for written, meant in (
            ("Kompetensgap?lan=25", "kompetensgap?lan=25"),
            ("L%C3%B6ner/", "loner"),
            ("L%C3%84NSPROFIL?lan=25&utgava=demo", "lansprofil?lan=25&utgava=demo"),
            ("AI-jobben", "ai_jobben"),
        ):
            answer = requests.get(f"{address}/statistik/{written}", timeout=60, allow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (308, f"/statistik/{meant}")
        for nothing in ("Nosuch", "kompetensgap/Nosuch", "%CC%88"):
            assert requests.get(f"{address}/statistik/{nothing}", timeout=60).status_code == 404


def test_a_page_to_be_embedded_is_its_chart_alone() -> None:
    """On to the document of its lead figure with the same choices, which may be framed and needs no session; a page
    without one, and one that does not ask for it, stay pages. What is not valid is not said back."""

    async def shell(_request: Request) -> Response:
        return HTMLResponse('<html lang="en"><head><title>Streamlit</title></head></html>')

    told = face("/statistik")
    application = Starlette(routes=[*told["routes"], Route("/{path:path}", shell)], middleware=told["middleware"])
    for address in serve(application):
        for asked, meant in (
            ("kompetensgap?lan=25&fonster=180&utgava=demo&sprak=en&embed=true", "/f/gap-map/25.html"),
            ("lansprofil?lan=12&embed=true&embed_options=dark", "/f/gap-ranking/12.html"),
            ("?fonster=%3Cb%3E&embed=true", "/f/gap-map/riket.html"),
        ):
            answer = requests.get(f"{address}/statistik/{asked}", timeout=60, allow_redirects=False)
            way = urlsplit(answer.headers["location"])
            assert (answer.status_code, way.netloc, way.path) == (307, "", f"/statistik{meant}")
            given, own = parse_qs(way.query), parse_qs(asked.partition("?")[2])
            assert given["embed"] == ["true"]
            assert set(given) <= set(own)
            assert all(given[name] == own[name] for name in given), given
        for page in ("ordlista?embed=true", "ordlista?embed=false"):
            answer = requests.get(f"{address}/statistik/{page}", timeout=120, allow_redirects=False)
            assert answer.status_code == 200, page
