"""What every answer carries: the edition, the selection, and where its numbers come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen.bases import BASES, LEADING
from aipulsen.provenance import Origin
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition
from aipulsen.voice import SWEDISH, Voice

# The report's base is never told without what it is held against: SCB's educated.
_TOLD_BESIDE = {"report_bases": "education"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What every answer carries: the edition, the checked selection, and where its numbers come from."""

    edition: str
    kind: str
    as_of: dt.date
    as_of_precision: str
    selection: Selection
    base: str
    origins: tuple[Origin, ...]
    total_ads: int | None
    total_texts: int | None = None  # among those ads: the same employer's same text is one, in however many places
    is_filler: bool = False  # the ads are a county's that nobody counted
    beside: tuple[Origin, ...] = ()  # of what is said of the numbers' known fault

    @property
    def is_demo(self) -> bool:
        """True when every number here is made up."""
        return self.kind == "demo"

    def as_of_label(self, say: Voice = SWEDISH) -> str:
        """The data date in words; a month when the source says no more."""
        return say.as_of(self.as_of, self.as_of_precision)

    def sources(self, say: Voice = SWEDISH) -> tuple[str, ...]:
        """Producer, and title of each origin, without repetition."""
        every = (*self.origins, *self.beside)
        return tuple(dict.fromkeys(f"{origin.producer_in(say.lang)}: {origin.title_in(say.lang)}" for origin in every))

    def producers(self, say: Voice = SWEDISH) -> tuple[str, ...]:
        """The producers, without repetition, for the short source line in a picture."""
        return tuple(dict.fromkeys(origin.producer_in(say.lang) for origin in self.origins))


def default_base(edition: Edition) -> str:
    """The base that an edition of its kind leads with."""
    return LEADING[edition.manifest.kind]


def competence_base(edition: Edition, selection: Selection) -> str:
    """The chosen base where its persons may have the competence; else the edition's educated: the report's or SCB's."""
    base = selection.base or default_base(edition)
    return base if BASES[base].has_competence else "report" if edition.has("report_bases") else "scb"


def origins_of(edition: Edition, *tables: str) -> tuple[Origin, ...]:
    """Whence these tables are, each origin once; a table that the edition lacks has none."""
    here = (table for table in tables if edition.has(table))
    ids = dict.fromkeys(origin for table in here for origin in edition.manifest.tables[table].origins)
    return tuple(edition.manifest.origins[i] for i in ids)


def scope_of(
    edition: Edition,
    selection: Selection,
    tables: tuple[str, ...],
    total_ads: int | None,
    total_texts: int | None = None,
    *,
    is_filler: bool = False,
) -> Scope:
    """The scope of an answer read from these tables."""
    return Scope(
        edition=edition.name,
        kind=edition.manifest.kind,
        as_of=edition.manifest.as_of,
        as_of_precision=edition.manifest.as_of_precision,
        selection=selection,
        base=selection.base or default_base(edition),
        origins=origins_of(edition, *tables),
        beside=origins_of(edition, *(_TOLD_BESIDE[table] for table in tables if table in _TOLD_BESIDE)),
        total_ads=total_ads,
        total_texts=total_texts,
        is_filler=is_filler,
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; missing is None, never NaN (JSON has no NaN)."""
    return [{str(k): plain_value(v) for k, v in row.items()} for row in frame.to_dict("records")]


def plain_value(value: Any) -> Any:
    """A value as JSON knows it; missing is None."""
    if isinstance(value, (list, tuple)):
        return [plain_value(v) for v in value]
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value
