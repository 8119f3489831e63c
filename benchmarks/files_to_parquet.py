"""From a JSONL file to scored Parquet: ads per second and peak memory, by number of processes.

    python -m benchmarks.files_to_parquet [ADS] [WORKERS…]

The baseline of the ratio is `json.loads` alone over the same file in the same run.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

from benchmarks.asked import given
from benchmarks.made_up_ads import made_up_ads

_POOL = 2000  # texts; ids and dates differ between all ads


def write_ads(path: Path, count: int, ai_share: float = 0.007) -> int:
    """A file of `count` ads from a pool of texts; its size in bytes."""
    pool = list(made_up_ads(_POOL, ai_share=ai_share))
    with path.open("wb") as sink:
        for number in range(count):
            sink.write(orjson.dumps({**pool[number % _POOL], "id": str(40_000_000 + number)}) + b"\n")
    return path.stat().st_size


def main(count: int = 170_000, *workers: int) -> None:
    """Write the file, parse it, score it with each number of processes; print a line each."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "ads.jsonl", Path(folder) / "ut.parquet"
        size = write_ads(path, count)
        print(f"{count} ads, {size / 1e6:,.0f} MB")
        begin = time.perf_counter()
        with path.open("rb") as lines:
            for line in lines:
                json.loads(line)
        plain = count / (time.perf_counter() - begin)
        print(f"json.loads alone, one process {plain:>10,.0f} ads/s")
        for number in workers or (1, 2):
            begin = time.perf_counter()
            command = [sys.executable, "-m", "aipulsen", "score", str(path), "--out", str(out)]
            subprocess.run([*command, "--workers", str(number)], check=True, capture_output=True)
            rate = count / (time.perf_counter() - begin)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(
                f"score --workers {number} {rate:>10,.0f} ads/s, {rate / plain:.2f} × json.loads, peak {peak:,.0f} MB"
            )


if __name__ == "__main__":
    main(*(int(argument) for argument in given(__doc__)))
