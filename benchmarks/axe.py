"""What axe-core finds on the pages: every view × language × scheme × width, on the embedded editions.

`python -m benchmarks.axe` walks them all and prints each finding; `python -m benchmarks.axe sv dark 390` those that
have each of the words. `--pictures FOLDER` keeps a picture of each page from top to end, also at the narrowest width.
The suite walks each view once (`tests/browser/test_accessibility.py`). Nothing is filtered: what the framework causes
would stand in `docs/accessibility.md` and be counted here all the same.

A view is opened once for its widths and turned to each: opening costs three times what looking does. What only comes of
opening at a width, the folded menu, the suite's walk has.
"""

from __future__ import annotations

import itertools
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from aipulsen import topics
from aipulsen.text import LANGS
from benchmarks.asked import given
from benchmarks.servers import dashboard

Scheme = Literal["light", "dark"]
WIDTHS = (1400, 900, 390)
NARROWEST = 320
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
EDITIONS = ("rapport-2026-04", "demo")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = ["--no-sandbox", "--disable-background-networking", "--use-gl=swiftshader", "--enable-webgl"]
_HIGHEST = 16_000  # pixels that a picture is cut at
_QUIET_ROUNDS, _ROUND_MS = 3, 100
# Streamlit says itself whether the page's script still runs; what is drawn after it is a skeleton until it is there.
_STATE = """() => [document.querySelector('[data-testid=stMain]').scrollHeight, document.querySelectorAll('svg').length,
  document.querySelectorAll('[data-testid=stSkeleton], [data-testid=stStatusWidget], .stApp:not(' +
    '[data-test-script-state=notRunning][data-test-connection-state=CONNECTED])').length]"""


@dataclass(frozen=True, slots=True)
class Look:
    """A page as one reader meets it."""

    address: str
    lang: str
    scheme: Scheme
    width: int
    edition: str
    chosen: str = ""  # what else stands in the link

    @property
    def path(self) -> str:
        """Its link, without the host."""
        spoken = "" if self.lang == "sv" else f"&sprak={self.lang}"
        return f"{self.address}?utgava={self.edition}{spoken}{self.chosen}"


def every_look() -> Iterator[Look]:
    """The whole product of views, languages, schemes, widths and editions."""
    for chosen in itertools.product([page.address for page in topics.PAGES], LANGS, SCHEMES, WIDTHS, EDITIONS):
        yield Look(*chosen)


def rotating() -> Iterator[Look]:
    """Each view once, in another language, scheme, width and edition than the one before."""
    for at, page in enumerate(topics.PAGES):
        edition = EDITIONS[at // 2 % len(EDITIONS)]
        yield Look(page.address, LANGS[at % len(LANGS)], SCHEMES[at // 3 % 2], WIDTHS[at % len(WIDTHS)], edition)


def settled(page: Page, address: str) -> None:
    """Open the address and wait until nothing on it moves any more."""
    page.goto(address, timeout=120_000)  # a head waits for its finding
    page.wait_for_selector("h1", timeout=60_000)
    come_to_rest(page)


def come_to_rest(page: Page) -> None:
    """Wait until nothing moves any more on a page that is open."""
    before, quiet = None, 0
    while quiet < _QUIET_ROUNDS:
        page.wait_for_timeout(_ROUND_MS)
        state = page.evaluate(_STATE)
        quiet = quiet + 1 if state == before and state[-1] == 0 else 0
        before = state


def meet(page: Page, server: str, look: Look) -> None:
    """Open what that reader opens, on such a screen, and wait until it stands still."""
    page.set_viewport_size({"width": look.width, "height": 900})
    page.emulate_media(color_scheme=look.scheme)
    settled(page, f"{server}/{look.path}")


def findings(page: Page) -> list[str]:
    """Each element of an open page that breaks a rule, with the rule's name and what axe says of it."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    broken = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['target'][0]}: {_said(node)}" for rule in broken for node in rule["nodes"]]


def _said(node: dict[str, list[dict[str, str]]]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return checks[0]["message"] if checks else ""


def asked_for(words: list[str]) -> Iterator[list[Look]]:
    """The looks that have each of the words, those that differ in width alone together; ends where no look has one."""
    known = {look: {*map(str, (*astuple(look), look.address or "start"))} for look in every_look()}
    every = set().union(*known.values())
    if strange := set(words) - every:
        sys.exit(f"no look has {', '.join(sorted(strange))}; these are known: {', '.join(sorted(every))}")
    asked = [look for look, said in known.items() if set(words) <= said]
    for _, widths in itertools.groupby(sorted(asked, key=_opened), key=_opened):
        yield list(widths)


def _opened(look: Look) -> tuple[str, str, str]:
    return look.edition, look.scheme, look.path


def picture(page: Page, look: Look, folder: Path, width: int) -> None:
    """Keep the open page, all that can be scrolled to."""
    page.set_viewport_size({"width": width, "height": 900})
    come_to_rest(page)
    high = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(high, _HIGHEST)})
    come_to_rest(page)
    page.screenshot(path=folder / f"{look.address or 'start'}-{look.edition[:4]}-{look.lang}-{look.scheme}-{width}.png")


def main(words: list[str]) -> None:
    """Walk every look that is asked for and print what is found."""
    folder = Path(words.pop(words.index("--pictures") + 1)) if "--pictures" in words else None
    words = [word for word in words if word != "--pictures"]
    total, looked, started = 0, 0, time.monotonic()
    with dashboard() as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        readers = browser.new_context()  # fetches the program once for all looks
        for widths in asked_for(words):
            with readers.new_page() as page:
                meet(page, f"http://localhost:{port}", widths[0])
                for look in widths:
                    page.set_viewport_size({"width": look.width, "height": 900})
                    come_to_rest(page)
                    found = findings(page)
                    total, looked = total + len(found), looked + 1
                    print(f"{len(found):3d} {look.width} {look.scheme} {look.path}", *found, sep="\n      ", flush=True)
                for width in (*(look.width for look in widths), NARROWEST) if folder else ():
                    picture(page, widths[0], folder, width)
        browser.close()
    print(f"{total} findings in {looked} looks, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main(given(__doc__))
