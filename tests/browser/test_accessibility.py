"""Every view for every reader: it draws, asks nobody else, axe-core finds nothing, it fits any screen and scheme."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page

from aipulsen import topics
from aipulsen.text import t
from aipulsen.text.unbroken import rejoined
from benchmarks.axe import NARROWEST, WIDTHS, Look, asked_for, findings, meet, rotating

pytestmark = pytest.mark.browser

MAP_WIDTHS = (320, 390, 768, 900, 1180, 1400, 2560)
_WHOLE_COUNTRY = 252  # pixels: as wide as Sweden is at the map's zoom
_BOXES = "(found) => found.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"
# Headings and paragraphs whose mark of help is not on the last line of their words.
_LEFT_ALONE = """() => [...document.querySelectorAll('[data-testid=stMarkdownContainer] :is(h2, p)')].filter(e => {
  const icon = e.querySelector(':scope > span > label [data-testid=stTooltipIcon]');
  if (!icon || !e.checkVisibility()) return false;
  const words = document.createRange();
  words.setStart(e, 0);
  words.setEndBefore(icon.closest('label').parentElement);
  const line = [...words.getClientRects()].at(-1), mark = icon.getBoundingClientRect();
  return mark.top > line.bottom || mark.bottom < line.top || mark.left < line.right - 4; }).map(e => e.innerText)"""
_FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e);
  return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth)]; }"""


@dataclass(frozen=True)
class Met:
    """A view as one reader meets it, open."""

    look: Look
    page: Page
    asked: list[str]  # the address of each request, and what the page's policy refused


LONGEST = Look("lansprofil", "sv", "light", 1400, "rapport-2026-04", "&lan=25&fraga=alla")


@pytest.fixture(scope="module", params=[*rotating(), LONGEST], ids=lambda look: look.path)
def met(request: pytest.FixtureRequest, server: str, readers: BrowserContext) -> Iterator[Met]:
    """Each view once, in turning language, scheme, width and edition, and all of a county unfolded; `benchmarks.axe`
    has the rest."""
    asked: list[str] = []
    with readers.new_page() as page:
        page.on("request", lambda made: asked.append(made.url))
        page.on("console", lambda said: asked.append(said.text) if "Content Security Policy" in said.text else None)
        meet(page, server, request.param)
        yield Met(request.param, page, asked)


def test_a_word_that_no_look_has_is_refused() -> None:
    """Else a walk of nothing would end with no finding."""
    assert {look.edition for widths in asked_for(["en", "demo"]) for look in widths} == {"demo"}
    with pytest.raises(SystemExit, match="rapport-2026-04"):
        list(asked_for(["en", "report"]))


def test_a_view_draws_without_error(met: Met) -> None:
    """Its title in the reader's language, no exception box, no error but the mark of made-up data."""
    (title,) = [
        t(f"pages.{page.key}.title", met.look.lang) for page in topics.PAGES if page.address == met.look.address
    ]
    assert rejoined(met.page.locator("h1").first.inner_text()).startswith(title)  # a county's name may follow
    assert met.page.locator("[data-testid=stException]").count() == 0
    errors = met.page.locator("[data-testid=stAlertContentError]").all_inner_texts()
    assert [error for error in errors if t("common.demo_mark", met.look.lang) not in error] == []
    assert len(errors) == (met.look.edition == "demo")


def test_a_view_asks_no_other_host_for_anything(met: Met, server: str) -> None:
    """Nor is it refused anything by its own policy."""
    own = (server, server.replace("http", "ws"), "data:", "blob:")
    assert met.asked
    assert [url for url in met.asked if not url.startswith(own)] == []


def test_axe_finds_nothing(met: Met) -> None:
    """WCAG 2.2 AA and best practice."""
    assert findings(met.page) == []


def test_nothing_is_wider_than_the_screen(met: Met) -> None:
    """Opened at one width and turned to the others."""
    for width in (*WIDTHS, met.look.width):
        met.page.set_viewport_size({"width": width, "height": 900})
        met.page.wait_for_function("w => document.documentElement.scrollWidth <= w", arg=width)


