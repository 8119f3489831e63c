"""SCB, KI and UKÄ from the local services to validated tables: all of them, each fault, and from files."""

from __future__ import annotations

import csv as csv_files
import dataclasses
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aipulsen import schemas
from aipulsen.errors import DataContractError, SourceError
from aipulsen.provenance import EngineStamp, Manifest
from aipulsen.publishing import official
from aipulsen.publishing.official import OFFICIAL_SOURCES
from aipulsen.settings import Settings
from aipulsen.sources import uka
from aipulsen.sources.beliefs import read_beliefs
from aipulsen.sources.http_call import Patience
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.jobs import FetchedTables
from aipulsen.store import editions
from aipulsen.tables import reference
from tests.contracts.frames import made
from tests.servers import made_up_tables
from tests.servers.pxweb_server import PxWebServer, patient_clock, running

SOURCES = OFFICIAL_SOURCES


@pytest.fixture
def world() -> Iterator[PxWebServer]:
    with running() as server:
        yield server


@pytest.fixture
def settings(world: PxWebServer, data_folder: Path) -> Settings:
    """The services at the local server, an empty data folder."""
    a = world.address
    return Settings(data_dir=data_folder, scb_url=f"{a}/v2", scb_v1_url=f"{a}/v1", ki_url=f"{a}/ki", uka_url=f"{a}/uka")


# All that SCB is asked for but the matrix of every municipality's commuters, which is most of the cells.
SMALL = tuple(name for name in SOURCES["scb"].table_names if name != "commuting")


def fetch(
    source: str, settings: Settings, from_dir: Path | None = None, only: tuple[str, ...] = (), **how: Any
) -> FetchedTables:
    """What a source brings; of these tables only, where the test is about them."""
    patience = Patience(tries=2, first_wait_seconds=0.01, total_seconds=20)
    progress = how.get("progress", lambda _done, _all: None)
    with HttpClient(patience=patience, clock=patient_clock()) as client, pytest.MonkeyPatch.context() as patch:
        if only:
            every = official.requests_of
            patch.setattr(official, "requests_of", lambda *asked: [r for r in every(*asked) if r.key in only])
        return SOURCES[source].fetch(client, settings, from_dir=from_dir, progress=progress)


def test_every_table_comes_with_its_origin_and_the_numbers_of_the_service(
    world: PxWebServer, settings: Settings
) -> None:
    """A whole fetch of the three sources: nine valid tables, hand-checked sums, table id and dates in the origin."""
    world.ki_max_values = 1_000
    steps: list[tuple[int, int | None]] = []
    got = [fetch(key, settings, progress=lambda done, whole: steps.append((done, whole))) for key in SOURCES]
    tables = {name: frame for one in got for name, frame in one.tables.items()}
    origins = {key: origin for one in got for key, origin in one.origins.items()}
    assert [one.failures for one in got] == [{}, {}, {}]
    assert set(tables) == {name for source in SOURCES.values() for name in source.table_names}
    for name, frame in tables.items():
        schemas.validate(name, frame)
        assert set(frame.origin) <= set(origins)

    education = tables["education"].set_index("region_code")
    truth = made_up_tables.education()
    region = list(truth.dimensions["Region"][1]).index("25")
    ages = slice(list(truth.dimensions["Alder"][1]).index("25"), list(truth.dimensions["Alder"][1]).index("64") + 1)
    assert education.post_secondary_persons["25"] == truth.values[region, ages, 4:7, :, 0, 1].sum()
    assert education.population_25_64_persons["25"] == truth.values[region, ages, :, :, 0, 1].sum()
    assert len(tables["commuting"]) == 290 * 290
    ages_of = list(made_up_tables.population().dimensions["Alder"][1])
    totals = tables["population"].set_index("region_code").population_persons
    assert totals["01"] == made_up_tables.population().values[1, ages_of.index("TotSA"), 0, 0, 1]
    assert tables["flows"].year.nunique() == 5

    origin = origins[tables["education"].origin.iloc[0]]
    assert "TAB3981" in origin.title
    assert origin.period == "2025"
    assert "updated 2026-04-27" in origin.obtained
    done, whole = steps[-1]
    assert done == whole


