"""The bench that the tests of `refresh` share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.refresh_bench import START, Bench
from tests.servers.fault_server import FaultServer
from tests.servers.jobtech_world import World


@pytest.fixture
def bench(data_folder: Path, sealed_once: None) -> Iterator[Bench]:
    world = World(START)
    world.step(24 * 60, new=60, changed=5, removed=5)
    world.forget_gone()
    with FaultServer(world.app) as server:
        yield Bench(data_folder, world, server)
