"""Every address that the server promises, and many that it does not.

python -m benchmarks.addresses [--editions demo,rapport-2026-04] [--formats csv,json,xlsx] [--places riket,25]
                               [--processes 2] [--odd 10000] [--journal FILE]

Walks figures × places × languages × formats of the editions, and holds each answer against the figure as a page builds
it: a figure that the edition has no tables for is not found (404), one that needs a county asks for it (400), every
other is 200, of the right kind, with the page's numbers in tables and the page's finding in documents; pictures have
their size. Then asks odd addresses: none may be a fault of the server (5xx), none may say back what it was given.

The routes are asked in this process, all that stands around them included, and draw in it: a figure is built once for
all its addresses, and what is the same for many places is drawn once. What has been walked is written into a journal;
stopped and started again, the same program goes on where it was.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import html
import io
import math
import multiprocessing
import os
import random
import re
import signal
import struct
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as Xml

import cachetools
import openpyxl
import orjson
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from starlette.applications import Starlette

from aipulsen import figures, topics
from aipulsen.charts import card, export
from aipulsen.charts.figure import Figure
from aipulsen.figures import workshop
from aipulsen.figures.desk import Desk
from aipulsen.figures.files import FileOrder
from aipulsen.figures.sharing import COUNTRY
from aipulsen.paths import ROOT
from aipulsen.queries import Selection
from aipulsen.queries.choices import CHOICES
from aipulsen.store.editions import open_edition
from aipulsen.text import LANGS, Lang
from aipulsen.text.separated import DECIMAL_MARKS, decoded, rows_of
from aipulsen.voice import Voice
from aipulsen.web.asked import places
from aipulsen.web.face import face
from aipulsen.web.files import ENDINGS, FORMATS, rows_in_words
from benchmarks.servers import dashboard

EDITIONS = ("demo", "rapport-2026-04")
TABLES = ("csv", "json", "xlsx")
PICTURE = (1920, 1080)
_TELLING_SECONDS = 20
MARK = "zqxj"  # stands in every odd value, and in nothing of ours
_ODD = (
    f"<script>{MARK}</script>",
    f"{MARK}%00",
    f"../../{MARK}",
    f"{MARK}\r\nX-Odd: 1",
    f"'{MARK}\"--",
    f"{{{{{MARK}}}}}",
    f"https://{MARK}.invalid/",
    f"\u202e{MARK}\ufffd",
    MARK * 200,
    f"25{MARK}",
    f"=cmd|'{MARK}'!A1",
    f"%{MARK}",
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a figure, and the status it should have."""

    edition: str
    key: str
    place: str
    lang: Lang
    ending: str
    status: int

    @property
    def path(self) -> str:
        """As it is asked for."""
        return f"/f/{self.key}/{self.place}.{self.ending}?utgava={self.edition}&sprak={self.lang}"


@dataclass(frozen=True, slots=True)
class Given:
    """What an address answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Walked:
    """How many addresses were asked, what they answered, what was wrong, and what the largest card weighs."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    largest_card: int = 0
    seconds: float = 0.0  # of the processor

    def add(self, other: Walked) -> None:
        """Take in what another process found."""
        self.statuses += other.statuses
        self.faults += other.faults
        self.largest_card = max(self.largest_card, other.largest_card)
        self.seconds += other.seconds


def every_address(
    edition: str,
    endings: Iterable[str] = ENDINGS,
    keys: Iterable[str] = topics.FIGURES,
    of: Iterable[str] = places(),
) -> Iterator[Address]:
    """Every address of those figures, places and formats in that edition; all of one figure beside each other."""
    opened = open_edition(edition)
    for key in keys:
        entry = topics.FIGURES[key]
        for place in of:
            status = 200 if entry.is_in(opened) else 404
            status = 400 if status == 200 and entry.needs_county and place == COUNTRY else status
            for lang in LANGS:
                for ending in endings:
                    yield Address(edition, key, place, lang, ending, status)


def as_on_a_page(address: Address) -> Figure:
    """The figure of an address as its page builds it."""
    selection = Selection(county_code=None if address.place == COUNTRY else address.place)
    return figures.build_figure(address.key, Desk(open_edition(address.edition), Voice(address.lang)), selection)


