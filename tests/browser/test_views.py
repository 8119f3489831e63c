"""What a reader does in a real browser: follows links, chooses, clicks a map, downloads; and what fits his screen."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import TimeoutError as NotYet

from aipulsen.charts import export
from aipulsen.text import t
from benchmarks.axe import come_to_rest, settled
from tests.charts.test_figures import size_of_png
from tests.chosen import Chosen

pytestmark = pytest.mark.browser

_COUNTED = re.compile(r"57\W+annonser")  # a page holds a number and its word together with signs that nobody sees


def opened(readers: BrowserContext, address: str, width: int = 1400) -> Page:
    """The page at an address, settled."""
    page = readers.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    settled(page, address)
    return page


@pytest.mark.parametrize(
    "address",
    ["om_siffrorna", "om_siffrorna?avsnitt=matt", "ordlista", "kompetensforsorjning?utgava=demo&lan=25"],
)
def test_the_tables_to_read_fit_a_phone(server: str, readers: BrowserContext, address: str) -> None:
    """Every row and column is on the screen, opened on a narrow phone and turned to a wider: nothing scrolls sideways
    inside a table's box."""
    page = opened(readers, f"{server}/{address}", 320)
    table = page.locator("[data-testid=stTable] table").first
    table.wait_for(timeout=20_000)
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("w => document.querySelector('[data-testid=stTable]').clientWidth <= w", arg=width)
        boxes = table.bounding_box(), page.locator("[data-testid=stTable]").first.bounding_box()
        assert boxes[0] is not None
        assert boxes[1] is not None
        assert boxes[0]["width"] <= boxes[1]["width"]
        assert boxes[1]["x"] >= 0
        assert boxes[1]["x"] + boxes[1]["width"] <= width
    assert page.locator("[data-testid=stDataFrame]").count() == 0
    page.close()


def test_a_deep_link_keeps_its_choices_from_page_to_page(server: str, readers: BrowserContext) -> None:
    """?lan=25&fonster=180 is obeyed, and a link in the menu carries it on."""
    page = opened(readers, f"{server}/kompetensgap?lan=25&fonster=180")
    assert page.get_by_text(re.compile(r"180\W+dagar till april 2026")).count() > 0
    page.get_by_role("link", name="Löner").click()
    page.wait_for_url("**/loner?**")
    assert "lan=25" in page.url
    assert "fonster=180" in page.url
    page.close()


def test_choosing_a_window_writes_it_to_the_link(server: str, readers: BrowserContext) -> None:
    """The address can be shared after a choice; the default stays out of it."""
    page = opened(readers, f"{server}/storstad")
    page.get_by_role("radio", name="180 dagar").click()
    page.wait_for_url("**fonster=180**")
    page.get_by_role("radio", name="90 dagar").click()
    page.wait_for_url(lambda url: "fonster" not in url)
    assert "fonster" not in page.url
    page.close()


def test_a_picture_can_be_downloaded(server: str, readers: BrowserContext, tmp_path: Path) -> None:
    """The download button gives a PNG of 1 920 × 1 080 whose name tells what it is."""
    page = opened(readers, f"{server}/storstad")
    page.get_by_role("button", name=t("share.open")).first.click()
    with page.expect_download(timeout=180_000) as caught:
        page.get_by_text("Bild, liggande (PNG 16:9)").first.click()
    file = tmp_path / "bild.png"
    caught.value.save_as(file)
    assert caught.value.suggested_filename == "aipulsen-big-city-split-rapport-2026-04-90d.png"
    assert size_of_png(file.read_bytes()) == (1920, 1080)
    page.close()


