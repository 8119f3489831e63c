"""The wheel, installed in an environment of its own and used in an empty folder."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from aipulsen import topics
from aipulsen.cli import editions, main
from aipulsen.errors import ParameterError
from aipulsen.paths import cache_dir
from aipulsen.text import t
from aipulsen.ui.markdown import plain
from benchmarks.reader import Reader, Run
from benchmarks.servers import free_port, wait_for
from tests.conftest import ROOT
from tests.package import environment
from tests.servers.apart import run_apart

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Installed:
    """A machine that has the wheel and nothing of the checkout."""

    wheel: Path
    python: Path
    command: Path
    folder: Path  # empty; commands run here
    package: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.command), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel is built without a network; the libraries are those of the running environment."""
    here = tmp_path_factory.mktemp("installed")
    wheels, home, empty = here / "wheels", here / "home", here / "empty"
    home.mkdir()
    empty.mkdir()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(wheels), str(ROOT)]
    subprocess.run(build, check=True, timeout=120)
    (wheel,) = wheels.glob("*.whl")

    own = here / "environment"
    venv.create(own, symlinks=os.name != "nt")
    scripts = own / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    subprocess.run(
        [*pip, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)], check=True, timeout=120
    )
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(own), "platbase": str(own)}))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return Installed(
        wheel=wheel,
        python=python,
        command=scripts / ("aipulsen.exe" if os.name == "nt" else "aipulsen"),
        folder=empty,
        package=site / "aipulsen",
        environment=environment(
            HOME=str(home),
            USERPROFILE=str(home),
            LOCALAPPDATA=str(home),
            XDG_DATA_HOME=str(home / "data"),
            AIPULSEN_CACHE_DIR=str(cache_dir()),  # compiled patterns: only a shortcut, made once per machine
            PYTHONDONTWRITEBYTECODE="1",
        ),
    )


def _here(*arguments: str) -> str:
    """What the checkout says on stdout."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pytest.raises(SystemExit) as done:
        main(list(arguments))
    assert not done.value.code
    return said.getvalue()


def test_the_wheel_holds_every_file_that_the_program_reads(installed: Installed) -> None:
    shipped = "aipulsen/_shipped/"
    held = set(zipfile.ZipFile(installed.wheel).namelist())
    wanted = {path.relative_to(ROOT).as_posix() for path in _files(ROOT / "aipulsen")}
    for top in ("pages", "static", ".streamlit", "data/reference", "data/editions"):
        wanted |= {shipped + path.relative_to(ROOT).as_posix() for path in _files(ROOT / top)}
    wanted.add(shipped + "app.py")
    assert {name for name in held if name.startswith("aipulsen/")} == wanted


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def test_the_licence_travels_with_the_wheel(installed: Installed) -> None:
    licences = {Path(name).name for name in zipfile.ZipFile(installed.wheel).namelist() if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-pictures-and-texts"}


def test_the_installed_command_answers_as_the_checkout_does(installed: Installed) -> None:
    done = installed.run("query", "gap", "--edition", "rapport-2026-04")
    assert done.returncode == 0, done.stderr
    assert done.stdout == _here("query", "gap", "--edition", "rapport-2026-04")


def test_a_picture_made_by_the_installed_command_is_the_checkouts_picture(installed: Installed, tmp_path: Path) -> None:
    done = installed.run("export", "gap-map", "--edition", "rapport-2026-04", "--out", "x.png")
    assert done.returncode == 0, done.stderr
    _here("export", "gap-map", "--edition", "rapport-2026-04", "--out", str(tmp_path / "x.png"))
    made = (installed.folder / "x.png").read_bytes()
    (installed.folder / "x.png").unlink()
    assert made == (tmp_path / "x.png").read_bytes()


def test_an_edition_made_on_an_installed_machine_lies_in_the_users_folder(installed: Installed) -> None:
    """It is listed beside those that came with the wheel, and nothing is written beside the program."""
    before = _files(installed.package)
    ads = str(ROOT / "tests" / "scoring" / "made_up_ads.jsonl")
    done = installed.run("build", "--ads", ads, "--as-of", "2026-06-30", "--edition", "prov")
    assert done.returncode == 0, done.stderr
    (manifest,) = Path(installed.environment["HOME"]).rglob("live/prov/manifest.json")
    assert manifest.is_file()
    listed = installed.run("editions", "--format", "json")
    assert [row["edition"] for row in json.loads(listed.stdout)] == ["prov", "demo", "rapport-2026-04"], listed.stderr
    assert _files(installed.package) == before


@pytest.mark.parametrize("command", [editions.build_docs, editions.build_boundaries])
def test_what_rebuilds_the_repository_asks_for_a_checkout(
    command: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "IS_INSTALLED", True)
    with pytest.raises(ParameterError, match="utcheckning"):
        command()


@pytest.fixture(scope="module")
def served(installed: Installed) -> Iterator[int]:
    """The port of `aipulsen serve`."""
    port = free_port()
    server = subprocess.Popen(
        [str(installed.command), "serve", "--port", str(port), "--server.address", "127.0.0.1"],
        cwd=installed.folder,
        env=installed.environment | {"AIPULSEN_PREPARE_AT_START": "0"},  # what it prepares has its own test
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(port, server)
    yield port
    server.terminate()
    assert server.wait(timeout=20) is not None


def test_serve_starts_the_dashboard_with_its_own_settings_and_files(installed: Installed, served: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{served}/app/static/icon.png", timeout=20) as answer:
        assert answer.read() == (ROOT / "static" / "icon.png").read_bytes()
    assert list(installed.folder.iterdir()) == []


def test_the_pages_of_the_installed_dashboard_draw(served: int) -> None:
    """The start page and another: a title, and no exception."""

    async def read() -> list[Run]:
        async with Reader(served, "127.0.0.1") as reader:
            return [await reader.open(page.address) for page in topics.PAGES[:2]]

    for page, run in zip(topics.PAGES, run_apart(read()), strict=False):
        assert (run.exceptions, run.headings[0]) == ([], plain(t(f"pages.{page.key}.title")))
