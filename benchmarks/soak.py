"""A soak of `refresh`: a service that fails at random, processes killed at random, and the truth at the end.

    python -m benchmarks.soak [ROUNDS] [SEED]

Each round lets half an hour pass in a made-up world, then runs the real `refresh` in a process of its own against a
real server that injects faults into a third of the answers. Half of the processes are killed with SIGKILL at a random
moment. After the last round one run is left alone; then the store must equal the world's truth exactly.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from aipulsen.store import editions
from benchmarks import forked
from benchmarks.asked import given
from tests.servers import fault_server as faults
from tests.servers.fault_server import FaultServer
from tests.servers.jobtech_world import World
from tests.servers.truth import differences

RANDOM_FAULTS = (
    faults.status(429),
    faults.status(429, retry_after="0"),
    faults.status(500),
    faults.status(502),
    faults.status(503),
    faults.reset(after=0),
    faults.reset(after=700),
    faults.cut(at=700),
    faults.cut(at=700, framing="close"),
    faults.short(at=700),
    faults.page(),
    faults.body(b""),
    faults.bom(),
    faults.drip(0.001, 20_000),
)


@dataclass
class SoakReport:
    """What was done and what was found."""

    rounds: int = 0
    killed: int = 0
    exit_codes: Counter[int] = field(default_factory=Counter)
    requests: int = 0
    ads: int = 0
    removed: int = 0
    unseen_removals: int = 0
    editions: int = 0
    seconds: float = 0
    differences: list[str] = field(default_factory=list)


def run_refresh(data_dir: str, url: str, log: str, most_file_bytes: int | None = None) -> None:
    """`refresh --only ads` in this process, without the fast scanner: its compilation takes longer than the rest, and
    the exact one gives the same scores."""
    from aipulsen.cli import main
    from aipulsen.scoring import scanner

    scanner.hyperscan = None
    os.environ |= {
        "AIPULSEN_CARDS_AT_PUBLICATION": "0",
        "AIPULSEN_SHELF_MEGABYTES": "0",
        "AIPULSEN_DATA_DIR": data_dir,
        "AIPULSEN_JOBSTREAM_URL": url,
        "AIPULSEN_JOBSEARCH_URL": url,
        "AIPULSEN_STREAM_PAUSE_SECONDS": "0",
        "AIPULSEN_HTTP_FIRST_WAIT_SECONDS": "0.01",
        "AIPULSEN_HTTP_READ_SECONDS": "5",
    }
    with Path(log).open("a") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
        if most_file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_file_bytes, most_file_bytes))
        main(["refresh", "--only", "ads", "--workers", "1"])


class Processes:
    """Fresh processes that have the program loaded already: real ones, killed for real, quick to begin."""

    def __init__(self, data_dir: Path, url: str) -> None:
        self.data_dir, self.url, self.log = data_dir, url, data_dir.parent / f"{data_dir.name}.log"
        self.durations: list[float] = []

    def run(self, kill_after: float | None = None, most_file_bytes: int | None = None) -> int:
        """The exit code; -9 when it was killed before it was done."""
        arguments = (str(self.data_dir), self.url, str(self.log), most_file_bytes)
        begun, process = time.monotonic(), forked.begin(run_refresh, *arguments)
        process.join(kill_after if kill_after is not None else 300)
        if process.is_alive():
            process.kill()
        process.join()
        code = process.exitcode
        process.close()
        if code == 0:
            self.durations.append(time.monotonic() - begun)
        return int(code or 0)


def soak(rounds: int, seed: int, folder: Path) -> SoakReport:
    """The soak; the report's `differences` is empty when the store equals the truth."""
    rng, report, begin = random.Random(seed), SoakReport(rounds), time.monotonic()
    world = World(dt.datetime.now(dt.UTC) - dt.timedelta(days=6), seed=seed)
    world.step(24 * 60, new=150, changed=20, removed=20)
    world.forget_gone()
    data_dir = folder / "data"
    data_dir.mkdir(parents=True)
    with FaultServer(world.app, seed=seed) as server:
        processes = Processes(data_dir, server.url)
        report.exit_codes[processes.run()] += 1
        server.chance, server.random_faults = 0.35, RANDOM_FAULTS
        for _ in range(rounds):
            world.step(rng.uniform(10, 35), new=rng.randrange(8), changed=rng.randrange(6), removed=rng.randrange(5))
            usual = statistics.median(processes.durations[-20:])
            kill_after = rng.uniform(0, 1.1 * usual) if rng.random() < 0.5 else None
            code = processes.run(kill_after)
            report.killed += code == -9
            report.exit_codes[code] += 1
        server.chance = 0
        world.step(10)
        report.exit_codes[processes.run()] += 1
        report.requests = len(server.log)
    report.differences = differences(world, data_dir / "store") + wrong_edition(data_dir)
    report.editions = sum(1 for p in (data_dir / "live").iterdir() if p.is_dir() and not p.name.startswith("."))
    report.differences += [f"left behind: {p.name}" for p in (data_dir / "live").glob(".*") if p.is_dir()]
    report.differences += [f"left behind: {p.name}" for p in (data_dir / "store" / "raw").iterdir()]
    with duckdb.connect(str(data_dir / "store" / "ads.duckdb"), read_only=True) as con:
        counted = "SELECT count(*), count(removed), (SELECT count(*) FROM unseen_removals) FROM ads"
        report.ads, report.removed, report.unseen_removals = con.execute(counted).fetchall()[0]
    report.seconds = time.monotonic() - begin
    return report


def wrong_edition(data_dir: Path) -> list[str]:
    """What the newest edition has otherwise than the store it was made from."""
    newest = editions.list_editions(data_dir)[0][0]
    with duckdb.connect(str(data_dir / "store" / "ads.duckdb"), read_only=True) as con:
        ids = {row[0] for row in con.execute("SELECT id FROM ads WHERE headline = 'AI-ingenjör'").fetchall()}
        (count,) = con.execute("SELECT count(*) FROM ads").fetchall()[0]
    held = newest.read("ads")
    wrong = [] if int(newest.read("ad_totals").ads.sum()) == count else [f"edition {newest.name}: not {count} ads"]
    wrong += [] if held.id.is_unique else [f"edition {newest.name}: an ad twice"]
    return wrong + [f"edition {newest.name}: {i}" for i in sorted(ids.symmetric_difference(held.id))]


def main(rounds: int = 200, seed: int = 1) -> None:
    """Run it and print the report; exit 1 when anything differs."""
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        report = soak(rounds, seed, Path(folder))
        print(
            f"{report.rounds} rounds, {report.killed} killed, exit codes {dict(sorted(report.exit_codes.items()))}, "
            f"{report.requests} requests, {report.seconds:.0f} s\n"
            f"store: {report.ads} ads, {report.removed} removed, {report.unseen_removals} gone before seen; "
            f"{report.editions} editions\n"
            f"differences from the truth: {len(report.differences)}"
        )
        for line in report.differences[:50]:
            print(" ", line)
        sys.exit(1 if report.differences else 0)


if __name__ == "__main__":
    from benchmarks import soak as this  # its processes find their work by the module's name, not by «__main__»

    this.main(*(int(argument) for argument in given(__doc__)))
