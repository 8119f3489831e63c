"""One click from a county on a map, in a ranking or in the search to the county's page."""

from __future__ import annotations

from typing import Any, NoReturn

import pyarrow as pa
import streamlit as st

from aipulsen import topics
from aipulsen.charts.deck import LAYER_ID
from aipulsen.ui import filters

_CLICKED = "county:clicked"
_PARAMETER = "county"
_FIELD = "county_code"  # names the county in a chart's data, of a map among a shape's properties


def go_where_clicked() -> None:
    """The first thing a page does: a county clicked since the last run is gone to, with the reader's choices."""
    county = st.session_state.pop(_CLICKED, None)
    if county is not None:
        go_to(county)


def go_to(county_code: str) -> NoReturn:
    """Leave this page for the county's, with the reader's choices."""
    given = {**filters.current_parameters(), "lan": county_code}
    st.switch_page(topics.page_file("profile"), query_params=given)


def deck_clicked(key: str) -> None:
    """What a map of layers calls when it is clicked."""
    clicked = st.session_state[key].selection.get("objects", {}).get(LAYER_ID, [])
    if clicked:
        st.session_state[_CLICKED] = str(clicked[0]["properties"]["county_code"])


def chart_clicked(key: str) -> None:
    """What a chart made `clickable` calls when it is clicked; Vega may write the field's dot with a backslash."""
    for points in st.session_state[key].selection.values():
        for point in points:
            for field, county in point.items():
                if field.endswith(_FIELD):
                    st.session_state[_CLICKED] = str(county)


def clickable(specification: dict[str, Any]) -> dict[str, Any]:
    """The chart with its counties' marks made buttons; the marks, their data and encodings are as they were."""
    tables = specification.get("datasets", {}).items()
    of_counties = {name for name, table in tables if _FIELD in pa.ipc.open_stream(table).schema.names}
    for number, layer in enumerate(specification.get("layer", [])):
        field = _field_of(layer.get("data", {}), of_counties)
        if field is not None and "tooltip" in layer.get("encoding", {}):
            layer["name"] = f"{_PARAMETER}-layer-{number}"
            layer["mark"]["cursor"] = "pointer"
            select = {"type": "point", "fields": [field], "toggle": False}
            parameter = {"name": f"{_PARAMETER}{number}", "select": select, "views": [layer["name"]]}
            specification.setdefault("params", []).append(parameter)
    return specification


def _field_of(data: dict[str, Any], of_counties: set[str]) -> str | None:
    """How a layer's data name the county; None where they do not. `of_counties`: tables with a column of counties."""
    if data.get("name") in of_counties:
        return _FIELD
    rows = data.get("values", [])
    row = rows[0] if isinstance(rows, list) and rows else {}
    return f"properties.{_FIELD}" if _FIELD in row.get("properties", {}) else None
