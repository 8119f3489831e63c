"""The report line by line: every figure once, verdicts that follow the numbers, marks where figures are shown."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
import pytest

from aipulsen import queries
from aipulsen.figures import report_marks
from aipulsen.queries.report import VERDICTS
from aipulsen.store.editions import open_edition
from aipulsen.tables.reference import read_reference
from aipulsen.text import LANGS, Lang, t
from aipulsen.voice import Voice
from tests.chosen import Chosen
from tests.conftest import DATA


@cache
def lines() -> pd.DataFrame:
    """What the report printed, beside what the tables say."""
    return queries.ask_report(*Chosen().asked).lines


def test_every_printed_figure_has_one_line() -> None:
    """The lines are the report's figures, each once, each with one of the five verdicts."""
    printed = read_reference("report_figures.csv")
    assert lines()[["figure", "region_code"]].to_numpy().tolist() == printed[["figure", "region"]].to_numpy().tolist()
    assert set(lines().verdict) <= set(VERDICTS)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", ["measures.report_verdict.definition", "glossary.measure.report_verdict"])
def test_what_the_verdicts_mean_is_said_in_their_own_words(key: str, lang: Lang) -> None:
    """The words that stand in the list of corrections are those that the measure and the glossary explain."""
    said = t(key, lang).casefold()
    assert [v for v in VERDICTS if t(f"report.verdict.{v}", lang) not in said] == []


def test_the_lines_are_the_published_facts() -> None:
    """No figure that the report prints is left out, none is changed; the lines that were left out come after."""
    theirs = pd.read_csv(DATA / "report_published.csv", dtype=str)
    assert theirs.figure.tolist() == lines().figure.tolist()[: len(theirs)]
    assert theirs.value.astype(float).tolist() == lines().printed.tolist()[: len(theirs)]


def test_the_worked_example_boden() -> None:
    """3 462 / 3 400 is 1,8 % more: rounding."""
    row = lines()[lines().figure == "commuters"].iloc[0]
    assert round(row.ours / row.printed - 1, 3) == 0.018
    assert row.verdict == "rounding"


def test_verdicts_follow_the_numbers() -> None:
    """«Stämmer» within half a per cent, «ungefär rätt» within 5 %, «håller inte» never where the numbers agree."""
    for row in lines().itertuples():
        if row.verdict == "holds":
            assert abs(row.ours / row.printed - 1) < 0.005
        if row.verdict == "rounding":
            assert abs(row.ours / row.printed - 1) < 0.05
        if row.verdict == "wrong" and pd.notna(row.ours):
            assert abs(row.ours / row.printed - 1) > 0.05


def test_nothing_is_confirmed_by_what_was_built_on_it() -> None:
    """68 % and 380 ads made the reconstruction: they have no number of ours, and are not judged right."""
    built = lines()[lines().method == "built_on_it"]
    assert built.figure.tolist() == ["big_city_ai_ads_share", "rest_ai_ads_90d", "rest_ai_ads_share"]
    assert built.ours.isna().all()
    assert set(built.verdict) == {"cannot_check"}


def test_wages_are_those_of_the_year_that_the_report_states() -> None:
    """Developers in 2024: 57 884 in the east, 47 300 to 50 400 in the north, against 50 200 and 40 000–43 500."""
    ours = lines().set_index(["figure", "region_code"]).ours
    assert round(ours["salary_2512_sek", "SE1"]) == 57_884
    assert (ours["salary_2512_low_sek", "SE3"], ours["salary_2512_high_sek", "SE3"]) == (47_300, 50_400)


@pytest.mark.parametrize("lang", LANGS)
def test_each_explanation_is_two_sentences_at_most(lang: str) -> None:
    """A reason is short enough to be read aloud."""
    for key in set(lines().explanation):
        sentence = re.sub(r"\d[.:]\d", "", t(f"report.why.{key}", lang))  # type: ignore[arg-type]
        assert 1 <= len(re.findall(r"[.!?](?: |$)", sentence)) <= 2, key


def test_every_faulty_figure_has_a_mark_and_no_other_has() -> None:
    """Wrong or of another definition: a mark in both languages. Right, rounded, uncheckable: none."""
    report = open_edition("rapport-2026-04")
    for row in lines().itertuples():
        mark = report_marks.mark_for(report, row.figure, row.region_code)
        assert (mark is not None) == (row.verdict in report_marks.FAULTY)
        if mark is not None:
            assert all("{" not in mark.words(Voice(lang)) and mark.words(Voice(lang)) for lang in LANGS)
    assert report_marks.mark_for(report, "gap_score", "12") is None


def test_the_marks_stand_in_the_pictures_of_their_figures() -> None:
    """Gap map, split and the report's wages carry their marks; the same chart on SCB's base does not."""
    wages = Chosen(edition="rapport-2026-04", wage_series="report").figure("wage-gap")
    assert "Östra Mellansverige" in " ".join(wages.caption)
    report = Chosen(edition="rapport-2026-04")
    for key, said in (
        ("gap-map", "mindre än hälften av SCB"),
        ("big-city-split", "tre kommuners"),
    ):
        assert said in " ".join(report.figure(key).caption), key
    scb = Chosen(edition="rapport-2026-04", base="scb").figure("gap-map")
    assert "mindre än hälften av SCB" not in " ".join(scb.caption)


def test_the_check_is_the_report_s_whatever_edition_is_chosen() -> None:
    """Asked of the demo, the lines are the report's and carry its edition's name."""
    answer = queries.ask_report(*Chosen(edition="demo").asked)
    assert answer.scope.edition == "rapport-2026-04"
    pd.testing.assert_frame_equal(answer.lines, lines())
