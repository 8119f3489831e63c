"""What pages show is made by a command and at publication, and by nobody twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aipulsen import disk, keepers, topics
from aipulsen.cli import main
from aipulsen.cli.published import tell_published
from aipulsen.figures import prepared
from aipulsen.queries import Selection
from aipulsen.settings import settings
from aipulsen.store import editions
from aipulsen.text import t
from aipulsen.ui import start

pytestmark = pytest.mark.fresh

FEW = {"wage-spread": topics.FIGURES["wage-spread"], "commuting": topics.FIGURES["commuting"]}


@pytest.fixture
def built(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """The figures that were built, of the two there are here, in the one choice that is filled."""
    counts: Counter[str] = Counter()
    build = topics.FigureEntry.build

    def counted(entry: topics.FigureEntry, desk: Any, selection: Any) -> Any:
        counts[f"{entry.key} {desk.say.lang}"] += 1
        return build(entry, desk, selection)

    monkeypatch.setattr(topics.FigureEntry, "build", counted)
    monkeypatch.setattr(topics, "FIGURES", FEW)
    monkeypatch.setattr(prepared, "choices", lambda edition: iter([Selection(county_code="25", base="scb")]))
    monkeypatch.setattr(prepared, "_questions", lambda edition, selection: iter(()))
    monkeypatch.setenv("AIPULSEN_SHELF_MEGABYTES", "50")
    settings.cache_clear()
    keepers.forget()
    yield counts
    settings.cache_clear()
    keepers.forget()


def _prepare(*arguments: str) -> object:
    """Run the command as a process without memory does; its exit code."""
    keepers.forget()
    with pytest.raises(SystemExit) as end:
        main(["prepare", *arguments])
    return end.value.code


def test_what_was_made_once_is_not_made_again(
    built: Counter[str], data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each figure in each language; a second run makes nothing, and another program all of it."""
    assert not _prepare("demo")
    assert set(built) == {f"{key} {lang}" for key in FEW for lang in ("sv", "en")}
    assert t("cli.filled", name="demo", count=1) in capsys.readouterr().err
    first = Counter(built)
    _prepare("demo")
    assert built == first
    for path in (data_folder / "shelf").glob("??/*"):
        path.unlink()
    _prepare("demo")
    assert built == first + first


def test_one_fills_at_a_time(built: Counter[str], data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While another process is at it the command makes nothing, says so, and ends well."""
    (data_folder / "shelf").mkdir(mode=0o700)
    with disk.alone(data_folder / "shelf" / ".filling"):
        assert not _prepare("demo")
    assert not built
    assert t("cli.not_filled", name="demo", count=0) in capsys.readouterr().err


def test_a_publication_fills_it_unless_the_settings_say_no(
    built: Counter[str], data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the shelf of the data folder that the edition lies in; a bug of ours does not make the publication fail."""
    edition = editions.open_edition("demo")
    lying = type(edition)(data_folder / "live" / "demo", edition.manifest)
    monkeypatch.setattr(type(edition), "read", lambda self, table: edition_read(edition, table))
    for said in ("0", "1"):
        monkeypatch.setenv("AIPULSEN_FILL_AT_PUBLICATION", said)
        settings.cache_clear()
        tell_published(lying)
        assert bool(built) == (said == "1")
        assert (data_folder / "shelf").exists() == (said == "1")
    assert keepers.shelf_in_use() is None
    monkeypatch.setattr(prepared, "choices", lambda edition: iter([None]))
    tell_published(lying)


edition_read = editions.Edition.read


def test_without_a_shelf_there_is_nothing_to_prepare(
    built: Counter[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The setting is named."""
    monkeypatch.setenv("AIPULSEN_SHELF_MEGABYTES", "0")
    settings.cache_clear()
    assert _prepare("demo") == 2
    assert "AIPULSEN_SHELF_MEGABYTES" in capsys.readouterr().err


def test_what_a_server_has_filled_ends_with_it_also_when_it_is_killed(tmp_path: Path) -> None:
    """The command, told of a server that is killed while it works: it does not go on to its end, which is 0."""
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    told = [*start.FILL, str(server.pid)]
    with subprocess.Popen(
        told,
        env=os.environ | {"AIPULSEN_DATA_DIR": str(tmp_path), "AIPULSEN_SHELF_MEGABYTES": "50"},
        stderr=subprocess.PIPE,
    ) as filling:
        assert filling.stderr is not None
        assert filling.stderr.readline()  # it has begun
        server.kill()
        server.wait()
        assert filling.wait(300) == 1
