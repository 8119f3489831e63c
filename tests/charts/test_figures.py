"""Pictures: exact size, words inside, the same numbers and the same chart as the page."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import struct
from typing import Any

import altair as alt
import openpyxl
import pandas as pd
import pytest

from aipulsen import keepers, queries, topics
from aipulsen.charts import drawing, export, outlines, picture, theme
from aipulsen.charts.figure import Figure
from aipulsen.errors import ParameterError
from aipulsen.figures import build_figure
from aipulsen.text import Lang
from tests.charts.sent import with_rows
from tests.chosen import ANSWERED, Chosen
from tests.walk import walked

# Where a figure has most to draw; one that is not named here is drawn for a county of the demo edition.
CASES = {key: Chosen(edition="demo", county_code="25") for key in topics.FIGURES} | {
    "gap-map": Chosen(edition="rapport-2026-04", county_code="25"),
    "gap-ranking": Chosen(edition="rapport-2026-04", base="scb"),
    "gap-drivers": Chosen(edition="rapport-2026-04", county_code="25"),
    "big-city-split": Chosen(edition="rapport-2026-04"),
    "big-city-definitions": Chosen(edition="rapport-2026-04"),
    "employers": Chosen(edition="rapport-2026-04", county_code="25"),
    "dependence": Chosen(edition="demo"),
    "wage-gap": Chosen(edition="rapport-2026-04", wage_series="report"),
    "commuting": Chosen(edition="rapport-2026-04"),
    "it-specialists": Chosen(edition="rapport-2026-04", county_code="25"),
    "moves": Chosen(edition="demo"),
    "trend-changes": Chosen(edition="demo"),
    "places-map": Chosen(edition="demo"),
    "changes": Chosen(edition="demo", since="2026-05-31"),
    "big-city-quotients": Chosen(edition="rapport-2026-04", county_code="25"),
    "big-city-lorenz": Chosen(edition="rapport-2026-04"),
    "big-city-trend": Chosen(edition="demo"),
    "commuting-map": Chosen(edition="rapport-2026-04"),
    "commuting-adjusted": Chosen(edition="rapport-2026-04"),
    "wage-move": Chosen(edition="rapport-2026-04"),
    "similar": Chosen(edition="rapport-2026-04", county_code="25"),
    "graduates": Chosen(edition="demo"),
    "cross-check": Chosen(edition="demo"),
    "labour-shortage": Chosen(edition="rapport-2026-04"),
    "report-check": Chosen(edition="rapport-2026-04"),
}
OF_THE_CHOSEN_EDITION = [key for key in topics.FIGURES if key != "report-check"]  # that one is always the report's


def size_of_png(data: bytes) -> tuple[int, int]:
    """Width and height from the PNG's own header."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def size_of_svg(svg: str) -> tuple[int, int]:
    """Width and height of the page, which its view box has too."""
    found = re.match(r'<svg [^>]*?width="(\d+)" height="(\d+)" viewBox="0 0 (\d+) (\d+)"', svg)
    assert found is not None
    assert found.groups()[:2] == found.groups()[2:]
    return int(found[1]), int(found[2])