def faults_of(address: Address, given: Given) -> Iterator[str]:
    """What is wrong with an answer, beside the figure as its page shows it; one without rows has no table (404)."""
    figure, ending = as_on_a_page(address) if address.status == 200 else None, address.ending
    is_no_table = figure is not None and ending in TABLES and not figure.has_rows
    if given.status != (status := 404 if is_no_table else address.status):
        yield f"{given.status} instead of {status}"
        return
    if given.status != 200 or figure is None:
        return
    mime = "text/html" if ending == "html" else FORMATS[ending].mime
    if not given.headers["content-type"].startswith(mime) or given.headers["content-language"] != address.lang:
        yield f"is {given.headers['content-type']} in {given.headers['content-language']}"
    yield from _LOOKED_AT[ending](figure, given.body, address.lang)


def table_faults(figure: Figure, rows: list[dict[str, Any]], lang: Lang) -> Iterator[str]:
    """Where rows that were read back differ from the figure's own: their names, how many, every number of theirs."""
    table = export.marked(figure)
    if len(rows) != len(table):
        yield f"{len(rows)} rows instead of {len(table)}"
        return
    for column in table:
        if any(column not in row for row in rows):
            yield f"a row lacks {column}"
        elif is_numeric_dtype(table[column]) and not is_bool_dtype(table[column]):
            own = [None if pd.isna(value) else float(value) for value in table[column]]
            told = [_number(row[column], lang) for row in rows]
            if apart := [pair for pair in zip(told, own, strict=True) if not _are_one(*pair)]:
                yield f"{column}: {apart[:3]}"


def told_rows(ending: str, body: bytes) -> list[dict[str, Any]]:
    """The rows of a table as whoever opens the file reads them."""
    if ending == "json":
        rows: list[dict[str, Any]] = orjson.loads(body)["rows"]
        return rows
    if ending == "xlsx":
        head, *cells = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True)
    else:
        head, *cells = [row for _, row in rows_of(decoded(body))]
    return [dict(zip(map(str, head), row, strict=True)) for row in cells]


def _are_one(told: float | None, own: float | None) -> bool:
    """The same number, but for what a workbook's sixteen digits leave out."""
    return told == own or (told is not None and own is not None and math.isclose(told, own, rel_tol=1e-14))


def _number(value: Any, lang: Lang) -> float | None:
    if isinstance(value, str):
        return float(value.replace(DECIMAL_MARKS[lang], ".")) if value else None
    return None if value is None else float(value)


def _table(ending: str) -> Callable[[Figure, bytes, Lang], Iterator[str]]:
    return lambda figure, body, lang: table_faults(figure, told_rows(ending, body), lang)


def _png(size: tuple[int, int], most: int | None = None) -> Callable[[Figure, bytes, Lang], Iterator[str]]:
    def look(_figure: Figure, body: bytes, _lang: Lang) -> Iterator[str]:
        if body[:4] != b"\x89PNG" or struct.unpack(">II", body[16:24]) != size:
            yield f"is no picture of {size}"
        if most is not None and len(body) >= most:
            yield f"weighs {len(body)} bytes"

    return look


def _svg(figure: Figure, body: bytes, _lang: Lang) -> Iterator[str]:
    words = " ".join(" ".join(node.itertext()) for node in Xml.fromstring(body).iter() if node.tag.endswith("text"))
    for what, said in (("title", figure.title), ("line below it", figure.subtitle)):
        if lost := [word for word in said.split() if word not in words]:
            yield f"lacks of its {what} {lost}"


def _document(figure: Figure, body: bytes, _lang: Lang) -> Iterator[str]:
    text = html.unescape(body.decode("utf-8"))
    if figure.title not in text:
        yield "lacks its finding"
    told = [html.unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", body.decode("utf-8"), flags=re.DOTALL)]
    own = [words for row in rows_in_words(figure) for words, _ in row]
    if apart := [pair for pair in zip_longest(told, own) if pair[0] != pair[1]]:
        yield f"its table: {apart[:3]}"
    if text.count("<svg") != (2 if figure.parts else 0):
        yield f"has {text.count('<svg')} drawings"


_LOOKED_AT: dict[str, Callable[[Figure, bytes, Lang], Iterator[str]]] = {
    "html": _document,
    "png": _png(PICTURE),
    "svg": _svg,
    "card.png": _png(card.PIXELS, card.MOST_BYTES),
} | {ending: _table(ending) for ending in TABLES}


class Routes:
    """The routes and what stands around them, asked without a network."""

    def __init__(self) -> None:
        self.application = Starlette(**face())

    def get(self, address: str) -> Given:
        """What an address answers, as a client on this machine asks it."""
        return asyncio.run(self._get(address))

    async def _get(self, address: str) -> Given:
        parts = urlsplit(address)
        told: dict[str, Any] = {"status": 0, "headers": [], "body": b""}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            told["body"] += message.get("body", b"")
            told.update({name: message[name] for name in ("status", "headers") if name in message})

        scope = {
            "type": "http",
            "method": "GET",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(b"host", b"localhost")],
            "scheme": "http",
            "client": ("127.0.0.1", 0),
            "server": ("localhost", 80),
            "root_path": "",
            "http_version": "1.1",
        }
        try:
            await self.application(scope, receive, send)  # type: ignore[arg-type]
        except Exception as error:  # a bug: the server has said 500 already
            told["body"] += repr(error).encode()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in told["headers"]}
        return Given(told["status"], headers, told["body"])


