"""What systems and libraries say of a fault is said in the reader's language."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import socket
import tomllib
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import duckdb
import msgspec
import orjson
import pytest

from aipulsen.cli import main
from aipulsen.errors import EditionError
from aipulsen.paths import ROOT
from aipulsen.provenance import Manifest
from aipulsen.text import all_texts, t
from aipulsen.text.reasons import reason_of


class _Row(msgspec.Struct):
    number: int


_PACKED = gzip.compress(b"annons" * 100)

FAULTS: dict[str, tuple[Callable[[], object], str]] = {
    "no file": (lambda: Path("finns-inte/alls").read_bytes(), "no_place"),
    "a folder": (lambda: Path("/").read_bytes(), "is_folder"),
    "other letters": (lambda: b"\xff".decode("utf-8"), "no_text"),
    "no JSON": (lambda: orjson.loads(b"nonsens"), "no_form"),
    "no JSON, told by Python": (lambda: json.loads("nonsens"), "no_form"),
    "empty JSON": (lambda: orjson.loads(b""), "empty"),
    "half of JSON": (lambda: orjson.loads(b'{"id": 1'), "cut"),
    "a field is missing": (lambda: msgspec.convert({}, _Row), "no_field"),
    "a value of another kind": (lambda: msgspec.convert({"number": "x"}, _Row), "other_value"),
    "a list": (lambda: msgspec.convert([1], _Row), "other_shape"),
    "a key is missing": (lambda: {}["stamp"], "no_field"),
    "half of TOML": (lambda: tomllib.loads("[tables.x"), "cut"),
    "half of a gzip": (lambda: gzip.decompress(_PACKED[:20]), "cut"),
    "no gzip": (lambda: gzip.decompress(b"nonsens"), "other_kind"),
    "a damaged gzip": (lambda: gzip.decompress(_PACKED[:-8] + b"\0" * 8), "damaged"),
    "a damaged stream": (lambda: zlib.decompress(b"nonsens"), "other_kind"),
    "no zip": (lambda: zipfile.ZipFile(io.BytesIO(b"nonsens")), "other_kind"),
    "a field of CSV without end": (lambda: list(csv.reader(["x" * (csv.field_size_limit() + 1)])), "no_form_at_all"),
    "no database": (lambda: duckdb.connect(__file__, read_only=True), "other_kind"),
    "a library that nobody knows": (lambda: int("x"), "no_form_at_all"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_library_says_is_said_in_the_readers_language(name: str) -> None:
    """In a sentence of both languages, with the place where the library knew it, and none of its own words."""
    provoke, key = FAULTS[name]
    with pytest.raises(Exception) as fault:  # noqa: PT011 – the libraries' own kinds
        provoke()
    reason = reason_of(fault.value)
    assert reason.key == key
    for lang in ("sv", "en"):
        said = t("editions.bad_manifest", lang, path="x", reason=reason)
        assert reason.fallback not in said
        assert "{" not in said


def test_every_reason_has_its_sentence() -> None:
    """Each that a pattern or a number of the system leads to."""
    from aipulsen.text import reasons

    keys = {*reasons._KEYS.values(), *(key for _, key in reasons._SAID)}
    assert {f"reasons.{key}" for key in keys} <= set(all_texts())


def test_no_sentence_is_given_a_librarys_words() -> None:
    """Faults become reasons where they are translated; only the rules' own files are told in the parser's words."""
    given = re.compile(r"reason=(?:str\(exc|repr\(exc|exc[,)])")
    found = [
        f"{path.name}:{number}"
        for path in sorted((ROOT / "aipulsen").rglob("*.py"))
        if path.parent.name != "scoring"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if given.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"format_version": 1}', '{"format_version": 1, "name"', "nonsens"])
def test_a_manifest_that_is_none_is_told_without_english(text: str) -> None:
    """Half written, of another form, empty: one sentence."""
    with pytest.raises(EditionError) as fault:
        Manifest.from_json(text, "manifest.json")
    assert not re.search(
        r"\b(?:line|char|expected|object|missing|input|string|list)\b", fault.value.sentence("sv"), re.I
    )


def test_a_port_in_use_is_told_before_the_server_starts(capsys: pytest.CaptureFixture[str]) -> None:
    """In the reader's language, with what to do, as an option that will not do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as stop:
            main(["serve", "--port", str(port), "--server.address", "127.0.0.1"])
    assert stop.value.code == 2
    assert f"Port {port} går inte att använda: porten är upptagen. Välj en annan med --port" in capsys.readouterr().err
