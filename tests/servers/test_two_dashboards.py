"""Two dashboards behind nginx, as in `deploy/nginx.conf`: when one is killed, its readers stay where they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil
import pytest
import requests
import websockets

from benchmarks.reader import Reader, Run
from benchmarks.servers import behind_nginx
from tests.servers.apart import run_apart

ASKED = ("loner", "utgava=demo&lan=25&fonster=180")
MOST_READERS = 30


def _has_a_reader(server: psutil.Process) -> bool:
    """Whether somebody's WebSocket is open: nginx keeps no other connection."""
    return any(connection.status == psutil.CONN_ESTABLISHED for connection in server.net_connections())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_every_reader_of_a_killed_dashboard_is_back_at_the_same_view_and_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cookies keep readers apart and at their place; after a death the address alone brings each back."""

    async def read(port: int, servers: list[psutil.Process]) -> None:
        readers: dict[str, Reader] = {}
        first: list[Run] = []
        while not all(_has_a_reader(server) for server in servers):
            assert len(readers) < MOST_READERS, "one dashboard gets them all"
            cookie = requests.get(f"http://localhost:{port}/", timeout=10).headers["Set-Cookie"].partition(";")[0]
            assert cookie not in readers
            readers[cookie] = await Reader(port, cookie=cookie).__aenter__()
            first.append(await readers[cookie].open(*ASKED))
        servers[0].kill()
        again = [await _again(reader) for reader in readers.values()]
        assert None in again
        assert [run for run in again if run is not None]
        for (cookie, reader), before, after in zip(readers.items(), first, again, strict=True):
            if after is None:  # cut off: as a browser does, connect again and say the address
                async with Reader(port, cookie=cookie) as back:
                    after = await back.open(ASKED[0], reader.query)
                    assert back.query == reader.query
            assert (after.headings, after.exceptions) == (before.headings, [])
            assert "Norrbotten" in " ".join(after.headings)
            await reader.__aexit__()

    async def _again(reader: Reader) -> Run | None:
        try:
            return await reader.open(ASKED[0], reader.query)
        except websockets.ConnectionClosed:
            return None

    monkeypatch.setenv("AIPULSEN_PREPARE_AT_START", "0")  # what it prepares has its own test
    with behind_nginx(tmp_path) as (port, servers):
        run_apart(read(port, servers))