class _Here(workshop.Workshop):
    """Draws in this process, which has the figure already; what looks the same for another place is drawn once."""

    def __init__(self) -> None:
        super().__init__(1)
        self.drawn = cachetools.LRUCache[tuple[str, str | None, str], bytes](maxsize=64)

    def do(self, job: Any, *args: Any, **kwargs: Any) -> Any:
        [order] = args
        assert isinstance(order, FileOrder)
        assert order.figure is not None
        figure = figures.build_figure(order.figure, order.desk, order.selection)
        looks = (order.file_format.key, order.shape, figure.fingerprint)  # the key of rendered bytes
        if looks not in self.drawn:
            self.drawn[looks] = job(order, **kwargs)
        return self.drawn[looks]


@cache
def _routes() -> Routes:
    """The routes of this process, which draw in it and refuse nobody."""
    os.environ["AIPULSEN_NEW_ANSWERS_PER_MINUTE"] = "0"
    here = _Here()
    workshop.workshop = lambda: here  # type: ignore[assignment]
    return Routes()


def walk(part: Part, endings: tuple[str, ...]) -> Walked:
    """Ask every address of a figure at a place."""
    routes, walked, began = _routes(), Walked(), time.process_time()
    for address in every_address(part.edition, endings, (part.key,), (part.place,)):
        given = routes.get(address.path)
        walked.statuses[given.status] += 1
        walked.faults += [f"{address.path}: {fault}" for fault in faults_of(address, given)]
        if address.ending == "card.png" and given.status == 200:
            walked.largest_card = max(walked.largest_card, len(given.body))
    walked.seconds = time.process_time() - began
    return walked


def odd_addresses(count: int, seed: int = 1) -> Iterator[str]:
    """Addresses as nobody should write them, the same for the same seed."""
    chance = random.Random(seed)
    names = [choice.address for choice in CHOICES] + [choice.option for choice in CHOICES]
    names += ["utgava", "sprak", "embed", "edition", "lang", "url", "format", "maxwidth", MARK]
    paths = [f"/f/{key}/25.{ending}" for key in topics.FIGURES for ending in ("json", "html", "csv")]
    paths += [f"/api/v1/{key}" for key in topics.QUESTIONS]
    paths += [
        "/api",
        "/oembed",
        "/feed/25.atom",
        "/healthz",
        "/robots.txt",
        "/sitemap.xml",
        "/dcat.jsonld",
        "/llms.txt",
        "/site.webmanifest",
        "/favicon.ico",
        "/c/25~gap-ranking~demo~90~role~scb",
        "/f/gap-map/25.card.png",
        "/",
        "/api/openapi.json",
    ]
    for _ in range(count):
        path = chance.choice(paths)
        if chance.random() < 0.4:  # a part of the path is odd
            parts = path.split("/")
            parts[chance.randrange(1, len(parts))] = quote(chance.choice(_ODD), safe="%")
            path = "/".join(parts)
        query = "&".join(
            f"{quote(chance.choice(names))}={quote(chance.choice(_ODD), safe=chance.choice(['', '%']))}"
            for _ in range(chance.randrange(1, 4))
        )
        yield f"{path}?{query}" if chance.random() < 0.8 else path