def without_size(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart's specification without what only tells how large it is drawn."""
    return {k: v for k, v in spec.items() if k not in ("width", "height")}


# A picture is dear: each figure is drawn in Swedish in either shape, and every third in English in the other.
DRAWN: list[Any] = []
for _n, _key in enumerate(topics.FIGURES):
    _one, _other = ("16:9", "1:1") if _n % 2 else ("1:1", "16:9")
    DRAWN += [(_key, "sv", _one), pytest.param(_key, "en", _other, marks=[pytest.mark.full] * (_n % 3 > 0))]
    DRAWN += [pytest.param(_key, "sv", _other, marks=pytest.mark.full)]


@pytest.mark.parametrize(("key", "lang", "shape"), DRAWN)
def test_pictures_have_their_exact_size(key: str, lang: Lang, shape: str) -> None:
    """16:9 is drawn on 960 × 540, 1:1 on 800 × 800; a PNG has twice as many pixels each way. Each of its words can be
    drawn as an outline, which is what a PNG is made of."""
    svg = export.svg_text(CASES[key].figure(key, lang), shape)
    assert "</text>" not in outlines.outlined(svg)
    assert size_of_svg(svg) == {"16:9": (960, 540), "1:1": (800, 800)}[shape]


@pytest.mark.quick
def test_a_png_is_twice_its_drawing() -> None:
    """1 920 × 1 080 and 1 600 × 1 600 pixels."""
    figure = CASES["big-city-split"].figure("big-city-split")
    assert size_of_png(export.png_bytes(figure)) == (1920, 1080)
    assert size_of_png(export.png_bytes(figure, "1:1")) == (1600, 1600)


@pytest.mark.parametrize(("key", "lang", "shape"), DRAWN)
def test_a_picture_alone_answers_what_where_when_and_from_whom(key: str, lang: Lang, shape: str) -> None:
    """The SVG holds the finding, the measure, every warning, the source and the edition, unbroken words and all."""
    figure = CASES[key].figure(key, lang)
    svg = export.svg_text(figure, shape)
    words = " ".join(svg.replace("&amp;", "&").replace("</text>", " ").replace(">", "> ").split())  # no-break too
    for line in (figure.title, figure.subtitle, *figure.all_warnings, figure.closing):
        for word in line.split():
            assert word in words, (word, line)
    assert str(CASES[key].edition) in words
    assert figure.alt


@walked("key", topics.FIGURES)
def test_no_line_of_a_picture_is_wider_than_the_picture(key: str) -> None:
    """Measured with the picture's own font, every line of words fits between the margins, also the square's."""
    figure = CASES[key].figure(key)
    for shape, (width, _) in picture.SHAPES.items():
        inner = width - 64
        for text, size, family in (
            (figure.title, 25, "serif"),
            (figure.subtitle, 13, "sans"),
            *((line, 11, "sans") for line in picture.under_drawing(figure, 11, inner).lines),
        ):
            for line in theme.wrapped(text, size, inner * 0.97, family):
                assert theme.text_width(line, size, family) <= inner, (shape, line)


@pytest.mark.parametrize(("key", "lang", "shape"), [case for case in DRAWN if isinstance(case, tuple)])
def test_the_demo_says_so_in_every_picture(key: str, lang: Lang, shape: str) -> None:
    """Each that is drawn above of the made-up edition has the mark, and no other has."""
    figure = CASES[key].figure(key, lang)
    marks = export.svg_text(figure, shape).count("DEMO")
    assert marks >= 2 if figure.context.is_demo else marks == 0


@pytest.mark.parametrize("key", OF_THE_CHOSEN_EDITION)
def test_the_demo_says_so_in_every_file(key: str) -> None:
    """CSV and workbook of the made-up edition carry the mark."""
    figure = Chosen(edition="demo", county_code="25").figure(key)
    lines = export.csv_text(figure).splitlines()
    assert len(lines) > 1
    assert all("DEMO" in line for line in lines[1:])
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx_bytes(figure)))
    assert "DEMO" in str(book.worksheets[0].cell(2, book.worksheets[0].max_column).value)


@pytest.mark.parametrize("key", topics.FIGURES)
def test_the_picture_draws_the_page_s_chart(key: str) -> None:
    """What the page shows and what the file draws differ in size only."""
    for part in CASES[key].figure(key).parts:
        with alt.theme.enable("none"):
            on_page = part.chart.to_dict()  # held against Vega-Lite's schema, which no drawing of ours is elsewhere
        # Higher than the page's: where rows are low, words that have two lines on a page share one.
        in_file = drawing.drawn(part, 500, max(400, part.screen_height + 40))
        if part.name not in (
            "ranking",
            "gaps",
            "split",
            "drivers",
        ):  # these choose type size or label room by their size
            on_page, in_file = (_without_limits(spec) for spec in (on_page, in_file))
        assert without_size(_without_limits(on_page)) == without_size(_without_limits(in_file))


def _without_limits(node: Any) -> Any:
    """A specification without label limits, type sizes, widths of words and pixel positions, which follow its size."""
    if isinstance(node, dict):
        dropped = ("labelLimit", "labelFontSize", "fontSize", "width", "height", "wide")
        return {k: _without_limits(v) for k, v in node.items() if k not in dropped and not _is_pixel(k, v)}
    return [_without_limits(v) for v in node] if isinstance(node, list) else node


def _is_pixel(key: str, value: Any) -> bool:
    return key == "y" and isinstance(value, dict) and set(value) == {"value"}


def test_csv_holds_the_query_s_numbers() -> None:
    """The file's rows are the command line's rows."""
    selection = CASES["gap-map"]
    frame = pd.read_csv(
        io.StringIO(export.csv_text(selection.figure("gap-map"))), dtype={"county_code": str}, sep=";", decimal=","
    )
    asked = queries.ask_gap(*Chosen(edition=selection.edition).asked).gap.set_index("county_code")
    for row in frame.itertuples():
        expected = asked.loc[row.county_code]
        assert row.ads == expected.ads
        assert (pd.isna(row.gap_score) and pd.isna(expected.gap_score)) or row.gap_score == expected.gap_score


