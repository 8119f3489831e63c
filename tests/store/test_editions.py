"""Editions are immutable, sealed, and published whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import shutil
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from aipulsen import keepers, schemas
from aipulsen.errors import DataContractError, EditionError, ParameterError
from aipulsen.paths import EMBEDDED_DATA_DIR
from aipulsen.provenance import Manifest
from aipulsen.publishing.build import build_report_edition
from aipulsen.store import editions
from benchmarks import forked
from tests.conftest import ROOT


def live_manifest(name: str, as_of: dt.date = dt.date(2026, 6, 30)) -> Manifest:
    """A minimal manifest of a live edition."""
    return Manifest(
        name=name,
        kind="live",
        as_of=as_of,
        as_of_precision="day",
        published_at=f"{as_of}T12:00:00+02:00",
        tables={},
        origins={},
        engine=None,
    )


def empty_live_tables() -> dict[str, pd.DataFrame]:
    """Every required table of a live edition, without rows."""
    return {table: schemas.empty(table) for table in schemas.REQUIRED_TABLES["live"]}


def publish(folder: Path, name: str = "prov", *, replace: bool = False, **changes: pd.DataFrame) -> editions.Edition:
    """Publish a small live edition."""
    frames = {**empty_live_tables(), **changes}
    return editions.publish(
        folder,
        live_manifest(name),
        frames,
        origins_of=dict.fromkeys(frames, ()),
        periods=dict.fromkeys(frames, "2026"),
        replace=replace,
    )


def population(persons: int) -> pd.DataFrame:
    """One row of population."""
    row = ["25", "county", "2026", persons, "measured", "x"]
    return pd.DataFrame([row], columns=list(schemas.SCHEMAS["population"].columns))


def test_what_is_published_is_what_is_read(tmp_path: Path) -> None:
    """A frame comes back with its values and the schema's types."""
    publish(tmp_path / "live", population=population(1234))
    frame = editions.open_edition("prov", tmp_path).read("population")
    assert frame.population_persons.tolist() == [1234]
    assert str(frame.population_persons.dtype) == "Int64"


def test_a_changed_byte_is_refused(tmp_path: Path) -> None:
    """An edition whose table does not match its seal is not opened, and the sentence names the table."""
    edition = publish(tmp_path / "live", population=population(1234))
    file = edition.path / "population.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(EditionError, match="population"):
        editions.open_edition("prov", tmp_path)


def test_a_lost_table_is_refused(tmp_path: Path) -> None:
    """A table that is in the manifest but not in the folder stops the edition."""
    edition = publish(tmp_path / "live")
    (edition.path / "ads.parquet").unlink()
    with pytest.raises(EditionError, match=r"ads\.parquet"):
        editions.open_edition("prov", tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format_version": 99}', '{"format_version": 1}', "[" * 100_000, '{"a":' * 99],
)
def test_a_broken_manifest_is_refused(tmp_path: Path, text: str) -> None:
    """An unreadable, foreign or incomplete manifest gives one sentence, not a traceback."""
    edition = publish(tmp_path / "live")
    (edition.path / "manifest.json").write_text(text)
    with pytest.raises(EditionError, match="prov"):
        editions.open_edition("prov", tmp_path)


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within a JSON value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, value in inner for place in ((*path, key), *_places(value, (*path, key)))]


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, ["x"], {"x": 1}, 10**25], ids=repr)
def test_whatever_stands_anywhere_in_a_manifest_it_is_read_or_refused(odd: Any) -> None:
    """No value of another type gets past the door, where a page would meet it."""
    whole = json.loads(editions.open_edition("demo").manifest.to_json())
    for place in _places(whole):
        spoilt = json.loads(json.dumps(whole))
        holder = spoilt
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = odd
        with contextlib.suppress(EditionError):
            read = Manifest.from_json(json.dumps(spoilt), "prov")
            assert all(isinstance(e.rows, int) and isinstance(e.period, str) for e in read.tables.values())
            assert isinstance(read.account, dict)


def test_a_frame_that_breaks_its_schema_publishes_nothing(tmp_path: Path) -> None:
    """A negative population is refused and no folder is left behind."""
    with pytest.raises(DataContractError, match="population_persons"):
        publish(tmp_path / "live", population=population(-1))
    assert not (tmp_path / "live").exists() or list((tmp_path / "live").iterdir()) == []


def test_editions_never_change_under_the_same_name(tmp_path: Path) -> None:
    """Other content under a taken name is refused; the same content is the same edition."""
    first = publish(tmp_path / "live", population=population(1))
    again = publish(tmp_path / "live", population=population(1))
    assert first.manifest == again.manifest
    with pytest.raises(ParameterError, match="--replace"):
        publish(tmp_path / "live", population=population(2))
    assert editions.open_edition("prov", tmp_path).read("population").population_persons.tolist() == [1]


