"""The routes on a real server of this machine, in this process: what a test has drawn already is not drawn again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
import requests
import uvicorn
from starlette.applications import Starlette

from aipulsen.settings import settings
from aipulsen.web.face import face
from benchmarks.servers import free_port

Get = Callable[..., requests.Response]


def serve(application: Starlette) -> Iterator[str]:
    """The address of the application on a free port of this machine, until the block ends."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="session")
def root() -> Iterator[str]:
    """The routes with the embedded editions, and no limit on new answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIPULSEN_NEW_ANSWERS_PER_MINUTE", "0")
        settings.cache_clear()
        yield from serve(Starlette(**face()))
    settings.cache_clear()


@pytest.fixture(scope="session")
def get(root: str) -> Iterator[Get]:
    """What an address answers."""
    with requests.Session() as session:
        session.trust_env = False
        yield lambda path, **more: session.get(root + path, timeout=120, allow_redirects=False, **more)