def test_the_same_figure_gives_the_same_bytes() -> None:
    """No clock and no chance in a picture: asked anew and composed anew, it is the same to the byte."""
    built = []
    for _ in range(2):
        keepers.forget()
        built.append(build_figure("big-city-split", *CASES["big-city-split"].shown()))
    figure, again = built
    assert figure is not again
    composed = [picture.compose(one, "16:9") for one in (figure, again)]
    assert composed[0] == composed[1]
    assert picture.to_png(composed[0]) == picture.to_png(composed[1])
    assert figure.fingerprint == again.fingerprint


def test_an_unknown_shape_or_chart_names_the_known() -> None:
    """A typing mistake is answered with what could have been meant."""
    figure = CASES["big-city-split"].figure("big-city-split")
    with pytest.raises(ParameterError, match="16:9, 1:1"):
        export.png_bytes(figure, "4:3")
    with pytest.raises(ParameterError, match="gap-map"):
        Chosen().figure("karta")


def test_a_figure_without_any_value_can_still_be_drawn() -> None:
    """The broad level is missing in the report: the picture says so instead of failing."""
    figure = Chosen(edition="rapport-2026-04", level="competence").figure("gap-map")
    assert isinstance(figure, Figure)
    assert "okänt i alla län" in figure.title
    assert size_of_png(export.png_bytes(figure)) == (1920, 1080)
    assert "antal annonser saknas" in figure.subtitle


def test_cells_that_would_run_as_formulas_are_neutralised() -> None:
    """An employer called «=1+1» is text in CSV and workbook; a negative number stays a number."""
    figure = CASES["wage-gap"].figure("wage-gap")
    table = figure.table.assign(region_name="=1+1")
    hostile = dataclasses.replace(figure, table=table)
    text = export.csv_text(hostile)
    assert "'=1+1" in text
    assert ";-10200;" in text
    sheet = openpyxl.load_workbook(io.BytesIO(export.xlsx_bytes(hostile))).worksheets[0]
    assert sheet["B2"].value == "'=1+1"


def test_the_country_is_not_called_highest_when_the_lead_is_uncertain() -> None:
    """Two counties that cannot be told apart: the title calls neither high."""
    from aipulsen.figures.gap import gap_finding
    from aipulsen.metrics.gap import gap_scores

    counts = pd.DataFrame({"county_code": ["01", "25"], "ads": [21, 20], "status": "measured"})
    bases = pd.DataFrame({"county_code": ["01", "25"], "base_persons": [1000, 1000], "status": "published"})
    scored = gap_scores(counts, bases).assign(county_name=["Stockholm", "Norrbotten"])
    context = Chosen(edition="demo").figure("gap-map").context
    assert gap_finding(scored, {"base_status": "published"}, context).startswith(
        "Inget län är säkerställt högst: Stockholm har 21,00 AI-annonser per"
    )


def test_a_county_like_the_country_is_never_called_higher_or_lower() -> None:
    """In sentence, table, tooltip and alternative text: «högre» and «lägre» stand only where the test says so."""
    from aipulsen.figures.gap import gap_deck

    chosen = Chosen(edition="rapport-2026-04", base="scb")  # the report's own base bears no test
    answer, figure = queries.ask_gap(*chosen.asked), chosen.figure("gap-map")
    called = figure.table.set_index("county_code").compared_with_rest
    features = gap_deck(answer.gap, figure.context).layers[0].data["features"]
    tips = {f["properties"]["county_code"]: f["properties"]["words"] for f in features}
    alike = answer.gap[~answer.gap.compared_with_rest.isin(["higher", "lower"])].county_code
    assert {"06", "09", "14"} <= set(alike)
    for code in alike:
        assert "högre" not in called[code] + tips[code]
        assert "lägre" not in called[code] + tips[code]
    assert called["25"] == "högre"
    assert "Mot övriga landet: högre" in tips["25"]
    assert "lägst" not in figure.alt


