"""What the documents of the house promise about it is so: locks, decisions, glossary, rooms, releases, workflows."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import yaml

from aipulsen import __version__
from aipulsen.glossary import with_glossary
from tests.conftest import ROOT

DECISIONS = ROOT / "docs" / "decisions"
LOCKS = ("requirements.txt", "requirements-dev.txt")


def read(path: str) -> str:
    """A document's text."""
    return (ROOT / path).read_text("utf-8")


def locked(lock: str) -> dict[str, str]:
    """The packages of a lock with the lines that belong to each."""
    entries = re.split(r"^(?=[A-Za-z0-9])", read(lock), flags=re.MULTILINE)
    return {entry.split("==")[0].lower(): entry for entry in entries if "==" in entry}


def test_every_locked_package_has_a_version_and_a_hash_and_none_a_registry() -> None:
    for lock in LOCKS:
        packages = locked(lock)
        assert len(packages) >= 62
        assert [name for name, entry in packages.items() if "--hash=sha256:" not in entry] == []
        assert "://" not in read(lock)


def test_both_locks_hold_what_the_short_list_names_and_agree() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    short = {re.split(r"[=;\[ ]", line)[0].lower() for line in project["project"]["dependencies"]}
    for_developers = {re.split(r"[=;\[ ]", line)[0].lower() for line in project["dependency-groups"]["dev"]}
    runs, dev = locked("requirements.txt"), locked("requirements-dev.txt")
    assert short - set(runs) == set()
    assert (short | for_developers) - set(dev) == set()
    version = re.compile(r"==(\S+)")
    assert {n: version.findall(e)[0] for n, e in runs.items()}.items() <= {
        n: version.findall(e)[0] for n, e in dev.items()
    }.items()


def test_the_wheel_needs_what_the_short_list_names_and_nothing_is_named_twice() -> None:
    dependencies = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    names = [re.split(r"[=;]", line)[0] for line in dependencies]
    assert names == sorted(set(names), key=str.lower)
    assert [line for line in dependencies if "==" not in line] == []


def test_decisions_are_numbered_without_gaps_and_the_index_names_each_with_date_and_status() -> None:
    files = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [file.name[:4] for file in files] == [f"{n:04d}" for n in range(1, len(files) + 1)]
    index = [line.split("|")[1:-1] for line in read("docs/decisions/README.md").splitlines() if line.startswith("| [")]
    told = {re.findall(r"\((.+?)\)", row[0])[0]: [cell.strip() for cell in row] for row in index}
    assert list(told) == [file.name for file in files]
    for number, file in enumerate(files, 1):
        heading = file.read_text("utf-8").splitlines()[0]
        assert heading == f"# {number}. {told[file.name][1]}"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", told[file.name][2])
        assert re.fullmatch(r"in force|superseded by \d+", told[file.name][3])


def test_every_decision_that_is_referred_to_exists() -> None:
    known = {int(file.name[:4]) for file in DECISIONS.glob("[0-9]*.md")}
    places = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    places += [p for room in ("aipulsen", "tests", "benchmarks") for p in (ROOT / room).rglob("*.py")]
    reference = re.compile(r"\b[Dd]ecisions?[ /]((?:\d{1,4}(?:, | and )?)+)")
    strangers = [
        f"{path.relative_to(ROOT)}: {number}"
        for path in places
        for found in reference.findall(path.read_text("utf-8"))
        for number in re.findall(r"\d+", found)
        if int(number) not in known
    ]
    assert strangers == []


def test_the_glossary_of_the_house_is_the_one_that_readers_meet() -> None:
    style = read("docs/style.md")
    assert with_glossary(style) == style


def test_the_picture_of_the_house_has_every_room_and_no_other() -> None:
    rooms = {path.parent.name for path in (ROOT / "aipulsen").glob("*/__init__.py")}
    assert set(re.findall(r"<b>(\w+)</b>", read("docs/architecture.md"))) == rooms


def test_the_newest_release_is_this_program_and_releases_are_dated_newest_first() -> None:
    """Above them may stand what is not released yet."""
    headings = re.findall(r"^## (.+)$", read("CHANGELOG.md"), flags=re.MULTILINE)
    released = headings[1:] if headings[0] == "Unreleased" else headings
    releases = [heading.partition(" – ")[::2] for heading in released]
    assert [day for _, day in releases if re.fullmatch(r"\d{4}-\d\d-\d\d", day) is None] == []
    assert releases[0][0] == __version__
    assert [day for _, day in releases] == sorted((day for _, day in releases), reverse=True)


def test_the_workflows_run_what_the_documents_say() -> None:
    def steps(name: str) -> list[str]:
        workflow = yaml.safe_load(read(f".github/workflows/{name}.yml"))
        return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]

    assert ".ci/run" in steps("ci")
    assert set(re.findall(r"`\.venv/bin/(python -m pytest -m full[^`]*)`", read("README.md"))) <= {*steps("full")}
    assert "python -m pytest -m full" in read("README.md")
    documented = re.findall(r"^\.venv/bin/(uvx .+)$", read("SECURITY.md"), flags=re.MULTILINE)
    assert len(documented) == 2
    assert [command for command in documented if command not in steps("audit")] == []


def test_no_document_points_at_a_file_that_is_not_there() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text("utf-8"))
        if not (path.parent / Path(target)).exists()
    ]
    assert broken == []


def test_every_name_of_the_program_that_a_document_says_is_there() -> None:
    """`queries.gap.ask_gap` in a document is a function of that module: nobody is sent to a room that has moved."""
    rooms = {path.parent.name for path in (ROOT / "aipulsen").glob("*/__init__.py")}
    strangers = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for name in re.findall(r"`(?:aipulsen\.)?([a-z_]+(?:\.\w+){2,})`", path.read_text("utf-8"))
        if name.split(".")[0] in rooms - {"text"} and not is_in_the_program(name)
    ]
    assert strangers == []


def is_in_the_program(name: str) -> bool:
    """Whether `room.module.name` can be had from the package."""
    module, _, attribute = name.rpartition(".")
    try:
        return hasattr(import_module(f"aipulsen.{module}"), attribute)
    except ModuleNotFoundError:
        return False


def test_every_line_of_the_security_table_has_a_test_that_is_there() -> None:
    """A promise without a test is a hope: every row of both tables names one, and it exists."""
    known = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))
    }
    rows = [line for line in read("docs/security.md").splitlines() if line.startswith("| ") and "| Test |" not in line]
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    assert len(rows) > 50
    assert [row for row, tests in zip(rows, named, strict=True) if not tests] == []
    assert {test for tests in named for test in tests} - known == set()
