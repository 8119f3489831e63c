"""A figure is an address: the same numbers as page, file and command line, in every format, within limits."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import struct
from collections import Counter
from pathlib import Path

import pytest

from aipulsen import codes, topics
from aipulsen.charts import card, export
from aipulsen.cli import main
from aipulsen.figures.sharing import COUNTRY
from aipulsen.queries.choices import CHOICES, chosen, in_address
from aipulsen.queries.selection import Selection
from aipulsen.settings import settings
from aipulsen.text import LANGS, all_texts
from aipulsen.web.data import openapi
from aipulsen.web.files import ENDINGS, FORMATS
from benchmarks.addresses import (
    EDITIONS,
    MARK,
    TABLES,
    Given,
    Journal,
    Part,
    Walked,
    every_address,
    faults_of,
    odd_addresses,
)
from tests.chosen import ANSWERED, Chosen
from tests.web.conftest import Get


@pytest.mark.parametrize(("key", "edition"), ANSWERED)
def test_every_figure_has_the_numbers_of_its_file(key: str, edition: str, get: Get) -> None:
    """The CSV is byte for byte the exported one, the JSON has the same finding, and every number of the table can
    be read back from CSV, JSON and workbook; where there is none there is no table (`test_empty_figures`)."""
    figure = Chosen(edition, county_code="25").figure(key)
    for address in every_address(edition, TABLES, (key,), ("25",)):
        if address.lang == "sv":
            answer = get(address.path)
            given = Given(answer.status_code, dict(answer.headers), answer.content)
            assert list(faults_of(address, given)) == [], address.path
    if figure.has_rows:
        assert get(f"/f/{key}/25.csv?utgava={edition}").content == export.csv_bytes(figure)
        told = get(f"/f/{key}/25.json?utgava={edition}").json()
        assert (told["title"], told["edition"]) == (figure.title, figure.context.edition)
        assert (told["mark"] is not None) == figure.context.is_demo
    assert [
        column for column in figure.table if f"columns.{column}" not in all_texts()
    ] == []  # its document names them


@pytest.mark.full
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("key", topics.FIGURES)
def test_every_address_of_a_county_answers_as_the_page_does(key: str, edition: str, get: Get) -> None:
    """In both languages and every format, and is not found where the edition lacks it; every county and the country is
    `benchmarks.addresses`."""
    for address in every_address(edition, ENDINGS, (key,), ("25",)):
        answer = get(address.path)
        given = Given(answer.status_code, dict(answer.headers), answer.content)
        assert list(faults_of(address, given)) == [], address.path


@pytest.mark.parametrize("key", topics.QUESTIONS)
def test_every_question_answers_as_the_command_line_does(key: str, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    """The CSV is what `aipulsen query` writes in English, the dialect that programs read; the JSON has its rows."""
    printed = io.StringIO()
    county = ["--county", "25"] if "county_code" in topics.QUESTIONS[key].choices else []
    window = ["--window", "180"] if "window_days" in topics.QUESTIONS[key].choices else []
    with monkeypatch.context() as run:
        run.setenv("AIPULSEN_LANG", "en")
        settings.cache_clear()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()), pytest.raises(SystemExit):
            main(["query", key, "--edition", "demo", *county, *window, "--format", "csv"])
    settings.cache_clear()
    where, when = "&county={}" if county else "", "&window=180" if window else ""
    given = get(f"/api/v1/{key}.csv?edition=demo{where.format('25')}{when}&lang=en")
    assert (given.status_code, given.content.decode("utf-8")) == (200, printed.getvalue())
    rows = get(f"/api/v1/{key}?edition=demo{where.format('Kiruna')}{when}").json()["rows"]
    assert len(rows) == len(list(csv.DictReader(io.StringIO(printed.getvalue()))))


@pytest.mark.parametrize("place", [COUNTRY, *codes.counties()])
def test_every_place_has_its_figure_in_both_languages(place: str, get: Get) -> None:
    titles = []
    for lang in LANGS:
        answer = get(f"/f/gap-ranking/{place}.json?utgava=demo&sprak={lang}")
        told = answer.json()
        assert (answer.status_code, answer.headers["content-language"]) == (200, lang)
        assert told["county"] == (None if place == COUNTRY else place)
        titles.append(told["title"])
    assert titles[0] != titles[1]


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_is_what_it_says(ending: str, get: Get) -> None:
    """Kind, first bytes, and a card of 1 200 × 630 pixels below 300 kB, as services that show links want it."""
    answer = get(f"/f/big-city-split/riket.{ending}?utgava=demo")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FORMATS[ending].mime)
    begins = {"png": b"\x89PNG", "svg": b"<svg", "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "json": b"{"}
    assert answer.content.startswith(begins[ending.rpartition(".")[2]])
    if ending == "card.png":
        assert struct.unpack(">II", answer.content[16:24]) == card.PIXELS
        assert len(answer.content) < card.MOST_BYTES


def test_every_figure_that_the_edition_lacks_is_not_found_and_says_why(get: Get) -> None:
    lacking = [key for key, entry in topics.FIGURES.items() if (key, "rapport-2026-04") not in ANSWERED]
    assert lacking
    for key in lacking:
        answer = get(f"/f/{key}/25.json?utgava=rapport-2026-04")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert get("/f/similar/riket.json").status_code == 400
    assert [address.status for address in every_address("demo", ("json",), ("similar",), (COUNTRY,))] == [400, 400]


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("/f/nosuch/25.png", 404, "gap-map"),
        ("/f/gap-map/99.png", 404, "riket"),
        ("/f/gap-map/25.gif", 404, "xlsx"),
        ("/f/gap-map/25.csv?fonster=91", 400, "90, 180"),
        ("/f/gap-map/25.csv?lang=en", 400, "fonster"),
        ("/f/gap-map/25.csv?utgava=nosuch", 400, "demo"),
        ("/f/gap-map/25.csv?sprak=de", 400, "sv, en"),
        ("/f/gap-map/riket.csv?jamfor=liknande", 400, ""),
        ("/f/gap-map/25.csv?fonster=90&fonster=180", 400, ""),
        ("/api/v1/nosuch", 404, "trend-change"),
        ("/api/v1/gap?level=none", 400, "role, competence"),
        ("/api/v1/gap.xml", 404, "csv"),
        ("/api/v1/places?edition=demo&region-level=county", 400, "fa_region, municipality"),
        ("/f/places-map/riket.csv?utgava=demo&indelning=lan", 400, "fa-region, kommun"),
        ("/f/places-map/25.html?utgava=demo&regionniva=lan", 400, "fa-region, kommun"),
        ("/c/riket~places-map~demo~90~role~scb~indelning=lan", 400, "fa-region, kommun"),
        ("/api/v1/changes?from=nonsens", 400, "för from är"),
        ("/api/v1/changes?to=nonsens", 400, "för to är"),
        ("/oembed?url={root}/f/gap-map/25.html&maxwidth=10", 400, "200–"),
        ("/feed/99.atom", 404, "riket"),
        ("/f/gap-map/25.csv?" + "x" * 3000, 414, ""),
    ],
)
def test_what_is_not_valid_is_refused_with_what_is(path: str, status: int, named: str, get: Get, root: str) -> None:
    answer = get(path.format(root=root))
    assert answer.status_code == status
    assert named in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
@pytest.mark.parametrize("key", topics.QUESTIONS)
def test_no_answer_is_an_empty_file(key: str, edition: str, get: Get) -> None:
    """One rule in either form: rows; or 404 with the same reason in plain words, and nobody keeps it."""
    county = "&county=09" if "county_code" in topics.QUESTIONS[key].choices else ""
    given, told = (get(f"/api/v1/{key}{ending}?edition={edition}{county}") for ending in (".csv", ""))
    assert given.status_code == told.status_code
    if told.status_code == 200:
        assert told.json()["rows"]
        assert given.text.count("\n") > 1
    else:
        assert [(one.status_code, one.headers["cache-control"]) for one in (given, told)] == [(404, "no-store")] * 2
        assert told.json()["title"] in given.text


def test_an_answer_is_asked_for_again_without_being_sent(get: Get, root: str) -> None:
    """The tag is the same for the same choice and another for another; HEAD has the headers alone; only reading is
    allowed."""
    import requests

    path = "/f/gap-ranking/25.json?utgava=demo"
    first = get(path)
    again = get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert get("/f/generative/25.json?utgava=rapport-2026-04", headers={"If-None-Match": "*"}).status_code == 404
    assert get(path + "&fonster=180").headers["etag"] != first.headers["etag"]
    head = requests.head(root + path, timeout=60)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert "max-age=86400" in first.headers["cache-control"]
    assert "max-age=300" in get("/f/gap-ranking/25.json").headers["cache-control"]
    assert requests.post(root + path, timeout=60).status_code == 405


def test_an_answer_is_packed_once_for_all_who_take_it_packed(get: Get) -> None:
    """Words are packed, whole again when they are unpacked, and the same bytes each time; pictures are as they are."""
    path = "/f/gap-ranking/25.csv?utgava=demo"
    plain = get(path, headers={"Accept-Encoding": "identity"})
    packed = [get(path, headers={"Accept-Encoding": "gzip"}, stream=True) for _ in range(2)]
    first, second = (answer.raw.read(decode_content=False) for answer in packed)
    assert "content-encoding" not in plain.headers
    assert [answer.headers["content-encoding"] for answer in packed] == ["gzip", "gzip"]
    assert [answer.headers["vary"] for answer in (plain, *packed)] == ["Accept-Encoding"] * 3
    assert (first, gzip.decompress(first)) == (second, plain.content)
    assert "content-encoding" not in get("/f/big-city-split/riket.png?utgava=demo").headers


def test_odd_addresses_never_break_the_server_nor_are_said_back(get: Get) -> None:
    """Three hundred as nobody should write them: no 5xx, and none of theirs in a body or header."""
    for path in odd_addresses(300):
        answer = get(path)
        assert answer.status_code < 500, path
        assert MARK not in answer.text.lower(), path
        assert MARK not in str(answer.headers).lower(), path
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_walk_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    """What is in the journal is not walked again, faults and all; a line that was cut, other formats, another program
    count for nothing."""
    part, found = Part("demo", "trend", "25"), Walked(Counter({200: 3, 404: 1}), ["/f/x: a fault"], 7, 1.5)
    path = tmp_path / "walked.jsonl"
    Journal(path, ("csv",)).add(part, found)
    with path.open("ab") as handle:
        handle.write(path.read_bytes().replace(b"demo", b"rapport-2026-04")[:40])
    assert Journal(path, ("csv",)).walked == {part: found}
    assert Journal(path, ("csv", "json")).walked == {}
    path.write_text(path.read_text("utf-8").replace('"of":"', '"of":"0'), "utf-8")
    assert Journal(path, ("csv",)).walked == {}


def test_choices_are_read_as_they_are_written() -> None:
    """Every choice with every value, in both namings: what is written into an address is read out of it as the same."""
    for choice in CHOICES:
        for naming in ("address", "option"):
            for text in choice.valid(naming):
                if choice.field == "comparison":
                    given = {getattr(choice, naming): text, {"address": "lan", "option": "county"}[naming]: "25"}
                else:
                    given = {getattr(choice, naming): text}
                selection = chosen(given, naming)
                assert chosen(in_address(selection, naming), naming) == selection
    assert in_address(Selection()) == {}


def test_the_description_names_every_address_and_every_reference_in_it_leads_somewhere(get: Get) -> None:
    told = get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {f"/api/v1/{key}" for key in topics.QUESTIONS} | {
        f"/f/{key}/{{place}}.{{format}}" for key in topics.FIGURES
    }
    for reference in set(_references(told)):
        found = told
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    assert openapi("http://x")["servers"] == [{"url": "http://x"}]


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for value in node.values() for found in _references(value)]
    return [found for value in node for found in _references(value)] if isinstance(node, list) else []


@pytest.mark.parametrize("lang", LANGS)
def test_the_examples_name_every_figure_and_question_and_their_addresses_answer(lang: str, get: Get, root: str) -> None:
    """Every address that stands between quotation marks in an example is one that answers."""
    import html
    import re

    page = html.unescape(get(f"/api?sprak={lang}").text)
    assert f'<html lang="{lang}">' in page
    assert [key for key in (*topics.FIGURES, *topics.QUESTIONS) if f">{key}<" not in page] == []
    examples = set(re.findall(rf'"{re.escape(root)}(/(?:api|f)/[^"]+?\.(?:csv|json)[^"]*)"', page))
    assert len(examples) >= 2
    [table] = re.findall(rf"<code>{re.escape(root)}(/f/\S+\.csv\S*)</code>", page)  # Excel's, told how it is separated
    words, mark = {"sv": ("semikolon och decimalkomma", ";"), "en": ("commas and decimal points", ",")}[lang]
    assert words in page
    assert get(table).content.decode("utf-8-sig").startswith(f"county_code{mark}")
    examples |= set(re.findall(rf'href="{re.escape(root)}(/[^"]+)"', page))  # every link
    assert len([path for path in examples if path.startswith("/f/")]) >= len(topics.FIGURES)
    assert [path for path in examples if get(path).status_code != 200] == []


def test_json_has_no_nan_and_is_read_by_any_reader(get: Get) -> None:
    json.loads(get("/f/gap-map/riket.json").text, parse_constant=lambda name: pytest.fail(name))
    assert ENDINGS[0] == "html"
