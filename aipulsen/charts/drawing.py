"""A part of a figure as a Vega-Lite specification, drawn once for everybody who looks at the same figure."""

from __future__ import annotations

import re
import threading
from typing import Any

import altair as alt
import orjson
from altair.utils.schemapi import debug_mode

from aipulsen.charts import theme
from aipulsen.charts.figure import Figure, Part, Width
from aipulsen.keepers import DRAWINGS

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
    kept = DRAWINGS.ask(asked, lambda: _silent(drawn(part, "container", part.screen_height)))
    if scheme == "dark":
        kept = DRAWINGS.ask((*asked, scheme), lambda: _COLOUR.sub(_twin, kept))
    specification: dict[str, Any] = orjson.loads(kept)
    return specification


def _silent(specification: dict[str, Any]) -> bytes:
    """The drawing with marks that are silent to a screen reader: the page gives the chart one name that states its
    finding, and a table; Vega's own names of groups of marks are empty."""
    for kind in ("mark", "axis", "legend"):
        specification["config"].setdefault(kind, {})["aria"] = False
    return orjson.dumps(specification)


def _twin(colour: re.Match[bytes]) -> bytes:
    return f'"{theme.DARK.get(colour[1].decode(), colour[1].decode())}"'.encode()
