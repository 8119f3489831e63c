"""Names on the commuting map: the largest flows are named, inside the map, none over another or over a point."""

from __future__ import annotations

import itertools
import json

import pytest
from shapely import LineString, Point, box

from aipulsen import queries
from aipulsen.charts import commuting, map_labels, shapes
from aipulsen.charts.figure import Figure
from tests.chosen import Chosen

HUBS = [("rapport-2026-04", ("0180", "2580")), ("demo", ("0180", "2580")), ("demo", ("1480", "1280"))]


def spec_of(figure: Figure) -> str:
    """The figure's charts as text."""
    return json.dumps([part.draw(440, 380).to_dict() for part in figure.parts], ensure_ascii=False)


@pytest.mark.parametrize(("edition", "hubs"), HUBS)
def test_the_largest_flows_are_named_on_the_map(edition: str, hubs: tuple[str, ...]) -> None:
    """Each hub's eight largest origins stand on its map with their number."""
    selection = Chosen(edition=edition, hubs=hubs)
    drawn = spec_of(selection.figure("commuting-map")).replace("\u00a0", " ")
    flows = queries.ask_commuting(*selection.asked).flows
    for hub in hubs:
        for row in flows[flows.hub == hub].nlargest(8, "employed_persons").itertuples():
            assert f"{row.origin_name} {row.employed_persons:,}".replace(",", " ") in drawn


def crowd(side: float) -> tuple[tuple[float, float], list[tuple[float, float]]]:
    """A hub in the middle with twenty near neighbours and two at the map's edges."""
    middle = side / 2
    ring = [(middle + 12 * a, middle + 9 * b) for a in (-2, -1, 0, 1, 2) for b in (-2, -1, 1, 2)]
    return (middle, middle), [*ring, (4.0, middle), (side - 4, 30.0)]


@pytest.mark.parametrize("side", [250, 330])
def test_names_meet_neither_each_other_nor_a_point_nor_the_edge(side: int) -> None:
    """Eight names of 85 pixels among neighbours so near that none has room beside its point."""
    hub, origins = crowd(side)
    hub_area = box(hub[0] - 30, hub[1] + 9, hub[0] + 30, hub[1] + 27)
    order = [*origins[-2:], *origins[:-2]]
    labels = map_labels.place_labels(hub, hub_area, order, [85.0] * 8, side)
    assert len(labels) == 8
    assert any(label.leader for label in labels)
    for label in labels:
        assert box(0, 0, side, side).covers(label.area)
        assert not label.area.intersects(hub_area)
        assert not any(label.area.intersects(Point(at)) for at in order)
    for one, other in itertools.combinations(labels, 2):
        assert not one.area.intersects(other.area)


def test_a_name_with_room_stands_beside_its_point() -> None:
    """Alone east of the hub: to the right of the point, without a line."""
    (label,) = map_labels.place_labels((100, 100), box(80, 109, 120, 127), [(180, 100)], [60.0], 300)
    assert (label.align, label.x > 180, label.leader) == ("left", True, None)


def test_thin_lines_do_not_cross() -> None:
    """In the report's edition, Stockholm's names lead to their points without crossing."""
    figure = Chosen(edition="rapport-2026-04").figure("commuting-map")
    layers = figure.parts[0].draw(440, 380).to_dict()["layer"]
    leaders = next(layer["data"]["values"] for layer in layers if "from" in str(layer.get("encoding")))
    assert leaders
    lines = [LineString([(v["from"], v["from_latitude"]), (v["to"], v["to_latitude"])]) for v in leaders]
    assert not any(one.crosses(other) for one, other in itertools.combinations(lines, 2))


def test_the_hub_s_own_name_covers_no_origin() -> None:
    """In the report's edition Stockholm's near neighbours stay in sight."""
    flows = queries.ask_commuting(*Chosen(edition="rapport-2026-04").asked).flows
    places = shapes.municipality_points()
    at = places["0180"]
    origins = [places[code] for code in flows.origin_code[flows.hub == "0180"]]
    lines = [{"longitude": longitude, "latitude": latitude} for longitude, latitude in origins]
    view = commuting.View.around([at, *origins], 330)
    _, room = commuting._hub_name("Stockholm", at, lines, view)
    assert not any(room.contains(Point(view.pixel(*origin))) for origin in origins)
