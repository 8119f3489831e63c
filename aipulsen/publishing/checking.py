"""`refresh --check`: ask every service what is believed of it, in about a minute, and write nothing.

One finding a belief: confirmed, contradicted (what was found, and the exact line to write), unknown, or not asked where
nobody was met, for want of a network or by a wrong address. What is
contradicted here would have stopped, or misled, a refresh. Only ids and limits that were confirmed by asking can be
written by `write`; a label or a reason is for a person.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aipulsen.clock import Clock, swedish_text
from aipulsen.disk import whole_file
from aipulsen.errors import AipulsenError, DataContractError, EditionError, ParameterError, SourceError
from aipulsen.publishing.official import line_for, requests_of, services_at, uka_at
from aipulsen.settings import Settings
from aipulsen.sources import archive_files, uka
from aipulsen.sources.answer_files import is_removal
from aipulsen.sources.beliefs import Service, TableRequest, overrides_file, read_beliefs
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.http_faults import NOBODY_MET
from aipulsen.sources.jobtech import JobTech
from aipulsen.sources.pxweb import Catalogue, PxWeb, two_cells
from aipulsen.sources.pxweb_forms import Limits
from aipulsen.tables.ads import parse_ad, parse_removal
from aipulsen.text import Lang, t
from aipulsen.text.reasons import reason_of

Verdict = Literal["confirmed", "contradicted", "unknown", "unasked"]
MARKS: Mapping[Verdict, str] = {"confirmed": "✓", "contradicted": "✗", "unknown": "?", "unasked": "–"}
_SINCE = dt.timedelta(hours=1)  # of the stream: enough to see its form


@dataclass(frozen=True, slots=True)
class Finding:
    """One belief, what asking gave, and the line of `overrides.toml` (or the setting) that mends it."""

    belief: str
    verdict: Verdict
    found: str
    line: str = ""
    write: bool = False  # the line was confirmed by asking and may be written without a person's eye
    exit_code: int = 0

    def told(self, lang: Lang) -> str:
        """The finding as one line."""
        key = "checking.write" if self.write else "checking.review"
        line = t(key, lang, line=self.line) if self.line else ""
        return " ".join(part for part in (MARKS[self.verdict], f"{self.belief}:", self.found, line) if part)


Ask = Callable[[], Finding]


def check(client: HttpClient, settings: Settings, only: tuple[str, ...], clock: Clock) -> Iterator[Finding]:
    """Every belief of the sources asked for, one finding at a time as the services answer."""
    if not only or "ads" in only:
        yield from _ads(client, settings, clock)
    sources = [source for source in ("scb", "ki", "uka") if not only or source in only]
    wanted = [request for source in sources for request in requests_of(source, settings.data_dir)]
    services = services_at(settings)
    catalogue = Catalogue(client, services)
    for key in dict.fromkeys(way.service for request in wanted for way in request.ways):
        yield _limits(PxWeb(client, services[key]), services[key], settings.lang)
    for request in wanted:
        yield _table(catalogue, request, settings.lang)
    if not only or "uka" in only:
        yield _uka(client, settings)


def worst(findings: list[Finding]) -> int:
    """The exit code: that of the worst finding; unknown is no fault."""
    return max((finding.exit_code for finding in findings), default=0)


# ------------------------------------------------------------------------------------------------ the ads


def _ads(client: HttpClient, settings: Settings, clock: Clock) -> Iterator[Finding]:
    jobtech = JobTech(client, settings, settings.data_dir / "store" / "raw")
    lang = settings.lang

    def total() -> Finding:
        count = jobtech.ask_total()
        return Finding(t("checking.total", lang), "confirmed", t("checking.ads", lang, count=count))

    def snapshot() -> Finding:
        ads = jobtech.first_ads()
        return _readable(t("checking.snapshot", lang), ads, parse_ad, lang)

    def stream() -> Finding:
        noticed = clock.now().replace(tzinfo=None)
        events = jobtech.last_changes(clock.now() - _SINCE)
        belief = t("checking.stream", lang, since=swedish_text(clock.now() - _SINCE))
        if not events:
            return Finding(belief, "unknown", t("checking.no_events", lang))
        return _readable(belief, events, lambda e: parse_removal(e, noticed) if is_removal(e) else parse_ad(e), lang)

    def catalogue() -> Finding:
        belief = t("checking.catalogue", lang)
        names = archive_files.read_catalogue(client, settings)
        if names is None:
            return Finding(belief, "unknown", t("checking.no_catalogue", lang))
        known = {
            name
            for year in range(archive_files.FIRST_YEAR, clock.now().year + 1)
            for name in archive_files.every_name(year)
        }
        ours = sorted(names & known, key=lambda name: name.rsplit("/", 1)[-1])
        found = t("checking.files", lang, count=len(names), known=len(ours), newest=ours[-1] if ours else "–")
        if not ours:
            shown = ", ".join(sorted(names)[-3:])
            return Finding(belief, "contradicted", f"{found} {shown}", "AIPULSEN_ARCHIVE_URL", exit_code=3)
        return Finding(belief, "confirmed", found)

    for belief, ask in (("total", total), ("snapshot", snapshot), ("stream", stream), ("catalogue", catalogue)):
        yield _asked(t(f"checking.{belief}", lang, since="1 h"), ask, lang)


def _readable(belief: str, payloads: list[Any], read: Callable[[Any], object], lang: Lang) -> Finding:
    """Whether ads or events are read as we read them; the first that is not is named."""
    faults = []
    for payload in payloads:
        try:
            read(payload)
        except DataContractError as error:
            faults.append(error.sentence(lang))
    found = t("checking.read", lang, read=len(payloads) - len(faults), all=len(payloads))
    if len(faults) > len(payloads) / 2:
        return Finding(belief, "contradicted", f"{found} {faults[0]}", "aipulsen/tables/ads.py", exit_code=3)
    return Finding(belief, "confirmed", f"{found} {faults[0] if faults else ''}".strip())


def _asked(belief: str, ask: Ask, lang: Lang) -> Finding:
    try:
        return ask()
    except (SourceError, DataContractError) as error:
        return _unanswered(belief, error, lang)


def _unanswered(belief: str, error: AipulsenError, lang: Lang) -> Finding:
    """A service that answers otherwise contradicts the belief, one that was never met does not."""
    verdict: Verdict = "unasked" if error.key in NOBODY_MET else "contradicted"
    setting = str(error.values.get("setting", ""))
    return Finding(belief, verdict, error.sentence(lang), setting, exit_code=error.exit_code)


# --------------------------------------------------------------------------------------------- statistics


def _limits(service: PxWeb, ours: Service, lang: Lang) -> Finding:
    belief = t("checking.limits", lang, service=ours.name)

    def ask() -> Finding:
        limits = service.limits
        believed = Limits(ours.max_cells, ours.max_values, ours.max_calls, ours.window_seconds)
        told = {"cells": limits.max_cells, "calls": limits.max_calls, "seconds": f"{limits.window_seconds:g}"}
        found = t("checking.limits_are", lang, **told)
        if ours.closes is not None:
            found += " " + t("checking.closes", lang, day=ours.closes)
        if limits.max_cells < believed.max_cells:
            line = f"[services.{ours.key}] max_cells = {limits.max_cells}"
            return Finding(belief, "contradicted", found, line, write=True, exit_code=3)
        return Finding(belief, "unknown" if limits == believed and service.states_none else "confirmed", found)

    return _asked(belief, ask, lang)


def _table(catalogue: Catalogue, request: TableRequest, lang: Lang) -> Finding:
    """One table: found, resolved against its request, two cells of it read."""
    belief = t("checking.table", lang, table=t(f"tables.{request.key}", lang), ways=request.ways[0].table or "?")
    try:
        found, cells = catalogue.first(request, lambda f: (f, two_cells(f)))
    except (SourceError, DataContractError) as error:
        if error.key in NOBODY_MET:
            return _unanswered(belief, error, lang)
        is_unknown = request.is_guess and isinstance(error, DataContractError)
        verdict: Verdict = "unknown" if is_unknown else "contradicted"
        code = 0 if is_unknown else error.exit_code
        return Finding(belief, verdict, error.sentence(lang), line_of_error(request, error), exit_code=code)
    numbers = ", ".join("–" if value != value else f"{value:g}" for value in cells.values)
    told = {"table_id": found.table, "title": found.resolved.meta.title, "period": found.resolved.only("period")}
    said = t("checking.found", lang, cells=found.resolved.cells, numbers=numbers, **told)
    line = line_for(request.key, found.way.service, found.table)
    if found.way == request.ways[0] and not found.is_guess:
        return Finding(belief, "confirmed", said)
    if found.service.service.closes is not None:
        said += " " + t("checking.closes", lang, day=found.service.service.closes)
        return Finding(belief, "contradicted", said, f"[tables.{request.key}] ways", exit_code=3)
    others = " ".join(t("official.unfit", lang, why=why) for why in found.unfit)
    known_first = bool(request.ways[0].table)
    verdict = "contradicted" if known_first else "confirmed"
    return Finding(belief, verdict, f"{said} {others}".strip(), line, write=True, exit_code=3 if known_first else 0)


def line_of_error(request: TableRequest, error: AipulsenError) -> str:
    """The exact line that answers a refusal, with what was found filled in."""
    values, table = error.values, f"[tables.{request.key}"
    dimension = re.search(r"\.dimensions\.(\w+)", str(values.get("setting", "")))
    at = f"{table}.dimensions.{dimension[1]}]" if dimension else f"{table}]"
    lines: dict[str, Callable[[], str]] = {
        "stats.text_absent": lambda: f'{at} pick.{values["name"]} = ["{values["nearest"]}"]',
        "stats.text_ambiguous": lambda: f'{at} pick.{values["name"]} = ["{values["nearest"]}"]',
        "stats.no_total": lambda: f'{at} total_codes = ["{values["first"]}"]',
        "stats.dimension_lost": lambda: f"{at} optional = true",
        "stats.dimension_not_named": lambda: (
            f'{table}.dimensions.{str(values["dimension"]).lower()}] names = ["{values["dimension"]}"], total = true, '
            'then = "single", reason = "…"'
        ),
        "stats.sum_of_noise": lambda: f'{at} sums_despite = "…"',
        "stats.wrong_unit": lambda: f'{at} unit_says = ["{values["unit"]}"]',
        "stats.wrong_table": lambda: f"{at} title_says = […]",
    }
    return lines[error.key]() if error.key in lines else f"{at} ways = […]" if error.key == "stats.no_way" else at


def _uka(client: HttpClient, settings: Settings) -> Finding:
    belief = t("checking.uka", settings.lang)

    def ask() -> Finding:
        years = uka.offered_years(client, uka_at(settings))
        return Finding(belief, "confirmed", t("checking.uka_years", settings.lang, newest=max(years), count=len(years)))

    return _asked(belief, ask, settings.lang)


# ------------------------------------------------------------------------------------------------- writing


def write(findings: list[Finding], data_dir: Path) -> list[str]:
    """Put the lines that asking confirmed into `overrides.toml`, whole or not at all: it holds before it is there."""
    path = overrides_file(data_dir)
    lines = [finding.line for finding in findings if finding.write]
    if not lines:
        return []
    text = path.read_text("utf-8-sig") if path.exists() else ""
    for line in lines:
        text = with_line(text, line)
    try:
        with tempfile.TemporaryDirectory() as beside:
            overrides_file(Path(beside)).write_text(text, "utf-8")
            read_beliefs(Path(beside))
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as sink:
            sink.write(text.encode("utf-8"))
    except ParameterError as error:
        raise ParameterError(error.key, **error.values | {"file": str(path)}) from error
    except OSError as exc:
        raise EditionError("editions.not_writable", path=str(path), reason=reason_of(exc)) from exc
    return lines


def with_line(text: str, line: str) -> str:
    """The text with «[section] key = value» in it: under the section's own header, over an older value of the key.

    >>> print(with_line("", '[tables.flows] folder = "AM"'), end="")
    [tables.flows]
    folder = "AM"
    """
    section, entry = re.match(r"\[([^\]]+)\]\s*(.*)", line).groups()  # type: ignore[union-attr]
    key = entry.split("=", 1)[0].strip()
    rows = text.splitlines()
    header = next((i for i, row in enumerate(rows) if row.split("#")[0].strip() == f"[{section}]"), None)
    if header is None:
        return "\n".join([*rows, *([""] if rows else []), f"[{section}]", entry]) + "\n"
    kept: list[str] = []
    place = header + 1
    while place < len(rows) and not rows[place].lstrip().startswith("["):
        end = _end_of_value(rows, place)
        if rows[place].split("=", 1)[0].strip() != key:
            kept += rows[place:end]
        place = end
    return "\n".join([*rows[: header + 1], entry, *kept, *rows[place:]]) + "\n"


def _end_of_value(rows: list[str], start: int) -> int:
    """Where the value that begins on a row ends: after the fewest rows that are TOML."""
    for end in range(start + 1, len(rows) + 1):
        with contextlib.suppress(ValueError):
            tomllib.loads("\n".join(rows[start:end]))
            return end
    return start + 1
