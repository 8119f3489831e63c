"""Ditt län: two sentences to print, page and kit, then every question of the county, its answer in sight, its chart
when it is unfolded."""

from __future__ import annotations

import dataclasses
from functools import partial

import streamlit as st

from aipulsen import codes, queries, topics
from aipulsen.figures import press, workshop
from aipulsen.figures.changes import changes_said
from aipulsen.figures.county_sentences import two_to_print
from aipulsen.queries import Selection
from aipulsen.ui import filters, menu, panels, repeated, share
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.employers import show_dependence_in_words
from aipulsen.ui.views.figures_of_page import figure, file_stem

# The page's table of contents: a question in the URL, the figures that answer it; the first one's finding stands in
# sight.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "plats": ("gap-map",),
    "orsak": ("gap-drivers",),
    "arbetsgivare": ("employers", "dependence", "work-employers"),
    "jobb": ("skills", "occupations", "work-terms"),
    "tid": ("trend",),
    "lon": ("wage-gap",),
    "pendling": ("commuting",),
    "kompetens": ("it-specialists", "moves", "graduates", "outlook", "days-open"),
    "kommuner": ("places-map",),
    "liknande": ("similar",),
}
_ALL, _NONE, _DEFAULT = "alla", "ingen", "plats"  # in the URL, beside the questions
_ICONS = {"page_pdf": ":material/picture_as_pdf:", "kit": ":material/folder_zip:", "text": ":material/format_quote:"}


def has_county(page: Page) -> bool:
    """Whether a county is chosen; if not, all of them are offered as links to this page."""
    if page.selection.county_code is not None:
        return True
    st.markdown(plain(page.say("pages.profile.choose")))
    columns = st.columns(3)
    for number, (code, county) in enumerate(codes.counties().items()):
        with columns[number // 7]:
            menu.link_to("profile", county.short_name, lan=code)
    return False


def show_answer(page: Page) -> None:
    """The county in two sentences that can be printed, how to cite them, and all of it as page, kit and text."""
    say = page.say
    brief = press.county_brief(page.desk, page.selection)
    with st.container(border=True, key="answer"):
        said = two_to_print(brief.said)
        told = repeated.not_yet_said(tuple(sentence.text for sentence in said), by="answer")
        st.markdown(plain(" ".join(told)))
        st.caption(" · ".join([plain(brief.cite), *share.checks(said, page.desk, page.selection)]))
        stem = file_stem(brief.county_code, page)
        with st.container(horizontal=True, vertical_alignment="center"):
            for key, icon in _ICONS.items():
                file_format = next(f for f in topics.BRIEF_FORMATS if f.key == key)
                st.download_button(
                    say(f"pages.profile.{key}"),
                    data=workshop.ordered(file_format, page.desk, page.selection),
                    file_name=f"{stem}{file_format.ending}",
                    mime=file_format.mime,
                    icon=icon,
                    on_click="ignore",
                    help=say(f"pages.profile.{key}_note"),
                )
            st.button(
                say("pages.profile.unfold"),
                icon=":material/unfold_more:",
                type="tertiary",
                on_click=partial(filters.set_url_value, "fraga", _ALL, _DEFAULT),
            )


def show_changes(page: Page) -> None:
    """A notice of what changed in the county since the edition before; nothing where nothing can be compared."""
    said = changes_said(page.desk, page.selection)
    if not said:
        return
    words = [*(plain(sentence.text) for sentence in said), *share.checks(said, page.desk, page.selection)]
    st.info(" ".join(words), icon=":material/history:")


def show_questions(page: Page) -> None:
    """The questions one asks of a county under each other; which are unfolded stands in the link. What the edition
    cannot answer is said in one line at the end."""
    say = page.say
    unfolded = _unfolded(page)
    lacking = []
    for question in QUESTIONS:
        if _figures_of(question, page):
            st.session_state[_key(question)] = question in unfolded
            _show_question(page, question)
        else:
            lacking.append(say(f"pages.profile.question.{question}"))
    if lacking:
        told = say("pages.profile.lacking", questions=" ".join(lacking), edition=menu.edition_words(page.edition, say))
        panels.show_lacking(told)
        menu.link_to("profile", say("doors.in_demo"), ":material/science:", utgava="demo")


def _figures_of(question: str, page: Page) -> list[str]:
    """The figures of a question that the edition has what it takes for."""
    rooms = {key: (topics.FIGURES[key], topics.page_of(key)) for key in QUESTIONS[question]}
    return [key for key, needed in rooms.items() if all(one.is_in(page.edition) for one in needed)]


@st.fragment
def _show_question(page: Page, question: str) -> None:
    """A question; folded, the finding alone; unfolded, the charts that answer it. Redrawn without the rest."""
    say, keys, selection = page.say, _figures_of(question, page), _asked(page, question)
    show_heading(say(f"pages.profile.question.{question}"))
    answer = st.container(gap="xxsmall")
    unfolded = st.toggle(say("pages.profile.charts"), key=_key(question), on_change=partial(_write_unfolded, page))
    if not unfolded:
        repeated.take_back(keys)
        fig = figure(keys[0], page, selection)
        answer.markdown(plain(f"{fig.title}."))
        if fig.time_of_finding:
            answer.caption(plain(fig.time_of_finding))
        return
    if question == "arbetsgivare":
        show_dependence_in_words(page)
    for key in keys:
        fig = figure(key, page, selection)
        panels.show_figure_or_reason(fig, say, file_stem=file_stem(key, page), lead=fig.extra.get("lead", ""))


def _asked(page: Page, question: str) -> Selection:
    """The reader's choices; of commuting, the county's largest destination beside Stockholm."""
    if question != "pendling":
        return page.selection
    return dataclasses.replace(page.selection, hubs=queries.hubs_of_county(page.edition, page.selection))


def _key(question: str) -> str:
    return f"question:{question}"


def _unfolded(page: Page) -> list[str]:
    """The questions that the link unfolds."""
    raw = filters.url_value("fraga")
    if raw == _ALL:
        return list(QUESTIONS)
    if raw == _NONE:
        return []
    asked = [part for part in (raw or _DEFAULT).split(",") if part]
    if all(part in QUESTIONS for part in asked):
        return asked
    return [filters.valid_or_default("fraga", (), _DEFAULT, page.say)]


def _write_unfolded(page: Page) -> None:
    """Before the part is drawn anew: the link names what is unfolded."""
    asked = [question for question in QUESTIONS if st.session_state.get(_key(question))]
    filters.set_url_value("fraga", ",".join(asked) or _NONE, _DEFAULT)