def test_a_mark_of_help_stands_beside_its_last_word(met: Met) -> None:
    """At each width, and at the narrowest."""
    for width in (*WIDTHS, NARROWEST, met.look.width):
        met.page.set_viewport_size({"width": width, "height": 900})
        met.page.wait_for_function("w => document.documentElement.scrollWidth <= w", arg=width)
        assert met.page.evaluate(_LEFT_ALONE) == []


@pytest.fixture(scope="module")
def gap_page(server: str, readers: BrowserContext) -> Iterator[Page]:
    """The map's page on a dark screen, opened once."""
    with readers.new_page() as page:
        meet(page, server, Look("kompetensgap", "sv", "dark", 1400, "rapport-2026-04"))
        yield page


def test_charts_stand_on_the_page_s_own_ground(gap_page: Page) -> None:
    """On a dark screen the page is dark, and so is each chart."""
    ground = gap_page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert ground == "rgb(22, 24, 23)"
    charts = gap_page.locator("[data-testid=stVegaLiteChart] > svg")
    assert set(charts.evaluate_all("found => found.map(e => e.style.backgroundColor)")) == {ground}


def test_what_has_focus_is_seen(gap_page: Page) -> None:
    """Each of the first stops of the Tab key has an outline of at least two pixels."""
    for _ in range(12):
        gap_page.keyboard.press("Tab")
        tag, style, width = gap_page.evaluate(_FOCUS)
        assert tag == "BODY" or (style != "none" and width >= 2), tag


def test_on_paper_there_is_nothing_to_press_and_columns_stay_side_by_side(gap_page: Page) -> None:
    """The page's choices are printed in words; what can be done with a drawing is not, and no hint of it."""
    gap_page.emulate_media(media="print")
    try:
        pressed = gap_page.locator(
            "[data-testid=stMain] :is(button, input, summary, [class*=st-key-hint])"
        ).evaluate_all(
            "all => all.filter(e => e.checkVisibility() && !e.closest('[data-testid=stSelectbox]'))"
            ".map(e => e.outerHTML)"
        )
        boxes = "found => found.slice(0, 2).map(e => e.getBoundingClientRect().top)"
        tops = gap_page.locator("[data-testid=stColumn]").evaluate_all(boxes)
    finally:
        gap_page.emulate_media(media="screen")
    assert pressed == []
    assert tops[0] == tops[1]


def test_on_paper_a_dark_page_is_light(gap_page: Page) -> None:
    """Dark words on white, and charts turned to their opposite."""
    gap_page.emulate_media(media="print")
    try:
        ground = gap_page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        charts = gap_page.locator("[data-testid=stVegaLiteChart] > svg").evaluate_all(
            "all => all.map(e => getComputedStyle(e).filter)"
        )
        words = gap_page.locator("[data-testid=stMain] :is(h1, h2, p, td)").evaluate_all(
            "all => [...new Set(all.map(e => getComputedStyle(e).color))]"
        )
    finally:
        gap_page.emulate_media(media="screen")
    assert ground == "rgb(255, 255, 255)"
    assert words == ["rgb(27, 27, 25)"]
    assert charts
    assert all(chart.startswith("invert(1)") for chart in charts)


@pytest.mark.parametrize("width", MAP_WIDTHS)
def test_the_map_fits_its_column_and_its_legend_never_overlaps(gap_page: Page, width: int) -> None:
    """The whole country has room, nothing is wider than the screen, and no limit is written over its neighbour."""
    gap_page.set_viewport_size({"width": width, "height": 900})
    gap_page.wait_for_function("w => document.querySelector('[data-testid=stMain]').scrollWidth <= w", arg=width)
    ((left, right),) = gap_page.locator("[data-testid=stDeckGlJsonChart]").evaluate_all(_BOXES)
    assert left >= 0
    assert right <= width
    assert right - left >= _WHOLE_COUNTRY
    limits = gap_page.locator("[data-testid=stVegaLiteChart][aria-label^=under] svg text").evaluate_all(_BOXES)
    assert len(limits) == 5
    assert all(one[1] < other[0] for one, other in itertools.pairwise(limits))
