"""A local server that speaks PxWeb v2 and v1 as SCB and Konjunkturinstitutet do, with their limits and faults.

Limits are enforced: too many cells is 400 (v2, problem-JSON) or 403 (v1), too many calls 429, a long GET 404,
a value code given twice 500. Faults are put in a queue per part of an address and served in turn.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from aipulsen.clock import Clock
from tests.servers import made_up_tables
from tests.servers.made_up_tables import Table

MAX_URL = 2100


@dataclass
class PxWebServer:
    """What the server holds and what it has been asked; change it between questions."""

    address: str = ""
    scb: dict[str, Table] = field(default_factory=made_up_tables.scb_tables)
    ki: dict[str, Table] = field(default_factory=lambda: {"ftgregional/Bartotreg.px": made_up_tables.labour_shortage()})
    max_cells: int = 150_000
    v1_max_cells: int = 0  # when v1 states another limit than v2
    real_max_cells: int = 0  # when it differs from what config says
    ki_max_values: int = 1_000
    max_calls: int = 300
    window_seconds: float = 1.0
    config_is_broken: bool = False
    faults: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    log: list[tuple[str, str, int]] = field(default_factory=list)  # method, address, cells answered
    uka_csv: str = ""
    refused_for_pace: int = 0
    monotonic: Callable[[], float] = time.monotonic  # a test's own clock makes the pace exact
    _calls: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, part_of_address: str, *kinds: str) -> None:
        """The next answers to addresses that hold the text are these faults, in turn («always:X» for ever)."""
        self.faults[part_of_address].extend(kinds)

    def next_fault(self, address: str) -> str:
        """The fault due for an address, or nothing."""
        with self._lock:
            for part, kinds in self.faults.items():
                if part in address and kinds:
                    if kinds[0].startswith("always:"):
                        return kinds[0].removeprefix("always:")
                    return kinds.popleft()
        return ""

    def too_fast(self) -> bool:
        """Whether this call is one too many in the window."""
        now = self.monotonic()
        with self._lock:
            while self._calls and now - self._calls[0] > self.window_seconds * 0.8:  # the network's own jitter
                self._calls.popleft()
            if len(self._calls) >= self.max_calls:
                self.refused_for_pace += 1
                return True
            self._calls.append(now)
        return False

    def scb_by_path(self) -> dict[str, Table]:
        """SCB's tables by v1 path."""
        return {table.path: table for table in self.scb.values()}

    def asked(self, part: str) -> list[tuple[str, str, int]]:
        """The questions whose address holds the text."""
        return [entry for entry in self.log if part in entry[1]]


