"""Same text, other id, other town: what is one ad; and whose name tells what kind of employer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from aipulsen.errors import ParameterError
from aipulsen.metrics.counting import ads_in_window, count_texts, texts_by_county
from aipulsen.scoring.employers import employer_kind, load_kinds
from aipulsen.tables.ads import text_fingerprint

TOWNS = ("1784", "1480", "0180", "0580", "1281")


def frame(rows: list[tuple[str | None, str, str, str]]) -> pd.DataFrame:
    """Ads as (employer, text_hash, municipality, date)."""
    return pd.DataFrame(
        [
            {
                "id": str(i),
                "employer": employer,
                "text_hash": text,
                "municipality_code": town,
                "county_code": town[:2],
                "published_date": day,
                "level": "role",
                "is_staffing": False,
            }
            for i, (employer, text, town, day) in enumerate(rows)
        ]
    )


def test_one_text_in_five_towns_is_five_places_and_one_text() -> None:
    """And put out again under new ids it is still five and one; all published ads are ten."""
    ads = frame([("A AB", "t1", town, day) for day in ("2026-05-01", "2026-06-01") for town in TOWNS])
    unique = ads_in_window(ads, dt.date(2026, 6, 30), 90, "role")
    every = ads_in_window(ads, dt.date(2026, 6, 30), 90, "role", counting="all")
    assert (len(unique), count_texts(unique)) == (5, 1)
    assert (len(every), count_texts(every)) == (10, 1)


def test_a_text_in_three_counties_is_one_in_each_and_one_in_the_country() -> None:
    """Five towns in five counties: each has one text, the country has one, not five."""
    ads = frame([("A AB", "t1", town, "2026-06-01") for town in TOWNS])
    found = texts_by_county(ads)
    assert (int(found.sum()), count_texts(ads), len(ads)) == (len({t[:2] for t in TOWNS}), 1, 5)
    assert found["25"] == 0


def test_what_cannot_be_told_apart_is_not_merged() -> None:
    """Two employers with one text, and ads without employer or fingerprint, are texts of their own."""
    day = "2026-06-01"
    ads = frame([("A", "t", "0180", day), ("B", "t", "0180", day), (None, "t", "0180", day), ("A", "", "0180", day)])
    assert count_texts(ads) == 4
    assert texts_by_county(ads)["01"] == 4
    assert count_texts(ads.iloc[:0]) == texts_by_county(ads.iloc[:0]).sum() == 0


@pytest.mark.parametrize(
    "other",
    [
        "vi  söker\r\nen AI-ingenjör. Ring 070-765 43 21 eller skriv till eva@exempel.se.",
        "Vi sö\u00adker en AI-ingenjör.\u200b Ring 070-123 45 67 eller skriv till kim@exempel.se.",
        "Vi so\u0308ker en AI-ingenjo\u0308r. Ring 070-123 45 67 eller skriv till kim@exempel.se.",
        "Vi söker en AI-ingenjör. Ring [borttaget] eller skriv till [borttaget].",
    ],
)
def test_the_fingerprint_sees_words_only(other: str) -> None:
    """Spacing, case, contacts, soft hyphens and Unicode form do not make another ad."""
    one = "Vi söker en AI-ingenjör. Ring 070-123 45 67 eller skriv till kim@exempel.se."
    assert text_fingerprint("Rubrik", one) == text_fingerprint("RUBRIK", other)


@pytest.mark.parametrize("other", ["Vi söker en AI-ingenjör i Lund.", "Vi söker en AI-ingenjör i Umeå, start 1 maj."])
def test_another_town_or_date_in_the_text_is_another_text(other: str) -> None:
    """What is written for one town is kept apart: guessing wrong would merge two vacancies."""
    assert text_fingerprint("Rubrik", "Vi söker en AI-ingenjör i Umeå.") != text_fingerprint("Rubrik", other)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Academic Work Sweden AB", "staffing"),
        ("Manpower AB", "staffing"),
        ("ManpowerGroup Solutions", "staffing"),
        ("Randstad AB", "staffing"),
        ("Adecco Sweden AB", "staffing"),
        ("Lernia Bemanning AB", "staffing"),
        ("Poolia Sverige AB", "staffing"),
        ("StudentConsulting Sweden AB (publ)", "staffing"),
        ("TNG Group AB", "staffing"),
        ("Framtiden i Sverige AB", "staffing"),
        ("OnePartner Group", "staffing"),
        ("Jurek Recruitment & Consulting AB", "staffing"),
        ("Nexer Recruit AB", "staffing"),
        ("Förvaltnings AB Framtiden", "other"),
        ("Nexer AB", "consulting"),
        ("Luleå tekniska universitet", "university"),
        ("Högskolan i Borås", "university"),
        ("RISE Research Institutes of Sweden AB", "institute"),
        ("Skatteverket", "agency"),
        ("Länsstyrelsen i Norrbottens län", "agency"),
        ("Skellefteå kommun", "municipality_region"),
        ("REGION SÖRMLAND", "municipality_region"),
        ("Göteborgs Stad", "municipality_region"),
        ("Volvo Personvagnar AB", "industry"),
        ("Sunrise Vård AB", "other"),
        ("ÖREBRO UNIVERSITET", "university"),
        ("Bageriet på hörnet", "other"),
    ],
)
def test_a_name_tells_the_kind(name: str, kind: str) -> None:
    """Staffing agencies hide the employer; the others tell who asks for AI."""
    assert employer_kind(name) == kind


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("agentur,x,why,who", "agentur"),
        ("staffing,x(,why,who", "x("),
        ("staffing,Adecco,why,who", "Adecco"),
        ("staffing,x,,who", "x"),
        ("staffing,x,why,", "x"),
        ("staffing,adecco,why,who\nstaffing,adecco,again,who", "adecco"),
        ("staffing,x", "rad 2"),
    ],
)
def test_a_faulty_rule_is_named_by_file_and_line(tmp_path: Path, line: str, says: str) -> None:
    """Unknown kind, bad pattern, capitals, no reason, no source, twice, too few cells."""
    (tmp_path / "employer_kinds.csv").write_text(f"kind,pattern,reason,source\n{line}\n", "utf-8")
    with pytest.raises(ParameterError) as caught:
        load_kinds(tmp_path)
    assert "employer_kinds.csv" in str(caught.value)
    assert f"rad {line.count(chr(10)) + 2}" in str(caught.value)
    assert says in str(caught.value)
