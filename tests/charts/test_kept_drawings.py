"""What is drawn once is what would be drawn again: for the same figure, and for that one only."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pytest

from aipulsen import keepers, queries, topics
from aipulsen.charts import drawing, export, shapes, theme
from aipulsen.charts.figure import Figure
from aipulsen.figures import national_share
from aipulsen.figures.context import context_of
from aipulsen.paths import ROOT
from aipulsen.store.editions import open_edition
from aipulsen.voice import SWEDISH
from tests.charts.sent import as_drawn, with_rows
from tests.chosen import Chosen

pytestmark = pytest.mark.fresh

DEMO: dict[str, Any] = {"edition": "demo", "county_code": "25"}
# Choices that could change a drawing and that its context does not name. Edition, county, window, level, base it does:
# figures of different contexts have different fingerprints whatever they draw.
CHOICES: list[dict[str, Any]] = [
    {},
    {"counting": "all", "staffing": "without"},
    {"hubs": ("1480", "1280"), "region_level": "fa_region", "definition": "metropolitan", "period": "year"},
]


@pytest.mark.parametrize("key", topics.FIGURES)
def test_one_fingerprint_has_one_drawing(key: str) -> None:
    """Whatever is chosen: figures that are drawn differently have different fingerprints."""
    alike: dict[str, list[Figure]] = {}
    for choice in CHOICES:
        figure = Chosen(**{**DEMO, **choice}).figure(key)
        alike.setdefault(figure.drawn_as or figure.fingerprint, []).append(figure)
    for same in alike.values():
        assert len({json.dumps([drawing.drawn(part, 400, 300) for part in f.parts]) for f in same}) == 1


@pytest.mark.parametrize(
    ("key", "edition"),
    [(k, e) for k in topics.FIGURES for e in ("rapport-2026-04", "demo") if topics.FIGURES[k].is_in(open_edition(e))],
)
def test_what_a_page_sends_is_what_is_drawn(key: str, edition: str) -> None:
    """Rows lie in tables that layers name, shapes are looked up in a file of ours: a browser joins them to the same."""
    figure = Chosen(edition, county_code="25").figure(key)
    for part in figure.parts:
        sent, whole = drawing.on_page(figure, part), drawing.drawn(part, "container", part.screen_height)
        told = {name for name in (*whole, *sent) if name != "config"}
        drawn, whole = as_drawn(sent), as_drawn(json.loads(json.dumps(whole)))
        assert {name: drawn.get(name) for name in told} == {name: whole.get(name) for name in told}


@pytest.mark.parametrize("key", topics.FIGURES)
def test_no_table_stands_in_a_specification(key: str) -> None:
    """It is read and written three times at each run of a page: rows lie beside it, each table once, and all that lie
    there are used. Rows with parts (a map's), and such as have different columns, stay."""
    figure = Chosen(**DEMO).figure(key)
    for part in figure.parts:
        sent = drawing.on_page(figure, part)
        data = [layer["data"] for layer in (sent, *sent.get("layer", ())) if layer.get("data")]
        stay = [rows for one in data if (rows := one.get("values"))]
        assert [rows for rows in stay if _is_table(rows)] == []
        assert {one["name"] for one in data if "name" in one} == set(sent.get("datasets", {}))


def _is_table(rows: list[dict[str, Any]]) -> bool:
    parts = any(isinstance(cell, dict | list) for cell in rows[0].values())
    return len({tuple(sorted(row)) for row in rows}) == 1 and rows[0] != {} and not parts


def test_a_map_of_counties_sends_no_county_s_shape() -> None:
    """The browser has them: of another window come names, classes and words alone."""
    for edition in ("rapport-2026-04", "demo"):
        figure = Chosen(edition).figure("gap-map")
        assert "coordinates" not in json.dumps(with_rows(drawing.on_page(figure, figure.parts[0])))


@pytest.mark.parametrize(("name", "content"), shapes.shapes_for_browsers().items())
def test_the_shapes_that_browsers_fetch_are_ours(name: str, content: bytes) -> None:
    assert (ROOT / "static" / name).read_bytes() == content


@pytest.mark.parametrize("choice", [*CHOICES, {"county_code": None, "base": "inhabitants"}, {"window_days": 180}])
def test_the_national_line_is_built_and_drawn_for_all_counties(
    choice: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what it would be if it were built for the choice; but its weeks are read and drawn once."""
    figure = Chosen(**{**DEMO, **choice}).figure("national-share")
    desk, selection = figure.asked
    answer = queries.ask_national_share(desk.edition, selection)
    own = national_share.build_national_share_figure(answer, context_of(answer.scope, desk.say))
    for name in ("title", "subtitle", "caption", "alt", "context", "status"):
        assert getattr(figure, name) == getattr(own, name), name
    assert figure.table.equals(own.table)
    assert [drawing.drawn(part, 400, 300) for part in figure.parts] == [
        drawing.drawn(part, 400, 300) for part in own.parts
    ]
    drawing.on_page(figure, figure.parts[0])
    monkeypatch.setattr(national_share, "build_national_share_figure", lambda *_: pytest.fail("built again"))
    monkeypatch.setattr(drawing, "drawn", lambda *_: pytest.fail("drawn again"))
    other = Chosen(**{**DEMO, **choice, "county_code": "12"}).figure("national-share")
    assert drawing.on_page(other, other.parts[0])


def test_a_kept_drawing_is_nobody_s_to_spoil() -> None:
    """Who changes the drawing that he got changes his own."""
    figure = Chosen("demo").figure("wage-gap")
    first, whole = (drawing.on_page(figure, figure.parts[0]) for _ in range(2))
    first.clear()
    assert drawing.on_page(figure, figure.parts[0]) == whole != {}


def test_light_and_dark_are_one_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page in the other scheme draws nothing anew."""
    keepers.forget()
    figure = Chosen("demo").figure("wage-gap")
    light = drawing.on_page(figure, figure.parts[0])
    monkeypatch.setattr(drawing, "drawn", lambda *_: pytest.fail("drawn again"))
    assert drawing.on_page(figure, figure.parts[0], "dark") != light == drawing.on_page(figure, figure.parts[0])


def test_a_picture_is_composed_once_for_all_its_files() -> None:
    """The SVG that the PNG was made of is the next one's too; another shape is another page."""
    keepers.forget()
    figure = Chosen("demo").figure("wage-gap")
    export.png_bytes(figure)
    assert [key[:2] for key in keepers.PICTURES] == [("page", "16:9")]
    assert export.svg_text(figure) is export.svg_text(figure)
    assert export.svg_text(figure, "1:1") != export.svg_text(figure)


def test_layers_are_altair_s_without_its_copies() -> None:
    """The same specification as of Altair's own layers: rows of their own, and rows that all layers share."""
    points, others = (theme.chart_of([{"a": number}]).encode(x=alt.X("a:Q")) for number in (1, 2))
    for layers in ([points.mark_point(), others.mark_rule()], [points.mark_point(), points.mark_rule()]):
        plain = alt.layer(*layers).project(type="mercator").properties(width=9, height=7)
        plain.config = alt.Config(**theme.config(SWEDISH))
        ours = theme.layered(layers, SWEDISH, 9, 7, projection=alt.Projection(type="mercator"))
        assert ours.to_dict() == plain.to_dict()