class _Handler(BaseHTTPRequestHandler):
    server_version = "made-up-pxweb"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait for the first to arrive
    world: PxWebServer

    def log_message(self, *_: Any) -> None:
        """Silence."""

    def _send(self, status: int, body: bytes | dict[str, Any], cells: int = 0, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode("utf-8")
        self.world.log.append((self.command, unquote(self.path), cells))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _problem(self, status: int, title: str) -> None:
        self._send(status, {"type": "Parameter error", "title": title, "status": status})

    def do_GET(self) -> None:
        """Config, search, metadata, v2 data, UKÄ's filters and files."""
        self._serve(None)

    def do_POST(self) -> None:
        """v2 and v1 questions, UKÄ's export."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._serve(body)

    def _serve(self, body: bytes | None) -> None:
        fault = self.world.next_fault(unquote(self.path))
        if self.world.too_fast() or fault == "429":
            self._send(429, b"Too many requests", Retry_After="1")
            return
        if fault and self._serve_fault(fault):
            return
        url = urlsplit(self.path)
        path = unquote(url.path)
        query = parse_qs(url.query)
        if body is None and len(self.path) + len(self.world.address) > MAX_URL:
            self._send(404, b"")
        elif path.startswith("/v2/"):
            self._v2(path[3:], query, body)
        elif path.startswith("/v1"):
            self._v1(path[3:].strip("/"), url.query, body, self.world.scb_by_path(), ki=False)
        elif path.startswith("/ki"):
            self._v1(path[3:].strip("/"), url.query, body, self.world.ki, ki=True)
        elif path.startswith("/uka"):
            self._uka(path[4:], query, body)
        else:
            self._send(404, b"not found")

    def _serve_fault(self, fault: str) -> bool:
        if fault.isdigit():
            self._send(int(fault), b"made-up fault")
        elif fault == "html":
            self._send(200, b"<!DOCTYPE html><html><body>Driftinformation</body></html>")
        elif fault == "empty":
            self._send(200, b"")
        elif fault == "reset":
            self.world.log.append((self.command, unquote(self.path), 0))
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:  # changes of a good answer: bom, cut, latin
            self.change = fault
            return False
        return True

    change = ""

    def _answer(self, table: Table, selection: dict[str, list[str]]) -> None:
        data = json.dumps(table.answer(selection), ensure_ascii=False).encode("utf-8")
        change, self.change = self.change, ""
        if change == "bom":
            data = b"\xef\xbb\xbf" + data
        elif change == "cut":
            data = data[: len(data) // 2]
        elif change == "latin":
            data = data.decode("utf-8").encode("latin-1", "replace")
        self._send(200, data, cells=table.cells_of(selection), Content_Type="application/json")

    def _within(self, cells: int) -> bool:
        return cells <= (self.world.real_max_cells or self.world.max_cells)

    # --- v2 -------------------------------------------------------------------------------------------

    def _v2(self, path: str, query: dict[str, list[str]], body: bytes | None) -> None:
        parts = path.strip("/").split("/")
        world = self.world
        if parts == ["config"]:
            config = {
                **made_up_tables.recorded("config.json"),
                "maxDataCells": world.max_cells,
                "maxCallsPerTimeWindow": world.max_calls,
                "timeWindow": world.window_seconds,
            }
            self._send(200, b"<html>" if world.config_is_broken else config)
        elif parts == ["tables"]:
            words = query["query"][0].casefold().split()  # all of them, each by its beginning, as the service does
            found = [t for t in world.scb.values() if all(any(x.startswith(w) for x in _words(t)) for w in words)]
            size, number = int(query.get("pageSize", ["20"])[0]), int(query.get("pageNumber", ["1"])[0])
            page = {
                "pageNumber": number,
                "pageSize": size,
                "totalElements": len(found),
                "totalPages": max(-(-len(found) // size), 1),
                "links": [],
            }
            shown = [_listed(t, world.address) for t in found[(number - 1) * size : number * size]]
            self._send(200, {"language": "sv", "tables": shown, "page": page, "links": []})
        elif parts[0] == "tables" and parts[1] not in world.scb:
            self._send(404, b"")
        elif parts[2:] == ["metadata"]:
            table = world.scb[parts[1]]
            self._send(200, table.describe(table.everything()))
        elif parts[2:] == ["data"]:
            self._v2_data(world.scb[parts[1]], query, body)
        else:
            self._send(404, b"")

    def _v2_data(self, table: Table, query: dict[str, list[str]], body: bytes | None) -> None:
        if body is None:
            chosen = {k[11:-1]: v[0].split(",") for k, v in query.items() if k.startswith("valueCodes[")}
        else:
            chosen = {s["variableCode"]: s["valueCodes"] for s in json.loads(body)["selection"]}
        if any(len(set(v)) != len(v) for v in chosen.values()):
            self._send(500, b"")
            return
        lost = [c for c in table.dimensions if c not in chosen]
        if lost:
            self._problem(400, "Missing selection for mandatory variable")
            return
        if any(c not in table.dimensions[d][1] for d, v in chosen.items() for c in v):
            self._problem(400, "Non-existent value")
        elif not self._within(table.cells_of(chosen)):
            self._problem(400, "Too many cells selected")
        else:
            self._answer(table, chosen)

    # --- v1 -------------------------------------------------------------------------------------------

    def _v1(self, path: str, query: str, body: bytes | None, tables: dict[str, Table], *, ki: bool) -> None:
        if query == "config":
            values = self.world.ki_max_values if ki else 110_000
            config = {
                "maxValues": values,
                "maxCells": self.world.v1_max_cells or self.world.max_cells,
                "maxCalls": 30,
                "timeWindow": 10,
            }
            self._send(200, config)
        elif path not in tables:
            self._send(404, b"")
        elif body is None:
            self._send(200, b"\xef\xbb\xbf" + json.dumps(_v1_metadata(tables[path]), ensure_ascii=False).encode())
        else:
            table = tables[path]
            asked = {q["code"]: q["selection"]["values"] for q in json.loads(body)["query"]}
            chosen = {code: asked.get(code, list(values)) for code, (_, values) in table.dimensions.items()}
            longest = max(len(v) for v in chosen.values())
            if not self._within(table.cells_of(chosen)) or (ki and longest > self.world.ki_max_values):
                self._send(403, {"error": "Too many values selected"})
            elif any(c not in table.dimensions[d][1] for d, v in chosen.items() for c in v):
                self._send(400, {"error": "Parameter error"})
            else:
                self._answer(table, chosen)

    # --- UKÄ ------------------------------------------------------------------------------------------

    def _uka(self, path: str, query: dict[str, list[str]], body: bytes | None) -> None:
        options = {
            "academic_term.php": [
                f"{query.get('direction', [''])[0]}:{y}/{(y + 1) % 100:02d}" for y in range(2024, 2014, -1)
            ],
            "university.php": ["uni:1", "uni:10", "uni:11"],
            "gender.php": ["gender:Total", "gender:Kvinnor", "gender:Män"],
            "age.php": ["age:1", "age:2"],
        }
        name = path.rsplit("/", 1)[-1]
        if name in options:
            html = "".join(f'<option value="{v}" name="x">x</option>' for v in options[name])
            self._send(200, html.encode("utf-8"))
        elif name == "group.php":
            self._send(
                200,
                b'<span class="dynamic-filter-index">0</span> Examen '
                b'<input value="dynamic:TOTAL"><input value="dynamic:YC">'
                b'<span class="dynamic-filter-index">1</span> Utbildningsform '
                b'<input value="dynamic:TOTAL"><input value="dynamic:DIST">',
            )
        elif name == "index.php" and body is not None:
            self.world.log.append(("FORM", unquote(body.decode("utf-8").replace("+", " ")), 0))
            self._send(200, {"fileUrl": f"{self.world.address}/uka/files/made-up.csv"})
        elif name == "made-up.csv":
            self._send(200, self.world.uka_csv.encode("utf-8"))
        else:
            self._send(404, b"")


def _words(table: Table) -> list[str]:
    labels = [label for label, _ in table.dimensions.values()]
    return re.findall(r"[\wåäö-]+", " ".join([table.title, *labels]).casefold())


def _listed(table: Table, address: str) -> dict[str, Any]:
    periods = list(table.dimensions[table.time][1])
    steps = [{"id": folder, "label": folder, "sortCode": folder} for folder in table.folders]
    rels = {"self": "", "metadata": "/metadata", "data": "/data"}
    return {
        "id": table.id,
        "label": table.title,
        "description": "",
        "sortCode": table.title,
        "updated": table.updated,
        "firstPeriod": periods[0],
        "lastPeriod": periods[-1],
        "category": "public",
        "variableNames": [label for label, _ in table.dimensions.values()],
        "source": table.source,
        "subjectCode": table.folders[0],
        "timeUnit": "Monthly" if "M" in periods[-1] else "Annual",
        "paths": [steps],
        "links": [
            {"rel": rel, "hreflang": "sv", "href": f"{address}/v2/tables/{table.id}{end}?lang=sv"}
            for rel, end in rels.items()
        ],
        **({"discontinued": True} if table.discontinued else {}),
    }


def _v1_metadata(table: Table) -> dict[str, Any]:
    variables = [
        {
            "code": code,
            "text": label,
            "values": list(values),
            "valueTexts": list(values.values()),
            **({"time": True} if code == table.time else {}),
        }
        for code, (label, values) in table.dimensions.items()
    ]
    return {"title": table.title, "variables": variables}


def patient_clock(now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> Clock:
    """A clock on which waiting passes at once: the waits between questions are kept, the tests do not sit them out.
    That they are long enough is test_pxweb's own promise."""
    waited: list[float] = []
    return Clock(now, lambda: time.monotonic() + sum(waited), waited.append)


@contextmanager
def running(**changes: Any) -> Iterator[PxWebServer]:
    """A server on a free port of this machine, for the length of a `with`."""
    world = PxWebServer(**changes)
    handler = type("Handler", (_Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    world.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)  # ends at once
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
