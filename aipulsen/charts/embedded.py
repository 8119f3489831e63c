"""A figure's drawings for a document that has the words itself: wide for a screen, stacked for a telephone."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from aipulsen.charts import theme
from aipulsen.charts.figure import Figure, Part
from aipulsen.charts.picture import fitted
from aipulsen.text.safety import showable

WIDE, NARROW = 928, 400
_GAP = 18


def wide_bytes(figure: Figure) -> bytes:
    """The drawing for a wide place."""
    return drawing(figure, WIDE).encode("utf-8")


def narrow_bytes(figure: Figure) -> bytes:
    """The drawing for a phone."""
    return drawing(figure, NARROW).encode("utf-8")


def drawing(figure: Figure, width: int) -> str:
    """The parts as one SVG of that width, side by side where it is wide, else below each other. It says what it shows
    to who cannot see it, and names no font that must be there."""
    theme.register_fonts()
    prefix = f"w{width}-"
    alt = showable(figure.alt)
    side_by_side = width >= WIDE and len(figure.parts) > 1
    pieces, bottom = (_beside if side_by_side else _below)(figure.parts, width, prefix)
    mark = _demo_word(width, bottom) if figure.context.is_demo else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom:.0f}" role="img" '
        f"aria-label={quoteattr(alt)}><title>{escape(alt)}</title>{''.join(pieces)}{mark}</svg>"
    )


def _beside(parts: tuple[Part, ...], width: int, prefix: str) -> tuple[list[str], float]:
    usable, whole = width - _GAP * (len(parts) - 1), sum(part.share for part in parts)
    bottom = float(max(part.screen_height for part in parts))
    pieces, x = [], 0.0
    for part in parts:
        own = usable * part.share / whole
        pieces.append(fitted(part, x, 0, own, bottom, prefix))
        x += own + _GAP
    return pieces, bottom


def _below(parts: tuple[Part, ...], width: int, prefix: str) -> tuple[list[str], float]:
    pieces, y = [], 0.0
    for part in parts:
        pieces.append(fitted(part, 0, y, width, part.screen_height, prefix))
        y += part.screen_height + _GAP
    return pieces, y - _GAP


def _demo_word(width: int, height: float) -> str:
    """The word across the drawing that made-up numbers carry."""
    x, y = width / 2, height / 2
    return (
        f'<text x="{x}" y="{y:.0f}" font-family="sans-serif" font-size="{width / 7:.0f}" font-weight="700" '
        f'fill="{theme.ACCENT}" fill-opacity="0.10" text-anchor="middle" '
        f'transform="rotate(-24 {x} {y:.0f})">DEMO</text>'
    )
