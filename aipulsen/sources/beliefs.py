"""What we believe of the services and tables of official statistics: read from data, checked by a schema.

The program's beliefs are `data/official_tables.toml`. A person's corrections are `overrides.toml` in the data folder:
the same sections, only what differs; it survives upgrades, and every message that asks for a change names it. Both
are checked whole before anything is asked: an unknown key, a wrong section or type is one sentence with file and line.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from aipulsen import codes
from aipulsen.errors import ParameterError
from aipulsen.text.reasons import reason_of

_WEB_ADDRESS = r"\Ahttps?://[^\s/]+"
SHIPPED_FILE = Path(__file__).parent / "data" / "official_tables.toml"
OVERRIDES = "overrides.toml"

Then = Literal["keep", "sum", "single"]
Texts = tuple[str, ...]
AtLeastOne = Annotated[int, msgspec.Meta(ge=1)]

CODE_LISTS: Mapping[str, Callable[[], list[str]]] = {
    "counties": lambda: sorted(codes.county_codes()),
    "municipalities": lambda: sorted(codes.municipality_codes()),
    "nuts2": lambda: sorted({c.nuts2_code for c in codes.counties().values()}),
    "country": lambda: ["SE"],
}


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A section of the file: every key is known, each of its own type."""


class DimensionRequest(_Strict, frozen=True, kw_only=True):
    """What is chosen of one dimension and what becomes of it; exactly one way to choose is given."""

    names: Annotated[Texts, msgspec.Meta(min_length=1)]  # its code or label may be any of these
    column: str  # its name in the frame
    then: Then
    reason: str  # why this choice, for the next reader
    optional: bool = False  # the table may lack it (else its absence is refused)
    all: bool = False  # every value
    all_but_totals: bool = False  # every value whose label is not that of a total
    code_list: Texts = ()  # codes of our own lists: counties, municipalities, nuts2, country
    ages: tuple[int, int] | None = None  # the class from–to where it is published, else its one-year classes
    code_pattern: str = ""  # every value whose code matches
    pick: dict[str, Texts] = {}  # name → texts, the first that finds one value
    groups: dict[str, Texts] = {}  # name → texts; every value in one
    code_groups: dict[str, Texts] = {}  # name → beginnings of codes, "*" = rest
    total: bool = False  # the published total
    total_or_sum: bool = False  # the published total, or all values summed where none is published
    total_codes: Texts = ()  # of several equal totals the first of these codes
    latest: Annotated[int, msgspec.Meta(ge=0)] = 0  # the newest so many periods
    about: AtLeastOne = 1  # how many values this is expected to be, where our own lists do not say

    def __post_init__(self) -> None:
        """A choice nobody can make is found when the file is read, not when the table is."""
        chosen = [name for name in CHOICES if getattr(self, name)]
        if len(chosen) != 1 and chosen != ["code_pattern", "code_groups"]:
            raise ValueError(f"one of {', '.join(CHOICES)}: {', '.join(chosen) or '–'}")
        strangers = [name for name in self.code_list if name not in CODE_LISTS]
        if strangers:
            raise ValueError(f"code_list {', '.join(strangers)}: {', '.join(CODE_LISTS)}")
        if self.ages and not 0 <= self.ages[0] <= self.ages[1] <= 120:
            raise ValueError(f"ages {self.ages[0]}–{self.ages[1]}: 0–120")
        try:
            re.compile(self.code_pattern)
        except (re.error, RecursionError) as exc:
            raise ValueError(f"code_pattern: {exc}") from exc

    @property
    def expected_values(self) -> int:
        """How many values are expected to be asked for, before the table has been seen."""
        if self.code_list:
            return sum(len(CODE_LISTS[name]()) for name in self.code_list)
        if self.ages:
            return self.ages[1] - self.ages[0] + 1
        return self.latest or len(self.pick) or self.about


CHOICES = (
    "all", "all_but_totals", "code_list", "ages", "code_pattern", "pick", "groups", "code_groups", "total",
    "total_or_sum", "latest",
)  # fmt: skip


class Way(_Strict, frozen=True, kw_only=True):
    """One way to reach a table: a service, and the table's id, path or the words to search for."""

    service: str
    table: str = ""
    search: str = ""

    def __post_init__(self) -> None:
        """A way leads by a table or by a search."""
        if bool(self.table) == bool(self.search):
            raise ValueError("table / search")


