"""The interactive county map: pydeck on our own empty style, with the classes and colours of the picture."""

from __future__ import annotations

import dataclasses
import html
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pydeck

from aipulsen.charts import classes, shapes, theme
from aipulsen.charts.figure import ChartContext
from aipulsen.provenance import is_counted

LAYER_ID = "counties"
_MAP_STYLE = "/app/static/blank.json"  # empty, on our own host
# All of Sweden in a column half a page wide and some 600 px high, and in a phone's width.
_VIEW = {"latitude": 62.6, "longitude": 16.8, "zoom": 3.75, "min_zoom": 3, "max_zoom": 8}


def _rgb(colour: str, scheme: theme.Scheme, opacity: int = 255) -> list[int]:
    shown = theme.in_scheme(colour, scheme)
    return [int(shown[i : i + 2], 16) for i in (1, 3, 5)] + [opacity]


def build_gap_deck(
    gap: pd.DataFrame,
    words: Mapping[str, str],
    context: ChartContext,
    tips: Mapping[str, str] | None = None,
    scheme: theme.Scheme = "light",
) -> pydeck.Deck:
    """Counties coloured by class, hatched without a value or where nobody counted; click gives `county_code`.
    The chosen county and its comparison group are outlined.

    gap and tips: as for the picture; words: what the tooltip says of each county. The tooltip is HTML, and
    employers' names stand in it: they are escaped.
    """
    bounds = classes.limits(context.base, context.level, context.window_days)
    features, without, imputed, chosen, alike = [], [], [], [], []
    for row in gap[gap.county_code != ""].itertuples():
        feature = shapes.county_features()[row.county_code]
        level = classes.class_of(float(row.gap_score), bounds) if pd.notna(row.gap_score) else None
        fill = theme.NO_VALUE if level is None else theme.RAMP[level]
        drawn: dict[str, Any] = {
            "type": "Feature",
            "properties": {
                "county_code": row.county_code,
                "name": row.county_name,
                "words": words[row.county_code],
                "dependence": html.escape((tips or {}).get(row.county_code, "")),
                "fill": _rgb(fill, scheme),
            },
            "geometry": feature["geometry"],
        }
        features.append(drawn)
        if level is None:
            without.append(shapes.hatch(row.county_code))
        elif not is_counted(row.ads_status):
            lines = shapes.hatch(row.county_code)
            coloured = {**lines["properties"], "line": _rgb(classes.hatch_colour(level), scheme)}
            imputed.append({**lines, "properties": coloured})
        if row.county_code == context.county_code:
            chosen.append(drawn)
        elif row.county_code in context.comparison:
            alike.append(drawn)
    layers = [
        pydeck.Layer(
            "GeoJsonLayer",
            {"type": "FeatureCollection", "features": features},
            id=LAYER_ID,
            get_fill_color="properties.fill",
            get_line_color=_rgb(theme.OUTLINE, scheme),
            line_width_min_pixels=0.5,
            pickable=True,
            auto_highlight=True,
            highlight_color=_rgb(theme.ACCENT, scheme, 60),
        ),
        _outline("hatch", without, _rgb(theme.OUTLINE, scheme), 1),
        _outline("imputed", imputed, "properties.line", 1),  # as in the picture: seen on every colour
        _outline("alike", alike, _rgb(theme.INK, scheme), 2),
        _outline("chosen", chosen, _rgb(theme.ACCENT, scheme), 3),
    ]
    return pydeck.Deck(
        layers=layers,
        initial_view_state=pydeck.ViewState(**_VIEW),
        map_style=_MAP_STYLE,
        tooltip={
            "html": "<b>{name}</b><br/>{words}<br/>{dependence}",
            # Narrow: the map cuts off what does not fit between the pointer and its own edge.
            "style": {
                "backgroundColor": theme.in_scheme(theme.GROUND, scheme),
                "color": theme.in_scheme(theme.INK, scheme),
                "maxWidth": "165px",
                "fontSize": "13px",
            },
        },
    )


@dataclasses.dataclass(frozen=True, repr=False)
class WrittenDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck as a page sends it, written once for every reader."""

    specification: str
    _tooltip: dict[str, Any]

    def to_json(self) -> str:
        """The deck in deck.gl's own words."""
        return self.specification


def written(deck: pydeck.Deck) -> WrittenDeck:
    """The deck without the spaces that pydeck writes, a third of its bytes."""
    return WrittenDeck(json.dumps(json.loads(deck.to_json()), separators=(",", ":")), deck._tooltip)


def _outline(name: str, features: list[dict[str, Any]], colour: list[int] | str, pixels: int) -> pydeck.Layer:
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id=name,
        filled=False,
        stroked=True,
        get_line_color=colour,
        line_width_min_pixels=pixels,
        pickable=False,
    )
