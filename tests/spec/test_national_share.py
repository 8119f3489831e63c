"""The national line: shares that are the ads' own, from the first day, dashed across a break."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import duckdb
import pytest

from aipulsen import queries
from aipulsen.store.editions import Edition, open_edition
from aipulsen.text import LANGS, Lang, t
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
