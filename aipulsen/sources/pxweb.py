"""Ask PxWeb services (SCB v2 and v1, Konjunkturinstitutet v1) for tables, within their limits.

A service's limits are read from its `config`; a question larger than them is split into parts whose union is
exactly the whole. A table is reached by the first of its ways that works: a known id, a search, a path.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd

from aipulsen.errors import SourceError
from aipulsen.sources import json_stat, table_request
from aipulsen.sources._http import Answer, HttpClient, HttpStatusError, OddAnswerError, read_json
from aipulsen.sources.json_stat import Cube, Dimension, TableMeta
from aipulsen.sources.table_request import Resolved, Service, TableRequest, Way

Selection = Mapping[str, tuple[str, ...]]

MAX_GET_CHARS = 2000  # SCB v2 answers 404 to addresses of about 2 100 characters; longer questions are posted
MAX_HALVINGS = 4  # a service whose real limit is lower than it says gets smaller parts, this many times
SEARCH_PAGES = 5
# After the client's own tries: the service is left alone for the rest of the run, or nine tables would wait in turn.
_OUT_OF_REACH = frozenset({"sources.unreachable", "sources.tls", "sources.throttled", "sources.moved"})
PACE_MARGIN = 1.1  # the service counts when a call arrives, we when it leaves: a little slower than allowed


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service lets one question and one second hold; 0 values is no limit."""

    max_cells: int
    max_values: int
    max_calls: int
    window_seconds: float


def split(selection: Selection, max_cells: int, max_values: int = 0) -> list[dict[str, tuple[str, ...]]]:
    """Parts of a selection within the limits: disjoint, together exactly the whole, of even size.

    >>> split({"a": ("1", "2", "3"), "b": ("x", "y")}, 4)
    [{'a': ('1', '2'), 'b': ('x', 'y')}, {'a': ('3',), 'b': ('x', 'y')}]
    """
    cells = math.prod(len(codes) for codes in selection.values())
    longest = max(selection, key=lambda code: len(selection[code]))
    length = len(selection[longest])
    fits = max(max_cells // max(cells // length, 1), 1) if cells > max_cells else length
    fits = min(fits, max_values or length)
    if fits >= length:
        return [dict(selection)]
    count = math.ceil(length / fits)
    bounds = [round(length * i / count) for i in range(count + 1)]
    pieces = [{**selection, longest: tuple(selection[longest][a:b])} for a, b in itertools.pairwise(bounds)]
    return [part for piece in pieces for part in split(piece, max_cells, max_values)]


class TooLarge(Exception):  # noqa: N818  a signal between two functions of this module, not an error
    """The service says the question holds too many cells."""


class PxWeb:
    """One PxWeb service behind one face, whichever version of the protocol it speaks."""

    def __init__(self, http: HttpClient, service: Service) -> None:
        self.http = http
        self.service = service

    @cached_property
    def limits(self) -> Limits:
        """The limits the service states in its config; ours where it states none. Sets the pace."""
        s = self.service
        found = Limits(s.max_cells, s.max_values, s.max_calls, s.window_seconds)
        self.http.pace(s.base_url, calls=found.max_calls, seconds=found.window_seconds * PACE_MARGIN)
        url = f"{s.base_url}/config" if s.protocol == "pxweb2" else f"{s.base_url}?config"
        try:
            stated = self._json(url, f"{s.name} config")
        except (HttpStatusError, OddAnswerError):
            return found  # a service that does not say its limits gets ours, which are the older, lower ones
        found = parse_limits(stated, found)
        self.http.pace(s.base_url, calls=found.max_calls, seconds=found.window_seconds * PACE_MARGIN)
        return found

    def find(self, request: TableRequest, words: str) -> str:
        """The id of the one table a search finds; none or several newest → SourceError naming them."""
        self._only_v2()
        tables: list[Mapping[str, Any]] = []
        for page in range(1, SEARCH_PAGES + 1):
            query = urlencode({"lang": "sv", "query": words, "pageSize": 100, "pageNumber": page})
            url = f"{self.service.base_url}/tables?{query}"
            answer = self._json(url, f"{request.key}: {words}")
            tables += answer.get("tables", [])
            if page >= int((answer.get("page") or {}).get("totalPages", 1)):
                break
        ours = [t for t in tables if _is_ours(request, t)]
        newest = max((str(t.get("lastPeriod", "")) for t in ours), default="")
        latest = [t for t in ours if str(t.get("lastPeriod", "")) == newest]
        if len(latest) != 1:
            shown = latest or tables
            raise SourceError(
                "stats.search_unclear",
                what=request.key,
                words=words,
                count=len(latest),
                found="; ".join(f"{t.get('id')} «{t.get('label')}»" for t in shown[:8]) or "–",
                setting=f"official_tables.toml: [tables.{request.key}] ways",
            )
        return str(latest[0]["id"])

    def metadata(self, table: str, what: str) -> TableMeta:
        """What a table says about itself."""
        if self.service.protocol == "pxweb2":
            url = f"{self.service.base_url}/tables/{quote(table)}/metadata?lang=sv"
            return json_stat.parse_meta(self._json(url, what), what, table)
        return parse_v1_metadata(self._json(f"{self.service.base_url}/{table}", what), what, table)

    def data(self, table: str, part: Selection, what: str) -> bytes:
        """The json-stat2 answer to one part. TooLarge when the service says so."""
        if self.service.protocol == "pxweb2":
            return self._v2_data(table, part, what)
        items = [{"code": c, "selection": {"filter": "item", "values": list(v)}} for c, v in part.items()]
        payload = {"query": items, "response": {"format": "json-stat2"}}
        return self._ask("POST", f"{self.service.base_url}/{table}", what, payload)

    def _v2_data(self, table: str, part: Selection, what: str) -> bytes:
        address = f"{self.service.base_url}/tables/{quote(table)}/data"
        shape = {"lang": "sv", "outputFormat": "json-stat2"}
        chosen = {f"valueCodes[{code}]": ",".join(values) for code, values in part.items()}
        url = f"{address}?{urlencode({**shape, **chosen}, safe=',')}"
        if len(url) <= MAX_GET_CHARS:
            try:
                return self._ask("GET", url, what)
            except HttpStatusError as error:
                if error.status != 404:  # it may mean that the address was too long: posted before believed
                    raise
        payload = {"selection": [{"variableCode": code, "valueCodes": list(v)} for code, v in part.items()]}
        return self._ask("POST", f"{address}?{urlencode(shape)}", what, payload)

    def _json(self, url: str, what: str) -> Any:
        return json_stat.decode(self._ask("GET", url, what), what)

    def _ask(self, method: str, url: str, what: str, payload: Any = None) -> bytes:
        """The bytes of a good JSON answer; odd ones are asked for again, refusals are SourceErrors.

        TooLarge when the service says that the question holds too many cells.
        """

        def check(answer: Answer) -> None:
            read_json(answer, what=what, setting=self.service.setting)

        headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if payload else {})
        try:
            answer = self.http.ask(
                method, url, what=what, payload=payload, setting=self.service.setting, headers=headers, check=check
            )
        except HttpStatusError as error:
            if error.status in (400, 403, 413) and "too many" in str(error.values["said"]).casefold():
                raise TooLarge from error
            raise
        return answer.body

    def _only_v2(self) -> None:
        if self.service.protocol != "pxweb2":
            raise ValueError(f"{self.service.key} cannot search")


