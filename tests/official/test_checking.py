"""`refresh --check`: every belief asked, what contradicts it found and named with the line to write."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aipulsen.errors import ParameterError
from aipulsen.publishing import checking
from aipulsen.publishing.checking import Finding
from aipulsen.publishing.recording import Recorder, _shape_of_head, shape
from aipulsen.settings import Settings
from aipulsen.sources.beliefs import overrides_file, read_beliefs
from aipulsen.sources.http_call import Patience
from aipulsen.sources.http_client import HttpClient
from tests.servers import made_up_tables
from tests.servers.fault_server import FaultServer, Reply, Request
from tests.servers.jobtech_world import World
from tests.servers.pxweb_server import PxWebServer, patient_clock, running
from tests.servers.replay import replaying

NAMES = ("2025.jsonl.zip", "2026-Q1.jsonl.zip", "berikade/kompletta/2026-Q1_beta1_jsonl.zip")
PAGE = "".join(f'<a href="/annonser/historiska/{name}">{name}</a>' for name in NAMES)


class Bench:
    """All services at local servers, and an empty data folder."""

    def __init__(self, folder: Path, jobs: World, jobs_server: FaultServer, statistics: PxWebServer) -> None:
        self.jobs, self.jobs_server, self.statistics = jobs, jobs_server, statistics
        a, j = statistics.address, jobs_server.url
        self.settings = Settings(
            data_dir=folder, jobstream_url=j, jobsearch_url=j, archive_url=f"{j}/annonser/historiska",
            scb_url=f"{a}/v2", scb_v1_url=f"{a}/v1", ki_url=f"{a}/ki", uka_url=f"{a}/uka", stream_pause_seconds=0,
        )  # fmt: skip

    def check(self, *only: str, record: Path | None = None) -> list[Finding]:
        clock = patient_clock(lambda: self.jobs.now)
        patience = Patience(tries=2, first_wait_seconds=0.01, total_seconds=20)
        with HttpClient(patience=patience, clock=clock) as client:
            client.recorder = Recorder(record, self.settings) if record else None
            return list(checking.check(client, self.settings, only, clock))


@pytest.fixture
def bench(data_folder: Path) -> Iterator[Bench]:
    jobs = World(dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC))
    jobs.step(60, new=40, changed=5, removed=5)

    def app(request: Request) -> Reply:
        if request.path == "/annonser/historiska/index.html":
            return Reply(PAGE.encode(), headers={"Content-Type": "text/html"})
        return jobs.app(request)

    with FaultServer(app) as server, running() as statistics:
        yield Bench(data_folder, jobs, server, statistics)


def test_a_world_as_believed_has_no_contradiction_and_nothing_is_written(bench: Bench) -> None:
    """Seventeen beliefs: four of the ads, three services' limits, nine tables, UKÄ's form; few and small questions."""
    findings = bench.check()
    assert [f.told("sv") for f in findings if f.verdict == "contradicted"] == []
    assert len(findings) == 17
    assert checking.worst(findings) == 0
    said = "\n".join(f.told("sv") for f in findings)
    for part in ("TAB3981", "TAB6928", "Stängs 2026-12-31", "2026-Q1", "celler en fråga"):
        assert part in said
    assert re.search(r"✓ JobStreams ögonblicksbild .*: (\d+) av \1 lästa", said)
    assert max(cells for _, _, cells in bench.statistics.log) <= 2
    assert list(bench.settings.data_dir.iterdir()) == []


LABEL = "boende utanför kommunen men arbetsställe i kommunen"
PLANTED = {
    '[tables.education] ways = [{ service = "scb_v2", table = "TAB9001" }]',
    f'[tables.commuting_totals.dimensions.contents] pick.in_commuters = ["{LABEL}"]',
    '[tables.population.dimensions.age] total_codes = ["TOT1"]',
    "[services.scb_v2] max_cells = 50000",
    '[tables.wages] unit_says = ["euro"]',
    '[tables.commuting.dimensions.fodelse] names = ["Fodelse"], total = true, then = "single", reason = "…"',
}


def plant(world: PxWebServer) -> None:
    """Six contradictions: another id, a label, two totals, a limit, a unit, a dimension nobody named."""
    world.scb["TAB9001"] = dataclasses.replace(made_up_tables.education(), id="TAB9001")
    del world.scb["TAB3981"]
    totals = made_up_tables.commuting_totals()
    label, contents = totals.dimensions["ContentsCode"]
    said = {**contents, "000000QI": LABEL}
    world.scb["TAB1828"] = dataclasses.replace(totals, dimensions={**totals.dimensions, "ContentsCode": (label, said)})
    people = made_up_tables.population()
    label, ages = people.dimensions["Alder"]
    other = {
        {"TotSA": "TOT1", "0": "TOT5"}.get(c, c): "totalt, samtliga åldrar" if c in ("TotSA", "0") else x
        for c, x in ages.items()
    }
    world.scb["TAB6471"] = dataclasses.replace(people, dimensions={**people.dimensions, "Alder": (label, other)})
    world.max_cells, world.v1_max_cells = 50_000, 150_000
    world.scb["TAB5000"] = dataclasses.replace(made_up_tables.wages(), unit="euro")
    matrix = made_up_tables.commuting()
    world.scb["TAB1830"] = dataclasses.replace(
        matrix,
        dimensions={**matrix.dimensions, "Fodelse": ("födelseregion", {"1": "inrikes", "2": "utrikes"})},
        values=np.stack([matrix.values, matrix.values], axis=-1),
    )


def test_six_planted_contradictions_are_six_findings_with_the_six_lines(bench: Bench) -> None:
    """No more and no fewer; each says what was found, and the exact line."""
    plant(bench.statistics)
    findings = bench.check("scb", "ki", "uka")
    wrong = [f for f in findings if f.verdict == "contradicted"]
    lines = {f.line if "TOT" not in f.line else f.line.replace("TOT5", "TOT1") for f in wrong}
    assert {line.replace("\u00a0", " ") for line in lines} == PLANTED, [f.told("sv") for f in wrong]
    assert len(wrong) == 6
    assert checking.worst(findings) == 3


def test_confirmed_ids_and_limits_are_written_and_hold_from_then_on(bench: Bench) -> None:
    """`--write` puts the lines asking confirmed into the data folder; the next check has them as the first way."""
    plant(bench.statistics)
    file = overrides_file(bench.settings.data_dir)
    file.write_text('# mine\n[tables.education]\nfolder = "UF0506B" # why\n', "utf-8")
    written = checking.write(bench.check("scb", "uka"), bench.settings.data_dir)
    assert '[tables.education] ways = [{ service = "scb_v2", table = "TAB9001" }]' in written
    text = file.read_text("utf-8")
    assert text.startswith("# mine\n[tables.education]\nways = ")
    assert 'folder = "UF0506B" # why' in text
    beliefs = read_beliefs(bench.settings.data_dir)
    assert beliefs.requests["education"].ways[0].table == "TAB9001"
    assert beliefs.requests["it_specialists"].ways[0].table == "TAB5901"
    assert beliefs.services["scb_v2"].max_cells == 50_000
    again = {f.belief: f for f in bench.check("scb")}
    assert next(f for belief, f in again.items() if "TAB9001" in belief).verdict == "confirmed"
    assert checking.write(bench.check("scb", "uka"), bench.settings.data_dir) == []


CONFIRMED = Finding("b", "confirmed", "f", '[tables.wages] ways = [{ service = "scb_v2", table = "TAB2" }]', write=True)


def test_a_value_on_several_lines_is_replaced_whole(tmp_path: Path) -> None:
    """With its comments; what stands beside it is left, a mark at the file's beginning is no part of it."""
    before = '[tables.wages]\nways = [ # mine\n  { service = "scb_v2", table = "TAB1" },\n]\nfolder = "X" # why\n'
    overrides_file(tmp_path).write_bytes(b"\xef\xbb\xbf" + before.encode())
    checking.write([CONFIRMED], tmp_path)
    after = '[tables.wages]\nways = [{ service = "scb_v2", table = "TAB2" }]\nfolder = "X" # why\n'
    assert overrides_file(tmp_path).read_text("utf-8") == after


