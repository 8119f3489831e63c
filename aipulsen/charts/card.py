"""The picture that a pasted link unfolds into: finding, drawing, warnings and source on 1 200 × 630 pixels."""

from __future__ import annotations

import dataclasses
import io

from PIL import Image

from aipulsen.charts import picture, theme
from aipulsen.charts.figure import Figure, Part

WIDTH, HEIGHT = 800, 420  # logical
SCALE = 1.5
PIXELS = (1200, 630)
MOST_BYTES = 300_000  # beyond it some services show no picture
_MARGIN = 28
_TITLE, _QUIET, _CAPTION = 24, 13, 11
_COLOURS = 128
_TIGHT = 0.62  # of a part's height on a page: so low may it be, its rows just above each other


def card_bytes(figure: Figure) -> bytes:
    """The card as PNG of less than 300 kB: with fewer colours where it would be larger."""
    png = picture.to_png(_composed(figure), SCALE)
    return png if len(png) < MOST_BYTES else _with_fewer_colours(png)


def _composed(figure: Figure) -> str:
    theme.register_fonts()
    inner = WIDTH - 2 * _MARGIN
    say = figure.context.say
    title = picture.block(figure.title, _TITLE, inner, "serif", theme.INK)
    measure = picture.block(figure.subtitle, _QUIET, inner, "sans", theme.QUIET)
    source = picture.under_drawing(dataclasses.replace(figure, address=""), _CAPTION, inner)  # the link is beside it
    top = 20 + (26 if figure.context.is_demo else 0)
    body = top + title.height + measure.height + 10
    bottom = HEIGHT - 14 - source.height
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.GROUND}"/>',
        title.svg(_MARGIN, top),
        measure.svg(_MARGIN, top + title.height + 2),
        _drawn(figure.parts, body, inner, bottom - body - 8),
        source.svg(_MARGIN, bottom),
    ]
    if figure.context.is_demo:
        pieces.append(picture.demo_mark(WIDTH, HEIGHT, say))
    return "".join([*pieces, "</svg>"])


def _drawn(parts: tuple[Part, ...], top: float, width: float, height: float) -> str:
    """The parts at a height in which their rows do not meet, made smaller as a whole."""
    smaller = max([1.0, *(_TIGHT * part.screen_height / height for part in parts)])
    inner = "".join(picture.side_by_side(parts, 0, 0, width * smaller, height * smaller))
    return f'<g transform="translate({_MARGIN} {top:.1f}) scale({1 / smaller:.4f})">{inner}</g>'


def _with_fewer_colours(png: bytes) -> bytes:
    sink = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS).save(sink, "PNG", optimize=True)
    return sink.getvalue()
