"""Municipalities: counts that are the ads' own, rates only from twenty, and a name that finds its county."""

from __future__ import annotations

import json
import re

import duckdb
import pytest

from aipulsen import codes, queries
from aipulsen.charts import places as drawing
from aipulsen.cli import main
from aipulsen.errors import EditionError, ParameterError
from aipulsen.store.editions import open_edition
from aipulsen.text import LANGS, Lang
from aipulsen.voice import SWEDISH
from tests.chosen import Chosen
from tests.conftest import ROOT


def test_the_documented_sql_counts_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every municipality of the demo, and nought where the SQL has no row."""
    (sql,) = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "places.md").read_text("utf-8"), flags=re.DOTALL)
    demo = open_edition("demo")
    monkeypatch.chdir(demo.path)
    counted = dict(duckdb.sql(sql).fetchall())
    answer = queries.ask_places(demo, queries.Selection(counting="all"))
    found = answer.places.set_index("region_code").ads.to_dict()
    assert len(found) == 290
    assert found == {code: counted.get(code, 0) for code in codes.municipalities()}


@pytest.mark.parametrize("level", ["municipality", "fa_region"])
def test_a_rate_stands_only_from_twenty_ads_and_the_count_always(level: str) -> None:
    places = queries.ask_places(*Chosen(edition="demo", region_level=level).asked).places
    assert places.ads.notna().all()
    assert places.ads[places.gap_score.notna()].min() >= 20
    assert places.gap_score[places.ads >= 20].notna().all()
    assert places.gap_low[places.ads < 20].isna().all()


def test_places_and_ads_without_a_place_are_all_the_ads() -> None:
    """In the country and in a county, municipalities and FA-regions alike."""
    for level in ("municipality", "fa_region"):
        answer = queries.ask_places(*Chosen(edition="demo", region_level=level).asked)
        assert answer.places.ads.sum() + answer.not_placed_ads == answer.scope.total_ads
    own = queries.ask_places(*Chosen(edition="demo", county_code="25").asked)
    assert own.places.ads.sum() + own.not_placed_ads == own.scope.total_ads


def test_worked_example_luleas_rate_is_its_ads_over_its_educated() -> None:
    demo = open_edition("demo")
    education = demo.read("education").set_index("region_code").post_secondary_persons
    row = queries.ask_places(demo, queries.Selection(county_code="25")).places.set_index("region_code").loc["2580"]
    assert row.gap_score == pytest.approx(row.ads / education["2580"] * 1000)
    people = demo.read("population").set_index("region_code").population_persons
    row = queries.ask_places(demo, queries.Selection(base="inhabitants")).places.set_index("region_code").loc["2580"]
    assert row.gap_score == pytest.approx(row.ads / people["2580"] * 100_000)


def test_a_county_shows_its_own_places_alone_and_an_area_that_crosses_its_border_whole() -> None:
    towns = queries.ask_places(*Chosen(edition="demo", county_code="25").asked).places
    assert set(towns.region_code) == {code for code in codes.municipalities() if code[:2] == "25"}
    areas = queries.ask_places(*Chosen(edition="demo", county_code="25", region_level="fa_region").asked).places
    assert "24|25" in set(areas.county_codes)
    assert all("25" in found.split("|") for found in areas.county_codes)


@pytest.mark.parametrize("lang", LANGS)
def test_the_figure_has_a_map_and_bars_and_says_what_the_shades_are(lang: Lang) -> None:
    for county in (None, "25"):
        figure = Chosen(edition="demo", county_code=county).figure("places-map", lang)
        assert [part.name for part in figure.parts] == ["map", "places"]
        assert {"sv": "Nyanser visar antal", "en": "Shades show counts"}[lang] in figure.subtitle


def test_names_on_the_map_lie_clear_of_each_other() -> None:
    """Norrbotten's coast is crowded: the names drawn are fewer than the places with ads, and the largest is there."""
    figure = Chosen(edition="demo", county_code="25").figure("places-map")
    spec = json.dumps(figure.parts[0].draw(480, 620).to_dict(), ensure_ascii=False)
    assert '"Luleå"' in spec
    assert drawing.class_labels(SWEDISH)[0] == "0"


@pytest.mark.parametrize(
    ("words", "county"),
    [
        ("Kiruna", "25"), ("kiruna kommun", "25"), ("Norrbottens län", "25"), ("Lulea", "25"), ("Gothenburg", "14"),
        ("Visby", "09"), ("skåne", "12"), ("Örnskölds", "22"), ("25", "25"), ("Upplands Väsby", "01"),
    ],
)  # fmt: skip
def test_a_name_finds_its_county(words: str, county: str) -> None:
    assert queries.county_asked(words) == county


@pytest.mark.parametrize("words", ["", "Atlantis", "Väst", "北京", "99", "'; DROP TABLE ads"])
def test_a_name_of_no_place_or_of_several_counties_is_refused_in_words(words: str) -> None:
    with pytest.raises(ParameterError):
        queries.county_asked(words)


def test_every_municipality_and_county_finds_itself() -> None:
    for code, place in codes.municipalities().items():
        found = queries.search_places(place.name)
        assert [one.municipality_code for one in found] == [code], place.name
    for code, county in codes.counties().items():
        assert queries.county_asked(county.name) == code


def test_the_command_line_takes_a_places_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["query", "places", "--edition", "demo", "--county", "Kiruna"])
    rows = json.loads(capsys.readouterr().out)
    assert {row["county_codes"] for row in rows} == {"25"}


def test_the_report_says_in_a_line_that_it_has_no_ads_by_municipality() -> None:
    assert queries.ask_places(*Chosen(edition="rapport-2026-04").asked).reason == "no_ads"
    with pytest.raises(EditionError, match="rapport-2026-04"):
        Chosen(edition="rapport-2026-04").figure("places-map")
