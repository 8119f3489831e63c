"""Rows that Altair takes over as they are."""

from __future__ import annotations

import altair as alt
import orjson
import pytest
from altair.utils import schemapi

from aipulsen.charts import drawing, shapes, theme
from tests.chosen import ANSWERED, Chosen


def test_altair_looks_into_no_row() -> None:
    """The specification is the same as of bare rows, and holds the very same shapes, not copies."""
    rows = list(shapes.county_features().values())
    ours, bare = theme.chart_of(rows).mark_geoshape(), alt.Chart(alt.Data(values=rows)).mark_geoshape()
    with alt.theme.enable("none"):
        told = ours.to_dict(validate=False)
        assert told == bare.to_dict(validate=False)
    assert all(one is row for one, row in zip(told["data"]["values"], rows, strict=True))


@pytest.mark.parametrize(("key", "edition"), ANSWERED)
def test_every_drawing_is_made_of_what_json_has(key: str, edition: str) -> None:
    """Of a county, where places and origins are named: no number of numpy's, which nobody translates any more."""
    for part in Chosen(edition, county_code="25").figure(key).parts:
        assert orjson.loads(orjson.dumps(drawing.drawn(part, "container", part.screen_height)))


@pytest.mark.parametrize(("key", "edition"), ANSWERED)
def test_altair_looks_for_no_class_in_its_schema(key: str, edition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given without its class, a condition or a value, is looked for through all of Vega-Lite at each chart."""
    parts = Chosen(edition, county_code="25").figure(key).parts
    monkeypatch.setattr(schemapi.SchemaBase, "from_dict", lambda *_, **__: pytest.fail("looked for"))
    for part in parts:
        drawing.drawn(part, "container", part.screen_height)
