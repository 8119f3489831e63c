"""The test servers serve what the services do: where one contradicts a recorded answer, the server is wrong."""

from __future__ import annotations

import json
import tomllib
from typing import Any
from urllib.request import urlopen

import numpy as np
import pytest

from tests.servers import made_up_tables
from tests.servers.made_up_tables import RECORDED, Table, recorded
from tests.servers.pxweb_server import running

METADATA = sorted(path.name for path in RECORDED.glob("*_metadata.json"))
PUBLISHED: dict[str, dict[str, Any]] = tomllib.loads((RECORDED / "published_shapes.toml").read_text("utf-8"))


def double_of(name: str) -> Table:
    """The server's table of that id, or of that name in its path."""
    every = [*made_up_tables.scb_tables().values(), made_up_tables.labour_shortage()]
    (found,) = [t for t in every if t.id == name or t.path.endswith((f"/{name}", f"/{name}.px"))]
    return found


def contradictions(said: Any, true: Any, where: str = "") -> list[str]:
    """Where an answer of a server says otherwise than a recorded one, keys that either lacks included."""
    if isinstance(said, dict) and isinstance(true, dict):
        lost = [f"{where}: «{key}» only in one" for key in sorted(said.keys() ^ true.keys())]
        return lost + [
            c for key in said.keys() & true.keys() for c in contradictions(said[key], true[key], f"{where}.{key}")
        ]
    return [] if said == true else [f"{where}: {said!r} ≠ {true!r}"]


def slim(told: dict[str, Any]) -> dict[str, Any]:
    """A described table without what may differ."""
    kept = {key: value for key, value in told.items() if key not in ("dimension", "size", "value", "updated", "note")}
    kept["dimension"] = {
        code: {
            "label": dimension["label"],
            "unit": dimension["category"].get("unit"),
        }
        for code, dimension in told["dimension"].items()
    }
    kept["extension"] = {
        "px": {k: v for k, v in told["extension"]["px"].items() if k not in ("subject-area", "contents")}
    }
    return kept


@pytest.mark.parametrize("name", METADATA)
def test_a_described_table_says_what_the_recorded_one_says(name: str) -> None:
    """Title, roles, dimensions in their order, labels, units, whether parts may be summed; and no code of its own."""
    true = recorded(name)
    table = double_of(true["extension"]["px"]["tableid"])
    said = table.describe(table.everything())
    assert contradictions(slim(said), slim(true)) == []
    for code, dimension in said["dimension"].items():
        labels = true["dimension"][code]["category"]["label"]
        strangers = {c: label for c, label in dimension["category"]["label"].items() if labels.get(c) != label}
        assert strangers == {}
        newest = list(dimension["category"]["index"])
        order = sorted(newest, key=true["dimension"][code]["category"]["index"].get)
        assert newest == order
    assert [note in true["note"] for note in said["note"]] == [True] * len(true["note"])


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_a_table_nobody_recorded_has_the_shape_public_code_shows(name: str) -> None:
    """Dimension codes, labels, the codes that are named, signs: facts of other people's code, each with its place."""
    told, table = PUBLISHED[name], double_of(name)
    assert table.path.startswith(told["path"])
    assert set(table.dimensions) == set(told["dimensions"])
    for code, label in told.get("labels", {}).items():
        assert table.dimensions[code][0] == label
    for code, values in told.get("codes", {}).items():
        assert set(values) <= set(table.dimensions[code][1])
    labels = [label for _, values in table.dimensions.values() for label in values.values()]
    assert set(told.get("texts", ())) <= set(labels)
    assert told.get("title", "") in table.title
    if "aggregate" in told:
        assert table.aggregate is told["aggregate"]
    if told.get("noise"):
        assert "Cell Key Method" in " ".join(table.notes)
    by_contents = (
        np.moveaxis(table.values, list(table.dimensions).index("ContentsCode"), 0) if "negative" in told else None
    )
    for code in told.get("negative", ()):
        assert by_contents is not None
        assert np.nanmax(by_contents[list(table.dimensions["ContentsCode"][1]).index(code)]) <= 0


def test_no_table_with_noise_may_be_summed() -> None:
    """Every recorded table with the cell key method says «aggregallowed: false»: a double that says true is unreal."""
    noisy = [t for t in made_up_tables.scb_tables().values() if "Cell Key Method" in " ".join(t.notes)]
    assert len(noisy) >= 2
    assert [t.id for t in noisy if t.aggregate] == []


def test_config_search_and_data_have_the_recorded_form() -> None:
    """Same keys as the service's own answers, at every level that does not depend on the table."""
    with running() as world:

        def get(path: str) -> Any:
            with urlopen(f"{world.address}/v2{path}") as answer:
                return json.loads(answer.read())

        assert (
            contradictions(get("/config") | {"maxCallsPerTimeWindow": 3, "timeWindow": 1}, recorded("config.json"))
            == []
        )
        said, true = get("/tables?query=folkm%C3%A4ngden&lang=sv"), recorded("search.json")
        assert said.keys() == true.keys()
        assert said["page"].keys() == true["page"].keys()
        assert said["tables"][0].keys() == true["tables"][0].keys()
        assert said["tables"][0]["paths"][0][0].keys() == true["tables"][0]["paths"][0][0].keys()
        codes = "&".join(
            f"valueCodes%5B{d}%5D={c}"
            for d, c in {
                "Region": "01",
                "Alder": "TotSA",
                "Kon": "TotSa",
                "ContentsCode": "000007SF",
                "Tid": "2026M04",
            }.items()
        )
        data, true = get(f"/tables/TAB6471/data?lang=sv&outputFormat=json-stat2&{codes}"), recorded("TAB6471_data.json")
        assert data.keys() == true.keys()
        assert data["extension"].keys() == true["extension"].keys()
        assert data["extension"]["px"].keys() == true["extension"]["px"].keys()


def test_a_search_needs_all_its_words() -> None:
    """As the reference implementation has it: words are joined by «and», each by its beginning."""
    with running() as world:
        with urlopen(f"{world.address}/v2/tables?query=anst%C3%A4llda+arbetsplats") as answer:
            found = {t["id"] for t in json.loads(answer.read())["tables"]}
        with urlopen(f"{world.address}/v2/tables?query=anst%C3%A4llda+avlopp") as answer:
            assert json.loads(answer.read())["tables"] == []
    assert found == {"TAB5901", "TAB3011"}
