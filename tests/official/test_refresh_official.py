"""`refresh` with the real sources of official statistics against the local services: published, kept, told."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aipulsen.errors import DataContractError, SourceError
from aipulsen.publishing import official
from aipulsen.publishing import refresh as refreshing
from aipulsen.publishing.official import OFFICIAL_SOURCES
from aipulsen.publishing.run import Options, Outcome
from aipulsen.settings import Settings
from aipulsen.store import editions
from aipulsen.store.status import read_status
from tests.servers import made_up_tables
from tests.servers.fault_server import FaultServer, body
from tests.servers.jobtech_world import World
from tests.servers.pxweb_server import PxWebServer, patient_clock, running

ALL = [name for source in OFFICIAL_SOURCES.values() for name in source.table_names]


class Bench:
    """JobTech's and the statistics' servers, and a data folder."""

    def __init__(self, folder: Path, jobs: World, jobs_server: FaultServer, statistics: PxWebServer) -> None:
        self.folder, self.jobs, self.jobs_server, self.statistics = folder, jobs, jobs_server, statistics
        self.clock = patient_clock(lambda: self.jobs.now)
        a = statistics.address
        self.settings = Settings(
            data_dir=folder,
            jobstream_url=jobs_server.url,
            jobsearch_url=jobs_server.url,
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

    def lose_the_ads(self) -> None:
        """Every ad is of a form nobody can read."""
        self.jobs_server.fail("/v2/snapshot", body(b'[{"id": "1"}, {"id": "2"}, {"id": "3"}]'))


@pytest.fixture
def bench(data_folder: Path, sealed_once: None) -> Iterator[Bench]:
    jobs = World(dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC))
    jobs.step(24 * 60, new=60, changed=5, removed=5)
    jobs.forget_gone()
    with FaultServer(jobs.app) as server, running() as statistics:
        yield Bench(data_folder, jobs, server, statistics)


@pytest.fixture
def without_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of other tables: every municipality's commuters are most of the cells."""
    every = official.requests_of
    monkeypatch.setattr(official, "requests_of", lambda *asked: [r for r in every(*asked) if r.key != "commuting"])


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


@pytest.mark.usefixtures("without_matrix")
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


@pytest.mark.usefixtures("without_matrix")
def test_a_source_that_is_down_costs_the_others_nothing(bench: Bench) -> None:
    """KI is a web page: exit code 5, the rest published, KI's table absent rather than invented."""
    bench.statistics.fault("/ki", "always:html")
    outcome = bench.refresh()
    assert outcome.exit_code == SourceError.exit_code
    edition = editions.default_edition()
    assert not edition.has("labour_shortage")
    assert edition.has("graduates")
    assert any("AIPULSEN_KI_URL" in line for line in outcome.account)


def test_ads_refused_on_a_fresh_machine_cost_the_statistics_nothing(bench: Bench) -> None:
    """All nine tables become an edition over the embedded report, which is shown; only the ads are blamed; when ads
    come it is a live edition of everything, without the report's own ads."""
    bench.lose_the_ads()
    outcome = bench.refresh()
    assert set(outcome.failures) == {"ads"}
    assert outcome.exit_code == DataContractError.exit_code
    edition = editions.default_edition()
    assert edition.manifest.kind == "report"
    assert edition.path.parent == editions.live_folder()
    assert set(ALL) <= set(edition.manifest.tables)
    assert not [name for name in ALL if edition.manifest.tables[name].stale_since]
    assert edition.has("report_bases")
    seen = read_status()
    assert {key: found.failed for key, found in seen.items()} == {"ads": True, "scb": False, "ki": False, "uka": False}
    assert "utgåvan är rapportens" in " ".join(outcome.account)
    later = bench.refresh("ads")
    assert later.exit_code == 0
    live = editions.default_edition()
    assert live.manifest.kind == "live"
    assert set(ALL) <= set(live.manifest.tables)
    assert not live.has("report_bases")
    assert live.read("education").equals(edition.read("education"))


def test_statistics_alone_work_first(bench: Bench) -> None:
    """`--only scb` on a machine that has never seen an ad: exit code 0, JobTech is not asked; one edition."""
    outcome = bench.refresh("scb")
    assert outcome.exit_code == 0, outcome.account
    assert bench.jobs_server.log == []
    assert len(editions.default_edition().read("commuting")) == 84_100
    assert not bench.refresh("scb").is_new


def test_without_a_network_it_is_known_at_once(bench: Bench) -> None:
    """No name can be looked up: every source says so by its setting, after seconds of waiting in all."""
    nowhere = dict.fromkeys(("scb_url", "scb_v1_url", "ki_url", "uka_url"), "http://finns-inte.invalid")
    jobs = {"jobstream_url": "http://inte-heller.invalid", "jobsearch_url": "http://och-inte.invalid"}
    patient = {"http_tries": 6, "http_first_wait_seconds": 1.0, "stream_pause_seconds": 60.0}
    bench.settings = dataclasses.replace(bench.settings, **nowhere, **jobs, **patient)
    waited: list[float] = []
    bench.clock = dataclasses.replace(bench.clock, sleep=waited.append)
    outcome = bench.refresh()
    assert set(outcome.failures) == {"ads", "scb", "ki", "uka"}
    assert outcome.exit_code == SourceError.exit_code
    assert sum(waited) < 5
    said = " ".join(outcome.account)
    for setting in ("AIPULSEN_JOBSTREAM_URL", "AIPULSEN_SCB_URL", "AIPULSEN_KI_URL"):
        assert setting in said
