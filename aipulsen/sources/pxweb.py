"""Ask PxWeb services (SCB v2 and v1, Konjunkturinstitutet v1) for tables, within their limits.

A service's limits are read from its `config`; a question larger than them is split into parts whose union is
exactly the whole. A table is reached by the first of its ways that works: a known id, a search, a path. What a
search finds is a guess: every candidate is held against the request, and exactly one must fit.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import pandas as pd

from aipulsen import periods
from aipulsen.errors import DataContractError, SourceError
from aipulsen.sources import json_stat, table_request
from aipulsen.sources.beliefs import OVERRIDES, Service, TableRequest, Way
from aipulsen.sources.http_answers import Answer, HttpStatusError, OddAnswerError, read_json
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.http_faults import NOBODY_MET, OUT_OF_REACH
from aipulsen.sources.json_stat import Cube, TableMeta
from aipulsen.sources.pxweb_forms import Limits, Listed, parse_limits, parse_list, parse_v1_metadata
from aipulsen.sources.table_choices import says
from aipulsen.sources.table_request import Resolved

Selection = Mapping[str, tuple[str, ...]]

MAX_GET_CHARS = 2000  # SCB v2 answers 404 to addresses of about 2 100 characters; longer questions are posted
MAX_HALVINGS = 4  # a service whose real limit is lower than it says gets smaller parts, this many times
SEARCH_PAGES = 10
MOST_CANDIDATES = 12  # of the tables a search finds, the newest so many are held against the request
PACE_MARGIN = 1.1  # the service counts when a call arrives, we when it leaves: a little slower than allowed


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
        self.states_none = False  # the service was asked for its limits and did not say

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
            self.states_none = True
            return found  # a service that does not say its limits gets ours, which are the older, lower ones
        found = parse_limits(stated, found)
        self.http.pace(s.base_url, calls=found.max_calls, seconds=found.window_seconds * PACE_MARGIN)
        return found

    def candidates(self, request: TableRequest, words: str) -> list[Listed]:
        """The tables a search finds in the request's folder whose title says its words, the newest period first."""
        self._only_v2()
        tables: list[Listed] = []
        for page in range(1, SEARCH_PAGES + 1):
            query = urlencode({"lang": "sv", "query": words, "pageSize": 100, "pageNumber": page})
            answer = self._json(f"{self.service.base_url}/tables?{query}", f"{request.key}: {words}")
            found, last = parse_list(answer, f"{request.key}: {words}")
            tables += found
            if page >= last:
                break
        ours = [table for table in tables if _is_ours(request, table)]
        newest = periods.in_order([table.last_period for table in ours])[::-1]
        return sorted(ours, key=lambda table: newest.index(table.last_period))[:MOST_CANDIDATES]

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


def _is_ours(request: TableRequest, table: Listed) -> bool:
    words = " ".join([table.label, *table.variableNames])
    in_folder = not request.folder or any(folder.startswith(request.folder) for folder in table.folders)
    return in_folder and not table.discontinued and all(says(words, w) for w in request.title_says)


@dataclass(frozen=True, slots=True)
class Found:
    """A table that a way led to and that fits its request, before its data are asked for."""

    way: Way
    service: PxWeb
    table: str
    resolved: Resolved
    unfit: tuple[str, ...] = ()  # what else a search found, and why it does not fit

    @property
    def is_guess(self) -> bool:
        """A search found it: nobody has confirmed that it is the right one."""
        return bool(self.way.search)


@dataclass(frozen=True, slots=True)
class FetchedTable:
    """One table as it came: the frame the request wants, what the table said, and the verbatim answers."""

    request: TableRequest
    resolved: Resolved
    frame: pd.DataFrame
    signs: Mapping[str, int]  # cells without a number, by what the publisher's sign means
    raw: Mapping[str, bytes] = field(repr=False)
    found: Found | None = None  # None: read from files

    @property
    def meta(self) -> TableMeta:
        """What the table says about itself."""
        return self.resolved.meta

    @property
    def service_name(self) -> str:
        """Which service it came from; «» from files."""
        return self.found.service.service.name if self.found else ""


Progress = Callable[[int, int | None], None]  # cells fetched, cells in all
_T = TypeVar("_T")


def _no_progress(_done: int, _all: int | None) -> None:
    return None


