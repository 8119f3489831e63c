"""Small numbers: fewer than 5 ads give no rate, 5–19 an uncertain one, in every measure, row, table and chart."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd
import pytest

from aipulsen import codes, queries
from aipulsen.charts import drawing
from aipulsen.charts.figure import Figure, Part
from aipulsen.charts.small_numbers import no_rate_words
from aipulsen.figures.county_sentences import county_sentences
from aipulsen.figures.dependence import dependence_sentences, dependence_tip, dependence_tips
from aipulsen.levels import ASKED_LEVELS
from aipulsen.metrics import big_city, dependence, employers, shares
from aipulsen.metrics.uncertainty import HIDDEN_BELOW_ADS, UNCERTAIN_BELOW_ADS
from aipulsen.text import LANGS, Lang, all_texts, t
from aipulsen.topics import QUESTIONS
from aipulsen.voice import SWEDISH
from tests.chosen import ANSWERED, Chosen

# Per question: a column of a rate, the counts of which the smallest decides, and the column that says how sure.
DECIDED_BY: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "gap": (("gap_score", ("ads",), "reliability"),),
    "trend": (("per_week", ("ads",), "reliability"),),
    "trend-change": (("ratio", ("ads_now", "ads_before"), "reliability"),),
    "concentration": (
        ("location_quotient", ("ads",), "reliability"),
        ("ads_share", ("ads",), "reliability"),
    ),
    "commuting-adjusted": (("adjusted_score", ("ads",), "adjusted_reliability"),),
    "cross-check": (
        ("ads_share", ("ads",), "reliability"),
        ("board_ads_share", ("board_ads",), "board_reliability"),
        ("agreement", ("ads", "board_ads"), ""),
    ),
    "split": (("ads_share", ("ads",), "reliability"),),
    "big-city-trend": (("ads_share", ("ads_big_city",), "reliability"),),
    "dependence": (
        ("largest_share", ("ads",), "reliability"),
        ("effective_employers", ("ads",), "reliability"),
        ("gap_without_largest", ("ads_without_largest",), "reliability_without"),
    ),
    "shares": (("corrected_share", ("ai_ads",), "reliability"),),
    "drivers": (("gap_log", ("ads",), "reliability"),),
}


def expected(count: int) -> str:
    """The product's rule, written anew."""
    return "hidden" if count < 5 else "uncertain" if count < 20 else "ok"


@pytest.mark.parametrize("level", ASKED_LEVELS)
@pytest.mark.parametrize("name", DECIDED_BY)
def test_every_row_of_every_rate_follows_the_rule(name: str, level: str) -> None:
    """In the demo, with its small counties: no rate below five ads, «uncertain» below twenty, counts always."""
    assert (HIDDEN_BELOW_ADS, UNCERTAIN_BELOW_ADS) == (5, 20)
    for definition in queries.DEFINITIONS if name in ("split", "big-city-trend") else ("counties",):
        selection = Chosen(edition="demo", level=level, definition=definition, region_level="county")
        rows = QUESTIONS[name].ask(*selection.asked).rows()
        assert rows
        for row in rows:
            for rate, counts, trust in DECIDED_BY[name]:
                known = [row[c] for c in counts]
                if None in known or row.get("group") == "not_stated" or row.get("county_code") == "":
                    continue
                least = min(known)
                assert least >= 5 or row[rate] in (None, "unknown"), row
                if trust and row.get("verdict") not in ("break", "too_few_days"):
                    assert row[trust] == expected(int(least)), row


@pytest.mark.parametrize("name", ["trend-change", "concentration", "cross-check", "dependence", "shares"])
def test_the_walk_above_meets_small_counties(name: str) -> None:
    """The demo has rows whose rate is hidden: the rule has something to hide."""
    rows = QUESTIONS[name].ask(*Chosen(edition="demo").asked).rows()
    assert any(row["reliability"] == "hidden" for row in rows)
    assert any(row["reliability"] == "uncertain" for row in rows)


@cache
def _drawing(part: Part) -> dict[str, Any]:
    """Once for all the counties that are looked for in it."""
    return drawing.drawn(part, 600, 500)


