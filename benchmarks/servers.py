"""Dashboards started for a measurement: ours, and one whose pages hold nothing but the frame."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from aipulsen import topics
from aipulsen.paths import ROOT

_EMPTY = """from aipulsen.ui.shell import close_page, open_page

close_page(open_page("{key}"))
"""


@contextmanager
def dashboard(folder: Path = ROOT) -> Iterator[tuple[int, psutil.Process]]:
    """The port and the process of a dashboard that runs until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def empty_pages(folder: Path) -> Path:
    """The same pages in a folder of their own, with frame and filters alone: what Streamlit costs."""
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    shutil.copytree(ROOT / "static", folder / "static")
    (folder / "pages").mkdir()
    (folder / "aipulsen").symlink_to(ROOT / "aipulsen")
    for page in topics.PAGES:
        (folder / page.file).write_text(_EMPTY.format(key=page.key))
    return folder


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no dashboard on port {port}")
