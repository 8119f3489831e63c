"""How long ads stand open: the median with its limits, what comes again, and the two groups told apart."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from aipulsen import queries
from aipulsen.errors import EditionError
from aipulsen.metrics import days_open
from aipulsen.metrics.days_open import spell_of
from aipulsen.store.editions import open_edition
from aipulsen.text import LANGS, t
from tests.chosen import Chosen


def spells(days: list[int], ended: list[bool], ads: int = 1, again: int = 0) -> pd.DataFrame:
    """Rows of `ad_spells`, of so many ads each."""
    return pd.DataFrame({"days_open": days, "is_ended": ended, "ads": ads, "again_ads": again})


def test_worked_example() -> None:
    """Ends on days 3, 5, 7, 7, 9 and two open at 10: S(7) = 6/7 · 5/6 · 3/5 = 0.43."""
    found = spell_of(spells([3, 5, 7, 7, 9, 10, 10], [True] * 5 + [False] * 2))
    assert (found.ads, found.ended_ads, found.median_days) == (7, 5, 7)


def test_the_limits_are_scipys_where_ads_are_independent() -> None:
    """The median's ends are where SciPy's log-log limits pass a half."""
    rng = np.random.default_rng(1)
    days = rng.integers(5, 60, size=80).tolist()
    ended = [day < 45 for day in days]
    found = spell_of(spells([min(day, 45) for day in days], ended))
    times = np.minimum(days, 45)
    curve = stats.ecdf(stats.CensoredData(uncensored=times[ended], right=times[~np.array(ended)])).sf
    limits = curve.confidence_interval(method="log-log")
    ends = [curve.quantiles[limit.probabilities <= 0.5] for limit in (limits.low, limits.high)]
    assert [found.median_low_days, found.median_high_days] == [float(end[0]) for end in ends]


def test_ads_still_open_lengthen_the_median_and_are_not_left_out() -> None:
    """The same ends, and as many ads that stand on: leaving them out would say 10 days."""
    ended = spells([5, 10, 15, 20], [True] * 4, ads=5)
    both = pd.concat([ended, spells([30], [False], ads=20)])
    assert (spell_of(ended).median_days, spell_of(both).median_days) == (10, 20)


def test_a_median_that_half_of_the_ads_have_not_reached_is_missing_and_one_of_four_ads_too() -> None:
    standing = spell_of(spells([5, 40], [True, False], ads=10))
    assert spell_of(pd.concat([spells([5], [True], ads=4)])).median_days is None
    assert standing.median_days == 5  # exactly half have ended
    assert spell_of(spells([5, 40, 40], [True, False, False], ads=10)).median_days is None
    assert spell_of(spells([40], [False], ads=10)).again_share is None


def test_clustered_ads_widen_the_interval_and_move_no_median() -> None:
    days = list(range(1, 60))
    alone, clustered = (spell_of(spells(days, [True] * 59), effect) for effect in (1.0, 4.0))
    assert alone.median_days == clustered.median_days == 30
    assert clustered.median_low_days < alone.median_low_days < alone.median_high_days < clustered.median_high_days  # type: ignore[operator]


def test_only_a_certain_difference_is_called_one_and_the_longer_group_is_named() -> None:
    """AI ads that stand twice as long are «higher», the same ads in both groups are not different."""
    days = list(range(5, 45))
    rows = {"published_date": "2026-05-01", "county_code": "25", "county_codes": "25", "ads": 1, "again_ads": 0}
    it = pd.DataFrame({**rows, "level": "none", "is_it": True, "days_open": days, "is_ended": True})
    effects = pd.Series({"00": 1.0})
    for factor, verdict in ((2, "higher"), (1, "not_different")):
        ai = it.assign(level="role", is_it=False, days_open=it.days_open * factor)
        found = days_open.days_open(pd.concat([it, ai], ignore_index=True), "role", effects)
        own = found[(found.region_code == "25") & (found.group == "ai")].iloc[0]
        assert own.compared == verdict


def test_an_ai_ad_for_an_it_specialist_is_an_ai_ad_only() -> None:
    """The two groups share no ad; AI competence moves with the level that is asked for."""
    table = open_edition("demo").read("ad_spells")
    role, competence = (days_open.days_open(table, level, pd.Series({"00": 1.0})) for level in ("role", "competence"))
    whole = {
        key: frame[frame.region_code == "00"].set_index("group").ads for key, frame in (("r", role), ("c", competence))
    }
    assert whole["c"]["ai"] == table.ads[table.level != "none"].sum()
    assert whole["c"]["it"] == table.ads[(table.level == "none") & table.is_it].sum()
    assert whole["r"]["it"] == table.ads[(table.level != "role") & table.is_it].sum()


def test_counts_are_those_of_independent_sql_over_the_editions_parquet() -> None:
    demo = open_edition("demo")
    sql = f"""
        SELECT county_code, sum(ads), sum(ads) FILTER (is_ended), sum(again_ads)
        FROM '{demo.path}/ad_spells.parquet'
        WHERE level = 'role' AND published_date BETWEEN '2026-04-02' AND '2026-06-30' AND county_code IS NOT NULL
        GROUP BY county_code
    """
    counted = {code: [int(n or 0) for n in numbers] for code, *numbers in duckdb.sql(sql).fetchall()}
    rows = queries.ask_days_open(demo, queries.Selection()).spells
    ai = rows[rows.group == "ai"].set_index("region_code")
    assert len(counted) > 15
    for code, numbers in counted.items():
        assert ai.loc[code, ["ads", "ended_ads", "again_ads"]].tolist() == numbers


def test_the_demo_counts_the_same_ai_ads_as_its_ads_do() -> None:
    """Every published AI ad of the window has a spell."""
    demo = open_edition("demo")
    ads = queries.ads_in_window(demo, queries.Selection(counting="all"))
    rows = queries.ask_days_open(demo, queries.Selection()).spells
    assert rows.ads.iloc[0] == len(ads)


def test_no_ad_has_stood_longer_than_since_it_was_published() -> None:
    demo = open_edition("demo")
    table = demo.read("ad_spells")
    age = table.published_date.map(lambda day: (demo.manifest.as_of - dt.date.fromisoformat(day)).days)
    assert (table.days_open <= age).all()
    assert (table.days_open[~table.is_ended] == age[~table.is_ended]).all()


@pytest.mark.parametrize("lang", LANGS)
def test_the_figure_says_what_it_does_not_tell(lang: str) -> None:
    figure = Chosen(edition="demo", county_code="25").figure("days-open", lang)  # type: ignore[arg-type]
    assert t("days_open.tells", lang) in figure.caption  # type: ignore[arg-type]
    assert {"median_days", "median_low_days", "median_high_days", "again_share"} <= set(figure.table.columns)


def test_the_report_says_in_a_line_that_it_does_not_know() -> None:
    with pytest.raises(EditionError, match="rapport-2026-04"):
        queries.ask_days_open(*Chosen(edition="rapport-2026-04").asked)
