"""Linux, macOS and Windows: nothing in the program needs what only one of them has."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from aipulsen.scoring.versions import load_engine
from aipulsen.text import t
from tests.conftest import ROOT
from tests.package import environment

SOURCES = sorted([*(ROOT / "aipulsen").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"])
# The standard library's modules that its documentation gives to Unix (or Windows) alone.
OF_ONE_SYSTEM = {
    *("curses", "crypt", "fcntl", "grp", "nis", "ossaudiodev", "posix", "pty", "pwd", "readline", "resource", "spwd"),
    *("syslog", "termios", "tty", "msvcrt", "winreg", "winsound", "_winapi"),
}
# What is missing on Windows or does something else there: `os.kill` ends the process, whatever the signal.
NOT_EVERYWHERE = {
    *(f"os.{name}" for name in ("fork", "forkpty", "kill", "killpg", "wait", "waitpid", "wait4", "getuid", "geteuid")),
    *(f"os.{name}" for name in ("getgid", "setsid", "chown", "lchown", "mkfifo", "mknod", "nice", "getloadavg")),
    *(f"os.{name}" for name in ("sync", "sched_getaffinity", "sendfile", "statvfs", "fchmod", "pread", "pwrite")),
    *(f"os.{name}" for name in ("posix_fallocate", "posix_fadvise", "getpgid", "ttyname", "uname")),
    *(f"signal.{name}" for name in ("SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "SIGPIPE")),
    *("signal.alarm", "signal.setitimer", "signal.pause", "socket.AF_UNIX", "time.tzset", "time.clock_gettime"),
    *("multiprocessing.get_context('fork')", "multiprocessing.get_context('forkserver')"),
}
ROOTS_OF_LINUX = ("/proc", "/dev/", "/sys/", "/tmp", "/var/", "/etc/", "/usr/", "/home/")
BYTES_ANYWAY = ("os.open(", "archive.open(", "Image.open(")  # a descriptor; a member of a zip file; a picture
TEXT_READERS = frozenset({"read_text", "write_text"})


_LAST_NAMES = {name.partition("(")[0].rpartition(".")[2] for name in NOT_EVERYWHERE}  # what is worth spelling out


def _last_name(node: ast.AST) -> str:
    """The last name of an attribute, or of one that is called."""
    named = node.func if isinstance(node, ast.Call) else node
    return named.attr if isinstance(named, ast.Attribute) else ""


def tied_to_one_system(tree: ast.AST) -> Iterator[str]:
    """What in the source starts or works on some systems only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in OF_ONE_SYSTEM)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[0] in OF_ONE_SYSTEM:
                yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names if f"{node.module}.{a.name}" in NOT_EVERYWHERE)
        elif _last_name(node) in _LAST_NAMES and ast.unparse(node) in NOT_EVERYWHERE:
            yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(ROOTS_OF_LINUX):
            yield node.value
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        if isinstance(node, ast.FormattedValue) and node.format_spec and "%-" in ast.unparse(node.format_spec):
            yield ast.unparse(node)


def _of_call(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "strftime" and "%-" in ast.unparse(node):
        yield ast.unparse(node)  # %-d is glibc's
    words = {keyword.arg for keyword in node.keywords}
    if name in TEXT_READERS and "encoding" not in words and len(node.args) < (1 if name == "read_text" else 2):
        yield f"{ast.unparse(node)} (encoding)"  # Windows would take cp1252
    if name == "open" and "encoding" not in words and _is_text(node) and not ast.unparse(node).startswith(BYTES_ANYWAY):
        yield f"{ast.unparse(node)} (encoding)"


def _is_text(node: ast.Call) -> bool:
    """Whether `open(file, mode)` or `path.open(mode)` opens text."""
    said = [ast.unparse(argument) for argument in node.args] + [ast.unparse(k.value) for k in node.keywords]
    return not any("b'" in text or "rb" in text or "wb" in text or "ab" in text for text in said)


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from resource import getrusage",
        "import os\nos.fork()",
        "from os import kill",
        "import multiprocessing\nmultiprocessing.get_context('fork')",
        "open('/proc/self/status', 'rb')",
        "day.strftime('%-d %B')",
        "f'{day:%-d %B}'",
        "path.read_text()",
        "path.write_text('å')",
        "path.open()",
        "open(name, 'w')",
    ],
)
def test_the_search_finds_what_is_tied_to_one_system(source: str) -> None:
    assert list(tied_to_one_system(ast.parse(source))) != []


def test_nothing_in_the_program_is_tied_to_one_system() -> None:
    found = {
        str(path.relative_to(ROOT)): faults
        for path in SOURCES
        if (faults := sorted(set(tied_to_one_system(ast.parse(path.read_text("utf-8"))))))
    }
    assert found == {}


def test_no_test_that_runs_on_every_system_takes_the_environment_away() -> None:
    """Windows starts no Python without `SYSTEMROOT`: these tests change `environment()`, they do not replace it."""
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ("package", "unit")
        for path in (ROOT / "tests" / room).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "env" and isinstance(word.value, ast.Dict) and None not in word.value.keys
    ]
    assert bare == []


def test_the_lock_has_a_wheel_less_package_on_no_system_but_what_it_says() -> None:
    """Hyperscan alone is left out somewhere, and the lock says where."""
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    (line,) = [line for line in lock.splitlines() if line.startswith("hyperscan==")]
    assert "sys_platform != 'win32'" in line


def test_what_is_said_is_utf_8_also_where_the_system_would_choose_another_code() -> None:
    """Windows gives a pipe its own code page, which has no minus sign."""
    done = subprocess.run(
        [sys.executable, "-m", "aipulsen", "query", "gap", "--edition", "finns-inte-\u2212"],
        cwd=ROOT,
        env=environment(PYTHONIOENCODING="cp1252:strict", PYTHONUTF8="0"),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, "finns-inte-\u2212" in done.stderr.decode("utf-8")) == (2, True), done.stderr


WITHOUT_HYPERSCAN = """
    import sys

    class Absent:
        def find_spec(self, name, path=None, target=None):
            if name == "hyperscan" or name.startswith("hyperscan."):
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    sys.meta_path.insert(0, Absent())
    from aipulsen.cli import main
    main(sys.argv[1:])
"""


TOLD = t("rules.no_hyperscan")


def _without_hyperscan(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WITHOUT_HYPERSCAN), *arguments],
        cwd=ROOT,
        env=environment(AIPULSEN_DATA_DIR=str(folder), PYTHONUTF8="1"),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_without_hyperscan_ads_get_the_same_scores_and_the_reader_is_told(tmp_path: Path) -> None:
    ads = str(ROOT / "tests" / "scoring" / "made_up_ads.jsonl")
    slow = _without_hyperscan("score", ads, folder=tmp_path)
    fast = subprocess.run(
        [sys.executable, "-m", "aipulsen", "score", ads], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert slow.returncode == 0, slow.stderr
    assert slow.stdout == fast.stdout
    assert slow.stderr.count(TOLD) == 1
    assert (TOLD in fast.stderr) == (load_engine().backend == "re")  # where there is no hyperscan, both say so


def test_without_hyperscan_an_edition_is_built_and_the_reader_is_told(tmp_path: Path) -> None:
    ads = str(ROOT / "tests" / "scoring" / "made_up_ads.jsonl")
    done = _without_hyperscan("build", "--ads", ads, "--as-of", "2026-06-30", "--edition", "prov", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "live" / "prov" / "manifest.json").is_file()
    assert done.stderr.count(TOLD) == 1
