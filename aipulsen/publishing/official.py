"""The sources of official statistics for `refresh`: SCB, Konjunkturinstitutet and UKÄ, table by table.

Each table is fetched (or read from saved answers), read as its request says, made into a validated table, and
held against its contract and the last edition's table. One that fails costs the others nothing: it is named
in `notes` and `failures`, and the last edition's table stands.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pandas as pd

from aipulsen import periods
from aipulsen.clock import SWEDEN
from aipulsen.errors import AipulsenError, DataContractError, EditionError, SourceError
from aipulsen.provenance import Origin, reference_origin
from aipulsen.publishing import contracts, limits
from aipulsen.settings import Settings
from aipulsen.sources import uka
from aipulsen.sources.beliefs import OVERRIDES, Service, TableRequest, UkaExport, Way, read_beliefs
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.http_faults import NOBODY_MET
from aipulsen.sources.jobs import FetchedTables, OfficialSource, PlannedRequest, Progress
from aipulsen.sources.pxweb import Catalogue, FetchedTable, Found, read_saved
from aipulsen.store import editions
from aipulsen.tables import official
from aipulsen.text import Lang, t
from aipulsen.text.reasons import reason_of

_BYTES_PER_CELL = 7  # in SCB's json-stat2, measured on the sample answers
_UKA_FILE_BYTES = 2_000_000  # a guess


@dataclass(frozen=True, slots=True)
class _Obtained:
    """One table as read, with what its origin must say."""

    frame: pd.DataFrame
    table_id: str
    title: str
    updated: str
    service: str
    raw: Mapping[str, bytes]
    producer: str = ""  # when another than the request's
    passed_over: tuple[str, ...] = ()  # newer periods that hold noise and were not read
    signs: Mapping[str, int] = field(default_factory=dict)  # cells without a number, by what the sign there means
    found: Found | None = None  # the way it was found by; None from files and UKÄ


def services_at(settings: Settings) -> dict[str, Service]:
    """The PxWeb services, moved to where the settings say."""
    moved = {"scb_v2": settings.scb_url, "scb_v1": settings.scb_v1_url, "ki_v1": settings.ki_url}
    return {
        key: msgspec.structs.replace(service, base_url=moved.get(key) or service.base_url)
        for key, service in read_beliefs(settings.data_dir).services.items()
    }


def uka_at(settings: Settings) -> UkaExport:
    """UKÄ's export, moved to where the settings say."""
    export = read_beliefs(settings.data_dir).uka
    return msgspec.structs.replace(export, base_url=settings.uka_url or export.base_url)


def requests_of(source: str, data_dir: Path | None = None) -> list[TableRequest]:
    """What is asked of a source, with the data folder's corrections."""
    return [request for request in read_beliefs(data_dir).requests.values() if request.source == source]


