"""Odd parameters on every question: refused in one sentence that names what would do, never a crash or silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aipulsen.cli import main
from aipulsen.queries.choices import known_to
from aipulsen.topics import FIGURES, QUESTIONS
from tests.walk import walked


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a query."""
    with pytest.raises(SystemExit) as stop:
        main(["query", *arguments])
    told = capsys.readouterr()
    return int(stop.value.code or 0), told.out, told.err


def of_county(name: str, county: str) -> list[str]:
    """The option that asks the question of a county, where one changes its answer."""
    return ["--county", county] if "county_code" in QUESTIONS[name].choices else []


@walked("name", QUESTIONS)
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
    """Exit code 2, nothing on stdout, one sentence with the valid values; where the option changes nothing in the
    answer, whatever its value, with the options that do."""
    code, out, err = run(capsys, name, option, value)
    assert (code, out, err.count("\n")) == (2, "", 1)
    options = [choice.option for choice in known_to(QUESTIONS[name])]
    known = [f"--{'from' if one == 'since' else one}" for one in options]  # as the question of two editions names it
    for told in [names] if option in known else [option, "--edition", *known]:
        assert told in err.replace("\u00a0", " ")


@walked("name", sorted(set(QUESTIONS) - {"similar"}))
def test_every_question_refuses_an_edition_that_is_not_there(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Also the report's check, which is always of the report's edition."""
    code, out, err = run(capsys, name, "--edition", "2020-01")
    assert (code, out) == (2, "")
    assert "rapport-2026-04" in err


@pytest.mark.parametrize("edition", ["demo", "rapport-2026-04"])
@walked("name", QUESTIONS)
def test_what_an_edition_cannot_answer_is_one_exit_code(
    capsys: pytest.CaptureFixture[str], name: str, edition: str
) -> None:
    """Rows and 0; or 4, nothing on stdout and one sentence why, whichever the question and what the edition lacks."""
    code, out, err = run(capsys, name, "--edition", edition, *of_county(name, "25"))
    if code == 0:
        assert json.loads(out)
    else:
        assert (code, out, err.count("\n")) == (4, "", 1)
        assert err.startswith("Fel: ")
        assert edition == "rapport-2026-04"


@walked("name", QUESTIONS)
def test_nobody_is_sent_to_the_edition_he_asked(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Gotland has no ads in the demo: where that leaves no rows, the sentence names another selection, not the demo."""
    code, _, err = run(capsys, name, "--edition", "demo", *of_county(name, "09"))
    assert code in (0, 4)
    assert "till exempel demo" not in err


@walked("name", FIGURES)
def test_what_an_edition_cannot_draw_is_the_same_exit_code(
    capsys: pytest.CaptureFixture[str], name: str, tmp_path: Path
) -> None:
    """A table is written, or there is no file, one sentence and 4."""
    out = tmp_path / f"{name}.csv"
    with pytest.raises(SystemExit) as stop:
        main(["export", name, "--edition", "rapport-2026-04", "--county", "25", "--out", str(out)])
    told = [line for line in capsys.readouterr().err.splitlines() if "utan --county." not in line]
    assert (stop.value.code or 0, out.exists()) in ((0, True), (4, False))
    assert len(told) == 1


def test_an_option_that_leaves_the_file_as_it_was_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """On stderr, by its name, and no other; the file is written all the same."""
    for line, idle in (
        ("national-share --county 25 --window 180", "--window, --county"),
        ("gap-map --window 180", ""),
        ("gap-map --window 180 --hub 2580", "--hub"),
    ):
        out = tmp_path / f"{len(line)}.csv"
        with pytest.raises(SystemExit) as stop:
            main(["export", *line.split(), "--edition", "demo", "--out", str(out)])
        said = capsys.readouterr().err
        assert (stop.value.code or 0, out.exists()) == (0, True)
        assert ("densamma" in said) == bool(idle)
        assert f"utan {idle}." in said or not idle


def test_a_hub_named_twice_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    """No row twice, no ratio of a hub to itself."""
    _, out, _ = run(capsys, "commuting", "--hub", "2580", "--hub", "2580")
    assert [row["hub"] for row in json.loads(out)] == ["2580"]


ODD_LINES = [
    [],
    ["nope"],
    ["query", "nope"],
    ["query", "split", "--nope"],
    ["query", "split", "--window", "x"],
    ["query", "split", "--window"],
    ["query", "split", "extra"],
    ["export", "gap-map"],
    ["score", "{folder}/a.jsonl", "--workers", "0"],
    ["score", "{folder}"],
    ["score", "{folder}/a.jsonl", "--out", "{folder}/nope/x.csv"],
    ["evaluate", "{folder}"],
    ["evaluate", "{folder}/a.jsonl", "--format", "xml"],
    ["evaluate", "{folder}/a.jsonl", "--cross-validate", "--format", "csv"],
    ["export", "gap-map", "--out", "{folder}/nope/x.csv"],
    ["export", "gap-map", "--out", "{folder}"],
    ["build", "--ads", "{folder}", "--as-of", "2026-06-30", "--edition", "t"],
    ["build", "--ads", "{folder}/a.jsonl", "--as-of", "x", "--edition", "t"],
    ["score-archive", "{folder}/nope", "--out", "{folder}/o"],
    ["refresh", "--from-dir", "{folder}/nope", "--data-dir", "{folder}/d"],
    ["refresh", "--only", "x"],
    ["query", "gap", "--county", "25", "--county=01"],
    ["export", "gap-map", "--shape", "1:1", "--shape", "16:9", "--out", "{folder}/x.png"],
    ["brief", "--county", "25", "--county", "01", "--out", "{folder}/x.txt"],
    ["query", "changes", "--edition", "demo", "--to", "rapport-2026-04"],
    ["export", "gap-map", "--out", "{folder}/x.csv", "--shape", "4:3"],
    ["editions", "--cite", "mars", "--prune"],
    ["editions", "--yes"],
    ["query", "places", "--edition", "demo", "--region-level", "county"],
    ["export", "places-map", "--edition", "demo", "--region-level", "county", "--out", "{folder}/x.csv"],
    ["backfill", "--years", "x"],
    ["query", "changes", "--edition", "demo", "--from", "2026-02-30"],
    ["build", "--ads", "{folder}/a.jsonl", "--as-of", "2026-13-01", "--edition", "t"],
    ["refresh", "--since", "2026-02-30"],
]
# What the library and the system say, in their own language.
FOREIGN = ("No such", "Invalid", "Missing", "Usage", "Error", "Errno", "denied", "Is a directory", "Traceback")


@pytest.mark.parametrize("line", ODD_LINES, ids=" ".join)
def test_an_odd_command_line_is_answered_in_swedish(
    capfdbinary: pytest.CaptureFixture[bytes], data_folder: Path, tmp_path: Path, line: list[str]
) -> None:
    """Exit code 2 and nothing on stdout; one sentence in the run's language, never the library's nor the system's."""
    with pytest.raises(SystemExit) as stop:
        main([part.format(folder=tmp_path) for part in line])
    out, err = (told.decode() for told in capfdbinary.readouterr())
    assert (stop.value.code, out) == (2, "")
    if line:
        assert err.startswith("Fel: ")
        assert err.count("\n") == 1
        assert not [word for word in FOREIGN if word in err]


OPTIONS = ("county", "edition", "window", "level", "base", "hub", "series", "reference", "compare", "format", "nope")


@pytest.mark.parametrize("value", ["", "  "])
@walked("option", OPTIONS)
def test_an_empty_value_is_never_taken_for_none(capsys: pytest.CaptureFixture[str], option: str, value: str) -> None:
    """A shell variable that was never set does not quietly ask another question."""
    for line in (["wages", f"--{option}", value], ["wages", f"--{option}={value}"]):
        code, out, err = run(capsys, *line)
        assert (code, out) == (2, "")
        assert f"--{option}" in err


def test_a_file_where_a_folder_should_be_is_told_in_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not in the system's own words."""
    (tmp_path / "kit").write_text("x", "utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["presskit", "--out", str(tmp_path / "kit"), "--county", "25"])
    assert stop.value.code == 2
    assert "det är en fil där en mapp ska vara" in capsys.readouterr().err
