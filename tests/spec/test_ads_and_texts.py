"""How many ads and how many texts: both facts stand beside the country's number, everywhere it is told."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from aipulsen import queries
from aipulsen.charts.export import csv_text
from aipulsen.charts.figure import count_words
from aipulsen.cli import program
from aipulsen.metrics.counting import count_texts
from tests.chosen import Chosen

EVERY_AD = Chosen(edition="demo", counting="all")  # the demo republishes some of its ads under new ids


def test_the_country_has_its_ads_and_its_texts() -> None:
    """All published ads of the demo are more than its texts; both stand in every row, and sum as they are counted."""
    answer = queries.ask_gap(*EVERY_AD.asked)
    ads = queries.ads_in_window(*EVERY_AD.asked)
    row = answer.rows()[0]
    assert (row["country_ads"], row["country_texts"]) == (len(ads), count_texts(ads))
    assert row["country_texts"] < row["country_ads"]
    assert int(answer.gap.ads.sum()) == row["country_ads"]
    assert (answer.gap.texts <= answer.gap.ads).all()


def test_the_command_line_gives_both() -> None:
    """`query gap` has both numbers in the row of one county, too."""
    done = CliRunner().invoke(program(), ["query", "gap", "--edition", "demo", "--counting", "all", "--county", "25"])
    row = json.loads(done.stdout)[0]
    assert row["country_texts"] < row["country_ads"]
    assert row["texts"] <= row["ads"]


@pytest.mark.parametrize("key", ["gap-map", "big-city-split", "big-city-quotients", "commuting-adjusted"])
def test_picture_and_page_say_both(key: str) -> None:
    """The quiet line under the finding says «n annonser, m olika texter»."""
    figure = EVERY_AD.figure(key)
    assert "olika texter" in count_words(figure.context)
    assert count_words(figure.context) in figure.subtitle


def test_the_csv_has_both() -> None:
    """The file behind the map names the ads and the texts of the country and of each county."""
    head = csv_text(EVERY_AD.figure("gap-map")).splitlines()[0].split(";")
    assert {"ads", "texts", "country_ads", "country_texts"} <= set(head)


def test_an_edition_without_ads_has_no_texts() -> None:
    """The report's number of texts is missing, not zero, and nothing is said of it."""
    report = Chosen(edition="rapport-2026-04")
    row = queries.ask_gap(*report.asked).rows()[0]
    assert (row["country_ads"], row["country_texts"], row["texts"]) == (1188, None, None)
    assert "text" not in count_words(report.figure("gap-map").context)
