"""A part of a figure as a Vega-Lite specification, drawn once for everybody who looks at the same figure."""

from __future__ import annotations

import re
import threading
from typing import Any

import altair as alt
import orjson
from altair.utils.schemapi import debug_mode

from aipulsen.charts import shapes, theme
from aipulsen.charts.figure import Figure, Part, Width
from aipulsen.keepers import DRAWINGS

_SHAPES = "app/static/{}.json"  # from a page's address; made by `shapes.shapes_for_browsers`
_CODE = "properties.county_code"
_COLOUR = re.compile(rb'"(#[0-9a-f]{6})"')
_DRAWING = threading.Lock()  # altair's theme is one for the whole process


def drawn(part: Part, width: Width, height: int) -> dict[str, Any]:
    """The part's chart at this size.

    Not held against Vega-Lite's schema, half of the time: the tests hold every figure's chart against it.
    """
    with _DRAWING, debug_mode(False), alt.theme.enable("none"):  # our configuration is the only theme
        specification: dict[str, Any] = part.draw(width, height).to_dict(validate=False)
    return specification


def on_page(figure: Figure, part: Part, scheme: theme.Scheme = "light") -> dict[str, Any]:
    """The part's chart as a page of that scheme shows it, kept by the figure's fingerprint; yours to change.

    It is drawn once for both schemes, which differ in colours alone.
    """
    asked = (figure.drawn_as or figure.fingerprint, part.name)
    kept = DRAWINGS.ask(asked, lambda: _sent(drawn(part, "container", part.screen_height)))
    if scheme == "dark":
        kept = DRAWINGS.ask((*asked, scheme), lambda: _COLOUR.sub(_twin, kept))
    specification: dict[str, Any] = orjson.loads(kept)
    return specification


def _sent(specification: dict[str, Any]) -> bytes:
    """The drawing as a page sends it, in few bytes: it goes through the framework's hands again at each run."""
    _silence(specification)
    for layer in (specification, *specification.get("layer", ())):
        _leave_shapes_out(layer)
    return orjson.dumps(specification)


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
