"""Compose a picture: finding, measure, the chart's parts, warnings and source on a canvas of exact size.

Each part is the page's own chart rendered to SVG at the size it gets here; the words are set in the same
type, broken by measuring it, so nothing is ever clipped. Under the drawing stand two lines at most.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

import resvg
import vl_convert

from aipulsen.charts import drawing, outlines, theme
from aipulsen.charts.figure import Figure, Part
from aipulsen.errors import ParameterError
from aipulsen.text.safety import showable, showable_json
from aipulsen.voice import Voice

# Logical sizes; pictures are rendered at twice the size: 1920×1080 and 1600×1600.
SHAPES: dict[str, tuple[int, int]] = {"16:9": (960, 540), "1:1": (800, 800)}
SCALE = 2
_SVG = "http://www.w3.org/2000/svg"
_WIDTHS = re.compile(r' lengthAdjust="[^"]*" textLength="[^"]*"')  # for machines without our fonts: here they are
_SHORTENED = re.compile(">([^<>]*\u2026)<")  # what stands between marks alone: a path is thousands of letters long
_MARGIN = 32
_STRETCH = 1.5
_TITLE, _SUBTITLE, _CAPTION = 25, 13, 11
_MOST_LINES = 2  # under the drawing
_LARGEST = 1.4  # times its own size: title and subtitle of a drawing that leaves room
_NEAREST = 2.0  # times: how near a drawing of few rows is moved, type and all, before the rest is left empty around it
_LESS = (1.0, 0.8, 0.6, 0.4)  # of that, tried in turn where words are cut
_HEADING = 13  # a part's own heading
_RENDERING = threading.Lock()  # the renderer serialises anyway; a queue keeps the process small


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size, and the height they take."""

    lines: list[str]
    size: int
    family: theme.Family
    colour: str

    @property
    def height(self) -> float:
        """The height of all its lines."""
        return len(self.lines) * self.size * 1.3

    def svg(self, x: float, top: float) -> str:
        """The lines as SVG text from this corner. Each says how wide it is, so that a machine without our fonts draws
        it in another as wide, and no word runs over the edge."""
        weight = "600" if self.family == "serif" else "400"
        fonts = "Source Serif Pro, Georgia, serif" if self.family == "serif" else "Source Sans Pro, Arial, sans-serif"
        return "".join(
            f'<text x="{x}" y="{top + self.size * (1 + 1.3 * i):.1f}" font-family="{fonts}" font-size="{self.size}" '
            f'font-weight="{weight}" fill="{self.colour}" lengthAdjust="spacingAndGlyphs" '
            f'textLength="{theme.text_width(line, self.size, self.family):.0f}">{escape(showable(line))}</text>'
            for i, line in enumerate(self.lines)
        )


def block(text: str | tuple[str, ...], size: int, width: float, family: theme.Family, colour: str) -> Block:
    """Paragraphs broken to a width, measured in their own font."""
    paragraphs = (text,) if isinstance(text, str) else text
    lines = [line for p in paragraphs for line in theme.wrapped(p, size, width * 0.97, family)]
    return Block(lines, size, family, colour)


def _balanced(text: str, size: int, width: float, family: theme.Family) -> list[str]:
    """A headline in as few lines as its width needs, of like length: no last line of a single word."""
    lines = theme.wrapped(text, size, width, family)
    narrower = width * 0.97
    while len(closer := theme.wrapped(text, size, narrower, family)) == len(lines) > 1 and narrower > width / 3:
        lines, narrower = closer, narrower * 0.97
    return lines


def under_drawing(
    figure: Figure, size: int, width: float, *, closing: bool = True, most_lines: int = _MOST_LINES
) -> Block:
    """What stands under a figure that stands alone, in two lines (`most_lines`): each warning, then as much of the
    chart's key as there is room for, then status and source (`closing`) with the address that tells the rest."""
    last = figure.closing if closing else ""
    told = list(figure.all_warnings)
    for mark in figure.marks:
        if len(_set([*told, mark], last, size, width).lines) <= most_lines:
            told.append(mark)
    words = _set(told, last, size, width)
    if not (closing and figure.address):
        return words
    traced = _set(told, f"{last} {figure.address}", size, width)
    return traced if len(traced.lines) <= _MOST_LINES else words


def _set(told: list[str], last: str, size: int, width: float) -> Block:
    """The last words on a line of their own where two lines are enough for it, else after the others."""
    apart = block(tuple(words for words in (" ".join(told), last) if words), size, width, "sans", theme.QUIET)
    joined = block(" ".join([*told, last]).strip(), size, width, "sans", theme.QUIET)
    return apart if len(apart.lines) <= _MOST_LINES else joined


