"""A server that gives back what `refresh --check --record` saved: the same question gets the same answer."""

from __future__ import annotations

import json
from pathlib import Path

from tests.servers.fault_server import App, Reply, Request


def replaying(folder: Path) -> App:
    """The recorded answers as an app; a question nobody recorded is a 404 that says so."""
    index = json.loads((folder / "index.json").read_text("utf-8"))
    known = {(e["method"], e["path"], tuple(map(tuple, e["query"]))): e for e in index}

    def app(request: Request) -> Reply:
        query = tuple(sorted((name, value) for name, values in request.query.items() for value in values))
        entry = known.get((request.method, request.path, query))
        if entry is None:
            return Reply(f"never recorded: {request.method} {request.path} {query}".encode(), 404)
        return Reply((folder / entry["file"]).read_bytes(), entry["status"], {"Content-Type": entry["content_type"]})

    return app
