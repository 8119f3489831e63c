"""Dashboards started in processes of their own: ours, and one whose pages hold nothing but the frame."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from aipulsen import topics
from aipulsen.paths import ROOT

_EMPTY = """from aipulsen.ui.shell import close_page, open_page

close_page(open_page("{key}"))
"""


@contextmanager
def dashboard(
    folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[int, psutil.Process]]:
    """The port and the process of a dashboard that runs until the block ends, in our environment or another."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=folder, env=environment, **silent)  # type: ignore[call-overload]
    try:
        wait_for(port, process)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def unprepared() -> dict[str, str]:
    """Our environment, in which a dashboard does only what it is asked for: what a page costs is then its own."""
    return os.environ | {"AIPULSEN_PREPARE_AT_START": "0", "AIPULSEN_SHELF_MEGABYTES": "0"}


@contextmanager
def behind_nginx(folder: Path, count: int = 2) -> Iterator[tuple[int, list[psutil.Process]]]:
    """The port of an nginx with our `deploy/nginx.conf`, and the dashboards behind it; its own files in `folder`."""
    with contextlib.ExitStack() as open_until_the_end:
        behind = [open_until_the_end.enter_context(dashboard()) for _ in range(count)]
        port, file = free_port(), folder / "nginx.conf"
        file.write_text(nginx_conf(folder, port, [at for at, _ in behind]))
        process = open_until_the_end.enter_context(nginx(file))
        wait_for(port, process)
        yield port, [server for _, server in behind]


@contextmanager
def nginx(conf: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An nginx with that configuration until the block ends, its other files beside it."""
    process = subprocess.Popen(["nginx", "-p", str(conf.parent), "-c", str(conf), "-g", "daemon off;"])
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def nginx_conf(folder: Path, port: int, behind: list[int]) -> str:
    """Ours, with other ports and with nginx's files in a folder of our own."""
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    shipped = re.findall(r"^ *server 127\.0\.0\.1:\d+ .*$", conf, flags=re.MULTILINE)
    servers = [re.sub(r":\d+ ", f":{at} ", shipped[0]) for at in behind]
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    conf = conf.replace("\n".join(shipped), "\n".join(servers)).replace("listen 8501;", f"listen 127.0.0.1:{port};")
    conf = conf.replace("/var/cache/aipulsen-nginx", f"{folder}/cache")
    return re.sub(r"^pid .*$", f"pid {folder}/nginx.pid;", conf, flags=re.MULTILINE).replace(
        "http {", "http {\n" + temporary, 1
    )


def empty_pages(folder: Path) -> Path:
    """The same pages in a folder of their own, with frame and filters alone: what Streamlit costs."""
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    shutil.copytree(ROOT / "static", folder / "static")
    (folder / "pages").mkdir()
    (folder / "aipulsen").symlink_to(ROOT / "aipulsen")
    for page in topics.PAGES:
        (folder / page.file).write_text(_EMPTY.format(key=page.key))
    return folder


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the dashboard on that port answers; a process that has ended raises."""
    for _ in range(600):
        if process.poll() is not None:
            raise ChildProcessError(f"the dashboard ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no dashboard on port {port}")