@dataclass(frozen=True, slots=True)
class StatisticsSource:
    """One source of official statistics, as `refresh` knows it."""

    key: str

    @property
    def table_names(self) -> tuple[str, ...]:
        """Every table the source may bring."""
        return tuple(request.key for request in requests_of(self.key))

    def plan(self, settings: Settings) -> list[PlannedRequest]:
        """What would be asked, with cells and bytes as expected before any table has been seen."""
        services = services_at(settings)
        planned = []
        for request in requests_of(self.key, settings.data_dir):
            for number, way in enumerate(request.ways):
                planned.append(
                    PlannedRequest(
                        what=f"{_name(request.key, settings.lang)}: {request.question}",
                        url=_address(way, services[way.service]),
                        cells=request.expected_cells,
                        bytes=request.expected_cells * _BYTES_PER_CELL,
                        otherwise=bool(number),
                    )
                )
        if self.key == "uka":
            export = uka_at(settings)
            what = t("official.second_way", settings.lang, table=_name("graduates", settings.lang))
            planned.append(
                PlannedRequest(
                    what=what,
                    url=f"{export.base_url}/api/index.php",
                    bytes=_UKA_FILE_BYTES,
                    method="POST",
                    otherwise=True,
                )
            )
        return planned

    def fetch(
        self, client: HttpClient, settings: Settings, *, from_dir: Path | None, progress: Progress
    ) -> FetchedTables:
        """The tables that could be had and hold their contracts; the first error when none could.

        With `from_dir` nothing is asked of any service: the answers are `TABLE.*.json` there (json-stat2, all
        parts; for graduates also `graduates*.csv` from UKÄ's export).
        """
        with limits.limits_of(settings.data_dir):
            return self._tables(client, settings, from_dir, progress)

    def _tables(
        self, client: HttpClient, settings: Settings, from_dir: Path | None, progress: Progress
    ) -> FetchedTables:
        requests = requests_of(self.key, settings.data_dir)
        whole = sum(request.expected_cells for request in requests)
        catalogue = Catalogue(client, services_at(settings))
        previous = _previous_tables(settings)
        tables: dict[str, pd.DataFrame] = {}
        origins: dict[str, Origin] = {}
        notes: list[str] = []
        failures: dict[str, AipulsenError] = {}
        done = 0
        for request in requests:
            before = done
            done += request.expected_cells

            def step(cells: int, _all: int | None, before: int = before) -> None:
                progress(before + cells, max(whole, before + cells))

            progress(before, whole)
            try:
                got, day = self._obtain(request, catalogue, client, settings, from_dir, step, notes)
                origin = _origin(request, got, day)
                frame = official.TABLES[request.key](got.frame, origin.id)
                contracts.check(request.key, frame, tables)
                contracts.compare(request.key, frame, previous(request.key), got.passed_over)
            except (SourceError, DataContractError) as error:
                failures[request.key] = error
                told = {"table": _name(request.key, settings.lang), "why": error.sentence(settings.lang)}
                notes.append(t("official.failed", settings.lang, **told))
                continue
            tables[request.key] = frame
            origins |= {origin.id: origin} | {i: reference_origin(i) for i in set(frame.origin) - {origin.id}}
            notes.append(_told(request.key, frame, got, settings.lang))
            progress(done, whole)
        if not tables and failures:
            raise next(iter(failures.values()))
        return FetchedTables(tables=tables, origins=origins, notes=notes, failures=failures)

    def _obtain(
        self,
        request: TableRequest,
        catalogue: Catalogue,
        client: HttpClient,
        settings: Settings,
        from_dir: Path | None,
        step: Progress,
        notes: list[str],
    ) -> tuple[_Obtained, dt.date]:
        """A table from its service or from files, and the day it was fetched; what came is kept when that is wished."""
        if from_dir is not None:
            return _from_files(request, from_dir, settings)
        got = self._ask(request, catalogue, client, settings, step)
        day = client.clock.now().astimezone(SWEDEN).date()
        if settings.keep_raw:
            notes += _keep(settings.data_dir / "raw" / self.key / day.isoformat(), got.raw, settings.lang)
        return got, day

    def _ask(
        self,
        request: TableRequest,
        catalogue: Catalogue,
        client: HttpClient,
        settings: Settings,
        step: Progress,
    ) -> _Obtained:
        try:
            return _obtained(catalogue.fetch(request, step))
        except (SourceError, DataContractError) as first:
            if self.key != "uka":
                raise
            try:
                return _from_uka(uka.fetch_graduates(client, uka_at(settings)), settings.lang)
            except (SourceError, DataContractError) as second:
                if first.key in NOBODY_MET and second.key in NOBODY_MET:
                    raise first from second
                told = " | ".join(error.sentence(settings.lang) for error in (first, second))
                setting = f"{OVERRIDES}: [tables.{request.key}] ways"
                raise SourceError("stats.no_way", what=request.key, count=2, failures=told, setting=setting) from second


def _address(way: Way, service: Service) -> str:
    """Where a way leads: a table's address, or a search's."""
    if way.search:
        return f"{service.base_url}/tables?{urlencode({'lang': 'sv', 'query': way.search})}"
    return f"{service.base_url}/{'tables/' if service.protocol == 'pxweb2' else ''}{way.table}"


def _obtained(table: FetchedTable) -> _Obtained:
    meta = table.meta
    return _Obtained(
        table.frame,
        meta.table_id,
        meta.title,
        meta.updated,
        table.service_name,
        table.raw,
        passed_over=table.resolved.passed_over,
        signs=table.signs,
        found=table.found,
    )


def _from_uka(answer: uka.UkaAnswer, lang: Lang) -> _Obtained:
    title = t("official.uka_title", lang)
    return _Obtained(
        answer.frame, answer.indicator, title, "", answer.name, {"graduates.uka.csv": answer.raw}, answer.name
    )