@pytest.mark.parametrize("key", ["gap-map", "gap-ranking"])
def test_the_warning_counts_fillers_as_the_ranking_marks_them(key: str) -> None:
    """The report prints some scores without their ads: they are hatched and last, and are not called fillers."""
    figure = Chosen(edition="rapport-2026-04").figure(key)
    (ranking,) = (part for part in figure.parts if part.name == "ranking")
    spec = ranking.draw(400, 600).to_dict()
    labels = {row["county"]: row.get("label", "") for row in _rows_of(spec) if "county" in row}
    fillers = sum("(utfyllnad)" in label and "dolt" not in label for label in labels.values())
    printed = sum("(enligt rapporten)" in label for label in labels.values())
    assert (fillers, printed) == (15, 3)
    for said in (" ".join(figure.warnings), figure.alt):
        assert f"utfyllnad för {fillers} län" in said
        assert f"bara värdet tryckt för {printed}" in said


def _rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row of data that a drawing's layers hold."""
    layers = [spec, *spec["layer"]]
    return [row for layer in layers for row in layer.get("data", {}).get("values", [])] + [
        row for rows in spec.get("datasets", {}).values() for row in rows
    ]


def test_only_a_map_speaks_of_hatching() -> None:
    """The ranking alone has nothing hatched: it says in the county's own row why there is no value."""
    selection = Chosen(edition="rapport-2026-04")
    on_map = " ".join(selection.figure("gap-map").caption)
    ranking = selection.figure("gap-ranking")
    assert "Ofärgat med streck på kartan: färre än fem annonser, inget värde." in on_map
    assert "streck på kartan" not in " ".join(ranking.caption)
    assert "dolt: 3 annonser (utfyllnad), färre än 5" in json.dumps(
        with_rows(drawing.on_page(ranking, ranking.parts[0])), ensure_ascii=False
    )


def test_the_ranking_s_numbers_stand_in_a_column_of_their_own() -> None:
    """Every text in the ranking stands at the right edge; none is placed where the country's line could cross it."""
    figure = Chosen(edition="rapport-2026-04").figure("gap-ranking")
    layers = figure.parts[0].draw(500, 620).to_dict()["layer"]
    texts = [layer for layer in layers if layer["mark"]["type"] == "text"]
    assert len(texts) == 5  # the country, the numbers and the hidden, either with its halo
    assert all(layer["encoding"]["x"] == {"value": "width"} for layer in texts)


def test_no_value_stands_without_its_number_of_ads() -> None:
    """Each county's label in the ranking holds its count, also where the rate is hidden; a value whose ads
    nobody counted says so instead."""
    answer = queries.ask_gap(*Chosen(edition="rapport-2026-04").asked)
    figure = Chosen(edition="rapport-2026-04").figure("gap-map")
    drawn = str(figure.parts[1].chart.to_dict())
    assert "dolt: 3 annonser (utfyllnad)" in drawn
    assert "0,41 (utfyllnad)" in drawn
    assert "1,65 (enligt rapporten)" in drawn
    counted = answer.gap[answer.gap.reliability.isin(["ok", "uncertain"])]
    assert list(counted.county_name) == ["Östergötland", "Norrbotten"]
    assert all(f"({ads})" in drawn for ads in counted.ads)


def test_ads_without_named_employers_are_not_called_none() -> None:
    """Gotland's three ads in the report have employers the report does not name; the demo's Gotland has no ads."""
    gotland = Chosen(edition="rapport-2026-04", county_code="09").figure("employers")
    assert gotland.title == "Gotland: rapporten anger inga annonser per arbetsgivare för det här urvalet"
    empty = Chosen(edition="demo", county_code="09").figure("employers")
    assert empty.title == "Gotland: inga arbetsgivare med AI-annonser i fönstret"


@pytest.mark.parametrize("key", [key for key, edition in ANSWERED if edition == "demo"])
def test_no_chart_is_a_list_of_what_is_not_there(key: str) -> None:
    """The demo's Gotland has no ads in 180 days: that is said once, not on row after row."""
    figure = Chosen(edition="demo", county_code="09", window_days=180).figure(key)
    drawn = "".join(json.dumps(with_rows(drawing.on_page(figure, part)), ensure_ascii=False) for part in figure.parts)
    assert 2 * drawn.count('"words": "inga annonser"') <= drawn.count('"words": "')


@pytest.mark.parametrize(("height", "lines"), [(300, 1), (700, 2)])
def test_kronor_and_per_cent_share_a_line_where_rows_are_low(height: int, lines: int) -> None:
    """Sixteen regions on a picture for print: two lines a row would run into each other."""
    figure = Chosen(edition="demo").figure("wage-gap")
    layers = figure.parts[0].draw(500, height).to_dict()["layer"]
    words = [value["words"] for layer in layers for value in layer["data"].get("values", []) if "near" in value]
    assert words
    assert {1 if isinstance(w, str) else len(w) for w in words} == {lines}