def drawn_words(figure: Figure, county: str) -> set[str]:
    """The words a figure draws in a county's row, or has in the line of those it does not draw; a star after the name
    marks the big-city counties."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("words") and county in (
                str(node.get("label")).removesuffix(" *"),
                node.get("county"),
            ):
                found.add(str(node["words"]))
            if node.get("value") and node.get("county") == county and "place" in node:
                found.add(str(node["value"]))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    for part in figure.parts:
        walk(_drawing(part))
    told: set[str] = set()
    for names, words in re.findall(r"(?:: |; )([^:;()]+) \(([^)]*)\)", " ".join(figure.caption)):
        if county in names:
            told.add(words)
    return found or told  # who is not drawn is told of in a line


# Per chart with a row for every county: the question whose rows it draws, and their column of the region.
DRAWN_FROM = {
    "big-city-quotients": ("concentration", "county_code"),
    "commuting-adjusted": ("commuting-adjusted", "region_code"),
    "gap-drivers": ("drivers", "county_code"),
    "dependence": ("dependence", "county_code"),
    "trend-changes": ("trend-change", "region_code"),
    "cross-check": ("cross-check", "county_code"),
}


def figure_with(key: str, county_code: str) -> Figure:
    """The figure with a row for the county: the dependence draws one without a share only where it is chosen."""
    if key == "dependence":
        return Chosen(edition="demo", county_code=county_code, comparison="similar").figure(key)
    return Chosen(edition="demo").figure(key)


@pytest.mark.parametrize(
    "key", ["gap-ranking", "big-city-quotients", "commuting-adjusted", "gap-drivers", "dependence", "cross-check"]
)
def test_a_county_without_ads_is_called_the_same_in_every_chart(key: str) -> None:
    """The demo's Gotland has no ads: «inga annonser», never «dolt: 0 annonser», never 0."""
    assert drawn_words(figure_with(key, "09"), "Gotland") == {"inga annonser"}


@pytest.mark.parametrize(
    "key", ["gap-ranking", "big-city-quotients", "commuting-adjusted", "gap-drivers", "dependence"]
)
def test_a_county_with_few_ads_is_called_the_same_in_every_chart(key: str) -> None:
    """Each county of the demo with one to four ads, Jämtland's four and Kronoberg's one among them."""
    counts = {row["county_code"]: row for row in QUESTIONS["gap"].ask(*Chosen(edition="demo").asked).rows()}
    few = {code: row for code, row in counts.items() if code and 0 < row["ads"] < 5}
    assert {"23": 4, "07": 1}.items() <= {code: row["ads"] for code, row in few.items()}.items()
    for code, row in few.items():
        words = "annons" if row["ads"] == 1 else "annonser"
        said = drawn_words(figure_with(key, code), row["county_name"])
        assert said == {f"dolt: {row['ads']} {words}, färre än 5"}


@pytest.mark.parametrize("key", DRAWN_FROM)
def test_a_county_with_five_to_nineteen_ads_is_marked_uncertain(key: str) -> None:
    """Every rate the chart draws of five to nineteen ads has the mark, and no county with twenty everywhere has it."""
    name, region = DRAWN_FROM[key]
    figure = Chosen(edition="demo").figure(key)
    met = set()
    for row in QUESTIONS[name].ask(*Chosen(edition="demo").asked).rows():
        if row[region] in ("", "00") or row.get("period", "previous") != "previous":
            continue
        least = [
            min(row[count] for count in counts)
            for rate, counts, trust in DECIDED_BY[name]
            if trust and row[rate] is not None
        ]
        if least:
            is_uncertain = any(count < 20 for count in least)
            words = drawn_words(figure, codes.county_name(row[region]))
            assert words
            assert any("osäkert" in said for said in words) == is_uncertain, (row[region], words)
            met.add(is_uncertain)
    assert met == {True, False}


def groups(big: int | None, rest: int | None) -> pd.DataFrame:
    """The split of made-up counts."""
    counts = pd.DataFrame({"group": ["big_city", "rest"], "ads": pd.array([big, rest], "Int64"), "status": "measured"})
    people = pd.DataFrame(
        {
            "group": ["big_city", "rest"],
            "population_persons": pd.array([54, 46], "Int64"),
            "population_share": [0.54, 0.46],
            "population_status": "published",
            "population_period": "2026-04",
        }
    )
    return big_city.big_city_split(counts, people).set_index("group")


def test_a_split_of_four_and_ninety_six_has_one_share() -> None:
    """Four ads in big cities are a count; the rest has its share; a missing count is missing, not hidden."""
    found = groups(4, 96)
    assert found.reliability.tolist() == ["hidden", "ok"]
    assert found.ads.tolist() == [4, 96]
    assert found[["ads_share", "ads_low_share", "ads_high_share"]].isna().all(axis=1).tolist() == [True, False]
    assert groups(7, 30).reliability.tolist() == ["uncertain", "ok"]
    assert groups(None, None).reliability.tolist() == ["missing", "missing"]
    assert groups(0, 0).ads_share.isna().all()


