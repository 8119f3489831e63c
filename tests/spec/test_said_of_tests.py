"""Each figure that tests counties says for how many it was corrected; one that tests the chosen one says it was not."""

from __future__ import annotations

import re

import pytest

from aipulsen import queries
from aipulsen.figures import press
from aipulsen.figures.tested import LOW_ENDS
from aipulsen.metrics.trend import rate_ratio
from aipulsen.text import LANGS, Lang
from tests.chosen import ANSWERED, Chosen

REPORT = "rapport-2026-04"
_OF_COUNTIES = ("gap-map", "gap-ranking", "gap-drivers", "big-city-quotients", "trend-changes", "changes")
_TESTING = [(key, edition) for key, edition in ANSWERED if key in _OF_COUNTIES]
_CORRECTED = {"sv": r"(\d+) län har jämförts på en gång", "en": r"(\d+) counties were compared at once"}
_ALONE = {"sv": "är valt på förhand", "en": "was chosen beforehand"}
_VERDICTS = {"högre", "lägre", "ingen säkerställd skillnad", "fler", "färre", "ingen säkerställd förändring"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("key", "edition"), _TESTING)
def test_a_figure_of_counties_says_for_how_many_it_was_corrected(key: str, edition: str, lang: Lang) -> None:
    """In «Om siffran», as many as have a verdict of a test in its table; the report's on SCB's base, whose own bases
    allow no test."""
    figure = Chosen(edition, level="role", base="scb").figure(key, lang)
    told = re.findall(_CORRECTED[lang], " ".join(figure.about))
    assert len(told) == (bool(figure.parts) and "reason" not in figure.table)
    assert not any(_ALONE[lang] in line for line in figure.about)
    if lang == "sv" and told and key in ("gap-map", "gap-ranking", "gap-drivers", "big-city-quotients"):
        assert int(told[0]) == figure.table.compared_with_rest.isin(_VERDICTS).sum()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", ["gap-map", "gap-ranking", "gap-drivers"])
def test_where_nobody_was_tested_no_test_is_told(key: str, lang: Lang) -> None:
    """The report's base is reconstructed for nineteen counties: neither Holm's correction nor what tests assume."""
    figure = Chosen(REPORT).figure(key, lang)
    assert figure.parts
    assert not re.search(_CORRECTED[lang], " ".join(figure.about))
    assert figure.context.say("tested.assumed", effect="2,6")[:40] not in " ".join(figure.about)
    assert set(figure.table.compared_with_rest) == {figure.context.say("charts.gap.compared.unknown")}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", ["gap-map", "gap-ranking", "gap-drivers", "trend"])
def test_the_one_county_that_was_chosen_says_that_it_is_not_corrected(key: str, lang: Lang) -> None:
    """Stockholm, whose own test the title tells; Norrbotten heads the ranking as one of all counties."""
    about = " ".join(Chosen("demo", county_code="01").figure(key, lang).about)
    assert about.count(_ALONE[lang]) == 1
    first = " ".join(Chosen("demo", county_code="25").figure("gap-ranking", lang).about)
    assert _ALONE[lang] not in first


@pytest.mark.parametrize("key", ["gap-map", "gap-ranking", "gap-drivers", "big-city-quotients"])
def test_a_test_without_ads_says_what_it_assumes(key: str) -> None:
    """The report's ads are not at hand: their design effect is the labelled ads'. The demo's is its own."""
    assert "variansen gånger 2,6" in " ".join(Chosen(REPORT, base="scb").figure(key).about)
    assert "variansen gånger" not in " ".join(Chosen("demo").figure(key).about)


@pytest.mark.parametrize("level", ["role", "competence"])
@pytest.mark.parametrize("window", queries.WINDOWS)
def test_two_counts_have_one_interval_in_whatever_figure(window: int, level: str) -> None:
    """Two whole windows side by side, as Utveckling has them twice: the same counts, the same ratio and interval."""
    chosen = Chosen("demo", window_days=window, level=level)
    over_time = queries.ask_trend(*chosen.asked).changes
    over_time = over_time[over_time.period == "previous"].set_index("region_code")
    between = queries.ask_edition_changes(*chosen.asked).changes.set_index("region_code")
    both = between.index[between.turnover_ratio.notna()].intersection(over_time.index[over_time.ratio.notna()])
    assert len(both) > 0 or over_time.verdict.eq("break").all()
    for code in both:
        a, b = over_time.loc[code], between.loc[code]
        assert (a.ads_now, a.ads_before) == (b.new_ads, b.ended_ads)
        assert [a.ratio, a.ratio_low, a.ratio_high] == [b.turnover_ratio, b.turnover_low, b.turnover_high]


def test_the_interval_of_a_change_is_of_bursts() -> None:
    """One call of ten ads weighs as one; an employer that advertises every week is no chance of this window alone."""
    answer = queries.ask_trend(*Chosen("demo").asked).changes
    row = answer[(answer.region_code == "25") & (answer.period == "previous")].iloc[0]
    independent = rate_ratio(row.ads_before, row.ads_now, 90, 90)
    assert row.ratio_low < independent[1] < independent[2] < row.ratio_high


@pytest.mark.parametrize("window", queries.WINDOWS)
@pytest.mark.parametrize("key", [key for key, edition in ANSWERED if edition == REPORT])
def test_an_interval_of_ads_that_are_not_kept_is_the_counting_error_and_says_so(key: str, window: int) -> None:
    """The report's: in the figure once; and in each sentence of a county's brief that has one. Never in the demo."""
    county = "25" if window == 90 else "24"
    figure = Chosen(REPORT, window_days=window, county_code=county).figure(key)
    lines = [figure.subtitle, *figure.caption]
    has_interval = any("95 % intervall" in line.replace("\u00a0", " ") for line in lines)
    told = sum("Intervallen är bara räknefelet" in line for line in lines)
    assert told == any(figure.table[name].notna().any() for name in LOW_ENDS & set(figure.table.columns))
    assert told or not (has_interval and figure.parts)


def test_a_sentence_of_the_report_s_county_says_it_beside_the_interval() -> None:
    for county, window in (("25", 90), ("24", 180)):
        brief = press.county_brief(*Chosen(REPORT, county_code=county, window_days=window).shown())
        told = [line for line in brief.sentences if "intervall" in line]
        assert len(told) >= 2
        assert [line for line in told if "räknefelet" not in line] == []
    demo = press.county_brief(*Chosen("demo", county_code="25").shown())
    assert "räknefelet" not in " ".join(demo.sentences)
