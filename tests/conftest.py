"""Shared by all tests: the repository's root, an empty data folder, no network but this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)  # no test looks at a clock
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"  # the labelled ads and sample answers; absent outside the workplace


@pytest.fixture
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that this test's process uses; the embedded editions are still found."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("AIPULSEN_DATA_DIR", str(folder))
    return folder
