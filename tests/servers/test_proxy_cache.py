"""`deploy/nginx.conf` in front: what is the same for everybody is asked for once, all else each time."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from benchmarks.servers import free_port, nginx, nginx_conf
from tests.servers.test_tls import _wait_until_it_listens

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
ASKED: Counter[tuple[str, str]] = Counter()


class _Dashboard(BaseHTTPRequestHandler):
    """Answers as ours does: a page that nobody keeps, answers that may be kept, errors that may not."""

    def do_GET(self) -> None:
        ASKED[self.headers["Host"], self.path] += 1
        is_wrong = "nosuch" in self.path
        self.send_response(400 if is_wrong else 200)
        if is_wrong or not self.path.startswith("/f/"):
            self.send_header("Cache-Control", "no-store" if is_wrong else "no-cache")
        else:
            self.send_header("Cache-Control", "public, max-age=300")
            self.send_header("ETag", '"x"')
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@pytest.fixture
def proxy() -> Iterator[int]:
    """The port of an nginx with our configuration before such a dashboard."""
    with tempfile.TemporaryDirectory() as name, ThreadingHTTPServer(("127.0.0.1", 0), _Dashboard) as dashboard:
        threading.Thread(target=dashboard.serve_forever, args=(0.02,), daemon=True).start()
        folder = Path(name)
        folder.chmod(0o755)  # nginx's own processes are another user's
        port = free_port()
        (folder / "nginx.conf").write_text(nginx_conf(folder, port, [dashboard.server_port]), "utf-8")
        with nginx(folder / "nginx.conf"):
            _wait_until_it_listens(port)
            yield port
        dashboard.shutdown()


def test_a_dashboard_is_asked_once_for_what_is_the_same_for_all(proxy: int) -> None:
    """For each host and choice; a kept answer has no cookie and is known again by its tag; errors and pages pass."""

    def get(path: str, host: str = "exempel.se", **headers: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{proxy}{path}", headers={"Host": host, **headers}, timeout=20)

    embed = "/f/gap-map/25.html?embed=true"
    first, *_ = [get(embed) for _ in range(3)]
    assert "set-cookie" not in first.headers
    assert get(embed, **{"If-None-Match": '"x"'}).status_code == 304
    assert get(f"{embed}&sprak=en").text == get(embed, "annan.se").text == "ok"
    for path in ("/", "/f/nosuch/25.csv", "/healthz"):
        get(path)
        get(path)
    wanted = {
        ("exempel.se", embed): 1,
        ("exempel.se", f"{embed}&sprak=en"): 1,
        ("annan.se", embed): 1,
        ("exempel.se", "/"): 2,
        ("exempel.se", "/f/nosuch/25.csv"): 2,
        ("exempel.se", "/healthz"): 2,
    }
    assert wanted == ASKED
