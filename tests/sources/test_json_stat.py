"""json-stat2 in every form the standard allows and every odd one a service has sent."""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aipulsen.errors import DataContractError, SourceError
from aipulsen.sources.json_stat import Cube, parse_cube, parse_meta, union
from tests.conftest import DATA


def dataset(**changes: Any) -> dict[str, Any]:
    """Two regions × two sexes, made up."""
    base: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": "Påhittad tabell",
        "source": "SCB",
        "updated": "2026-01-02T03:04:05Z",
        "id": ["Region", "Kon"],
        "size": [2, 2],
        "role": {"geo": ["Region"]},
        "dimension": {
            "Region": {"label": "region", "category": {"index": {"01": 0, "25": 1}, "label": {"01": "A", "25": "B"}}},
            "Kon": {"label": "kön", "category": {"index": ["1", "2"], "label": {"1": "män", "2": "kvinnor"}}},
        },
        "value": [1, 2, 3, 4],
    }
    return base | changes


def cube_of(raw: Any) -> Cube:
    return parse_cube(json.dumps(raw, ensure_ascii=False).encode("utf-8"), "testtabellen")


def test_the_last_dimension_runs_fastest_and_codes_keep_their_labels() -> None:
    """Codes, labels, roles and values stand in one long frame."""
    frame = cube_of(dataset()).frame()
    assert frame[["Region", "Kon", "value"]].values.tolist() == [
        ["01", "1", 1.0],
        ["01", "2", 2.0],
        ["25", "1", 3.0],
        ["25", "2", 4.0],
    ]
    assert frame.Kon_label.tolist() == ["män", "kvinnor", "män", "kvinnor"]
    assert cube_of(dataset()).meta.dimension("Region").role == "geo"


def test_index_as_object_is_ordered_by_position_not_by_writing() -> None:
    """{"25": 1, "01": 0} means 01 first."""
    raw = dataset()
    raw["dimension"]["Region"]["category"]["index"] = {"25": 1, "01": 0}
    assert cube_of(raw).meta.dimension("Region").codes == ("01", "25")


def test_a_dimension_with_one_value_may_lack_its_index() -> None:
    """The standard allows it; the only label is the only value."""
    raw = dataset(id=["Kon", "Tid"], size=[2, 1], value=[5, 6])
    raw["dimension"]["Tid"] = {"category": {"label": {"2024": "2024"}}}
    del raw["dimension"]["Region"]
    assert cube_of(raw).frame().Tid.tolist() == ["2024", "2024"]


def test_several_values_without_index_are_refused() -> None:
    """Without order a value could land on the wrong region."""
    raw = dataset()
    del raw["dimension"]["Region"]["category"]["index"]
    with pytest.raises(SourceError, match="Region has no index"):
        cube_of(raw)


def test_labels_may_be_absent() -> None:
    """The code stands for itself."""
    raw = dataset()
    del raw["dimension"]["Kon"]["category"]["label"]
    assert cube_of(raw).meta.dimension("Kon").labels == ("1", "2")


def test_sparse_values_and_suppressed_cells_are_missing_never_zero() -> None:
    """A cell that is not named, is null, or holds «..» has no number; a zero is a zero."""
    sparse = cube_of(dataset(value={"0": 7, "3": 0}))
    assert sparse.values.tolist()[0] == 7
    assert sparse.values.tolist()[3] == 0
    assert np.isnan(sparse.values[[1, 2]]).all()
    dotted = cube_of(dataset(value=[1, "..", None, "4"]))
    assert dotted.frame().status.tolist() == ["", "..", "", ""]
    assert dotted.values[3] == 4
    assert math.isnan(dotted.values[1])


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"1": ".."}, ["", "..", "", ""]),
        (["", None, "..", "p"], ["", "", "..", "p"]),
        ("p", ["p", "p", "p", "p"]),
    ],
)
def test_status_comes_as_object_list_or_one_word(status: Any, expected: list[Any]) -> None:
    """All three forms of the standard."""
    assert cube_of(dataset(status=status)).frame().status.tolist() == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": [1, 2, 3]}, "3 entries in value, 4 cells"),
        ({"value": {"9": 1}}, "points outside"),
        ({"size": [2, 3]}, "size says"),
        ({"class": "collection"}, "not a json-stat2 dataset"),
        ({"id": ["Region", "Kon", "Tid"]}, "named but not described, or twice: Tid"),
    ],
)
def test_an_answer_that_contradicts_itself_is_refused(changes: dict[str, Any], words: str) -> None:
    """Never a shifted column."""
    with pytest.raises(SourceError, match=words):
        cube_of(dataset(**changes))


