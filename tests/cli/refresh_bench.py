"""A world, its server and a data folder for the tests of `refresh`; and a made-up official source."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from aipulsen.clock import Clock
from aipulsen.provenance import Origin
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.run import Options, Outcome
from aipulsen.settings import Settings
from aipulsen.sources.jobs import FetchedTables, PlannedRequest
from aipulsen.tables import reference
from tests.servers.fault_server import FaultServer, Request
from tests.servers.jobtech_world import World
from tests.servers.truth import differences

START = dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC)


class Bench:
    """A world, its server, and a data folder that `refresh` keeps."""

    def __init__(self, folder: Path, world: World, server: FaultServer) -> None:
        self.folder, self.world, self.server = folder, world, server
        self.waits: list[float] = []
        self.skew = dt.timedelta(0)  # how wrong our own clock is
        self.passed = 0.0
        self.clock = Clock(lambda: self.world.now + self.skew, self._monotonic, self._sleep)

    def _monotonic(self) -> float:
        return self.passed

    def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.passed += seconds

    def settings(self, **changes: Any) -> Settings:
        urls = {"jobstream_url": self.server.url, "jobsearch_url": self.server.url}
        return Settings(data_dir=self.folder, http_read_seconds=5, **{**urls, **changes})

    def refresh(self, official: Any = None, settings: Settings | None = None, **options: Any) -> Outcome:
        return refreshing.refresh(
            Options(data_dir=self.folder, **options), settings or self.settings(), official or {}, clock=self.clock
        )

    def differences(self) -> list[str]:
        return differences(self.world, self.folder / "store")

    def live(self) -> list[str]:
        return sorted(p.name for p in (self.folder / "live").iterdir() if p.is_dir())


def request_for(path: str) -> Request:
    """A question as the world's server gets it."""
    return Request("GET", path, {}, {}, b"", 0.0)


class Statistics:
    """A made-up official source that brings the embedded education table, or fails."""

    key = "scb"
    table_names = ("education",)

    def __init__(
        self,
        error: Exception | None = None,
        factor: float = 1,
        lost: dict[str, Any] | None = None,
        table_id: str = "TAB1",
    ) -> None:
        self.error, self.factor, self.lost, self.table_id = error, factor, lost or {}, table_id

    def plan(self, settings: Settings) -> list[PlannedRequest]:
        return [PlannedRequest(what="utbildning", url="https://exempel.invalid/tabell", cells=1200)]

    def fetch(self, client: object, settings: object, *, from_dir: object, progress: Any) -> FetchedTables:
        progress(1, 2)
        if self.error is not None:
            raise self.error
        origin_id = "prov-scb" if self.table_id == "TAB1" else f"prov-scb-{self.table_id.lower()}"
        title = f"Prov, {self.table_id}"
        frame = reference.education().assign(origin=origin_id)
        frame["post_secondary_persons"] = (frame.post_secondary_persons * self.factor).round().astype("Int64")
        origin = Origin(origin_id, "SCB", title, "https://exempel.invalid", "2024", "2026-06-02", "CC0", "published")
        return FetchedTables(
            tables={"education": frame}, origins={origin_id: origin}, notes=["Utbildning: prov."], failures=self.lost
        )
