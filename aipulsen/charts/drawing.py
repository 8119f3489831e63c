"""A part of a figure as a Vega-Lite specification, drawn once for everybody who looks at the same figure."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import dataclass
from typing import Any

import altair as alt
import orjson
import pyarrow as pa
from altair.utils.schemapi import debug_mode

from aipulsen.charts import shapes, theme
from aipulsen.charts.figure import Figure, Part, Width
from aipulsen.keepers import DRAWINGS

_SHAPES = "app/static/{}.json"  # from a page's address; made by `shapes.shapes_for_browsers`
_CODE = "properties.county_code"
_NAME_BYTES = 8
_COLOUR = re.compile(rb'"(#[0-9a-f]{6})"')
_DRAWING = threading.Lock()  # altair's theme is one for the whole process


def drawn(part: Part, width: Width, height: int) -> dict[str, Any]:
    """The part's chart at this size.

    Not held against Vega-Lite's schema, half of the time: the tests hold every figure's chart against it.
    """
    with _DRAWING, debug_mode(False), alt.theme.enable("none"):  # our configuration is the only theme
        specification: dict[str, Any] = part.draw(width, height).to_dict(validate=False)
    return specification


@dataclass(frozen=True, slots=True)
class _Sent:
    """A drawing as it is kept: the specification as JSON, and beside it the tables that its layers name, as the Arrow
    streams that the framework sends."""

    specification: bytes
    tables: dict[str, bytes]


def on_page(figure: Figure, part: Part, scheme: theme.Scheme = "light") -> dict[str, Any]:
    """The part's chart as a page of that scheme shows it, kept by the figure's fingerprint; yours to change.

    It is drawn once for both schemes, which differ in colours alone.
    """
    asked = (figure.drawn_as or figure.fingerprint, part.name)
    kept = DRAWINGS.ask(asked, lambda: _sent(_lean(drawn(part, "container", part.screen_height))))
    if scheme == "dark":
        light = kept
        kept = DRAWINGS.ask((*asked, scheme), lambda: _sent(_COLOUR.sub(_twin, _told(light))))
    specification: dict[str, Any] = orjson.loads(kept.specification)
    return specification | {"datasets": dict(kept.tables)}


def _lean(specification: dict[str, Any]) -> bytes:
    """The drawing in few bytes: it goes through the framework's hands again at each run."""
    _silence(specification)
    for layer in (specification, *specification.get("layer", ())):
        _leave_shapes_out(layer)
    return orjson.dumps(specification)


def _sent(lean: bytes) -> _Sent:
    """The drawing, its rows in tables: a table that layers share is sent once, and none goes through JSON, where
    Streamlit reads and writes it three times a run."""
    specification = orjson.loads(lean)
    tables: dict[str, bytes] = {}
    for layer in (specification, *specification.get("layer", ())):
        rows = (layer.get("data") or {}).get("values")
        table = _table(rows) if isinstance(rows, list) and rows else None
        if table is not None:
            name = hashlib.blake2b(table, digest_size=_NAME_BYTES).hexdigest()
            tables[name] = table
            layer["data"] = {"name": name}
    return _Sent(orjson.dumps(specification), tables)


def _told(sent: _Sent) -> bytes:
    """The drawing with its rows in it again."""
    specification = orjson.loads(sent.specification)
    for layer in (specification, *specification.get("layer", ())):
        if name := (layer.get("data") or {}).get("name"):
            layer["data"] = {"values": pa.ipc.open_stream(sent.tables[name]).read_all().to_pylist()}
    return orjson.dumps(specification)


def _table(rows: list[dict[str, Any]]) -> bytes | None:
    """Rows as an Arrow stream; None of those that are no table: a map's, whose rows have parts, and such as have not
    all the same columns, or none (a cell that is not there is something else than an empty one)."""
    columns, are_alike = rows[0], all(row.keys() == rows[0].keys() for row in rows)
    if not columns or not are_alike or any(isinstance(cell, dict | list) for cell in columns.values()):
        return None
    table, sink = pa.Table.from_pylist(rows), pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _silence(specification: dict[str, Any]) -> None:
    """Marks are silent to a screen reader: the page gives the chart one name that states its finding, and a table;
    Vega's own names of groups of marks are empty."""
    for kind in ("mark", "axis", "legend"):
        specification["config"].setdefault(kind, {})["aria"] = False


def _leave_shapes_out(layer: dict[str, Any]) -> None:
    """Counties' shapes, or their hatches, are looked up in the file that a browser has fetched; only whole ones."""
    rows = (layer.get("data") or {}).get("values")
    if not isinstance(rows, list) or not rows or rows[0].get("type") != "Feature":
        return
    codes = [row["properties"].get("county_code") for row in rows]
    for name, shape_of in (("counties", shapes.county_features().__getitem__), ("hatches", shapes.hatch)):
        if all(code and row["geometry"] == shape_of(code)["geometry"] for code, row in zip(codes, rows, strict=True)):
            # Layers may have the same rows: another's are left as they are.
            layer["data"] = {"values": [{k: v for k, v in row.items() if k != "geometry"} for row in rows]}
            looked_up = {"data": {"url": _SHAPES.format(name)}, "key": _CODE, "fields": ["geometry"]}
            layer["transform"] = [{"lookup": _CODE, "from": looked_up}, *layer.get("transform", ())]
            return


def _twin(colour: re.Match[bytes]) -> bytes:
    return f'"{theme.DARK.get(colour[1].decode(), colour[1].decode())}"'.encode()