def test_a_byte_order_mark_does_not_matter() -> None:
    """SCB v1's answers may begin with one."""
    body = b"\xef\xbb\xbf" + json.dumps(dataset()).encode("utf-8")
    assert parse_cube(body, "t").cells == 4


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "tomt"),
        (b"\xef\xbb\xbf  ", "tomt"),
        (b"<!DOCTYPE html><html>", "webbsida"),
        (b'{"version":"2.0","cla', "avbrutet"),
        ('{"label":"Län'.encode("latin-1") + b'"}', "går inte att läsa"),
        (b"[]", "list"),
        (b'{"error":"Too many values selected"}', "error"),
    ],
)
def test_what_is_not_data_is_said_in_words(body: bytes, words: str) -> None:
    """The message names the table and shows what came."""
    with pytest.raises(SourceError, match=words) as caught:
        parse_cube(body, "utbildningstabellen")
    assert "utbildningstabellen" in str(caught.value)


def test_the_three_forms_that_once_were_bare_errors_are_read_or_refused_by_name() -> None:
    """A role without codes says nothing; values that are null, or keyed by words, are an odd answer."""
    assert cube_of(dataset(role={"time": None})).meta.dimension("Region").role == "classification"
    for value in (None, {"a": 1}):
        with pytest.raises(SourceError, match="annan form"):
            cube_of(dataset(value=value))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of a JSON value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, value in inner for place in _places(value, (*path, key)))]


@given(st.data(), JSON)
def test_whatever_stands_anywhere_in_an_answer_it_is_read_or_a_source_error(data: st.DataObject, odd: Any) -> None:
    """Any JSON in the place of any part: a cube, or the error that costs this one table only."""
    answer = {"whole": json.loads(json.dumps(dataset(status={"0": "e"}, note=["n"], extension={"px": {}})))}
    *way, last = data.draw(st.sampled_from(_places(answer)[1:]))
    holder: Any = answer
    for key in way:
        holder = holder[key]
    holder[last] = odd
    with contextlib.suppress(SourceError):
        assert cube_of(answer["whole"]).cells >= 0


def _split(raw: dict[str, Any], cut: int) -> list[Cube]:
    parts = []
    for codes in (("01", "25")[:cut], ("01", "25")[cut:]):
        if codes:
            part = json.loads(json.dumps(raw))
            part["size"] = [len(codes), 2]
            part["dimension"]["Region"]["category"]["index"] = list(codes)
            start = 0 if codes[0] == "01" else 2
            part["value"] = raw["value"][start : start + 2 * len(codes)]
            parts.append(cube_of(part))
    return parts


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=4, max_size=4), st.integers(0, 2), st.booleans())
def test_the_parts_make_the_whole_in_any_order(values: list[int | None], cut: int, turned: bool) -> None:
    """However the regions are split and in whichever order the parts come, each cell keeps its value."""
    raw = dataset(value=values)
    parts = _split(raw, cut)
    whole = union(parts[::-1] if turned else parts, "t").frame()
    expected = cube_of(raw).frame()
    assert whole.sort_values(["Region", "Kon"]).reset_index(drop=True).equals(expected)


def test_parts_that_overlap_or_leave_a_hole_are_refused() -> None:
    """A region fetched twice, and a combination never fetched."""
    first, second = _split(dataset(), 1)
    with pytest.raises(DataContractError, match="2 finns dubbelt"):
        union([first, first, second], "t")
    men_only = dataset(size=[1, 1], value=[3])
    men_only["dimension"]["Region"]["category"] = {"label": {"25": "B"}}
    men_only["dimension"]["Kon"]["category"] = {"label": {"1": "män"}}
    with pytest.raises(DataContractError, match="1 cell saknas"):
        union([first, cube_of(men_only)], "t")


def test_the_real_population_answer_is_read() -> None:
    """TAB6471: 21 counties × 11 ages × 3 sexes × 4 months; Stockholm's men and women 0–9 in January 2026."""
    cube = parse_cube((DATA / "services" / "TAB6471_data.json").read_bytes(), "TAB6471")
    frame = cube.frame()
    assert len(frame) == 21 * 11 * 3 * 4
    first = frame[(frame.Region == "01") & (frame.Alder == "0-9") & (frame.Tid == "2026M01")]
    assert first.set_index("Kon").value["TotSa"] == 245284
    assert first.set_index("Kon").value["1"] == 125373
    assert cube.meta.is_noisy
    assert cube.meta.sums_allowed is False
    assert cube.meta.updated == "2026-06-08T06:00:00Z"


def test_the_real_metadata_and_v1_answer_are_read() -> None:
    """v2's metadata has no values but 312 regions; v1's TAB4442 has 430 occupations, summable."""
    raw = json.loads((DATA / "services" / "TAB6471_metadata.json").read_text("utf-8"))
    meta = parse_meta(raw, "TAB6471")
    assert len(meta.dimension("Region").codes) == 312
    assert meta.dimension("Tid").role == "time"
    assert meta.dimension("ContentsCode").units == {"000007SF": "antal"}
    cube = parse_cube((DATA / "services" / "TAB4442_data.json").read_bytes(), "TAB4442")
    frame = cube.frame()
    developers = frame[(frame.Yrke2012 == "2512") & (frame.Tid == "2024")].value.sum()
    assert developers == 110698  # the national figure in the fact sheet
    assert not cube.meta.is_noisy