class Catalogue:
    """The PxWeb services of one run, each opened once, its limits read once."""

    def __init__(self, http: HttpClient, services: Mapping[str, Service]) -> None:
        self._open = {key: PxWeb(http, service) for key, service in services.items()}
        self._down: dict[str, SourceError] = {}

    def fetch(self, request: TableRequest, progress: Progress = _no_progress) -> FetchedTable:
        """The table by the first of its ways that works; see `first`."""
        return self.first(request, lambda found: _fetch(found, progress))

    def first(self, request: TableRequest, then: Callable[[Found], _T]) -> _T:
        """What `then` makes of the table by the first of its ways that works.

        A way that cannot be reached, leads to another table, or is a search whose finds do not fit, gives way to the
        next; when all fail, SourceError says why for each. A table with a known id that breaks the request is not
        replaced by another: DataContractError. A service that cannot be reached is not tried again in the same run.
        """
        failures: list[SourceError | DataContractError] = []
        for way in request.ways:
            if way.service in self._down:
                failures.append(self._down[way.service])
                continue
            try:
                return then(self._find(way, request))
            except SourceError as error:
                failures.append(error)
                if error.key in OUT_OF_REACH:
                    self._down[way.service] = error
            except DataContractError as error:
                if not way.search:
                    raise
                failures.append(error)
        if all(error.key in NOBODY_MET for error in failures):
            raise failures[0]  # no network or a wrong address: another way in the tables' file would not help
        setting = f"{OVERRIDES}: [tables.{request.key}] ways"
        told = " | ".join(dict.fromkeys(error.sentence() for error in failures))
        raise SourceError("stats.no_way", what=request.key, count=len(failures), failures=told, setting=setting)

    def _find(self, way: Way, request: TableRequest) -> Found:
        service = self._open[way.service]
        assert service.limits  # asked first: they set the pace of every question after
        if way.search:
            return self._search(way, service, request)
        meta = service.metadata(way.table, f"{request.key} ({way.table})")
        lost = table_request.missing_words(request, meta)
        if lost:
            told = {"what": request.key, "table": way.table, "title": meta.title, "words": ", ".join(lost)}
            raise SourceError("stats.another_table", **told)
        return Found(way, service, way.table, table_request.resolve(request, meta))

    def _search(self, way: Way, service: PxWeb, request: TableRequest) -> Found:
        """The one table of a search that fits; of several with older and newer periods the one with the newest."""
        fits: list[tuple[str, Resolved]] = []
        unfit: list[str] = []
        for told in service.candidates(request, way.search):
            table = told.id
            try:
                meta = service.metadata(table, f"{request.key} ({table})")
                fits.append((table, table_request.resolve(request, meta)))
            except (SourceError, DataContractError) as error:
                if error.key in OUT_OF_REACH:
                    raise
                unfit.append(f"{table} «{told.label}» ({told.last_period}): {error.sentence()}")
        newest = periods.in_order([resolved.only("period") for _, resolved in fits])[-1:]
        latest = [(table, resolved) for table, resolved in fits if resolved.only("period") in newest]
        if len(latest) != 1:
            shown = [f"{table} «{resolved.meta.title}»" for table, resolved in latest] or unfit
            raise SourceError(
                "stats.search_unclear",
                what=request.key,
                words=way.search,
                count=len(latest),
                found="; ".join(shown[:8]) or "–",
                setting=f"{OVERRIDES}: [tables.{request.key}] ways",
            )
        return Found(way, service, *latest[0], tuple(unfit))


def _fetch(found: Found, progress: Progress) -> FetchedTable:
    request, meta = found.resolved.request, found.resolved.meta
    answers = _fetch_parts(found, found.resolved, progress)
    told = table_request.resolve(request, _with_answer(meta, answers[0][1].meta))
    if told.selection != found.resolved.selection:  # v1 says first in its answer that the newest period holds noise
        answers = _fetch_parts(found, told, progress)
    names = [f"{request.key}.{i + 1}-of-{len(answers)}.json" for i in range(len(answers))]
    raw = dict(zip(names, [body for body, _ in answers], strict=True))
    return _read(told, json_stat.union([cube for _, cube in answers], request.key), raw, found)


def _read(resolved: Resolved, cube: Cube, raw: Mapping[str, bytes], found: Found | None = None) -> FetchedTable:
    frame, signs = table_request.read(resolved, cube), table_request.signs_in(resolved, cube)
    return FetchedTable(resolved.request, resolved, frame, signs, raw, found)


def two_cells(found: Found) -> Cube:
    """The smallest answer that shows whether data come: one code of each dimension, two of the longest."""
    selection = {code: codes[-1:] for code, codes in found.resolved.selection.items()}
    longest = max(found.resolved.selection, key=lambda code: len(found.resolved.selection[code]))
    selection[longest] = found.resolved.selection[longest][-2:]
    what = f"{found.resolved.request.key} ({found.table})"
    cube = json_stat.parse_cube(found.service.data(found.table, selection, what), what, found.table)
    table_request.check_units(found.resolved, cube)
    return cube


def _fetch_parts(found: Found, resolved: Resolved, progress: Progress) -> list[tuple[bytes, Cube]]:
    """All answers that make the whole, each within the service's limits."""
    service, table, limits = found.service, found.table, found.service.limits
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
            setting = f"{OVERRIDES}: [services.{service.service.key}]"
            told = {"what": what, "cells": cells, "service": service.service.name, "setting": setting}
            raise SourceError("stats.too_large", **told) from None
        smaller = split(part, math.ceil(cells / 2))
        return [pair for piece in smaller for pair in _fetch_part(service, table, piece, key, halvings - 1)]
    return [(body, json_stat.parse_cube(body, what, table))]


def read_saved(request: TableRequest, bodies: Mapping[str, bytes]) -> FetchedTable:
    """The table from answers saved as files (json-stat2), by name: all its parts, checked like fresh ones."""
    cubes = [json_stat.parse_cube(body, name) for name, body in sorted(bodies.items())]
    whole = json_stat.union(cubes, request.key)
    return _read(table_request.resolve(request, whole.meta), whole, dict(bodies))
