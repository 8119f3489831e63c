"""Each view in a real browser: it draws, it says no error, it asks no other host for anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from aipulsen.charts import export
from aipulsen.text import t
from tests.charts.test_figures import size_of_png
from tests.chosen import Chosen

pytestmark = pytest.mark.browser

VIEWS = {
    "": "Översikt",
    "kompetensgap": "Kompetensgap per län",
    "storstad": "Storstad och övriga",
    "arbetsgivare": "Arbetsgivare",
    "ai_jobben": "AI-jobben",
    "loner": "Löner",
    "pendling": "Pendling",
    "kompetensforsorjning": "Kompetensförsörjning",
    "korsvalidering": "Platsbanken mot LinkedIn och Indeed",
    "lansprofil": "Ditt län",
    "lansprofil?lan=25&fraga=alla": "Ditt län: Norrbotten",
    "rapporten": "Rättelser till rapport 1",
    "om_siffrorna": "Om siffrorna",
}


def opened(browser: Browser, address: str, width: int, asked: list[str]) -> Page:
    """The page at an address, settled; every request it made, and what its policy refused, is added to `asked`."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: asked.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=60_000)
    page.wait_for_timeout(1500)
    return page


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_draws_without_error_or_foreign_request(server: str, browser: Browser, view: str, width: int) -> None:
    """Title in Swedish, no exception box, nothing wider than the screen, no request to another host."""
    asked: list[str] = []
    page = opened(browser, f"{server}/{view}", width, asked)
    assert page.locator("h1").first.inner_text() == VIEWS[view]
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator("[data-testid=stAlertContentError]").count() == 0
    foreign = [u for u in asked if not u.startswith((server, server.replace("http", "ws"), "data:", "blob:"))]
    assert foreign == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("section", ["", "?avsnitt=matt"])
def test_the_tables_about_the_numbers_fit_a_phone(server: str, browser: Browser, section: str) -> None:
    """Every row and column is on the screen: nothing scrolls sideways inside a table's box."""
    page = opened(browser, f"{server}/om_siffrorna{section}", 390, [])
    table = page.locator("[data-testid=stTable] table").first
    table.wait_for(timeout=20_000)
    box = table.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.locator("[data-testid=stDataFrame]").count() == 0
    page.close()


def test_a_deep_link_keeps_its_choices_from_page_to_page(server: str, browser: Browser) -> None:
    """?lan=25&fonster=180 is obeyed, and a link in the menu carries it on."""
    page = opened(browser, f"{server}/kompetensgap?lan=25&fonster=180", 1400, [])
    assert page.get_by_text("180 dagar till april 2026").count() > 0
    page.get_by_role("link", name="Löner").click()
    page.wait_for_url("**/loner?**")
    assert "lan=25" in page.url
    assert "fonster=180" in page.url
    page.close()


def test_choosing_a_window_writes_it_to_the_link(server: str, browser: Browser) -> None:
    """The address can be shared after a choice; the default stays out of it."""
    page = opened(browser, f"{server}/storstad", 1400, [])
    page.get_by_role("radio", name="180 dagar").click()
    page.wait_for_url("**fonster=180**")
    page.get_by_role("radio", name="90 dagar").click()
    page.wait_for_url(lambda url: "fonster" not in url)
    assert "fonster" not in page.url
    page.close()


def test_a_picture_can_be_downloaded(server: str, browser: Browser, tmp_path: Path) -> None:
    """The download button gives a PNG of 1 920 × 1 080 whose name tells what it is."""
    page = opened(browser, f"{server}/storstad", 1400, [])
    page.get_by_role("button", name=t("share.open")).first.click()
    with page.expect_download(timeout=60_000) as caught:
        page.get_by_text("Bild, liggande (PNG 16:9)").first.click()
    file = tmp_path / "bild.png"
    caught.value.save_as(file)
    assert caught.value.suggested_filename == "aipulsen-big-city-split-rapport-2026-04-90d.png"
    assert size_of_png(file.read_bytes()) == (1920, 1080)
    page.close()


