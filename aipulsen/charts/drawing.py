"""A part of a figure as a Vega-Lite specification, drawn once for everybody who looks at the same figure."""

from __future__ import annotations

import threading
from typing import Any

import altair as alt
import orjson
from altair.utils.schemapi import debug_mode

from aipulsen.charts.figure import Figure, Part, Width
from aipulsen.keepers import DRAWINGS

_DRAWING = threading.Lock()  # altair's theme is one for the whole process


def drawn(part: Part, width: Width, height: int) -> dict[str, Any]:
    """The part's chart at this size.

    Not held against Vega-Lite's schema, half of the time: the tests hold every figure's chart against it.
    """
    with _DRAWING, debug_mode(False), alt.theme.enable("none"):  # our configuration is the only theme
        specification: dict[str, Any] = part.draw(width, height).to_dict(validate=False)
    return specification


def on_page(figure: Figure, part: Part) -> dict[str, Any]:
    """The part's chart as the page shows it, kept by the figure's fingerprint; yours to change."""
    asked = (figure.fingerprint, part.name)
    kept = DRAWINGS.ask(asked, lambda: orjson.dumps(drawn(part, "container", part.screen_height)))
    specification: dict[str, Any] = orjson.loads(kept)
    return specification
