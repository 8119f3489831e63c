"""A place that cannot be written is told in a sentence, before the work, with the exit code of README's table."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from aipulsen.cli import main
from tests.conftest import ROOT

AD = (
    '{"id": "1", "headline": "AI-utvecklare", "description": {"text": "Vi bygger AI."}, '
    '"publication_date": "2026-06-01T00:00:00"}\n'
)
# A command with a place in a file, where a folder should be; the exit code; what the work begins with.
PLACES = [
    ("export gap-map --out {no}/x.csv", 2, "aipulsen.figures.build_figure"),
    ("brief --county 25 --out {no}/x.txt", 2, "aipulsen.figures.press.county_brief"),
    ("presskit --out {no}/kits", 2, "aipulsen.figures.workshop.kits"),
    ("score {ads} --out {no}/x.csv", 2, "aipulsen.cli.scoring.score_files"),
    ("score-archive {ads} --out {no}/o", 2, "aipulsen.ads.archive._run"),
    ("build --ads {ads} --as-of 2026-06-30 --edition t --data-dir {no}", 4, "aipulsen.publishing.build.score_files"),
    ("build-demo --data-dir {no}", 4, "aipulsen.publishing.demo.generate_demo_tables"),
    ("build-report-edition --data-dir {no}", 4, "aipulsen.tables.reference.county_counts"),
    ("refresh --data-dir {no}", 4, "aipulsen.publishing.refresh.fetch_ads"),
    ("refresh --check --record {no}/r", 2, "aipulsen.publishing.checking.check"),
    ("refresh --check --write --data-dir {no}/d", 4, "aipulsen.publishing.checking.check"),
    ("backfill --years 2025 --out {no}/o", 2, "aipulsen.sources.archive_files.read_catalogue"),
    ("backfill --years 2025 --data-dir {no}", 4, "aipulsen.sources.archive_files.read_catalogue"),
]


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    """A file with one ad."""
    path = tmp_path / "ads.jsonl"
    path.write_text(AD, "utf-8")
    return path


@pytest.mark.parametrize(("line", "code", "work"), PLACES, ids=[line for line, _, _ in PLACES])
def test_a_place_that_cannot_be_written_is_found_before_the_work(
    line: str,
    code: int,
    work: str,
    ads: Path,
    data_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence with the place, nothing on stdout, nothing left; a place that was named is 2, the data folder 4."""
    no = tmp_path / "file"
    no.write_text("", "utf-8")
    monkeypatch.setattr(work, lambda *_, **__: pytest.fail("the work was begun"))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SystemExit) as stop:
        main(line.format(no=no, ads=ads).split())
    out, err = capsys.readouterr()
    said = [line for line in err.splitlines() if " WARNING " not in line]  # the log's
    assert (stop.value.code, out, len(said)) == (code, "", 1), err
    assert str(no) in said[0]
    assert sorted(tmp_path.rglob("*")) == before


PRINTED = [
    ["--help"],
    ["query", "--help"],
    ["query", "supply", "--help"],
    ["editions"],
    ["editions", "--format", "csv"],
    ["query", "supply", "--edition", "rapport-2026-04"],
    ["query", "supply", "--edition", "rapport-2026-04", "--format", "csv"],
    ["score", "{ads}", "--workers", "1"],
    ["score", "{ads}", "--workers", "1", "--format", "csv"],
    ["refresh", "--dry-run", "--only", "ki"],
    ["backfill", "--dry-run"],
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("line", PRINTED, ids=" ".join)
def test_output_that_finds_no_room_is_told_in_one_sentence(
    line: list[str], ads: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 whatever the command: no traceback, and no success. What is left unwritten is given up, so that the
    end of the program does not fail over it."""
    with monkeypatch.context() as run, io.TextIOWrapper(io.BufferedWriter(io.FileIO("/dev/full", "w"))) as full:
        run.setattr(sys, "stdout", full)
        with pytest.raises(SystemExit) as stop:
            main([part.format(ads=ads) for part in line])
    err = capsys.readouterr().err
    assert stop.value.code == 2
    assert "fick inte plats (disken är full)" in err
    assert "Traceback" not in err


def test_the_exit_codes_stand_in_readme() -> None:
    """The table says which places are 2 and which are 4; the tests above hold it to that."""
    [told] = re.findall(r"Exit codes: (.*?)\n\n", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    by_code = {int(part.strip()[0]): part for part in " ".join(told.split()).split(";") if part.strip()[0].isdigit()}
    assert sorted(by_code) == [0, 2, 3, 4, 5]
    assert "a place named for the output" in by_code[2]
    assert "data folder" in by_code[4]