def test_the_employers_of_a_region_with_four_ads_have_counts_only() -> None:
    """No share, no interval, no dependence; with five each has a share that is uncertain."""
    ads = pd.DataFrame(
        {
            "employer": ["Exempel AB", "Exempel AB", "Annat AB", "Tredje AB", "Fjärde AB"],
            "employer_kind": "other",
            "is_staffing": False,
            "occupation_name": "x",
            "headline": "y",
        }
    )
    few = employers.employer_table(ads.head(4))
    assert few.reliability.unique().tolist() == ["hidden"]
    assert few[["ads_share", "ads_low_share", "ads_high_share"]].isna().all(axis=None)
    assert few.ads.tolist() == [2, 1, 1]
    five = employers.employer_table(ads)
    assert five.reliability.unique().tolist() == ["uncertain"]
    assert float(five.ads_share.iloc[0]) == 0.4
    found = dependence.dependence_on("Exempel AB", 2, 4, 1000, effective_employers=2.7)
    assert (found.largest_ads, found.ads, found.largest_share, found.effective_employers) == (2, 4, None, None)
    assert dependence_tip(found, SWEDISH) == "Störst: Exempel AB, 2 annonser; för få i länet för en andel"


def test_an_employer_is_called_by_its_most_common_name_and_kind_and_by_the_alphabet_where_two_are_alike() -> None:
    """Spellings of one employer are one row; ads without an employer have a row without a name."""
    ads = pd.DataFrame(
        {
            "employer": ["Exempel", "EXEMPEL AB", "EXEMPEL AB", "Annat AB", None, "Annat AB"],
            "employer_kind": ["other", "agency", "agency", "other", "agency", "agency"],
            "is_staffing": [False, True, False, False, False, False],
            "occupation_name": ["c", None, "c", "b", None, "a"],
            "headline": ["x", "d", "x", "x", "y", "x"],
        }
    )
    table = employers.employer_table(ads)
    assert table.employer.fillna("").tolist() == ["EXEMPEL AB", "Annat AB", ""]
    assert table.employer_kind.tolist() == ["agency", "agency", "agency"]
    assert table.is_staffing.tolist() == [True, False, False]
    assert table.roles.tolist() == ["c; d", "a; b", "y"]
    assert table.ads.tolist() == [3, 2, 1]


def test_the_sentences_of_a_county_with_nine_ads_say_uncertain() -> None:
    """Three of nine, six left: both the share and the gap without it are uncertain; of ninety neither is."""
    few = dependence_sentences(dependence.dependence_on("Exempel AB", 3, 9, 10_000), "X", SWEDISH, "utbildade")
    assert ["osäkert" in sentence for sentence in few] == [True, True]
    many = dependence_sentences(dependence.dependence_on("Exempel AB", 30, 90, 10_000), "X", SWEDISH, "utbildade")
    assert ["osäkert" in sentence for sentence in many] == [False, False]


def test_the_map_s_tooltip_tells_no_share_of_four_ads() -> None:
    """The demo's Jämtland: the largest's two of four ads are «50 %» of nothing that can bear it."""
    tip = dependence_tips(*Chosen(edition="demo").shown())["23"]
    assert "%" not in tip
    assert "för få" in tip


def test_a_corrected_share_says_how_sure_it_is() -> None:
    """4 AI ads hidden, 12 uncertain, 100 ok; a county without any ads is missing."""
    counts = pd.DataFrame(
        {"county_code": ["01", "12", "14", "25"], "ai_ads": [4, 12, 100, 0], "all_ads": [900, 900, 900, 0]}
    )
    found = shares.corrected_shares(counts, 90, 10, 30, draws=100).set_index("county_code")
    assert found.reliability.tolist() == ["hidden", "uncertain", "ok", "missing", "ok"]
    assert found.corrected_share.isna().tolist() == [True, False, False, True, False]


def test_no_text_writes_its_own_words_for_small_numbers() -> None:
    """«färre än 5» as a chart's row stands in one file; elsewhere only definitions and reading lines say it."""
    words = r"(?:dolt: )?[^ ]* (?:annonser|\{ads:[^}]*\})(?:\{filler\})?, färre än 5|dolt|inga annonser"
    own = [k for k, v in all_texts().items() if re.fullmatch(words, v["sv"])]
    told = ["hidden", "hidden_why", "none"]
    assert sorted(own) == ["charts.trend.word.no_ads", *(f"small_numbers.{key}" for key in told)]


def test_what_has_ads_enough_and_no_value_is_missing_not_hidden() -> None:
    """Five ads are not fewer than five: where the rest of the country has none nothing stands against them."""
    assert no_rate_words("uncertain", 5, SWEDISH) == t("small_numbers.missing", "sv")
    assert no_rate_words("hidden", 4, SWEDISH).endswith("färre än 5")


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_said_of_what_the_ads_do_where_there_are_none(lang: Lang) -> None:
    """Gotland has no ads in the demo: «no AI ad seeks …» is true of nothing, in no finding and in no sentence."""
    gotland = Chosen("demo", county_code="09")
    said = [gotland.figure(key, lang).title for key, edition in ANSWERED if edition == "demo"]
    said += [sentence.text for sentence in county_sentences(*gotland.shown(lang))]
    assert [text for text in said if re.search(r"\bingen AI-annons\b|\bno AI ad\b", text)] == []
