"""The face: colours, type, Swedish number format, and the Altair configuration every chart carries."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, Literal

import altair as alt
import babel
import vl_convert
from PIL import ImageFont

from aipulsen.charts.figure import Width
from aipulsen.text import Lang
from aipulsen.text.safety import showable
from aipulsen.text.unbroken import with_spaces_held
from aipulsen.voice import Voice

GROUND = "#fbfaf7"
INK = "#1d1d1b"
QUIET = "#6b665e"
LINE = "#e7e3dc"
RAMP = ("#e9f0ee", "#c3dbd6", "#8fbfb9", "#4f9a99", "#1f6f78", "#0b4250")
TEAL = RAMP[4]
DEEP = RAMP[5]
PALE = RAMP[1]
ACCENT = "#d1495b"  # what the reader chose, never a value
ACCENT_INK = "#bf3a4c"  # the same for words, which need more contrast
NO_VALUE = "#f3f1ec"
OUTLINE = "#8a857c"  # borders of pale shapes, dark enough to be seen against the ground

Scheme = Literal["light", "dark"]
Family = Literal["sans", "serif"]
# The dark twin of each colour: what was near the ground stays near it, so that every contrast keeps its order.
DARK: dict[str, str] = {
    GROUND: "#161817",
    INK: "#edebe6",
    QUIET: "#aaa69d",
    LINE: "#363a38",
    RAMP[0]: "#202d2d",
    RAMP[1]: "#27474a",
    RAMP[2]: "#35696c",
    RAMP[3]: "#4f9694",
    RAMP[4]: "#86c3bc",
    RAMP[5]: "#cfece5",
    ACCENT: "#f2788a",
    ACCENT_INK: "#f48a99",
    NO_VALUE: "#232726",
    OUTLINE: "#8f8b82",
}

# The first family is the browser's (it comes with Streamlit), the second the font file's for pictures.
SANS = "Source Sans, Source Sans Pro, sans-serif"
SERIF = "Source Serif, Source Serif Pro, serif"
SANS_FILE = SANS.removeprefix("Source Sans, ")  # the renderer takes the machine's own font where the first is unknown

_LOCALES: dict[Lang, dict[str, Any]] = {
    "sv": {
        "decimal": ",",
        "thousands": "\u00a0",
        "grouping": [3],
        "currency": ["", "\u00a0kr"],
        "minus": "\u2212",
    },
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["SEK ", ""], "minus": "\u2212"},
}

# Vega's own words for time are English; a chart must speak the reader's language also on its time axis.
_LANDS: tuple[tuple[Lang, str], ...] = (("sv", "SE"), ("en", "GB"))
_TIME: dict[Lang, dict[str, Any]] = {
    lang: {
        "dateTime": "%-d %B %Y %H:%M",
        "date": "%Y-%m-%d",
        "time": "%H:%M",
        "periods": ["", ""],
        "days": list(names.days["format"]["wide"].values()),
        "shortDays": list(names.days["format"]["abbreviated"].values()),
        "months": list(names.months["format"]["wide"].values()),
        "shortMonths": [m.rstrip(".") for m in names.months["format"]["abbreviated"].values()],
    }
    for lang, names in ((lang, babel.Locale.parse(f"{lang}_{land}")) for lang, land in _LANDS)
}


def font_folders() -> tuple[Path, Path]:
    """The folders of the Source Sans and Source Serif files that pictures are set in."""
    return (
        Path(str(files("font_source_sans_pro"))) / "files",
        Path(str(files("font_source_serif_pro"))) / "files",
    )


def in_scheme(colour: str, scheme: Scheme) -> str:
    """The colour as a page of that scheme shows it; one that is not ours is a bug (KeyError)."""
    return colour if scheme == "light" else DARK[colour]


@cache
def register_fonts() -> None:
    """Make the two families known to the renderer, once per process; nothing that a chart names is fetched."""
    vl_convert.configure(allowed_base_urls=[], base_url=False)
    # It warns of an axis without values and of a line of no length: both are drawn as they are meant to be.
    for renderer in ("vl_convert", "tiny_skia"):
        logging.getLogger(renderer).setLevel(logging.ERROR)
    for folder in font_folders():
        vl_convert.register_font_directory(str(folder))


_WEIGHTS = {400: "Regular", 600: "Semibold", 700: "Bold"}  # those that pictures are set in


def font_file(family: Family, weight: int, *, is_italic: bool = False) -> Path:
    """The file of a family in one of our weights; KeyError for another."""
    sans, serif = font_folders()
    folder, name = (serif, "SourceSerifPro") if family == "serif" else (sans, "SourceSansPro")
    style = _WEIGHTS[weight] + ("It" if is_italic else "")
    return folder / f"{name}-{style.replace('RegularIt', 'It')}.ttf"


@cache
def _font(family: Family, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(family, 600 if family == "serif" else 400)), size)


@lru_cache(1 << 15)  # a headline that is balanced is measured again and again, in each shape of its picture
def text_width(text: str, size: int, family: Family = "sans") -> float:
    """How wide a text is in the picture's own font, in pixels; measured as it is shown."""
    return _font(family, size).getlength(showable(text))