@pytest.mark.parametrize("v2", ["up", "down"])
def test_a_year_published_with_noise_is_passed_over_and_said(world: PxWebServer, settings: Settings, v2: str) -> None:
    """Education holds noise from 2025 and says that it must not be summed, as every such table does: 2024 is read
    exactly, by v1 too, whose metadata is silent."""
    truth = made_up_tables.education()
    world.scb["TAB3981"] = dataclasses.replace(truth, notes=(made_up_tables.CKM_NOTE,), aggregate=False)
    if v2 == "down":
        world.fault("/v2/tables", "always:404")
    got = fetch("scb", settings, only=("education",))
    assert "education" not in got.failures
    education = got.tables["education"].set_index("region_code")
    assert set(education.year) == {"2024"}
    region = list(truth.dimensions["Region"][1]).index("25")
    ages = slice(list(truth.dimensions["Alder"][1]).index("25"), list(truth.dimensions["Alder"][1]).index("64") + 1)
    assert education.post_secondary_persons["25"] == truth.values[region, ages, 4:7, :, 0, 0].sum()
    assert any("2025 är publicerat med slumpmässigt brus" in note for note in got.notes)
    assert "2025 passed over" in got.origins[education.origin.iloc[0]].obtained


@pytest.mark.parametrize("aggregate", [True, False])
def test_noise_where_an_edition_has_the_year_already_is_told_as_noise(
    world: PxWebServer, settings: Settings, aggregate: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stored table ends in 2025, the service has since published that year with noise: the old one stays, and the
    advice is about noise, not about having chosen the wrong table."""
    before = fetch("scb", settings, only=("education", "population")).tables["education"]
    assert set(before.year) == {"2025"}
    monkeypatch.setattr(official, "_previous_tables", lambda settings: {"education": before}.get)
    truth = made_up_tables.education()
    world.scb["TAB3981"] = dataclasses.replace(truth, notes=(made_up_tables.CKM_NOTE,), aggregate=aggregate)
    got = fetch("scb", settings, only=("education", "population"))
    words = got.failures["education"].sentence()
    assert "går utan brus att läsa till 2024" in words
    assert "2025 är publicerat med slumpmässigt brus" in words
    assert "Välj rätt tabell" not in words
    assert "education" not in got.tables


def test_the_same_table_fetched_twice_is_the_same_bytes(settings: Settings) -> None:
    """Nothing new at KI: the table has the same hash, so no new edition is made for it."""
    first, second = fetch("ki", settings), fetch("ki", settings)
    assert editions.table_bytes("labour_shortage", first.tables["labour_shortage"]) == editions.table_bytes(
        "labour_shortage", second.tables["labour_shortage"]
    )


def test_a_service_that_cannot_be_reached_is_not_waited_for_again(world: PxWebServer, settings: Settings) -> None:
    """v2 cuts every connection: it is tried as often as patience says for the first table, and left alone after."""
    world.fault("/v2", "always:reset")
    got = fetch("scb", settings, only=SMALL)
    assert set(got.tables) == set(SMALL)
    assert len(world.asked("/v2")) == 2


def test_the_plan_names_tables_sizes_and_addresses_and_asks_nothing(world: PxWebServer, settings: Settings) -> None:
    """A dry run: the split education table's 199 040 cells, the matrix's 84 100; no question was put."""
    planned = [request for source in SOURCES.values() for request in source.plan(settings)]
    cells = {request.what.split(":")[0]: request.cells for request in planned}
    assert cells["utbildning"] == 199_040
    assert cells["pendling"] == 84_100
    assert all(request.url.startswith(world.address) and request.bytes for request in planned)
    urls = [request.url for request in planned]
    assert f"{world.address}/v2/tables/TAB3981" in urls
    assert f"{world.address}/ki/ftgregional/Bartotreg.px" in urls
    ways = [request for request in planned if "Anställda efter" in request.what]
    assert [w.url.removeprefix(world.address).split("query=")[-1] for w in ways] == [
        "anst%C3%A4llda+arbetsplats+region+yrke+k%C3%B6n",
        "yrke+region",
        "/v1/AM/AM0208/AM0208M/YREG60BAS",
    ]
    assert [w.otherwise for w in ways] == [False, True, True]
    assert world.log == []


def test_one_table_that_fails_costs_the_others_nothing(world: PxWebServer, settings: Settings) -> None:
    """The education table grows a dimension: it is named and refused, the others come."""
    table = made_up_tables.education()
    world.scb["TAB3981"] = dataclasses.replace(
        table,
        dimensions={**table.dimensions, "Fodelse": ("födelseregion", {"1": "inrikes", "2": "utrikes"})},
        values=np.stack([table.values, table.values], axis=-1),
    )
    got = fetch("scb", settings, only=SMALL)
    assert set(got.failures) == {"education"}
    assert set(got.tables) == set(SMALL) - {"education"}
    said = [note for note in got.notes if note.startswith("utbildning")]
    assert "är inte förnyad" in said[0]
    assert "Fodelse" in said[0]


@pytest.mark.parametrize(
    ("fault", "words"),
    [("503", "kör om senare"), ("429", "Kör om senare"), ("html", "AIPULSEN_KI_URL"), ("reset", "AIPULSEN_KI_URL")],
)
def test_a_service_that_is_down_raises_and_says_what_to_do(
    world: PxWebServer, settings: Settings, fault: str, words: str
) -> None:
    """KI answers nothing but faults: SourceError with what to do or the setting, and no table."""
    world.fault("/ki", f"always:{fault}")
    with pytest.raises(SourceError, match=words):
        fetch("ki", settings)


def test_scb_v2_down_means_v1(world: PxWebServer, settings: Settings) -> None:
    """With v2 out of order every table comes by its v1 path, with the same numbers."""
    fresh = fetch("scb", settings, only=("wages",)).tables["wages"]
    world.fault("/v2/tables", "always:404")
    older = fetch("scb", settings)
    assert set(older.failures) == set()
    assert older.tables["wages"].drop(columns="origin").equals(fresh.drop(columns="origin"))
    assert all("PxWeb v1, som stängs 2026-12-31" in note for note in older.notes)


def test_no_table_depends_on_scb_v1(world: PxWebServer, settings: Settings) -> None:
    """v1 is turned off at the turn of the year: every table still comes, by id or by a search that finds just one."""
    world.fault("/v1", "always:410")
    got = [fetch(key, settings) for key in SOURCES]
    assert [one.failures for one in got] == [{}, {}, {}]
    assert len([name for one in got for name in one.tables]) == 9


def test_a_table_found_by_search_is_told_as_new_with_the_line_to_write(settings: Settings) -> None:
    """It specialists have no known id: the account names the one that fits, and the line that makes it known."""
    got = fetch("scb", settings, only=("it_specialists",))
    note = next(note for note in got.notes if "TAB5901" in note)
    assert "NY för oss: TAB5901" in note
    assert '[tables.it_specialists] ways = [{ service = "scb_v2", table = "TAB5901" }]' in note


def test_suppressed_values_are_counted_aloud(settings: Settings) -> None:
    """Six salaries in the north are hidden: said in the account, absent from the table."""
    got = fetch("scb", settings, only=("wages",))
    note = next(note for note in got.notes if note.startswith("löner"))
    assert "6 värden är dolda" in note
    wages = got.tables["wages"]
    of_the_service = wages.origin.isin([i for i, o in got.origins.items() if "TAB5000" in o.title])
    hidden = of_the_service & (wages.occupation_code == "2519")
    assert not wages[hidden].region_code.isin(["SE32", "SE33"]).any()


def test_a_contract_breach_keeps_the_table_out(world: PxWebServer, settings: Settings) -> None:
    """Flows ten times too large are a stock: refused by the stock fetched in the same run."""
    table = made_up_tables.flows()
    world.scb["TAB6928"] = dataclasses.replace(table, values=table.values * 10)
    got = fetch("scb", settings, only=SMALL)
    assert isinstance(got.failures["flows"], DataContractError)
    assert "overrides.toml: [limits.flows.flow_of_stock_share]" in got.notes[-1]
    assert "flows" not in got.tables


def _publish_live(settings: Settings, frames: dict[str, pd.DataFrame]) -> None:
    origins = {i for frame in frames.values() if "origin" in frame.columns for i in frame.origin}
    manifest = Manifest(
        name="live-2026-05-01",
        kind="live",
        as_of=dt.date(2026, 5, 1),
        as_of_precision="day",
        published_at="2026-05-01T00:00:00+02:00",
        tables={},
        origins={},
        engine=EngineStamp("1", "x", "y"),
    )
    editions.publish(
        editions.live_folder(settings.data_dir),
        manifest,
        {"ads": schemas.empty("ads"), "ad_totals": schemas.empty("ad_totals"), **frames},
        origins_of=dict.fromkeys([*frames, "ads", "ad_totals"], tuple(origins)),
        periods=dict.fromkeys([*frames, "ads", "ad_totals"], "2026"),
    )


def test_the_last_editions_table_is_what_the_new_is_held_against(world: PxWebServer, settings: Settings) -> None:
    """The live edition knows a newer population than the service gives: the older is refused."""
    base = {"education": made("education"), "it_specialists": made("it_specialists")}
    _publish_live(settings, {**base, "population": made("population").assign(period="2026M09")})
    got = fetch("scb", settings, only=SMALL)
    assert set(got.failures) == {"population"}
    assert "2026-09-30" in got.notes[1] + got.notes[0]


def test_answers_are_kept_verbatim_when_asked_and_read_again_without_a_service(
    world: PxWebServer, settings: Settings, tmp_path: Path
) -> None:
    """data/raw/SOURCE/DATE holds what came; `from_dir` gives the same tables and asks nobody."""
    keeping = dataclasses.replace(settings, keep_raw=1)
    fresh = {key: fetch(key, keeping) for key in SOURCES}
    asked = len(world.log)
    for key, one in fresh.items():
        (folder,) = (settings.data_dir / "raw" / key).iterdir()
        again = fetch(key, settings, from_dir=folder)
        assert set(again.tables) == set(one.tables)
        for name, frame in one.tables.items():
            keys = [c for c in frame.columns if c != "origin"]
            left = again.tables[name][keys].sort_values(keys).reset_index(drop=True)
            assert left.equals(frame[keys].sort_values(keys).reset_index(drop=True)), name
    assert len(world.log) == asked


def test_a_folder_with_one_tables_answer_renews_that_table(world: PxWebServer, settings: Settings) -> None:
    """A single file saved by hand: that table is new, the others are named as not there."""
    keeping = dataclasses.replace(settings, keep_raw=1)
    fetch("scb", keeping, only=("education", "population"))
    (folder,) = (settings.data_dir / "raw" / "scb").iterdir()
    for path in folder.iterdir():
        if not path.name.startswith("population."):
            path.unlink()
    got = fetch("scb", settings, from_dir=folder)
    assert set(got.tables) == {"population"}
    assert "education.*.json" in got.notes[0] + got.notes[1]


def test_an_empty_folder_is_said(settings: Settings, tmp_path: Path) -> None:
    """Nothing to read: SourceError with the names looked for."""
    with pytest.raises(SourceError, match=r"labour_shortage\.\*\.json"):
        fetch("ki", settings, from_dir=tmp_path)


def test_a_full_disk_costs_no_table(settings: Settings) -> None:
    """The raw folder cannot be made: said in the account, the tables are there."""
    (settings.data_dir / "raw").write_text("a file where a folder should be")
    got = fetch("ki", dataclasses.replace(settings, keep_raw=1))
    assert "AIPULSEN_KEEP_RAW" in " ".join(got.notes)
    assert set(got.tables) == set(OFFICIAL_SOURCES["ki"].table_names)


UKA = """Tidsperiod[0];Lärosäte[0];Kön[0];Åldersgrupp;Examen[1];Värde
{rows}"""


def uka_csv(extra: str = "") -> str:
    rows = []
    for school in ["", *[f"Högskola {i}" for i in range(1, 25)]]:
        for degree in ("Civilingenjörsexamen", "Högskoleingenjörsexamen", "Annan examen"):
            rows += [f'="2023/24";{school};{sex};Total;{degree};1 0{n},0' for n, sex in enumerate(["Kvinnor", "Män"])]
    return "\ufeff" + UKA.format(rows="\n".join(rows) + extra)


def test_ukas_export_steps_in_when_scb_has_no_table(world: PxWebServer, settings: Settings) -> None:
    """Both SCB ways are closed: the form is filled in with every institution and both sexes, the file read."""
    world.fault("/v2/tables", "always:404")
    world.fault("/v1/UF", "always:404")
    world.uka_csv = uka_csv()
    got = fetch("uka", settings)
    table = got.tables["graduates"]
    assert table.institution.nunique() == 24
    assert set(table.graduates_persons) == {100 + 101}  # «1 00,0» women and «1 01,0» men
    assert set(table.degree) == {"Civilingenjör", "Högskoleingenjör"}
    form = next(address for method, address, _ in world.log if method == "FORM")
    assert "gender:Kvinnor" in form
    assert "gender:Män" in form
    assert "gender:Total" not in form
    assert "0dynamic:YC" in form
    assert "1dynamic:TOTAL" in form  # another group becomes a column of its own: its total alone is asked for
    assert "1dynamic:DIST" not in form
    (origin,) = got.origins.values()
    assert origin.producer == "UKÄ"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_ukas_file_saved_again_by_a_spreadsheet_is_the_same_table(separator: str, encoding: str) -> None:
    """Other separators, quotes where they are needed, Windows' own letters: the numbers are those of UKÄ's own file."""
    export = read_beliefs().uka
    own = uka.parse_csv(uka_csv().encode(), export)
    text = uka_csv().removeprefix("\ufeff")
    sink = io.StringIO()
    writer = csv_files.writer(sink, delimiter=separator)
    writer.writerows(
        [cell.removeprefix('="').removesuffix('"') for cell in line.split(";")] for line in text.split("\n")
    )
    pd.testing.assert_frame_equal(uka.parse_csv(sink.getvalue().encode(encoding), export), own)


@pytest.mark.parametrize(
    ("csv", "words"),
    [
        (uka_csv('\n="2023/24";Högskola 1;Män;Total;Annan examen;5,0;7'), "går inte att läsa som tabell"),
        (uka_csv().replace("Lärosäte", "Skola"), "saknar Lärosäte"),
        (uka_csv('\n="2023/24";Högskola 1;Män;20–24;Annan examen;5,0'), "Åldersgrupp"),
        (uka_csv().replace(";Män;", ";Kvinnor;"), "graduates"),
        (uka_csv().replace("1 01,0", "många"), "många"),
        ("<html>stängt</html>", "UKA"),
        ("", "odd|UKA|tom"),
    ],
)
def test_an_odd_file_from_uka_is_refused_with_both_reasons(
    world: PxWebServer, settings: Settings, csv: str, words: str
) -> None:
    """A lost column, an age nobody asked for, a missing sex, a word for a number, a page: said, never guessed."""
    world.fault("/v2/tables", "always:404")
    world.fault("/v1/UF", "always:404")
    world.uka_csv = csv
    with pytest.raises(SourceError, match=words) as caught:
        fetch("uka", settings)
    assert "2 sätt" in str(caught.value)


def test_it_specialists_keep_their_history(settings: Settings) -> None:
    """2014–2019 from the reference, 2020–2024 from the service."""
    table = fetch("scb", settings, only=("it_specialists",)).tables["it_specialists"]
    assert sorted(table.year.unique()) == [str(y) for y in range(2014, 2025)]
    assert set(reference.it_specialists().origin) < set(table.origin)
