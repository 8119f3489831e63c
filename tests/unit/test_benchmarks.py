"""Every benchmark says what it is for; what they begin works as whoever begins it has chosen."""

from __future__ import annotations

import os
import runpy
import sys
from importlib import import_module
from pathlib import Path

import pytest

from aipulsen.settings import settings
from benchmarks import forked
from tests.conftest import ROOT

BENCHMARKS = [
    path.stem
    for path in sorted((ROOT / "benchmarks").glob("*.py"))
    if '\nif __name__ == "__main__":' in path.read_text("utf-8")
]


@pytest.mark.filterwarnings("ignore:.*found in sys.modules:RuntimeWarning")
@pytest.mark.parametrize("name", BENCHMARKS)
def test_help_is_what_stands_first_in_its_module(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0 and the docstring, without anything measured; it is named as it is called."""
    module = f"benchmarks.{name}"
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as stop:
        runpy.run_module(module, run_name="__main__")
    told = capsys.readouterr()
    assert (stop.value.code or 0, told.err) == (0, "")
    assert (import_module(module).__doc__ or "?").strip() in told.out


def test_a_forked_process_reads_the_settings_of_who_begins_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that it is forked from may have read its own while it loaded: those of whichever test came first."""
    monkeypatch.setenv("AIPULSEN_DATA_DIR", str(tmp_path / "first"))
    settings.cache_clear()
    assert settings().data_dir == tmp_path / "first"
    seen: list[Path] = []
    here = {**os.environ, "AIPULSEN_DATA_DIR": str(tmp_path / "mine")}
    forked._as_here(here, lambda: seen.append(settings().data_dir), ())
    assert seen == [tmp_path / "mine"]
    settings.cache_clear()
