"""Pictures are drawn by processes of their own: the same bytes, and one that dies is no reader's trouble."""

from __future__ import annotations

import io
import itertools
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from loky import ProcessPoolExecutor

from aipulsen import keepers, topics
from aipulsen.cli import main
from aipulsen.errors import EditionError, ParameterError
from aipulsen.figures import build_figure, press, workshop
from aipulsen.figures.desk import Desk
from aipulsen.figures.files import FileOrder, file_bytes
from aipulsen.queries import Selection, default_base
from aipulsen.store.editions import default_edition, open_edition
from aipulsen.text import LANGS
from aipulsen.ui import start
from aipulsen.voice import Voice
from tests.chosen import Chosen

PNG = topics.FIGURE_FORMATS[0]


@pytest.fixture(scope="module", autouse=True)
def bench() -> Iterator[workshop.Workshop]:
    """The house's workshop with one worker, for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        one = workshop.Workshop(1)
        patch.setattr(workshop, "workshop", lambda: one)
        yield one
        one.close()


def order(figure: str | None, file_format: topics.FileFormat = PNG, **choices: str) -> FileOrder:
    desk, selection = Chosen("demo", **choices).shown()
    return FileOrder(desk=desk, selection=selection, file_format=file_format, figure=figure)


def test_a_worker_draws_what_would_be_drawn_here_and_once(bench: workshop.Workshop) -> None:
    """The same bytes as in this process, from another one; the next who asks is given what is kept."""
    asked = order("wage-spread")
    assert bench.do(os.getpid) != os.getpid()
    keepers.forget()
    drawn = workshop.made(asked)
    assert drawn == file_bytes(asked)
    assert workshop.made(order("wage-spread")) is drawn


def test_what_cannot_be_drawn_is_said_as_it_is_here() -> None:
    """An error of ours keeps its kind and its words on the way between two processes."""
    with pytest.raises(ParameterError):
        workshop.made(order(None, topics.BRIEF_FORMATS[1]))
    report, selection = Chosen("rapport-2026-04").shown()
    with pytest.raises(EditionError):
        workshop.made(FileOrder(desk=report, selection=selection, file_format=PNG, figure="places-map"))


def _die_once(mark: Path) -> int:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on Windows")
def test_after_a_killed_worker_the_next_picture_comes(bench: workshop.Workshop, tmp_path: Path) -> None:
    """One who dies waiting, and one who dies at work: the work is done by the next."""
    first = bench.do(os.getpid)
    psutil.Process(first).kill()
    assert workshop.made(order("wage-spread", county_code="25"))[:4] == b"\x89PNG"
    second = bench.do(os.getpid)
    assert bench.do(_die_once, tmp_path / "mark") not in (first, second)


def _sleep_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        time.sleep(60)
    return "drawn"


def test_who_waits_while_workers_are_exchanged_is_drawn_by_the_next(bench: workshop.Workshop, tmp_path: Path) -> None:
    """As they are where a drawing takes too long: it alone has used up one of its two tries."""

    def handed_out(name: str) -> Callable[[ProcessPoolExecutor], Future[str]]:
        return lambda pool: pool.submit(_sleep_once, tmp_path / name)

    for name in ("first", "third"):
        (tmp_path / name).touch()
    drawn = bench.do_each([handed_out(name) for name in ("first", "second", "third")])
    assert next(drawn) == "drawn"
    bench.close()
    assert list(drawn) == ["drawn", "drawn"]


def test_a_worker_ends_with_its_parent_also_while_it_loads() -> None:
    """Who is gone already is nobody to wait for."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    worker = multiprocessing.get_context("spawn").Process(target=workshop._begin, args=(gone.pid,))
    worker.start()
    worker.join(120)
    assert worker.exitcode == 1