def test_a_line_that_would_not_hold_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """The sentence names the person's file, and nothing lies beside it."""
    overrides_file(tmp_path).write_text('tables.wages.folder = "X"\n', "utf-8")
    with pytest.raises(ParameterError, match=re.escape(str(overrides_file(tmp_path)))):
        checking.write([CONFIRMED], tmp_path)
    assert overrides_file(tmp_path).read_text("utf-8") == 'tables.wages.folder = "X"\n'
    assert list(tmp_path.iterdir()) == [overrides_file(tmp_path)]


def test_deep_answers_are_recorded_as_their_shape() -> None:
    """A thousand levels, or more than can be read, are cut short."""
    assert "…" in json.dumps(shape(json.loads("[" * 900 + "]" * 900)), ensure_ascii=False)
    assert _shape_of_head(b"[" * 65_000) == "bytes"


def test_a_guess_that_does_not_fit_is_unknown_not_a_contradiction(bench: Bench) -> None:
    """KI's regional table: nobody's public code shows its shape; what was found is said with the line."""
    table = made_up_tables.labour_shortage()
    label, questions = table.dimensions["Fråga"]
    world = bench.statistics.ki
    renamed = {**questions, "201": "Arbetskraft"}
    world["ftgregional/Bartotreg.px"] = dataclasses.replace(
        table, dimensions={**table.dimensions, "Fråga": (label, renamed)}
    )
    finding = next(f for f in bench.check("ki") if "Bartotreg" in f.belief)
    assert (finding.verdict, finding.exit_code) == ("unknown", 0)
    assert 'pick.shortage = ["Arbetskraft"]' in finding.line