def test_a_click_on_the_map_opens_the_countys_page(server: str, browser: Browser) -> None:
    """Norrbotten is clicked in the middle of its shape, and its own page tells it in words."""
    page = opened(browser, f"{server}/kompetensgap", 1400, [])
    box = page.locator("[data-testid=stDeckGlJsonChart]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.60, box["y"] + box["height"] * 0.17
    tip = page.get_by_text("Norrbotten", exact=False).locator("visible=true")
    before = tip.count()
    for step in range(60):  # a map that is still being drawn knows nothing of the pointer: wait for its tooltip
        page.mouse.move(x + step % 2, y)
        page.wait_for_timeout(500)
        if tip.count() > before:
            break
    page.mouse.click(x, y)
    page.wait_for_url("**/lansprofil?**lan=25**", timeout=20_000)
    told = page.locator("[data-testid=stMarkdown]", has_text="57 annonser").locator("visible=true")  # not the tooltip
    told.first.wait_for(timeout=20_000)
    page.close()


@pytest.mark.parametrize(("part", "mark"), [("map", "shape"), ("ranking", "symbol")])
def test_a_click_on_the_start_page_s_picture_opens_the_countys_page(
    server: str, browser: Browser, part: str, mark: str
) -> None:
    """A county's shape or point is a button: its page opens, and going back does not open it again."""
    page = opened(browser, server, 1400, [])
    chart = page.locator(f".st-key-chart-gap-map-{part}")
    for _ in range(20):  # a chart that is still being drawn knows nothing of the pointer: click until it does
        chart.scroll_into_view_if_needed()
        box = chart.locator(f".mark-{mark} path").nth(5).bounding_box()
        if box is not None:
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(1500)
        if "/lansprofil?lan=" in page.url:
            break
    assert "/lansprofil?lan=" in page.url
    page.go_back()
    page.wait_for_selector("h1:has-text('Översikt')", timeout=20_000)
    page.wait_for_timeout(1500)
    assert "lansprofil" not in page.url
    page.close()


def test_from_landing_to_the_countys_picture_in_a_click_after_its_name(server: str, browser: Browser) -> None:
    """A journalist types a name on the start page and clicks the place: the county's sentences and picture."""
    page = opened(browser, server, 1400, [])
    page.get_by_placeholder("Till exempel Kiruna").press_sequentially("Kirun")
    page.get_by_role("link", name="Kiruna i Norrbottens län").click()
    page.wait_for_url("**/lansprofil?lan=25", timeout=20_000)
    page.get_by_text("57 annonser").first.wait_for(timeout=20_000)
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for(timeout=20_000)
    page.get_by_role("button", name="En sida (PDF)").wait_for(timeout=20_000)
    assert page.get_by_text("Press Enter").count() + page.get_by_text("Add:").count() == 0
    page.get_by_text(t("pages.frozen_link")).first.click()  # and copies what the browser says
    page.wait_for_url("**/lansprofil?lan=25&utgava=rapport-2026-04&fonster=90&niva=role&bas=report", timeout=20_000)
    page.close()


@pytest.mark.parametrize("key", ["gap-map", "trend", "dependence", "cross-check", "skills"])
def test_an_svg_keeps_within_its_edges_without_our_fonts(browser: Browser, key: str) -> None:
    """This browser has none of them: no line of words is wider than the page with its margins."""
    svg = export.svg_text(Chosen(edition="demo", county_code="25").figure(key))
    page = browser.new_page(viewport={"width": 1000, "height": 600})
    page.set_content(f"<body style='margin:0'>{svg}</body>")
    lines = "[...document.querySelectorAll('svg > text')].map(t => t.getBoundingClientRect().right)"
    assert max(page.evaluate(lines)) <= 960
    assert len(page.evaluate(lines)) > 3
    page.close()