def compose(figure: Figure, shape: str) -> str:
    """The picture as SVG text, exactly the shape's size."""
    if shape not in SHAPES:
        raise ParameterError("queries.invalid", name="--shape", value=shape, valid=", ".join(SHAPES))
    theme.register_fonts()
    width, height = SHAPES[shape]
    inner = width - 2 * _MARGIN
    caption = under_drawing(figure, _CAPTION, inner)
    demo = 26 if figure.context.is_demo else 0
    top = _MARGIN * 0.7 + demo
    body_bottom = height - _MARGIN * 0.6 - caption.height - 6

    def headed(larger: float) -> tuple[Block, Block, float]:
        size = round(_TITLE * larger)
        title = Block(_balanced(figure.title, size, inner * 0.97, "serif"), size, "serif", theme.INK)
        subtitle = block(figure.subtitle, round(_SUBTITLE * larger), inner, "sans", theme.QUIET)
        return title, subtitle, top + title.height + subtitle.height + 10

    title, subtitle, body_top = headed(1.0)
    if (room := (body_bottom - body_top) / _tallest(figure.parts)) > 1:
        title, subtitle, body_top = headed(min(_LARGEST, room))
    pieces = [
        f'<svg xmlns="{_SVG}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" fill="{theme.GROUND}"/>',
        title.svg(_MARGIN, top),
        subtitle.svg(_MARGIN, top + title.height + 2),
        *side_by_side(figure.parts, _MARGIN, body_top, inner, body_bottom - body_top),
        caption.svg(_MARGIN, body_bottom + 4),
    ]
    if demo:
        pieces.append(demo_mark(width, height, figure.context.say))
    return "".join([*pieces, "</svg>"])


def demo_mark(width: int, height: int, say: Voice) -> str:
    """The band at the top and the word across the picture that made-up numbers carry."""
    words = escape(say("common.demo_mark"))
    return (
        f'<rect width="{width}" height="26" fill="{theme.ACCENT}"/>'
        f'<text x="{_MARGIN}" y="18" font-family="Source Sans Pro" font-size="14" font-weight="600" '
        f'fill="#ffffff">{words}</text>'
        f'<text x="{width / 2}" y="{height / 2}" font-family="Source Sans Pro" font-size="150" '
        f'font-weight="700" fill="{theme.ACCENT}" fill-opacity="0.10" text-anchor="middle" '
        f'transform="rotate(-24 {width / 2} {height / 2})">DEMO</text>'
    )


def side_by_side(parts: tuple[Part, ...], left: float, top: float, width: float, height: float) -> list[str]:
    """The parts in a row, each as wide as its share and none higher than the row. Few rows do not grow into walls
    because the canvas is tall: the drawing is moved nearer, its type with it, and stands in the middle of the rest.
    Where words would then be cut the parts stand under one another if there is room, else the drawing is less near."""
    room = (left, top, width, height)
    nearest = min(_NEAREST, max(1.0, height / _tallest(parts)))
    pieces, is_whole = _beside(parts, room, nearest)
    if is_whole:
        return pieces
    under = height / (sum(part.screen_height for part in parts) * _STRETCH)
    tries = [partial(_stacked, nearer=min(_NEAREST, under) * less) for less in _LESS if len(parts) > 1 and under >= 1]
    tries += [partial(_beside, nearer=1 + (nearest - 1) * less) for less in (*_LESS[1:], 0)]
    for place in tries:
        others, is_whole = place(parts, room)
        if is_whole:
            return others
    return pieces


_Placed = tuple[list[str], bool]  # the pieces, and whether every word of them is whole


def _beside(parts: tuple[Part, ...], room: tuple[float, float, float, float], nearer: float) -> _Placed:
    x, top, width, height = room
    gap = 18 if len(parts) > 1 else 0
    usable = width - gap * (len(parts) - 1)
    widths = [usable * part.share / sum(p.share for p in parts) for part in parts]
    heights = [
        min(height, part.screen_height * _STRETCH * nearer, wide * part.highest if part.highest else height)
        for part, wide in zip(parts, widths, strict=True)
    ]
    spare = height - max(heights, default=height)
    pieces, is_whole = [], True
    for part, part_width, part_height in zip(parts, widths, heights, strict=True):
        piece, spec = _fitted(part, x, top + spare / 2, part_width, part_height, nearer=nearer)
        pieces.append(piece)
        is_whole = is_whole and _is_whole(spec, piece, part_width / nearer)
        x += part_width + gap
    return pieces, is_whole


def _stacked(parts: tuple[Part, ...], room: tuple[float, float, float, float], nearer: float) -> _Placed:
    left, top, width, height = room
    heights = [part.screen_height * _STRETCH * nearer for part in parts]
    apart = min(40.0, (height - sum(heights)) / len(parts))
    y = top + (height - sum(heights) - apart * (len(parts) - 1)) / 2
    pieces, is_whole = [], True
    for part, part_height in zip(parts, heights, strict=True):
        piece, spec = _fitted(part, left, y, width, part_height, nearer=nearer)
        pieces.append(piece)
        is_whole = is_whole and _is_whole(spec, piece, width / nearer)
        y += part_height + apart
    return pieces, is_whole