def parse_limits(raw: Any, fallback: Limits) -> Limits:
    """The limits in a v2 `/config` or v1 `?config` answer; what it does not state stays ours."""
    if not isinstance(raw, Mapping):
        return fallback

    def stated(names: tuple[str, ...], ours: float) -> float:
        found = next((raw[n] for n in names if isinstance(raw.get(n), (int, float)) and raw[n] > 0), None)
        return float(found) if found is not None else ours

    return Limits(
        max_cells=int(stated(("maxDataCells", "maxCells"), fallback.max_cells)),
        max_values=int(stated(("maxValues",), fallback.max_values)),
        max_calls=int(stated(("maxCallsPerTimeWindow", "maxCalls"), fallback.max_calls)),
        window_seconds=stated(("timeWindow",), fallback.window_seconds),
    )


def parse_v1_metadata(raw: Any, what: str, table: str) -> TableMeta:
    """The description of a table in PxWeb v1's own form."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("variables"), list):
        raise SourceError("stats.odd_answer", what=what, reason="no variables")
    dimensions = []
    for variable in raw["variables"]:
        values, texts = variable.get("values") or [], variable.get("valueTexts") or []
        if not values or len(values) != len(texts):
            reason = f"{variable.get('code')}: {len(values)} values, {len(texts)} texts"
            raise SourceError("stats.odd_answer", what=what, reason=reason)
        dimensions.append(
            Dimension(
                code=str(variable["code"]),
                label=str(variable.get("text") or variable["code"]),
                codes=tuple(str(v) for v in values),
                labels=tuple(str(text) for text in texts),
                role="time" if variable.get("time") else "classification",
            )
        )
    return TableMeta(table.rsplit("/", 1)[-1], str(raw.get("title") or ""), "", "", (), tuple(dimensions))


def _is_ours(request: TableRequest, table: Mapping[str, Any]) -> bool:
    words = " ".join([str(table.get("label", "")), *map(str, table.get("variableNames") or [])])
    folders = [str(step.get("id", "")) for path in table.get("paths") or [] for step in path]
    in_folder = not request.folder or any(f.startswith(request.folder) for f in folders)
    return in_folder and not table.get("discontinued") and all(table_request.says(words, w) for w in request.title_says)


@dataclass(frozen=True, slots=True)
class FetchedTable:
    """One table as it came: the frame the request wants, what the table said, and the verbatim answers."""

    request: TableRequest
    resolved: Resolved
    frame: pd.DataFrame
    service_name: str
    raw: Mapping[str, bytes] = field(repr=False)

    @property
    def meta(self) -> TableMeta:
        """What the table says about itself."""
        return self.resolved.meta


Progress = Callable[[int, int], None]  # cells fetched, cells in all


def _no_progress(_done: int, _all: int) -> None:
    return None


class Catalogue:
    """The PxWeb services of one run, each opened once, its limits read once."""

    def __init__(self, http: HttpClient, services: Mapping[str, Service]) -> None:
        self._open = {key: PxWeb(http, service) for key, service in services.items()}
        self._down: dict[str, SourceError] = {}

    def fetch(self, request: TableRequest, progress: Progress = _no_progress) -> FetchedTable:
        """The table by the first of its ways that works.

        A way that cannot be reached, or leads to another table, gives way to the next; when all fail,
        SourceError says why for each. A table that is found but breaks the request is not replaced by
        another: DataContractError. A service that cannot be reached is not tried again in the same run.
        """
        failures = []
        for way in request.ways:
            if way.service in self._down:
                failures.append(self._down[way.service].sentence())
                continue
            try:
                return self._fetch_by(way, request, progress)
            except SourceError as error:
                failures.append(error.sentence())
                if error.key in _OUT_OF_REACH:
                    self._down[way.service] = error
        raise SourceError("stats.no_way", what=request.key, count=len(failures), failures=" | ".join(failures))

    def _fetch_by(self, way: Way, request: TableRequest, progress: Progress) -> FetchedTable:
        service = self._open[way.service]
        limits = service.limits  # asked first: they set the pace of every question after
        table = way.table or service.find(request, way.search)
        meta = service.metadata(table, f"{request.key} ({table})")
        lost = table_request.missing_words(request, meta)
        if lost:
            raise SourceError(
                "stats.another_table", what=request.key, table=table, title=meta.title, words=", ".join(lost)
            )
        resolved = table_request.resolve(request, meta)
        answers = _fetch_parts(service, table, resolved, limits, progress)
        told = table_request.resolve(request, _with_answer(meta, answers[0][1].meta))
        if told.selection != resolved.selection:  # v1 says first in its answer that the newest period holds noise
            answers = _fetch_parts(service, table, told, limits, progress)
        names = [f"{request.key}.{i + 1}-of-{len(answers)}.json" for i in range(len(answers))]
        frame = table_request.read(told, json_stat.union([cube for _, cube in answers], request.key))
        bodies = [body for body, _ in answers]
        return FetchedTable(request, told, frame, service.service.name, dict(zip(names, bodies, strict=True)))


def _fetch_parts(
    service: PxWeb, table: str, resolved: Resolved, limits: Limits, progress: Progress
) -> list[tuple[bytes, Cube]]:
    """All answers that make the whole, each within the service's limits."""
    answers: list[tuple[bytes, Cube]] = []
    for part in split(resolved.selection, limits.max_cells, limits.max_values):
        answers += _fetch_part(service, table, part, resolved.request.key, MAX_HALVINGS)
        progress(sum(cube.cells for _, cube in answers), resolved.cells)
    return answers