@pytest.mark.parametrize(("persons", "is_same"), [(1, True), (2, False)])
def test_of_two_who_publish_one_name_at_once_the_second_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, persons: int, is_same: bool
) -> None:
    """The name is taken while the second writes: the same content is the same edition, another is refused."""
    other = publish(tmp_path / "other", population=population(1))
    exchange = editions._exchange

    def after_the_other(beside: Path, final: Path, *, replace: bool) -> bool:
        shutil.copytree(other.path, final)
        return exchange(beside, final, replace=replace)

    monkeypatch.setattr(editions, "_exchange", after_the_other)
    if is_same:
        assert publish(tmp_path / "live", population=population(persons)).manifest == other.manifest
    else:
        with pytest.raises(ParameterError, match="finns redan"):
            publish(tmp_path / "live", population=population(persons))
    assert editions.open_edition("prov", tmp_path).manifest.tables == other.manifest.tables
    assert [path.name for path in (tmp_path / "live").iterdir()] == ["prov"]


def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path) -> None:
    """A name becomes a folder: no slashes, no dots that climb."""
    for name in ("../x", "a/b", "", "A", "a..b"):
        with pytest.raises(ParameterError, match="namn"):
            editions.check_name(name)


@pytest.mark.parametrize("name", sorted(p.name for p in (EMBEDDED_DATA_DIR / "editions").iterdir() if p.is_dir()))
def test_no_live_edition_takes_the_name_of_one_that_comes_with_the_program(tmp_path: Path, name: str) -> None:
    """It would stand behind every link to that edition: refused at publication, also where one may be replaced."""
    with pytest.raises(ParameterError, match="följer med programmet"):
        publish(tmp_path / "live", name=name, replace=True)
    assert not (tmp_path / "live").exists()


def test_the_newest_live_edition_is_the_default_and_demo_never_is(tmp_path: Path) -> None:
    """Age of the data decides; without a live edition the report stands."""
    assert editions.default_edition(tmp_path).name == editions.REPORT_EDITION
    for name, day in (("aldre", dt.date(2026, 5, 1)), ("nyare", dt.date(2026, 6, 1))):
        frames = empty_live_tables()
        editions.publish(
            tmp_path / "live",
            live_manifest(name, day),
            frames,
            origins_of=dict.fromkeys(frames, ()),
            periods=dict.fromkeys(frames, "2026"),
        )
    assert editions.default_edition(tmp_path).name == "nyare"


def test_a_damaged_live_edition_is_passed_over_for_the_next(tmp_path: Path) -> None:
    """The default is the newest edition that opens."""
    edition = publish(tmp_path / "live")
    (edition.path / "ads.parquet").write_bytes(b"")
    assert editions.default_edition(tmp_path).name == editions.REPORT_EDITION


def test_the_report_edition_rebuilds_to_the_same_bytes(tmp_path: Path) -> None:
    """The embedded edition is exactly what `data/reference` gives."""
    built = build_report_edition(tmp_path)
    committed = ROOT / "data" / "editions" / editions.REPORT_EDITION
    ours = {p.name: p.read_bytes() for p in sorted(built.path.iterdir())}
    theirs = {p.name: p.read_bytes() for p in sorted(committed.iterdir())}
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_an_edition_killed_between_its_two_renames_comes_back(tmp_path: Path) -> None:
    """When a replacement dies after the old edition stepped aside, the old one is served."""
    edition = publish(tmp_path / "live", population=population(7))
    edition.path.rename(edition.path.with_name(".prov.old"))
    assert editions.open_edition("prov", tmp_path).read("population").population_persons.tolist() == [7]


def test_a_sweep_clears_what_stepped_aside_and_restores_what_nothing_replaced(tmp_path: Path) -> None:
    """Killed after its second rename, the old edition goes; killed before it, the old one comes back."""
    old = publish(tmp_path / "live", population=population(7))
    shutil.copytree(old.path, old.path.with_name(".prov.old"))
    editions.sweep(tmp_path / "live")
    assert [p.name for p in (tmp_path / "live").iterdir()] == ["prov"]
    old.path.rename(old.path.with_name(".prov.old"))
    editions.sweep(tmp_path / "live")
    assert editions.open_edition("prov", tmp_path).read("population").population_persons.tolist() == [7]


def _publish_on_and_on(folder: Path, first: int, told: Connection) -> None:
    for n in itertools.count(first):
        publish(folder, population=population(n), replace=True)
        if n == first:
            told.send(n)


@pytest.mark.slow
def test_a_process_killed_while_publishing_leaves_the_old_edition_or_the_new(tmp_path: Path) -> None:
    """Ten kills at different moments of replacing: every time an edition opens, whole; a sweep leaves nothing else."""
    publish(tmp_path / "live", population=population(0))
    for attempt in range(10):
        heard, told = forked.context().Pipe(duplex=False)
        first = 1000 * (attempt + 1)
        process = forked.begin(_publish_on_and_on, tmp_path / "live", first, told)
        assert heard.recv() == first  # it has replaced once, and goes on
        time.sleep(0.037 * attempt)
        process.kill()
        process.join()
        frame = editions.open_edition("prov", tmp_path).read("population")
        assert frame.population_persons.iloc[0] >= first, "a finished replacement was lost"
    editions.sweep(tmp_path / "live")
    assert [p.name for p in (tmp_path / "live").iterdir()] == ["prov"]
    assert editions.open_edition("prov", tmp_path).read("population").population_persons.iloc[0] >= first


