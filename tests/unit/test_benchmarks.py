"""Every benchmark says what it is for."""

from __future__ import annotations

import runpy
import sys
from importlib import import_module

import pytest

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
