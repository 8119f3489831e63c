"""The benchmarks' reader of the dashboard speaks Streamlit's protocol: against a real server with a page of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

from benchmarks.reader import Reader, Run
from benchmarks.servers import dashboard

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
        first, second, chosen, faulty = asyncio.run(read(port))
    assert first.choices == {"Ort": ["Luleå", "Boden"]}
    assert "vega_lite_chart" in " ".join(first.elements)
    assert first.first_chart_seconds is not None
    assert (first.known_messages, second.known_messages) == (0, 1)
    assert second.bytes < first.bytes / 2
    assert (first.exceptions, second.exceptions) == ([], [])
    assert len(chosen.exceptions) == len(faulty.exceptions) == 1