def _asked(root: str, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(root + path, timeout=300) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def fuzz(root: str, count: int) -> tuple[Counter[int], list[str]]:
    """Ask a server so many odd addresses: its answers by status, and the faults."""
    statuses, faults = Counter[int](), []
    for path in odd_addresses(count):
        status, body = _asked(root, path)
        statuses[status] += 1
        if status >= 500 or MARK.encode() in body.lower():
            faults.append(f"{status}: {path}")
    return statuses, faults


@dataclass(frozen=True, slots=True)
class Part:
    """What is walked at a time: a figure at a place, in both languages and every format."""

    edition: str
    key: str
    place: str


class Journal:
    """What has been walked already by this very program, in those formats; a line for each part."""

    def __init__(self, path: Path, endings: tuple[str, ...]) -> None:
        self.path, self.of = path, f"{_program()} {','.join(endings)}"
        self.walked: dict[Part, Walked] = {}
        for line in path.read_text("utf-8").splitlines() if path.exists() else []:
            with contextlib.suppress(ValueError, KeyError, TypeError):  # the last line of a run that was killed
                told = orjson.loads(line)
                if told["of"] == self.of:
                    statuses = Counter({int(status): count for status, count in told["statuses"].items()})
                    found = Walked(statuses, told["faults"], told["largest_card"], told["seconds"])
                    self.walked[Part(**told["part"])] = found

    def add(self, part: Part, walked: Walked) -> None:
        """Write down what was found."""
        self.walked[part] = walked
        told = {
            "of": self.of,
            "part": asdict(part),
            "statuses": {str(status): count for status, count in walked.statuses.items()},
            "faults": walked.faults,
            "largest_card": walked.largest_card,
            "seconds": walked.seconds,
        }
        with self.path.open("ab") as handle:
            handle.write(orjson.dumps(told) + b"\n")


def _program() -> str:
    """What changes when the program, its words or its embedded editions do."""
    seen = hashlib.sha256()
    for folder in ("aipulsen", "benchmarks"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".py", ".toml", ".html", ".css", ".csv"):
                seen.update(file.read_bytes())
    for edition in EDITIONS:
        seen.update(open_edition(edition).manifest.to_json().encode("utf-8"))
    return seen.hexdigest()[:16]


def walk_all(parts: list[Part], endings: tuple[str, ...], processes: int, journal: Journal) -> Walked:
    """Walk what the journal has not, telling each fault when it is found, and at times how far it has come."""
    whole, began, told = Walked(), time.monotonic(), 0.0
    left = [part for part in parts if part not in journal.walked]
    for part in parts:
        if part in journal.walked:
            whole.add(journal.walked[part])
    for fault in whole.faults:
        print(f"  {fault}", flush=True)
    if len(left) < len(parts):
        print(f"  {len(parts) - len(left)} of {len(parts)} parts were walked before", flush=True)
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        begun = {pool.submit(walk, part, endings): part for part in left}
        try:
            for count, done in enumerate(as_completed(begun), len(parts) - len(left) + 1):
                part, walked = begun[done], done.result()
                journal.add(part, walked)
                whole.add(walked)
                for fault in walked.faults:
                    print(f"  {fault}", flush=True)
                if time.monotonic() - told > _TELLING_SECONDS or count == len(parts):
                    told = time.monotonic()
                    print(
                        f"  {part.key}: {count} of {len(parts)} parts, {sum(whole.statuses.values())} addresses,",
                        f"{len(whole.faults)} faults, {whole.seconds:.0f} CPU s, {time.monotonic() - began:.0f} s",
                        flush=True,
                    )
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
    return whole


def main() -> None:
    """Print counts, and each fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--editions", default=",".join(EDITIONS))
    parser.add_argument("--formats", default=",".join(ENDINGS))
    parser.add_argument("--figures", default=",".join(topics.FIGURES))
    parser.add_argument("--places", default=",".join(places()))
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--odd", type=int, default=10_000)
    parser.add_argument("--journal", type=Path, default=Path(tempfile.gettempdir()) / "aipulsen-addresses.jsonl")
    given = parser.parse_args()
    endings, of = tuple(given.formats.split(",")), tuple(given.places.split(","))
    if given.odd:
        with dashboard(environment=os.environ | {"AIPULSEN_NEW_ANSWERS_PER_MINUTE": "0"}) as (port, _):
            statuses, odd = fuzz(f"http://localhost:{port}", given.odd)
        print(
            f"odd addresses: {sum(statuses.values())} {dict(statuses)}; faults {len(odd)}", *odd, sep="\n", flush=True
        )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped either way, the workers stop too
    journal = Journal(given.journal, endings)
    for edition in given.editions.split(","):
        parts = [Part(edition, key, place) for key in given.figures.split(",") for place in of]
        whole = walk_all(parts, endings, given.processes, journal)
        print(
            f"addresses of {edition}: {sum(whole.statuses.values())} {dict(whole.statuses)};",
            f"faults {len(whole.faults)}; largest card {whole.largest_card} bytes; {whole.seconds:.0f} CPU s",
            flush=True,
        )


if __name__ == "__main__":
    main()
