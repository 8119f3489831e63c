"""By keyboard and by magnifier: every stop of the Tab key is seen, and nothing is lost at 320 pixels and 200 % zoom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from aipulsen import topics
from benchmarks.axe import settled

pytestmark = pytest.mark.browser

MOST_STOPS = 200
PAGES = [door.pages[0].address for door in topics.DOORS]
_STOP = """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  e.dataset.stop ??= String(window.stops = (window.stops ?? 0) + 1);
  return {name: `${e.tagName} ${e.getAttribute('aria-label') ?? e.innerText}`.slice(0, 60), number: e.dataset.stop,
    outlined: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    there: e.tagName === 'BODY' ? null : b.width > 1 && b.left >= 0 && b.right <= innerWidth && b.bottom > 0}; }"""
# Words that run out of the screen or of their chart; what scrolls in its own box does not.
_LOST = """() => [...document.querySelectorAll('[data-testid=stMain] :is(p, h1, h2, h3, button, label, svg text)')]
  .filter(e => !e.closest('[data-testid=stDataFrame], [data-testid=stTable], [data-testid=stDeckGlJsonChart], pre'))
  .filter(e => { const b = e.getBoundingClientRect(), frame = e.closest('svg')?.getBoundingClientRect();
    return b.width && (b.right > (frame?.right ?? innerWidth) + 2 || b.left < (frame?.left ?? 0) - 2
      || b.bottom > (frame?.bottom ?? Infinity) + 2); })
  .map(e => e.textContent.slice(0, 60))"""


_MOVING = """() => [...document.querySelectorAll('*')].filter(e => ['', '::before', '::after'].some(part => {
  const s = getComputedStyle(e, part), longest = times => Math.max(...times.split(',').map(parseFloat));
  return longest(s.transitionDuration) > 0.02 || (s.animationName !== 'none'
    && (longest(s.animationDuration) > 0.02 || s.animationIterationCount.includes('infinite')))
    || s.scrollBehavior === 'smooth'; })).map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def magnified(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that shows everything twice as large, and fetches the program once."""
    with browser.new_context(device_scale_factor=2) as context:
        yield context


def stops(page: Page) -> list[dict[str, object]]:
    """Where the Tab key leads, until it leaves the page or comes back to where it was."""
    found: list[dict[str, object]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop["there"] is None:
            return found
        assert all(stop["number"] != before["number"] for before in found[-5:]), f"a trap at {stop['name']}"
        found.append(stop)
    raise AssertionError(f"more than {MOST_STOPS} stops")


@pytest.mark.parametrize(("address", "width"), [*((address, 1400) for address in PAGES), ("", 390)])
def test_every_stop_of_the_tab_key_is_seen(server: str, readers: BrowserContext, address: str, width: int) -> None:
    """Each page's filters, links, downloads and tables can be reached, with an outline, on the screen, without a trap;
    a menu that is folded away on a phone takes none."""
    page = readers.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    settled(page, f"{server}/{address}?lan=25")
    found = stops(page)
    assert len(found) > 20
    assert [stop["name"] for stop in found if not (stop["outlined"] and stop["there"])] == []
    page.close()


@pytest.mark.parametrize(("width", "height", "zoom"), [(320, 640, 1), (700, 450, 2)])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_lost_on_a_narrow_or_magnified_page(
    server: str, readers: BrowserContext, magnified: BrowserContext, address: str, width: int, height: int, zoom: int
) -> None:
    """320 pixels, and 1 400 at 200 %: no sideways scroll, no word beyond the edge of screen or chart."""
    page = (magnified if zoom == 2 else readers).new_page()
    page.set_viewport_size({"width": width, "height": height})
    settled(page, f"{server}/{address}?utgava=demo&sprak=en")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    assert page.evaluate("devicePixelRatio") == zoom
    assert page.evaluate(_LOST) == []
    page.close()


@pytest.mark.parametrize("address", ["", "lansprofil?lan=25"])
def test_nothing_moves_for_who_asks_for_less_motion(server: str, browser: Browser, address: str) -> None:
    """No animation and no transition takes longer than a frame, and none goes on for ever."""
    page = browser.new_page(reduced_motion="reduce")
    settled(page, f"{server}/{address}")
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert page.evaluate(_MOVING) == []
    page.close()
