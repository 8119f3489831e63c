"""Answers that are kept between questions: the asker's own copy, and never those of an edition that is gone."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path

import pandas as pd
import pytest

from aipulsen import codes, keepers, queries, schemas, topics
from aipulsen.errors import EditionError
from aipulsen.queries import Selection
from aipulsen.store.editions import Edition, open_edition
from tests.chosen import Chosen
from tests.store.test_editions import publish

WHOLE = Chosen(edition="demo")


def test_what_one_asker_changes_no_other_sees() -> None:
    """Frame and country are copies."""
    first = queries.ask_gap(*WHOLE.asked)
    told, country = first.gap.copy(), dict(first.country)
    first.gap["ads"] = 0
    first.country["ads"] = 0
    again = queries.ask_gap(*WHOLE.asked)
    pd.testing.assert_frame_equal(again.gap, told)
    assert again.country == country


@pytest.mark.parametrize("question", topics.QUESTIONS.values(), ids=lambda q: q.key)
def test_an_answer_is_the_askers_own(question: topics.Question) -> None:
    """Of every question: whoever overwrites all that he was given, however deep, spoils the next asker's answer in
    nothing."""
    edition, selection = Chosen(edition="demo", county_code="25").asked
    told = pickle.dumps(question.ask(edition, selection))
    overwrite(question.ask(edition, selection))
    assert pickle.dumps(question.ask(edition, selection)) == told


def overwrite(value: object) -> None:
    """Spoil all that can be changed in a value, from the innermost out."""
    if isinstance(value, pd.DataFrame):
        for column in value.columns:
            value[column] = None
    elif isinstance(value, pd.Series):
        value[:] = None
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            overwrite(getattr(value, field.name))
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            overwrite(part)
        if not isinstance(value, tuple):
            value.clear()


@pytest.mark.parametrize("question", topics.QUESTIONS.values(), ids=lambda q: q.key)
def test_a_question_asked_again_reads_nothing(question: topics.Question, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answer is kept: no table is opened for the second asker."""
    asked = Chosen(edition="demo", county_code="25").asked
    question.ask(*asked)

    def refused(_edition: Edition, table: str) -> pd.DataFrame:
        raise AssertionError(table)

    monkeypatch.setattr(Edition, "read", refused)
    assert question.ask(*asked).rows()


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
def test_a_county_s_answer_is_its_row_of_the_whole(edition: str) -> None:
    """Asked of one county before and after the whole: the same row, and each answer with its own selection."""
    chosen = Chosen(edition=edition, county_code="25")
    before = queries.ask_gap(*chosen.asked)
    whole = queries.ask_gap(*Chosen(edition=edition).asked).gap
    after = queries.ask_gap(*chosen.asked)
    assert before.scope == after.scope
    assert after.scope.selection == chosen.selection
    expected = whole[whole.county_code == "25"].reset_index(drop=True)
    pd.testing.assert_frame_equal(before.gap, expected)
    pd.testing.assert_frame_equal(after.gap, expected)


@pytest.mark.parametrize(
    "other",
    [
        {"window_days": 180},
        {"level": "competence"},
        {"base": "it"},
        {"counting": "all"},
        {"staffing": "without"},
        {"research": "without"},
    ],
    ids=str,
)
def test_each_choice_that_counts_has_its_own_answer(other: dict[str, object]) -> None:
    """Window, level, base, counting, staffing and research change the numbers, whatever was asked for before."""
    columns = ["ads", "base_persons"]
    default = queries.ask_gap(*WHOLE.asked).gap[columns]
    assert not queries.ask_gap(*Chosen(edition="demo", **other).asked).gap[columns].equals(default)


def educated(persons: int) -> pd.DataFrame:
    """The same number of educated in every county."""
    columns = schemas.SCHEMAS["education"].columns
    values = {
        "region_level": "county",
        "year": "2025",
        "population_25_64_persons": 2 * persons,
        "post_secondary_persons": persons,
        "status": "measured",
        "origin": "x",
    }
    rows = [{**dict.fromkeys(columns), **values, "region_code": code} for code in sorted(codes.county_codes())]
    return pd.DataFrame(rows, columns=list(columns))


def test_an_edition_that_is_replaced_or_damaged_is_asked_anew(tmp_path: Path) -> None:
    """Under the same name, on the same path and with the same date: other numbers; damaged: no old answer."""
    for persons in (1000, 3000):
        edition = publish(tmp_path / "live", replace=True, education=educated(persons))
        answer = queries.ask_gap(open_edition("prov", tmp_path), Selection(base="scb"))
        assert set(answer.gap.base_persons.dropna()) == {persons}
    (edition.path / "education.parquet").write_bytes(b"")
    with pytest.raises(EditionError, match="education"):
        queries.ask_gap(open_edition("prov", tmp_path), Selection(base="scb"))


CHOICES = (
    {"county_code": "25"},
    {"county_code": "01", "comparison": "similar", "level": "competence"},
    {"base": "it", "definition": "municipalities", "hubs": ("1480", "1280"), "counting": "all"},
    {"county_code": "25", "region_level": "fa_region", "period": "year", "window_days": 180},
)


@pytest.mark.parametrize("question", topics.QUESTIONS.values(), ids=lambda q: q.key)
def test_what_others_asked_before_changes_no_answer(question: topics.Question) -> None:
    """Of every question: what is shared by those who chose alike in what decides it is what each would get alone."""
    asked = [Chosen("demo", **({"county_code": "12"} | choice)).asked for choice in CHOICES]
    keepers.ANSWERS.clear()
    shared = [question.ask(*one) for one in asked]
    for one, answer in zip(asked, shared, strict=True):
        keepers.ANSWERS.clear()
        alone = question.ask(*one)
        assert answer.rows() == alone.rows()
        assert answer.scope == alone.scope
