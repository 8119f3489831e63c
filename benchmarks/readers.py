"""Many people on one dashboard: how long each waits, and what the server needs.

python -m benchmarks.readers [READERS] [SECONDS] [PROCESSES]

Each reader opens the start page of one of the editions and then, after 4 to 12 seconds, does one thing more: half of
the time another page, a quarter another window, a quarter another county. A reader who waits asks nothing. 50 readers,
600 seconds and one server process that starts cold, unless told otherwise; several stand behind `deploy/nginx.conf`.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from aipulsen import topics
from aipulsen.text import t
from benchmarks.asked import given
from benchmarks.page_runs import EDITIONS
from benchmarks.reader import Reader, Run
from benchmarks.servers import behind_nginx, dashboard

THINKING = (4.0, 12.0)  # seconds
_WATCHED = 5.0  # seconds between two looks at the server


class Readers:
    """What a number of readers met."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port = port
        self.begin = time.monotonic()
        self.end = self.begin + seconds
        self.waits: list[tuple[float, float]] = []  # when asked, seconds until the last message
        self.failures: Counter[str] = Counter()
        self.memory_mb: list[float] = []

    async def read(self, number: int) -> None:
        """One reader, to the end."""
        chance = random.Random(number)
        await asyncio.sleep(chance.uniform(0, THINKING[1]))
        async with Reader(self.port, cookie=f"aipulsen_place=reader{number}") as reader:
            query = f"utgava={chance.choice(EDITIONS)}"
            await self._timed(reader.open("", query))
            while True:
                await asyncio.sleep(chance.uniform(*THINKING))
                if time.monotonic() >= self.end:
                    return
                await self._timed(self.next(reader, chance))

    async def next(self, reader: Reader, chance: random.Random) -> Run:
        """One thing more, as chance has it."""
        act = chance.random()
        label = t("filters.name.fonster" if act < 0.75 else "filters.name.lan", "sv")
        if act < 0.5 or label not in reader.choices:  # a page where that choice acts on nothing does not offer it
            return await reader.open(chance.choice(topics.PAGES).address, reader.query)
        return await reader.choose(label, chance.choice(reader.choices[label]))

    async def _timed(self, asking: object) -> None:
        asked = time.monotonic() - self.begin
        try:
            run: Run = await asking  # type: ignore[misc]
        except Exception as error:
            self.failures[type(error).__name__] += 1
            return
        self.waits.append((asked, run.seconds))
        self.failures.update(run.exceptions)

    async def watch(self, servers: list[psutil.Process]) -> None:
        """The servers' memory in all, every few seconds."""
        while time.monotonic() < self.end:
            self.memory_mb.append(sum(server.memory_info().rss for server in servers) / 1e6)
            await asyncio.sleep(_WATCHED)


def told(name: str, waits: list[float]) -> str:
    """One line: how many, and how long."""
    if len(waits) < 2:
        return f"{name}: {len(waits)} runs"
    cut = statistics.quantiles(waits, n=100)
    return f"{name}: {len(waits)} runs, p50 {cut[49]:.2f} s, p95 {cut[94]:.2f} s, longest {max(waits):.2f} s"


def _spent(servers: list[psutil.Process]) -> float:
    return sum(sum(server.cpu_times()[:2]) for server in servers)


async def measure(count: int, seconds: float, port: int, servers: list[psutil.Process]) -> None:
    """Print what the readers met, in all and minute by minute."""
    readers, spent = Readers(port, seconds), _spent(servers)
    await asyncio.gather(readers.watch(servers), *(readers.read(number) for number in range(count)))
    spent = _spent(servers) - spent
    print(told(f"{count} readers, {seconds:.0f} s", [wait for _, wait in readers.waits]))
    for minute in range(int(seconds // 60) + 1):
        within = [wait for asked, wait in readers.waits if asked // 60 == minute]
        if within:
            print(told(f"  minute {minute + 1}", within))
    memory = readers.memory_mb
    print(f"failures {dict(readers.failures)}; server {spent / seconds:.0%} of one core,", end=" ")
    print(f"memory {memory[0]:.0f}, {memory[len(memory) // 2]:.0f}, {memory[-1]:.0f} MB (first, middle, last)")


def main(count: str = "50", seconds: str = "600", processes: str = "1") -> None:
    """Start the servers and their readers."""
    with contextlib.ExitStack() as until_the_end:
        if processes == "1":
            port, server = until_the_end.enter_context(dashboard())
            servers = [server]
        else:
            folder = Path(until_the_end.enter_context(tempfile.TemporaryDirectory()))
            folder.chmod(0o755)  # nginx's own processes are another user's
            port, servers = until_the_end.enter_context(behind_nginx(folder, int(processes)))
        asyncio.run(measure(int(count), float(seconds), port, servers))


if __name__ == "__main__":
    main(*given(__doc__))
