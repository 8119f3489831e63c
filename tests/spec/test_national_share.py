"""The national line: shares that are the ads' own, from the first day, dashed across a break."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

import duckdb
import pandas as pd
import pytest

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.trend import break_layers, time_axis
from aipulsen.store.editions import Edition, open_edition
from aipulsen.text import LANGS, Lang, t
from aipulsen.voice import Voice
from tests.chosen import Chosen


def test_every_row_is_what_independent_sql_counts_over_the_editions_parquet() -> None:
    demo = open_edition("demo")
    windows = queries.ask_national_share(demo, queries.Selection()).windows
    for end in (windows.window_end.iloc[0], windows.window_end.iloc[40], windows.window_end.iloc[-1]):
        span = f"published_date BETWEEN strftime(DATE '{end}' - 27, '%Y-%m-%d') AND '{end}'"
        sql = f"""
            SELECT (SELECT count(*) FROM '{demo.path}/ads.parquet' WHERE level = 'role' AND {span}),
                   (SELECT sum(ads) FROM '{demo.path}/ad_totals.parquet' WHERE {span})
        """
        ((ai, every),) = duckdb.sql(sql).fetchall()
        row = windows[windows.window_end == end].iloc[0]
        assert (row.ads, row.all_ads) == (ai, int(every))
        assert row.ads_share == pytest.approx(ai / int(every))
        assert row.ads_share_low < row.ads_share < row.ads_share_high


def test_the_line_goes_from_the_first_whole_span_to_the_data_date_week_by_week() -> None:
    demo = open_edition("demo")
    answer = queries.ask_national_share(demo, queries.Selection())
    ends = [dt.date.fromisoformat(day) for day in answer.windows.window_end]
    assert answer.first_day == demo.manifest.period_start
    assert ends[-1] == demo.manifest.as_of
    assert 0 <= (ends[0] - answer.first_day).days - 27 < 7
    assert {(b - a).days for a, b in itertools.pairwise(ends)} == {7}


def test_neither_window_county_base_nor_counting_moves_it_and_the_level_does() -> None:
    plain = queries.ask_national_share(*Chosen(edition="demo").asked).windows
    other = Chosen(edition="demo", window_days=180, county_code="25", base="it", counting="all", staffing="without")
    assert queries.ask_national_share(*other.asked).windows.equals(plain)
    broad = queries.ask_national_share(*Chosen(edition="demo", level="competence").asked).windows
    assert (broad.ads > plain.ads).all()


@pytest.mark.parametrize("width", [250, 700])
@pytest.mark.parametrize(
    "days", [(10,), (300, 360), (20, 80), (200, 260, 330), (30, 90, 150, 320), (180, 180), (100, 130)]
)
def test_no_name_of_a_break_lies_across_anothers_line(days: tuple[int, ...], width: int) -> None:
    """In a year's drawing, on a phone and a desk: where a name reaches another break, that one's line begins below; two
    that meet from both sides have the ground between."""
    start = dt.date(2025, 1, 1)
    at = [start + dt.timedelta(days=day) for day in days]
    breaks = pd.DataFrame({"date": [day.isoformat() for day in at], "kind": "engine", "detail": "x"})
    span = (start.isoformat(), (start + dt.timedelta(days=365)).isoformat())
    layers = [layer.to_dict() for layer in break_layers(breaks, time_axis(), span, Voice("sv"))]
    lines = [layer for layer in layers if layer["mark"]["type"] == "rule"]
    names = [layer for layer in layers if layer["mark"]["type"] == "text" and "stroke" not in layer["mark"]]
    halos = [layer for layer in layers if "stroke" in layer["mark"]]
    assert len(lines) == len(names) == len(halos) == len(days)
    assert len({name["encoding"]["y"]["value"] for name in names}) == len(days)
    for name, own in zip(names, lines, strict=True):
        ((left, right), top) = _reach(name, span, width), name["encoding"]["y"]["value"]
        assert left >= 0, "a name has room before the drawing's edge"
        assert right <= width
        assert own["encoding"]["y"]["value"] == top
        for other, its_name in zip(lines, names, strict=True):
            is_met = left < _place(other, span, width) < right and name["mark"]["align"] == its_name["mark"]["align"]
            assert not is_met or other["encoding"]["y"]["value"] > top


def _place(layer: dict[str, Any], span: tuple[str, str], width: int) -> float:
    first, last = (dt.date.fromisoformat(day) for day in span)
    day = dt.date.fromisoformat(layer["data"]["values"][0]["day"][:10])
    return width * (day - first) / (last - first)


def _reach(name: dict[str, Any], span: tuple[str, str], width: int) -> tuple[float, float]:
    """Where the name begins and ends, in pixels."""
    mark, long = name["mark"], theme.text_width(name["data"]["values"][0]["words"], name["mark"]["fontSize"])
    edge = _place(name, span, width) + mark["dx"]
    return (edge - long, edge) if mark["align"] == "right" else (edge, edge + long)


def test_the_rows_whose_span_holds_the_break_are_marked_and_no_others() -> None:
    """The demo's break lies in its third year's autumn: four weekly rows hold days from both sides."""
    windows = queries.ask_national_share(*Chosen(edition="demo").asked).windows
    (day,) = open_edition("demo").read("breaks").date
    mixed = windows.window_end[windows.spans_break]
    assert len(mixed) == 4
    assert all(0 <= (dt.date.fromisoformat(end) - dt.date.fromisoformat(day)).days < 27 for end in mixed)


@pytest.mark.parametrize("lang", LANGS)
def test_without_ads_or_days_the_figure_says_why(lang: Lang) -> None:
    report = Chosen(edition="rapport-2026-04").figure("national-share", lang)
    assert not report.parts
    assert report.subtitle == t("national_share.reason.no_ads", lang)
    demo = open_edition("demo")
    young = dataclasses.replace(demo.manifest, as_of=dt.date(2024, 7, 20))
    assert queries.ask_national_share(Edition(demo.path, young), queries.Selection()).reason == "too_few_days"
