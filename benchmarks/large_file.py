"""Peak memory on files of many gigabytes, plain, zip and zst, and on an archive of four parts: the files grow, the
memory does not.

    python -m benchmarks.large_file [GIGABYTES] [WORKERS] [KINDS…]

Generates into a temporary folder and deletes it. Memory is what parent and children hold together, their shared
pages counted once (PSS), the highest of samples four times a second.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson
import psutil
import zstandard

from benchmarks.asked import given
from benchmarks.made_up_ads import made_up_ads

_POOL = 2000
KINDS = ("jsonl", "zip", "zst", "archive")


@contextmanager
def _sink(path: Path, kind: str) -> Iterator[IO[bytes] | Any]:
    if kind == "zip":
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("ads.jsonl", "w", force_zip64=True) as member,
        ):
            yield member
    elif kind == "zst":
        with path.open("wb") as raw, zstandard.ZstdCompressor(level=1).stream_writer(raw) as stream:
            yield stream
    else:
        with path.open("wb") as stream:
            yield stream


def write_large(path: Path, kind: str, gigabytes: float, first_id: int = 40_000_000) -> tuple[int, int]:
    """Ads and bytes (unpacked) written; every ad has an id of its own."""
    pool = [orjson.dumps({k: v for k, v in ad.items() if k != "id"})[1:] for ad in made_up_ads(_POOL, ai_share=0.03)]
    number = size = 0
    with _sink(path, kind) as sink:
        while size < gigabytes * 1e9:
            lines = b"".join(b'{"id":"%d",%s\n' % (first_id + number + i, line) for i, line in enumerate(pool))
            sink.write(lines)
            number, size = number + _POOL, size + len(lines)
    return number, size


def peak_of(command: list[str]) -> tuple[float, float]:
    """Seconds, and the highest memory of the command and its children in megabytes."""
    begin, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    root = psutil.Process(process.pid)
    while process.poll() is None:
        held = 0
        try:
            for one in (root, *root.children(recursive=True)):
                held += one.memory_full_info().pss
        except psutil.Error:
            pass
        peak = max(peak, held)
        time.sleep(0.25)
    if process.returncode:
        raise SystemExit(f"{command} failed: {process.returncode}")
    return time.perf_counter() - begin, peak / 1e6


def _write(folder: Path, kind: str, gigabytes: float) -> tuple[int, int, list[str]]:
    """Ads and bytes written, and the command that scores them."""
    if kind != "archive":
        path = folder / f"ads.{kind}"
        return *write_large(path, kind, gigabytes), ["score", str(path), "--out", str(folder / "ut.parquet")]
    parts = [
        write_large(folder / f"part-{number}.jsonl.zst", "zst", gigabytes / 4, 40_000_000 + number * 10_000_000)
        for number in range(4)
    ]
    ads, size = (sum(part[i] for part in parts) for i in range(2))
    return ads, size, ["score-archive", str(folder), "--out", str(folder / "history")]


def main(gigabytes: float = 2.1, workers: int = 2, *kinds: str) -> None:
    """A line for each kind."""
    for kind in kinds or KINDS:
        with tempfile.TemporaryDirectory() as name:
            ads, size, command = _write(Path(name), kind, gigabytes)
            on_disk = sum(file.stat().st_size for file in Path(name).iterdir())
            seconds, peak = peak_of([sys.executable, "-m", "aipulsen", *command, "--workers", str(workers)])
            print(
                f"{kind:<7} {ads:,} ads, {size / 1e9:.2f} GB ({on_disk / 1e9:.2f} GB on disk), "
                f"{seconds:.0f} s, {ads / seconds:,.0f} ads/s, peak {peak:,.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    asked = given(__doc__)
    main(*(float(a) for a in asked[:1]), *(int(a) for a in asked[1:2]), *asked[2:])  # type: ignore[arg-type]
