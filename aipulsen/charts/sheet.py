"""One A4 page about one subject: title, what there is to say first, map, two charts, the rest in words, source."""

from __future__ import annotations

from collections.abc import Sequence

from aipulsen.charts import theme
from aipulsen.charts.figure import Figure, Part
from aipulsen.charts.picture import Block, block, demo_mark, fitted, under_drawing
from aipulsen.voice import Voice

WIDTH, HEIGHT = 794, 1123
_A4 = 'width="595" height="842"'  # in points
_MARGIN, _GAP = 48, 26
_TITLE, _HEADING, _LEAD, _WORDS, _CAPTION = 27, 15, 14, 11, 10
_BESIDE = (185.0, 230.0)  # height of the charts that stand side by side: the lower only where the first needs the room
_FIRST = 250.0  # height at which every county's row in the first figure can be read
_UNDER_BESIDE = 4  # lines under a chart half as wide as the page: as many words as two of the page's
_PRINTED = 1.3  # charts are drawn so much larger than they get: on paper small letters are read


def compose_sheet(
    title: str,
    lead: Sequence[str],
    first: Figure,
    beside: Sequence[Figure],
    sentences: Sequence[str],
    footer: Sequence[str],
    say: Voice,
    *,
    is_demo: bool,
) -> str:
    """The page as SVG text. `lead` stands first and large, `sentences` last in two columns; the `first` figure has all
    its parts and what height is left, those `beside` each other their first part; under each stand its warnings and its
    key. Nothing is clipped."""
    theme.register_fonts()
    beside = [figure.first_alone for figure in beside]
    inner = WIDTH - 2 * _MARGIN
    column = (inner - _GAP) / 2
    head = block(title, _TITLE, inner, "serif", theme.INK)
    told = block(tuple(lead), _LEAD, inner, "sans", theme.INK)
    foot = block(tuple(footer), _CAPTION, inner, "sans", theme.QUIET)
    words = _in_two_columns(sentences, column)
    headed = [_headed(figure, column) for figure in beside]
    under_first = under_drawing(first, _CAPTION, inner, closing=False)
    under = [under_drawing(figure, _CAPTION, column, closing=False, most_lines=_UNDER_BESIDE) for figure in beside]
    y = _MARGIN + (22.0 if is_demo else 0.0)
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {_A4} viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.GROUND}"/>',
        head.svg(_MARGIN, y),
        told.svg(_MARGIN, y + head.height + 8),
    ]
    y += head.height + told.height + 24
    bottom = HEIGHT - _MARGIN - foot.height
    words_top = bottom - 14 - max(part.height for part in words)
    heads = max((heading.height + measure.height for heading, measure in headed), default=0.0)
    feet = max((words.height for words in under), default=0.0)
    heading, measure = _headed(first, inner)
    pieces += [heading.svg(_MARGIN, y), measure.svg(_MARGIN, y + heading.height + 2)]
    y += heading.height + measure.height + 8
    left = words_top - y - under_first.height - heads - feet - 36 - _FIRST
    height = min(max(left, _BESIDE[0]), _BESIDE[1])
    beside_top = words_top - (height + heads + feet + 22 if beside else 10)
    first_bottom = beside_top - 14 - under_first.height
    x = float(_MARGIN)
    for part in first.parts:
        own = (inner - _GAP * (len(first.parts) - 1)) * part.share / sum(p.share for p in first.parts)
        pieces.append(_printed(part, x, y, own, first_bottom - y, first.key))
        x += own + _GAP
    pieces.append(under_first.svg(_MARGIN, first_bottom + 4))
    for number, (figure, (heading, measure)) in enumerate(zip(beside, headed, strict=True)):
        x = _MARGIN + number * (column + _GAP)
        pieces += [heading.svg(x, beside_top), measure.svg(x, beside_top + heading.height + 2)]
        pieces.append(_printed(figure.parts[0], x, beside_top + heads + 8, column, height, figure.key))
        pieces.append(under[number].svg(x, beside_top + heads + 8 + height + 2))
    pieces += [part.svg(_MARGIN + number * (column + _GAP), words_top) for number, part in enumerate(words)]
    pieces.append(foot.svg(_MARGIN, bottom + 8))
    if is_demo:
        pieces.append(demo_mark(WIDTH, HEIGHT, say))
    return "".join([*pieces, "</svg>"])


def _headed(figure: Figure, width: float) -> tuple[Block, Block]:
    """A figure's finding and measure, above it."""
    heading = block(figure.title, _HEADING, width, "serif", theme.INK)
    return heading, block(figure.subtitle, _CAPTION, width, "sans", theme.QUIET)


def _in_two_columns(sentences: Sequence[str], width: float) -> tuple[Block, Block]:
    """Paragraphs with a line between, the columns as alike in length as whole paragraphs can be."""
    each = [[*block(sentence, _WORDS, width, "sans", theme.INK).lines, ""] for sentence in sentences]

    def column(paragraphs: list[list[str]]) -> Block:
        return Block([line for lines in paragraphs for line in lines], _WORDS, "sans", theme.INK)

    cuts = [(column(each[:at]), column(each[at:])) for at in range(len(each) + 1)]
    return min(cuts, key=lambda cut: max(part.height for part in cut))


def _printed(part: Part, x: float, y: float, width: float, height: float, key: str) -> str:
    inner = fitted(part, 0, 0, width * _PRINTED, height * _PRINTED, f"{key}-")
    return f'<g transform="translate({x:.1f} {y:.1f}) scale({1 / _PRINTED:.4f})">{inner}</g>'
