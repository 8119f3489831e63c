"""Shared by all tests: where things lie, an empty data folder, what counts as quick, what a run says of its skips."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import run_shelf, skips

settings.register_profile("house", deadline=None)  # no test looks at a clock
settings.load_profile("house")

os.environ["AIPULSEN_SHELF_MEGABYTES"] = "0"  # what a process lays on a shelf of its own has tests of its own
os.environ["AIPULSEN_CARDS_AT_PUBLICATION"] = "0"  # hundreds of drawings an edition: what makes them has its own test

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
LABELLED_ADS = ROOT.parent / "shared" / "evaluation"  # real ads with their labels: never in the repository
needs_labelled_ads = pytest.mark.skipif(not LABELLED_ADS.is_dir(), reason=skips.LABELLED)

# Folders whose every test is quick but for those marked slow; elsewhere a test says so itself.
QUICK = ("contracts", "property", "sources", "store", "tables", "unit")


SHELF = run_shelf.RunShelf()


def pytest_configure(config: pytest.Config) -> None:
    """What one process of the run has made is there for the others (`tests/run_shelf.py`)."""
    run_shelf.make_folder(config)
    run_shelf.watch(SHELF)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before its fixtures."""
    SHELF.begin(item)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`pytest -m quick` does not load the files that have no quick test, nor what they import."""
    if config.option.markexpr != "quick" or not collection_path.match("test_*.py"):
        return None
    folder = collection_path.relative_to(ROOT / "tests").parts[0]
    return None if folder in QUICK or "mark.quick" in collection_path.read_text("utf-8") else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`pytest -m quick`: one minute that tells whether the house stands."""
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        if folder in QUICK and item.get_closest_marker("slow") is None:
            item.add_marker("quick")


def pytest_collection_finish() -> None:
    """What was imported and collected lives as long as the run, and frames hold few cycles: the collector of garbage
    need not walk all of it again and again (5 % of a run)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_runtestloop() -> None:
    """Streamlit keeps each of its seventy loggers from the root, where pytest listens; pytest therefore hangs its two
    handlers on each of them, three times a test, which is a third of what an empty test costs. They speak to the root
    instead, and through one handler of Streamlit's own."""
    named = [name for name in logging.root.manager.loggerDict if name.startswith("streamlit.")]
    for logger in map(logging.getLogger, named):
        logger.propagate = True
        logger.handlers.clear()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line on what was skipped and why; a skip nobody expected has one of its own."""
    skipped = [
        (report.nodeid, str(report.longrepr[2]))
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    ]
    first, *unexpected = skips.told(skipped)
    terminalreporter.write_line(first)
    for line in unexpected:
        terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Streamlit runs a page as `__main__`; a process that a later test starts would run the page again."""
    own = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = own


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that this test's process uses; the embedded editions are still found."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("AIPULSEN_DATA_DIR", str(folder))
    return folder


_SEALED: dict[tuple[str, bytes], bytes] = {}


@pytest.fixture
def sealed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that publish edition after edition of much the same tables: each content is validated and packed once a
    session, which is half of a refresh. How that is done has its own tests, in `tests/store` and `tests/tables`."""
    from aipulsen.store import editions

    seal = editions.table_bytes

    def sealed(table: str, frame: Any) -> bytes:
        content = table, pickle.dumps(frame)
        if content not in _SEALED:
            _SEALED[content] = seal(table, frame)
        return _SEALED[content]

    monkeypatch.setattr(editions, "table_bytes", sealed)
