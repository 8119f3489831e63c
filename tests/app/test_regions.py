"""Trend, concentration, commuting, moves and similar counties on their pages: each face, and the page's own words."""

from __future__ import annotations

from typing import Any

import pytest

from aipulsen import topics
from aipulsen.charts import drawing
from aipulsen.text import t
from aipulsen.ui.markdown import plain
from tests.app.opening import Viewed
from tests.app.test_pages import _comparable, specs, words
from tests.chosen import Chosen


def built(key: str, **chosen: Any) -> list[dict[str, Any]]:
    """The comparable specifications of a figure as the files have it."""
    parts = Chosen(**chosen).figure(key).parts
    return [_comparable(drawing.drawn(part, "container", part.screen_height)) for part in parts]


def test_the_trend_s_charts_are_the_exported_ones(viewed: Viewed) -> None:
    """Norrbotten among similar counties in the demo: the figures on the page are those of the files."""
    app = viewed(topics.page_file("trend"), utgava="demo", lan="25", jamfor="liknande")
    chosen = {"edition": "demo", "county_code": "25", "comparison": "similar"}
    expected = [*built("trend", **chosen), *built("trend-changes", **chosen), *built("changes", **chosen)]
    assert [_comparable(spec) for spec in specs(app)] == expected
    said = words(app)
    assert "Jämförelsegrupp: Norrbotten" in said
    assert "ny bedömningsmotor (demo 2)" in said
    assert "ingen säkerställd förändring" in said


def test_a_year_back_over_a_break_is_not_compared(viewed: Viewed) -> None:
    """The demo's year-on-year comparison crosses its engine change: the page says so instead of showing a rise."""
    said = words(viewed(topics.page_file("trend"), utgava="demo", period="ett-ar"))
    assert "Åren kan inte jämföras: ett brott i serien ligger emellan" in said


def test_the_report_s_trend_is_empty_in_words(viewed: Viewed) -> None:
    """No days, no chart: in one line why, and where the counties' values are."""
    app = viewed(topics.page_file("trend"))
    assert specs(app) == []
    said = words(app)
    assert "har inga annonser dag för dag, bara två fönster" in said
    assert "Länens värden i fönstren står under Kompetensgap" in said


def test_a_figure_over_time_that_cannot_be_drawn_says_why(viewed: Viewed) -> None:
    """In the report's edition there are no ads day by day; the line holds that reason, not the title alone."""
    said = [line.value for line in viewed(topics.page_file("big_city"), utgava="rapport-2026-04").caption]
    title, reason = t("charts.trend.nothing", "sv"), t("charts.trend.reason.no_ads", "sv", days=90)
    assert [line for line in said if plain(title) in line and plain(reason) in line]


def test_a_county_with_few_ads_gets_a_count_but_no_rate(viewed: Viewed) -> None:
    """Blekinge in the demo has four ads in the window."""
    said = words(viewed(topics.page_file("trend"), utgava="demo", lan="10"))
    assert "för få för en takt" in said


@pytest.mark.parametrize(
    ("page", "name", "value"),
    [
        (topics.page_file("trend"), "period", "alltid"),
        (topics.page_file("commuting"), "regionniva", "rymden"),
        (topics.page_file("wages"), "till", "SE9"),
        (topics.page_file("gap"), "jamfor", "ingen"),
    ],
)
def test_an_invalid_choice_falls_back_and_says_so(page: str, name: str, value: str, viewed: Viewed) -> None:
    """Each new filter: one warning, the default shown, no error."""
    app = viewed(page, utgava="demo", lan="25", **{name: value})
    assert [e.value for e in app.exception] == []
    assert [value in w.value for w in app.warning] == [True]


@pytest.mark.parametrize("level", ["lan", "fa-region", "kommun"])
def test_the_adjusted_gap_at_each_level(level: str, viewed: Viewed) -> None:
    """The demo's whole matrix at county, FA region and municipality: the page's chart is the file's."""
    names = {"lan": "county", "fa-region": "fa_region", "kommun": "municipality"}
    app = viewed(topics.page_file("commuting"), utgava="demo", regionniva=level)
    (expected,) = built("commuting-adjusted", edition="demo", region_level=names[level])
    assert _comparable(specs(app)[-1]) == expected


def test_the_partial_matrix_is_told_in_words(viewed: Viewed) -> None:
    """The report's edition: no adjusted gap, and why."""
    said = words(viewed(topics.page_file("commuting")))
    assert "vet bara hur 14 av 290 kommuner pendlade 2024" in said


def test_a_move_is_chosen_in_the_link(viewed: Viewed) -> None:
    """From Upper Norrland to Stockholm: SCB's salaries, the other way round from the default."""
    said = words(viewed(topics.page_file("wages"), fran="SE33", till="SE11")).replace("\u00a0", " ")
    assert "mjukvaru- och systemutvecklare är 8 500 kr högre i Stockholm än i Övre Norrland" in said
    assert "levnadskostnader" in said


def test_the_ranking_among_similar_counties(viewed: Viewed) -> None:
    """The ranking on the page holds the group, the chart is the file's, and the sentence names it."""
    app = viewed(topics.page_file("gap"), lan="25", jamfor="liknande")
    ranking = built("gap-map", edition="rapport-2026-04", county_code="25", comparison="similar")[1]
    assert ranking in [_comparable(spec) for spec in specs(app)]
    assert "Norrbotten är ensamt bland liknande län om ett gap-värde av räknade annonser" in words(app)


def test_the_three_definitions_say_what_belongs_together(viewed: Viewed) -> None:
    """68 % with 54 %; 19 % is the municipalities' population."""
    said = words(viewed(topics.page_file("big_city"))).replace("\u00a0", " ")
    assert "68 % av annonserna gäller tre län, med 54 % av befolkningen; 19 % är tre kommuners befolkning" in said


def test_the_weights_are_shown_with_their_reasons(viewed: Viewed) -> None:
    """Four features, their weights and why, on the page about the numbers."""
    app = viewed(topics.page_file("about"), avsnitt="matt")
    tables = " ".join(table.value.to_string() for table in app.table)
    assert "0,30" in tables
    assert "hur många arbetsgivare" in tables


@pytest.mark.parametrize(
    "page",
    [topics.page_file("big_city"), topics.page_file("wages"), topics.page_file("commuting"), topics.page_file("trend")],
)
def test_english_pages_speak_english(page: str, viewed: Viewed) -> None:
    """No Swedish sentence is left in the words of the new figures."""
    app = viewed(page, utgava="demo", sprak="en", lan="25", jamfor="liknande")
    assert [e.value for e in app.exception] == []
    said = " ".join(str(b.value) for b in [*app.subheader, *app.caption])
    assert not [w for w in (" och ", " annonser", " dagar", " saknas", " län ") if w in said]


@pytest.mark.parametrize(("county", "is_told"), [(None, False), ("25", True)])
def test_that_nobody_is_the_largest_employer_is_said_once(county: str | None, is_told: bool, viewed: Viewed) -> None:
    """The demo's country has three that are alike: the chart's title says so, and no box says it again."""
    said = words(viewed(topics.page_file("employers"), utgava="demo", **({"lan": county} if county else {})))
    title = Chosen("demo", county_code=county).figure("employers").title
    assert said.count(title) == 1
    assert (t("dependence.heading", "sv") in said) == is_told
