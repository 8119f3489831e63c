"""Ads read the short way, their text never built, give what ads read in full give."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aipulsen.ads.account import ScoredBlock
from aipulsen.ads.score_files import Work, score_block
from aipulsen.sources.ad_files import Block
from aipulsen.tables.ads import parse_ad, read_ad_line

AD = {
    "id": "1",
    "original_id": "11",
    "headline": "Snickare",
    "description": {"text": "Vi bygger trähus i Luleå och söker dig. " * 5, "text_formatted": "<p>Vi bygger</p>"},
    "employer": {"name": "Exempel AB", "organization_number": "5560000000"},
    "workplace_address": {"municipality_code": "2580", "region_code": "25", "country_code": "199"},
    "occupation_group": {"legacy_ams_taxonomy_id": "7115", "label": "Träarbetare"},
    "occupation": {"label": "Träarbetare"},
    "publication_date": "2026-03-01T00:00:00",
    "last_publication_date": "2026-04-01T23:59:59",
    "number_of_vacancies": 2,
    "webpage_url": "https://exempel.se/1",
}


def _both_ways(lines: list[bytes]) -> tuple[ScoredBlock, ScoredBlock]:
    """A line that is no UTF-8 has all of its block read in full."""
    data = b"\n".join(lines) + b"\n"
    return score_block(Block("short", data), Work()), score_block(Block("full", data + b"\xff\n"), Work())


def _assert_same(lines: list[bytes]) -> None:
    short, full = _both_ways(lines)
    assert short.table.equals(full.table)
    assert (short.read, short.bad) == (full.read - 1, full.bad - 1)
    told = [(line, error.sentence("sv")) for line, error in full.problems]
    assert [(line, error.sentence("sv")) for line, error in short.problems] == told[: len(short.problems)]


ODD: dict[str, dict[str, Any]] = {
    "an AI ad": {"headline": "AI-ingenjör", "description": {"text": "Du utvecklar maskininlärning."}},
    "a text of another form": {"description": "Vi bygger trähus."},
    "an enriched ad": {"employer": [AD["employer"]], "workplace_address": [AD["workplace_address"]]},
    "a number for an id": {"id": 1},
    "no id": {"id": None},
    "a headline of blanks": {"headline": " \t"},
    "a number for a headline": {"headline": 7},
    "no description": {"description": None},
    "no text": {"description": {}},
    "an empty text": {"description": {"text": ""}},
    "a text of blanks": {"description": {"text": " \n\u00a0\t "}},
    "a short text": {"description": {"text": "x"}},
    "a text of Greek": {"description": {"text": "Χτίζουμε σπίτια"}},
    "a number for a text": {"description": {"text": 7}},
    "no date": {"publication_date": None},
    "a faulty date": {"publication_date": "i går"},
    "an unknown county": {"workplace_address": {"region_code": "77"}},
    "no employer": {"employer": None},
    "contacts in the headline": {"headline": "Snickare, ring 070-123 45 67"},
    "an escaped letter": {"description": {"text": "Vi bygger trähus i Lule\u00e5 \u2028 och \ud83e\udd16"}},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("ensure_ascii", [False, True])
def test_an_ad_of_any_form_reads_the_same_both_ways(odd: dict[str, Any], ensure_ascii: bool) -> None:
    """Row or fault, whatever is odd about the ad."""
    lines = [json.dumps(AD | {"id": "0"}), json.dumps(AD | odd, ensure_ascii=ensure_ascii)]
    _assert_same([line.encode("utf-8", "replace") for line in lines])


LINE = json.dumps(AD, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "line",
    [
        LINE[:-1],
        LINE + b"}",
        LINE.replace(b"Snickare", b"Snick\\qare"),
        LINE.replace(b"<p>", b"\\q"),
        LINE.replace(b"<p>", b"\t"),
        LINE.replace(b"<p>", b"\\ud800"),
        LINE.replace(b": 2,", b": NaN,"),
        LINE.replace(b": 2,", b": 02,"),
        LINE.replace(b": 2,", b": 1e400,"),
        LINE.replace(b'"id": "1"', b'"id": "1", "id": "2"'),
        b"[" + LINE + b"]",
        b"null",
        b"\xef\xbb\xbf" + LINE,
        b"  " + LINE + b" \r",
    ],
)
def test_a_broken_line_is_told_the_same_both_ways(line: bytes) -> None:
    """What is no JSON anywhere in the line is a fault, read or not."""
    _assert_same([LINE, line])


@settings(max_examples=400)
@given(st.text(max_size=30), st.text(max_size=120), st.booleans())
def test_any_words_read_the_same_both_ways(headline: str, text: str, ensure_ascii: bool) -> None:
    """Any headline and any text."""
    line = json.dumps(AD | {"headline": headline, "description": {"text": text}}, ensure_ascii=ensure_ascii)
    _assert_same([line.encode("utf-8", "replace")])


def test_an_ad_read_the_short_way_lacks_only_its_text() -> None:
    """The record is that of the whole ad, but for the text."""
    bare = read_ad_line(LINE)
    assert bare is not None
    assert bare.ad_without_text() == parse_ad(AD)._replace(text="")


def test_a_faulty_byte_costs_one_ad() -> None:
    """A faulty UTF-8 byte in a text that is not built is still a fault of that ad alone."""
    block = Block("x", LINE + b"\n" + LINE.replace(b"tr\xc3\xa4hus", b"tr\xe4hus") + b"\n" + LINE)
    result = score_block(block, Work())
    assert (result.read, result.bad, result.table.num_rows) == (3, 1, 2)
    assert [line for line, _ in result.problems] == [2]


@pytest.mark.parametrize(
    ("before", "asked", "printed"),
    [
        ("", "pa.array(['a', None], pa.string()).to_pylist(), asked_for", "['a', None] False"),
        ("import pandas", "list(pa.table({'a': [1]}).to_pandas()['a'])", "[1]"),
    ],
    ids=["without pandas", "with pandas at hand"],
)
def test_a_worker_needs_no_pandas_and_keeps_what_it_has(before: str, asked: str, printed: str) -> None:
    """Nothing that a worker starts with loads pandas, and what is there stays.

    Arrow may load it for itself later. Before 3.0.0 workers hid pandas from Arrow, to save 0.15 s a worker.
    """
    program = (
        f"{before}\nimport sys, pyarrow as pa\nfrom aipulsen.ads import score_files\n"
        "from aipulsen.ads.workers import start_worker\nstart_worker()\nasked_for = 'pandas' in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nprint({asked})"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{printed}\n"
