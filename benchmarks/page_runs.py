"""What a run of each page costs the server, against the same frame with nothing in it.

python -m benchmarks.page_runs [RUNS] [shelf]

Each page is opened in both editions, then run again RUNS times (30) with the window 90 and 180 days in turn, an empty
page with the same frame before each. Processor time of the server and time until the last message, medians; the first
visit of a page in a choice is measured apart, on a server that has drawn other pages. With «shelf» our server reads
what `aipulsen prepare` has made before, else it makes everything itself.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
from pathlib import Path

import psutil

from aipulsen import topics
from benchmarks.asked import given
from benchmarks.reader import Reader, Run
from benchmarks.servers import dashboard, empty_pages, unprepared

EDITIONS = ("rapport-2026-04", "demo")
_AT_ONCE = 0.05  # seconds after the last message, in which the server tidies up


async def timed(reader: Reader, server: psutil.Process, page: str, query: str) -> tuple[Run, float]:
    """The run, and the processor milliseconds that the server spent on it."""
    before = sum(server.cpu_times()[:2])
    run = await reader.open(page, query)
    await asyncio.sleep(_AT_ONCE)
    return run, (sum(server.cpu_times()[:2]) - before) * 1000


async def measure(runs: int, ours: tuple[int, psutil.Process], empty: tuple[int, psutil.Process]) -> None:
    """Print one line a page and edition."""
    print(f"{'page':36}{'first CPU':>10}{'CPU ms':>8}{'empty':>7}{'ratio':>7}{'ms':>7}{'empty':>7}{'kB':>7}")
    for edition in EDITIONS:
        for page in topics.PAGES:
            address, county = page.address, "&lan=25" if page.key == "profile" else ""
            async with Reader(ours[0]) as reader, Reader(empty[0]) as other:
                query = f"utgava={edition}{county}"
                _, first = await timed(reader, ours[1], address, query)
                await other.open(address, query)
                spent: list[tuple[float, float, float, float, int]] = []
                for number in range(runs + 2):
                    asked = f"{query}&fonster={(90, 180)[number % 2]}"
                    nothing, nothing_cpu = await timed(other, empty[1], address, asked)
                    run, cpu = await timed(reader, ours[1], address, asked)
                    if run.exceptions:
                        print(f"{address} {edition}: {run.exceptions}")
                    spent.append((cpu, nothing_cpu, run.seconds, nothing.seconds, run.bytes))
            cpu, nothing_cpu, seconds, empty_seconds, size = (
                statistics.mean(column) if number < 2 else statistics.median(column)
                for number, column in enumerate(zip(*spent[2:], strict=True))  # processor time comes in ticks of 10 ms
            )
            print(
                f"{address or '(start)':22}{edition[:13]:14}{first:10.0f}{cpu:8.0f}{nothing_cpu:7.0f}"
                f"{seconds / empty_seconds:7.1f}{seconds * 1000:7.0f}{empty_seconds * 1000:7.0f}{size / 1000:7.0f}",
                flush=True,
            )


def main(runs: str = "30", shelf: str = "") -> None:
    """Start both servers and measure."""
    with (
        tempfile.TemporaryDirectory() as folder,
        dashboard(environment=os.environ | {"AIPULSEN_PREPARE_AT_START": "0"} if shelf else unprepared()) as ours,
        dashboard(empty_pages(Path(folder)), unprepared()) as empty,
    ):
        asyncio.run(measure(int(runs), ours, empty))


if __name__ == "__main__":
    main(*given(__doc__))
