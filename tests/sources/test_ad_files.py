"""Ads are found in whatever JSON holds them; one that is broken costs itself, and what was not read is told."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from aipulsen.ads.account import Account
from aipulsen.ads.score_files import Work, score_files
from aipulsen.cli import main
from aipulsen.errors import ParameterError
from aipulsen.sources import ad_files, json_records, packed


def ad(number: int, **changes: Any) -> dict[str, Any]:
    """A made-up ad in JobSearch's form."""
    base: dict[str, Any] = {
        "id": str(number),
        "headline": "AI-ingenjör",
        "description": {"text": 'Om rollen\nDu utvecklar modeller med [maskininlärning] {i "drift"}.', "needs": None},
        "employer": {"name": "Exempel AB"},
        "workplace_address": {"municipality_code": "2580", "region_code": "25", "country_code": "199"},
        "publication_date": "2026-06-01T08:00:00",
        "hits": None,
    }
    return {**base, **changes}


def read(folder: Path, content: bytes, name: str = "ads.json") -> tuple[list[str], Account]:
    """The ids that were scored, and the account."""
    (folder / name).write_bytes(content)
    account = Account()
    tables = list(score_files([str(folder / name)], Work(), account))
    return [str(i) for table in tables for i in table["id"].to_pylist()], account


STATS = [{"type": "occupation-name", "values": [{"term": f"Yrke {i}", "count": i} for i in range(400)]}]
TWO = [ad(1), ad(2)]
CONTAINERS: dict[str, bytes] = {
    "lines": b"\n".join(json.dumps(a).encode() for a in TWO),
    "array": json.dumps(TWO).encode(),
    "array, indented": json.dumps(TWO, indent=2).encode(),
    "hits after 20 kB of statistics": json.dumps({"total": {"value": 2}, "stats": STATS, "hits": TWO}).encode(),
    "ads in an object": json.dumps({"ads": TWO}).encode(),
    "Elasticsearch": json.dumps(
        {"took": 5, "hits": {"total": {"value": 2}, "hits": [{"_id": a["id"], "_source": a} for a in TWO]}}
    ).encode(),
    "Elasticsearch's lines": b"\n".join(json.dumps({"_id": a["id"], "_source": a}).encode() for a in TWO),
    "two answers on two lines": b"\n".join(json.dumps({"hits": [a]}).encode() for a in TWO),
    "two answers, indented": b"\n".join(json.dumps({"hits": [a]}, indent=1).encode() for a in TWO),
    "a list of answers": json.dumps([{"hits": [a]} for a in TWO]).encode(),
    "two ads, indented": b"\n".join(json.dumps(a, indent=1).encode() for a in TWO),
    "two ads on one line": b"".join(json.dumps(a).encode() for a in TWO),
    "JSON text sequence": b"".join(b"\x1e" + json.dumps(a).encode() + b"\n" for a in TWO),
    "a byte-order mark": b"\xef\xbb\xbf" + json.dumps(TWO).encode(),
}


@pytest.mark.parametrize("content", CONTAINERS.values(), ids=CONTAINERS)
def test_ads_are_found_in_any_container(content: bytes, tmp_path: Path) -> None:
    """By parsing: where in the file the list begins makes no difference."""
    found, account = read(tmp_path, content)
    assert (found, account.bad, account.unread_bytes) == (["1", "2"], 0, 0)


def test_one_ad_as_a_browser_saves_it(tmp_path: Path) -> None:
    """A single ad, indented."""
    assert read(tmp_path, json.dumps(ad(7), indent=4).encode())[0] == ["7"]


ONE, THREE = json.dumps(ad(1)).encode(), json.dumps(ad(3)).encode()
BROKEN: dict[str, tuple[bytes, list[str], int]] = {
    "NaN as pandas writes it": (json.dumps([ad(1), ad(2, more=float("nan"))]).encode(), ["1", "2"], 0),
    "a value that is none": (b"[" + ONE + b', {"id": nul}, ' + THREE + b"]", ["1", "3"], 1),
    "null among the ads": (b"[" + ONE + b", null, " + THREE + b"]", ["1", "3"], 1),
    "a quote too many, on lines": (
        b"[\n" + ONE + b',\n{"id": "2", "headline": "Ring "Kim"},\n' + THREE + b"\n]",
        ["1", "3"],
        1,
    ),
    "a bracket too many": (ONE + b"}\n" + THREE, ["3"], 1),
    "a broken first line": (b'{"id": "0", "head\n' + ONE + b"\n" + THREE, ["1", "3"], 1),
    "deep nesting": (b'[{"id":"1","x":' + b"[" * 5000 + b"]" * 5000 + b"}," + THREE + b"]", ["3"], 1),
    "Latin-1 on one line": (ONE + b"\n" + ONE.replace(b"Exempel", b"\xe5") + b"\n" + THREE, ["1", "3"], 1),
}


