"""Every view for every reader: it draws, asks nobody else, axe-core finds nothing, it fits any screen and scheme; by
keyboard every stop is seen, and by magnifier nothing is lost."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page

from aipulsen import topics
from aipulsen.text import t
from aipulsen.text.unbroken import rejoined
from benchmarks.axe import NARROWEST, WIDTHS, Look, asked_for, come_to_rest, findings, meet, rotating

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

DOORS = [door.pages[0].address for door in topics.DOORS]
MOST_STOPS = 200
MAGNIFIED = ((320, 640, 1), (700, 450, 2))  # width, height and zoom: 320 pixels, and 1 400 at 200 %
_STOP = """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  e.dataset.stop ??= String(window.stops = (window.stops ?? 0) + 1);
  return {name: `${e.tagName} ${e.getAttribute('aria-label') ?? e.innerText}`.slice(0, 60), number: e.dataset.stop,
    outlined: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    there: e.tagName === 'BODY' ? null : b.width > 1 && b.left >= 0 && b.right <= innerWidth && b.bottom > 0}; }"""
_GRID = """() => { const e = document.activeElement;
  const grids = [...document.querySelectorAll('[data-testid=stDataFrame]')];
  return grids.findIndex(grid => grid.contains(e)); }"""
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
        page.emulate_media(reduced_motion="reduce")  # a fifth of what opening costs; what is looked at stands still
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


def test_nothing_is_lost_on_a_narrow_or_magnified_page(met: Met) -> None:
    """No sideways scroll, no word beyond the edge of screen or chart."""
    screen = met.page.context.new_cdp_session(met.page)
    for width, height, zoom in MAGNIFIED:
        as_seen = {"width": width, "height": height, "deviceScaleFactor": zoom, "mobile": False}
        screen.send("Emulation.setDeviceMetricsOverride", as_seen)
        come_to_rest(met.page)
        assert met.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
        assert met.page.evaluate("devicePixelRatio") == zoom
        assert met.page.evaluate(_LOST) == []
    screen.send("Emulation.clearDeviceMetricsOverride")
    met.page.set_viewport_size({"width": met.look.width, "height": 900})


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


def test_every_stop_of_the_tab_key_is_seen(met: Met) -> None:
    """Each page's filters, links, downloads and tables can be reached, with an outline, on the screen, without a trap;
    a menu that is folded away on a phone takes none."""
    found = stops(met.page)
    is_rich = met.look.width > min(WIDTHS) and met.look.address in DOORS
    assert len(found) > (20 if is_rich else 8)
    assert [stop["name"] for stop in found if not (stop["outlined"] and stop["there"])] == []


def test_a_grid_of_numbers_is_no_trap(server: str, readers: BrowserContext) -> None:
    """The framework's grid, in which the Tab key goes from cell to cell: it leaves after one row, forth and back. The
    page has one in sight; those behind its charts are opened."""
    with readers.new_page() as page:
        meet(page, server, Look("korsvalidering", "sv", "light", 1400, "demo"))
        for folded in page.locator("summary").filter(has_text="Talen bakom").all():
            folded.click()
        come_to_rest(page)
        assert page.locator("[data-testid=stDataFrame]").count() == 3
        page.locator("h1").click()  # the walk begins there
        for key, in_turn in (("Tab", [0, 1, 2]), ("Shift+Tab", [2, 1, 0])):
            walked: list[int] = []  # which grid has focus at each stop, -1 where none has
            while len(walked) < MOST_STOPS and walked[-2:] != [in_turn[-1], -1]:
                page.keyboard.press(key)
                walked.append(page.evaluate(_GRID))
            assert [grid for grid, _ in itertools.groupby(walked) if grid >= 0] == in_turn
            assert walked[-1] == -1


def test_nothing_moves_for_who_asks_for_less_motion(met: Met) -> None:
    """No animation and no transition takes longer than a frame, and none goes on for ever."""
    assert met.page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert met.page.evaluate(_MOVING) == []


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