def _read_until_done(folder: Path, told: Connection) -> None:
    for opened in itertools.count():
        if opened == 1 or (folder / "done").exists():
            told.send(opened)
        if (folder / "done").exists():
            return
        known, broken = editions.list_editions(folder)
        assert "prov" in [e.name for e in known]
        assert not broken, (broken, [e.name for e in known])


@pytest.mark.slow
def test_readers_and_a_publisher_never_stand_in_each_other_s_way(tmp_path: Path) -> None:
    """While one process publishes an edition anew 10 times and then exchanges it 300 times with nothing between, two
    others list and open it: nobody ever fails or misses it."""
    live = tmp_path / "live"
    publish(live, population=population(0))
    made = [publish(tmp_path / f"made-{n}", population=population(n)).path for n in (1, 2)]
    pipes = [forked.context().Pipe(duplex=False) for _ in range(2)]
    readers = [forked.begin(_read_until_done, tmp_path, told) for _, told in pipes]
    try:
        assert [heard.recv() for heard, _ in pipes] == [1, 1]
        for n in range(10):
            publish(live, population=population(n), replace=True)
        for n in range(300):
            shutil.copytree(made[n % 2], live / ".prov.new")
            editions._exchange(live / ".prov.new", live / "prov", replace=True)
    finally:
        (tmp_path / "done").touch()
        for process in readers:
            process.join()
    assert [process.exitcode for process in readers] == [0, 0]
    assert all(heard.recv() > 50 for heard, _ in pipes)


def test_a_table_of_an_edition_that_was_exchanged_after_it_was_opened_is_refused(tmp_path: Path) -> None:
    """The name now holds other rows, or no such table: neither is given under the opened edition's manifest."""
    opened = publish(tmp_path / "live", population=population(1), wages=schemas.empty("wages"))
    publish(tmp_path / "live", population=population(2), replace=True)
    for table in ("population", "wages"):
        with pytest.raises(EditionError, match=f"byttes ut medan den lästes.*{table}"):
            opened.read(table)


def test_a_table_that_was_read_before_the_exchange_can_be_read_again(tmp_path: Path) -> None:
    """What a page has read once it keeps."""
    opened = publish(tmp_path / "live", population=population(1))
    opened.read("population")
    publish(tmp_path / "live", population=population(2), replace=True)
    assert opened.read("population").population_persons.tolist() == [1]


def _exchange_on_and_on(live: Path, made: list[Path]) -> None:
    for path in itertools.cycle(made):
        shutil.copytree(path, live / ".prov.new")
        editions._exchange(live / ".prov.new", live / "prov", replace=True)


def test_a_reader_under_a_publisher_gets_its_own_rows_or_one_error(tmp_path: Path) -> None:
    """While another process exchanges the edition on and on, each read gives the rows that its manifest sealed or an
    EditionError; both happen."""
    publish(tmp_path / "live", population=population(1))
    made = [publish(tmp_path / f"made-{n}", population=population(n)).path for n in (2, 3)]
    process = forked.begin(_exchange_on_and_on, tmp_path / "live", made)
    try:
        own = {editions.open_edition_at(path).manifest.tables["population"].sha256: n for n, path in enumerate(made, 2)}
        read = refused = 0
        deadline = time.monotonic() + 60
        while (read < 20 or refused < 2) and time.monotonic() < deadline:
            edition = editions.open_edition("prov", tmp_path)
            keepers.forget()
            sealed = own.get(edition.manifest.tables["population"].sha256, 1)
            try:
                frame = edition.read("population")
            except EditionError:
                refused += 1
                continue
            read += 1
            assert frame.population_persons.tolist() == [sealed]
    finally:
        process.kill()
        process.join()
    assert (read >= 20, refused >= 2) == (True, True), (read, refused)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """When the folder cannot be written, the sentence says so and nothing has changed."""
    target = tmp_path / "live"
    target.write_text("a file where the folder should be")
    with pytest.raises(EditionError, match="live"):
        publish(target)
    assert target.read_text() == "a file where the folder should be"


def test_the_reader_cannot_change_an_edition(tmp_path: Path) -> None:
    """A frame that was read is the reader's own copy."""
    publish(tmp_path / "live", population=population(5))
    edition = editions.open_edition("prov", tmp_path)
    frame = edition.read("population")
    frame["population_persons"] = 0
    assert edition.read("population").population_persons.tolist() == [5]


def test_a_salary_of_one_sex_is_marked_as_an_estimate() -> None:
    """SCB suppressed the men's values in two regions 2020: those rows, and only those, are no published means."""
    wages = editions.open_edition("rapport-2026-04").read("wages")
    marked = wages[wages.status == "estimate"]
    assert set(marked.region_code) == {"SE32", "SE33"}
    assert set(marked.year) == {"2020"}
