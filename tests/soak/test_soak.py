"""Real processes, killed at random or out of disk, against a server that fails: the store is the truth after all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aipulsen.store import editions
from benchmarks.soak import Processes, soak
from tests.servers.fault_server import FaultServer
from tests.servers.jobtech_world import World
from tests.servers.truth import differences


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [8, pytest.param(40, marks=pytest.mark.full)])
def test_after_kills_and_faults_the_store_is_the_truth(tmp_path: Path, rounds: int) -> None:
    """Rounds of the soak: no ad lost, none doubled, nothing left behind, the edition is the store's."""
    report = soak(rounds, seed=7, folder=tmp_path)
    assert report.differences == []
    assert report.killed > 0
    assert report.exit_codes[0] > 2
    assert set(report.exit_codes) <= {0, 5, -9}


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [1, 40, 300, 700])
def test_a_full_disk_costs_nothing_but_the_run(tmp_path: Path, kilobytes: int) -> None:
    """Wherever the disk fills (status, download, store, edition): one sentence, the old edition served, and the
    next run gives the truth."""
    world = World(dt.datetime.now(dt.UTC) - dt.timedelta(days=2))
    world.step(60, new=40, changed=0, removed=0)
    data = tmp_path / "data"
    data.mkdir()
    with FaultServer(world.app) as server:
        processes = Processes(data, server.url)
        assert processes.run() == 0
        (first,) = [e.name for e in editions.list_editions(data)[0] if e.manifest.kind == "live"]
        world.step(24 * 60, new=400, changed=10, removed=5)
        processes.log.write_text("")
        code = processes.run(most_file_bytes=kilobytes * 1000)
        said = processes.log.read_text()
        assert "Traceback" not in said
        if code:
            assert (code, "går inte att skriva" in said) == (4, True), said
            assert editions.default_edition(data).name == first
        assert processes.run() == 0
        assert differences(world, data / "store") == []
        assert editions.default_edition(data).name != first
