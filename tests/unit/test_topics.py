"""The one list of topics says what is so: what it names is there, and what is there it names."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from aipulsen import topics
from aipulsen.catalogue import MEASURES, with_topics_table
from aipulsen.errors import EditionError, ParameterError
from aipulsen.store.editions import open_edition
from aipulsen.text import all_texts
from aipulsen.topics import FigureEntry, FileFormat
from tests.chosen import Chosen
from tests.conftest import ROOT
from tests.walk import walked

FIGURES_ROOMS = {
    "ads_table",
    "left_out",
    "overview",
    "tested",
    "cards",
    "citation",
    "claims",
    "context",
    "county_sentences",
    "comparison_group",
    "desk",
    "files",
    "generated",
    "gap_sentences",
    "paragraph",
    "parts",
    "press",
    "report_marks",
    "rows",
    "sentence_codes",
    "sharing",
    "prepared",
    "workshop",
    "written",
}  # they build no figure of their own


def parameters(name: str) -> list[str]:
    """The types of the parameters of the function with that dotted name."""
    return [str(p.annotation) for p in inspect.signature(topics.fetch(name)).parameters.values()]


@walked("question", topics.QUESTIONS.values())
def test_a_question_names_a_function_of_an_edition_and_a_selection(question: topics.Question) -> None:
    assert parameters(question.answered_by) == ["Edition", "Selection"]


@walked("figure", topics.FIGURES.values())
def test_a_figure_names_a_function_of_a_desk_and_a_selection_and_a_measure_of_the_catalogue(
    figure: FigureEntry,
) -> None:
    assert parameters(figure.built_by) == ["Desk", "Selection"]
    assert figure.measure in MEASURES


@walked("file_format", [*topics.FIGURE_FORMATS, *topics.BRIEF_FORMATS])
def test_a_file_format_names_a_function_that_takes_a_shape_only_if_the_file_has_one(file_format: FileFormat) -> None:
    assert (len(parameters(file_format.made_by)) == 2) == (file_format.shape is not None)


def test_no_key_stands_twice() -> None:
    for keys in (
        [topic.key for topic in topics.TOPICS],
        [question.key for topic in topics.TOPICS for question in topic.questions],
        [figure.key for topic in topics.TOPICS for figure in topic.figures],
        [file_format.ending for file_format in (*topics.FIGURE_FORMATS, *topics.BRIEF_FORMATS)],
    ):
        assert len(keys) == len(set(keys))


@walked("topic", topics.TOPICS)
def test_a_topics_word_is_the_name_of_its_room_in_every_layer(topic: topics.Topic) -> None:
    """Its questions are answered and its figures built in rooms of its name, and its words have a file of that name."""
    named = [q.answered_by for q in topic.questions] + [f.built_by for f in topic.figures]
    rooms = {name.split(".")[1] for name in named}
    assert [room for room in rooms if room != topic.key and not room.startswith(f"{topic.key}_")] == []
    assert (ROOT / "aipulsen" / "text" / f"{topic.key}.toml").exists()
    assert topic.page in {page.key for page in topics.PAGES}


def test_no_room_of_figures_is_forgotten() -> None:
    """Every room in `figures/` is a topic's and builds a figure of it, but for the named ones that build none."""
    rooms = {path.stem for path in (ROOT / "aipulsen" / "figures").glob("*.py")} - {"__init__"}
    assert rooms - FIGURES_ROOMS == {figure.built_by.split(".")[1] for figure in topics.FIGURES.values()}


def test_the_menu_lists_every_page_that_is_there() -> None:
    files = {"app.py", *(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))}
    assert {page.file for page in topics.PAGES} == files
    assert [page.key for page in topics.PAGES if f"pages.{page.key}.link" not in all_texts()] == []


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
@walked("figure", topics.FIGURES.values())
def test_a_figure_is_refused_exactly_where_the_edition_lacks_a_table_it_needs(
    figure: FigureEntry, edition: str
) -> None:
    chosen = Chosen(edition=edition, county_code="25")
    if figure.is_in(open_edition(edition)):
        assert chosen.figure(figure.key).key == figure.key
    else:
        with pytest.raises(EditionError):
            chosen.figure(figure.key)


@walked("figure", topics.FIGURES.values())
def test_a_figure_is_refused_without_a_county_exactly_when_it_needs_one(figure: FigureEntry) -> None:
    chosen = Chosen(edition="demo")
    if figure.needs_county:
        with pytest.raises(ParameterError):
            chosen.figure(figure.key)
    else:
        assert chosen.figure(figure.key).key == figure.key


def test_to_read_the_list_imports_nothing_that_it_names() -> None:
    """The list is names: neither pandas nor any other room of the house comes with it."""
    told = "import aipulsen.topics, sys; print(*(m for m in sys.modules if m.startswith(('aipulsen.', 'pandas'))))"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert loaded.stdout.split() == ["aipulsen.topics"]


def test_readme_has_the_table_of_topics_that_build_docs_writes() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert with_topics_table(readme) == readme
