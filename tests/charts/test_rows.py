"""Rows that Altair takes over as they are."""

from __future__ import annotations

import altair as alt

from aipulsen.charts import shapes, theme


def test_altair_looks_into_no_row() -> None:
    """The specification is the same as of bare rows, and holds the very same shapes, not copies."""
    rows = list(shapes.county_features().values())
    ours, bare = theme.chart_of(rows).mark_geoshape(), alt.Chart(alt.Data(values=rows)).mark_geoshape()
    with alt.theme.enable("none"):
        told = ours.to_dict(validate=False)
        assert told == bare.to_dict(validate=False)
    assert all(one is row for one, row in zip(told["data"]["values"], rows, strict=True))
