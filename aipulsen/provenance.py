"""Where every value comes from: origins, statuses, and the manifest an edition is sealed with."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal, get_args

import msgspec
import orjson

from aipulsen.errors import DataContractError, EditionError
from aipulsen.paths import REFERENCE_DIR
from aipulsen.text import Lang, all_texts, t
from aipulsen.text.numbers import is_missing
from aipulsen.text.reasons import reason_of

FORMAT_VERSION = 1  # of the manifest and the tables; a reader refuses any other

Status = Literal["published", "measured", "computed", "estimate", "implied", "reconstructed", "synthetic", "missing"]
# From firmest to weakest: a rate is never firmer than its weakest part.
STATUS_ORDER: tuple[Status, ...] = get_args(Status)

# What somebody counted: only of such a count may anything be inferred. A made-up edition stands for a counted one.
COUNTED: frozenset[str] = frozenset({"published", "measured", "synthetic"})

EditionKind = Literal["report", "demo", "live"]


def weakest_status(*statuses: str) -> str:
    """The weakest of the given statuses; «estimate 2018» keeps its year. No statuses is «missing»."""
    if not statuses:
        return "missing"
    return max(statuses, key=lambda status: STATUS_ORDER.index(status.split(" ")[0]))


def is_counted(status: object) -> bool:
    """Whether a count of this status was counted by somebody, so that its chance error can be known."""
    return status in COUNTED


def is_filler(count: float | None, status: object) -> bool:
    """Whether a count is there that nobody counted."""
    return not is_missing(count) and not is_counted(status)


def bears_a_test(status: object) -> bool:
    """Whether a difference may be tested against a number of this status: it was counted, or follows from print."""
    return is_counted(status) or status == "implied"


def quotient_status(above: str, below: str) -> str:
    """The status of our own quotient of two numbers: «computed» of two firm ones, else the weaker of the two.

    Never «published» or «measured»: those are said of what was printed or counted, not of what we divided.

    >>> quotient_status("published", "published"), quotient_status("reconstructed", "estimate 2018")
    ('computed', 'reconstructed')
    """
    weaker = weakest_status(above, below)
    return "computed" if weaker in ("published", "measured") else weaker


def status_where(values: Iterable[Any], statuses: Iterable[str]) -> list[str]:
    """The status of each value; of one that is missing, or hidden for want of ads, «missing», whatever its parts have.

    >>> status_where([3.07, None], ["computed", "computed"])
    ['computed', 'missing']
    """
    return ["missing" if is_missing(value) else status for value, status in zip(values, statuses, strict=True)]


def quotient_statuses(values: Iterable[Any], above: Iterable[str], below: Iterable[str]) -> list[str]:
    """The status of each of our own quotients, of its two numbers' statuses; «missing» where there is none."""
    return status_where(values, [quotient_status(*both) for both in zip(above, below, strict=True)])


def status_label(status: str, lang: Lang = "sv") -> str:
    """A status in words for people: «estimate 2018» → «skattat 2018»."""
    word, _, year = status.partition(" ")
    return t(f"status.{word}", lang, year=year).strip()


SHIPPED = "shipped"  # stale since ever: the table that came with the program has never been renewed


def since_label(since: str, lang: Lang = "sv") -> str:
    """Since when a table stands, for people: a date, or that it came with the program."""
    return t("refresh.shipped", lang) if since == SHIPPED else since


def licence_label(licence: str, lang: Lang = "sv") -> str:
    """A licence for people: names stand as they are, «quoted figures» is said in words."""
    return t("provenance.quoted", lang) if licence == "quoted figures" else licence


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made a table, where it is published, which period it speaks of, how and when it was obtained."""

    id: str
    producer: str
    title: str
    landing_page: str
    period: str
    obtained: str
    licence: str
    status: str

    def producer_in(self, lang: Lang) -> str:
        """Who made the table, in the reader's language."""
        return _named(self.producer, lang)

    def title_in(self, lang: Lang) -> str:
        """What the table is, in the reader's language; a table's id after the last comma stands as it is."""
        title, comma, table = self.title.rpartition(", ")
        return _named(title, lang) + comma + table if title in _english_names() else _named(self.title, lang)


@cache
def _english_names() -> dict[str, str]:
    """English by Swedish name; editions keep the names that were true when they were made, in Swedish."""
    return {twins["sv"]: twins["en"] for key, twins in all_texts().items() if key.startswith("origin_names.")}


def _named(name: str, lang: Lang) -> str:
    """The name as it stands in Swedish; in English its twin, or as it stands where it has none (a proper name)."""
    return name if lang == "sv" else _english_names().get(name, name)


@cache
def reference_origins() -> dict[str, Origin]:
    """The origins of everything in `data/reference`, by id."""
    raw = tomllib.loads((REFERENCE_DIR / "origins.toml").read_text("utf-8"))
    return {key: Origin(id=key, **entry) for key, entry in raw.items()}


def reference_origin(origin_id: str) -> Origin:
    """One reference origin; a table whose origin is not recorded cannot be built (DataContractError)."""
    try:
        return reference_origins()[origin_id]
    except KeyError as exc:
        raise DataContractError("provenance.unknown_origin", origin=origin_id) from exc


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table of an edition: its rows, its bytes' hash, its period and the origins of its values."""

    rows: int
    sha256: str
    period: str
    origins: tuple[str, ...]
    stale_since: str | None = None  # date of the last success, or SHIPPED, when a refresh could not renew the table


@dataclass(frozen=True, slots=True)
class EngineStamp:
    """Which engine scored the ads of an edition."""

    version: str
    lexicon_hash: str
    thresholds_hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The seal of an edition: what it holds, of which day, made from what, by which engine."""

    name: str
    kind: EditionKind
    as_of: dt.date
    as_of_precision: Literal["day", "month"]
    published_at: str
    tables: dict[str, TableEntry]
    origins: dict[str, Origin]
    engine: EngineStamp | None
    account: dict[str, Any] = field(default_factory=dict)
    period_start: dt.date | None = None  # first day the ads cover; None when there are only totals
    format_version: int = FORMAT_VERSION

    @property
    def is_demo(self) -> bool:
        """True when the edition is made up: every page, picture and file must say so."""
        return self.kind == "demo"

    def to_json(self) -> str:
        """The manifest as stable, readable JSON (sorted keys, one trailing newline)."""
        raw = asdict(self)
        raw["as_of"] = self.as_of.isoformat()
        raw["period_start"] = self.period_start.isoformat() if self.period_start else None
        return json.dumps(raw, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str, where: str) -> Manifest:
        """Read a manifest; anything odd raises EditionError naming the file."""
        try:
            raw = orjson.loads(text)
            version = raw["format_version"]
        except (ValueError, KeyError, TypeError) as exc:
            raise EditionError("editions.bad_manifest", path=where, reason=reason_of(exc)) from exc
        if version != FORMAT_VERSION:
            raise EditionError("editions.wrong_version", path=where, found=version, known=FORMAT_VERSION)
        try:
            return msgspec.convert(raw, cls)
        except msgspec.ValidationError as exc:
            raise EditionError("editions.bad_manifest", path=where, reason=reason_of(exc)) from exc
