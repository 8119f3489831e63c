"""A table that cannot be right is refused with table, region, limit and the line to change."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from aipulsen.errors import DataContractError
from aipulsen.publishing import contracts, limits
from aipulsen.tables import reference
from tests.contracts.frames import made

ALL = contracts.known_tables()


def refused(table: str, frame: pd.DataFrame, **others: pd.DataFrame) -> str:
    with pytest.raises(DataContractError) as caught:
        contracts.check(table, frame, others)
    return str(caught.value)


def changed(table: str, new: pd.DataFrame, old: pd.DataFrame) -> str:
    with pytest.raises(DataContractError) as caught:
        contracts.compare(table, new, old)
    return str(caught.value)


@pytest.mark.parametrize("table", ALL)
def test_a_sound_table_passes_alone_and_against_itself(table: str) -> None:
    """Every made-up table holds its contract, and the same table again is no change."""
    others = {"population": made("population"), "education": made("education")}
    contracts.check(table, made(table), others)
    contracts.compare(table, made(table), made(table))


@pytest.mark.parametrize("table", ALL)
def test_every_table_has_a_value_that_is_watched(table: str) -> None:
    """Values are known by the unit that ends their name; a table without one would be compared in nothing."""
    assert contracts._values(made(table)) != []


@pytest.mark.parametrize("table", ["education", "it_specialists", "commuting", "labour_shortage", "graduates", "wages"])
def test_no_old_table_is_no_objection(table: str) -> None:
    """The first edition has nothing to compare with."""
    contracts.compare(table, made(table), None)


def test_men_alone_are_found_out_by_share_times_base() -> None:
    """The report's own fault: one sex in the count, both in the base."""
    frame = made("education")
    frame["post_secondary_persons"] = frame.post_secondary_men_persons
    sentence = refused("education", frame)
    assert "ena könet" in sentence
    assert "overrides.toml: [limits.education.share_times_base]" in sentence


def test_men_alone_are_found_out_even_when_the_base_is_men_too() -> None:
    """Half the population 25–64: the base of 2020 and the share of the population both say so."""
    frame = made("education")
    frame["post_secondary_persons"] = frame.post_secondary_men_persons
    frame["population_25_64_persons"] = (frame.population_25_64_persons / 2).round().astype("Int64")
    refused("education", frame)


def test_another_age_is_found_out() -> None:
    """16–74 instead of 25–64: the share of the whole population is too large."""
    frame = made("education")
    for column in [c for c in frame.columns if c.endswith("_persons")]:
        frame[column] = (frame[column].astype(float) * 1.18).round().astype("Int64")
    sentence = refused("education", frame, population=made("population"))
    assert "Fel ålder" in sentence or "basen" in sentence


def test_a_county_that_is_not_the_sum_of_its_municipalities_is_found_out() -> None:
    """A tenth of Norrbotten's municipalities' people lost."""
    frame = made("education")
    north = frame.region_code.str.startswith("25") & (frame.region_level == "municipality")
    frame.loc[north, "post_secondary_persons"] = (frame.post_secondary_persons[north] * 0.9).round().astype("Int64")
    sentence = refused("education", frame)
    assert "25 Norrbotten" in sentence
    assert "education.parts_differ_share" in sentence


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("education", "region_code"),
        ("population", "region_code"),
        ("it_specialists", "county_code"),
        ("flows", "county_code"),
    ],
)
def test_a_missing_county_stops_the_table_and_is_named(table: str, column: str) -> None:
    """20 counties are not Sweden."""
    frame = made(table)
    sentence = refused(table, frame[frame[column] != "09"])
    assert "20 av 21" in sentence
    assert "09 Gotland" in sentence


def test_unknown_codes_stop_the_table() -> None:
    """A new municipality code is a stranger until the code list knows it."""
    frame = made("education")
    frame.loc[frame.region_code == "2584", "region_code"] = "2599"
    assert "2599" in refused("education", frame)


