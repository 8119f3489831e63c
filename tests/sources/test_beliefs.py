"""The file of beliefs and a person's corrections over it: read by a schema, wrong ones named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from aipulsen.errors import ParameterError
from aipulsen.publishing import limits
from aipulsen.sources.beliefs import overrides_file, read_beliefs
from aipulsen.text import LANGS, all_texts


def correct(folder: Path, text: str) -> None:
    overrides_file(folder).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[tables.flows]\ntitle_say = ["x"]\n', 2, "`title_say`"),
        ('# why\n\n[tables.flows]\ntitle_says = "x"\n', 4, "`array`, got `str`"),
        ('[tables.flows]\nways = [{ service = "scb_v2", tabel = "TAB1" }]\n', 2, "`tabel`"),
        ('[tables.flows]\nways = [{ service = "scb_v3", table = "TAB1" }]\n', 2, "scb_v3"),
        ('[flows]\ntitle_says = ["x"]\n', 1, "`flows`"),
        ('[tables.flow]\ntitle_says = ["x"]\n', 1, "`flow`"),
        ('[tables.flows.dimensions.region]\nthen = "kept"\n', 2, "'kept'"),
        ("[tables.flows.dimensions.region]\nlatest = 1\ntotal = true\n", 2, "latest"),
        ("[services.scb_v2]\nmax_cells = \"many\"\n", 2, "`int`, got `str`"),
        ("[limits.flows.flow_of_stock_shar]\nlimit = 1\nwhy = \"x\"\n", 1, "`flow_of_stock_shar`"),
        ("[limits.flows.flow_of_stock_share]\nlimit = 0.2\n", 1, "`why`"),
        ("[tables.flows\n", 1, "TOML"),
        ("tables = 5\n", 1, "`tables` = 5"),
        ("services = []\n", 1, "`services` = []"),
        ('limits = "x"\n', 1, "`limits` = x"),
        ("[tables.flows]\ndimensions = 1\n", 2, "`dimensions` = 1"),
        ("[tables.flows]\nways = []\n", 2, "length >= 1"),
        ("[tables.flows.dimensions.region]\nnames = []\n", 2, "length >= 1"),
        ("[tables.flows.dimensions.period]\nlatest = -3\n", 2, "`int` >= 0"),
        ("[tables.education.dimensions.age]\nages = [64, 25]\n", 2, "ages 64–25"),
        ('[tables.flows.dimensions.region]\ncode_pattern = "["\n', 2, "code_pattern"),
        ("[services.scb_v2]\nmax_cells = 0\n", 2, "`int` >= 1"),
        ("[services.scb_v2]\nwindow_seconds = -1.0\n", 2, "`float` > 0"),
        ('[services.scb_v2]\nbase_url = "file:///etc/hosts"\n', 2, "https?://"),
        ("[limits.flows.flow_of_stock_share]\nlimit = nan\nwhy = \"x\"\n", 2, "`float`"),
        ("[limits.flows.flow_of_stock_share]\nlimit = inf\nwhy = \"x\"\n", 2, "`float`"),
        ("[limits.flows.flow_of_stock_share]\nlimit = -1\nwhy = \"x\"\n", 2, "`float` >= 0"),
        ("[limits.flows.flow_of_stock_share]\nlimit = 0.2\nwhy = \"\"\n", 3, "length >= 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_sentence_with_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    """A misspelt key never switches a guard off, and a wrong type is no traceback: nothing is asked."""
    correct(tmp_path, text)
    with pytest.raises(ParameterError) as caught:
        limits.read_limits(tmp_path)
    assert f"overrides.toml, rad {line}: " in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe[\x00", b"a = " + b"[" * 5000 + b"]" * 5000], ids=["UTF-16", "depth"])
def test_a_file_that_is_no_toml_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    """Whatever its bytes are."""
    (tmp_path / "overrides.toml").write_bytes(content)
    with pytest.raises(ParameterError, match="går inte att läsa som TOML"):
        read_beliefs(tmp_path)


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    """As editors on Windows leave one."""
    (tmp_path / "overrides.toml").write_bytes(b'\xef\xbb\xbf[tables.wages]\nfolder = "X"\n')
    assert read_beliefs(tmp_path).requests["wages"].folder == "X"


def test_a_correction_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    """An id, one text of a choice, a limit: the rest is the program's, and comes with the next version of it."""
    correct(
        tmp_path,
        '[tables.wages]\nways = [{ service = "scb_v2", table = "TAB1" }]\n'
        '[tables.commuting_totals.dimensions.contents]\npick.in_commuters = ["pendlar in"]\n'
        '[limits.flows.flow_of_stock_share]\nlimit = 0.3\nwhy = "looked"\n',
    )
    ours, shipped = read_beliefs(tmp_path).requests, read_beliefs().requests
    assert [way.table for way in ours["wages"].ways] == ["TAB1"]
    assert ours["wages"].dimensions == shipped["wages"].dimensions
    contents = next(d for d in ours["commuting_totals"].dimensions if d.column == "contents")
    assert contents.pick == {"in_commuters": ("pendlar in",)}
    assert ours["education"] == shipped["education"]
    with limits.limits_of(tmp_path):
        assert limits.limit("flows", "flow_of_stock_share") == 0.3
    assert limits.limit("flows", "flow_of_stock_share") == 0.15


def test_another_way_of_choosing_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    """The total becomes a picked text; a name with no texts is taken away."""
    correct(
        tmp_path,
        '[tables.population.dimensions.age]\npick.all = ["alla"]\n'
        '[tables.flows.dimensions.education]\npick.short = []\npick.long = []\npick.post = ["eftergymnasial"]\n',
    )
    requests = read_beliefs(tmp_path).requests
    age = next(d for d in requests["population"].dimensions if d.column == "age")
    assert (age.total, age.pick) == (False, {"all": ("alla",)})
    education = next(d for d in requests["flows"].dimensions if d.column == "education")
    assert education.pick == {"post": ("eftergymnasial",)}


def test_a_corrected_file_is_read_again_in_the_same_process(tmp_path: Path) -> None:
    """No restart between writing a line and running again."""
    assert read_beliefs(tmp_path).requests["wages"].folder == "AM0110A"
    correct(tmp_path, '[tables.wages]\nfolder = "AM0110B"\n')
    assert read_beliefs(tmp_path).requests["wages"].folder == "AM0110B"


def test_every_sentence_that_asks_for_a_change_names_the_file_that_survives() -> None:
    """No sentence sends anybody into the program's own files of beliefs."""
    sentences = [(key, twins[lang]) for key, twins in all_texts().items() for lang in LANGS]
    assert [key for key, text in sentences if "official_tables.toml" in text or "contracts.toml" in text] == []


def test_no_table_has_only_a_way_that_closes() -> None:
    """SCB turns v1 off at the turn of the year: it may be a last way, never the only one."""
    beliefs = read_beliefs()
    closing = {key for key, service in beliefs.services.items() if service.closes}
    assert closing == {"scb_v1"}
    for key, request in beliefs.requests.items():
        used = [way.service for way in request.ways]
        assert used[0] not in closing, key
        assert used == sorted(used, key=lambda name: name in closing), key
