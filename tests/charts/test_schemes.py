"""Light and dark are twins: every colour has one, and what can be told apart in one can be told apart in the other."""

from __future__ import annotations

import itertools
import re

import orjson
import pytest

from aipulsen import queries, topics
from aipulsen.charts import drawing, theme
from aipulsen.paths import ROOT
from aipulsen.text import all_texts
from tests.charts.sent import with_rows
from tests.charts.test_figures import CASES
from tests.chosen import Chosen

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("key", topics.FIGURES)
def test_every_colour_of_a_chart_has_a_dark_twin(key: str) -> None:
    """On a dark page no colour of the light one is left, and none is nobody's."""
    figure = CASES[key].figure(key)
    for part in figure.parts:
        light, dark = (
            orjson.dumps(with_rows(drawing.on_page(figure, part, scheme))).decode() for scheme in ("light", "dark")
        )
        assert set(COLOUR.findall(light)) <= set(theme.DARK)
        assert set(COLOUR.findall(dark)) <= set(theme.DARK.values())


@pytest.mark.quick
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_marks_can_be_seen(scheme: theme.Scheme) -> None:
    """Words 4.5:1, marks 3:1 on the ground; the classes of a map get darker, or lighter, in their order."""

    def shown(colour: str) -> str:
        return theme.in_scheme(colour, scheme)

    words = [(theme.INK, theme.GROUND), (theme.QUIET, theme.GROUND), (theme.TEAL, theme.GROUND)]
    words += [(theme.ACCENT_INK, theme.GROUND), (theme.GROUND, theme.DEEP), (theme.GROUND, theme.TEAL)]
    words += [(theme.INK, theme.PALE), (theme.QUIET, theme.NO_VALUE)]
    assert {pair: contrast(*map(shown, pair)) for pair in words if contrast(*map(shown, pair)) < 4.5} == {}
    marks = [theme.ACCENT, theme.OUTLINE, theme.TEAL, theme.DEEP, theme.RAMP[3]]
    assert {
        m: contrast(shown(m), shown(theme.GROUND)) for m in marks if contrast(shown(m), shown(theme.GROUND)) < 3
    } == {}
    steps = [contrast(shown(colour), shown(theme.GROUND)) for colour in theme.RAMP]
    assert all(one < other for one, other in itertools.pairwise(steps))


@pytest.mark.quick
def test_page_and_charts_have_one_palette() -> None:
    """Ground, ink and what can be pressed are the same colours in Streamlit's theme and in ours, light and dark."""
    import tomllib

    themes = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for scheme in ("light", "dark"):
        own = {k: theme.in_scheme(c, scheme) for k, c in (("backgroundColor", theme.GROUND), ("textColor", theme.INK))}
        own["primaryColor"] = theme.in_scheme(theme.TEAL, scheme)
        assert {key: themes[scheme][key] for key in own} == own


@pytest.mark.quick
def test_no_text_calls_a_mark_dark_or_light() -> None:
    """What is dark on a light page is light on a dark one: a key says strong and weak, which hold in both."""
    told = {
        (key, lang): words
        for key, text in all_texts().items()
        for lang, words in text.items()
        if not key.startswith("accessibility.")  # the two schemes themselves
    }
    shade = re.compile(r"\b(mörk\w*|ljusa?|vita?|svarta?|dark|light|white|black)\b", re.IGNORECASE)
    assert {key: words for key, words in told.items() if shade.search(words)} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_filler_is_hatched_so_that_it_shows_on_both_maps(scheme: theme.Scheme) -> None:
    """The picture and the page's own map: 18 counties, seen on every class; Gotland, without a value, apart."""
    from aipulsen.figures.gap import gap_deck

    answer = queries.ask_gap(*Chosen(edition="rapport-2026-04").asked)
    figure = Chosen(edition="rapport-2026-04").figure("gap-map")
    layers = {layer.id: layer for layer in gap_deck(answer.gap, figure.context, scheme=scheme).layers}
    lines = {f["properties"]["county_code"]: f["properties"]["line"] for f in layers["imputed"].data["features"]}
    fills = {f["properties"]["county_code"]: f["properties"]["fill"] for f in layers["counties"].data["features"]}
    assert len(lines) == 18
    seen = {code: contrast(*("#" + bytes(c[:3]).hex() for c in (lines[code], fills[code]))) for code in lines}
    assert {code: ratio for code, ratio in seen.items() if ratio < 2.8} == {}
    assert contrast(*(theme.in_scheme(c, scheme) for c in (theme.OUTLINE, theme.GROUND))) >= 3
    outline = theme.in_scheme(theme.OUTLINE, scheme)
    assert layers["counties"].get_line_color == [int(outline[i : i + 2], 16) for i in (1, 3, 5)] + [255]
    assert [f["properties"]["county_code"] for f in layers["hatch"].data["features"]] == ["09"]
    drawn = [layer["mark"] for layer in figure.parts[0].draw(300, 600).to_dict()["layer"]]
    assert {mark["stroke"] for mark in drawn if mark.get("filled") is False} == {
        theme.OUTLINE,
        theme.TEAL,
        theme.GROUND,
    }
    assert drawn[0]["stroke"] == theme.OUTLINE  # without it the lowest class would vanish in the ground
    assert "Färg med streck på kartan" in " ".join(figure.caption)