def test_a_click_on_the_map_opens_the_countys_page(server: str, readers: BrowserContext) -> None:
    """Norrbotten is clicked in the middle of its shape, and its own page tells it in words."""
    page = opened(readers, f"{server}/kompetensgap")
    tip = page.get_by_text("Norrbotten", exact=False).locator("visible=true")
    before = tip.count()
    for step in range(120):  # a map that is still being drawn knows nothing of the pointer: wait for its tooltip
        box = page.locator("[data-testid=stDeckGlJsonChart]").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * 0.60, box["y"] + box["height"] * 0.17
        page.mouse.move(x + step % 2, y)
        page.wait_for_timeout(250)
        if tip.count() > before:
            page.mouse.click(x, y)
            with contextlib.suppress(NotYet):
                page.wait_for_url("**/lansprofil?**lan=25**", timeout=20_000, wait_until="commit")
                break
    assert "/lansprofil?" in page.url
    told = page.locator("[data-testid=stMarkdown]", has_text=_COUNTED).locator("visible=true")  # not the tooltip
    told.first.wait_for(timeout=20_000)
    page.close()


@pytest.mark.parametrize(("part", "mark"), [("map", "shape"), ("ranking", "symbol")])
def test_a_click_on_the_start_page_s_picture_opens_the_countys_page(
    server: str, readers: BrowserContext, part: str, mark: str
) -> None:
    """A county's shape or point is a button: its page opens, and going back does not open it again."""
    page = opened(readers, server)
    chart = page.locator(f".st-key-chart-gap-map-{part}")
    for _ in range(20):  # a chart that is still being drawn knows nothing of the pointer: click until it does
        chart.scroll_into_view_if_needed()
        box = chart.locator(f".mark-{mark} path").nth(5).bounding_box()
        if box is not None:
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        with contextlib.suppress(NotYet):
            page.wait_for_url("**/lansprofil?lan=*", timeout=1500, wait_until="commit")
            break
    assert "/lansprofil?lan=" in page.url
    page.go_back()
    page.wait_for_selector("h1:has-text('Var finns AI')", timeout=20_000)
    come_to_rest(page)
    assert "lansprofil" not in page.url
    page.close()


def test_from_landing_to_the_countys_picture_without_a_click_after_its_name(
    server: str, readers: BrowserContext
) -> None:
    """A journalist types a name on the start page and presses Enter: the county's sentences and picture. The page for
    the board is a click; clicks are counted where the document gets them."""
    page = readers.new_page()
    clicks: list[int] = []
    page.expose_function("clicked", lambda: clicks.append(1))
    page.add_init_script("document.addEventListener('click', () => clicked(), true)")
    settled(page, server)
    page.get_by_placeholder("Till exempel Kiruna").press_sequentially("Kirun")
    assert page.get_by_text("Press Enter").locator("visible=true").count() == 0  # the framework says it in English
    page.keyboard.press("Enter")
    page.wait_for_url("**/lansprofil?lan=25", timeout=20_000)
    page.get_by_text(_COUNTED).first.wait_for(timeout=20_000)
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for(timeout=20_000)
    assert len(clicks) == 0
    with page.expect_download(timeout=120_000) as caught:
        page.get_by_role("button", name="En sida (PDF)").click()
    assert caught.value.suggested_filename.endswith(".pdf")
    assert len(clicks) == 1
    page.get_by_text(t("pages.frozen_link")).first.click()  # and copies what the browser says
    page.wait_for_url("**/lansprofil?lan=25&utgava=rapport-2026-04&fonster=90&niva=role&bas=report", timeout=20_000)
    page.close()


@pytest.mark.parametrize("key", ["gap-map", "trend", "dependence", "cross-check", "skills"])
def test_an_svg_keeps_within_its_edges_without_our_fonts(readers: BrowserContext, key: str) -> None:
    """This browser has none of them: no line of words is wider than the page with its margins."""
    svg = export.svg_text(Chosen(edition="demo", county_code="25").figure(key))
    page = readers.new_page()
    page.set_content(f"<body style='margin:0'>{svg}</body>")
    lines = "[...document.querySelectorAll('svg > text')].map(t => t.getBoundingClientRect().right)"
    assert max(page.evaluate(lines)) <= 960
    assert len(page.evaluate(lines)) > 3
    page.close()
