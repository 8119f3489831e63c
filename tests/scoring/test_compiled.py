"""The cache of compiled databases is a shortcut only: whatever happens to it, the scanner finds the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aipulsen.scoring import AdText, compiled, load_engine
from aipulsen.scoring.engine import WeightedEngine
from aipulsen.scoring.rules import current_rules

pytestmark = pytest.mark.skipif(
    load_engine().backend != "hyperscan", reason="hyperscan has no wheel here: nothing is compiled"
)

AD = AdText("1", "AI-ingenjör", "Om rollen\nDu utvecklar modeller med maskininlärning.\n", "Exempelbolaget AB", "2512")
PATTERNS = [(rb"\bAI\b", 0), (rb"maskininl.{1,2}rning", 0), (rb"Om \w+", 0)]  # the engine's own take ten seconds


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of this test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("AIPULSEN_CACHE_DIR", str(folder))
    return folder


def _found() -> list[tuple[int, int]]:
    """Which patterns end where in an ad, by the database that a start opens or compiles."""
    found: list[tuple[int, int]] = []

    def note(number: int, _begin: int, end: int, _flags: int, _context: object) -> None:
        found.append((number, end))

    compiled.database(PATTERNS).scan(f"{AD.headline}\n{AD.text}".encode(), match_event_handler=note)
    return found


def test_the_engine_starts_from_what_this_machine_has_compiled() -> None:
    """The databases of the engine in use are read, not written again, and score the same."""
    expected, folder = load_engine().score(AD), compiled.cache_dir()
    kept = {file: file.stat().st_mtime_ns for file in folder.glob("*.hs")}
    assert kept
    assert WeightedEngine(current_rules()).score(AD) == expected
    assert {file: file.stat().st_mtime_ns for file in folder.glob("*.hs")} == kept


def test_a_second_start_reads_what_the_first_compiled(cache: Path) -> None:
    """The database is kept, and read without being written again."""
    expected = _found()
    assert {number for number, _ in expected} == {0, 1, 2}
    kept = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    assert len(kept) == 1
    assert _found() == expected
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
    expected = _found()
    whole = {file: file.read_bytes() for file in cache.iterdir()}
    for file, data in whole.items():
        file.write_bytes(damage(data))
    assert _found() == expected
    assert {file: file.read_bytes() for file in cache.iterdir()} == whole


def test_a_cache_that_cannot_be_written_stops_nothing(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file stands where the folder should be."""
    expected = _found()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AIPULSEN_CACHE_DIR", str(tmp_path / "file"))
    assert _found() == expected
