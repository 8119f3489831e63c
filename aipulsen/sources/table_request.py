"""What is asked of a statistical table: every dimension named, with what is chosen and what becomes of it.

A `TableRequest` must name every dimension its table has, and say for each whether its values are kept,
summed, grouped or a single one. A table with a dimension nobody named (sex!) is refused: that is how half a
country was once published as the whole. Contents, levels and totals are found by the text of their labels,
never by position or code, and an ambiguous text is refused with what was found.

The requests are data: `data/official_tables.toml`.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from aipulsen import codes
from aipulsen.errors import DataContractError
from aipulsen.sources.json_stat import Cube, Dimension, TableMeta

REQUESTS_FILE = Path(__file__).parent / "data" / "official_tables.toml"

Then = Literal["keep", "sum", "single"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionRequest:
    """What is chosen of one dimension and what becomes of it; exactly one way to choose is given."""

    names: tuple[str, ...]  # its code or label may be any of these
    column: str  # its name in the frame
    then: Then
    reason: str  # why this choice, for the next reader
    optional: bool = False  # the table may lack it (else its absence is refused)
    all: bool = False  # every value
    all_but_totals: bool = False  # every value whose label is not that of a total
    code_list: tuple[str, ...] = ()  # codes of our own lists: counties, municipalities, nuts2, country
    ages: tuple[int, int] | None = None  # the class from–to where it is published, else its one-year classes
    code_pattern: str = ""  # every value whose code matches
    pick: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name → texts, the first that finds one value
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name → texts; every value in one
    code_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name → beginnings of codes, "*" = rest
    total: bool = False  # the published total
    total_or_sum: bool = False  # the published total, or all values summed where none is published
    latest: int = 0  # the newest so many periods
    about: int = 1  # how many values this is expected to be, where our own lists do not say

    @property
    def expected_values(self) -> int:
        """How many values are expected to be asked for, before the table has been seen."""
        if self.code_list:
            return sum(len(_LISTS[name]()) for name in self.code_list)
        if self.ages:
            return self.ages[1] - self.ages[0] + 1
        return self.latest or len(self.pick) or self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to reach a table: a service, and the table's id, path or the words to search for."""

    service: str
    table: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRequest:
    """One table we want, the ways to it, and what we do with each of its dimensions."""

    key: str
    source: str
    producer: str
    question: str
    landing_page: str
    licence: str
    ways: tuple[Way, ...]
    title_says: tuple[str, ...]  # words the title must hold: guards against a wrong table id
    folder: str  # the subject folder it lies in, for the search
    unit_says: tuple[str, ...]  # one of these words must be in the unit, where the table states one
    dimensions: tuple[DimensionRequest, ...]
    sums_despite: str = ""  # why summing is right although the table advises against it; empty = refused

    @property
    def expected_cells(self) -> int:
        """How many cells the answer is expected to have (for a plan, before the table has been seen)."""
        return math.prod(d.expected_values for d in self.dimensions if not d.optional)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One dimension of a table after the request has been held against what the table says it has."""

    request: DimensionRequest
    dimension: Dimension
    codes: tuple[str, ...]
    then: Then
    names: Mapping[str, str]  # code → the name it gets in the frame (a group, a picked name, or itself)

    @property
    def is_summed(self) -> bool:
        """True when several values become one number."""
        return (self.then == "sum" and len(self.codes) > 1) or len(set(self.names.values())) < len(self.codes)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A request held against a table: for each dimension the codes to ask for."""

    request: TableRequest
    meta: TableMeta
    chosen: tuple[Chosen, ...]
    passed_over: tuple[str, ...] = ()  # newer periods that hold noise and would have to be summed

    @property
    def selection(self) -> dict[str, tuple[str, ...]]:
        """The codes to ask for per dimension, in the table's order."""
        return {c.dimension.code: c.codes for c in self.chosen}

    @property
    def cells(self) -> int:
        """How many cells the answer has."""
        return math.prod(len(c.codes) for c in self.chosen)

    def only(self, column: str) -> str:
        """The one code chosen of a dimension (the latest period, the one content)."""
        chosen = next(c for c in self.chosen if c.request.column == column)
        return chosen.codes[-1]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def says(label: str, text: str) -> bool:
    """Whether a label holds the text from the beginning of a word (so «gymnasial» is not «eftergymnasial»)."""
    return re.search(r"(?<!\w)" + re.escape(_plain(text)), _plain(label)) is not None


