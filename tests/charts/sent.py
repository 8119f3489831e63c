"""What a browser draws of a drawing that a page sends: shapes looked up."""

from __future__ import annotations

import json
from typing import Any

from aipulsen.paths import ROOT


def as_drawn(specification: dict[str, Any]) -> dict[str, Any]:
    """The drawing with each layer's shapes, as Vega-Lite joins them."""
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
