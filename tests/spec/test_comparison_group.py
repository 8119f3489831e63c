"""The comparison group: one group in every answer, chart and file, the chosen county first, then the nearest."""

from __future__ import annotations

import json
from functools import cache

import pytest

from aipulsen import codes, queries
from aipulsen.charts.bars import draw_bars
from aipulsen.charts.figure import ChartContext
from aipulsen.cli import main
from aipulsen.figures import press
from aipulsen.figures.comparison_group import placed_title
from aipulsen.figures.employers import MOST_BARS
from aipulsen.topics import QUESTIONS
from aipulsen.voice import SWEDISH
from tests.chosen import Chosen

NORRBOTTEN = Chosen(edition="demo", county_code="25", comparison="similar")


@cache
def alike() -> Chosen:
    """The first county of the demo whose whole group has a largest employer with a share: everything can be placed."""
    counties = queries.ask_dependence(*Chosen(edition="demo").asked).dependence
    with_share = set(counties.county_code[counties.largest_share.notna()])
    for code in counties.county_code:
        found = queries.group_codes(*Chosen(edition="demo", county_code=code, comparison="similar").asked)
        if with_share.issuperset(found or ()):
            return Chosen(edition="demo", county_code=str(code), comparison="similar")
    raise AssertionError("the demo has no county whose group can be placed in every figure")


# Questions whose rows are counties, and the column that names them.
PER_COUNTY = {
    "gap": "county_code",
    "drivers": "county_code",
    "definitions": "county_code",
    "dependence": "county_code",
    "supply": "county_code",
    "concentration": "county_code",
    "cross-check": "county_code",
    "commuting-adjusted": "region_code",
}
# Figures with counties, and the column of their table that names them.
PER_COUNTY_FIGURES = {
    "gap-map": "county_code",
    "gap-ranking": "county_code",
    "gap-drivers": "county_code",
    "dependence": "county_code",
    "moves": "county_code",
    "graduates": "county_code",
    "cross-check": "county_code",
    "big-city-quotients": "county_code",
    "commuting-adjusted": "region_code",
}


def group() -> tuple[str, ...]:
    """A county of the demo and its five nearest, each with a largest employer."""
    found = queries.group_codes(*alike().asked)
    assert found is not None
    assert len(found) == 1 + queries.NEAREST_COUNT
    return found


@pytest.mark.parametrize(("question", "column"), PER_COUNTY.items())
def test_an_answer_holds_the_group_in_its_order(question: str, column: str) -> None:
    """Six rows, the chosen county first, whatever is asked."""
    ask = QUESTIONS[question].ask
    assert tuple(row[column] for row in ask(*alike().asked).rows()) == group()


def test_shares_keep_the_whole_last() -> None:
    """The group's shares, then the country's to hold them against."""
    assert tuple(row["county_code"] for row in queries.ask_shares(*alike().asked).rows()) == (*group(), "00")


def test_ranks_stay_those_among_all_counties() -> None:
    """Being shown among six does not make anyone's rank better."""
    every = queries.ask_gap(*Chosen(edition="demo").asked).gap.set_index("county_code")
    few = queries.ask_gap(*alike().asked).gap.set_index("county_code")
    assert few["rank"].to_dict() == every.loc[few.index, "rank"].to_dict()


@pytest.mark.parametrize(("key", "column"), PER_COUNTY_FIGURES.items())
def test_a_figure_s_table_holds_the_group_only_and_says_so(key: str, column: str) -> None:
    """The file's rows are the group's, and the picture names it."""
    figure = alike().figure(key)
    assert set(figure.table[column]) == set(group())
    county = codes.county_name(group()[0])
    assert any(line.startswith("Jämförelsegrupp") and county in line for line in figure.caption)


@pytest.mark.parametrize("key", ["gap-map", "gap-drivers", "it-specialists", "moves", "graduates", "dependence"])
def test_the_sentence_gives_the_place_in_the_group(key: str) -> None:
    """«nummer n av 6 bland liknande län» stands in the finding itself, so also in the picture's title."""
    assert "av 6 bland liknande län" in alike().figure(key).title
    assert "of 6 among similar counties" in alike().figure(key, "en").title


def test_specialists_keep_the_country_beside_the_group() -> None:
    """Seven lines: six counties and the country."""
    table = alike().figure("it-specialists").table
    assert set(table.county_code) == {*group(), "00"}


def test_shortage_shows_only_the_regions_the_group_lies_in() -> None:
    """The report knows Övre Norrland alone: a group elsewhere reads that nothing is known, with no place made up.

    The demo's group of Norrbotten: Norr- and Västerbotten, Östergötland and Örebro, Jönköping, Jämtland.
    """
    assert queries.group_codes(*NORRBOTTEN.asked) == ("25", "24", "05", "18", "06", "23")
    figure = NORRBOTTEN.figure("labour-shortage")
    assert set(figure.table.region_code) == {"SE12", "SE21", "SE32", "SE33"}
    assert any("rymmer också andra län" in line for line in figure.caption)
    kronoberg = Chosen(edition="rapport-2026-04", county_code="07", comparison="similar")
    elsewhere = kronoberg.figure("labour-shortage")
    assert elsewhere.table.shortage_share.isna().all()
    assert elsewhere.title == "Småland med öarna, där Kronoberg ligger: uppgift om brist på arbetskraft saknas"


def test_the_map_keeps_every_county_and_outlines_the_group() -> None:
    """21 counties are coloured or hatched; the five similar ones have an outline of their own."""
    spec = alike().figure("gap-map").parts[0].chart.to_dict()
    outlined = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"].get("strokeWidth") == 1.2]
    assert [{f["properties"]["county_code"] for f in values} for values in outlined] == [set(group()[1:])]


