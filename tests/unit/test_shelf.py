"""What lies on the shelf is what would be made, for whoever asks the same of the same program, and for nobody else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import multiprocessing
import os
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from aipulsen import keepers, shelf
from aipulsen.figures import prepared
from aipulsen.keepers import Keeper, kept_in
from aipulsen.settings import Settings
from aipulsen.shelf import Shelf
from aipulsen.store.editions import Edition, open_edition

pytestmark = pytest.mark.fresh

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has rights and signals of its own")


@pytest.fixture(autouse=True)
def _no_shelf_after() -> Iterator[None]:
    yield
    keepers.use_shelf(None)


def _use(folder: Path, program: str = "program", megabytes: float = 10) -> Shelf:
    opened = shelf.opened(folder, megabytes, program, is_behind=False)
    assert opened is not None
    keepers.use_shelf(opened)
    return opened


class Counter:
    """A kept function that counts how often it is at work; each one has a memory of its own, as a process has."""

    def __init__(self) -> None:
        self.made = list[Any]()

        @kept_in(Keeper("test", 10, is_shelved=True))
        def ask(edition: Edition, number: int) -> pd.DataFrame:
            self.made.append(number)
            return pd.DataFrame({"number": [number], "edition": [edition]})

        self.ask = ask


def test_another_process_reads_what_was_made(tmp_path: Path) -> None:
    """The second asker, whose memory is empty, gets an equal value, and in it the edition that he has open."""
    demo = open_edition("demo")
    _use(tmp_path)
    first, second = Counter(), Counter()
    made, read = first.ask(demo, 7), second.ask(demo, 7)
    assert (first.made, second.made) == ([7], [])
    assert made is not read
    pd.testing.assert_frame_equal(made, read)
    assert read.edition.iloc[0] is demo


def test_another_program_another_content_another_question_is_made_anew(tmp_path: Path) -> None:
    """The name of an edition says nothing: another content, another program or another argument is another value."""
    demo = open_edition("demo")
    other = dataclasses.replace(demo, manifest=dataclasses.replace(demo.manifest, published_at="2020-01-01"))
    _use(tmp_path)
    Counter().ask(demo, 7)
    again = Counter()
    again.ask(other, 7)
    again.ask(demo, 8)
    _use(tmp_path, "another program")
    again.ask(demo, 7)
    assert again.made == [7, 8, 7]


def test_the_program_s_hash_follows_every_file(tmp_path: Path) -> None:
    """A source, a text, a table that changes, comes or is renamed; what Python compiles beside them does not count."""
    (tmp_path / "a.py").write_text("1")
    told = [shelf.program_hash(tmp_path)]
    (tmp_path / "a.pyc").write_text("1")
    assert shelf.program_hash(tmp_path) == told[0]
    (tmp_path / "a.py").write_text("2")
    told.append(shelf.program_hash(tmp_path))
    (tmp_path / "b.toml").write_text("1")
    told.append(shelf.program_hash(tmp_path))
    (tmp_path / "b.toml").rename(tmp_path / "c.toml")
    told.append(shelf.program_hash(tmp_path))
    assert len(set(told)) == 4


def test_a_server_with_another_address_has_another_program(tmp_path: Path) -> None:
    """Figures show the server's address."""
    programs = [
        prepared.open_shelf(Settings(data_dir=tmp_path, public_url=url)) for url in ("https://a.test", "https://b.test")
    ]
    assert len({opened.program for opened in programs if opened}) == 2


def test_what_was_read_from_another_edition_stays_in_memory(tmp_path: Path) -> None:
    """What compares two editions is named by one of them alone: neither it nor what is made of it is laid there,
    whether the part was made just now or kept before."""
    demo, report = open_edition("demo"), open_edition("rapport-2026-04")
    opened = _use(tmp_path)
    memory = Keeper("test", 10, is_shelved=True)

    @kept_in(memory)
    def compared(edition: Edition) -> int:
        return len(report.read("education")) + len(edition.read("education"))

    @kept_in(memory)
    def told(edition: Edition, words: str) -> str:
        return f"{words} {compared(edition)}"

    told(demo, "made")
    told(demo, "kept")
    assert opened.bytes_kept() == 0

    @kept_in(memory)
    def alone(edition: Edition) -> int:
        return len(edition.read("education"))

    alone(demo)
    assert opened.bytes_kept() > 0


def test_an_edition_as_it_stood_is_read_as_such(tmp_path: Path) -> None:
    """What is compared with an earlier day of the same edition knows that day in the next process, too."""
    demo = open_edition("demo")
    earlier = dataclasses.replace(demo, manifest=dataclasses.replace(demo.manifest, as_of=dt.date(2026, 1, 31)))
    _use(tmp_path)
    made = list[Edition]()

    def ask(memory: Keeper) -> Edition:
        @kept_in(memory)
        def before(edition: Edition) -> Edition:
            made.append(edition)
            return earlier

        return before(demo)

    assert [ask(Keeper("test", 1, is_shelved=True)) for _ in range(2)] == [earlier, earlier]
    assert len(made) == 1


