"""AI-jobben: one question at a time, each with its figures; parts 2 and 3 of the report in words."""

from __future__ import annotations

import streamlit as st

from aipulsen.errors import AipulsenError
from aipulsen.figures.ads_table import ads_behind
from aipulsen.figures.generative import generative_story
from aipulsen.figures.occupations import outside_it_story
from aipulsen.ui import filters, panels, share
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page, stop_with
from aipulsen.ui.views.employers import show_ad_table
from aipulsen.ui.views.figures_of_page import figure, file_stem

# The page's table of contents: a question in the URL, the figures that answer it.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "kompetens": ("skills", "tools"),
    "yrken": ("outside-it",),
    "generativ": ("generative",),
    "villkor": ("work-employers", "work-terms"),
}
_OF_DIGITS = {"3": "occupation-groups", "4": "occupations"}


def show_work(page: Page) -> None:
    """The chosen question's figures; of an edition without ads the frame has said what it lacks."""
    say = page.say
    if not page.edition.has("ads"):
        return
    asked = filters.choose_segment(
        "jobbfraga", tuple(QUESTIONS), "kompetens", lambda v: say(f"pages.work.question.{v}"), say
    )
    try:
        _show_story(asked, page)
        for key in QUESTIONS[asked]:
            _show(key, page)
        if asked == "yrken":
            _show_occupations(page)
        if asked == "generativ":
            _show_ads_behind(page)
    except AipulsenError as error:
        stop_with(error, say)


def _show(key: str, page: Page) -> None:
    panels.show_figure_or_reason(figure(key, page), page.say, file_stem=file_stem(key, page))


def _show_story(asked: str, page: Page) -> None:
    """Part 2 or 3 of the report, as it may be quoted."""
    told = {"yrken": ("outside_it", outside_it_story), "generativ": ("generative", generative_story)}.get(asked)
    if told is None:
        return
    key, story = told
    said = story(page.desk, page.selection)
    if said:
        with st.container(border=True):
            show_heading(page.say(f"story.{key}.heading"))
            st.caption(page.say(f"story.{key}.part"))
            st.markdown(plain(" ".join(sentence.text for sentence in said)))
            share.show_checks(said, page.desk, page.selection)


def _show_occupations(page: Page) -> None:
    digits = filters.choose_segment(
        "siffror", tuple(_OF_DIGITS), "4", lambda v: page.say(f"pages.work.digits.{v}"), page.say
    )
    _show(_OF_DIGITS[digits], page)


def _show_ads_behind(page: Page) -> None:
    show_ad_table(ads_behind("generative", page.desk, page.selection), page, "story.generative.behind")