def _refuse(key: str, request: TableRequest, meta: TableMeta, **values: object) -> DataContractError:
    setting = f"{REQUESTS_FILE.name}: [{request.key}"
    named = values.pop("setting", "")
    return DataContractError(
        key,
        table=request.key,
        table_id=meta.table_id or "–",
        title=meta.title,
        setting=f"{setting}{named}]",
        **values,
    )


_LISTS: dict[str, Callable[[], list[str]]] = {
    "counties": lambda: sorted(codes.county_codes()),
    "municipalities": lambda: sorted(codes.municipality_codes()),
    "nuts2": lambda: sorted({c.nuts2_code for c in codes.counties().values()}),
    "country": lambda: ["SE"],
}


def _by_text(request: TableRequest, meta: TableMeta, d: DimensionRequest, dim: Dimension, name: str) -> str:
    """The one value a name's texts point out: an exact label first, then one that holds the text."""
    for text in d.pick[name]:
        exact = [c for c, label in zip(dim.codes, dim.labels, strict=True) if _plain(label) == _plain(text)]
        found = exact or [c for c, label in zip(dim.codes, dim.labels, strict=True) if says(label, text)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            shown = "; ".join(f"{c} «{dim.label_of(c)}»" for c in found[:12])
            raise _refuse(
                "stats.text_ambiguous",
                request,
                meta,
                dimension=dim.code,
                text=text,
                found=shown,
                setting=f".dimensions.{d.column}.pick",
            )
    raise _refuse(
        "stats.text_absent",
        request,
        meta,
        dimension=dim.code,
        text=" / ".join(d.pick[name]),
        found=dim.described(40),
        setting=f".dimensions.{d.column}.pick",
    )


def _grouped(request: TableRequest, meta: TableMeta, d: DimensionRequest, dim: Dimension) -> dict[str, str]:
    """Each value's group; a value in none or in two, and a group with no value, are refused."""
    group_of: dict[str, str] = {}
    strangers = []
    for code, label in zip(dim.codes, dim.labels, strict=True):
        if d.groups:
            found = [g for g, texts in d.groups.items() if any(says(label, text) for text in texts)]
        else:
            found = [g for g, starts in d.code_groups.items() if any(code.startswith(s) for s in starts)]
            found = found or [g for g, starts in d.code_groups.items() if "*" in starts]
        if len(found) == 1:
            group_of[code] = found[0]
        else:
            strangers.append(f"{code} «{label}»")
    empty = sorted(set(d.groups or d.code_groups) - set(group_of.values()))
    if strangers or empty:
        raise _refuse(
            "stats.groups_do_not_fit",
            request,
            meta,
            dimension=dim.code,
            strangers="; ".join(strangers[:12]) or "–",
            empty=", ".join(empty) or "–",
            setting=f".dimensions.{d.column}.{'groups' if d.groups else 'code_groups'}",
        )
    return group_of


@cache
def total_words() -> tuple[str, ...]:
    """How labels of published totals begin."""
    return tuple(_plain(w) for w in _raw()["words"]["total"])


def _totals(dim: Dimension) -> list[str]:
    return [c for c, label in zip(dim.codes, dim.labels, strict=True) if _plain(label).startswith(total_words())]


def _choose(request: TableRequest, meta: TableMeta, d: DimensionRequest, dim: Dimension) -> Chosen:
    names: dict[str, str] = {}
    then = d.then
    if d.pick:
        names = {_by_text(request, meta, d, dim, name): name for name in d.pick}
        wanted = list(names)
    elif d.groups or d.code_groups:
        pattern = re.compile(d.code_pattern or ".*")
        kept = [i for i, code in enumerate(dim.codes) if pattern.fullmatch(code)]
        part = Dimension(dim.code, dim.label, tuple(dim.codes[i] for i in kept), tuple(dim.labels[i] for i in kept))
        names = _grouped(request, meta, d, part)
        wanted = list(names)
    elif d.code_list:
        wanted = [code for name in d.code_list for code in _LISTS[name]()]
    elif d.ages:
        published = re.compile(rf"{d.ages[0]}\s*[-–]\s*{d.ages[1]}(\s+\w+)?")  # «25-64» or «25–64 years»
        whole = [c for c, label in zip(dim.codes, dim.labels, strict=True) if published.fullmatch(_plain(label))]
        wanted = whole if len(whole) == 1 else [str(age) for age in range(d.ages[0], d.ages[1] + 1)]
    elif d.latest:
        wanted = sorted(dim.codes)[-d.latest :]
    elif d.all_but_totals:
        wanted = [code for code in dim.codes if code not in set(_totals(dim))]
    elif d.code_pattern:
        wanted = [code for code in dim.codes if re.fullmatch(d.code_pattern, code)]
    elif d.total or d.total_or_sum:
        wanted = _totals(dim)
        if len(wanted) > 1 or (not wanted and not d.total_or_sum):
            raise _refuse(
                "stats.no_total",
                request,
                meta,
                dimension=dim.code,
                count=len(wanted),
                found=dim.described(40),
                setting=f".dimensions.{d.column}",
            )
        then = "single" if wanted else "sum"
        wanted = wanted or list(dim.codes)
    else:
        wanted = list(dim.codes)
    absent = [code for code in wanted if code not in set(dim.codes)]
    if absent or not wanted:
        raise _refuse(
            "stats.codes_lost",
            request,
            meta,
            dimension=dim.code,
            count=len(absent) or "–",
            wanted=len(wanted),
            codes=", ".join(absent[:12]) or "–",
            found=dim.described(),
            setting=f".dimensions.{d.column}",
        )
    if then == "single" and len(wanted) != 1:
        raise _refuse(
            "stats.not_single",
            request,
            meta,
            dimension=dim.code,
            count=len(wanted),
            found=dim.described(),
            setting=f".dimensions.{d.column}",
        )
    return Chosen(d, dim, tuple(wanted), then, names or {code: code for code in wanted})


def resolve(request: TableRequest, meta: TableMeta) -> Resolved:
    """Hold a request against what a table says it has.

    DataContractError: a dimension of the table is not named by the request, one that is named is not there,
    a text finds no value or several, a known code is lost. The sentence lists what was found and names the
    setting to change.
    """
    lost_words = missing_words(request, meta)
    if lost_words:
        raise _refuse("stats.wrong_table", request, meta, words=", ".join(lost_words), setting=".ways")
    by_name = {_plain(name): d for d in request.dimensions for name in d.names}
    chosen = []
    for dim in meta.dimensions:
        named = by_name.get(_plain(dim.code)) or by_name.get(_plain(dim.label))
        if named is None:
            raise _refuse(
                "stats.dimension_not_named",
                request,
                meta,
                dimension=dim.code,
                label=dim.label,
                found=dim.described(),
                setting=".dimensions",
            )
        chosen.append(_choose(request, meta, named, dim))
    asked = [d for d in request.dimensions if not d.optional]
    absent = [d.names[0] for d in asked if all(c.request is not d for c in chosen)]
    if absent:
        raise _refuse(
            "stats.dimension_lost",
            request,
            meta,
            dimensions=", ".join(absent),
            found=", ".join(f"{d.code} «{d.label}»" for d in meta.dimensions),
            setting=".dimensions",
        )
    resolved = _before_noise(Resolved(request, meta, tuple(chosen)))
    _check_sums(resolved, meta)
    return resolved


def _before_noise(resolved: Resolved) -> Resolved:
    """Where newer periods hold noise and parts would be summed: the newest periods without, when there are any."""
    meta, request = resolved.meta, resolved.request
    is_summed = any(c.is_summed for c in resolved.chosen) and not request.sums_despite
    period = next((c for c in resolved.chosen if c.request.column == "period"), None)
    if not is_summed or not meta.noisy_from or period is None:
        return resolved
    clean = sorted(code for code in period.dimension.codes if _last_year(code) < meta.noisy_from)
    kept = clean[-period.request.latest :] if period.request.latest else [c for c in period.codes if c in set(clean)]
    passed = tuple(code for code in period.codes if _last_year(code) >= meta.noisy_from)
    if not kept or not passed:
        return resolved
    names = {code: code for code in kept}
    instead = [replace(c, codes=tuple(kept), names=names) if c is period else c for c in resolved.chosen]
    return replace(resolved, chosen=tuple(instead), passed_over=passed)


def _last_year(period: str) -> str:
    """The last year a period names: «2024-2025» and «2025M03» are 2025."""
    years = re.findall(r"(?:19|20)\d\d", period)
    return years[-1] if years else period


def missing_words(request: TableRequest, meta: TableMeta) -> list[str]:
    """The words of `title_says` that neither the title nor a dimension's label holds: not our table."""
    words = " ".join([meta.title, *(d.label for d in meta.dimensions)])
    return [word for word in request.title_says if not says(words, word)]


def _check_sums(resolved: Resolved, meta: TableMeta) -> None:
    """Parts with noise are never summed: the sum holds the noise of all of them."""
    summed = [c.dimension.code for c in resolved.chosen if c.is_summed]
    periods = [code for c in resolved.chosen if c.request.column == "period" for code in c.codes]
    is_clean = bool(meta.noisy_from and periods) and all(_last_year(code) < meta.noisy_from for code in periods)
    if (
        summed
        and ((meta.is_noisy and not is_clean) or meta.sums_allowed is False)
        and not resolved.request.sums_despite
    ):
        raise _refuse(
            "stats.sum_of_noise", resolved.request, meta, dimensions=", ".join(summed), setting=".sums_despite"
        )


def _check_units(resolved: Resolved, cube: Cube) -> None:
    words = resolved.request.unit_says
    for chosen in resolved.chosen:
        units = cube.meta.dimension(chosen.dimension.code).units
        for code in chosen.codes:
            unit = units.get(code, "")
            if words and unit and not any(says(unit, word) for word in words):
                raise _refuse(
                    "stats.wrong_unit",
                    resolved.request,
                    cube.meta,
                    unit=unit,
                    words=" / ".join(words),
                    contents=chosen.dimension.label_of(code),
                    setting=".unit_says",
                )


def read(resolved: Resolved, cube: Cube) -> pd.DataFrame:
    """The cube as the request wants it: one column per dimension that is kept, `value`, `missing_cells`.

    A cube may hold more than was asked for (a file saved by hand): what was not chosen is left out on
    purpose. A sum with a missing part is missing, never too small; `missing_cells` says how many.
    """
    _check_sums(resolved, cube.meta)
    _check_units(resolved, cube)
    frame = cube.frame()
    columns = []
    for chosen in resolved.chosen:
        code = chosen.dimension.code
        have = set(cube.meta.dimension(code).codes)
        lost = [c for c in chosen.codes if c not in have]
        if lost:
            raise _refuse(
                "stats.answer_lacks",
                resolved.request,
                cube.meta,
                dimension=code,
                count=len(lost),
                wanted=len(chosen.codes),
                codes=", ".join(lost[:12]),
                setting=f".dimensions.{chosen.request.column}",
            )
        frame = frame[frame[code].isin(set(chosen.codes))]
        if chosen.then == "sum" or chosen.then == "single":
            continue
        columns.append(chosen.request.column)
        frame = frame.assign(**{f"@{chosen.request.column}": frame[code].map(chosen.names)})
        if all(name == c for c, name in chosen.names.items()):
            columns.append(f"{chosen.request.column}_label")
            frame = frame.assign(**{f"@{chosen.request.column}_label": frame[f"{code}_label"]})
    keys = [f"@{c}" for c in columns]
    kept = frame[[*keys, "value"]].assign(missing_cells=frame.value.isna().astype(int))
    if any(c.is_summed for c in resolved.chosen):
        kept = kept.groupby(keys, sort=False, as_index=False).agg(
            value=("value", "sum"), missing_cells=("missing_cells", "sum")
        )
        kept["value"] = kept.value.where(kept.missing_cells == 0)
    renamed = kept.rename(columns={key: key[1:] for key in keys})
    return renamed[[*columns, "value", "missing_cells"]].reset_index(drop=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One PxWeb service: its protocol, address, the setting that moves it, and limits if it states none."""

    key: str
    name: str
    protocol: Literal["pxweb2", "pxweb1"]
    base_url: str
    setting: str
    max_cells: int
    max_values: int
    max_calls: int
    window_seconds: float


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(REQUESTS_FILE.read_text("utf-8"))


@cache
def services() -> dict[str, Service]:
    """The services by key."""
    return {key: Service(key=key, **entry) for key, entry in _raw()["services"].items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class UkaExport:
    """UKÄ's export: its address, and what its columns are called."""

    name: str
    base_url: str
    setting: str
    indicator: str
    years: int
    institution_total: str
    institution_column: str
    period_column: str
    value_column: str
    degree_columns: tuple[str, ...]
    sex_column: str
    sexes: tuple[str, ...]
    total_words: tuple[str, ...]
    degrees: Mapping[str, tuple[str, ...]]


@cache
def uka_export() -> UkaExport:
    """UKÄ's export as the data file has it."""
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in _raw()["uka"].items()}
    return UkaExport(**fields)


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _dimension_request(column: str, raw: Mapping[str, Any]) -> DimensionRequest:
    known = {
        name: raw[name]
        for name in ("then", "reason", "optional", "all", "all_but_totals", "code_pattern")
        if name in raw
    }
    known |= {name: raw[name] for name in ("total", "total_or_sum", "latest", "about") if name in raw}
    strange = sorted(set(raw) - set(known) - {"names", "code_list", "ages", "pick", "groups", "code_groups"})
    if strange or raw["then"] not in get_args(Then):
        raise KeyError(f"{REQUESTS_FILE.name}: {column}: {', '.join(strange) or raw['then']}")
    return DimensionRequest(
        names=_texts(raw["names"]),
        column=column,
        code_list=_texts(raw.get("code_list", ())),
        ages=tuple(raw["ages"]) if "ages" in raw else None,
        pick={name: _texts(t) for name, t in raw.get("pick", {}).items()},
        groups={name: _texts(t) for name, t in raw.get("groups", {}).items()},
        code_groups={name: _texts(t) for name, t in raw.get("code_groups", {}).items()},
        **known,
    )


@cache
def requests_by_key() -> dict[str, TableRequest]:
    """Every table we ask for, by key, in the order they are fetched."""
    return {
        key: TableRequest(
            key=key,
            source=raw["source"],
            producer=raw["producer"],
            question=raw["question"],
            landing_page=raw["landing_page"],
            licence=raw["licence"],
            ways=tuple(Way(**way) for way in raw["ways"]),
            title_says=_texts(raw.get("title_says", ())),
            folder=raw.get("folder", ""),
            unit_says=_texts(raw.get("unit_says", ())),
            dimensions=tuple(_dimension_request(c, d) for c, d in raw["dimensions"].items()),
            sums_despite=raw.get("sums_despite", ""),
        )
        for key, raw in _raw()["tables"].items()
    }
