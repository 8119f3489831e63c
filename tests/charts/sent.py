"""What a browser draws of a drawing that a page sends: rows back where layers name a table, shapes looked up."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from aipulsen.paths import ROOT


def with_rows(specification: dict[str, Any]) -> dict[str, Any]:
    """The drawing with each layer's own rows in it; the tables beside it are gone."""
    tables = {name: read(table) for name, table in specification.pop("datasets", {}).items()}
    for layer in (specification, *specification.get("layer", ())):
        if "name" in layer.get("data", {}):
            layer["data"] = {"values": tables[layer["data"]["name"]]}
    return specification


def read(table: bytes) -> list[dict[str, Any]]:
    """The rows of a table as Streamlit sends it."""
    rows: list[dict[str, Any]] = pa.ipc.open_stream(table).read_all().to_pylist()
    return rows


def as_drawn(specification: dict[str, Any]) -> dict[str, Any]:
    """The drawing with its rows and each layer's shapes, as Vega-Lite joins them."""
    specification = with_rows(specification)
    for layer in specification.get("layer", []) or [specification]:
        for step in layer.pop("transform", []):
            if "lookup" in step:
                _join(layer["data"]["values"], step)
            else:
                layer.setdefault("transform", []).append(step)
    return specification


def _join(rows: list[dict[str, Any]], step: dict[str, Any]) -> None:
    file = ROOT / step["from"]["data"]["url"].removeprefix("app/")
    found = {_at(feature, step["from"]["key"]): feature for feature in json.loads(file.read_bytes())}
    for row in rows:
        row.update({field: found[_at(row, step["lookup"])][field] for field in step["from"]["fields"]})


def _at(row: dict[str, Any], path: str) -> Any:
    for name in path.split("."):
        row = row[name]
    return row
