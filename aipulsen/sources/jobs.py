"""What a source of official statistics promises `refresh`: a plan of what it would ask, and tables with origins.

`refresh` goes through `aipulsen.publishing.official.OFFICIAL_SOURCES`. A source that raises SourceError or
DataContractError costs the others nothing: its tables are taken from the last edition and marked stale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pandas as pd

from aipulsen.errors import AipulsenError
from aipulsen.provenance import Origin
from aipulsen.settings import Settings
from aipulsen.sources.http_client import HttpClient

# Called now and then with how much is done and, when known, of how much (the source says of what in `unit`).
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRequest:
    """One request a source would make: what it is for, its address, and how much it would bring, when known."""

    what: str
    url: str
    cells: int | None = None
    bytes: int | None = None
    method: str = "GET"
    otherwise: bool = False  # asked only when what stands before it gives nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedTables:
    """What a source brought: validated frames by table name, the origins their `origin` columns name, and
    sentences for the closing account (already in the language of the run)."""

    tables: Mapping[str, pd.DataFrame]
    origins: Mapping[str, Origin]
    notes: list[str] = field(default_factory=list)
    failures: Mapping[str, AipulsenError] = field(default_factory=dict)  # tables that could not be renewed, and why


class OfficialSource(Protocol):
    """One service of official statistics. `key` is what `--only` names; `table_names` is every table it may bring."""

    @property
    def key(self) -> str:
        """The name `--only` takes."""

    @property
    def table_names(self) -> tuple[str, ...]:
        """Every table the source may bring."""

    def plan(self, settings: Settings) -> list[PlannedRequest]:
        """What `fetch` would ask, without asking it."""

    def fetch(
        self, client: HttpClient, settings: Settings, *, from_dir: Path | None, progress: Progress
    ) -> FetchedTables:
        """The tables, from the service or from files already in `from_dir`; SourceError or DataContractError."""
