"""The report's story: in a few lines on the start page, and step by step on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from aipulsen import topics
from aipulsen.figures.changes import country_notice
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.ui import filters, menu, panels, share
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem
from aipulsen.ui.views.overview import show_place_search
from aipulsen.ui.views.report import show_marks


@dataclass(frozen=True, slots=True)
class Step:
    """A question of the story, the figures that may answer it (the first whose tables the edition has), its page."""

    key: str
    figures: tuple[str, ...]
    page: str


STEPS = (
    Step("where", ("big-city-split",), "big_city"),
    Step("who", ("work-employers", "employers"), "employers"),
    Step("pay", ("wage-gap",), "wages"),
    Step("commute", ("commuting",), "commuting"),
    Step("supply", ("moves", "it-specialists"), "supply"),
    Step("county", ("gap-map",), "profile"),
)


def show_story(page: Page) -> None:
    """The way to the story, and its steps but the last: a question, its finding in the edition, and its page."""
    say = page.say
    show_heading(say("pages.overview.story"))
    menu.link_to("story", say("pages.story.begin"), ":material/auto_stories:")
    said = list[Sentence]()
    for step in STEPS[:-1]:
        if told := _told_by(step, page):
            fig = figure(told, page)
            _show_row(step.page, _question(step, page), f"{fig.title}.", fig.time_of_finding)
            said.append(Sentence(told if fig.has_finding else "", fig.title))
    share.show_checks(said, page.desk, page.selection)


def show_what_is_new(page: Page) -> None:
    """What changed since the edition before, in a row like the story's; nothing where nothing can be compared."""
    if not page.edition.has("ads"):
        return
    told = country_notice(page.desk, page.selection)
    if told is not None:
        _show_row("trend", page.say("pages.overview.new"), told)


def _show_row(leads_to: str, question: str, answer: str, when: str = "") -> None:
    """A question that leads to its page, and beside it what is found and of what time that is."""
    with st.container(key=f"row:{leads_to}"):  # named: on paper its link is the question
        asked, found = st.columns([2, 5], vertical_alignment="center", gap="small")
    with asked:
        menu.link_to(leads_to, question, ":material/arrow_forward:")
    with found.container(gap="xxsmall"):
        st.markdown(plain(answer))
        if when:
            st.caption(plain(when))


def show_step(page: Page) -> None:
    """The step that the link names: what is asked and why, the figure that answers, what the edition lacks for it, and
    the way on. The last step leads to the reader's county."""
    say = page.say
    numbers = tuple(str(number) for number in range(1, len(STEPS) + 1))
    asked = int(filters.choose_segment("steg", numbers, "1", str, say))
    filters.show_notices()
    step = STEPS[asked - 1]
    st.markdown(f"**{say('pages.story.of', number=asked, count=len(STEPS), question=_question(step, page))}**")
    st.markdown(plain(say(f"pages.story.lead.{step.key}")))
    if step.key == "county":
        show_place_search(page)
    _show_answer(step, page)
    with st.container(horizontal=True, vertical_alignment="center"):
        if asked > 1:
            before = say("pages.story.before", question=_question(STEPS[asked - 2], page))
            menu.link_to("story", before, ":material/arrow_back:", steg=str(asked - 1))
        if asked < len(STEPS):
            following = say("pages.story.next", question=_question(STEPS[asked], page))
            menu.link_to("story", following, ":material/arrow_forward:", steg=str(asked + 1))
    show_marks(page, "overview" if step.key == "county" else step.page)


def _show_answer(step: Step, page: Page) -> None:
    say, told = page.say, _told_by(step, page)
    if told != step.figures[0]:
        needed = [name for name in topics.FIGURES[step.figures[0]].needs if not page.edition.has(name)]
        tables = ", ".join(say(f"tables.{name}") for name in needed)
        st.caption(plain(say("pages.story.instead", edition=menu.edition_words(page.edition, say), tables=tables)))
    if told is None:
        return
    fig = figure(told, page)
    panels.show_figure_or_reason(fig, say, file_stem=file_stem(told, page))
    if step.key != "county":
        named = say("pages.story.more", page=say(f"pages.{step.page}.link"))
        menu.link_to(step.page, named, ":material/open_in_full:", steg="")


def _told_by(step: Step, page: Page) -> str | None:
    """The figure that tells the step in this edition."""
    return next((key for key in step.figures if topics.FIGURES[key].is_in(page.edition)), None)


def _question(step: Step, page: Page) -> str:
    return page.say(f"pages.overview.step.{step.key}")
