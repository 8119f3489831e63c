"""A profile is about its county: every headline and sentence, in both embedded editions, for all 21 counties in
Swedish, and in English for one with many ads, one with few, and the report's main example.

Those three get every figure; the others some figures each, so that every figure meets several of them in each edition.
"""

from __future__ import annotations

import re

import pytest

from aipulsen import codes, queries
from aipulsen.errors import EditionError
from aipulsen.figures import press
from aipulsen.text import LANGS, Lang
from aipulsen.topics import FIGURES
from aipulsen.ui.views.profile import QUESTIONS
from tests.chosen import Chosen

IN_THE_KIT = {key for key, figure in FIGURES.items() if figure.in_kit}
PROFILE = sorted(
    {key for keys in QUESTIONS.values() for key in keys if key != "commuting"} | IN_THE_KIT - {"commuting"}
)
_ONE_REGION_UP = ("wage-gap",)  # salaries exist by region: the sentence names the region and the county in it
EDITIONS = ("rapport-2026-04", "demo")
IN_ENGLISH = ("01", "09", "25")
COUNTIES: list[tuple[Lang, str]] = [
    *(("sv", county) for county in codes.counties()),
    *(("en", county) for county in IN_ENGLISH),
]


def others_named(sentence: str, county_code: str, lang: Lang) -> list[str]:
    """The other counties that a sentence names."""
    without = sentence.replace(codes.county_name(county_code, lang), "")
    names = [codes.county_name(code, lang) for code in codes.counties() if code != county_code]
    return [name for name in names if re.search(rf"\b{name}\b", without)]


@pytest.mark.parametrize(("lang", "county"), COUNTIES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_headline_of_a_profile_is_about_its_county(edition: str, lang: Lang, county: str) -> None:
    """The chosen county is named; another only as one it resembles or is compared with."""
    _walk(PROFILE if county in IN_ENGLISH else _some_of(PROFILE, edition, county), edition, lang, county)


@pytest.mark.parametrize("county", codes.counties())
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_quotients_of_every_county_are_told_of_the_chosen_one(edition: str, county: str) -> None:
    """They stand on no profile, but where a county is chosen the title is its."""
    _walk(["big-city-quotients"], edition, "sv", county)


@pytest.mark.parametrize("window", [90, 180])
def test_where_the_report_names_employers_the_country_s_title_says_in_which_county(window: int) -> None:
    """As the page of a county without any says of it."""
    title = Chosen(edition="rapport-2026-04", window_days=window).figure("employers").title
    assert title.endswith({90: "bara i Norrbotten", 180: "bara i Västerbotten"}[window])


@pytest.mark.full
@pytest.mark.parametrize("county", sorted({*codes.counties()} - {*IN_ENGLISH}))
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_headline_of_every_profile_is_about_its_county(edition: str, county: str) -> None:
    """The whole product, in both languages."""
    for lang in LANGS:
        _walk(PROFILE, edition, lang, county)


@pytest.mark.parametrize("county", ["25", "04", "12"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_commuting_of_a_profile_is_that_of_a_hub_in_its_county(edition: str, county: str) -> None:
    """Its finding is about municipalities: one of those compared lies in the county, and is named."""
    chosen = Chosen(edition=edition, county_code=county)
    hubs = queries.hubs_of_county(*chosen.asked)
    own = [codes.municipalities()[hub].name for hub in hubs if codes.county_of_municipality(hub) == county]
    assert own
    title = Chosen(edition=edition, county_code=county, hubs=hubs).figure("commuting").title
    assert any(name in title for name in own), title


def _some_of(figures: list[str], edition: str, county: str) -> list[str]:
    """Each county another part: a third in the report's edition, which costs little, a ninth in the demo."""
    parts = {"rapport-2026-04": 3, "demo": 9}[edition]
    return figures[sorted(codes.counties()).index(county) % parts :: parts]


def _walk(figures: list[str], edition: str, lang: Lang, county: str) -> None:
    for key in figures:
        try:
            figure = Chosen(edition=edition, county_code=county).figure(key, lang)
        except EditionError:  # this edition lacks the table
            continue
        if not figure.parts:  # it says that there is nothing
            continue
        assert codes.county_name(county, lang) in figure.title, (key, figure.title)
        if key not in (*_ONE_REGION_UP, "similar", "gap-map", "gap-ranking"):
            assert others_named(figure.title, county, lang) == [], (key, figure.title)
        if key in ("gap-map", "gap-ranking"):
            assert (
                figure.title.split(":")[0]
                .split(" ligger ")[0]
                .split(" is ")[0]
                .startswith((codes.county_name(county, lang), "Inget läns", "No county"))
            ), figure.title
        faults = [line for line in figure.caption if line.startswith(("Obs:", "Note:"))]
        assert [others_named(line, county, lang) for line in faults] == [[] for _ in faults], (key, faults)


@pytest.mark.parametrize(("lang", "county"), COUNTIES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_sentence_of_a_brief_is_about_its_county(edition: str, lang: Lang, county: str) -> None:
    """No other county is named in the county in words."""
    brief = press.county_brief(*Chosen(edition=edition, county_code=county).shown(lang))
    assert all(others_named(sentence, county, lang) == [] for sentence in brief.sentences), brief.sentences


def test_gotland_s_ranking_speaks_of_gotland() -> None:
    """A filler of three ads: no value, no ads said to be counted, and no word of Norrbotten's lead or base."""
    figure = Chosen(edition="rapport-2026-04", county_code="09").figure("gap-ranking")
    assert figure.title == (
        "Gotland: länets annonser finns inte i rapporten; utfyllnaden, 3 annonser, är för liten för ett gap-värde"
    )
    assert "Norrbotten" not in " ".join(figure.caption)
    assert "Obs: rapportens två tryckta baser är mindre än hälften av SCB:s." in figure.caption


def test_a_compared_county_says_how() -> None:
    """Jämtland's ads are not in the report; Östergötland is higher on SCB's base, and on the report's nobody can tell;
    Norrbotten is highest of two."""
    titles = {
        code: Chosen(county_code=code).figure("gap-map").title.replace("\u00a0", " ") for code in ("23", "05", "25")
    }
    on_scb = Chosen(county_code="05", base="scb").figure("gap-map").title.replace("\u00a0", " ")
    assert titles["23"].startswith("Jämtland: länets annonser finns inte i rapporten; 0,64 AI-annonser per 1 000")
    assert "annonser), högre än övriga landet" in on_scb
    assert titles["05"].endswith("(76 annonser); på SCB:s bas 0,78")
    assert titles["25"].startswith(
        "Norrbotten har högst värde av de 2 län vars annonser rapporten trycker: 3,07 AI-ann"
    )


@pytest.mark.parametrize("county", ["24", "09", "01"])
def test_the_shortage_is_told_of_the_county_s_region(county: str) -> None:
    """KI's shares are by NUTS2: the region is named with the county in it, with its share or that it is missing."""
    title = Chosen(county_code=county).figure("labour-shortage").title
    assert codes.county_name(county) in title
    assert codes.region_name(codes.region_of_county(county, "nuts2")) in title
