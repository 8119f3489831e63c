"""A whole answer of JobStream as a file: objects found anywhere, a broken one set aside, nothing of an ad said."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from aipulsen.errors import DataContractError, ParameterError, SourceError
from aipulsen.sources.answer_files import count_items, files_in, first_objects, read_items
from aipulsen.sources.http_answers import OddAnswerError
from tests.sources.test_ad_files import CONTAINERS, ONE, THREE, ad, zipped


def kept(folder: Path, content: bytes, name: str = "snapshot.json") -> list[Any]:
    """The ids of the objects, and the errors in the place of others."""
    (folder / name).write_bytes(content)
    found = read_items(folder / name, what="prov", setting="–")
    return [item if isinstance(item, DataContractError) else item.get("id", item.get("_id")) for item in found]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("content", CONTAINERS.values(), ids=CONTAINERS)
def test_objects_are_found_in_any_container(content: bytes, packed: bool, tmp_path: Path) -> None:
    """As batch files are read; lines end in a line break, else the last cannot be believed."""
    ended = content + b"\n"
    data, name = (gzip.compress(ended), "stream.json.gz") if packed else (ended, "stream.json")
    assert kept(tmp_path, data, name) == ["1", "2"]
    assert count_items(tmp_path / name, None, what="prov", setting="–") == 2


BROKEN = {
    "deep nesting": (b"[" * 200_000 + b"]" * 200_000, "ads.bad_json"),
    "a word that is none": (b"nul", "ads.bad_json"),
    "other letters": (b'"\xe5"', "ads.bad_encoding"),
}


@pytest.mark.parametrize(("value", "key"), BROKEN.values(), ids=BROKEN)
def test_a_broken_object_costs_itself(value: bytes, key: str, tmp_path: Path) -> None:
    """The error stands in its place, with the id that can be seen; those around it are read."""
    content = b'[%s, {"id": "2", "x": %s}, %s]' % (ONE, value, THREE)
    first, error, third = kept(tmp_path, content)
    assert (first, third) == ("1", "3")
    assert (error.key, error.values["ad_id"]) == (key, "2")


@pytest.mark.parametrize("text", ["a\x01b", "a\tb", "a\\ud83db"])
def test_a_sign_that_cannot_be_shown_is_a_space(text: str, tmp_path: Path) -> None:
    """Bare in the text, or half of a pair: the ad is read, and its text has a space there."""
    (tmp_path / "snapshot.json").write_bytes(b'[{"id": "1", "x": "%s"}]' % text.encode())
    (item,) = read_items(tmp_path / "snapshot.json", what="prov", setting="–")
    assert item["x"].split() == ["a", "b"]


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400", "123456789012345678901234567890"])
def test_a_number_that_cannot_be_costs_nothing(number: str, tmp_path: Path) -> None:
    """It is null, or what a computer makes of it; the ad is read."""
    assert kept(tmp_path, b'[{"id": "1", "x": %s}]' % number.encode()) == ["1"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" + ONE + b", " + THREE[:-40], "avhugget"),
        (b"[" + ONE + b",", "avhugget"),
        (ONE + b"\n" + THREE, "avhugget"),
        (b'[{"id": "1", "x": nul}, {"id": "2", "x": nul}]', "trasig JSON"),
        (b'[{"id": "1" "Ring Kim}, {"id": "2"}]', "trasig JSON"),
    ],
    ids=["in an ad", "between ads", "lines", "every ad", "a quote too few"],
)
def test_what_is_cut_off_or_broken_throughout_is_not_used(content: bytes, words: str, tmp_path: Path) -> None:
    """And may be asked for again."""
    (tmp_path / "snapshot.json").write_bytes(content)
    with pytest.raises(OddAnswerError, match=words):
        count_items(tmp_path / "snapshot.json", None, what="prov", setting="–")


def test_an_answer_in_other_letters_is_refused_by_name(tmp_path: Path) -> None:
    """Asking again does not help: no OddAnswerError."""
    ads = [ad(i, headline="Ingenjör i Luleå") for i in range(9)]
    (tmp_path / "snapshot.json").write_bytes(json.dumps(ads, ensure_ascii=False).encode("latin-1"))
    with pytest.raises(SourceError, match="inte UTF-8") as stop:
        count_items(tmp_path / "snapshot.json", None, what="prov", setting="–")
    assert not isinstance(stop.value, OddAnswerError)


@pytest.mark.parametrize(
    "content",
    [
        b'[{"id": "1", "headline": "Ring Hemliga Namnet "nu" 070-123 45 67", "x": nul}]',
        b'[{"id": "1", "headline": "Ring Hemliga Namnet 070-123 45 67',
        '[{"id": "1", "headline": "Ring Hemliga Namnet å"}]'.encode("latin-1"),
    ],
    ids=["quotes", "cut", "other letters"],
)
def test_no_message_repeats_what_stands_in_an_ad(content: bytes, tmp_path: Path) -> None:
    """Neither the refusal's sentence nor the error in an ad's place holds a word of the headline."""
    path = tmp_path / "snapshot.json"
    path.write_bytes(content)
    told: list[str] = []
    try:
        told += [str(item) for item in read_items(path, what="prov", setting="–")]
        count_items(path, None, what="prov", setting="–")
    except SourceError as error:
        told.append(str(error))
    assert told
    assert not [words for words in told if "Hemliga" in words or "070" in words]


@pytest.mark.parametrize("content", [b"not gzip at all", gzip.compress(b"[" + ONE + b"]\n")[:-30]])
def test_a_damaged_gz_is_told_as_cut(content: bytes, tmp_path: Path) -> None:
    """One sentence with the file's name."""
    (tmp_path / "snapshot.json.gz").write_bytes(content)
    with pytest.raises(OddAnswerError, match=r"snapshot\.json\.gz"):
        files_in(tmp_path)


def test_what_cannot_be_opened_is_said_with_its_name(tmp_path: Path) -> None:
    """A folder, and a link to nothing, that are called as an answer is."""
    (tmp_path / "a" / "snapshot.json").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "stream.json").symlink_to(tmp_path / "gone")
    for name in ("a/snapshot.json", "b/stream.json"):
        with pytest.raises(SourceError, match=name):
            files_in(tmp_path / name[0])


def test_a_time_that_cannot_be_is_no_time(tmp_path: Path) -> None:
    """Month 99 in a file's name: the newest ad dates the answer."""
    (tmp_path / "snapshot-20269999T999999Z.json").write_bytes(b"[" + ONE + b"]")
    assert [file.served_at for file in files_in(tmp_path)] == [None]


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(**{"snapshot.json": data})], ids=["gz", "zip"])
def test_an_answer_is_unpacked_by_what_it_is(pack: Any, tmp_path: Path) -> None:
    """Whatever it is called."""
    assert kept(tmp_path, pack(b"[" + ONE + b"]")) == ["1"]


def test_a_folder_without_answers_says_what_they_are_called(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="snapshot"):
        files_in(tmp_path)


def test_the_first_ads_of_a_list_cut_off_are_whole_ones(tmp_path: Path) -> None:
    """64 KiB of the snapshot end in an ad, and may be nothing but brackets; what is no list has none."""
    content = json.dumps([ad(1), ad(2), ad(3)]).encode()
    assert [item["id"] for item in first_objects(content[:-30])] == ["1", "2"]
    assert first_objects(b'[{"id":"1","x":' + b"[" * 65_000) == []
    assert first_objects(b'{"message": "Service Unavailable"}') == []