@pytest.mark.parametrize(("content", "kept", "bad"), BROKEN.values(), ids=BROKEN)
def test_a_broken_ad_costs_itself(content: bytes, kept: list[str], bad: int, tmp_path: Path) -> None:
    """The ads after it are read, and nothing is left unread."""
    found, account = read(tmp_path, content)
    assert (found, account.bad, account.unread_bytes) == (kept, bad, 0)
    assert account.read == account.scored + account.bad


MARK = b"\xef\xbb\xbf"
OTHERS_WRITE: dict[str, bytes] = {
    "files joined, each with its mark": MARK + ONE + b"\n" + MARK + THREE,
    "arrays joined, each with its mark": MARK + b"[" + ONE + b"]\n" + MARK + b"[" + THREE + b"]",
    "half a sign of two": ONE + b"\n" + THREE.replace(b"modeller", b"modeller \\ud83d"),
    "a bare tab in a text": ONE + b"\n" + THREE.replace(b"modeller", b"modeller\t\x0b"),
    "a number of 5 000 digits": ONE + b"\n" + THREE.replace(b"null", b"9" * 5000),
    "a number beyond all": ONE + b"\n" + THREE.replace(b"null", b"-1e999"),
}


@pytest.mark.parametrize("content", OTHERS_WRITE.values(), ids=OTHERS_WRITE)
def test_what_other_programs_write_costs_no_ad(content: bytes, tmp_path: Path) -> None:
    """No JSON to the letter, but nothing in it is in doubt."""
    found, account = read(tmp_path, content)
    assert (found, account.bad, account.unread_bytes) == (["1", "3"], 0, 0)


def test_what_was_not_read_is_told_and_the_exit_code_is_not_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An array cut off in its third ad: two are scored, the bytes of the third counted."""
    content = json.dumps([ad(1), ad(2), ad(3)]).encode()
    (tmp_path / "ads.json").write_bytes(content[:-30])
    with pytest.raises(SystemExit) as stop:
        main(["score", str(tmp_path / "ads.json")])
    out, err = capsys.readouterr()
    assert (stop.value.code, len(out.splitlines())) == (3, 2)
    third = len(json.dumps(ad(3)).encode()) + 1 - 30
    assert f"Inte läst av filerna: {third} byte" in err


def test_an_edition_is_not_made_of_a_file_half_read(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """More bytes unread than the share of faulty ads allowed: exit code 3, nothing published."""
    (data_folder / "ads.json").write_bytes(json.dumps([ad(i) for i in range(9)]).encode()[:-400])
    with pytest.raises(SystemExit) as stop:
        main(["build", "--ads", str(data_folder / "ads.json"), "--as-of", "2026-06-30", "--edition", "x"])
    assert stop.value.code == 3
    assert "kunde inte läsas" in capsys.readouterr().err
    assert not (data_folder / "live").exists()


def test_too_many_faulty_lines_refuse_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """More than the share and more than five: the sums are told, no file is written."""
    lines = [json.dumps(ad(i)) for i in range(90)] + ['{"id": 1}'] * 6
    (tmp_path / "ads.jsonl").write_text("\n".join(lines), "utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["score", str(tmp_path / "ads.jsonl"), "--out", str(tmp_path / "ut.csv")])
    assert stop.value.code == 3
    assert "6 av 96 annonser är felaktiga" in capsys.readouterr().err
    assert not (tmp_path / "ut.csv").exists()


@pytest.mark.parametrize("as_lines", [True, False])
def test_an_ad_without_end_costs_bounded_memory(
    as_lines: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than an ad may be: it is let go, counted in bytes, and the next ad is read."""
    monkeypatch.setattr(ad_files, "LONGEST_RECORD", 50_000)
    monkeypatch.setattr(json_records, "LONGEST_RECORD", 50_000)
    monkeypatch.setattr(ad_files, "BLOCK_BYTES", 20_000)
    monkeypatch.setattr(json_records, "CHUNK", 10_000)
    huge = ad(2, more=[{"x": "y" * 50}] * 4000)
    if as_lines:
        content = b"\n".join(json.dumps(a).encode() for a in (ad(1), huge, ad(3)))
    else:
        content = json.dumps([ad(1), huge, ad(3)]).encode()
    found, account = read(tmp_path, content)
    assert (found, account.bad) == (["1", "3"], 1)
    assert account.unread_bytes > 50_000


