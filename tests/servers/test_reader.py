"""The benchmarks' reader of the dashboard speaks Streamlit's protocol: against a real server with a page of its own."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import requests
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from aipulsen.paths import ROOT
from aipulsen.ui import downloads
from benchmarks.reader import Reader, Run
from benchmarks.readers import Readers
from benchmarks.servers import dashboard
from tests.servers.apart import run_apart

PAGE = """
import streamlit as st

town = st.selectbox("Ort", ["Luleå", "Boden"])
st.vega_lite_chart(spec={"data": {"values": [{"a": 1}] * 2000}, "mark": "point"})
if town == "Boden" or st.query_params.get("fel"):
    raise ValueError(town)
"""


def test_a_reader_gets_the_page_chooses_and_keeps_what_it_has_met(tmp_path: Path) -> None:
    """Choices and the chart's moment are read; the second run brings the chart as a hash; a choice acts."""
    (tmp_path / "app.py").write_text(PAGE)

    async def read(port: int) -> list[Run]:
        async with Reader(port) as reader:
            runs = [await reader.open(""), await reader.open(""), await reader.choose("Ort", "Boden")]
        async with Reader(port) as other:
            return [*runs, await other.open("", "fel=1")]

    with dashboard(tmp_path) as (port, _):
        first, second, chosen, faulty = run_apart(read(port))
    assert first.choices == {"Ort": ["Luleå", "Boden"]}
    assert "vega_lite_chart" in " ".join(first.elements)
    assert first.first_chart_seconds is not None
    assert (first.known_messages, second.known_messages) == (0, 1)
    assert second.bytes < first.bytes / 2
    assert (first.exceptions, second.exceptions) == ([], [])
    assert len(chosen.exceptions) == len(faulty.exceptions) == 1


def test_one_of_many_readers_goes_on_where_a_page_offers_no_such_choice(tmp_path: Path) -> None:
    """He would change county, which a page without filters lets nobody do: he opens another page instead."""
    (tmp_path / "app.py").write_text(PAGE)
    chance = random.Random(0)
    assert chance.random() > 0.75  # another county, that is; the reader draws the same

    async def read(port: int) -> Run:
        async with Reader(port) as reader:
            await reader.open("")
            return await Readers(port, 60).next(reader, random.Random(0))

    with dashboard(tmp_path) as (port, _):
        assert "vega_lite_chart" in " ".join(run_apart(read(port)).elements)


FILES = """
import streamlit as st
from aipulsen.ui import downloads

downloads.be_patient()
st.download_button("Bild", data=lambda: b"bytes", file_name="bild.png", mime="image/png", on_click="ignore")
"""


def test_a_made_file_lies_ready_however_many_others_read_meanwhile(tmp_path: Path) -> None:
    """Scripts of other readers end, which takes Streamlit's own file away before its reader comes."""
    (tmp_path / "app.py").write_text(FILES)
    (tmp_path / "aipulsen").symlink_to(ROOT / "aipulsen")

    async def read(port: int) -> str:
        async with Reader(port) as reader, Reader(port) as other:
            await reader.open("")
            path = await reader.download("Bild")
            for _ in range(4):
                await other.open("")
            return path

    with dashboard(tmp_path) as (port, _):
        path = run_apart(read(port))
        assert requests.get(f"http://localhost:{port}{path}", timeout=10).content == b"bytes"


def test_a_made_file_goes_when_its_time_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before, unless it is a picture of a page and no file; one that is made again stays."""
    storage = MemoryMediaFileStorage("/media")
    downloads.PatientStorage.of(storage)

    def held(data: bytes, kind: MediaFileKind = MediaFileKind.DOWNLOADABLE) -> str:
        return storage.load_and_get_id(data, "image/png", kind)

    shown, waiting = held(b"shown", MediaFileKind.MEDIA), held(b"waiting")
    for file_id in (shown, waiting):
        storage.delete_file(file_id)
    assert list(storage._files_by_id) == [waiting]
    monkeypatch.setattr(downloads, "_SECONDS", 0)
    assert held(b"waiting") == waiting
    held(b"another")
    assert waiting in storage._files_by_id
    storage.delete_file(waiting)
    assert waiting not in storage._files_by_id