def _from_files(request: TableRequest, folder: Path, settings: Settings) -> tuple[_Obtained, dt.date]:
    """A table from answers saved in a folder; `TABLE.*.json`, or UKÄ's CSV for graduates."""
    files = sorted(folder.glob(f"{request.key}.*json"))
    csv = sorted(folder.glob(f"{request.key}*.csv")) if request.key == "graduates" else []
    if not files and not csv:
        raise SourceError("official.no_file", table=request.key, folder=str(folder))
    try:
        newest = max(path.stat().st_mtime for path in (files or csv))
        bodies = {path.name: path.read_bytes() for path in (files or csv)}
    except OSError as exc:
        raise SourceError("official.unreadable", folder=str(folder), reason=reason_of(exc)) from exc
    day = dt.datetime.fromtimestamp(newest, SWEDEN).date()
    if files:
        return dataclasses.replace(_obtained(read_saved(request, bodies)), service=folder.name), day
    export = uka_at(settings)
    body = bodies[csv[-1].name]
    answer = uka.UkaAnswer(uka.parse_csv(body, export), body, export.indicator, export.name)
    return dataclasses.replace(_from_uka(answer, settings.lang), service=folder.name), day


def _origin(request: TableRequest, got: _Obtained, day: dt.date) -> Origin:
    """Table, title, period, when fetched and when last updated: what stands beside every figure.

    The id tells the state of the table, not the day it was fetched: the same table fetched twice is the same
    bytes, and makes no new edition.
    """
    covered = periods.in_order(list(set(got.frame.period)))
    period = covered[0] if len(covered) == 1 else f"{covered[0]}–{covered[-1]}"
    updated = f", updated {got.updated[:10]}" if got.updated else ""
    updated += f"; {', '.join(got.passed_over)} passed over: noise (CKM)" if got.passed_over else ""
    return Origin(
        id="-".join([request.source, request.key, got.table_id, period, got.updated[:10]]).lower().strip("-"),
        producer=got.producer or request.producer,
        title=f"{request.question}, {got.table_id}",
        landing_page=request.landing_page,
        period=period,
        obtained=f"fetched {day.isoformat()} from {got.table_id} «{got.title}» ({got.service}){updated}",
        licence=request.licence,
        status=official.STATUS,
    )


def _name(table: str, lang: Lang) -> str:
    return t(f"tables.{table}", lang)


def line_for(request_key: str, service: str, table: str) -> str:
    """The lines of `overrides.toml` that make a found table the known one."""
    return f'[tables.{request_key}] ways = [{{ service = "{service}", table = "{table}" }}]'


def _told(key: str, frame: pd.DataFrame, got: _Obtained, lang: Lang) -> str:
    """One table's part of the account: what came, by which way, and what stands where a number should."""
    newest = periods.in_order(list(set(got.frame.period)))[-1]
    told = {"rows": len(frame), "period": newest, "table_id": got.table_id, "where": got.service}
    said = [t("official.fetched", lang, table=_name(key, lang), **told)]
    if got.passed_over:
        said.append(t("official.passed_over", lang, newer=", ".join(got.passed_over), period=newest))
    if got.found is not None and got.found.is_guess:
        line = line_for(key, got.found.way.service, got.found.table)
        said.append(t("official.guess", lang, table_id=got.table_id, title=got.title, file=OVERRIDES, line=line))
        said += [t("official.unfit", lang, why=why) for why in got.found.unfit]
    if got.found is not None and (closes := got.found.service.service.closes) is not None:
        said.append(t("official.closing", lang, where=got.service, day=closes))
    known = ("not_available", "not_applicable", "nil", "without_sign")
    said += [t(f"official.sign.{name}", lang, count=got.signs[name]) for name in known if got.signs.get(name)]
    strange = {sign: count for sign, count in got.signs.items() if sign not in known}
    said += [t("official.sign.strange", lang, count=n, sign=sign, file=OVERRIDES) for sign, n in strange.items()]
    return " ".join(said)


def _keep(folder: Path, raw: Mapping[str, bytes], lang: Lang) -> list[str]:
    """Save the answers as they came, refused ones too; a full disk is said and costs no table."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in raw.items():
            (folder / name).write_bytes(body)
    except OSError as exc:
        return [t("official.not_kept", lang, folder=str(folder), reason=reason_of(exc))]
    return []


def _previous_tables(settings: Settings) -> Callable[[str], pd.DataFrame | None]:
    """The last edition's tables by name: the newest live edition, else the report's (the reference)."""
    try:
        edition = editions.default_edition(settings.data_dir)
    except EditionError:
        return lambda _table: None

    def read(table: str) -> pd.DataFrame | None:
        return edition.read(table) if edition.has(table) else None

    return read


OFFICIAL_SOURCES: Mapping[str, OfficialSource] = {key: StatisticsSource(key) for key in ("scb", "ki", "uka")}
