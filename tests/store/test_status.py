"""The status of each source: read whatever the file holds, and a folder that cannot be written to is one sentence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aipulsen.errors import EditionError, SourceError
from aipulsen.store.status import read_status, write_status

NOW = dt.datetime(2026, 11, 29, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "content",
    [b"", b"{\xff", b"[1]", b'{"sources": 5}', b'{"sources": {"ads": 5}}', b'{"sources": {"ads": {"last_attempt": 5}}}',
     b"[" * 100_000],
)  # fmt: skip
def test_what_cannot_be_read_is_nothing_known(tmp_path: Path, content: bytes) -> None:
    """And the next refresh writes it anew."""
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "_status.json").write_bytes(content)
    assert read_status(tmp_path) == {}
    error = SourceError("sources.no_name", what="a", url="b", reason="c", setting="d", tries=1, seconds=0)
    write_status({"ads": None, "scb": error}, NOW, tmp_path)
    read = read_status(tmp_path)
    assert (read["ads"].failed, read["scb"].failed) == (False, True)
    assert "b" in read["scb"].sentence()


def test_a_file_in_the_place_of_the_folder_is_one_sentence(tmp_path: Path) -> None:
    """Nothing half written stays behind."""
    (tmp_path / "live").write_text("x")
    with pytest.raises(EditionError, match="går inte att skriva"):
        write_status({"ads": None}, NOW, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["live"]
