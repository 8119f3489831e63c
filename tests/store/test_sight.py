"""The editions in sight are looked through when a folder has changed, not at each run of a page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aipulsen.paths import EMBEDDED_DATA_DIR
from aipulsen.store import editions, sight


def test_a_run_lists_nothing_until_an_edition_comes_or_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are; one that is put in place, exchanged or taken away is seen at the next run."""
    monkeypatch.setenv("AIPULSEN_DATA_DIR", str(tmp_path))
    looked, paths = [], editions.edition_paths
    monkeypatch.setattr(editions, "edition_paths", lambda *folder: looked.append(1) or paths(*folder))

    def names() -> list[str]:
        return sorted(edition.name for edition in sight.known_editions()[0])

    here = tmp_path / "editions"
    here.mkdir()
    before = names()
    looked.clear()
    assert names() == before
    assert looked == []
    shutil.copytree(EMBEDDED_DATA_DIR / "editions" / "demo", tmp_path / "beside")
    manifest = tmp_path / "beside" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"name": "demo"', '"name": "another"'))
    (tmp_path / "beside").rename(here / "another")
    assert names() == sorted([*before, "another"])
    (here / "another").rename(tmp_path / "beside")
    assert names() == before
    assert len(looked) == 2
