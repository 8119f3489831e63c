"""What a starting server sets going ends with it, and is where the settings want it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from aipulsen import keepers
from aipulsen.settings import settings
from aipulsen.ui import start

pytestmark = pytest.mark.fresh

_SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")


@pytest.fixture(autouse=True)
def _as_set(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(start, "FILL", _SLEEPS)
    monkeypatch.setattr(start, "_all", lambda: None)
    yield
    keepers.use_shelf(None)
    settings.cache_clear()


async def _children_while_it_runs() -> list[psutil.Process]:
    before = set(psutil.Process().children())
    async with start.prepared(None):
        here = [child for child in psutil.Process().children() if child not in before]
        for child in here:  # a process that has just begun may not yet say by what
            for _ in range(100):
                if child.cmdline() == [*_SLEEPS, str(os.getpid())]:
                    break
                await asyncio.sleep(0.1)
            assert child.cmdline() == [*_SLEEPS, str(os.getpid())]
        if here and os.name != "nt":
            assert {child.nice() for child in here} == {19}
    return here


@pytest.mark.parametrize(("megabytes", "prepares", "fills"), [("0", "1", False), ("50", "0", False), ("50", "1", True)])
def test_the_shelf_is_filled_by_a_process_that_gives_way_and_ends_with_the_server(
    megabytes: str, prepares: str, fills: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is a shelf and the settings do not leave it to the readers; and a server has its shelf either way."""
    monkeypatch.setenv("AIPULSEN_SHELF_MEGABYTES", megabytes)
    monkeypatch.setenv("AIPULSEN_PREPARE_AT_START", prepares)
    settings.cache_clear()
    begun = asyncio.run(_children_while_it_runs())
    assert len(begun) == fills
    assert not any(child.is_running() for child in begun)
    assert (keepers.shelf_in_use() is not None) == (megabytes != "0")