GOOD = json.dumps(ad(1)).encode()


def zipped(**members: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return sink.getvalue()


def zipped_by(method: int) -> bytes:
    """A zip of fifty ads, packed by a method."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        archive.writestr("annonser-åäö.jsonl", (GOOD + b"\n") * 50)
    return sink.getvalue()


def encrypted(data: bytes, name: bytes) -> bytes:
    """The archive with the member's flag of encryption set, in both places where it stands."""
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            if name in data[start : start + 80]:
                data = data[: start + at] + bytes([data[start + at] | 1]) + data[start + at + 1 :]
            start += 4
    return data


def unknown_method(data: bytes, name: bytes) -> bytes:
    """The archive with a packing method that nobody knows."""
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            if name in data[start : start + 80]:
                data = data[: start + at] + b"\x63\x00" + data[start + at + 2 :]
            start += 4
    return data


def link() -> bytes:
    """An archive with a link to a file of the machine, and a name that climbs out of any folder."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        info = zipfile.ZipInfo("bad.jsonl")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("../../good.jsonl", json.dumps(ad(1)))
        archive.writestr("__MACOSX/._good.jsonl", b"\x00\x05\x16\x07")
    return sink.getvalue()


ODD_ARCHIVES = {
    "encrypted": encrypted(zipped(**{"bad.jsonl": GOOD, "good.jsonl": GOOD}), b"bad.jsonl"),
    "unknown method": unknown_method(zipped(**{"bad.jsonl": GOOD, "good.jsonl": GOOD}), b"bad.jsonl"),
    "a link, a climbing name": link(),
}


def tarred() -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        info = tarfile.TarInfo("good.jsonl")
        info.size = len(GOOD)
        archive.addfile(info, io.BytesIO(GOOD))
    return sink.getvalue()


ODD_ARCHIVES |= {
    kind: zipped(**{"bad": bad, "good.jsonl": GOOD})
    for kind, bad in {
        "a web page": b"<!doctype html><p>Licens",
        "UTF-16": GOOD.decode().encode("utf-16"),
        "an archive in the archive": zipped(**{"inner.jsonl": GOOD}),
        "a tar in the archive": tarred(),
        "packed without end": gzip.compress(gzip.compress(gzip.compress(GOOD))),
    }.items()
}


@pytest.mark.parametrize("content", ODD_ARCHIVES.values(), ids=ODD_ARCHIVES)
def test_an_odd_member_of_an_archive_costs_itself(content: bytes, tmp_path: Path) -> None:
    """It is set aside and told; the other member is read; nothing is written anywhere."""
    found, account = read(tmp_path, content, "ads.zip")
    assert found == ["1"]
    assert (account.bad, [error.key for _, _, error in account.problems]) == (1, ["ads.member"])
    assert account.unread_bytes > 0
    assert [path.name for path in tmp_path.iterdir()] == ["ads.zip"]


LINES = b"".join(json.dumps(a).encode() + b"\n" for a in TWO)
UNDER_ANY_NAME: dict[str, tuple[str, bytes]] = {
    "gzip, called plain": ("ads.jsonl", gzip.compress(LINES)),
    "zip, called plain": ("ads.json", zipped(**{"a.jsonl": LINES})),
    "zstd, called gzip": ("ads.gz", zstandard.compress(LINES)),
    "plain, called gzip": ("ads.jsonl.gz", LINES),
    "plain with a mark, called zip": ("ads.zip", MARK + LINES),
    "gzip in a zip": ("ads.zip", zipped(**{"a.jsonl.gz": gzip.compress(LINES)})),
    "a zip with an empty file in it": ("ads.zip", zipped(**{"a.jsonl": LINES, "b.jsonl": b""})),
}


@pytest.mark.parametrize(("name", "content"), UNDER_ANY_NAME.values(), ids=UNDER_ANY_NAME)
def test_a_file_is_unpacked_by_what_it_is_not_by_its_name(name: str, content: bytes, tmp_path: Path) -> None:
    """A browser unpacks what it saves, or does not."""
    found, account = read(tmp_path, content, name)
    assert (found, account.bad, account.unread_bytes) == (["1", "2"], 0, 0)


def test_an_archive_nobody_unpacks_is_called_by_its_name(tmp_path: Path) -> None:
    """Its names and sizes are no ads, and its first ad is not lost among them."""
    with pytest.raises(ParameterError, match="tar"):
        read(tmp_path, gzip.compress(tarred()), "ads.tar.gz")


PACKED = {
    "ads.gz": gzip.compress(GOOD * 50),
    "ads.zst": zstandard.compress(GOOD * 50),
    "stored.zip": zipped_by(zipfile.ZIP_STORED),
    "deflate.zip": zipped_by(zipfile.ZIP_DEFLATED),
    "bzip2.zip": zipped_by(zipfile.ZIP_BZIP2),
    "lzma.zip": zipped_by(zipfile.ZIP_LZMA),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_flipped_byte_anywhere_in_an_archive_is_one_sentence_or_some_ads(name: str, tmp_path: Path) -> None:
    """Each unpacker has errors of its own; none of them gets out."""
    whole = PACKED[name]
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        damaged = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        with contextlib.suppress(ParameterError):
            read(tmp_path, damaged, name)


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_file_cut_anywhere_is_never_taken_for_whole(name: str, tmp_path: Path) -> None:
    """A download that broke off: one sentence, whichever byte was its last."""
    whole = PACKED[name]
    for length in range(1, len(whole), max(1, len(whole) // 60)):
        with pytest.raises(ParameterError):
            read(tmp_path, whole[:length], name)


@pytest.mark.parametrize("name", ["ads.gz", "ads.zst", "ads.zip"])
def test_an_archive_that_expands_without_end_is_stopped(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a bound on what a packed file may hold, with one sentence."""
    monkeypatch.setattr(packed, "_FREE_EXPANSION", 1 << 20)
    lines = (GOOD + b"\n") * 40_000
    pack = {"ads.gz": gzip.compress, "ads.zst": zstandard.compress, "ads.zip": lambda d: zipped(**{"a.jsonl": d})}
    (tmp_path / name).write_bytes(pack[name](lines))
    with pytest.raises(ParameterError, match="mer än 200 gånger så stort"):
        list(score_files([str(tmp_path / name)], Work(), Account()))


def test_all_frames_of_a_zstandard_file_are_read(tmp_path: Path) -> None:
    """Files joined end to end are one file."""
    content = b"".join(zstandard.compress(json.dumps(a).encode() + b"\n") for a in TWO)
    assert read(tmp_path, content, "ads.jsonl.zst")[0] == ["1", "2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        *((json.dumps(TWO).encode(code), code[:6].upper()) for code in ("utf-16", "utf-16-le", "utf-32", "utf-32-be")),
        (b"<!doctype html><p>Sidan finns inte", "webbsida"),
    ],
)
def test_what_is_no_json_is_called_by_its_name(content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=words):
        read(tmp_path, content)