def _with_answer(meta: TableMeta, answer: TableMeta) -> TableMeta:
    """v1's metadata knows neither when the table was updated nor its notes; the answer does."""
    return TableMeta(
        table_id=meta.table_id,
        title=meta.title or answer.title,
        source=meta.source or answer.source,
        updated=answer.updated or meta.updated,
        notes=answer.notes or meta.notes,
        dimensions=meta.dimensions,
        sums_allowed=meta.sums_allowed if meta.sums_allowed is not None else answer.sums_allowed,
    )


def _fetch_part(service: PxWeb, table: str, part: Selection, key: str, halvings: int) -> list[tuple[bytes, Cube]]:
    what = f"{key} ({table})"
    cells = math.prod(len(codes) for codes in part.values())
    try:
        body = service.data(table, part, what)
    except TooLarge:
        if not halvings or cells < 2:
            raise SourceError("stats.too_large", what=what, cells=cells, service=service.service.name) from None
        smaller = split(part, math.ceil(cells / 2))
        return [pair for piece in smaller for pair in _fetch_part(service, table, piece, key, halvings - 1)]
    return [(body, json_stat.parse_cube(body, what, table))]


def read_saved(request: TableRequest, bodies: Mapping[str, bytes]) -> FetchedTable:
    """The table from answers saved as files (json-stat2), by name: all its parts, checked like fresh ones."""
    cubes = [json_stat.parse_cube(body, name) for name, body in sorted(bodies.items())]
    whole = json_stat.union(cubes, request.key)
    resolved = table_request.resolve(request, whole.meta)
    return FetchedTable(request, resolved, table_request.read(resolved, whole), "", dict(bodies))