def test_a_service_that_is_not_there_was_not_asked_and_names_its_setting(bench: Bench) -> None:
    """JobStream's address leads nowhere: exit code 5, and the other beliefs are asked all the same."""
    bench.settings = dataclasses.replace(bench.settings, jobstream_url="http://finns-inte.invalid")
    findings = bench.check("ads")
    assert [f.verdict for f in findings] == ["confirmed", "unasked", "unasked", "confirmed"]
    assert findings[1].line == "AIPULSEN_JOBSTREAM_URL"
    assert checking.worst(findings) == 5


def test_without_a_network_nothing_is_contradicted(bench: Bench) -> None:
    """No service is met: no belief was held against anything, and the exit code says so all the same."""
    urls = [field.name for field in dataclasses.fields(bench.settings) if field.name.endswith("_url")]
    nowhere = dict.fromkeys(urls, "http://finns-inte.invalid")
    bench.settings = dataclasses.replace(bench.settings, **nowhere)
    findings = bench.check()
    assert {f.verdict for f in findings} == {"unasked"}
    assert checking.worst(findings) == 5


def test_recorded_answers_give_the_same_findings_and_hold_no_ad(bench: Bench, tmp_path: Path) -> None:
    """The folder is replayed by a server that knows nothing else; of ads there are only the names of fields."""
    folder = tmp_path / "recorded"
    first = bench.check("scb", "ki", "uka", record=folder)
    bench.check("ads", record=tmp_path / "ads")
    assert "exempel.invalid" not in "".join(p.read_text("utf-8", "replace") for p in (tmp_path / "ads").iterdir())
    assert '"headline": "str"' in "".join(p.read_text("utf-8") for p in (tmp_path / "ads").glob("*.shape.json"))
    with FaultServer(replaying(folder)) as server:
        moved = {"scb_url": "/v2", "scb_v1_url": "/v1", "ki_url": "/ki", "uka_url": "/uka"}
        urls = {name: server.url + path for name, path in moved.items()}
        bench.settings = dataclasses.replace(bench.settings, **urls)
        again = bench.check("scb", "ki", "uka")
    assert [f.told("sv") for f in again] == [f.told("sv") for f in first]
