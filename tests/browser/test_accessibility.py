"""Every view for every reader: axe-core finds nothing, the map fits any screen, charts follow the scheme."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.axe import Look, findings, rotating, settled

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 768, 900, 1180, 1400, 2560)
_WHOLE_COUNTRY = 252  # pixels: as wide as Sweden is at the map's zoom
_BOXES = "(found) => found.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"
_FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e);
  return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth)]; }"""


@pytest.mark.parametrize("look", list(rotating()), ids=lambda look: look.path)
def test_axe_finds_nothing(server: str, browser: Browser, look: Look) -> None:
    """WCAG 2.2 AA and best practice, in turning language, scheme, width and edition; `benchmarks.axe` has the rest."""
    assert findings(browser, server, look) == []


@pytest.fixture(scope="module")
def gap_page(server: str, browser: Browser) -> Page:
    """The map's page on a dark screen, opened once."""
    page = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme="dark")
    settled(page, f"{server}/kompetensgap")
    return page


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


@pytest.mark.parametrize("width", WIDTHS)
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
