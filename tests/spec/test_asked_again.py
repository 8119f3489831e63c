"""Answers that are kept between questions: the asker's own copy, and never those of an edition that is gone."""

from __future__ import annotations

import dataclasses
import pickle
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pandas as pd
import pytest

from aipulsen import codes, queries, schemas, topics
from aipulsen.errors import EditionError
from aipulsen.queries import Selection
from aipulsen.queries.keeping import answered_alike
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


# Nothing is as nobody chose it: what an answer depends on beyond its key differs here from what was kept for all.
OTHERWISE = {
    "window_days": 180,
    "level": "competence",
    "counting": "all",
    "staffing": "without",
    "research": "without",
    "county_code": "25",
    "comparison": "similar",
    "base": "it",
    "definition": "municipalities",
    "hubs": ("1480", "1280"),
    "region_level": "fa_region",
    "period": "year",
}


def kept_by_some_choices() -> dict[str, Any]:
    """Every question, the rooms' own among them, that is kept by some of the choices (`answered_alike`): who chose
    otherwise elsewhere gets the same answer. All others are kept by all that was chosen."""
    rooms = [import_module(f"aipulsen.queries.{room.name}") for room in pkgutil.iter_modules(queries.__path__)]
    return {
        f"{room.__name__.rpartition('.')[2]}.{name}": function
        for room in rooms
        for name, function in vars(room).items()
        if isinstance(function, FunctionType) and function.__module__ == room.__name__
        if function.__code__.co_qualname.startswith("answered_alike.")
    }


SHARED = kept_by_some_choices()


def test_the_questions_that_share_answers_are_found() -> None:
    """Each that the sources mark, the rooms' own among them."""
    sources = [path.read_text("utf-8") for path in Path(queries.__path__[0]).glob("*.py")]
    assert len(SHARED) == sum(len(re.findall(r"^@answered_alike\(", source, re.MULTILINE)) for source in sources) > 8


@pytest.mark.parametrize("question", SHARED.values(), ids=SHARED)
def test_what_others_asked_before_changes_no_answer(question: Any) -> None:
    """What is shared by those who chose alike in what decides it is what each would get alone: asked with all chosen
    otherwise, the question itself answers as its keeper does. An answer made of others is the same then too."""
    asked = Chosen("demo", **OTHERWISE).asked
    assert_same(question.__wrapped__(*asked), question(*asked))


def test_a_choice_that_is_left_out_of_what_decides_is_seen() -> None:
    """The walk above can fail: kept by the level alone, a concentration of 180 days is that of 90."""
    asked = Chosen("demo", window_days=180).asked
    alone = SHARED["concentration._in_all_counties"].__wrapped__
    with pytest.raises(AssertionError):
        assert_same(alone(*asked), answered_alike("level")(alone)(*asked))


def assert_same(one: Any, other: Any) -> None:
    """Equal in all they hold, however deep."""
    assert type(one) is type(other)
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other)
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key, part in one.items():
            assert_same(part, other[key])
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for part, twin in zip(one, other, strict=True):
            assert_same(part, twin)
    elif not (pd.api.types.is_scalar(one) and pd.isna(one) and pd.isna(other)):
        assert one == other