def test_a_folder_is_no_file_and_a_pipe_is_one(tmp_path: Path) -> None:
    """What the system says is said in words; what a shell gives under a name is read."""
    with pytest.raises(ParameterError, match="mapp"):
        list(score_files([str(tmp_path)], Work(), Account()))
    reader, writer = os.pipe()
    os.write(writer, LINES)
    os.close(writer)
    account = Account()
    list(score_files([f"/dev/fd/{reader}"], Work(), account))
    os.close(reader)
    assert (account.read, account.bad) == (2, 0)


LONG = "x" * (5 << 20)


@pytest.mark.parametrize(
    ("text", "unread_too"),
    [
        ('{"id": "1"}\n{"id": "777", "text": "' + 3 * LONG + '"}\n{"id": "2"}\n', False),  # lines
        ('[{"id": "1"},{"id": 777, "text": ["' + '"],["'.join([LONG[: 1 << 20]] * 5) + '"]},{"id": "2"}]', False),
        ('[{"id": "1"},{"id": "777", "text": "' + LONG + '"},{"id": "2"}]', True),  # no bracket to go on from
        ('[{"id": "1"},{"text": "' + LONG[: 1 << 20] + '", "id": "777", "more": "' + LONG + '"}]', True),
    ],
    ids=["lines", "array", "one string", "unreadable id"],
)
def test_an_ad_too_long_is_named_by_its_id_where_that_can_be_read(tmp_path: Path, text: str, unread_too: bool) -> None:
    """Lines and arrays alike; where the rest of a file is lost with it, that is said too. An id far in is not seen."""
    file = tmp_path / "ads.json"
    file.write_text(text)
    found = list(ad_files.read_ads([str(file)]))
    (problem,) = [ad.problem for ad in found if ad.problem is not None]
    assert ("777" in str(problem)) == ("more" not in text)
    assert [ad.payload["id"] for ad in found if ad.payload] == (["1"] if unread_too else ["1", "2"])
