"""The cache of compiled databases is a shortcut only: whatever happens to it, the engine finds the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aipulsen.scoring import AdText, load_engine
from aipulsen.scoring.engine import WeightedEngine
from aipulsen.scoring.rules import current_rules

pytestmark = pytest.mark.skipif(
    load_engine().backend != "hyperscan", reason="hyperscan has no wheel here: nothing is compiled"
)

AD = AdText("1", "AI-ingenjör", "Om rollen\nDu utvecklar modeller med maskininlärning.\n", "Exempelbolaget AB", "2512")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of this test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("AIPULSEN_CACHE_DIR", str(folder))
    return folder


def _score() -> object:
    return WeightedEngine(current_rules()).score(AD)


def test_a_second_start_reads_what_the_first_compiled(cache: Path) -> None:
    """The databases are kept, and read without being written again."""
    expected = _score()
    kept = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    assert kept
    assert _score() == expected
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == kept


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"not a database" * 1000,
        lambda data: data[:200] + bytes(byte ^ 0xFF for byte in data[200:260]) + data[260:],
    ],
    ids=["empty", "cut off", "something else", "bytes changed"],
)
def test_a_damaged_file_is_compiled_anew(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    """It costs the time, not the result; and the file is whole afterwards."""
    expected = _score()
    whole = {file: file.read_bytes() for file in cache.iterdir()}
    for file, data in whole.items():
        file.write_bytes(damage(data))
    assert _score() == expected
    assert {file: file.read_bytes() for file in cache.iterdir()} == whole


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AIPULSEN_CACHE_DIR", str(tmp_path / "file"))
    assert _score() == load_engine().score(AD)
