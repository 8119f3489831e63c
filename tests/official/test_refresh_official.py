"""`refresh` with the real sources of official statistics against the local services: published, kept, told."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aipulsen.errors import DataContractError, SourceError
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.official import OFFICIAL_SOURCES
from aipulsen.publishing.run import Options, Outcome
from aipulsen.settings import Settings
from aipulsen.store import editions
from tests.servers import made_up_tables
from tests.servers.fault_server import FaultServer
from tests.servers.jobtech_world import World
from tests.servers.pxweb_server import PxWebServer, patient_clock, running

ALL = [name for source in OFFICIAL_SOURCES.values() for name in source.table_names]


class Bench:
    """JobTech's and the statistics' servers, and a data folder."""

    def __init__(self, folder: Path, jobs: World, jobs_url: str, statistics: PxWebServer) -> None:
        self.folder, self.jobs, self.statistics = folder, jobs, statistics
        self.clock = patient_clock(lambda: self.jobs.now)
        a = statistics.address
        self.settings = Settings(
            data_dir=folder,
            jobstream_url=jobs_url,
            jobsearch_url=jobs_url,
            scb_url=f"{a}/v2",
            scb_v1_url=f"{a}/v1",
            ki_url=f"{a}/ki",
            uka_url=f"{a}/uka",
            stream_pause_seconds=0,
            http_tries=2,
            http_first_wait_seconds=0.01,
        )

    def refresh(self, *only: str) -> Outcome:
        options = Options(data_dir=self.folder, only=only)
        return refreshing.refresh(options, self.settings, OFFICIAL_SOURCES, clock=self.clock)


@pytest.fixture
def bench(data_folder: Path) -> Iterator[Bench]:
    jobs = World(dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC))
    jobs.step(24 * 60, new=60, changed=5, removed=5)
    jobs.forget_gone()
    with FaultServer(jobs.app) as server, running() as statistics:
        yield Bench(data_folder, jobs, server.url, statistics)


def test_an_edition_of_ads_and_all_nine_tables_is_published(bench: Bench) -> None:
    """Exit code 0; every figure's origin names its table; nothing is stale; a second run makes no new edition."""
    outcome = bench.refresh()
    assert outcome.exit_code == 0, outcome.account
    edition = editions.default_edition()
    assert edition.manifest.kind == "live"
    assert {*ALL, "ads"} <= set(edition.manifest.tables)
    assert not [name for name in ALL if edition.manifest.tables[name].stale_since]
    (origin,) = edition.manifest.tables["education"].origins
    assert "TAB3981" in edition.manifest.origins[origin].title
    assert len(edition.read("commuting")) == 84_100
    assert any("utbildning: 311 rader" in line for line in outcome.account)
    again = bench.refresh("scb", "ki", "uka")
    assert not again.is_new
    assert again.exit_code == 0


def test_a_refused_table_is_kept_from_the_last_edition_and_marked_the_others_are_new(bench: Bench) -> None:
    """Education grows a dimension and population moves on: exit code 3, education stale and unchanged."""
    bench.refresh()
    before = editions.default_edition()
    table = made_up_tables.education()
    bench.statistics.scb["TAB3981"] = dataclasses.replace(
        table,
        dimensions={**table.dimensions, "Fodelse": ("födelseregion", {"1": "inrikes", "2": "utrikes"})},
        values=np.stack([table.values, table.values], axis=-1),
    )
    people = made_up_tables.population()
    label, months = people.dimensions["Tid"]
    renamed = {"2026M04": "2026M04", "2026M05": "2026M05"}
    assert list(months) == ["2026M03", "2026M04"]
    bench.statistics.scb["TAB6471"] = dataclasses.replace(
        people, dimensions={**people.dimensions, "Tid": (label, renamed)}
    )
    outcome = bench.refresh("scb")
    assert outcome.exit_code == DataContractError.exit_code
    now = editions.default_edition()
    assert now.name != before.name
    assert now.read("education").equals(before.read("education"))
    assert now.manifest.tables["education"].stale_since == before.manifest.published_at[:10]
    assert now.read("population").period.unique().tolist() == ["2026M05"]
    assert now.manifest.tables["population"].stale_since is None
    assert any("Fodelse «födelseregion»" in line for line in outcome.account)


def test_a_source_that_is_down_costs_the_others_nothing(bench: Bench) -> None:
    """KI is a web page: exit code 5, the rest published, KI's table absent rather than invented."""
    bench.statistics.fault("/ki", "always:html")
    outcome = bench.refresh()
    assert outcome.exit_code == SourceError.exit_code
    edition = editions.default_edition()
    assert not edition.has("labour_shortage")
    assert edition.has("graduates")
    assert any("AIPULSEN_KI_URL" in line for line in outcome.account)
