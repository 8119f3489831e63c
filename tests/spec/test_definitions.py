"""The definition switch and the corrected share: worked examples, refusals."""

from __future__ import annotations

import pandas as pd
import pytest

from aipulsen import queries
from aipulsen.errors import EditionError, ParameterError
from aipulsen.metrics.definitions import rank_changes
from aipulsen.metrics.shares import corrected_shares
from tests.chosen import Chosen

REPORT = "rapport-2026-04"


def ranked(**places: tuple[int, int, int] | None) -> pd.DataFrame:
    """Regions with rank, lowest and highest rank."""
    rows = [
        {"county_code": code, "ads": 9, **dict(zip(("rank", "rank_low", "rank_high"), p or (pd.NA,) * 3, strict=True))}
        for code, p in places.items()
    ]
    return pd.DataFrame(rows).astype({"rank": "Int64", "rank_low": "Int64", "rank_high": "Int64"})


def test_a_change_is_certain_only_when_the_ranges_do_not_meet() -> None:
    """5 (4–6) to 2 (1–3) is certain, 5 (2–9) to 2 (1–3) is noise; a county hidden in one has no change."""
    here = ranked(a=(5, 4, 6), b=(5, 2, 9), c=(3, 1, 4))
    there = ranked(a=(2, 1, 3), b=(2, 1, 3), c=None)
    changes = rank_changes(here, there)
    assert changes.county_code.tolist() == ["a", "b"]
    assert changes.rank_change.tolist() == [3, 3]
    assert changes.is_certain.tolist() == [True, False]


def test_only_the_report_s_printed_counts_are_ranked_on_another_base() -> None:
    """Norrbotten and Östergötland keep their places; a filler (Stockholm's count) gets none."""
    answer = queries.ask_rank_changes(*Chosen(edition=REPORT, against="base-it").asked)
    changes = answer.changes.set_index("county_code")
    assert changes["rank"].to_dict() == {"25": 1, "05": 2}
    assert (changes.rank_change == 0).all()
    assert (answer.changes.rank_change.abs().diff().dropna() <= 0).all()
    assert answer.accuracy[0].engine_version == "1.0"


def test_an_edition_offers_only_definitions_it_has() -> None:
    """The report has no ads: only its bases can be exchanged; what is chosen already is no alternative."""
    assert queries.ask_rank_changes(*Chosen(edition=REPORT).asked).alternatives == (
        "base-scb", "base-it", "base-employees", "base-inhabitants"
    )  # fmt: skip
    demo = queries.ask_rank_changes(*Chosen(edition="demo", counting="all").asked).alternatives
    assert "counting-unique" in demo
    assert "counting-all" not in demo
    assert "base-report" not in demo
    with pytest.raises(ParameterError, match="base-scb, base-it"):
        queries.ask_rank_changes(*Chosen(edition=REPORT, against="level-competence").asked)


def counts(**pairs: tuple[int, int]) -> pd.DataFrame:
    """AI ads and all ads per region."""
    return pd.DataFrame([{"county_code": code, "ai_ads": ai, "all_ads": every} for code, (ai, every) in pairs.items()])


def test_the_worked_example_of_a_corrected_share() -> None:
    """1 % flagged, 90 hits, 10 false alarms, 30 misses: 1 % × 0,90 / 0,75 = 1,2 %."""
    whole = corrected_shares(counts(a=(60, 5_000), b=(40, 5_000)), 90, 10, 30).iloc[-1]
    assert whole.corrected_share == pytest.approx(0.01 * 0.90 / 0.75)
    assert whole.corrected_low_share < 0.012 < whole.corrected_high_share


def test_a_perfect_classifier_corrects_nothing() -> None:
    """Without false alarms and misses the corrected share is the apparent one."""
    frame = corrected_shares(counts(a=(60, 5_000), b=(40, 5_000)), 10_000, 0, 0)
    assert frame.corrected_share.tolist() == pytest.approx(frame.apparent_share.tolist())


def test_regions_sum_to_the_country_order_is_irrelevant_and_few_ads_are_hidden() -> None:
    """AI ads and all ads sum; shuffled rows give the same frame; 4 ads have no share; the input is unchanged."""
    given = counts(a=(4, 900), b=(40, 5_000), c=(100, 9_000))
    before = given.copy()
    frame = corrected_shares(given, 46, 1, 3)
    assert frame.ai_ads.iloc[:-1].sum() == frame.ai_ads.iloc[-1]
    assert pd.isna(frame.corrected_share.iloc[0])
    pd.testing.assert_frame_equal(frame, corrected_shares(given.iloc[::-1], 46, 1, 3))
    pd.testing.assert_frame_equal(given, before)


def test_shares_of_the_demo_and_the_reason_where_there_are_none() -> None:
    """The demo's whole is its ad totals, the error that of engine 3 on the ads it has not met, each ad once (15 of 16
    found); the report has no totals and says so."""
    shares = queries.ask_shares(*Chosen(edition="demo").asked).shares.set_index("county_code")
    assert (shares.ai_ads <= shares.all_ads).all()
    assert len(shares) == 22
    accuracy = queries.ask_shares(*Chosen(edition="demo").asked).accuracy
    assert (accuracy.engine_version, accuracy.labelled_ads) == ("3.0.0", 112)
    assert accuracy.recall == pytest.approx(15 / 16)
    with pytest.raises(EditionError, match="alla annonser"):
        queries.ask_shares(*Chosen(edition=REPORT).asked)
