"""A real browser on a real server: the app on a free port of this machine, Debian's chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.servers import dashboard
from tests import run_shelf

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=swiftshader",
    "--enable-webgl",
    "--ignore-gpu-blocklist",
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as the README starts it, on the embedded edition; its address."""
    data = tmp_path_factory.mktemp("data")
    (data / "shelf").symlink_to(run_shelf.place())  # what the run's other processes have made, it need not make
    bare = {"AIPULSEN_DATA_DIR": str(data), "PATH": "/usr/bin:/bin", "HOME": str(Path.home())}
    bare["AIPULSEN_HEAD_SECONDS"] = "100"  # however busy the machine is, what a head says is looked at
    bare["AIPULSEN_PREPARE_AT_START"] = "0"  # what it prepares has its own test
    with dashboard(environment=bare) as (port, _):
        yield f"http://localhost:{port}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless chromium; the tests skip where Debian's package is not installed."""
    if CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def readers(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has been here before: it fetches the program once, whichever pages are opened in it."""
    with browser.new_context() as context:
        yield context