@pytest.mark.parametrize("damage", [b"", b"no such thing", None])
def test_a_damaged_file_is_made_anew_with_one_line(
    tmp_path: Path, damage: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    """Empty, something else, or with one byte turned: the reader gets his answer, and the file is whole again."""
    demo = open_edition("demo")
    opened = _use(tmp_path)
    for number in (7, 8):
        Counter().ask(demo, number)
    files = [path for _, _, path in opened._files()]
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage)
    with caplog.at_level("WARNING", "aipulsen"):
        again = Counter()
        assert [again.ask(demo, number).number.iloc[0] for number in (7, 8)] == [7, 8]
    assert again.made == [7, 8]
    assert [record.message.split(" error")[0] for record in caplog.records] == ["shelf damaged"]
    whole = Counter()
    whole.ask(demo, 7)
    assert whole.made == []


def test_what_cannot_be_packed_is_kept_in_memory(tmp_path: Path) -> None:
    """A function that is made in a function: the asker notices nothing."""
    opened, memory = _use(tmp_path), Keeper("test", 10, is_shelved=True)

    @kept_in(memory)
    def ask() -> Any:
        return lambda: 7

    assert ask()() == 7
    assert ask() is ask()
    assert opened.bytes_kept() == 0


def test_the_shelf_never_holds_more_than_its_bound(tmp_path: Path) -> None:
    """A hundred values in room for a dozen: what was used longest ago is gone, what is used again stays."""
    opened = _use(tmp_path, megabytes=0.1)
    for number in range(100):
        place = opened.place_of(("value", number))
        assert place is not None
        opened.lay(place, os.urandom(8_000), [])
        first = opened.place_of(("value", 0))
        assert first is not None
        os.utime(first)
        assert opened.bytes_kept() <= opened.most_bytes
    kept = [n for n in range(100) if (place := opened.place_of(("value", n))) is not None and place.exists()]
    assert kept[0] == 0
    assert kept[1:] == list(range(100 - len(kept[1:]), 100))
    assert len(kept) > 5


@posix
def test_a_folder_that_cannot_be_written_costs_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A file stands where the folder should: everything is made, nothing fails."""
    demo = open_edition("demo")
    opened = _use(tmp_path / "shelf")
    opened.folder.rmdir()
    opened.folder.write_text("a file")
    with caplog.at_level("WARNING", "aipulsen"):
        asked = Counter()
        assert [asked.ask(demo, number).number.iloc[0] for number in range(3)] == [0, 1, 2]
    assert {record.message.split(" error")[0] for record in caplog.records} <= {"shelf not written", "shelf not read"}
    assert len(caplog.records) <= 2


@posix
def test_a_shelf_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    """Who writes there decides what our process does; the folder that we make is ours alone."""
    ours = tmp_path / "ours"
    assert shelf.opened(ours, 1, "program") is not None
    assert stat.S_IMODE(ours.stat().st_mode) == 0o700
    ours.chmod(0o777)
    assert shelf.opened(ours, 1, "program") is None


def test_a_full_disk_is_left_alone_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a write that failed nothing is packed for it, and what was begun is taken away."""
    opened = _use(tmp_path)
    tries = list[Path]()

    def full(path: Path, *_: object) -> None:
        tries.append(path)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    asked = Counter()
    for number in range(5):
        asked.ask(open_edition("demo"), number)
    assert len(tries) == 1
    assert list(opened._files()) == []


def _write_for_ever(folder: Path) -> None:
    opened = shelf.opened(folder, 50, "program", is_behind=False)
    assert opened is not None
    number = 0
    while True:
        place = opened.place_of(("value", number % 20))
        assert place is not None
        opened.lay(place, [number % 20] * 200_000 + [os.urandom(50_000)], [])
        number += 1


@posix
def test_a_writer_that_is_killed_leaves_only_whole_values(tmp_path: Path) -> None:
    """Killed in the middle, four times, two at once: every file that has a name is whole, and the next writes on."""
    context = multiprocessing.get_context("spawn")
    for _ in range(2):
        writers = [context.Process(target=_write_for_ever, args=(tmp_path,)) for _ in range(2)]
        for writer in writers:
            writer.start()
        while sum(1 for _ in tmp_path.glob("??/*")) < 20:
            time.sleep(0.02)
        for writer in writers:
            os.kill(writer.pid or 0, signal.SIGKILL)
            writer.join()
    opened = _use(tmp_path)
    found = 0
    for number in range(20):
        place = opened.place_of(("value", number))
        assert place is not None
        if (value := opened.take(place, [])) is not shelf.MISSING:
            assert value[0] == number
            found += 1
    assert found > 10
    assert opened._told == set()


def test_who_writes_behind_is_waited_for_when_told_to(tmp_path: Path) -> None:
    """A thread writes; after `settle` all lies there."""
    opened = shelf.opened(tmp_path, 10, "program")
    assert opened is not None
    places = [opened.place_of(("value", number)) for number in range(50)]
    for number, place in enumerate(places):
        assert place is not None
        opened.lay(place, number, [])
    opened.settle()
    assert [opened.take(place, []) for place in places if place] == list(range(50))
