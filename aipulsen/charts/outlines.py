"""Words as outlines: what a picture's texts look like, drawn as paths from fonts that are held in memory.

The renderer opens the font's file some four times for each letter that it draws (decision 68); a path it just fills.
Only PNG is drawn so: in SVG and PDF text stays text.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import NamedTuple

import uharfbuzz

from aipulsen.charts import theme

_TEXT = re.compile(r'<text\b((?:[^>/"]|"[^"]*")*)>(.*?)</text>', re.DOTALL)
_LINE = re.compile(r"<tspan\b([^>]*)>([^<]*)</tspan>")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_SPACES = re.compile(r"[ \t\n\r]+")  # as SVG reads them: not the no-break space
_KEPT_LOOK = ("fill", "fill-opacity", "opacity", "stroke", "stroke-opacity", "stroke-linejoin", "style")
_DRAWN_BY_US = (*_KEPT_LOOK, "stroke-width", "x", "y", "transform", "text-anchor", "textLength", "lengthAdjust")
_NOT_SEEN = ("role", "pointer-events")
_FACES = {"Source Sans Pro": "sans", "Source Serif Pro": "serif"}
_WEIGHTS = {"normal": 400, "bold": 700}
_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


class _Pen:
    """Writes a glyph's outline as path commands, each relative to the point before."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._at = self._began = (0.0, 0.0)

    def _write(self, command: str, *points: tuple[float, float]) -> None:
        x, y = self._at
        self.written.append(command + " ".join(f"{across - x:g} {up - y:g}" for across, up in points))
        self._at = points[-1]

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the name that HarfBuzz calls
        self._write("m", point)
        self._began = point

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("l", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._write("q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._write("c", *points)

    def closePath(self) -> None:  # noqa: N802
        self.written.append("z")
        self._at = self._began


class _Shaped(NamedTuple):
    """A line in a face's own units: how wide it is, and its letters, each where it stands on the line."""

    advance: int
    letters: list[tuple[int, int, str]]


class _Face:
    """A font file in memory and the outlines that were asked of it: at most one for each glyph it has."""

    def __init__(self, family: theme.Family, weight: int, *, is_italic: bool) -> None:
        blob = uharfbuzz.Blob.from_file_path(str(theme.font_file(family, weight, is_italic=is_italic)))
        face = uharfbuzz.Face(blob)
        self.units: int = face.upem
        self._font = uharfbuzz.Font(face)
        self._outlines: dict[int, str] = {}

    def shaped(self, words: str) -> _Shaped | None:
        """The line with its pairs kerned; None where a letter is missing."""
        if not words:  # of no letters uharfbuzz has no list
            return _Shaped(0, [])
        buffer = uharfbuzz.Buffer()
        buffer.add_str(words)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._font, buffer)
        pen, letters = 0, []
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if glyph.codepoint == 0:
                return None
            letters.append((pen + place.x_offset, place.y_offset, self._outline(glyph.codepoint)))
            pen += place.x_advance
        return _Shaped(pen, letters)

    def _outline(self, glyph: int) -> str:
        if glyph not in self._outlines:
            pen = _Pen()
            self._font.draw_glyph_with_pen(glyph, pen)
            self._outlines[glyph] = "".join(pen.written)
        return self._outlines[glyph]


_face = cache(_Face)  # the faces of `theme.font_file`, each opened once


def outlined(svg: str) -> str:
    """The picture with its texts as paths. A text with a letter that our fonts lack, or that is set in a way which is
    not known here, stays a text: whoever draws the rest draws it."""
    return _TEXT.sub(lambda text: _path(dict(_ATTRIBUTE.findall(text[1])), text[2]) or text[0], svg)


def _path(given: dict[str, str], content: str) -> str | None:
    lines, face = _lines(content), _face_of(given)
    if lines is None or face is None:
        return None
    scale = float(given["font-size"].removesuffix("px")) / face.units
    drawn = []
    for down, words in lines:
        shaped = face.shaped(words)
        if shaped is None:
            return None
        start = -_ANCHORS[given.get("text-anchor", "start")] * shaped.advance
        drawn += [f"M{start + x:g} {y - down / scale:g}{outline}" for x, y, outline in shaped.letters if outline]
    look = "".join(f' {name}="{given[name]}"' for name in _KEPT_LOOK if name in given)
    if "stroke" in given:  # a halo's width is said in pixels and drawn in the face's units
        look += f' stroke-width="{float(given.get("stroke-width", "1")) / scale:g}"'
    at = f"translate({given.get('x', '0')} {given.get('y', '0')}) scale({scale:g} {-scale:g})"
    return f'<path transform="{given.get("transform", "")} {at}" d="{"".join(drawn)}"{look}/>'


def _lines(content: str) -> list[tuple[float, str]] | None:
    """Each line and how far below the first it stands; None where a text is made of anything else than lines."""
    if "<" not in content:
        return [(0.0, _words(content))]
    if _LINE.sub("", content):
        return None
    lines, down = [], 0.0
    for attributes, words in _LINE.findall(content):
        given = dict(_ATTRIBUTE.findall(attributes))
        if given.keys() - {"x", "dy"} or float(given.get("x", "0")):
            return None
        down += float(given.get("dy", "0"))
        lines.append((down, _words(words)))
    return lines


def _words(escaped: str) -> str:
    return _SPACES.sub(" ", unescape(escaped)).strip(" ")


def _face_of(given: dict[str, str]) -> _Face | None:
    """The first of the text's families that is ours, in its weight; None where there is none or more is asked."""
    known = (*_DRAWN_BY_US, *_NOT_SEEN, "font-family", "font-size", "font-weight", "font-style")
    if any(name not in known and not name.startswith("aria-") for name in given):
        return None
    named = [name.strip(" '") for name in unescape(given.get("font-family", "")).split(",")]
    family = next((_FACES[name] for name in named if name in _FACES), None)
    weight = given.get("font-weight", "normal")
    if family is None or "font-size" not in given or not (weight in _WEIGHTS or weight.isdigit()):
        return None
    try:
        return _face(family, _WEIGHTS.get(weight) or int(weight), is_italic=given.get("font-style") == "italic")
    except KeyError:  # a weight that the house does not use
        return None
