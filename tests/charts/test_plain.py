"""Rows that Altair takes over as they are."""

from __future__ import annotations

import altair as alt

from aipulsen.charts import shapes, theme
from aipulsen.charts.plain import as_they_are


def test_altair_looks_into_no_plain_row() -> None:
    """The specification is the same as with the bare rows, and holds the very same shapes, not copies."""
    rows = list(shapes.county_features().values())
    plain, bare = (theme.chart_of(given).mark_geoshape() for given in (as_they_are(rows), rows))
    with alt.theme.enable("none"):
        told = plain.to_dict(validate=False)
        assert told == bare.to_dict(validate=False)
    assert all(one is row for one, row in zip(told["data"]["values"], rows, strict=True))
