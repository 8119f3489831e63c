"""The counties' shapes for maps: simplified once, kept in the repository, hatched where there is no value."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
from shapely import LineString, MultiLineString
from shapely.geometry import mapping, shape

from aipulsen.paths import REFERENCE_DIR

SHAPES_FILE = REFERENCE_DIR / "county_shapes.geojson"
_HATCH_STEP_DEGREES = 0.16


@cache
def county_features() -> dict[str, dict[str, Any]]:
    """GeoJSON feature per county code; rings clockwise (d3 draws the inside), `county_code` flat."""
    collection = json.loads(SHAPES_FILE.read_text("utf-8"))
    return {feature["properties"]["county_code"]: feature for feature in collection["features"]}


@cache
def hatch(county_code: str) -> dict[str, Any]:
    """Diagonal lines clipped to the county, as a GeoJSON MultiLineString: «no value» without a colour."""
    area = shape(county_features()[county_code]["geometry"])
    west, south, east, north = area.bounds
    height = north - south
    # Two degrees of longitude look like one of latitude up here: slanted so that the lines look like 45°.
    starts = np.arange(west - 2 * height, east, _HATCH_STEP_DEGREES * 2)
    lines = MultiLineString([LineString([(x, south), (x + 2 * height, north)]) for x in starts])
    clipped = lines.intersection(area)
    geometry: dict[str, Any] = mapping(clipped)
    return {"type": "Feature", "properties": {"county_code": county_code}, "geometry": geometry}