def _is_whole(spec: dict[str, Any], piece: str, width: float) -> bool:
    """Whether the renderer has shortened no word of a drawing, and its heading is no wider than its place."""
    if (shortened := _SHORTENED.findall(piece)) and not all(word in str(spec) for word in shortened):
        return False
    heading = spec.get("title") or {}
    lines = heading.get("text", "") if isinstance(heading, dict) else heading
    widest = max(theme.text_width(line, _HEADING) for line in ([lines] if isinstance(lines, str) else lines))
    return widest <= width


def _tallest(parts: tuple[Part, ...]) -> float:
    """How high the parts are drawn where there is room for it."""
    return max((part.screen_height for part in parts), default=1) * _STRETCH


def fitted(
    part: Part, x: float, y: float, width: float, height: float, prefix: str = "", *, nearer: float = 1.0
) -> str:
    """The part drawn so that its axes and labels fit. The renderer makes room for them itself, except where a chart is
    several side by side: that is drawn once to learn the size of what stands around it, then to measure. `nearer` is
    how many times its own size it is drawn, with fewer pixels of its own to fill the same place."""
    return _fitted(part, x, y, width, height, prefix, nearer=nearer)[0]


def _fitted(
    part: Part, x: float, y: float, width: float, height: float, prefix: str = "", *, nearer: float = 1.0
) -> tuple[str, dict[str, Any]]:
    """The same, and what was given to the renderer first: what the drawing was to say."""
    width, height = width / nearer, height / nearer
    spec = drawing.drawn(part, round(width), round(height))
    if _is_one_view(spec):
        svg = rendered(spec | {"autosize": {"type": "fit", "contains": "padding"}})
    else:
        outer_width, outer_height = _size(rendered(spec))
        inner = max(60, round(2 * width - outer_width)), max(60, round(2 * height - outer_height))
        svg = rendered(drawing.drawn(part, *inner))
    outer_width, outer_height = _size(svg)
    shrink = min(1.0, width / outer_width, height / outer_height) * nearer
    body = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    place = f"translate({x:.1f} {y:.1f}) scale({shrink:.4f})"
    return f'<g transform="{place}">{_own_ids(body, prefix + part.name)}</g>', spec


def _is_one_view(spec: dict[str, Any]) -> bool:
    """Whether it is one view or layers of one, with a size in pixels: what Vega-Lite can fit by itself."""
    views = [spec, *spec.get("layer", ())]
    spread = any(channel in view.get("encoding", {}) for view in views for channel in ("row", "column", "facet"))
    in_pixels = all(isinstance(spec.get(side), int) for side in ("width", "height"))
    return in_pixels and not spread and ("layer" in spec or "mark" in spec)


def rendered(spec: dict[str, Any]) -> str:
    """The chart as SVG, laid out by measuring its words in the house's own font."""
    theme.register_fonts()
    # One control character in a name would end the process: the renderer aborts, it does not raise.
    shown = showable_json(spec).decode("utf-8").replace(theme.SANS, theme.SANS_FILE)
    with _RENDERING:
        svg: str = vl_convert.vegalite_to_svg(shown)
    return svg.replace(f'"{theme.SANS_FILE}"', f'"{theme.SANS}"')


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'<svg[^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"', svg)
    if found is None:  # the renderer always writes both; without them nothing can be placed
        raise ValueError("the rendered chart has no size")
    return float(found[1]), float(found[2])


def _own_ids(svg: str, name: str) -> str:
    """Ids made unique, so that two parts' clip paths do not meet in one document."""
    return re.sub(r'(id="|url\(#|href="#)(\w)', rf"\1{name}-\2", svg)


def warm() -> None:
    """Load fonts and renderer, so that the first picture takes no longer than the next."""
    theme.register_fonts()
    with _RENDERING:
        vl_convert.vegalite_to_svg({"data": {"values": [{}]}, "mark": "point"})


def to_png(svg: str, scale: float = SCALE) -> bytes:
    """The picture's pixels, at twice its logical size or another `scale`; its words are drawn as outlines."""
    drawn = outlines.outlined(_in_files(svg))
    look = resvg.usvg.Options.default()
    if "<text" in drawn:  # a word that is no outline; what knows the fonts may not go from thread to thread
        for folder in theme.font_folders():
            look.load_fonts_dir(str(folder))
        look.load_system_fonts()
    tree = resvg.usvg.Tree.from_str(drawn, look)
    width, height = tree.int_size()
    return bytes(resvg.render(tree, (scale, 0, 0, 0, scale, 0), bg_size=(round(width * scale), round(height * scale))))


def to_pdf(svg: str) -> bytes:
    """The picture as a PDF page; text stays text."""
    with _RENDERING:
        pdf: bytes = vl_convert.svg_to_pdf(_in_files(svg))
    return pdf


def _in_files(svg: str) -> str:
    """The picture in the fonts that we have the files of."""
    return _WIDTHS.sub("", svg).replace(theme.SANS, theme.SANS_FILE)
