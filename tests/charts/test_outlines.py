"""Words drawn as outlines look as the renderer's own texts do; what cannot be drawn so stays a text."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
import vl_convert
from PIL import Image

from aipulsen.charts import export, outlines, picture, theme
from tests.chosen import ANSWERED, Chosen

SANS = 'font-family="Source Sans, Source Sans Pro, sans-serif"'
# One of each way in which the house or Vega sets words.
TEXTS = {
    "an axis label": f'<text text-anchor="end" transform="translate(180,40)" {SANS} font-size="12px" '
    'fill="#1d1d1b" opacity="1">Västra Götaland, AVTo 1\u00a0234,5</text>',
    "a title": picture.block("Åtta län – högre än «övriga»?", 25, 400, "serif", theme.INK).svg(4, 30),
    "a subtitle": picture.block("Per 1 000 & fler\u2026 <så>", 13, 400, "sans", theme.QUIET).svg(4, 30),
    "a turned title": f'<text text-anchor="middle" transform="translate(40,80) rotate(-90) translate(0,-3)" {SANS} '
    'font-size="12px" font-weight="normal" fill="#6b665e">andel  av annonserna </text>',
    "two lines": f'<text text-anchor="middle" transform="translate(150,30)" {SANS} font-size="13px" font-weight="bold" '
    'fill="#1d1d1b"><tspan>Första raden</tspan><tspan x="0" dy="14">andra</tspan></text>',
    "a halo": f'<text aria-label="a: 1" role="graphics-symbol" transform="translate(10,40)" {SANS} font-size="11px" '
    'font-style="italic" fill="#1d1d1b" stroke="#bf3a4c" stroke-width="4">dolt: 4 annonser</text>',
    "a pale word": f'<text x="100" y="60" {SANS} font-size="60" font-weight="700" fill="#d1495b" fill-opacity="0.10" '
    'text-anchor="middle" transform="rotate(-24 100 60)">DEMO</text>',
}


def pixels(body: str, wide: int = 220, high: int = 130) -> np.ndarray:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}">'
    png = vl_convert.svg_to_png(f'{svg}<rect width="{wide}" height="{high}" fill="#ffffff"/>{body}</svg>', scale=2)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_outline_has_the_ink_of_its_text(text: str) -> None:
    """Pixel by pixel, up to how an edge is smoothed."""
    theme.register_fonts()
    text = re.sub(r' lengthAdjust="[^"]*" textLength="[^"]*"', "", text)
    drawn = outlines.outlined(text)
    assert "<text" not in drawn
    was, now = pixels(text), pixels(drawn)
    assert (was < 255).any()
    assert np.abs(was - now).max() <= 64  # of 255: a step of the smoothing
    assert np.abs(was - now)[was.min(axis=2) < 255].mean() < 4


LEFT = {
    "a letter that our fonts lack": f'<text {SANS} font-size="12">株式会社 AI</text>',
    "another family": '<text font-family="Georgia" font-size="12">AI</text>',
    "another weight": f'<text {SANS} font-size="12" font-weight="350">AI</text>',
    "words moved within a line": f'<text {SANS} font-size="12"><tspan dx="3">AI</tspan></text>',
    "what is not known": f'<text {SANS} font-size="12" letter-spacing="2">AI</text>',
    "nothing": f'<text {SANS} font-size="12"/>',
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_what_cannot_be_outlined_stays_a_text(text: str) -> None:
    """And the text after it is still drawn."""
    known = TEXTS["an axis label"]
    left = outlines.outlined(text + known)
    assert left.startswith(text)
    assert left[len(text) :].startswith("<path ")


def test_a_name_with_foreign_letters_is_still_in_the_picture() -> None:
    """Drawn by the renderer, with what fonts the machine has: something is there, and no error."""
    theme.register_fonts()
    name = LEFT["a letter that our fonts lack"].replace("<text", '<text y="60"')
    png = picture.to_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="220" height="130">{name}</svg>')
    assert np.asarray(Image.open(io.BytesIO(png)))[..., 3].any()


@pytest.mark.parametrize("name", ["AVTo 1\u00a0234,5", "株式会社 AI"], ids=["outlines", "a text that is left"])
def test_a_picture_has_the_pixels_that_the_layout_s_renderer_draws(name: str) -> None:
    """Two builds of one library: the faster draws pictures. Lines, hatching, clipped and pale shapes, and the machine's
    own font where ours lack a letter."""
    theme.register_fonts()
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="220" height="130"><defs><clipPath id="c"><circle cx="60" '
        'cy="60" r="40"/></clipPath><pattern id="p" width="6" height="6" patternUnits="userSpaceOnUse"><path '
        'd="M0,6L6,0" stroke="#1d1d1b"/></pattern></defs><rect width="220" height="130" fill="#fbfaf7"/>'
        '<g clip-path="url(#c)"><rect width="99" height="99" fill="url(#p)"/></g>'
        '<path d="M120,20L210,110" stroke="#1f6f78" stroke-dasharray="4,3" opacity="0.5"/>'
        f'<text x="20" y="60" {SANS} font-size="20">{name}</text></svg>'
    )
    drawn, same = picture.to_png(svg), vl_convert.svg_to_png(outlines.outlined(svg), scale=2)
    both = [np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")) for png in (drawn, same)]
    assert both[0].shape == (260, 440, 4)
    assert (both[0] == both[1]).all()


def test_a_page_s_text_stays_text() -> None:
    """A PDF names the letters that it shows, by which it is searched and copied; pictures of words have none."""
    theme.register_fonts()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="220" height="130">'
    text = picture.to_pdf(f"{svg}{TEXTS['an axis label']}</svg>")
    outlined = picture.to_pdf(f"{svg}{outlines.outlined(TEXTS['an axis label'])}</svg>")
    assert b"/ToUnicode" in text
    assert b"/ToUnicode" not in outlined


def test_a_line_without_letters_draws_nothing() -> None:
    """A county without ads has such a line in its trend; what else stands in the text is drawn."""
    empty = f'<text {SANS} font-size="12px" fill="#1d1d1b"><tspan></tspan></text>'
    two = f'<text {SANS} font-size="12px" fill="#1d1d1b"><tspan></tspan><tspan x="0" dy="14">andra</tspan></text>'
    assert 'd=""' in outlines.outlined(empty)
    assert re.search(r'd="M[^"]+"', outlines.outlined(two))


@pytest.mark.parametrize("key", [key for key, edition in ANSWERED if edition == "demo"])
def test_every_picture_of_a_county_without_ads_is_drawn(key: str) -> None:
    """Gotland in the made-up edition: whatever its figure has to say becomes a PNG."""
    assert export.png_bytes(Chosen("demo", county_code="09").figure(key)).startswith(b"\x89PNG")
