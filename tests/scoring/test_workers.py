"""The machine's cores score unless told otherwise, and the rows are the same."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from aipulsen.ads.workers import cores
from aipulsen.cli import program
from tests.scoring.test_score_files import AD


def test_as_many_processes_as_cores_give_the_bytes_of_one(tmp_path: Path) -> None:
    """A file of several blocks, an AI ad in every tenth line."""
    file = tmp_path / "ads.jsonl"
    long = {"text": "Vi bygger trähus i Luleå och söker dig. " * 50}
    speaks = {"text": "Du utvecklar maskininlärning i Python. " * 50}
    with file.open("w", encoding="utf-8") as sink:
        for number in range(3000):
            sink.write(
                json.dumps(
                    AD | {"id": str(number), "original_id": None} | {"description": long if number % 10 else speaks}
                )
                + "\n"
            )
    assert file.stat().st_size > 5 << 20
    outs = [tmp_path / "one.parquet", tmp_path / "all.parquet"]
    for out, more in zip(outs, (["--workers", "1"], []), strict=True):
        assert CliRunner().invoke(program(), ["score", str(file), "--out", str(out), *more]).exit_code == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert cores() >= 1
