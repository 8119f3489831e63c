"""Groups of AI work and named tools: what the hired does or must know, with the words that say so."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aipulsen.errors import ParameterError
from aipulsen.scoring import AdText, load_engine
from aipulsen.scoring.normalise import normalise
from aipulsen.scoring.rules import DATA, current_rules
from aipulsen.scoring.scanner import Candidates, ReScanner, best_scanner
from aipulsen.scoring.skills import LEAST_PRECISION, Skills, Words, load_groups, load_tools, trusted_groups


def test_an_ai_ad_tells_its_groups_and_tools_with_the_words_that_say_so() -> None:
    """Each place is where the words stand, in the title or in the text."""
    ad = AdText(
        "1",
        "Doktorand i datorseende",
        "Om rollen\nDu utvecklar språkmodeller och agentiska system i Python och PyTorch.\nDu inför AI-styrning.\n"
        "Om oss\nVi kör allt på AWS.",
    )
    score = load_engine().score(ad)
    assert {g.id for g in score.groups} == {"generative", "agents", "vision", "research", "governance_law"}
    assert [tool.id for tool in score.tools] == ["Python", "PyTorch"]
    for named in (*score.groups, *score.tools):
        words = normalise(ad.headline if named.zone == "title" else ad.text)
        assert words[named.start : named.end] == named.text


def test_an_ad_without_ai_tells_nothing() -> None:
    """A carpenter's Python is no named tool of AI work."""
    score = load_engine().score(AdText("1", "Snickare", "Du bygger hus och kan Python."))
    assert (score.groups, score.tools) == ((), ())


def test_tools_in_another_job_are_not_told_of_an_ai_role() -> None:
    """Who builds AI all day does not use it «in another job»."""
    text = "Om rollen\nDu tränar maskininlärningsmodeller.\nKrav\nVana av AI-verktyg i vardagen och av maskininlärning."
    groups = [
        {g.id for g in load_engine().score(AdText("1", title, text)).groups}
        for title in ("AI-ingenjör", "Redovisningsekonom med siffervana")
    ]
    assert "tool_use" not in groups[0]


def test_a_group_that_was_too_often_wrong_is_not_told(tmp_path: Path) -> None:
    """The limit is 0.85 of the ads a person read."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    counts = {group.id: {"right": 84, "wrong": 16} for group in load_groups()} | {"vision": {"right": 85, "wrong": 15}}
    (folder / "work_groups_accuracy.json").write_text(json.dumps(counts), "utf-8")
    assert trusted_groups(folder) == {"vision"}


def test_every_group_has_been_read_and_those_told_are_right_often_enough() -> None:
    """No group without a judgement, and nobody is told of robotics: eleven of sixteen."""
    counts = json.loads((DATA / "work_groups_accuracy.json").read_text("utf-8"))
    assert set(counts) == {group.id for group in load_groups()}
    below = {g for g, c in counts.items() if c["right"] / (c["right"] + c["wrong"]) < LEAST_PRECISION}
    assert trusted_groups() == set(counts) - below
    assert below == {"robotics_autonomy"}


WORDS = [*load_tools(), *((group.id, group.words) for group in load_groups() if group.words is not None)]


@pytest.mark.parametrize("words", [words for _, words in WORDS], ids=[name for name, _ in WORDS])
@settings(max_examples=15)
@given(data=st.data())
def test_what_is_read_around_the_small_words_is_all_there_is(words: Words, data: st.DataObject) -> None:
    """No match is lost for want of a hint."""
    form = data.draw(st.from_regex(words.pattern, fullmatch=True).filter(lambda form: len(form) <= 60))
    text = f"{'Vi söker dig. ' * 9}{form} {'det är allt. ' * 9}"
    assert (words.first(text, text.lower(), 0, len(text)) is None) == (words.pattern.search(text) is None)


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [
        ("work_groups.csv", "x,ml,text,a,(,skäl", "mönstret"),
        ("work_groups.csv", "x,ml,text,a,a,", "saknar skäl"),
        ("named_tools.csv", "x,plain", "antal celler"),
        ("named_tools.csv", "x,plain,a,(,skäl", "mönstret"),
    ],
)
def test_a_fault_in_the_files_names_file_and_line(tmp_path: Path, file: str, line: str, words: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    with (folder / file).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")
    with pytest.raises(ParameterError, match=words) as caught:
        Skills(ReScanner(current_rules()).candidates, folder)
    assert file in str(caught.value)


PATTERNS = [words.pattern for _, words in WORDS]


@cache
def named_by_the_scanner() -> Candidates:
    """Which of the patterns may match in a text."""
    return best_scanner(current_rules()).candidates(PATTERNS)


@given(
    st.lists(
        st.sampled_from([word for _, words in load_tools() for word in words.hints] + list(" ,.-Ao\n")), max_size=9
    )
)
def test_the_scan_leaves_out_no_pattern_that_matches(parts: list[str]) -> None:
    """Whatever pattern of a group or a tool matches in a text is among those the scanner names."""
    for text in ("".join(parts), "".join(parts).title(), "".join(parts).upper()):
        assert {i for i, pattern in enumerate(PATTERNS) if pattern.search(text)} <= set(named_by_the_scanner()(text))