class TableRequest(_Strict, frozen=True, kw_only=True):
    """One table we want, the ways to it, and what we do with each of its dimensions."""

    key: str
    source: str
    producer: str
    question: str
    landing_page: str
    licence: str
    ways: Annotated[tuple[Way, ...], msgspec.Meta(min_length=1)]
    dimensions: tuple[DimensionRequest, ...]
    title_says: Texts = ()  # words the title must hold: guards against a wrong table id
    contents_say: Texts = ()  # words the labels of its contents must hold, where titles are too alike
    folder: str = ""  # the subject folder it lies in, for the search
    unit_says: Texts = ()  # one of these words must be in the unit, where the table states one
    sums_despite: str = ""  # why summing is right although the table advises against it; empty = refused
    nil_is_zero: bool = True  # the publisher's «-», nothing to report, is none of a count; of a mean it is no mean
    is_guess: bool = False  # nobody's public code shows the table: told as unknown until it has been met
    total_words: Texts = ()  # how labels of totals begin: [words] total
    signs: dict[str, Texts] = {}  # what signs in the place of a number mean: [signs]

    @property
    def expected_cells(self) -> int:
        """How many cells the answer is expected to have (for a plan, before the table has been seen)."""
        return math.prod(d.expected_values for d in self.dimensions if not d.optional)


class Service(_Strict, frozen=True, kw_only=True):
    """One PxWeb service: its protocol, address, the setting that moves it, and limits if it states none."""

    key: str
    name: str
    protocol: Literal["pxweb2", "pxweb1"]
    base_url: Annotated[str, msgspec.Meta(pattern=_WEB_ADDRESS)]
    setting: str
    max_cells: AtLeastOne
    max_values: Annotated[int, msgspec.Meta(ge=0)]  # 0: none is known
    max_calls: AtLeastOne
    window_seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)]
    closes: dt.date | None = None  # the day its publisher turns it off, where that is announced


class UkaExport(_Strict, frozen=True, kw_only=True):
    """UKÄ's export: its address, and what its columns are called."""

    name: str
    base_url: Annotated[str, msgspec.Meta(pattern=_WEB_ADDRESS)]
    setting: str
    indicator: str
    years: AtLeastOne
    institution_total: str
    institution_column: str
    period_column: str
    value_column: str
    degree_columns: Texts
    sex_column: str
    sexes: Texts
    total_words: Texts
    degrees: dict[str, Texts]


class _Words(_Strict, frozen=True, kw_only=True):
    total: Texts


