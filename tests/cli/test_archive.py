"""Archives become partitioned Parquet: every ad accounted for, once, the same bytes however the run went."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from aipulsen.ads.archive import find_parts, named_period, parse_period
from aipulsen.ads.duplicates import SeenKeys, hashed
from aipulsen.cli import main
from aipulsen.errors import ParameterError
from benchmarks import forked
from benchmarks.made_up_ads import made_up_ads
from benchmarks.servers import free_port
from tests.conftest import ROOT

ENGINE = "1.0"  # needs no compiled database: these tests start many processes


def ad(number: int, published: str | None = "2025-03-01T08:00:00", **changes: Any) -> dict[str, Any]:
    """A made-up historical ad: hashed id, the old id beside, no organisation number."""
    return {
        "id": f"hash{number}",
        "original_id": str(number),
        "headline": "AI-ingenjör",
        "publication_date": published,
        "employer": {"name": "Exempelbolaget AB"},
        "workplace_address": {"municipality_code": "2580", "country_code": "199"},
        "occupation_group": {"legacy_ams_taxonomy_id": "2512", "label": "Mjukvaruutvecklare"},
        "description": {"text": "Du utvecklar modeller med maskininlärning."},
        **changes,
    }


def jsonl(*ads: object) -> bytes:
    """Lines of JSON; bytes are lines as they are."""
    return b"".join((a if isinstance(a, bytes) else json.dumps(a).encode()) + b"\n" for a in ads)


def zipped(path: Path, data: bytes) -> None:
    """A zip with one member, as the archives are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path.name.removesuffix(".zip"), data)


def archives(folder: Path) -> Path:
    """Two years and a quarter, raw and enriched, zip and zst, with every kind of ad an account tells of."""
    folder.mkdir()
    enriched_group = [{"legacy_ams_taxonomy_id": "2512", "label": "Mjukvaruutvecklare"}]
    zipped(
        folder / "2024.jsonl.zip",
        jsonl(
            ad(1, "2024-05-01T08:00:00"),
            ad(1, "2024-05-02T08:00:00", id="another"),  # the same original_id again
            ad(2, None),
            ad(3, "2023-12-31T23:59:59"),
            ad(4, "2025-01-01T00:00:00"),
            b'{"id": "5", "headl',
            ad(6, "2024-12-31T23:59:59"),
        ),
    )
    zipped(
        folder / "2025_beta1_jsonl.zip",
        jsonl(
            ad(7, occupation_group=enriched_group),
            ad(4, "2025-01-01T00:00:00"),
            ad(8, "2025-06-01T08:00:00", id="6", original_id=None),  # 2024's number six, by its id
        ),
    )
    (folder / "2026-Q1_beta1_jsonl.zst").write_bytes(
        zstandard.compress(
            jsonl(
                ad(7, "2026-01-01T08:00:00", id="republished"),
                ad(9, "2026-03-31T23:00:00"),
                ad(10, "2026-04-01T00:00:00"),
            )
        )
    )
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a result with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def run(source: Path | list[Path], out: Path, *options: str) -> int:
    """The command's exit code."""
    inputs = [str(p) for p in (source if isinstance(source, list) else [source])]
    with pytest.raises(SystemExit) as stop:
        main(["score-archive", *inputs, "--out", str(out), "--engine", ENGINE, *options])
    return int(stop.value.code or 0)


def ids(out: Path) -> dict[str, list[str]]:
    """Ids kept, by file."""
    return {
        str(p.relative_to(out)): pq.ParquetFile(p).read(["id"])["id"].to_pylist()
        for p in sorted(out.glob("ads/*/*.parquet"))
    }


def test_every_ad_is_accounted_for(tmp_path: Path) -> None:
    """No date, outside the period, twice in a part, twice across parts, broken: each counted, none lost."""
    out = tmp_path / "out"
    assert run(archives(tmp_path / "in"), out) == 0
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    year = summary["parts"]["2024.jsonl.zip"]["counts"]
    told = {k: year[k] for k in ("read", "bad", "no_date", "outside_period", "duplicates", "scored")}
    assert told == {"read": 7, "bad": 1, "no_date": 1, "outside_period": 2, "duplicates": 1, "scored": 2}
    for part in summary["parts"].values():
        c = part["counts"]
        left_out = c["bad"] + c["no_date"] + c["outside_period"] + c["duplicates"]
        assert c["read"] == left_out + c["scored"]
        assert c["scored"] == c["duplicates_across_parts"] + c["rows"]
    account = json.loads((out / "parts" / "2024.jsonl.zip.json").read_text("utf-8"))
    assert account["first_bad"][0]["line"] == 6
    assert account["period"] == ["2024-01-01", "2024-12-31"]
    assert ids(out) == {
        "ads/year=2024/2024.jsonl.zip.parquet": ["hash1", "hash6"],
        "ads/year=2025/2025_beta1_jsonl.zip.parquet": ["hash7", "hash4"],
        "ads/year=2026/2026-Q1_beta1_jsonl.zst.parquet": ["hash9"],
    }
    assert summary["total"]["duplicates_across_parts"] == 2


