"""Trend and similar counties: what a statistician would do by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from aipulsen import queries
from aipulsen.errors import ParameterError
from aipulsen.metrics import counting, similar, trend
from tests.chosen import Chosen

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 6, 30)


def ads_on(days: list[int], texts: list[int], counties: list[str | None]) -> pd.DataFrame:
    """Ads on these days after FIRST, of one made-up employer; the same text number is the same ad."""
    return pd.DataFrame(
        {
            "id": [f"{i:04d}" for i in range(len(days))],
            "published_date": [(FIRST + dt.timedelta(days=d)).isoformat() for d in days],
            "county_code": counties,
            "municipality_code": None,
            "employer": "Exempel AB",
            "text_hash": [str(n) for n in texts],
            "level": "role",
            "is_staffing": False,
        }
    )


some_ads = st.lists(
    st.tuples(st.integers(0, 180), st.integers(0, 6), st.sampled_from(["25", "24", None])), min_size=1, max_size=60
)


@settings(max_examples=40)
@given(some_ads, st.sampled_from(["unique", "all"]), st.integers(0, 91))
def test_the_moving_window_counts_as_the_gap_score_s_window(
    rows: list[tuple[int, int, str | None]], how: str, back: int
) -> None:
    """On every day, with twins and ads without county, each count is that of the window the other measures use."""
    ads = ads_on(*(list(column) for column in zip(*rows, strict=True)))  # type: ignore[arg-type]
    counts = trend.moving_counts(ads, FIRST, LAST, 90, counting=how)
    day = LAST - dt.timedelta(days=back)
    expected = counting.ads_in_window(ads, day, 90, "role", counting=how)
    assert counts.loc[day, "00"] == len(expected)
    if "25" in counts:
        assert counts.loc[day, "25"] == (expected.county_code == "25").sum()


def test_a_beginning_is_not_a_rise() -> None:
    """An ad a day from the first day: the first window is the first whole one, with all its 90 ads."""
    ads = ads_on(list(range(181)), list(range(181)), ["25"] * 181)
    counts = trend.moving_counts(ads, FIRST, LAST, 90)
    assert counts.index[0] == FIRST + dt.timedelta(days=89)
    assert set(counts["00"]) == {90}


def test_weeks_are_whole_calendar_weeks() -> None:
    """1 January 2026 is a Thursday: the first whole week is that of Monday 5 January."""
    ads = ads_on([0, 4, 10, 11], [1, 2, 3, 4], ["25"] * 4)
    weeks = trend.weekly(trend.moving_counts(ads, FIRST, LAST, 7))
    assert weeks.index[0] == dt.date(2026, 1, 5)
    assert weeks["25"].head(2).tolist() == [2, 1]
    assert weeks.index[-1] == dt.date(2026, 6, 22)


def test_ninety_ads_in_ninety_days_are_seven_a_week() -> None:
    """7,0 a week, between 5,6 and 8,6; four ads give a count but no rate."""
    rated = trend.per_week(pd.Series([90, 4]), 90)
    assert [round(float(rated[c].iloc[0]), 1) for c in ("per_week", "per_week_low", "per_week_high")] == [7.0, 5.6, 8.6]
    assert rated.ads.tolist() == [90, 4]
    assert pd.isna(rated.per_week.iloc[1])


def series(before: int, now: int) -> pd.Series:
    """Moving counts where only the two windows that are compared differ from zero."""
    counts = pd.Series(0, index=[FIRST + dt.timedelta(days=i) for i in range(89, 181)])
    counts.loc[LAST], counts.loc[LAST - dt.timedelta(days=90)] = now, before
    return counts


@pytest.mark.parametrize(
    ("before", "now", "verdict", "ratio"),
    [
        (50, 80, "higher", [1.60, 1.11, 2.33]),
        (50, 59, "not_different", [1.18, 0.80, 1.76]),
        (80, 50, "lower", [0.62, 0.43, 0.90]),
    ],
)
def test_a_change_is_called_so_only_where_the_interval_says_so(
    before: int, now: int, verdict: str, ratio: list[float]
) -> None:
    """The documented examples; and the exact two-sided test of the two counts says the same."""
    found = trend.change(series(before, now), LAST, 90, 90, [])
    assert found["verdict"] == verdict
    assert [round(float(found[k]), 2) for k in ("ratio", "ratio_low", "ratio_high")] == ratio  # type: ignore[arg-type]
    assert (stats.binomtest(now, now + before).pvalue < 0.05) == (verdict != "not_different")


@pytest.mark.parametrize(
    ("before", "now", "trust", "verdict"),
    [
        (3, 2, "hidden", "too_few_ads"),
        (40, 4, "hidden", "too_few_ads"),
        (0, 12, "hidden", "too_few_ads"),
        (0, 0, "hidden", "no_ads"),
        (5, 9, "uncertain", "not_different"),
        (19, 60, "uncertain", "higher"),
        (20, 21, "ok", "not_different"),
    ],
)
def test_the_window_with_fewer_ads_decides_whether_there_is_a_change(
    before: int, now: int, trust: str, verdict: str
) -> None:
    """«2 mot 3» are two counts, no per cent; 5 against 9 is uncertain however large the later window is."""
    found = trend.change(series(before, now), LAST, 90, 90, [])
    assert (found["reliability"], found["verdict"]) == (trust, verdict)
    assert (found["ads_now"], found["ads_before"]) == (now, before)
    assert (found["ratio"] is None) == (trust == "hidden")


def test_a_hidden_change_has_its_counts_and_no_per_cent_anywhere() -> None:
    """The demo's Jämtland, 4 against 1: in the chart's words, its table and the rows of the command line."""
    selection = Chosen(edition="demo")
    rows = {(r["region_code"], r["period"]): r for r in queries.ask_changes(*selection.asked).rows()}
    row = rows["23", "previous"]
    assert (row["ads_now"], row["ads_before"], row["ratio"], row["reliability"]) == (4, 1, None, "hidden")
    figure = selection.figure("trend-changes")
    drawn = [v for layer in figure.parts[0].draw(600, 500).to_dict()["layer"] for v in layer["data"]["values"]]
    words = {v["words"] for v in drawn if v.get("label") == "Jämtland"}
    assert words == {"dolt: 4 mot 1 annons, färre än 5"}
    assert figure.table.set_index("region_code").loc["23", ["ratio", "ratio_low", "ratio_high"]].isna().all()
    assert any("osäkert" in v["words"] for v in drawn if v.get("label") == "Södermanland")  # 9 against 9
    county = Chosen(edition="demo", county_code="23").figure("trend")
    assert "dolt: 4 mot 1 annons, färre än 5" in " ".join(county.caption)


def test_windows_on_both_sides_of_a_break_are_not_compared() -> None:
    """The counts stand, the ratio does not; a break on the first day of the earlier window harms nothing."""
    inside = trend.change(series(50, 80), LAST, 90, 90, [LAST - dt.timedelta(days=30)])
    assert (inside["verdict"], inside["ratio"], inside["ads_now"], inside["ads_before"]) == ("break", None, 80, 50)
    assert trend.change(series(50, 80), LAST, 90, 90, [FIRST + dt.timedelta(days=1)])["verdict"] == "higher"


def test_a_window_before_the_edition_began_is_missing_not_zero() -> None:
    """A year back in half a year of days: no number."""
    found = trend.change(series(50, 80), LAST, 90, trend.YEAR_DAYS, [])
    assert (found["verdict"], found["ads_before"], found["ratio"]) == ("too_few_days", None, None)


def test_the_ratio_s_interval_holds_the_truth_as_often_as_it_promises() -> None:
    """20 000 pairs of windows with rates 40 and 60: between 94 and 98 % hold 1,5."""
    rng = np.random.default_rng(3)
    pairs = pd.DataFrame({"before": rng.poisson(40, 20_000), "now": rng.poisson(60, 20_000)})
    bounds = {p: trend.rate_ratio(*p, 90, 90) for p in set(pairs.itertuples(index=False, name=None))}
    held = [bounds[p][1] <= 1.5 <= bounds[p][2] for p in pairs.itertuples(index=False, name=None)]
    assert 0.94 <= np.mean(held) <= 0.98


@pytest.mark.parametrize("window", [90, 180])
def test_the_trend_ends_in_the_gap_s_count(window: int) -> None:
    """The last point of every county is the count that the map shows."""
    selection = Chosen(edition="demo", window_days=window)
    windows = queries.ask_trend(*selection.asked).windows
    last = windows[windows.window_end == windows.window_end.max()].set_index("region_code").ads
    gap = queries.ask_gap(*selection.asked).gap
    counties = gap[gap.county_code != ""].set_index("county_code").ads
    assert last[counties.index].tolist() == counties.tolist()
    assert int(last["00"]) == int(gap.ads.sum())


def test_the_demo_s_break_is_drawn_and_stops_the_comparison_over_it() -> None:
    """Its engine change stands in the table; the year-on-year comparison over it is refused, the window before not."""
    answer = queries.ask_trend(*Chosen(edition="demo").asked)
    assert answer.breaks.kind.tolist() == ["engine"]
    verdicts = answer.changes.groupby("period").verdict.unique()
    assert list(verdicts["year"]) == ["break"]
    assert "break" not in list(verdicts["previous"])
    assert answer.windows.spans_break.any()


def test_the_report_has_no_days_and_says_why() -> None:
    """Two windows are not a trend: no rows, a reason."""
    answer = queries.ask_trend(*Chosen(edition="rapport-2026-04").asked)
    assert answer.rows() == []
    assert answer.reason == "no_ads"


def test_similar_counties_by_hand() -> None:
    """Sizes 0, 2, 4 are -1,22, 0, 1,22 deviations; what one county lacks has weight 0 for that pair."""
    features = pd.DataFrame({"size": [0.0, 2.0, 4.0], "share": [0.1, None, 0.3]}, index=["a", "b", "c"])
    found = similar.distances(features, pd.DataFrame(index=features.index), {"size": 0.6, "share": 0.4}, "a")
    step = 2 / np.sqrt(8 / 3)
    assert found.county_code.tolist() == ["b", "c"]
    assert found.weight_used.tolist() == [0.6, 1.0]
    assert found.distance.tolist() == pytest.approx([step, np.sqrt(0.6 * (2 * step) ** 2 + 0.4 * 2.0**2)])


def test_kinds_of_employers_weigh_as_much_as_their_weight() -> None:
    """On average over all pairs, the kinds' squared difference is 2, as a standardised feature's is (n large)."""
    index = list("abcd")
    kinds = pd.DataFrame([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.2, 0.8]], index=index, columns=["x", "y"])
    flat = pd.DataFrame({"size": [1.0] * 4}, index=index)
    weights = {"size": 0.0, "employer_kinds": 1.0}
    squares = [
        value for code in index for value in similar.distances(flat, kinds, weights, code).difference_employer_kinds
    ]
    assert np.mean(squares) == pytest.approx(2.0)


def test_the_weights_sum_to_one_and_each_has_its_reason() -> None:
    """The stored weights are a whole; without ads the kinds of employers weigh nothing."""
    weights = queries.ask_similar(*Chosen(edition="rapport-2026-04", county_code="25").asked)
    assert weights.weights.weight.sum() == pytest.approx(1.0)
    assert weights.weights[["reason_sv", "reason_en"]].notna().all().all()
    assert set(weights.similar.weight_used.round(2)) == {0.8}
    assert len(weights.similar) == 20


def test_similar_needs_a_county() -> None:
    """Alike with whom? One sentence."""
    with pytest.raises(ParameterError, match="Välj ett län"):
        queries.ask_similar(*Chosen(edition="demo").asked)


def test_the_comparison_group_limits_the_trend() -> None:
    """With similar counties asked for, the rows are the country, the county and its five nearest."""
    selection = Chosen(edition="demo", county_code="25", comparison="similar")
    regions = list(queries.ask_trend(*selection.asked).windows.region_code.unique())
    nearest = queries.ask_similar(*selection.asked).similar.county_code.head(5).tolist()
    assert regions == ["00", "25", *nearest]
