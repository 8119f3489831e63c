"""A full-size snapshot, from a socket on this machine to a published edition: seconds and peak memory.

    python -m benchmarks.snapshot_to_edition [ADS] [MEGABYTES] [WORKERS]

The ads are made up (benchmarks/made_up_ads.py), padded to Platsbanken's size, served in one line, uncompressed and
chunked, as JobStream does. Memory is what `refresh` and its workers hold in RAM together, pages they share
counted once, sampled ten times a second.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import threading
import time
from email.utils import format_datetime
from pathlib import Path

import orjson
import psutil

from aipulsen.clock import milliseconds
from benchmarks.asked import given
from benchmarks.made_up_ads import FIRST_DAY, made_up_ads
from tests.servers.fault_server import FaultServer, Reply, Request

_POOL = 4000


def snapshot_bytes(count: int, megabytes: int) -> bytes:
    """`count` ads in one array of about that size; texts come from a pool, ids, places and dates differ."""
    pool = list(made_up_ads(min(_POOL, count), ai_share=0.03))
    now = dt.datetime.combine(FIRST_DAY, dt.time(6), dt.UTC) + dt.timedelta(days=85)
    sink = bytearray(b"[")
    for number in range(count):
        ad = pool[number % len(pool)]
        ad_id = str(40_000_000 + number)
        text = ad["description"]["text"]
        row = {
            **ad,
            "id": ad_id,
            "description": {"text": text, "text_formatted": f"<p>{text}</p>", "company_information": None},
            "last_publication_date": "2026-12-31T23:59:59",
            "timestamp": milliseconds(now) - number * 1000,
            "must_have": {"skills": [], "languages": [{"weight": 10, "concept_id": "x", "label": "Svenska"}]},
        }
        line = orjson.dumps(row)
        if (lacking := megabytes * 1_000_000 // count - len(line) - 40) > 0:
            row["description"] = {**row["description"], "conditions": "x" * lacking}
            line = orjson.dumps(row)
        sink += line if number == 0 else b"," + line
    sink += b"]"
    return bytes(sink)


def main(count: int = 40_000, megabytes: int = 390, workers: int = 1) -> None:
    """Serve it, refresh from it in a process of its own, print the figures."""
    body = snapshot_bytes(count, megabytes)
    now = dt.datetime.combine(FIRST_DAY, dt.time(8), dt.UTC) + dt.timedelta(days=85)
    headers = {"Date": format_datetime(now, usegmt=True)}

    def app(request: Request) -> Reply:
        if request.path == "/v2/snapshot":
            return Reply(body, headers=headers, framing="chunked")
        if request.path == "/search":
            return Reply(orjson.dumps({"total": {"value": count + 300}}), headers=headers)
        return Reply(b"[]", headers=headers)

    with tempfile.TemporaryDirectory() as folder, FaultServer(app) as server:
        environ = {
            **os.environ,
            "AIPULSEN_DATA_DIR": folder,
            "AIPULSEN_JOBSTREAM_URL": server.url,
            "AIPULSEN_JOBSEARCH_URL": server.url,
            "AIPULSEN_STREAM_PAUSE_SECONDS": "1",
        }
        command = [sys.executable, "-m", "aipulsen", "refresh", "--only", "ads", "--workers", str(workers)]
        begin = time.perf_counter()
        process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
        peak = [0]
        threading.Thread(target=_watch, args=(process.pid, peak), daemon=True).start()
        _, said = process.communicate()
        seconds = time.perf_counter() - begin
        print(said)
        print(
            f"{count} ads, {len(body) / 1e6:,.0f} MB, {workers} workers: {seconds:.0f} s from socket to edition, "
            f"peak {peak[0] / 1e6:,.0f} MB; exit {process.returncode}"
        )
        print(f"store {sum(p.stat().st_size for p in Path(folder, 'store').glob('ads.duckdb*')) / 1e6:,.0f} MB on disk")


def _watch(pid: int, peak: list[int]) -> None:
    """The sum of resident memory of a process and its children, ten times a second."""
    try:
        parent = psutil.Process(pid)
        while True:
            family = [parent, *parent.children(recursive=True)]
            peak[0] = max(peak[0], sum(_resident(p) for p in family))
            time.sleep(0.1)
    except psutil.NoSuchProcess:
        return


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)  # pages shared by processes are counted once
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    main(*(int(argument) for argument in given(__doc__)))