def _die(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on Windows")
def test_what_ends_a_worker_twice_is_told_in_a_sentence(bench: workshop.Workshop, tmp_path: Path) -> None:
    """One of our errors, with what to do; the workshop goes on."""
    with pytest.raises(EditionError, match="avbröts två gånger"):
        bench.do(_die, tmp_path)
    assert bench.do(os.getpid) != os.getpid()


def files_of(kit: bytes) -> dict[str, bytes]:
    """Its files in their order; a page and a workbook, which say when they were made, by their first bytes."""
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        return {n: archive.read(n)[: 4 if n.endswith((".pdf", ".xlsx")) else None] for n in archive.namelist()}


def test_a_kit_of_all_workers_is_the_kit_of_one(monkeypatch: pytest.MonkeyPatch, bench: workshop.Workshop) -> None:
    """The same files in the same order, for one county as for many: the first are made whole by a worker, the last in
    pieces by all."""
    monkeypatch.setattr(press, "KIT_PIECES", ("big-city-split", "wage-spread"))
    kit_format = topics.BRIEF_FORMATS[2]
    monkeypatch.setattr(bench, "workers", 2)
    asked = [order(None, kit_format, county_code=code) for code in ("25", "01", "12")]
    one = press.press_kit(press.county_brief(asked[0].desk, asked[0].selection))
    assert files_of(workshop.made(asked[0])) == files_of(one)
    many = dict(workshop.kits(asked[0].desk, [a.selection for a in asked]))
    assert files_of(many[asked[0].selection]) == files_of(one)
    for other in asked[1:]:
        assert files_of(many[other.selection]) == files_of(workshop.made(other))


def test_the_start_page_s_pictures_are_there_when_the_first_reader_asks(
    monkeypatch: pytest.MonkeyPatch, bench: workshop.Workshop
) -> None:
    """As a page without choices asks for them; the worker's part is done here."""
    monkeypatch.setattr(start, "FRONT", ("gap-map",))
    monkeypatch.setattr(bench, "do", lambda job, order: job(order))
    start.prepare()
    desk, _ = Chosen().shown()
    selection = Selection(base=default_base(desk.edition))
    monkeypatch.setattr(bench, "do", lambda *_: pytest.fail("drawn again"))
    assert workshop.made(FileOrder(desk=desk, selection=selection, file_format=PNG, figure="gap-map"))[:4] == b"\x89PNG"


def test_every_view_is_drawn_before_its_first_reader_and_rests_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the default edition and the demo, in both languages: what a page asks for then is kept."""
    rests: list[float] = []
    monkeypatch.setattr(topics, "FIGURES", {key: topics.FIGURES[key] for key in ("wage-spread", "similar")})
    monkeypatch.setattr(start, "time", SimpleNamespace(thread_time=time.thread_time, sleep=rests.append))
    start.prepare_views()
    assert len(rests) == 2 * len(LANGS)  # what needs a county waits for one
    monkeypatch.setattr(topics.FigureEntry, "build", lambda *_: pytest.fail("built again"))
    for name, lang in itertools.product((default_edition().name, "demo"), LANGS):
        desk = Desk(open_edition(name), Voice(lang))
        build_figure("wage-spread", desk, Selection(base=default_base(desk.edition)))


def test_kits_of_many_counties_lie_in_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ZIP a county, named after it and its edition; a place that is no folder is told before anything is drawn."""
    monkeypatch.setattr(press, "KIT_PIECES", ("wage-spread",))
    asked = ["presskit", "--county", "25", "--county", "Kiruna", "--county", "01", "--edition", "demo", "--out"]
    (tmp_path / "file").touch()
    for place, code in (("file", 2), ("kits", 0)):
        with pytest.raises(SystemExit) as done:
            main([*asked, str(tmp_path / place)])
        assert int(done.value.code or 0) == code
    assert {path.name for path in (tmp_path / "kits").iterdir()} == {
        "aipulsen-25-demo-90d.zip",
        "aipulsen-01-demo-90d.zip",
    }