_HELD = "\x00"  # for a space that no line breaks at


def wrapped(text: str, size: int, width: float, family: Family = "sans") -> list[str]:
    """The text broken at spaces so that no line is wider than `width`; a number keeps its unit or what it counts."""
    lines: list[str] = []
    for word in (held.replace(_HELD, " ") for held in with_spaces_held(text, _HELD).split(" ")):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, family) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def config(say: Voice) -> dict[str, Any]:
    """The Vega-Lite configuration: type, colours, axes, locale."""
    return {
        "background": GROUND,
        "font": SANS,
        "padding": 2,
        "locale": {"number": _LOCALES[say.lang], "time": _TIME[say.lang]},
        "view": {"stroke": None},
        "axis": {
            "labelFont": SANS,
            "labelFontSize": 12,
            "labelColor": INK,
            "titleFont": SANS,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titleColor": QUIET,
            "gridColor": LINE,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "legend": {
            "labelFont": SANS,
            "labelFontSize": 12,
            "labelColor": INK,
            "titleFont": SANS,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titleColor": QUIET,
            "symbolType": "square",
        },
        "text": {"font": SANS, "fontSize": 12, "color": INK},
        "header": {"labelFont": SANS, "labelFontSize": 13, "labelColor": INK, "title": None},
    }


def percent_label(say: Voice) -> str:
    """The expression that writes a share on an axis as people do: «6 %» in Swedish, "6%" in English."""
    unit = "\u00a0%" if say.lang == "sv" else "%"
    return f"format(datum.value * 100, '~r') + '{unit}'"


def part_heading(heading: str) -> alt.TitleParams:
    """The small heading of one of several parts of a figure."""
    return alt.TitleParams(heading, anchor="start", font=SANS, fontSize=13, fontWeight=600, color=INK, frame="bounds")


class _Row:
    """A row that is JSON already, as Altair's own classes offer themselves. It is shared: nobody changes it."""

    _schema: ClassVar[dict[str, Any]] = {"type": "object"}

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row

    def to_dict(self) -> Mapping[str, Any]:
        """The row itself."""
        return self.row


def chart_of(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A chart of these rows: text, Python's numbers and truths, None, lists, dicts. Altair looks at every value of bare
    rows, a map's coordinates among them, and copies lists at every step of a chart; a tuple of ours it takes over."""
    return alt.Chart(alt.Data(values=tuple(_Row(row) for row in rows)))


def either(channel: Any, test: str, then: Any, otherwise: Any) -> Any:
    """The channel of a value that is one thing where the test holds and another where not. Altair's own `condition` has
    no channel: it is looked for through the whole schema at each chart."""
    return channel(otherwise, condition={"test": test, "value": then})


class _Layers(alt.LayerChart):
    """Layers on each other, as they are given. Altair's own copies them whole, twice at each step of such a chart, to
    gather their selections: ours have none."""

    def __init__(self, **given: Any) -> None:
        super(alt.LayerChart, self).__init__(**given)


def layered(layers: Sequence[Any], say: Voice, width: Width, height: int, **more: Any) -> Any:
    """The layers as one chart with our configuration: the only theme it ever has, on screen and in file. Rows that all
    layers share are given once."""
    rows = layers[0].data
    if all(layer.data is rows for layer in layers):
        more["data"] = rows
        layers = [_without_rows(layer) for layer in layers]
    return _Layers(layer=list(layers), config=alt.Config(**config(say)), width=width, height=height, **more)


def _without_rows(layer: Any) -> Any:
    bare = layer.copy(deep=False)
    bare.data = alt.Undefined
    return bare
