"""Whose number nobody knows has one line together, no row each; the table has every row, and no place is made of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from aipulsen.charts import drawing
from tests.chosen import Chosen

REPORT = "rapport-2026-04"
_OF_PLACES = (
    "gap-map",
    "gap-ranking",
    "gap-drivers",
    "dependence",
    "big-city-quotients",
    "big-city-split",
    "wage-gap",
    "labour-shortage",
)
_ONLY_MISSING = ("saknas", "ej i rapporten")


def _rows(spec: Any) -> list[list[dict[str, Any]]]:
    """The tables of a drawing."""
    if isinstance(spec, dict):
        own = [spec["values"]] if isinstance(spec.get("values"), list) else []
        return own + [table for inner in spec.values() for table in _rows(inner)]
    return [table for inner in spec for table in _rows(inner)] if isinstance(spec, list) else []


def _said(spec: Any) -> list[list[str]]:
    """What the rows of each table say in words."""
    words = ("words", "value")
    tables = [[row for row in table if isinstance(row, dict)] for table in _rows(spec)]
    return [[row[name] for row in table for name in words if isinstance(row.get(name), str)] for table in tables]


@pytest.mark.parametrize("key", _OF_PLACES)
def test_no_chart_is_a_list_of_what_is_missing(key: str) -> None:
    """In the report's 180 days 20 of 21 counties have no count, and one region of eight a share of firms."""
    county = "06" if key == "labour-shortage" else "24"
    for part in Chosen(REPORT, window_days=180, county_code=county).figure(key).parts:
        if part.name != "map":
            for said in _said(drawing.drawn(part, 600, 400)):
                assert sum(text.strip() in _ONLY_MISSING for text in said) <= 1, part.name


@pytest.mark.parametrize(
    ("key", "rows", "line"),
    [
        ("gap-map", 21, "för 20 län"),
        ("gap-ranking", 21, "för 20 län"),
        ("gap-drivers", 21, "21 län"),
        ("big-city-quotients", 21, "för 20 län"),
        ("labour-shortage", 8, "7 riksområden"),
    ],
)
def test_one_line_says_how_many_have_no_row_and_the_table_has_them(key: str, rows: int, line: str) -> None:
    """In sight: a warning, or the reason why there is no chart."""
    figure = Chosen(REPORT, window_days=180).figure(key)
    assert len(figure.table) == rows
    assert line in " ".join([*figure.all_warnings, figure.reason])


def test_a_known_number_that_is_too_small_keeps_its_row() -> None:
    """Gotland's filler of three ads in 90 days is hidden, not unknown."""
    figure = Chosen(REPORT).figure("gap-ranking")
    assert any(
        "dolt: 3 annonser (utfyllnad)" in text
        for said in _said(drawing.drawn(figure.parts[0], 600, 620))
        for text in said
    )
    assert not any("finns inte i rapporten för" in line for line in figure.all_warnings)


@pytest.mark.parametrize("level", ["role", "competence"])
@pytest.mark.parametrize("window", [90, 180])
@pytest.mark.parametrize("county", ["24", "25", "08"])
@pytest.mark.parametrize("key", ["gap-map", "gap-ranking", "gap-drivers", "big-city-quotients"])
def test_a_county_is_placed_only_among_those_that_were_counted(key: str, county: str, window: int, level: str) -> None:
    """Västerbotten alone of its group has 180 days; Kalmar's place among fillers is nobody's."""
    chosen = Chosen(REPORT, window_days=window, level=level, county_code=county, comparison="similar")
    assert "nummer" not in chosen.figure(key).title


@pytest.mark.parametrize("key", ["gap-map", "gap-ranking", "gap-drivers", "big-city-quotients", "employers"])
@pytest.mark.parametrize("county", [None, "25"])
def test_unknown_counts_are_neither_few_nor_alike(key: str, county: str | None) -> None:
    """The report counts AI jobs alone: of ads that need AI skills nothing is known, so nothing is too few of them, no
    difference is looked for and nobody is unnamed."""
    title = Chosen(REPORT, level="competence", county_code=county).figure(key).title
    assert not any(words in title for words in ("tillräckligt", "skiljer sig inte", "Inget län", "nämner inga"))
    assert pd.isna(Chosen(REPORT, level="competence").figure("gap-map").table.ads).all()
