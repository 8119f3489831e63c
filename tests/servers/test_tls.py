"""`deploy/` on the open internet: TLS in front, and a container that nobody writes to."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests
import yaml

from benchmarks.servers import free_port, nginx, nginx_conf
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")


class _Echo(BaseHTTPRequestHandler):
    """Says back what the proxy told it of the client."""

    def do_GET(self) -> None:
        told = f"{self.headers['X-Forwarded-For']} {self.headers['X-Forwarded-Proto']} {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.send_header("Set-Cookie", "aipulsen_place=x; Path=/; HttpOnly; SameSite=Lax")
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, int, str]]:
    """The ports for HTTPS and HTTP of an nginx with our configuration before a server that echoes; its certificate."""
    with HTTPServer(("127.0.0.1", 0), _Echo) as echo:
        threading.Thread(target=echo.serve_forever, args=(0.02,), daemon=True).start()
        secure, plain = free_port(), free_port()
        _make_certificate(tmp_path)
        tls = (ROOT / "deploy" / "tls.conf").read_text("utf-8")
        for shipped, ours in {
            "/etc/aipulsen/": f"{tmp_path}/",
            "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
            "listen 80": f"listen 127.0.0.1:{plain}",
            "http://127.0.0.1:8501": f"http://127.0.0.1:{echo.server_port}",
        }.items():
            tls = tls.replace(shipped, ours)
        whole = nginx_conf(tmp_path, free_port(), [free_port()]).rstrip().removesuffix("}")
        (tmp_path / "nginx.conf").write_text(f"{whole}{tls}}}\n", "utf-8")
        with nginx(tmp_path / "nginx.conf"):
            _wait_until_it_listens(secure)
            yield secure, plain, str(tmp_path / "fullchain.pem")
        echo.shutdown()


def _make_certificate(folder: Path) -> None:
    """A key, and a certificate of this machine that it signs itself."""
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    of_whom = ["-subj", "/CN=exempel.se", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *of_whom]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def _wait_until_it_listens(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not listen")


def _answers(port: int, version: str) -> bool:
    """Whether a client that knows this version of TLS alone is answered."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", f"-{version}", "-cipher", "ALL:@SECLEVEL=0"]
    return (
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False).returncode == 0
    )


def test_tls_in_front_is_strict_and_says_so(served: tuple[int, int, str]) -> None:
    """HSTS, a cookie that is Secure, nothing the client says of itself, old TLS refused; pages lead on, data do not."""
    secure, plain, certificate = served
    lied = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http", "Host": "exempel.se"}
    answer = requests.get(f"https://127.0.0.1:{secure}/", headers=lied, verify=certificate, timeout=20)
    assert answer.text == "127.0.0.1 https exempel.se"
    told = answer.headers["strict-transport-security"]
    assert int(re.findall(r"max-age=(\d+)", told)[0]) >= 31_536_000
    assert "includeSubDomains" in told
    cookie = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"secure", "httponly", "samesite=lax"} <= cookie
    assert [_answers(secure, version) for version in ("tls1_1", "tls1_2", "tls1_3")] == [False, True, True]
    of_us = {"headers": {"Host": "exempel.se"}, "allow_redirects": False, "timeout": 20}
    led = requests.get(f"http://127.0.0.1:{plain}/loner?lan=25", **of_us)
    assert (led.status_code, led.headers["location"]) == (301, "https://exempel.se/loner?lan=25")
    for path in ("/api/v1/gap", "/feed/25.atom", "/f/gap-map/25.csv"):
        assert requests.get(f"http://127.0.0.1:{plain}{path}", **of_us).status_code == 403


def test_the_container_is_a_plain_users_and_nothing_is_written_in_it() -> None:
    """Not root, packages by their hashes, a health check, no tests; every service read-only and without privileges."""
    lines = (ROOT / "deploy" / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    said = dict(steps)
    assert {name for name, _ in steps} <= {
        "FROM",
        "ENV",
        "WORKDIR",
        "COPY",
        "RUN",
        "USER",
        "EXPOSE",
        "HEALTHCHECK",
        "CMD",
    }
    assert said["USER"].isdecimal()
    assert "/healthz" in said["HEALTHCHECK"]
    assert ":" in said["FROM"]
    assert not said["FROM"].endswith(":latest")
    assert any("--require-hashes" in rest for name, rest in steps if name == "RUN")
    assert {"tests", ".git"} <= set((ROOT / ".dockerignore").read_text("utf-8").split())
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))["services"]
    for name in set(services) - {"nginx"}:
        service = services[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["volumes"] == ["editions:/data:ro"]
        assert "/healthz" in service["healthcheck"]["test"][-1]