def test_the_employers_picture_sets_the_largest_share_against_the_group() -> None:
    """The chosen county's share stands beside the span of the five others, counted by hand from the answer."""
    shares = queries.ask_dependence(*alike().asked).dependence.largest_share
    said = " ".join(alike().figure("employers").caption).replace("\u00a0", " ")
    low, high = (round(float(v) * 100) for v in (shares[1:].min(), shares[1:].max()))
    county = codes.county_name(group()[0])
    assert f"{shares[0] * 100:.0f} % i {county}, {low}–{high} % i de liknande" in said


def test_a_place_counts_only_those_with_a_value() -> None:
    """By hand: 2 among 3 and 1, the fourth is missing; equal values share the better place."""
    context = ChartContext(
        edition="e", edition_label="e", window_days=90, level="role", base="scb", base_label="b", as_of_label="d",
        total_ads=1, sources=(), comparison=("25", "24", "01", "03"),
    )  # fmt: skip
    assert placed_title("x", {"25": 2.0, "24": 3.0, "01": 1.0, "03": None}, context) == (
        "x – nummer 2 av 3 bland liknande län"
    )
    assert placed_title("x", {"25": 2.0, "24": 2.0, "01": 1.0}, context).startswith("x – nummer 1 av 3")
    assert placed_title("x", {"25": None, "24": 3.0}, context) == "x"


def test_the_command_line_gives_the_group(capsys: pytest.CaptureFixture[str]) -> None:
    """`query dependence --county … --compare similar`: the same six rows as the page's table."""
    with pytest.raises(SystemExit):
        main(["query", "dependence", "--edition", "demo", "--county", group()[0], "--compare", "similar"])
    rows = json.loads(capsys.readouterr().out)
    assert tuple(row["county_code"] for row in rows) == group()


def test_a_bar_of_a_share_has_its_interval_and_a_count_has_none() -> None:
    """Two bars: the first with ends 1 and 4, the second a plain count; one whisker is drawn."""
    bars = [
        {"label": "A", "value": 2.0, "words": "2", "fill": "#000", "low": 1.0, "high": 4.0},
        {"label": "B", "value": 3.0, "words": "3", "fill": "#000"},
    ]
    spec = draw_bars(bars, SWEDISH, 300, 100).to_dict()  # type: ignore[arg-type]
    whiskers = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "rule"]
    assert [[(v["label"], v["low"], v["high"]) for v in values] for values in whiskers] == [[("A", 1.0, 4.0)]] * 2


def test_every_employer_bar_with_a_share_carries_its_interval() -> None:
    """Demo, Norrbotten: each drawn employer's whisker is its interval times the county's ads."""
    figure = Chosen(edition="demo", county_code="25").figure("employers")
    ads = int(figure.table.ads.sum())
    spec = figure.parts[0].chart.to_dict()
    drawn = next(layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "rule")
    table = figure.table.head(len(drawn))
    assert len(drawn) == MOST_BARS
    assert [v["low"] for v in drawn] == pytest.approx((table.ads_low_share.astype(float) * ads).tolist())
    assert [v["high"] for v in drawn] == pytest.approx((table.ads_high_share.astype(float) * ads).tolist())


def test_dependence_hides_shares_of_fewer_than_five_ads() -> None:
    """Jämtland's four ads in the demo, and every county's fewer than five, give no share, drawn or in the file."""
    table = Chosen(edition="demo").figure("dependence").table.set_index("county_code")
    few = table[table.ads < 5]
    assert few.ads["23"] == 4
    of_few = ["largest_share", "largest_share_low", "largest_share_high", "effective_employers", "gap_without_largest"]
    assert few[of_few].isna().all(axis=None)


def test_dependence_tells_the_effective_number_of_the_chosen_county() -> None:
    """Norrbotten in the demo: the file's number is 1 / Σ share² over its employers, 74²/226; no sentence repeats it."""
    chosen = Chosen(edition="demo", county_code="25")
    figure = chosen.figure("dependence")
    effective = float(figure.table.set_index("county_code").effective_employers["25"])
    ads = queries.ask_employers(*chosen.asked).employers.ads.astype(int)
    assert effective == pytest.approx(ads.sum() ** 2 / (ads**2).sum())
    assert effective == pytest.approx(74**2 / 226)
    assert not any("lika stora" in line for line in (figure.title, *figure.caption))


def test_the_brief_follows_the_group() -> None:
    """The brief among similar counties is still about the chosen county, fault of the base and all."""
    plain = press.county_brief(*Chosen(edition="rapport-2026-04", county_code="24").shown())
    grouped = press.county_brief(*Chosen(edition="rapport-2026-04", county_code="24", comparison="similar").shown())
    assert grouped.sentences == plain.sentences


def test_fewer_than_five_ads_give_employers_counts_but_no_shares() -> None:
    """Jämtland's four ads in the demo: no «50 %», no whisker, no dependence."""
    selection = Chosen(edition="demo", county_code="23")
    answer = queries.ask_employers(*selection.asked)
    assert answer.employers.ads.sum() == 4
    assert answer.employers.ads_share.isna().all()
    assert answer.dependence is None
    figure = selection.figure("employers")
    assert figure.title == "Jämtland: 4 annonser, för få för andelar"
    assert not [layer for layer in figure.parts[0].chart.to_dict()["layer"] if layer["mark"]["type"] == "rule"]
