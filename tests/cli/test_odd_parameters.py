"""Odd parameters on every question: refused in one sentence that names what would do, never a crash or silence."""

from __future__ import annotations

import json

import pytest

from aipulsen.cli import main
from aipulsen.topics import QUESTIONS


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a query."""
    with pytest.raises(SystemExit) as stop:
        main(["query", *arguments])
    told = capsys.readouterr()
    return int(stop.value.code or 0), told.out, told.err


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize(
    ("option", "value", "names"),
    [
        ("--county", "99", "25 Norrbotten"),
        ("--county", "Atlantis", "25 Norrbotten"),
        ("--window", "45", "90, 180"),
        ("--level", "x", "role, competence"),
        ("--base", "x", "report, scb, it"),
        ("--hub", "9999", "2580"),
        ("--region-level", "x", "county, fa_region, municipality"),
        ("--compare", "similar", "--county"),
    ],
)
def test_every_question_refuses_and_names_what_would_do(
    capsys: pytest.CaptureFixture[str], name: str, option: str, value: str, names: str
) -> None:
    """Exit code 2, nothing on stdout, one sentence with the valid values."""
    code, out, err = run(capsys, name, option, value)
    assert (code, out) == (2, "")
    assert names in err.replace("\u00a0", " ")


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - {"similar"}))
def test_every_question_refuses_an_edition_that_is_not_there(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Also the report's check, which is always of the report's edition."""
    code, out, err = run(capsys, name, "--edition", "2020-01")
    assert (code, out) == (2, "")
    assert "rapport-2026-04" in err


def test_a_question_without_rows_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    """The report has no ads day by day: no rows on stdout, the reason on stderr."""
    code, out, err = run(capsys, "trend", "--edition", "rapport-2026-04")
    assert (code, json.loads(out)) == (0, [])
    assert "inte annonserna dag för dag" in err
    code, out, err = run(capsys, "cross-check", "--edition", "rapport-2026-04")
    assert (code, json.loads(out)) == (0, [])
    assert "Inga rader" in err


def test_a_hub_named_twice_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    """No row twice, no ratio of a hub to itself."""
    _, out, _ = run(capsys, "commuting", "--hub", "2580", "--hub", "2580")
    assert [row["hub"] for row in json.loads(out)] == ["2580"]
