"""Groups of AI work and named tools, told of made-up ads by hand, and how they stand in scored rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from aipulsen.cli import program
from aipulsen.scoring import AdText, load_engine
from aipulsen.scoring.skills import load_tools, trusted_groups
from tests.scoring.golden import NAMED, kinds, named_line, named_lines
from tests.scoring.test_score_files import AD

ADS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "named_ads.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("ad", ADS, ids=lambda ad: ad["title"])
def test_the_groups_and_tools_are_those_a_person_told(ad: dict[str, Any]) -> None:
    """All of them and no others, in the order of their files."""
    score = load_engine().score(AdText("1", ad["title"], ad["text"]))
    assert [group.id for group in score.groups] == ad["groups"], ad["why"]
    assert [tool.id for tool in score.tools] == ad["tools"], ad["why"]


def test_every_group_that_is_told_and_every_tool_is_in_an_ad() -> None:
    assert {group for ad in ADS for group in ad["groups"]} == trusted_groups()
    assert {tool for ad in ADS for tool in ad["tools"]} == {tool for tool, _ in load_tools()}


def test_scored_rows_hold_what_was_told(tmp_path: Path) -> None:
    """From a file to its two columns; where nothing is named the value is missing."""
    file, out = tmp_path / "ads.jsonl", tmp_path / "rows.parquet"
    with file.open("w", encoding="utf-8") as sink:
        for number, ad in enumerate(ADS):
            own = {"id": str(number), "original_id": None, "headline": ad["title"], "description": {"text": ad["text"]}}
            sink.write(json.dumps(AD | own) + "\n")
    assert CliRunner().invoke(program(), ["score", str(file), "--out", str(out)]).exit_code == 0
    rows = {row["id"]: row for row in pq.read_table(out).to_pylist()}
    for number, ad in enumerate(ADS):
        row = rows[str(number)]
        assert row["work_groups"] == ("|".join(ad["groups"]) or None)
        assert row["named_tools"] == ("|".join(ad["tools"]) or None)


@pytest.mark.parametrize(("ad", "stored"), named_lines(), ids=lambda value: getattr(value, "id", ""))
def test_what_the_made_up_kinds_name_is_what_was_stored(ad: AdText, stored: str) -> None:
    """Byte for byte: each group and tool with the words that say so, their zone and place."""
    assert named_line(ad) == stored


def test_the_stored_lines_are_of_all_ai_ads_and_hold_every_group_but_speech() -> None:
    """The file is worth keeping only while it has something of everything."""
    told = [json.loads(line) for line in NAMED.read_text("utf-8").splitlines()]
    assert [one["id"] for one in told] == [ad.id for ad in kinds() if load_engine().score(ad).level != "none"]
    assert {group[0] for one in told for group in one["groups"]} == trusted_groups() - {"speech_language"}
    assert sum(bool(one["tools"]) for one in told) >= 10
