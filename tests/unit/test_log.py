"""The log says when, which room, what, which edition and how long; never what an ad says or who asked."""

from __future__ import annotations

import ast
import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aipulsen import log
from aipulsen.errors import DataContractError
from tests.conftest import ROOT
from tests.package import environment

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (DEBUG|INFO|WARNING|ERROR) aipulsen\.[a-z]+: .+")
# What nobody may find in a log: parts of an ad, and what a person has written in one.
SECRETS = ("Rubrikmärke", "Textmärke", "070-123 45 67", "kim@exempel.invalid", "Arbetsgivarmärke", "Märkesstad")


def an_ad(ad_id: str, **changes: object) -> str:
    """A line of a file of ads that holds every secret."""
    ad = {
        "id": ad_id,
        "headline": "Rubrikmärke: AI-ingenjör",
        "description": {"text": "Textmärke. Du ska ha erfarenhet av maskininlärning. Ring Kim, 070-123 45 67, "
                                "eller skriv till kim@exempel.invalid."},
        "publication_date": "2026-06-01T08:00:00",
        "employer": {"name": "Arbetsgivarmärke AB"},
        "workplace_address": {"municipality": "Märkesstad", "region_code": "25"},
        **changes,
    }  # fmt: skip
    return json.dumps(ad, ensure_ascii=False)


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build an edition of good ads and faulty ones."""
    ads = folder / "ads.jsonl"
    faulty = [
        an_ad("b", publication_date="Textmärke"),
        an_ad("c", workplace_address={"region_code": "Märkesstad"}),
        '{"headline": "Rubrikmärke"',
    ]
    ads.write_text("\n".join([an_ad("a"), *faulty]), "utf-8")
    command = ["build", "--ads", str(ads), "--as-of", "2026-06-30", "--edition", "prov", "--data-dir", str(folder)]
    return subprocess.run(
        [sys.executable, "-m", "aipulsen", *command],
        cwd=ROOT,
        env=environment(AIPULSEN_LOG_LEVEL="debug", AIPULSEN_FAULTY_SHARE="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def log_lines(text: str) -> list[str]:
    """The lines of the log among what was said on stderr."""
    return [line for line in text.splitlines() if LINE.fullmatch(line)]


def test_a_build_is_logged_with_edition_counts_and_seconds_and_holds_nothing_of_an_ad(tmp_path: Path) -> None:
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    lines = log_lines(done.stderr)
    (built,) = [line for line in lines if "build done" in line]
    assert re.search(r"INFO aipulsen\.publishing: build done edition=prov files=1 .*seconds=\d+\.\d\d$", built)
    assert any("aipulsen.store: published edition=prov" in line for line in lines)
    assert [secret for secret in SECRETS if secret in "\n".join(lines)] == []


def test_the_level_decides_what_is_written_and_each_line_says_when_and_where(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "aipulsen")  # puts back the level that stood here before
    log.start("warning")
    logging.getLogger("aipulsen.ads").info("part done part=%s", "2019.zip")
    logging.getLogger("aipulsen.ads").warning("part failed part=%s", "2020.zip")
    said = capsys.readouterr().err.splitlines()
    assert [line.partition("aipulsen.")[2] for line in said] == ["ads: part failed part=2020.zip"]
    assert log_lines("\n".join(said)) == said


def test_a_failure_is_logged_by_its_key_and_not_by_its_sentence(caplog: pytest.LogCaptureFixture) -> None:
    room = logging.getLogger("aipulsen.publishing")
    with caplog.at_level("DEBUG"), pytest.raises(DataContractError), log.timed(room, "build", edition="prov"):
        raise DataContractError("ads.unknown_county", code="Textmärke")
    assert "build failed edition=prov error=ads.unknown_county" in caplog.text
    assert "Textmärke" not in caplog.text


def test_a_page_is_logged_with_its_edition_and_seconds(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "aipulsen")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["utgava"] = "rapport-2026-04"
    app.run()
    assert not app.exception
    (line,) = [record.getMessage() for record in caplog.records if record.name == "aipulsen.ui"]
    assert re.fullmatch(r"page done page=overview edition=rapport-2026-04 lang=sv seconds=\d+\.\d\d", line)


def _script(page: ast.Module) -> list[ast.stmt]:
    """The statements of a page; of the start page, which is the application too, those that run as a page."""
    last = page.body[-1]
    return last.body if isinstance(last, ast.If) else page.body


def test_every_page_says_when_it_is_done() -> None:
    """The last line of each page script; without it the log would not know the page."""
    pages = [ROOT / "app.py", *(ROOT / "pages").glob("*.py")]
    last = {page.name: ast.unparse(_script(ast.parse(page.read_text("utf-8")))[-1]) for page in pages}
    assert set(last.values()) == {"close_page(page)"}, last


def test_each_logger_is_named_for_its_room() -> None:
    """`aipulsen/ui/shell.py` writes as aipulsen.ui: one logger a room."""
    wrong = []
    for file in (ROOT / "aipulsen").rglob("*.py"):
        room = file.relative_to(ROOT).with_suffix("").parts[1]
        names = re.findall(r'getLogger\("([^"]+)"\)', file.read_text("utf-8"))
        wrong += [f"{file}: {name}" for name in names if room != "log" and name != f"aipulsen.{room}"]
    assert wrong == []


def test_nobody_prints_beside_the_log() -> None:
    """What a service says without time and level helps nobody who reads it the day after."""
    printing = [
        str(file)
        for file in (ROOT / "aipulsen").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
    ]
    assert printing == []