def test_a_stock_read_as_a_flow_is_found_out() -> None:
    """«Befolkning år 1» in the place of those who moved in: 1.2 million to Stockholm."""
    frame = made("flows")
    stock = made("education").set_index("region_code").post_secondary_persons
    frame["moved_in_persons"] = frame.county_code.map(stock).astype("Int64")
    sentence = refused("flows", frame, education=made("education"))
    assert "bestånd" in sentence
    assert "flows.flow_of_stock_share" in sentence


def test_part_of_the_matrix_is_not_the_matrix() -> None:
    """Norrbotten's homes alone."""
    frame = made("commuting")
    assert "14 av 290" in refused("commuting", frame[frame.home_municipality_code.str.startswith("25")])


def test_a_matrix_that_contradicts_the_published_totals_is_found_out() -> None:
    """Men only in the matrix, both sexes in the totals."""
    frame = made("commuting")
    frame["employed_persons"] = (frame.employed_persons.astype(float) * 0.53).round().astype("Int64")
    sentence = refused("commuting", frame, commuting_totals=made("commuting_totals"), population=made("population"))
    assert "commuting.total_differs_share" in sentence


def test_it_specialists_that_are_most_employees_are_found_out() -> None:
    """Another group of occupations under the name."""
    frame = made("it_specialists")
    frame["it_specialists_persons"] = (frame.employees_persons * 0.5).round().astype("Int64")
    assert "it_specialists.share_high" in refused("it_specialists", frame)


@pytest.mark.parametrize(
    ("table", "factor"), [("education", 10), ("wages", 0.1), ("commuting_totals", 1000), ("population", 0.001)]
)
def test_a_unit_off_by_a_factor_is_named_as_such(table: str, factor: float) -> None:
    """Thousands for persons, öre for kronor."""
    new = made(table)
    for column in [c for c in new.columns if c.endswith(("_persons", "_sek"))]:
        new[column] = (new[column].astype("Float64") * factor).round().astype(new[column].dtype)
    sentence = changed(table, new, made(table))
    assert "enheten" in sentence
    assert f"{factor:g}"[:3] in sentence


def test_a_jump_in_one_region_is_named_with_both_values() -> None:
    """Gotland doubles overnight."""
    new, old = made("population"), made("population")
    gotland = new.region_code == "09"
    new.loc[gotland, "population_persons"] = new.population_persons[gotland] * 2
    sentence = changed("population", new, old)
    assert re.search(r"från \d+ till \d+ i 09 Gotland", sentence)


def test_small_counts_may_vary() -> None:
    """Twelve with unknown level become thirty: no alarm."""
    new, old = made("education"), made("education")
    old["unknown_level_persons"] = 12
    new["unknown_level_persons"] = 30
    contracts.compare("education", new.astype(old.dtypes.to_dict()), old)


def test_lost_coverage_is_refused_above_the_limit_only() -> None:
    """2 of 10 salaries suppressed passes, 4 of 10 does not."""
    old = made("wages")
    live = old.series == "scb_ssyk4_all"
    some = old[live].index[::5]
    contracts.compare("wages", old.drop(some), old)
    many = old[live & old.region_code.isin(["SE11", "SE12", "SE21", "SE22", "SE23", "SE31"])].index
    assert "wages.rows_lost_share" in changed("wages", old.drop(many), old)


def test_a_lost_column_is_refused() -> None:
    """The split by sex disappears."""
    new = made("education")
    new["post_secondary_women_persons"] = pd.array([pd.NA] * len(new), dtype="Int64")
    assert "post_secondary_women_persons" in changed("education", new, made("education"))


def test_a_table_never_goes_back_in_time() -> None:
    """TAB638 is frozen at 2024: what we have of 2026 stays."""
    old = made("population")
    assert "2024-12-31" in changed("population", old.assign(period="2024"), old)


def test_the_first_live_table_is_compared_with_the_reports_own() -> None:
    """A table of 2010 does not replace the embedded one of 2019."""
    assert "2019-12-31" in changed("education", made("education").assign(year="2010"), reference.education())


def test_every_limit_says_why() -> None:
    """The file of limits: table, limit, reason."""
    for table in ALL:
        for name, entry in limits.limits_in_use()[table].items():
            assert len(entry.why) > 8, (table, name)
            assert entry.limit > 0
