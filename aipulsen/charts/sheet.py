"""One A4 page about one subject: title, sentences, charts, source."""

from __future__ import annotations

from collections.abc import Sequence

from aipulsen.charts import theme
from aipulsen.charts.figure import Figure
from aipulsen.charts.picture import block, demo_mark, fitted, under_drawing
from aipulsen.voice import Voice

WIDTH, HEIGHT = 794, 1123
_A4 = 'width="595" height="842"'  # in points
_MARGIN = 48
_TITLE, _HEADING, _SENTENCE, _CAPTION = 27, 15, 13, 10


def compose_sheet(
    title: str, sentences: Sequence[str], figures: Sequence[Figure], footer: Sequence[str], say: Voice, *, is_demo: bool
) -> str:
    """The page as SVG text. Each figure gets height after its own; nothing is clipped: charts shrink to what is
    left between the words and the footer."""
    theme.register_fonts()
    inner = WIDTH - 2 * _MARGIN
    top = _MARGIN + (22 if is_demo else 0)
    head = block(title, _TITLE, inner, "serif", theme.INK)
    lead = block(tuple(f"•\u00a0{sentence}" for sentence in sentences), _SENTENCE, inner, "sans", theme.INK)
    foot = block(tuple(footer), _CAPTION, inner, "sans", theme.QUIET)
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {_A4} viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.GROUND}"/>',
        head.svg(_MARGIN, top),
        lead.svg(_MARGIN, top + head.height + 8),
    ]
    y = top + head.height + lead.height + 22
    room = HEIGHT - _MARGIN - foot.height - 12 - y
    wanted = sum(part.screen_height for figure in figures for part in figure.parts[-1:])
    headings = [block(figure.title, _HEADING, inner, "serif", theme.INK) for figure in figures]
    measures = [block(figure.subtitle, _CAPTION, inner, "sans", theme.QUIET) for figure in figures]
    below = [under_drawing(figure, _CAPTION, inner, closing=False) for figure in figures]
    words = sum(h.height + m.height + b.height + 18 for h, m, b in zip(headings, measures, below, strict=True))
    for figure, heading, measure, under in zip(figures, headings, measures, below, strict=True):
        part = figure.parts[-1]
        height = (room - words) * part.screen_height / wanted
        pieces += [heading.svg(_MARGIN, y), measure.svg(_MARGIN, y + heading.height + 2)]
        y += heading.height + measure.height + 6
        pieces.append(fitted(part, _MARGIN, y, inner, height, f"{figure.key}-"))
        pieces.append(under.svg(_MARGIN, y + height))
        y += height + under.height + 12
    pieces.append(foot.svg(_MARGIN, HEIGHT - _MARGIN - foot.height + 8))
    if is_demo:
        pieces.append(demo_mark(WIDTH, HEIGHT, say))
    return "".join([*pieces, "</svg>"])
