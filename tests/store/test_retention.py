"""Daily editions are kept by the rule that the document states; a link to one that is gone finds the nearest."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aipulsen.cli import main
from aipulsen.errors import ParameterError
from aipulsen.store import editions, retention
from tests.store.test_editions import empty_live_tables, live_manifest


def made(folder: Path, name: str, day: str) -> None:
    """An edition with its own data date."""
    frames = empty_live_tables()
    manifest = live_manifest(name, dt.date.fromisoformat(day))
    none, period = dict.fromkeys(frames, ()), dict.fromkeys(frames, "2026")
    editions.publish(folder, manifest, frames, origins_of=none, periods=period)


@pytest.fixture
def live(data_folder: Path) -> Path:
    """Editions of ten months, two on one day, one by hand."""
    folder = data_folder / "live"
    for day in ("2026-02-27", "2026-02-28", "2026-03-15", "2026-03-31", "2026-09-15", "2026-11-28", "2026-11-29"):
        made(folder, day, day)
    made(folder, "2026-03-15-2", "2026-03-15")
    made(folder, "forskning-mars", "2026-03-10")
    return folder


def said(folder: Path) -> dict[str, str]:
    known, _ = editions.list_editions()
    return {v.edition.name: v.reason for v in retention.verdicts(known, folder, 90)}


def test_ninety_days_then_month_ends_cited_ones_for_ever(live: Path) -> None:
    """And the newest, and what has a name of its own; the embedded editions are no business of the rule."""
    retention.cite("2026-03-15", live)
    assert said(live) == {
        "2026-11-29": "newest",
        "2026-11-28": "recent",
        "2026-09-15": "recent",
        "2026-03-31": "month_end",
        "2026-03-15-2": "goes",
        "2026-03-15": "cited",
        "forskning-mars": "named",
        "2026-02-28": "month_end",
        "2026-02-27": "goes",
    }
    with pytest.raises(ParameterError, match="2026-11-29"):
        retention.cite("1999-01-01", live)


def test_pruning_shows_first_and_removes_when_told(live: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --yes nothing changes; with it the rest goes, and once is enough."""
    for arguments, left in (([], 9), (["--yes"], 6), (["--yes"], 6)):
        with pytest.raises(SystemExit) as stop:
            main(["editions", "--prune", *arguments])
        assert not stop.value.code
        assert len([path for path in live.iterdir() if path.is_dir()]) == left
    assert capsys.readouterr().err.count("3 utgåvor togs bort") == 1
    assert retention.was_here("2026-02-27", live)
    assert not retention.was_here("2026-02-28", live)


def test_the_nearest_edition_is_found_by_its_day(live: Path) -> None:
    """Before, after, and for a second edition of a day; a name without a day has none."""
    known, _ = editions.list_editions()
    found = {name: retention.nearest(name, known) for name in ("2026-02-01", "2026-10-20", "2026-04-01-3", "provet")}
    assert {name: edition and edition.name for name, edition in found.items()} == {
        "2026-02-01": "2026-02-27",
        "2026-10-20": "2026-09-15",
        "2026-04-01-3": "2026-03-31",
        "provet": None,
    }
