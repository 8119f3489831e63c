"""One embed read by a newspaper's readers, while others use the dashboard: how long the route's answers take.

python -m benchmarks.embed_load [--reads 1000] [--seconds 60] [--sessions 50] [--processes 2] [--again]

So many reads a second, evenly, over a hundred kept connections, of one figure's document as a browser asks for it:
packed and whole, or with `--again` by the tag that it has (304). A read's time runs from the moment it was due, so that
a server that falls behind is seen. Beside them sessions use the dashboard as in `benchmarks.readers`. The servers are
two dashboards behind `deploy/nginx.conf`, or one alone with `--processes 1`. Only this machine's loopback is used.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import statistics
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psutil

from benchmarks.readers import Readers, told
from benchmarks.servers import behind_nginx, dashboard

EMBED = "/f/gap-map/25.html?embed=true&utgava=rapport-2026-04&fonster=90&niva=role&bas=report"
GOAL_SECONDS = 0.020  # p95 of the route
_CONNECTIONS = 100


class Reads:
    """The embed read at a steady rate."""

    def __init__(self, port: int, *, again: bool) -> None:
        self.port, self.again = port, again
        self.due: asyncio.Queue[float | None] = asyncio.Queue()
        self.waits: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.bytes = 0
        self.tag = ""

    async def run(self, rate: float, seconds: float) -> None:
        """All of them, to the end."""
        reader, writer = await self._connected()
        await self._read(reader, writer)  # drawn once, as the first of a newspaper's readers has it drawn
        writer.close()
        self.statuses.clear()
        self.bytes = 0
        readers = [asyncio.create_task(self._read_what_is_due()) for _ in range(_CONNECTIONS)]
        begin = time.perf_counter()
        for number in range(round(rate * seconds)):
            moment = begin + number / rate
            if (ahead := moment - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            self.due.put_nowait(moment)
        for _ in readers:
            self.due.put_nowait(None)
        await asyncio.gather(*readers)
        self.seconds = time.perf_counter() - begin

    async def _read_what_is_due(self) -> None:
        reader, writer = await self._connected()
        while (due := await self.due.get()) is not None:
            try:
                await self._read(reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                self.statuses[0] += 1
                writer.close()
                reader, writer = await self._connected()
            self.waits.append(time.perf_counter() - due)
        writer.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        known = f"If-None-Match: {self.tag}\r\n" if self.again and self.tag else ""
        asked = f"GET {EMBED} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAccept-Encoding: gzip\r\n{known}\r\n"
        writer.write(asked.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.bytes += len(await reader.readexactly(int(headers.get("content-length", 0))))
        self.tag = headers.get("etag", self.tag)
        self.statuses[int(first.split()[1])] += 1


def read(port: int, rate: float, seconds: float, again: bool) -> tuple[list[float], Counter[int], int, float]:
    """What the newspaper's readers met, in a process of its own: waits, statuses, bytes, seconds in all."""
    reads = Reads(port, again=again)
    asyncio.run(reads.run(rate, seconds))
    return reads.waits, reads.statuses, reads.bytes, reads.seconds


async def beside(port: int, count: int, seconds: float, servers: list[psutil.Process]) -> Readers:
    """What so many sessions met meanwhile."""
    readers = Readers(port, seconds)
    await asyncio.gather(readers.watch(servers), *(readers.read(number) for number in range(count)))
    return readers


def main() -> None:
    """Print what both met, and whether the goal is reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reads", type=float, default=1_000, help="a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    with contextlib.ExitStack() as until_the_end:
        if given.processes == 1:
            port, server = until_the_end.enter_context(dashboard())
            servers = [server]
        else:
            folder = Path(until_the_end.enter_context(tempfile.TemporaryDirectory()))
            folder.chmod(0o755)  # nginx's own processes are another user's
            port, servers = until_the_end.enter_context(behind_nginx(folder, given.processes))
        pool = until_the_end.enter_context(ProcessPoolExecutor(1, multiprocessing.get_context("spawn")))
        reading = pool.submit(read, port, given.reads, given.seconds, given.again)
        met = asyncio.run(beside(port, given.sessions, given.seconds, servers))
        waits, statuses, size, seconds = reading.result()
    cut = statistics.quantiles(waits, n=100)
    print(f"{len(waits)} reads in {seconds:.1f} s, {len(waits) / seconds:.0f} a second; {dict(statuses)};", end=" ")
    print(f"{size / max(1, len(waits)):.0f} bytes each")
    print(f"p50 {cut[49] * 1e3:.1f} ms, p95 {cut[94] * 1e3:.1f} ms, p99 {cut[98] * 1e3:.1f} ms,", end=" ")
    print(f"longest {max(waits) * 1e3:.0f} ms; goal p95 < {GOAL_SECONDS * 1e3:.0f} ms:", end=" ")
    print("reached" if cut[94] < GOAL_SECONDS else "missed")
    print(told(f"{given.sessions} sessions beside them", [wait for _, wait in met.waits]), dict(met.failures))


if __name__ == "__main__":
    main()