class _Signs(_Strict, frozen=True, kw_only=True):
    nil: Texts
    not_available: Texts
    not_applicable: Texts


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Everything believed of the services, shipped and corrected."""

    services: Mapping[str, Service]
    requests: Mapping[str, TableRequest]  # in the order they are fetched
    uka: UkaExport
    limits: Mapping[str, Any]  # corrections of the contracts' limits, checked where those are


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file of beliefs: its text for line numbers, and what stands in it."""

    path: Path
    text: str
    raw: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """The file; one that cannot be read is a ParameterError with the line."""
        try:
            text = path.read_text("utf-8-sig")  # editors on Windows begin a file with a mark
            return cls(path, text, tomllib.loads(text))
        except (OSError, ValueError, RecursionError) as exc:
            line = re.search(r"at line (\d+)", str(exc))
            raise ParameterError(
                "beliefs.no_toml", file=str(path), line=line[1] if line else "–", reason=reason_of(exc)
            ) from exc

    def line_of(self, section: tuple[str, ...], key: str = "") -> int | None:
        """The line (from 1) where a key of a section, else the section, stands; None when it is not in this file."""
        here: tuple[str, ...] = ()
        began: int | None = None
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[([^\]]+)\]\s*(#.*)?$", line):
                here = _names(header[1])
                if here[: len(section)] == section and began is None:
                    began = number
                if key and (*section, key) == here[: len(section) + 1]:
                    return number
            elif found := re.match(r"\s*([\w.\"' -]+?)\s*=", line):
                full = (*here, *_names(found[1]))
                if full[: len(section)] == section:
                    began = began or number
                    if not key or full[: len(section) + 1] == (*section, key):
                        return number
            if key and began and here[: len(section)] == section and re.search(rf"\b{re.escape(key)}\b\s*=", line):
                return number
        return began


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", dotted))


def overrides_file(data_dir: Path) -> Path:
    """Where a person's corrections lie."""
    return data_dir / OVERRIDES


def read_beliefs(data_dir: Path | None = None) -> Beliefs:
    """The beliefs in use: the program's, and over them the data folder's corrections (none without a folder)."""
    path = overrides_file(data_dir) if data_dir is not None else None
    try:
        stat = path.stat() if path is not None else None
    except OSError:
        stat = None
    return _read(path if stat else None, (stat.st_mtime_ns, stat.st_size) if stat else None)


@lru_cache(maxsize=8)
def _read(corrections: Path | None, _state: tuple[int, int] | None) -> Beliefs:
    shipped = TomlFile.read(SHIPPED_FILE)
    over = TomlFile.read(corrections) if corrections is not None else None
    files = [file for file in (over, shipped) if file is not None]
    raw = merged(shipped.raw, over.raw if over is not None else {})
    limits = raw.pop("limits", {})
    known = ("words", "signs", "services", "uka", "tables", "limits")
    for section, held in (raw | {"limits": limits}).items():
        if section not in known:
            raise wrong(files, (section,), f"unknown field `{section}`", known)
        _table(held, (section,), files)
    words = checked(_Words, raw["words"], ("words",), files)
    signs = msgspec.structs.asdict(checked(_Signs, raw["signs"], ("signs",), files))
    services = {
        key: checked(Service, entry, ("services", key), files, key=key) for key, entry in raw["services"].items()
    }
    requests = {}
    for key, entry in raw["tables"].items():
        if not isinstance(entry, dict) or key not in shipped.raw["tables"]:
            raise wrong(files, ("tables", key), f"unknown field `{key}`", tuple(shipped.raw["tables"]))
        _table(entry["dimensions"], ("tables", key, "dimensions"), files)
        dimensions = tuple(
            checked(DimensionRequest, _without_empty(told), ("tables", key, "dimensions", column), files, column=column)
            for column, told in entry["dimensions"].items()
        )
        plain = {name: value for name, value in entry.items() if name != "dimensions"}
        given: dict[str, Any] = {"key": key, "dimensions": [], "total_words": words.total, "signs": signs}
        request = checked(TableRequest, plain, ("tables", key), files, **given)
        strangers = [way.service for way in request.ways if way.service not in services]
        if strangers:
            raise wrong(files, ("tables", key), f"`service` {', '.join(strangers)}", tuple(services))
        requests[key] = msgspec.structs.replace(request, dimensions=dimensions)
    return Beliefs(services, requests, checked(UkaExport, raw["uka"], ("uka",), files), limits)


def _without_empty(dimension: Any) -> Any:
    """A dimension without the names whose texts a correction has emptied."""
    if not isinstance(dimension, dict):
        return dimension
    named = ("pick", "groups", "code_groups")
    return {
        key: {name: texts for name, texts in value.items() if texts != []}
        if key in named and isinstance(value, dict)
        else value
        for key, value in dimension.items()
    }


def merged(shipped: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """The shipped values with the corrections over them: tables part by part, everything else whole.

    A correction that chooses otherwise of a dimension replaces the shipped choice instead of standing beside it.
    """
    result = dict(shipped)
    chosen = [name for name in CHOICES if name in over and "names" in shipped]
    if chosen:
        result = {name: value for name, value in result.items() if name not in CHOICES or name in chosen}
    for name, value in over.items():
        before = result.get(name)
        result[name] = merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return result


def _table(raw: Any, section: Texts, files: list[TomlFile], valid: Texts = ()) -> None:
    """A section holds keys and values; else a ParameterError."""
    if not isinstance(raw, dict):
        raise wrong(files, section, f"a table, not `{section[-1]}` = {str(raw)[:80]}", valid)


_Kind = TypeVar("_Kind", bound=msgspec.Struct)


def checked(kind: type[_Kind], raw: Any, section: Texts, files: list[TomlFile], **given: Any) -> _Kind:
    """A section as its Struct; `given` are fields that do not stand in the file."""
    valid = tuple(name for name in kind.__struct_fields__ if name not in given)
    _table(raw, section, files, valid)
    if both := sorted(set(raw) & set(given)):
        raise wrong(files, section, f"unknown field `{both[0]}`", valid)
    try:
        return msgspec.convert({**raw, **given}, kind)
    except msgspec.ValidationError as exc:
        raise wrong(files, section, str(exc), valid) from exc


def wrong(files: list[TomlFile], section: Texts, reason: str, valid: Texts) -> ParameterError:
    """What is wrong with a section, with the file and line it stands in."""
    named = re.search(r"field `(\w+)`", reason) or re.search(r"`\$\.(\w+)", reason) or re.search(r"`(\w+)`", reason)
    key = named[1] if named else ""
    placed = [(file, file.line_of(section, key)) for file in files]
    file, line = next(((file, line) for file, line in placed if line), placed[0])
    return ParameterError(
        "beliefs.wrong", file=str(file.path), line=line or "–", section=".".join(section), reason=reason,
        valid=", ".join(valid),
    )  # fmt: skip