def test_processes_change_no_byte(tmp_path: Path) -> None:
    """One process or three, files in any order: the same files."""
    source = archives(tmp_path / "in")
    assert run(source, tmp_path / "one") == 0
    assert run(sorted(source.iterdir(), reverse=True), tmp_path / "three", "--workers", "3") == 0
    assert files_of(tmp_path / "one") == files_of(tmp_path / "three")


def test_finished_parts_are_left_alone_and_changed_ones_scored_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same file with another date is the same file; another content is not; another period is not."""
    source, out = archives(tmp_path / "in"), tmp_path / "out"
    assert run(source, out) == 0
    first = files_of(out)
    capsys.readouterr()
    os.utime(source / "2024.jsonl.zip", (0, 0))
    assert run(source, out) == 0
    assert "0 delar bedömda nu, 3 klara sedan tidigare" in capsys.readouterr().err
    assert files_of(out) == first
    zipped(source / "2024.jsonl.zip", jsonl(ad(20, "2024-05-01T08:00:00")))
    assert run(source, out) == 0
    assert "1 del bedömd nu, 2 klara sedan tidigare" in capsys.readouterr().err
    # 2024 no longer holds number six, so 2025's is its first again.
    assert ids(out)["ads/year=2025/2025_beta1_jsonl.zip.parquet"] == ["hash7", "hash4", "6"]
    assert run(source, out, "--years", "2025") == 0
    assert "1 delar" not in capsys.readouterr().err.replace("0 delar", "")


def test_a_part_that_fails_stops_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged zip: its name in the message, exit code 3, the others written; mended, it is added."""
    source, out = archives(tmp_path / "in"), tmp_path / "out"
    good = (source / "2025_beta1_jsonl.zip").read_bytes()
    (source / "2025_beta1_jsonl.zip").write_bytes(good[: len(good) // 2])
    assert run(source, out, "--workers", "2") == 3
    said = capsys.readouterr().err
    assert "Delen 2025_beta1_jsonl.zip misslyckades" in said
    assert set(ids(out)) == {
        "ads/year=2024/2024.jsonl.zip.parquet",
        "ads/year=2026/2026-Q1_beta1_jsonl.zst.parquet",
    }
    (source / "2025_beta1_jsonl.zip").write_bytes(good)
    assert run(source, out) == 0
    assert len(ids(out)) == 3


def test_a_killed_run_is_taken_up_where_it_was(tmp_path: Path) -> None:
    """SIGKILL at several moments, then again to the end: the bytes of a run that nobody disturbed."""
    source = tmp_path / "in"
    source.mkdir()
    for year in (2021, 2022, 2023, 2024):
        ads = [
            {**a, "publication_date": f"{year}-02-01T00:00:00", "original_id": str(i)}
            for i, a in enumerate(made_up_ads(100, seed=year, first_id=year * 1000))
        ]
        zipped(source / f"{year}.jsonl.zip", jsonl(*ads))
    assert run(source, tmp_path / "calm") == 0
    out = tmp_path / "out"
    signs = (".2021.jsonl.zip.parquet.*.tmp", "2021.jsonl.zip.json", "2023.jsonl.zip.parquet")
    for sign, workers in zip(signs, ("1", "2", "1"), strict=True):
        process = forked.begin(run, source, out, "--workers", workers)
        while process.is_alive() and not list(out.glob(f"parts/{sign}")):
            time.sleep(0.002)
        process.kill()
        process.join()
        assert process.exitcode in (-signal.SIGKILL, 0)
    assert run(source, out) == 0
    assert files_of(out) == files_of(tmp_path / "calm")


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    """The second run is told to wait, and touches nothing."""
    out = tmp_path / "out"
    out.mkdir()
    hold = (
        "import sys; from pathlib import Path; from aipulsen.disk import alone\n"
        "with alone(Path(sys.argv[1])): print('held', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(out / ".lock")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert run(archives(tmp_path / "in"), out) == 2
    holder.communicate("\n")
    assert ids(out) == {}


def test_a_dask_cluster_writes_the_same_bytes(tmp_path: Path) -> None:
    """A real scheduler and two real workers, started here as processes."""
    distributed = pytest.importorskip("distributed", reason="the optional extra aipulsen[cluster] is not installed")
    source = archives(tmp_path / "in")
    assert run(source, tmp_path / "here") == 0
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", local_directory=str(tmp_path / "dask")
    ) as cluster:
        assert run(source, tmp_path / "there", "--cluster", cluster.scheduler_address) == 0
        (source / "2019.jsonl.zip").write_bytes(b"no zip")
        assert run(source, tmp_path / "there2", "--cluster", cluster.scheduler_address) == 3
    assert files_of(tmp_path / "there") == files_of(tmp_path / "here")
    assert ids(tmp_path / "there2") == ids(tmp_path / "here")


def test_a_cluster_that_is_not_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port nobody listens on, and an address that is none: exit code 5 and what to check, when patience ends."""
    monkeypatch.setattr("aipulsen.ads.archive.CLUSTER_SECONDS", 1)
    pytest.importorskip("distributed", reason="the optional extra aipulsen[cluster] is not installed")
    port = free_port()
    for address in (f"tcp://127.0.0.1:{port}", "nonsense://x"):
        assert run(archives(tmp_path / f"in{len(address)}"), tmp_path / "out", "--cluster", address) == 5
        said = capsys.readouterr().err
        assert f"Dask-klustret {address} svarar inte" in said
        assert "Traceback" not in said


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2019.jsonl.zip", "2019-01-01", "2019-12-31"),
        ("2026-Q1_beta1_jsonl.zip", "2026-01-01", "2026-03-31"),
        ("2025_Q3_1_percent_jsonl.zip", "2025-07-01", "2025-09-30"),
        ("2025_Q4.jsonl.zst", "2025-10-01", "2025-12-31"),
        ("2016_beta1_jsonl.zip", "2016-01-01", "2016-12-31"),
    ],
)
def test_the_name_tells_the_period(name: str, first: str, last: str) -> None:
    """The names Arbetsförmedlingen gives its archives."""
    assert named_period(name) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("name", ["ads.jsonl", "20251.jsonl", "2025-03-01.jsonl", "export_12025.zip"])
def test_a_name_without_period_filters_nothing(name: str) -> None:
    """A day or another number is no year."""
    assert named_period(name) is None


def test_a_file_of_unknown_period_is_split_by_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its ads go to the years they were published in, and the account says that nothing was sifted."""
    file = tmp_path / "samling.jsonl"
    file.write_bytes(jsonl(ad(1, "2019-01-01T00:00:00"), ad(2, "2024-01-01T00:00:00"), ad(3, None)))
    assert run(file, tmp_path / "out") == 0
    assert ids(tmp_path / "out") == {
        "ads/year=2019/samling.jsonl.parquet": ["hash1"],
        "ads/year=2024/samling.jsonl.parquet": ["hash2"],
    }
    assert "samling.jsonl säger ingen period" in capsys.readouterr().err


def test_years_choose_files_and_dates(tmp_path: Path) -> None:
    """Files wholly outside are not opened; a bad value names what is valid."""
    source = archives(tmp_path / "in")
    assert [p.name for p in find_parts([str(source)], parse_period("2025-2026"))] == [
        "2025_beta1_jsonl.zip",
        "2026-Q1_beta1_jsonl.zst",
    ]
    for bad in ("2026-2016", "nio", "2016-", "0000"):
        with pytest.raises(ParameterError, match="2016-2026"):
            parse_period(bad)
    with pytest.raises(ParameterError, match="Inga arkiv"):
        find_parts([str(source)], parse_period("1999"))


@given(st.lists(st.lists(st.text(max_size=3), max_size=30), max_size=20))
def test_seen_keys_is_a_set(batches: list[list[str]]) -> None:
    """Whatever comes in whatever batches: first seen is what a plain set says."""
    seen, plain = SeenKeys(), set[str]()
    for batch in batches:
        expected = []
        for key in batch:
            expected.append(key not in plain)
            plain.add(key)
        assert seen.first_seen(hashed(batch)).tolist() == expected
    assert len(seen) == len(plain)


def test_ten_gigabytes_of_keys_stay_small() -> None:
    """3.3 million ids, a 10 GB file: eight bytes each."""
    seen = SeenKeys()
    for start in range(0, 3_300_000, 100_000):
        seen.first_seen(np.arange(start, start + 100_000, dtype=np.uint64))
    assert len(seen) == 3_300_000
    assert sum(run.nbytes for run in seen._runs) == 8 * len(seen)
